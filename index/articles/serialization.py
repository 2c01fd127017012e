"""An article as JSON: how the archive keeps it, and how programs and pages show it."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from index import native
from index.articles.article import Article

if TYPE_CHECKING:
    from index.articles.json_form import ArticleForm

_BODY = b'"body":"'
_AFTER_BODY = b'","captions":['
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_json(article: Article) -> bytes:
    """The article as one UTF-8 JSON object with every field but `added` and `changed`.

    Those are the archive's, which keeps them beside it.
    """
    values = (
        article.id,
        article.title,
        article.summary,
        article.body,
        article.captions,
        article.published.isoformat() if article.published else None,
        article.category,
        article.source,
        article.authors,
        article.url,
        article.tags,
    )
    extra = _encode(dict(article.extra)).encode() if article.extra else b"{}"
    return json_of(values, extra) or _any_to_json(article)


def _any_to_json(article: Article) -> bytes:
    """What `to_json` tells, whatever the values of the article are."""
    values: dict[str, Any] = {**to_dict(article)}
    del values["added"], values["changed"]
    return _encode(values).encode()


def to_dict(article: Article) -> ArticleForm:
    """The article's fields as JSON knows them; dates and moments are ISO 8601, or None."""
    return {
        "id": article.id,
        "title": article.title,
        "summary": article.summary,
        "body": article.body,
        "captions": list(article.captions),
        "published": article.published.isoformat() if article.published else None,
        "category": article.category,
        "source": article.source,
        "authors": list(article.authors),
        "url": article.url,
        "tags": list(article.tags),
        "extra": dict(article.extra),
        "added": article.added.isoformat() if article.added else None,
        "changed": article.changed.isoformat() if article.changed else None,
    }


def from_json(
    data: bytes,
    longest: int | None = None,
    added: datetime | None = None,
    changed: datetime | None = None,
) -> Article:
    """The article that `to_json` wrote, or JSON of `to_dict`.

    Of a body of more than `longest` bytes only the beginning is read. `added` and `changed` are
    what the archive keeps beside an article that `to_json` wrote.
    """
    if longest is not None and len(data) > longest:
        data = _with_short_body(data, longest)
    values = fields(data)
    if values is not None:  # every field, so that none has to be asked for as `__init__` does
        values["published"] = _published(values["published"])
        values["added"], values["changed"] = added, changed
        article = Article.__new__(Article)
        vars(article).update(values)
        return article
    values = json.loads(data)
    for name in ("captions", "authors", "tags"):
        values[name] = tuple(values[name])
    added, changed = (
        datetime.fromisoformat(values.pop(name)) if values.get(name) else beside
        for name, beside in (("added", added), ("changed", changed))
    )
    values["published"] = _published(values["published"])
    return Article(**values, added=added, changed=changed)


def _with_short_body(data: bytes, longest: int) -> bytes:
    """`data` without what is too long of the body, which is not read for that.

    Inside a text every quotation mark has a backslash before it, so that these are the keys. No
    escape and no character has a space in it.
    """
    begin = data.find(_BODY) + len(_BODY)
    end = data.find(_AFTER_BODY, begin)
    if begin < len(_BODY) or end - begin <= longest:
        return data
    cut = data.rfind(b" ", begin, begin + longest) if longest else begin
    return data if cut < 0 else data[:cut] + data[end:]


def _published(text: str | None) -> datetime | date | None:
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def fields_in_python(data: bytes) -> dict[str, Any] | None:
    """What stands in for the native `fields`: all is left to `json`."""
    return None


def json_of_in_python(values: tuple[Any, ...], extra: bytes) -> bytes | None:
    """What stands in for the native `json_of`: all is left to `json`."""
    return None


if native.is_used():
    with native.loading():
        from index.articles._fields import fields
        from index.articles._writing import json_of
else:
    fields, json_of = fields_in_python, json_of_in_python
