"""One generation of an archive, opened for reading: immutable, shared by any number of threads."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from threading import RLock
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh.searching import Searcher

from index.analysis.analyser import abbreviation_of
from index.archive.generations import Generation
from index.articles.article import Article, is_storable
from index.articles.excerpts import listed
from index.articles.serialization import from_json
from index.errors import reading
from index.storage import schema
from index.storage.columns import Facet, joined
from index.storage.schema import NO_DATE
from index.storage.scoring import BM25
from index.storage.whoosh.codec import articles_with_id, open_reader
from index.vietnamese.abbreviations import Explained
from search.engines.local.groups import Groups
from search.engines.local.occurrences import Forms
from search.engines.local.segments import Ids, Segments
from search.engines.local.vocabulary import Vocabulary
from search.engines.lexicon import TermText
from search.plan.synonym_files import Lines
from search.plan.synonyms import Synonyms
from search.engines.language import Language

Mask = NDArray[np.bool_]
Known = TypeVar("Known")


class Snapshot:
    """Everything that searching reads of one generation."""

    def __init__(self, generation: Generation) -> None:
        """Open the generation, which is released when the snapshot is no longer used."""
        self.number = generation.number
        self.stamp = generation.stamp
        self.manifest = generation.manifest
        self._folder = generation.path.parent.parent
        self._lock = RLock()
        self._files = generation.files
        try:
            with self.reading():
                self.reader = open_reader(generation.files, schema.build_schema(), schema.codec())
                self.segments = Segments(self.reader)
        except BaseException:
            generation.release()
            raise
        self._finalizer = weakref.finalize(self, _close, self.reader, generation)
        self.articles = self.segments.articles
        self.live: Mask = self.segments.live
        self.count = int(np.count_nonzero(self.live))  # how many articles can be found
        self._facets: dict[str, Facet] = {}
        self._term_texts: dict[str, list[TermText]] = {}
        self._language: Language | None = None
        self._vocabularies: dict[str, Vocabulary] = {}
        self.forms = Forms(self.segments)
        self._synonyms: tuple[Lines, Synonyms] | None = None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read the generation's files; what goes wrong then is told as the archive's error."""
        with reading(self._folder):
            yield
            for file in self._files:
                file.check_whole()

    def is_as_mapped(self) -> bool:
        """Whether no file was cut since it was opened: what is mapped beyond an end would end the
        process that reads it."""
        return all(file.is_as_mapped() for file in self._files)

    def _once(self, known: dict[str, Known], name: str, read: Callable[[str], Known]) -> Known:
        """What is `known` by a name, read when it is first asked for."""
        with self._lock:
            if name not in known:
                with self.reading():
                    known[name] = read(name)
            return known[name]

    def idf(self, field: str, term: str) -> float:
        """The inverse document frequency of a term of the index."""
        with self.reading():
            return self.segments.idf(field, term.encode())

    @property
    def language(self) -> Language:
        """What the texts know of their language; read when it is first asked for."""
        with self._lock:
            if self._language is None:
                with self.reading():
                    self._language = Language([one.column("pairs") for one in self.segments])
            return self._language

    @cached_property
    def published(self) -> NDArray[np.int64]:
        """Seconds since 1970 in UTC for every article; NO_DATE where unknown."""
        with self.reading():
            parts = [segment.column("published").values for segment in self.segments]
            return np.concatenate([np.empty(0, np.int64), *parts])

    @cached_property
    def newest_first(self) -> NDArray[np.int32]:
        """The place of every article by date, newest first, those without one last.

        Articles of one date are in the order of the input.
        """
        return self._places(-self.published)

    def newest(self, numbers: Ids, most: int) -> Ids:
        """The `most` newest of some articles, newest first."""
        places = self.newest_first[numbers]
        if most < len(numbers):
            chosen = np.argpartition(places, most)[:most]
            numbers, places = numbers[chosen], places[chosen]
        return numbers[np.argsort(places)]

    @cached_property
    def oldest_first(self) -> NDArray[np.int32]:
        """The same, oldest first."""
        return self._places(self.published)

    def _places(self, keys: NDArray[np.int64]) -> NDArray[np.int32]:
        places = np.empty(self.articles, np.int32)
        order = np.lexsort((keys, self.published == NO_DATE))
        places[order] = np.arange(self.articles, dtype=np.int32)
        return places

    @cached_property
    def groups(self) -> Groups:
        """The groups of near-duplicates."""
        with self.reading():
            parts = [segment.column("group").values for segment in self.segments]
            return Groups(np.concatenate([np.empty(0, np.int64), *parts]))

    def facet(self, name: str) -> Facet:
        """The values of a facet of every article."""
        return self._once(self._facets, name, self._read_facet)

    def _read_facet(self, name: str) -> Facet:
        parts = []
        for segment in self.segments:
            facet = segment.column(name)
            parts.append(facet._replace(owners=facet.owners + np.int32(segment.first)))
        return joined(parts)

    def vocabulary(self, field: str) -> Vocabulary:
        """The terms of a field, read when they are first asked for."""
        return self._once(self._vocabularies, field, partial(Vocabulary, self.segments))

    def synonyms(self, own: Lines) -> Synonyms:
        """What stands for what in this archive, for a user with some synonyms of their `own`."""
        with self._lock:
            if self._synonyms is None or self._synonyms[0] is not own:
                self._synonyms = own, Synonyms(self.segments, self.abbreviations(), own.lines)
            return self._synonyms[1]

    def abbreviations(self) -> dict[Explained, int]:
        """The abbreviations that articles explain, and how many articles do."""
        facet = self.facet("abbreviations")
        carried = facet.ordinals[self.live[facet.owners]]
        counts = np.bincount(carried, minlength=len(facet.values)).tolist()
        with self.reading():
            return {
                abbreviation_of(value): count
                for value, count in zip(facet.values, counts, strict=True)
                if count
            }

    def article(self, number: int, longest: int | None = None) -> Article:
        """The article with this number; of a body of more than `longest` bytes, the beginning."""
        with self.reading():
            segment, local = self.segments.place(number)
            return from_json(segment.column("article")[local], longest)

    def listed(self, number: int) -> Article:
        """The same as lists show it (see `excerpts.listed`)."""
        return listed(self.article(number, 0))

    def number_of(self, id: str) -> int | None:
        """The number of the article with this id, if there is one."""
        if not is_storable(id):
            return None
        with self.reading():
            for segment in self.segments:
                for number in articles_with_id(segment.reader, id):
                    return segment.first + number
        return None

    def term_texts(self, field: str) -> list[TermText]:
        """The terms of a field, for each segment that has it."""
        return self._once(self._term_texts, field, self._read_term_texts)

    def _read_term_texts(self, field: str) -> list[TermText]:
        indexes = [segment.index(field) for segment in self.segments]
        return [TermText(index) for index in indexes if index is not None]

    def searcher(self) -> Any:
        """A Whoosh Searcher, which one thread may use and must close."""
        with self._lock, self.reading():
            return Searcher(self.reader, weighting=BM25(), closereader=False)

    def whoosh_matches(self, query: Any) -> Mask:
        """The articles that Whoosh's own (slow) matchers find for `query`."""
        mask = np.zeros(self.articles, np.bool_)
        with self.searcher() as searcher, self.reading():
            for leaf, first in searcher.leaf_searchers():
                for number in query.docs(leaf):
                    mask[first + number] = True
        return mask & self.live


def _close(reader: Any, generation: Generation) -> None:
    reader.close()
    generation.release()
