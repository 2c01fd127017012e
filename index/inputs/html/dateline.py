"""When a page's article was published, and where it says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from index.articles.dates import parse_published, vietnamese_day
from index.inputs.html.date_lines import AGO, CHANGED, CLOCKS, DATES, ZONE, date_in
from index.inputs.html.json_ld import text_at
from index.inputs.html.page import Page
from index.inputs.html.prose import Prose
from index.inputs.html.surroundings import is_elsewhere, is_in_header
from index.inputs.html.tree import Element, ancestors, names_of, text_of

_METAS = (
    *("article:published_time", "og:article:published_time", "article:published", "pubdate"),
    *("publishdate", "publish_date", "publish-date", "datepublished", "date", "dc.date"),
    *("dc.date.issued", "dc.date.created", "dcterms.created", "dcterms.date", "sailthru.date"),
    *("parsely-pub-date", "cxenseparse:recs:publishtime", "bt:pubdate", "displaydate"),
    *("citation_publication_date", "originalpublicationdate", "rnews:datepublished", "created"),
    *("article_date_original", "og:published_time", "its_publication", "lastmod:published"),
)
_CHANGED_METAS = ("article:modified_time", "og:updated_time", "lastmod", "datemodified")

_RDFA = (
    "//*[contains(@property, 'dc:date') or contains(@property, 'dc:created')"
    " or contains(@property, 'dcterms:created') or contains(@property, 'dc:issued')]"
)

_DATE_CLASS = re.compile(r"(?:date|time|ngay|thoi-?gian|publish|meta|posted|created|info)", re.I)
_NO_CLOSE = re.compile(r"giấy phép|số \S*\d+/|©|bản quyền|cấp ngày", re.I)
_LONGEST_AGO = 80  # characters of a line with such a time
_FIGURES = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_LONGEST_LINE = 160  # characters
_MOST_WORDS = 9  # beside the date, of a line that nothing says to be a date
_BEFORE = 12  # pieces of text before the headline
_NEAR = 60  # pieces of text from the headline on


class Dateline(NamedTuple):
    """When an article was published (None if the page does not tell), where the page says so, and
    when it was changed, as it is written there; `element` is what shows the date, and `counted`
    the words (*3 giờ trước*) from which it was counted back from when the page was saved."""

    published: datetime | date | None
    source: str
    changed: str
    element: Element | None
    counted: str = ""


def dateline(page: Page, headline: Element | None, found: Prose) -> Dateline:
    """When the article of a page was published, whose prose was `found`."""
    changed = text_at(page.article, "dateModified") or page.meta(*_CHANGED_METAS)
    shown = _shown(page, headline, found)
    best: tuple[datetime | date, str] | None = None
    for raw, source in _told(page):
        told = _parsed(raw)
        if told is None:
            continue
        told = _as_shown(raw, told, shown)
        if isinstance(told, datetime) and (told.hour or told.minute or told.second):
            return Dateline(told, source, changed, shown[1] if shown else None)
        best = best or (vietnamese_day(told), source)  # midnight: only the day is known
    if best is None:
        if shown:
            return Dateline(shown[0], "text", changed, shown[1])
        return _counted(page, headline, found, changed)
    if shown and isinstance(shown[0], datetime) and vietnamese_day(shown[0]) == best[0]:
        return Dateline(shown[0], "text", changed, shown[1])
    return Dateline(*best, changed, shown[1] if shown else None)


NOTHING = Dateline(None, "", "", None)


def _as_shown(
    raw: str, told: datetime | date, shown: tuple[datetime | date, Element] | None
) -> datetime | date:
    """What the head tells in figures, the month before the day if the page shows that day so that
    only this can be meant."""
    figures = _FIGURES.match(raw.strip())
    if shown is None or figures is None or int(figures[2]) > 12:
        return told
    seen = _FIGURES.search(text_of(shown[1]))
    if seen and seen.groups() == figures.groups():
        return told
    try:
        other = parse_published(raw.strip(), order="month")
    except ValueError:
        return told
    return other if vietnamese_day(other) == vietnamese_day(shown[0]) else told


def _counted(page: Page, headline: Element | None, found: Prose, changed: str) -> Dateline:
    """A date that the page shows as a time before it was saved, if it is known when that was."""
    saved = page.facts.get("crawled")
    between, before = _places(page, headline, found)
    for one in (*between, *before):
        text = text_of(one)
        ago = AGO.search(text) if len(text) <= _LONGEST_AGO else None
        if ago is None or is_elsewhere(page, one) or is_in_header(page, one):
            continue
        if not isinstance(saved, datetime):
            return Dateline(None, "", changed, one)
        try:
            return Dateline(parse_published(ago[0], now=saved), "text", changed, one, ago[0])
        except ValueError:
            continue
    return NOTHING


def _told(page: Page) -> Iterator[tuple[str, str]]:
    """What the page says of its date where people do not look, the best first."""
    yield text_at(page.article, "datePublished"), "json-ld datePublished"
    for name in _METAS:
        yield page.meta(name), f"meta {name}"
    for one in page.tree.xpath("//*[@itemprop='datePublished' or @property='datePublished']"):
        told = one.get("content") or one.get("datetime") or one.get("title")
        yield told or text_of(one), "itemprop datePublished"
    for one in page.tree.xpath(_RDFA):
        yield one.get("content") or text_of(one), "RDFa dc:date"
    for one in page.tree.xpath("//time[@datetime][@pubdate or contains(@class, 'publish')]"):
        yield one.get("datetime"), "time"
    yield text_at(page.article, "dateCreated"), "json-ld dateCreated"
    times = [one for one in page.tree.iter("time") if one.get("datetime")]
    if times and not any(is_elsewhere(page, one) for one in times[:1]):
        yield times[0].get("datetime"), "time"


def _parsed(raw: str) -> datetime | date | None:
    raw = " ".join(raw.split())
    if not raw or raw.startswith(("0000", "0001", "1970-01-01")):
        return None
    try:
        return parse_published(raw)
    except ValueError:
        return date_in(raw)


def _shown(
    page: Page, headline: Element | None, found: Prose
) -> tuple[datetime | date, Element] | None:
    """The date that stands between the headline and the text; else before the headline, else where
    something in the text or after it says that it is one."""
    elements, begin, end, text = _order(page, headline, found)
    between, before = _around(elements, begin, end, text)
    of_change: tuple[datetime | date, Element] | None = None
    for places, is_named in ((between, True), (between, False), (before, False)):
        for one in places:
            if (is_named and not _is_named(one)) or is_elsewhere(page, one):
                continue
            if places is before and is_in_header(page, one):
                continue
            day = _date_of(one)
            if day is None or (of_change and not _is_beside(one, of_change[1])):
                continue
            if CHANGED.match(text_of(one)) and len(DATES.findall(text_of(one))) == 1:
                of_change = of_change or (day, one)  # unless another date stands beside it
                continue
            return _with_time(day, one, between)
    if of_change:
        return _with_time(*of_change, between)
    for one in elements[text:]:
        if (
            (_is_named(one) or _closes(one))
            and not is_elsewhere(page, one)
            and _is_in_main(one, found)
        ):
            day = _date_of(one)
            if day is not None:
                return day, one
    return None


def _order(
    page: Page, headline: Element | None, found: Prose
) -> tuple[list[Element], int, int, int]:
    """The elements with text of their own; where in them the headline begins and ends; and where
    the text begins."""
    elements = [one for one in page.tree.iter() if isinstance(one.tag, str) and _has_own_text(one)]
    order = {one: number for number, one in enumerate(elements)}
    text = next((order[one] for one in found.paragraphs if one in order), len(elements))
    inside = [order[one] for one in headline.iter() if one in order] if headline is not None else []
    return elements, min(inside, default=text), max(inside, default=text), text


def _around(
    elements: list[Element], begin: int, end: int, text: int
) -> tuple[list[Element], list[Element]]:
    """What stands between the headline and the text, and what before the headline, backwards."""
    return elements[end + 1 : min(text, end + _NEAR)], elements[max(0, begin - _BEFORE) : begin][
        ::-1
    ]


def _places(
    page: Page, headline: Element | None, found: Prose
) -> tuple[list[Element], list[Element]]:
    return _around(*_order(page, headline, found))


def _is_beside(one: Element, other: Element) -> bool:
    """Whether two elements are parts of one line: of one element, or of two that are."""
    above = other.getparent()
    return above is not None and any(up is above for up in islice(one.iterancestors(), 2))


def _with_time(
    day: datetime | date, element: Element, between: list[Element]
) -> tuple[datetime | date, Element]:
    """A date with the time that another line of the same day tells."""
    if not isinstance(day, datetime):
        for one in between:
            other = _date_of(one)
            if isinstance(other, datetime) and vietnamese_day(other) == day:
                return other, one
    return day, element


def _has_own_text(element: Element) -> bool:
    return bool((element.text or "").strip()) or any((one.tail or "").strip() for one in element)


def _is_named(element: Element) -> bool:
    parent = element.getparent()
    names = names_of(element) + (names_of(parent) if parent is not None else "")
    return element.tag == "time" or _DATE_CLASS.search(names) is not None


def _closes(element: Element) -> bool:
    """Whether an element is a short line that ends with a date, as below an article: *Nậm Khao,
    25-1-2003*."""
    text = text_of(element)
    if len(text) > _LONGEST_AGO or next(element.iter("a"), None) is not None:
        return False
    last = max((found.end() for found in DATES.finditer(text)), default=0)
    return last > 0 and not text[last:].strip(" .)") and not _NO_CLOSE.search(text)


def _is_in_main(element: Element, found: Prose) -> bool:
    """Whether an element is in the text, or in a block beside it."""
    above = ancestors(element)
    beside = found.element.getparent() if found.element is not None else None
    return found.element in above or any(one is beside for one in above[:2])


def _date_of(element: Element) -> datetime | date | None:
    """The date that an element shows, if it shows little else."""
    text = text_of(element)
    longest = _LONGEST_LINE * (1 + _is_named(element))
    if len(text) > longest or not DATES.search(text):
        return None
    rest = ZONE.sub(" ", CLOCKS.sub(" ", DATES.sub(" ", text)))
    words = re.findall(r"\w+", rest)
    if len(words) > _MOST_WORDS and not _is_named(element):
        return None
    return date_in(text)
