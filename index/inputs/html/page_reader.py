"""A web page read: the record of its article, or what else it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from index.articles.article import Rejected
from index.inputs.content import Content, DamagedError
from index.inputs.conversion import Options
from index.inputs.found import Listing, Record, Skipped
from index.inputs.html import clearing
from index.inputs.html.body import body
from index.inputs.html.byline import byline
from index.inputs.html.captions import captions
from index.inputs.html.dateline import dateline
from index.inputs.html.decoding import page_text
from index.inputs.html.headline import Headline, headline
from index.inputs.html.json_ld import clean, each, text_at
from index.inputs.html.lead import lead
from index.inputs.html.listing import is_listing
from index.inputs.html.page import Page, similar
from index.inputs.html.prose import Prose, blocks, nearest, prose
from index.inputs.html.saved import saved
from index.inputs.html.section import section
from index.inputs.html.tree import (
    Element,
    TooLargeError,
    ancestors,
    begin_steps,
    has_frames,
    parsed,
    text_of,
)
from index.inputs.lines import LONGEST, excerpt

if TYPE_CHECKING:
    from index.inputs.found import Piece

_REDIRECT = re.compile(r"\s*\d+\s*;\s*url\s*=", re.I)
_ERROR = re.compile(
    r"^\W*(?:404|403|500|502|503|error|lỗi\b|not found|page not found"
    r"|không tìm thấy (?:trang|đường dẫn)|trang (?:bạn|quý vị)[^.]{0,40}không (?:tồn tại|tìm thấy)"
    r"|access denied|forbidden|just a moment)",
    re.I,
)
_SHORTEST = 20  # characters of text that an article has
_FEW = 400
_MOST_IN_LINE = 6
_LONGEST_DATE_LINE = 160
_LEAD_IN_BODY = 0.9


def read(content: Content, options: Options) -> Iterator[Piece]:
    """The article of one page; or a listing, or why it is neither."""
    parts: list[bytes] = []
    length = 0
    damage = None
    try:
        for chunk in content.chunks:
            parts.append(chunk)
            length += len(chunk)
            if length > LONGEST:
                break
    except DamagedError as error:
        damage = error
    data = b"".join(parts)
    if length > LONGEST:
        reason = f"it has more than {LONGEST:,} bytes, too many for one page"
        yield Rejected(content.name, reason, excerpt(data))
        return
    if data:
        notes = ["body: the file is damaged, this is what could be read"] if damage else []
        yield _read(content, data, notes)
    if damage is not None:
        raise damage


def _read(content: Content, data: bytes, notes: list[str]) -> Piece:
    begin_steps()
    try:
        return _told(content, data, notes)
    except TooLargeError as error:
        return Rejected(content.name, str(error), excerpt(data))


def _told(content: Content, data: bytes, notes: list[str]) -> Piece:
    decoded, converted = page_text(data, content.facts)
    tree, cut = parsed(decoded)
    shown = _what_is_shown(tree)
    if len(shown) < _SHORTEST and not has_frames(decoded):
        return Rejected(content.name, "it is a web page with hardly any text", excerpt(data))
    page = Page(tree, _facts(content, decoded))
    what = _no_article(page, shown, has_frames(decoded))
    if what:
        return Skipped(content.name, what)
    values, is_list = _values(page)
    notes = [*content.notes, *notes, *converted, *cut]
    if values["counted"]:
        notes.append(f"published: {values['counted']!r} was counted from {values['crawled']}")
    raw = excerpt(data)
    record = Record(content.name, _given(values), tuple(notes), raw=raw, mapped=False, marked=False)
    if is_list:
        return Listing(content.name, values["title"], record)
    if not any(values[name] for name in ("body", "captions", "summary")):
        return Rejected(content.name, "it is a web page without a text", excerpt(data))
    return record


def _facts(content: Content, decoded: str) -> dict[str, Any]:
    """What is known of a page: from outside, else as the program wrote into it that saved it."""
    mark = saved(decoded)
    marks = {"url": mark.url, "crawled": mark.when}
    return {**{key: value for key, value in marks.items() if value}, **content.facts}


def _what_is_shown(tree: Element) -> str:
    body = tree.find("body")
    return text_of(tree if body is None else body)


def _no_article(page: Page, shown: str, is_frameset: bool) -> str:
    """What a page is that is no article and no listing; empty for others."""
    if is_frameset and len(shown) < _FEW:
        return "it is a set of frames, whose pages are files of their own"
    for meta in page.tree.iter("meta"):
        refresh = (meta.get("http-equiv") or "").lower() == "refresh"
        if refresh and _REDIRECT.match(meta.get("content") or "") and len(shown) < _FEW:
            return "it only leads to another page"
    if len(shown) < 4 * _FEW:
        for one in (page.head_title, *page.first_headings, shown[:100]):
            if _ERROR.match(one):
                return "it is the message of an error"
    return ""


def _values(page: Page) -> tuple[dict[str, Any], bool]:
    """The fields of a page's article, and whether the page only lists articles."""
    url, article = page.url, page.article
    clearing.prepare(page.tree)
    found = prose(page.tree)
    title = headline(page, found)
    found = nearest(page, found, title.element)
    if found.element is not None:
        page.around = frozenset([found.element, *found.element.iterancestors()])
    date = dateline(page, title.element, found)
    in_section = section(page, title.text, title.element)
    is_list = is_listing(
        page, found, date.published is not None, title.text, title.element is not None
    )
    summary = lead(page, title.element, found)
    scope = _scope(page, title, found)
    pictures = captions(scope, title.element)
    by = byline(page, _paragraphs(found, pictures.elements), date.element, title.element)
    said = [title.text, text_of(summary) if summary is not None else "", *pictures.texts]
    shown_lead = text_of(summary) if summary is not None else ""
    dated = date.element
    if dated is not None:
        dated = _whole_line(dated, [title.element, summary])
    if title.element is not None:
        clearing.remove_before(title.element)
    _strip(page, found.element, [title.element, summary, dated, *pictures.elements, *by.elements])
    printed = body(page.tree, found.element, url, said)
    described = clean(text_at(article, "description")) or page.meta("description", "og:description")
    values = {
        "title": title.text,
        "summary": shown_lead,
        "body": printed,
        "captions": list(pictures.texts),
        "published": date.published.isoformat() if date.published else "",
        "date_from": date.source if date.published else "",
        "category": in_section,
        "source": page.source(title.text),
        "authors": list(by.authors),
        "url": url,
        "tags": _tags(page),
        "modified": date.changed,
        "title_from": title.source,
        "crawled": _crawled(page),
        "counted": date.counted,
        "description": "" if _is_said(described, shown_lead, printed) else described,
    }
    return values, is_list


