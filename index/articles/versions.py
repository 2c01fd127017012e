"""What an article was before it changed: its versions, as the archive keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import TYPE_CHECKING, NamedTuple

from index.articles.article import Article
from index.articles.serialization import from_json
from index.articles.serialization import to_dict as article_to_dict

if TYPE_CHECKING:
    from index.articles.json_form import VersionForm


class Version(NamedTuple):
    """An article as it was, or is: since when the archive has it so, and until when it had.

    Moments are None where the archive cannot tell; `until` is None of the newest, too.
    """

    article: Article
    since: datetime | None
    until: datetime | None


def with_version(versions: bytes, article: bytes, since: int | None) -> bytes:
    """The stored `versions` of an article (empty if there are none) and one more behind them.

    `article` is its JSON (`serialization.to_json`), `since` when the archive first had it so, in
    seconds since 1970.
    """
    entry = b'{"since":%s,"article":%s}' % (
        b"null" if since is None else str(since).encode(),
        article,
    )
    return (versions[:-1] + b"," if versions else b"[") + entry + b"]"


def stored_versions(versions: bytes) -> Iterator[tuple[bytes, int | None]]:
    """The JSON of each stored version and since when the archive had it, the oldest first."""
    for entry in json.loads(versions) if versions else ():
        text = json.dumps(entry["article"], ensure_ascii=False, separators=(",", ":"))
        yield text.encode(), entry["since"]


def history(article: Article, versions: bytes) -> list[Version]:
    """All versions of an article of the archive, the newest first."""
    found = [(from_json(text), moment(since)) for text, since in stored_versions(versions)]
    found.append((article, article.changed))
    ends = [since for _, since in found[1:]]
    return [
        Version(one, since, until) for (one, since), until in zip(found, [*ends, None], strict=True)
    ][::-1]


def moment(seconds: int | None) -> datetime | None:
    """The moment that some seconds since 1970 are, in UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, timezone.utc)


def to_dict(version: Version) -> VersionForm:
    """A version as JSON knows it."""
    return {
        "since": version.since.isoformat() if version.since else None,
        "until": version.until.isoformat() if version.until else None,
        "article": article_to_dict(version.article),
    }
