"""Site maps: lists of addresses, with the headlines of news site maps."""

from __future__ import annotations

from collections.abc import Iterator

from index.articles.article import Rejected
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.found import Listing, Record
from index.inputs.xml.events import Element, elements, local, text_in
from index.printing import counted

_MOST = 5_000  # addresses that the record of a listing has


def read(content: Content, options: Options) -> Iterator[Listing | Rejected]:
    """One listing, whose record holds the addresses and headlines."""
    lines: list[str] = []
    count = 0
    problems: list[Rejected] = []
    for element in elements(content, ("url", "sitemap")):
        if isinstance(element, Rejected):
            problems.append(element)
            continue
        count += 1
        if len(lines) < _MOST:
            lines.append(_line(element))
    title = f"a site map of {counted(count, 'place')}"
    record = Record(content.name, {"title": title, "body": "\n".join(lines)}, mapped=False)
    yield Listing(content.name, title, record)
    yield from problems


def _line(element: Element) -> str:
    news = next((child for child in element if local(child) == "news"), None)
    said = text_in(news, "news:title", "title").strip() if news is not None else ""
    day = text_in(news, "news:publication_date") if news is not None else ""
    parts = (said, (day or text_in(element, "lastmod")).strip(), text_in(element, "loc").strip())
    return " ".join(filter(None, parts))
