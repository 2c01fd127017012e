"""Articles on their way out of an archive, and the names that they carry there."""

from __future__ import annotations

from collections.abc import Iterator

from index.articles.article import Article
from index.errors import ChangedArchiveError
from search.engines.protocol import Keys, NameCount, Snapshot


class Exported(Iterator[Article]):
    """Some articles of one generation, each read when it is asked for."""

    def __init__(self, snapshot: Snapshot, keys: Keys) -> None:
        """The articles with these keys, in their order."""
        self._snapshot = snapshot
        self._articles = snapshot.articles(keys)
        self._several = len(keys)
        self._read = 0
        self._last = ""

    def __next__(self) -> Article:
        """The next article.

        Raises ChangedArchiveError where the archive cannot tell any more what it held when this was
        begun: it says how many were read until then, each once, and which was the last.
        """
        try:
            article = next(self._articles)
        except ChangedArchiveError as error:
            so_far = f"{self._read:,} of {self._several:,} articles were read"
            last = f", the last one {self._last}" if self._read else ""
            raise ChangedArchiveError(f"{so_far}{last}; then {error}") from error
        self._read, self._last = self._read + 1, article.id
        return article

    @property
    def knows_names(self) -> bool:
        """Whether the archive knows whom and what its articles name."""
        return self._snapshot.values("person").are_told

    def names(self, article: Article) -> list[NameCount]:
        """The names that one of the articles carries, by type, those of most articles first."""
        key = self._snapshot.key_of(article.id)
        return [] if key is None else self._snapshot.names_of(key)
