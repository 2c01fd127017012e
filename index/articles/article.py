"""Article and Rejected: the two things that an input can yield."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Article:
    """One printed article, as it was published.

    Every text is kept as it was read; nothing here has been normalised.
    """

    id: str
    title: str = ""
    summary: str = ""
    body: str = ""
    captions: tuple[str, ...] = ()
    published: datetime | date | None = None
    category: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    tags: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rejected:
    """A piece of input that is no article.

    `where` names the file and the line or byte offset (`papers.zip/a.jsonl:12`), `reason` says
    in one English sentence what was wrong, and `raw` holds the first part of what was read.
    """

    where: str
    reason: str
    raw: str = ""


def derive_id(article: Article, namespace: str = "") -> str:
    """The id under which `article` is kept.

    Its own, after `namespace` and a colon if there is a namespace; without one a hash of its
    URL; without a URL a hash of its texts, source and date: the same content has the same id.
    """
    if article.id:
        return f"{namespace}:{article.id}" if namespace else article.id
    if article.url:
        return _hash(article.url)
    published = article.published.isoformat() if article.published else ""
    texts = (article.title, article.summary, article.body, article.source, published)
    return _hash(*texts, *article.captions)


def is_storable(id: str) -> bool:
    """Whether an article can have this id: lone surrogates have no UTF-8."""
    try:
        id.encode()
    except UnicodeEncodeError:
        return False
    return True


def _hash(*texts: str) -> str:
    """32 hexadecimal digits; lengths go in too, so that no two lists of texts run together."""
    digest = hashlib.blake2b(digest_size=16)
    for text in texts:
        data = text.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()