def _whole_line(dated: Element, others: list[Element | None]) -> Element | None:
    """What shows a date, with all that stands in one line with it (views, when it was changed);
    None where that is more than a line."""
    line = dated.getparent()
    if line is not None and line.tag in ("div", "p", "li") and len(line) <= _MOST_IN_LINE:
        inside = set(line.iter())
        if len(text_of(line)) <= _LONGEST_DATE_LINE and not any(one in inside for one in others):
            return line
    return dated if len(text_of(dated)) <= _LONGEST_DATE_LINE else None


def _given(values: dict[str, Any]) -> dict[str, Any]:
    """The values that there are; what is no field goes where fields do not look for it."""
    fields = (
        "title",
        "summary",
        "body",
        "captions",
        "published",
        "category",
        "source",
        "authors",
        "url",
        "tags",
    )
    given = {name: values[name] for name in fields if values[name]}
    extra = {
        name: values[name]
        for name in ("date_from", "title_from", "modified", "crawled", "description")
        if values[name]
    }
    return {**given, "extra": extra} if extra else given


def _scope(page: Page, title: Headline, found: Prose) -> Element:
    """The part of the page that holds the headline and the text."""
    if found.element is None:
        return page.tree
    if title.element is None:
        return found.element
    above = set(title.element.iterancestors())
    for one in (found.element, *found.element.iterancestors()):
        if one in above:
            return found.element if one.tag == "body" and found.length > 500 else one
    return found.element


def _paragraphs(found: Prose, pictures: list[Element]) -> list[Element]:
    if found.element is None:
        return []
    taken = set(pictures)
    return [
        one for one in blocks(found.element) if not taken & {one, *ancestors(one)} and text_of(one)
    ]


def _strip(page: Page, main: Element | None, said: list[Element | None]) -> None:
    """Take out of the page what other fields tell (`said`), and what is about other pages."""
    body = page.tree.find("body")
    elements = [
        one
        for one in said
        if one is not None and one not in (body, page.tree) and one.getparent() is not None
    ]
    clearing.strip(page, main, elements)
    if main is not None:
        clearing.remove_after(main)
        clearing.strip_boxes(main)


def _tags(page: Page) -> list[str]:
    told = [*page.metas.get("article:tag", ())]
    for text_ in each(page.article.get("keywords")) if page.article else ():
        if isinstance(text_, str):
            told += text_.split(",")
    if not told:
        told = (page.meta("news_keywords", "keywords")).split(",")
    names = (clean(name) for name in told)
    return list(dict.fromkeys(name for name in names if name))[:50]


def _crawled(page: Page) -> str:
    crawled = page.facts.get("crawled")
    return crawled.isoformat() if isinstance(crawled, datetime) else str(crawled or "")


def _is_said(description: str, *texts: str) -> bool:
    """Whether what the head says in short is nothing but the beginning of what is shown."""
    plain = re.sub(r"\W+", "", description.casefold())[:100]
    return (
        not plain
        or any(plain in re.sub(r"\W+", "", one.casefold()) for one in texts if one)
        or any(similar(description, one) > _LEAD_IN_BODY for one in texts if one)
    )
