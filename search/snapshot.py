"""One generation of an archive, opened for reading: immutable, shared by any number of threads."""

from __future__ import annotations

import weakref
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage

from index.article import Article, is_storable
from index.errors import DamagedArchiveError, damaged
from index.generations import Generation
from index.postings import Ids, PostingList, Postings
from index.record import from_json
from index.schema import FACET_SEPARATOR, NO_DATE, facet_column, length_column
from index.scoring import idf, saturation

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class FacetColumn:
    """The values of one facet: article `owners[i]` carries the value `values[ordinals[i]]`."""

    values: list[str]
    owners: Ids
    ordinals: NDArray[np.int32]

    def counts(self, within: Mask) -> list[tuple[str, int]]:
        """(value, number of articles among `within`), most frequent first, then by value."""
        held = self.ordinals[within[self.owners]]
        counts = np.bincount(held, minlength=len(self.values))
        found = [(self.values[i], int(counts[i])) for i in np.flatnonzero(counts)]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def carrying(self, values: set[str], articles: int) -> Mask:
        """Which of all articles carry one of `values`."""
        mask = np.zeros(articles, np.bool_)
        wanted = [i for i, value in enumerate(self.values) if value in values]
        mask[self.owners[np.isin(self.ordinals, wanted)]] = True
        return mask


class Snapshot:
    """Everything that searching reads of one generation."""

    def __init__(self, generation: Generation) -> None:
        """Open the generation, which is released when the snapshot is no longer used."""
        self.number = generation.number
        self.stamp = generation.stamp
        self._folder = generation.path.parent.parent
        self.manifest = generation.manifest
        self._lock = RLock()  # Whoosh's readers move file positions
        try:
            self._index = FileStorage(str(generation.path), readonly=True).open_index()
            self.reader = self._index.reader()
            self._segments = [s for s in self.reader.leaf_readers() if s[0].doc_count_all()]
        except BaseException:
            generation.release()
            raise
        self._finalizer = weakref.finalize(self, _close, self.reader, self._index, generation)
        self.articles = int(self.reader.doc_count_all())
        self.live = np.ones(self.articles, np.bool_)
        self.live[list(self._deleted())] = False
        self._postings = Postings(self._segments, self._lock)
        self._saturations: dict[str, NDArray[np.float64]] = {}
        self._facets: dict[str, FacetColumn] = {}
        self._lexicons: dict[str, list[str]] = {}

    @cached_property
    def _texts(self) -> list[tuple[int, Any]]:
        """(first article number, column of article texts) of every segment."""
        return [(base, self._column(leaf, "article")) for leaf, base in self._segments]

    def _deleted(self) -> Iterator[int]:
        for leaf, base in self._segments:
            for number in leaf._perdoc.deleted_docs():
                yield base + number

    @property
    def count(self) -> int:
        """How many articles can be found."""
        return int(self.live.sum())

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Read Whoosh's files, one thread at a time; what goes wrong then is damage."""
        with self._lock:
            try:
                yield
            except (DamagedArchiveError, MemoryError):
                raise
            except Exception as error:  # Whoosh and the decoders raise what they like
                raise damaged(self._folder, f"its index cannot be read ({error})") from error

    def postings(self, field: str, term: str) -> PostingList:
        """The posting list of a term."""
        with self._reading():
            return self._postings.get(field, term)

    def idf(self, field: str, term: str) -> float:
        """The inverse document frequency of a term of the index."""
        return idf(self.articles, self.postings(field, term).df)

    def saturations(self, field: str) -> NDArray[np.float64]:
        """The length part of BM25, for every article."""
        column = length_column(field)
        with self._reading():
            if column not in self._saturations:
                self._saturations[column] = saturation(self._numbers(column, ">u4", 0))
            return self._saturations[column]

    @cached_property
    def published(self) -> NDArray[np.int64]:
        """Seconds since 1970 in UTC for every article; NO_DATE where unknown."""
        with self._reading():
            return self._numbers("published", ">i8", NO_DATE).astype(np.int64)

    def facet(self, name: str) -> FacetColumn:
        """The values of a facet."""
        with self._reading():
            if name not in self._facets:
                self._facets[name] = self._read_facet(name)
            return self._facets[name]

    def article(self, number: int) -> Article:
        """The article with this number."""
        with self._reading():
            base, column = next(part for part in reversed(self._texts) if part[0] <= number)
            return from_json(column[number - base])

    def number_of(self, id: str) -> int | None:
        """The number of the article with this id, if there is one."""
        if not is_storable(id):
            return None
        for number in self.postings("id", id).ids:
            if self.live[number]:
                return int(number)
        return None

    def terms(
        self, field: str, prefix: str, matches: Callable[[str], bool], most: int
    ) -> list[str]:
        """Up to `most` terms of `field` that begin with `prefix` and that `matches` admits."""
        lexicon = self._lexicon(field)
        begin = bisect_left(lexicon, prefix)
        same_prefix = takewhile(lambda term: term.startswith(prefix), islice(lexicon, begin, None))
        return list(islice(filter(matches, same_prefix), most))

    def _lexicon(self, field: str) -> list[str]:
        """Every term of a field, sorted."""
        if field not in self._lexicons:
            with self._reading():
                self._lexicons[field] = sorted(term.decode() for term in self.reader.lexicon(field))
        return self._lexicons[field]

    def whoosh_matches(self, query: Any) -> Mask:
        """The articles that Whoosh's own (slow) matchers find for `query`."""
        mask = np.zeros(self.articles, np.bool_)
        with self._lock, self._index.searcher() as searcher:
            for number in query.docs(searcher):
                mask[number] = True
        return mask & self.live

    def _numbers(self, column: str, dtype: str, default: int) -> NDArray[Any]:
        """A numeric column; Whoosh keeps it big-endian and leaves out a tail of defaults."""
        parts = []
        for leaf, _ in self._segments:
            part = np.full(leaf.doc_count_all(), default, dtype)
            if leaf.has_column(column):
                reader = self._column(leaf, column)
                size = reader._count * reader._fixedlen
                part[: reader._count] = np.frombuffer(
                    reader._dbfile.get(reader._basepos, size), dtype
                )
            parts.append(part)
        return np.concatenate(parts) if parts else np.empty(0, dtype)

    def _read_facet(self, name: str) -> FacetColumn:
        ordinal_of: dict[str, int] = {}
        owners: list[int] = []
        ordinals: list[int] = []
        for number, joined in enumerate(self._values(facet_column(name))):
            if joined:
                for value in joined.decode().split(FACET_SEPARATOR):
                    owners.append(number)
                    ordinals.append(ordinal_of.setdefault(value, len(ordinal_of)))
        return FacetColumn(
            list(ordinal_of), np.array(owners, np.int32), np.array(ordinals, np.int32)
        )

    def _values(self, column: str) -> Iterator[bytes]:
        for leaf, _ in self._segments:
            if leaf.has_column(column):
                yield from self._column(leaf, column)
            else:
                yield from (b"" for _ in range(leaf.doc_count_all()))

    @staticmethod
    def _column(leaf: Any, name: str) -> Any:
        return leaf.column_reader(name, translate=False)


def _close(reader: Any, index: Any, generation: Generation) -> None:
    reader.close()
    index.close()
    generation.release()
