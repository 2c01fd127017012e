"""The headline of a page, as a reader sees it, and the element that shows it."""

from __future__ import annotations

import re
from typing import NamedTuple

from index.inputs.html.json_ld import clean, text_at
from index.inputs.html.page import Page, similar
from index.inputs.html.prose import Prose
from index.inputs.html.tree import BLOCKS, Element, ancestors, names_of, text_of

_SHORTEST, _LONGEST = 4, 400
_ALIKE = 0.5  # of the words that a heading has in common with what the page's head says
_TITLE_CLASS = re.compile(
    r"(?:title|headline|tieu-?de|tieude|heading|\btit\b|post-name|entry-name)", re.I
)
_NO_TITLE = re.compile(
    r"(?:sub|site|page|box|block|widget|section|cat\b|cate|menu|side|related|logo)", re.I
)
_CRUMBS = re.compile(r"(?:bread-?crumb|pathway|duong-?dan|page-title$)", re.I)
_LOGO = re.compile(r"(?:^|[\s_-])(?:header|masthead|branding|logo|site-?title|blog-?title)\b", re.I)
_HOMES = ("/", "./", "index.html", "index.php", "/index.php", "/home")
_VAGUE = 4  # words of a window's name that may be that of the paper
_LARGE = 5.0  # of a headline, in the steps of old pages
_FEW_WORDS = 3  # that the name of a section has
_OF_OLD_PAGES = ("td", "font", "b", "strong", "p", "div", "span", "h2", "h3", "h4", "center", "big")


class Headline(NamedTuple):
    """A headline, the element that shows it (None if none does), and whence it is."""

    text: str
    element: Element | None
    source: str


def headline(page: Page, found: Prose) -> Headline:
    """The headline of a page, whose prose was `found`; empty if it has none."""
    told = [
        (text_at(page.article, "headline", "name"), "json-ld headline"),
        (page.without_site(page.meta("og:title")), "meta og:title"),
        (page.without_site(page.meta("twitter:title", "title", "dc.title")), "meta title"),
        (page.without_site(page.head_title), "title"),
    ]
    told = [(text, source) for text, source in told if text and not page.is_site(text)]
    texts = [text for text, _ in told]
    for find in (_heading, _marked, _like_window):
        shown = find(page, texts) if texts else None
        if shown is not None:
            return _shown(shown, texts)
    shown = _lone_heading(page, _FEW_WORDS if texts else 0)
    is_vague = all(source == "title" and len(text.split()) <= _VAGUE for text, source in told)
    if shown is None and is_vague:  # the window is called as the paper is
        shown = _named(page, found)
    if shown is None and is_vague:
        shown = _prominent(page, found)
    if shown is None and all(source == "title" for _, source in told):
        shown = _prominent(page, found, _LARGE)  # what the window is called is nowhere shown
    if shown is not None:
        return _shown(shown, texts)
    for text, source in told:
        return Headline(text, None, source)
    return Headline("", None, "")


def _shown(element: Element, told: list[str]) -> Headline:
    """The headline that an element shows; in small letters, if it is set all in capitals and the
    head says it so."""
    text = clean(text_of(element))
    if text.isupper():
        text = next((one for one in told if one.casefold() == text.casefold()), text)
    return Headline(text, element, str(element.tag))


def _headings(page: Page) -> list[Element]:
    return [
        one
        for one in page.tree.iter("h1")
        if _SHORTEST <= len(text_of(one)) <= _LONGEST
        and text_of(one) != page.site
        and not _is_home(one, page)
    ]


def _heading(page: Page, told: list[str]) -> Element | None:
    """The heading of the first level that says what the page's head says."""
    headings = _headings(page)
    best = max(headings, key=lambda one: _likeness(text_of(one), told), default=None)
    return best if best is not None and _likeness(text_of(best), told) >= _ALIKE else None


def _lone_heading(page: Page, fewest: int) -> Element | None:
    """The only heading of the first level, if it is no name of the site, and not too short."""
    headings = _headings(page)
    if len(headings) != 1:
        return None
    [one] = headings
    is_name = (
        page.is_site(text_of(one)) or _is_logo(one, page) or len(text_of(one).split()) <= fewest
    )
    return None if is_name else one


def _is_logo(element: Element, page: Page) -> bool:
    """Whether a heading leads to the home page, or stands in what is called a header."""
    return _is_home(element, page) or any(
        one.tag in ("header", "nav") or _LOGO.search(names_of(one))
        for one in (element, *ancestors(element))
        if one.tag not in ("body", "html")
    )


