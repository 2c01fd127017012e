"""When a page's article was published, and where it says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from index.articles.dates import parse_published, vietnamese_day
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

# A date, and the time that stands by it, as papers print them.
_DAY = r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])"
_DATE = (
    rf"{_DAY}\s?[-/.]\s?(?:0?[1-9]|1[0-2])\s?[-/.]\s?(?:19|20)\d\d(?!\d)"
    r"|(?<!\d)(?:0?[1-9]|1[0-2])[-/](?:1[3-9]|2\d|3[01])[-/](?:19|20)\d\d(?!\d)"
    rf"|(?<!\d)(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.]{_DAY}(?!\d)"
    rf"|(?:ngày\s+)?{_DAY}\s*(?:tháng|thg\.?|th)\s*\d\d?\s*,?\s*(?:năm\s+|/\s*)?(?:19|20)\d\d"
    rf"|{_DAY}\s+tháng\s+(?:giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười(?:\s+(?:một|hai))?|chạp)"
    r"(?:,|\s+năm|,\s+năm)?\s+(?:19|20)\d\d"
    rf"|(?:tháng|thg)\s+\d\d?\s+{_DAY}\s*,\s*(?:19|20)\d\d"
    rf"|{_DAY}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(?:19|20)\d\d"
    rf"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+{_DAY},?\s+(?:19|20)\d\d"
)
_CLOCK = (
    r"(?<![\d:/.-])(?:[01]?\d|2[0-3])(?::[0-5]\d(?::[0-5]\d)?|\s?(?:giờ|h|g)(?![a-zà-ỹ])\s?(?:[0-5]?\d(?:'|\s?phút)?)?)"
    r"(?:\s?(?:am|pm|sa|ch)\b)?(?!\d)"
)
_DATES = re.compile(_DATE, re.I)
_CLOCKS = re.compile(_CLOCK, re.I)
_ZONE = re.compile(r"(?:gmt|utc)\s?[+-]\s?\d{1,2}(?::?\d\d)?", re.I)
_WITH_DATES = re.compile(
    r"\b(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|ngày|lúc|cập nhật|đăng|xuất bản|gmt|utc)\b",
    re.I,
)
_CHANGED = re.compile(
    r"(?:cập nhật|cập nhật lúc|sửa lần cuối|updated?|last modified|chỉnh sửa)", re.I
)
_DATE_CLASS = re.compile(r"(?:date|time|ngay|thoi-?gian|publish|meta|posted|created|info)", re.I)
_AGO = re.compile(
    r"(?<!\w)(?:\d{1,3}\s(?:giây|phút|giờ|ngày|tuần|seconds?|mins?|minutes?|hours?|days?|weeks?)"
    r"\s(?:trước|ago)|(?:hôm (?:nay|qua|kia)|yesterday|today)(?:,?\s(?:lúc\s)?\d\d?[:h]\d\d)?"
    r"|vừa xong|just now)(?!\w)",
    re.I,
)
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
    if isinstance(saved, datetime):
        between, before = _places(page, headline, found)
        for one in (*between, *before):
            text = text_of(one)
            ago = _AGO.search(text) if len(text) <= _LONGEST_AGO else None
            if ago is None or is_elsewhere(page, one) or is_in_header(page, one):
                continue
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
            if _CHANGED.match(text_of(one)) and len(_DATES.findall(text_of(one))) == 1:
                of_change = of_change or (day, one)  # unless another date stands beside it
                continue
            return _with_time(day, one, between)
    if of_change:
        return _with_time(*of_change, between)
    for one in elements[text:]:
        if _is_named(one) and not is_elsewhere(page, one) and _is_in_main(one, found):
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


def _is_in_main(element: Element, found: Prose) -> bool:
    return any(one is found.element for one in ancestors(element)) or any(
        element.getparent() is one.getparent() for one in [found.element] if one is not None
    )


def _date_of(element: Element) -> datetime | date | None:
    """The date that an element shows, if it shows little else."""
    text = text_of(element)
    longest = _LONGEST_LINE * (1 + _is_named(element))
    if len(text) > longest or not _DATES.search(text):
        return None
    rest = _ZONE.sub(" ", _CLOCKS.sub(" ", _DATES.sub(" ", text)))
    words = re.findall(r"\w+", rest)
    if len(words) > _MOST_WORDS and not _is_named(element):
        return None
    return date_in(text)


def without_date(text: str) -> str:
    """A line without the dates and times in it, and the words that go with them."""
    rest = _ZONE.sub(" ", _CLOCKS.sub(" ", _DATES.sub(" ", _AGO.sub(" ", text))))
    return " ".join(_WITH_DATES.sub(" ", rest).split())


def date_in(text: str) -> datetime | date | None:
    """The first date in a line, with the time that stands by it; None if there is none.

    A date that is called that of a change counts only if there is no other.
    """
    found = list(_DATES.finditer(text))
    if not found:
        return None
    first = found[0]
    end = found[1].start() if len(found) > 1 else len(text)
    if len(found) > 1 and _CHANGED.search(text[: first.start()]):
        first, end = found[1], len(text)
        clocks = _CLOCKS.findall(text[found[0].end() : end])
    else:
        clocks = _CLOCKS.findall(text[: first.start()]) or _CLOCKS.findall(text[first.end() : end])
    zone = _ZONE.search(text)
    parts = [clocks[-1 if text.find(clocks[0]) < first.start() else 0]] if clocks else []
    for attempt in (
        " ".join([*parts, first[0], zone[0] if zone and parts else ""]),
        " ".join([*parts, first[0]]),
        first[0],
    ):
        for order in (None, "month"):  # the month first where it cannot be otherwise
            try:
                return parse_published(attempt.strip(), order=order)
            except ValueError:
                continue
    return None
