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

    Every text is kept as it was read; nothing here has been normalised. `added` and `changed` are
    when an archive first had it and when it last changed there, moments with a zone; None of an
    article that is in none, and of one that an archive had before it told them. They say nothing of
    what the article is: two articles are equal without them.
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
    added: datetime | None = field(default=None, compare=False)
    changed: datetime | None = field(default=None, compare=False)


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
    return _hash(article.url) if article.url else content_id(article)


def content_id(article: Article) -> str:
    """A hash of the texts, source and date of an article: the same content has the same id."""
    published = article.published.isoformat() if article.published else ""
    texts = (article.title, article.summary, article.body, article.source, published)
    return _hash(*texts, *article.captions)


def has_own_id(article: Article) -> bool:
    """Whether an article's id is one that it came with, and no hash of its URL or its content."""
    if len(article.id) != _HASH_LENGTH:
        return True
    derived = (_hash(article.url) if article.url else "", content_id(article))
    return article.id not in derived


def is_storable(id: str) -> bool:
    """Whether an article can have this id: lone surrogates have no UTF-8."""
    try:
        id.encode()
    except UnicodeEncodeError:
        return False
    return True


_HASH_LENGTH = 32


def _hash(*texts: str) -> str:
    """32 hexadecimal digits; lengths go in too, so that no two lists of texts run together."""
    digest = hashlib.blake2b(digest_size=_HASH_LENGTH // 2)
    for text in texts:
        data = text.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()
