"""What tells which article one is, and which of two versions of it is the newer."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any, NamedTuple

from index.analysis.analyser import document
from index.analysis.vectors import pack_counts
from index.articles.address import address_key, address_term
from index.articles.article import Article, has_own_id
from index.articles.dates import parse_published, timestamp
from index.articles.serialization import from_json
from index.articles.versions import stored_versions

if TYPE_CHECKING:
    from index.archive.stored import Kept


class Identity(NamedTuple):
    """What tells which article one is, and which of two versions of it is the newer.

    `own` tells whether its id is its own, `address` is its canonical address, `stamp` when it was
    as it is (of its crawl, its last change or its publication), in seconds; None if nothing tells.
    """

    own: bool
    address: int
    fingerprint: int
    stamp: int | None


def identity_of(article: Article, fingerprint: int) -> Identity:
    """The identity of an article whose content has a fingerprint."""
    key = address_key(article.url) if article.url else ""
    return Identity(has_own_id(article), int(key or "0", 16), fingerprint, stamp_of(article))


def stamp_of(article: Article) -> int | None:
    """When an article was as it is: the last of what it says of that."""
    stamps = [timestamp(article.published)] if article.published else []
    for name in ("crawled", "modified"):
        told = article.extra.get(name)
        if isinstance(told, str) and told:
            moment = _moment(told)
            if moment is not None:
                stamps.append(moment)
    return max(stamps, default=None)


def _moment(text: str) -> int | None:
    try:
        return timestamp(parse_published(text))
    except ValueError:
        return None


def analyse_kept(kept: Kept) -> tuple[str, MutableMapping[str, Any]]:
    """The id of an article that an archive keeps, and the values of `document` with all else that
    it keeps of it."""
    article = kept.article
    values = document(article)
    if kept.versions:
        values["versions"] = kept.versions
        before = [from_json(text) for text, _ in stored_versions(kept.versions)]
        if article.url and not all(map(has_own_id, before)):
            values["address"] = pack_counts({address_term(article.url, own=False): 1})
    return article.id, values


def kept_size(kept: Kept) -> int:
    """About how large an article is."""
    return len(kept.article.body) + len(kept.versions)
