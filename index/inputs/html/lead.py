"""The lead (sapo) of an article: what stands in bold between the headline and the text."""

from __future__ import annotations

import re

from index.inputs.html.page import Page, similar
from index.inputs.html.prose import Prose
from index.inputs.html.surroundings import is_elsewhere
from index.inputs.html.tree import BLOCKS, Element, ancestors, names_of, text_of

_CLASS = re.compile(
    r"(?:sapo|\blead\b|lead-|-lead|chapeau|summary|description|\bdesc\b|-desc\b|intro|standfirst"
    r"|tom-?tat|mo-?ta|headnote|\babstract\b|excerpt|deck)",
    re.I,
)
_NO_CLASS = re.compile(
    r"(?:image|img|photo|caption|video|related|comment|site|author|footer|meta|box|news-|list|item"
    r"|card|widget|sidebar)",
    re.I,
)
# What systems call a lead whatever else stands in the same name.
_SURE = re.compile(
    r"(?:^|[\s_-])(?:sapo|lead|chapeau|standfirst|tom-?tat|sub-?title)(?=$|[\s_-](?!img|image))",
    re.I,
)
_SHORTEST, _LONGEST = 30, 900
_ALIKE = 0.75
_SAME = 0.95
_NEAR = 40  # elements after the headline in which an unnamed lead is looked for


def lead(page: Page, headline: Element | None, found: Prose) -> Element | None:
    """The element that is the lead of a page whose prose was `found`, None if there is none."""
    description = page.meta("description", "og:description")
    named = _named(page, headline, found)
    if named is None:
        named = _as_described(page, headline, found, description)
    return named if named is not None else above(found, headline)


def _holds_text(element: Element, found: Prose) -> bool:
    """Whether several paragraphs of the text stand in an element, whatever it is called."""
    inside = set(element.iter())
    return sum(one in inside for one in found.paragraphs) > 1


def _named(page: Page, headline: Element | None, found: Prose) -> Element | None:
    seen = headline is None
    for one in page.tree.iter():
        seen = seen or one is headline
        if not seen or one.tag not in (
            "p",
            "div",
            "h2",
            "h3",
            "strong",
            "b",
            "td",
            "span",
            "section",
            "h4",
        ):
            continue
        names = names_of(one) + " " + (one.get("data-role") or one.get("itemprop") or "").lower()
        if not _SURE.search(names) and (not _CLASS.search(names) or _NO_CLASS.search(names)):
            continue
        text = text_of(one)
        if not _SHORTEST <= len(text) <= _LONGEST or is_elsewhere(page, one):
            continue
        if len(list(one.iter("a"))) > 3 or _holds_text(one, found):
            continue
        return one
    return None


def _as_described(
    page: Page, headline: Element | None, found: Prose, description: str
) -> Element | None:
    """A paragraph in bold, or a small heading, under the headline that the head repeats; any that
    follows it and is no part of the text."""
    if headline is None:
        return None
    left, seen = _NEAR, False
    for one in page.tree.iter():
        if one is headline:
            seen = True
            continue
        if not seen or not isinstance(one.tag, str):
            continue
        left -= 1
        if left < 0:
            return None
        if one.tag not in ("p", "h2", "h3", "h4", "strong", "b", "div", "td", "font"):
            continue
        text = text_of(one)
        if not _SHORTEST <= len(text) <= _LONGEST or one.find(".//p") is not None:
            continue
        is_bold = one.tag in ("h2", "h3", "strong", "b") or any(
            inner.tag in ("strong", "b") and len(text_of(inner)) > 0.9 * len(text)
            for inner in one.iterdescendants()
        )
        is_told = similar(text, description) > _ALIKE or one.tag == "h2"
        is_apart = one is headline.getnext() and one is not found.element
        is_apart = is_apart and one not in found.paragraphs and similar(text, description) > _SAME
        if (
            (is_apart or is_bold)
            and is_told
            and not is_elsewhere(page, one)
            and not list(one.iter("a"))
        ):
            return _block_of(one, text)
    return None


def above(found: Prose, headline: Element | None) -> Element | None:
    """A paragraph all in bold that is the first of the text, or stands directly above it."""
    if headline is None or not found.paragraphs:
        return None
    first = found.paragraphs[0]
    holder = found.element
    outside = _before(holder) if holder is not None and holder.tag != "p" else []
    for one in outside:
        text = text_of(one)
        is_paragraph = one.tag in ("p", "h2", "h3", "h4") or (
            one.tag == "div" and (_is_bold(one) or _is_between(one, text, headline))
        )
        if (
            is_paragraph
            and not list(one.iter("a", "img"))
            and _SHORTEST <= len(text) <= _LONGEST
            and one is not headline
        ):
            return one
    for one in (first, *_before(first)):
        text = text_of(one)
        if not _SHORTEST <= len(text) <= _LONGEST or one is headline:
            continue
        is_off = one.tag == "p" and _is_set_off(one, found.paragraphs[one is first :])
        if is_off or _is_bold(one) or _is_heading_of_prose(one, text):
            return one
    return None


def _is_between(element: Element, text: str, headline: Element) -> bool:
    """Whether a block of one sentence or a few stands between the headline and the text, which are
    blocks beside it."""
    inside = [one for one in element.iterdescendants() if one.tag in BLOCKS]
    above = set(element.itersiblings(preceding=True))
    is_below = headline in above or any(one in above for one in ancestors(headline))
    return is_below and len(inside) <= 1 and text[-1:] in ".!?…”\"'"


def _is_heading_of_prose(element: Element, text: str) -> bool:
    """Whether a heading is a sentence."""
    return element.tag in ("h2", "h3", "h4") and len(text) >= 2 * _SHORTEST and text.endswith(".")


def _is_set_off(element: Element, following: list[Element]) -> bool:
    """Whether a paragraph is all slanted, and the one that follows it is not."""

    def slanted(one: Element) -> int:
        return sum(len(text_of(inner)) for inner in one.iter("em", "i") if inner is not one)

    is_slanted = slanted(element) > 0.9 * len(text_of(element))
    return is_slanted and bool(following) and not slanted(following[0])


def _is_bold(element: Element) -> bool:
    """Whether a text is all in bold."""
    inner = element.iter("b", "strong")
    bold = sum(len(text_of(one)) for one in inner if one is not element)
    return element.tag in ("b", "strong") or bold > 0.9 * len(text_of(element))


def _before(element: Element) -> list[Element]:
    """The two elements before one, if it is a paragraph."""
    found: list[Element] = []
    one = element.getprevious()
    while one is not None and len(found) < 2:
        found.append(one)
        one = one.getprevious()
    return found


def _block_of(element: Element, text: str) -> Element:
    """The paragraph of which an element is all."""
    parent = element.getparent()
    while (
        parent is not None
        and parent.tag in ("p", "strong", "b", "span", "font")
        and text_of(parent) == text
    ):
        element, parent = parent, parent.getparent()
    return element
