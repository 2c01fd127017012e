"""RSS (0.9x, 1.0, 2.0) and Atom: a feed of articles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from index.articles.article import Rejected
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.found import Record
from index.inputs.xml.events import Element, called, elements, full_text, local, text_in

_ITEMS = ("item", "entry")


def read(content: Content, options: Options) -> Iterator[Record | Rejected]:
    """A record for every item of a feed."""
    number = 0
    source = ""
    problems = False
    for element in elements(content, _ITEMS, ("title",)):
        if isinstance(element, Rejected):
            problems = True
            yield element
        elif local(element) == "title":
            parent = element.getparent()
            if parent is not None and local(parent) in ("channel", "feed"):
                source = source or full_text(element).strip()
        else:
            number += 1
            source = source or _source(element)
            where = f"{content.name}, item {number}"
            values = _values(element, source)
            yield Record(where, values, content.notes, mapped=False)
    if not number and not problems:
        yield Rejected(content.name, "it is a feed without items")


def _source(item: Element) -> str:
    """The title of the feed of which an item is a part, if it stands before the item."""
    parent = item.getparent()
    return text_in(parent, "title").strip() if parent is not None else ""


def _values(item: Element, source: str) -> dict[str, Any]:
    body = text_in(item, "content:encoded", "content", "body")
    short = text_in(item, "description", "summary", "subtitle", "itunes:summary", "dc:description")
    link = _link(item)
    date, date_from = _date(item)
    guid = text_in(item, "guid", "id")
    values: dict[str, Any] = {
        "title": text_in(item, "title", "dc:title"),
        "summary": short if short != body else "",
        "body": body,
        "captions": [
            text
            for child in item.iter()
            if called(child) == "media:description" and (text := full_text(child).strip())
        ],
        "published": date,
        "date_from": date_from if date else "",
        "category": _categories(item),
        "source": text_in(item, "source").strip() or source,
        "authors": _authors(item),
        "url": link,
    }
    if guid and guid.strip() != link:
        key = "guid" if "://" in guid or link else "id"
        values[key] = guid.strip()
    if "guid" in values:
        values["extra"] = {"guid": values.pop("guid")}
    modified = text_in(item, "updated", "modified", "dcterms:modified")
    if modified and modified != date:
        values.setdefault("extra", {})["modified"] = modified
    return {key: value for key, value in values.items() if value}


def _link(item: Element) -> str:
    for child in item:
        if local(child) == "link":
            href = child.get("href")
            if href and child.get("rel", "alternate") == "alternate":
                return str(href).strip()
            if not href and (child.text or "").strip():
                return str(child.text).strip()
    guid = text_in(item, "guid").strip()
    about = next((value for key, value in item.attrib.items() if key.endswith("}about")), "")
    return guid if guid.startswith(("http://", "https://")) else str(about)


def _date(item: Element) -> tuple[str, str]:
    for name in (
        "pubDate",
        "published",
        "issued",
        "dc:date",
        "dcterms:created",
        "date",
        "created",
        "updated",
    ):
        found = text_in(item, name).strip()
        if found:
            return found, name
    return "", ""


def _categories(item: Element) -> list[str]:
    found = []
    for child in item:
        if called(child) in ("category", "dc:subject"):
            found.append(child.get("label") or child.get("term") or full_text(child))
    return [text.strip() for text in found if text and text.strip()]


def _authors(item: Element) -> list[str]:
    found = []
    for child in item:
        if called(child) in ("author", "dc:creator", "creator", "itunes:author", "contributor"):
            name = text_in(child, "name") if len(child) else full_text(child)
            found.append(name.strip())
    return list(dict.fromkeys(filter(None, found)))
