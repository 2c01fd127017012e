"""Records of web corpora, which have a page's text and no title: what can be read in the text.

They have `text` with `url` and `timestamp`, or `content` with `warc_headers`, or `text` with
`meta`. The first line is the title, and the date line is in the text; their time is the crawl's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from index.articles.dates import simplified
from index.inputs.keys import field_of
from index.inputs.texts.pages import is_title, parse

_ABOUT = ("meta", "metadata", "warcheaders")
_MEANS = {
    **dict.fromkeys(("uri", "url", "warctargeturi"), "url"),
    **dict.fromkeys(("warcdate",), "crawled"),
    **dict.fromkeys(("description", "ogdescription"), "summary"),
    **dict.fromkeys(("title", "ogtitle"), "title"),
}
_OF_CORPORA = frozenset(
    {
        *("dump", "filepath", "warcheaders", "warcfile", "warcfilename", "digest", "tokencount"),
        *("languagescore", "warcinfo", "warcrecordid", "pilesetname"),
    }
)
_OF_PAGES = (
    *("published", "category", "authors", "updated", "date_line", "source", "tags", "signature"),
    "left_out",
)
_TIMES = ("timestamp",)
_TIMES_IN_CORPORA = ("timestamp", "date", "time", "datetime")


def unfolded(values: Mapping[str, Any], mapping: Mapping[str, str]) -> Mapping[str, Any]:
    """The values of a record without a title, with what its text and its `meta` say.

    A record with a key for a title stays as it is, and one whose text is no text of a page.
    """
    if mapping or any(field_of(key) == "title" for key in values):
        return values
    body = next((key for key in values if field_of(key) == "body"), None)
    if body is None or not isinstance(values[body], str):
        return values
    record = {**values, **_about(values)}
    fields = {field_of(key) for key in record}
    text = values[body].strip()
    if body == "body" and len(record) == 1:
        return values  # a text of its own, of which nothing says that it was a page's
    if text.startswith("<"):
        return record
    if "\n" in text or "\r" in text:
        _take_page(record, body, text, fields)
    elif "url" in fields and is_title(text) and "summary" in fields and "title" not in record:
        record["title"] = record.pop(body)  # a headline, whose text is elsewhere
    if "title" in record:
        _rename_crawl(record, fields)
    return record


def _about(values: Mapping[str, Any]) -> dict[str, str]:
    """What an object about the page says for fields."""
    found: dict[str, str] = {}
    for key, about in values.items():
        if isinstance(about, Mapping) and _plain(key) in _ABOUT:
            for name, value in about.items():
                meaning = _MEANS.get(_plain(name))
                if meaning and isinstance(value, str) and value.strip() and meaning not in values:
                    found.setdefault(meaning, value)
    return found


def _rename_crawl(record: dict[str, Any], fields: set[str | None]) -> None:
    """Call the time of the crawl so: with a title, it would be taken for that of publication."""
    if not {"body", "url"} <= fields or fields & {"authors"}:
        return
    plain = {_plain(key): key for key in record}
    times = _TIMES_IN_CORPORA if plain.keys() & _OF_CORPORA else _TIMES
    for time in times:
        if time in plain and "crawled" not in record:
            record["crawled"] = record.pop(plain[time])


def _take_page(record: dict[str, Any], body: str, text: str, fields: set[str | None]) -> None:
    """Take the title and the date line out of the text."""
    page = parse(text)
    title = page.get("title", "")
    if title and not is_title(title):
        page["body"] = f"{title}\n{page['body']}"
        title = ""
    if title and "title" not in record:
        record["title"] = title.strip()
        record["title_from"] = "text"
    elif title:
        same = " ".join(title.split()) == " ".join(str(record["title"]).split())
        page["body"] = page["body"] if same else f"{title}\n{page['body']}"
    if "title" in record or page.get("published"):
        _rename_crawl(record, fields)
    dated = {field_of(key) for key in record if record[key]}
    for key in _OF_PAGES:
        if page.get(key) and key not in dated and key not in record:
            record[key] = page[key]
            if key == "published":
                record["date_from"] = "text"
    record[body] = page["body"]
    if page["captions"] and "captions" not in fields:
        record["captions"] = page["captions"]


def _plain(key: str) -> str:
    return "".join(each for each in simplified(str(key)[:100]) if each.isalnum())
