"""Ids in addresses: any text, percent-encoded as one path segment.

A server hands over the path already decoded, so `a%2Fb` arrives as `a/b`: an id is all the rest
of the path, and slashes are never merged. Only `.` and `..` would not arrive, for a browser takes
even `%2E` for a step along the path; those two are encoded twice.
"""

from __future__ import annotations

from urllib.parse import quote

from werkzeug.routing import BaseConverter

from index.articles.article import Article
from search import Archive

_DOTS = {".": "%2E", "..": "%2E%2E"}
_DOTTED = {encoded: dots for dots, encoded in _DOTS.items()}


class IdConverter(BaseConverter):
    """The `<id:...>` of a route: everything up to the end of the path."""

    regex = r"(?s:.+)"
    part_isolating = False

    def to_url(self, value: str) -> str:
        """The id as it stands in an address."""
        return in_address(value)


def in_address(id: str) -> str:
    """The id as one segment of a path."""
    return quote(_DOTS.get(id, id), safe="", errors="replace")


def find_article(archive: Archive, id: str) -> Article | None:
    """The article whose address held `id`, or None."""
    article = archive.article(id)
    if article is None and id.upper() in _DOTTED:
        article = archive.article(_DOTTED[id.upper()])
    return article
