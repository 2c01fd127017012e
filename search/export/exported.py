"""Articles on their way out of an archive, and the names that they carry there."""

from __future__ import annotations

from collections.abc import Iterator

from index.articles.article import Article
from search.engines.protocol import Keys, NameCount, Snapshot


class Exported(Iterator[Article]):
    """Some articles of one generation, each read when it is asked for."""

    def __init__(self, snapshot: Snapshot, keys: Keys) -> None:
        """The articles with these keys, in their order."""
        self._snapshot = snapshot
        self._articles = snapshot.articles(keys)

    def __next__(self) -> Article:
        return next(self._articles)

    @property
    def knows_names(self) -> bool:
        """Whether the archive knows whom and what its articles name."""
        return self._snapshot.values("person").are_told

    def names(self, article: Article) -> list[NameCount]:
        """The names that one of the articles carries, by type, those of most articles first."""
        key = self._snapshot.key_of(article.id)
        return [] if key is None else self._snapshot.names_of(key)