def _is_home(element: Element, page: Page) -> bool:
    """Whether an element is all a link to the home page."""
    links = [*element.iter("a"), *element.iterancestors("a")]
    addresses = [(link.get("href") or "").strip() for link in links]
    return any(one in _HOMES or page.is_home(one) for one in addresses)


def _named(page: Page, found: Prose) -> Element | None:
    """The last element above the text that is called a title."""
    last = None
    for one in page.tree.iter():
        if found.paragraphs and one is found.paragraphs[0]:
            break
        if not isinstance(one.tag, str) or one.tag not in (*_OF_OLD_PAGES, "h1"):
            continue
        names = names_of(one)
        text = text_of(one)
        if not _TITLE_CLASS.search(names) or _NO_TITLE.search(names) or _is_link(one):
            continue
        if len(text.split()) > _FEW_WORDS and len(text) <= _LONGEST and not page.is_site(text):
            last = one
    return last


def _marked(page: Page, told: list[str]) -> Element | None:
    """An element that is called a title and says what the head says."""
    best, most = None, _ALIKE
    for one in page.tree.xpath("//*[@itemprop='headline' or @itemprop='name' or @class or @id]"):
        if one.tag not in (*_OF_OLD_PAGES, "h1", "a"):
            continue
        names = names_of(one)
        if one.get("itemprop") != "headline" and (
            not _TITLE_CLASS.search(names) or _NO_TITLE.search(names)
        ):
            continue
        text = text_of(one)
        if not _SHORTEST <= len(text) <= _LONGEST or _is_link(one) or _in_crumbs(one):
            continue
        likeness = _likeness(text, told)
        if likeness > most:
            best, most = one, likeness
    return best


def _like_window(page: Page, told: list[str]) -> Element | None:
    """An element of a page without headings that says just what the window is called."""
    plain = {_plain(text) for text in told}
    for one in page.tree.iter(*_OF_OLD_PAGES):
        text = one.text or ""
        if not text.strip() and len(one) == 0:
            continue
        if len(one) > 3 or _is_link(one):
            continue
        whole = text_of(one)
        said = _plain(whole)
        if _SHORTEST * 3 <= len(whole) <= _LONGEST and any(
            window.startswith(said) or window.endswith(said)
            for window in plain
            if 2 * len(said) >= len(window)
        ):
            return one
    return None


def _prominent(page: Page, found: Prose, least: float = 0.0) -> Element | None:
    """What stands out most above the text of a page whose head names only the paper."""
    if not found.paragraphs:
        return None
    best, most = None, 0.0
    for number, one in enumerate(page.tree.iter()):
        if one is found.paragraphs[0] and one.tag == "p":
            break
        if not isinstance(one.tag, str) or one.tag not in (*_OF_OLD_PAGES, "h1", "h5"):
            continue
        text = text_of(one)
        if not 3 * _SHORTEST <= len(text) <= 250 or _is_link(one) or len(text.split()) < 3:
            continue
        if any(child.tag in BLOCKS for child in one.iterdescendants()):
            continue
        weight = _size(one)
        if weight > least and weight + number / 1e6 >= most and not page.is_site(text):
            best, most = one, weight + number / 1e6
    return best


def _size(element: Element) -> float:
    """How large an element is set, in the steps of old pages; 0 if it is as all other text."""
    size = 0.0
    for one in (element, *element.iterancestors("font", "b", "strong", "span")):
        number = re.sub(r"[^\d]", "", one.get("size") or "")
        if one.tag == "font" and number:
            size = max(size, float(number) + 3 * (one.get("size") or "").startswith("+"))
        pixels = re.search(r"font-size\s*:\s*(\d+)\s*(px|pt)?", one.get("style") or "")
        if pixels:
            size = max(size, int(pixels[1]) / 5)
        if one.tag in ("b", "strong"):
            size += 0.5
    return {"h1": 7.0, "h2": 6.0, "h3": 5.0}.get(element.tag, size if size > 3 else 0.0)


def _in_crumbs(element: Element) -> bool:
    """Whether an element is part of the way to the page, which repeats its title."""
    return any(_CRUMBS.search(names_of(one)) for one in ancestors(element))


def _likeness(text: str, told: list[str]) -> float:
    return max((similar(text, other) for other in told), default=0.0)


def _is_link(element: Element) -> bool:
    """Whether an element is within a link, or its text is all a link to another page."""
    return next(element.iterancestors("a"), None) is not None or (
        element.tag != "h1" and any(text_of(link) == text_of(element) for link in element.iter("a"))
    )


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())
