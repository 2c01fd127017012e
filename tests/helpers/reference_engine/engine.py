"""The reference engine: what was written into it, and the snapshot that it gives of that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from helpers.reference_engine.documents import Document, groups_of
from helpers.reference_engine.holding import Shelf
from helpers.reference_engine.snapshot import ReferenceSnapshot
from index.articles.article import Article
from index.errors import ArchiveError


class ReferenceEngine:
    """An archive in the memory of this process (see `search.engines.protocol.Engine`)."""

    def __init__(self, *writes: Iterable[Article]) -> None:
        """Write some articles, one lot after the other."""
        self._documents: list[Document] = []
        self._live: dict[str, str] = {}  # keys, by the ids of their articles
        self._groups: dict[str, int] = {}
        self._number = 0
        self._snapshot: ReferenceSnapshot | None = None
        self._publish()
        for articles in writes:
            self.write(articles)

    @property
    def files(self) -> None:
        """No folder: nobody writes files of their own."""

    @property
    def place(self) -> str:
        """Where it is, for people to read."""
        return "memory"

    def write(self, articles: Iterable[Article]) -> None:
        """Add articles; one with an id that is there replaces that."""
        earlier: Sequence[Document] = self._documents
        first = len(earlier)
        new = [Document.of(number, one) for number, one in enumerate(articles, first)]
        self._live |= {one.article.id: one.key for one in new}
        self._groups |= groups_of(new, earlier, self._groups, set(self._live.values()))
        self._documents = [*earlier, *new]
        self._publish()

    def delete(self, ids: Iterable[str]) -> None:
        """Remove the articles with these ids."""
        for id in ids:
            self._live.pop(id, None)
        self._publish()

    def _publish(self) -> None:
        shelf = Shelf(self._documents, set(self._live.values()), dict(self._groups))
        self._number += 1
        self._snapshot = ReferenceSnapshot(self.place, self._number, shelf)

    def snapshot(self) -> ReferenceSnapshot:
        """What it holds now."""
        if self._snapshot is None:
            raise ArchiveError("the archive in memory was closed")
        return self._snapshot

    def close(self) -> None:
        """Let go of it."""
        self._snapshot = None
