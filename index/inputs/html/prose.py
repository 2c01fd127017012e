"""Where the prose of a page stands, and how much of the page is links."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from index.inputs.html.page import Page
from index.inputs.html.surroundings import is_elsewhere
from index.inputs.html.tree import BLOCKS, Element, ancestors, text_of

_PARAGRAPH = 80  # characters from which on a block is a paragraph of prose
_OF_PARAGRAPHS = ("span", "font", "b", "strong", "i", "em", "u", "p")
_LONG = 700  # characters of prose that stands together
_FEW_LINKS = 0.3
_LINK = 25  # characters from which on a link is a headline
_SHARE = 0.5  # of a block that may be links, if it is prose


@dataclass
class Prose:
    """The element under which most prose stands, the paragraphs in it, how many characters they
    have, and how many headlines of other pages are linked on the whole page; and `all` that
    holds prose, in the order of the page, with its paragraphs and their characters."""

    element: Element | None = None
    paragraphs: list[Element] = field(default_factory=list)
    length: int = 0
    links: int = 0
    all: list[tuple[Element, list[Element], int]] = field(default_factory=list)


def prose(tree: Element) -> Prose:
    """The prose of a page."""
    lengths: dict[Element, int] = {}
    paragraphs: dict[Element, list[Element]] = {}
    for one in tree.iter():
        if not isinstance(one.tag, str) or one.tag in ("head", "script", "style", "title", "a"):
            continue
        own, linked = _own_text(one)
        if own < _PARAGRAPH or linked > own * _SHARE:
            continue
        holder = _holder(one)
        if holder is None:
            continue
        lengths[holder] = lengths.get(holder, 0) + own
        paragraphs.setdefault(holder, []).append(one)
    links = sum(len(text_of(link)) >= _LINK for link in tree.iter("a"))
    if not lengths:
        return Prose(links=links)
    element = max(lengths, key=lambda one: lengths[one])
    every = [(one, paragraphs[one], length) for one, length in lengths.items()]
    return Prose(element, paragraphs[element], lengths[element], links, every)


def nearest(page: Page, found: Prose, headline: Element | None) -> Prose:
    """The prose that belongs to a headline, if there is no long text on the page: what stands
    behind it and is not about other pages; the longest in the block that the first of it and the
    headline share, so that it is not a lead alone."""
    if headline is None or found.length >= _LONG:
        return found
    order = {one: number for number, one in enumerate(page.tree.iter())}
    start = order.get(headline, 0)
    behind = [
        one
        for one in sorted(found.all, key=lambda one: order[one[1][0]])
        if order[one[1][0]] >= start
        and not _is_linked(one[0])
        and not is_elsewhere(page, one[1][0])
    ]
    if not behind:
        return found
    above = {headline, *ancestors(headline)}
    first = behind[0][1][0]
    shared = next((one for one in ancestors(first) if one in above), None)
    near = [one for one in behind if shared in (one[0], *ancestors(one[0]))]
    element, paragraphs, length = max(near or behind[:1], key=lambda one: one[2])
    return replace(found, element=element, paragraphs=paragraphs, length=length)


def _is_linked(element: Element) -> bool:
    linked = sum(len(text_of(link)) for link in element.iter("a"))
    return linked > _FEW_LINKS * len(text_of(element))


def blocks(element: Element) -> list[Element]:
    """The paragraphs and other blocks in an element, in order, down to those without blocks."""
    found: list[Element] = []
    for one in element.iter():
        if not isinstance(one.tag, str) or one is element:
            continue
        if one.tag in ("p", "div", "td", "blockquote", "h2", "h3", "center", "li") and not any(
            isinstance(child.tag, str) and child.tag in BLOCKS for child in one.iterdescendants()
        ):
            found.append(one)
    return found


def _own_text(element: Element) -> tuple[int, int]:
    """How many characters stand directly in a block, inline elements with them, and how many of
    them in links."""
    if element.tag not in BLOCKS and element.tag not in ("span", "font"):
        return 0, 0
    own = len((element.text or "").strip())
    linked = 0
    for child in element:
        if not isinstance(child.tag, str):
            continue
        if child.tag not in BLOCKS and child.tag not in ("script", "style", "span", "font"):
            length = len(text_of(child))
            own += length
            linked += length if child.tag == "a" else sum(len(text_of(a)) for a in child.iter("a"))
        own += len((child.tail or "").strip())
    return own, linked


def _holder(element: Element) -> Element | None:
    """What holds the paragraphs of which an element is one: its parent; a block that is cut by line
    breaks holds itself."""
    breaks = sum(child.tag == "br" for child in element)
    if breaks >= 2 or element.tag in ("td", "body"):
        return element
    holder = element.getparent()
    while holder is not None and holder.tag in _OF_PARAGRAPHS:
        holder = holder.getparent()
    if holder is not None and element.tag in ("span", "font") and holder.tag in ("div", "center"):
        whole = sum(bool(text_of(one)) for one in holder) == 1 and not _has_own(holder)
        return holder.getparent() if whole else holder  # a paragraph in a div and a span
    return holder


def _has_own(element: Element) -> bool:
    """Whether text stands directly in an element."""
    return bool((element.text or "").strip()) or any((one.tail or "").strip() for one in element)
