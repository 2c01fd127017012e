"""Dumps of MediaWiki: the newest text of each page, without its markup."""

from __future__ import annotations

from collections.abc import Iterator

from index.articles.article import Rejected
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.found import Record, Skipped
from index.inputs.xml.events import Element, elements, full_text, local, text_in
from index.inputs.xml.wikitext import plain_text


def read(content: Content, options: Options) -> Iterator[Record | Skipped | Rejected]:
    """A record for every page of the wiki's main part that is no redirect."""
    source = ""
    number = 0
    for element in elements(content, ("page",), ("sitename",)):
        if isinstance(element, Rejected):
            yield element
        elif local(element) == "sitename":
            source = full_text(element).strip()
        else:
            number += 1
            yield _page(element, f"{content.name}, page {number}", source, content.notes)


def _page(page: Element, where: str, source: str, notes: tuple[str, ...]) -> Record | Skipped:
    if (text_in(page, "ns").strip() or "0") != "0":
        return Skipped(where, "it is not in the main part of the wiki")
    if any(local(child) == "redirect" for child in page):
        return Skipped(where, "it only leads to another page")
    revisions = [child for child in page if local(child) == "revision"]
    newest = max(revisions, key=lambda one: text_in(one, "timestamp"), default=None)
    if newest is None:
        return Skipped(where, "it has no text")
    text, captions, tags = plain_text(text_in(newest, "text"))
    values = {
        "title": text_in(page, "title"),
        "body": text,
        "captions": captions,
        "tags": tags,
        "source": source,
    }
    extra = {
        "page_id": text_in(page, "id").strip(),
        "modified": text_in(newest, "timestamp").strip(),
    }
    kept = {key: value for key, value in values.items() if value}
    return Record(where, {**kept, "extra": extra}, notes, mapped=False)
