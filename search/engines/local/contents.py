"""What one generation holds, each part read when it is first asked for."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import cached_property, partial
from threading import RLock
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.analysis.analyser import abbreviation_of
from index.archive.generations import Generation
from index.articles.facets import FACETS, NAME_FACETS, PRINTED_FACETS, facet_column
from index.errors import reading
from index.storage import schema
from index.storage.columns.word_column import WordLists
from index.storage.growth import much_is_other, settled
from index.storage.names.in_segments import have_names
from index.storage.names.kinds import Corrections
from index.storage.names.told import Told, told
from index.storage.names.told_file import read_told
from index.storage.schema import NO_DATE
from index.storage.segment_file import SegmentFile
from index.storage.shared.explained import ABBREVIATIONS, added_up
from index.storage.shared.file import SharedFile, first_of
from index.storage.shared.values import NOTHING_PRINTED, Printed
from index.storage.whoosh.readers import open_reader
from index.vietnamese.abbreviations import Explained
from search.engines.language import Language
from search.engines.lexicon import IndexedText, TermText
from search.engines.local.carried import (
    Carried,
    Carries,
    Counted,
    carried_values,
)
from search.engines.local.counted_words import CountedWords, JoinedWords, joined_words
from search.engines.local.facets import YEAR
from search.engines.local.groups import Groups
from search.engines.local.naming import CarriedNames, Naming
from search.engines.local.occurrences import Forms
from search.engines.local.ordering import Order, order_of
from search.engines.local.segments import Ids, Segment, Segments
from search.engines.local.vocabulary import Vocabulary
from search.engines.local.worked_out import Deleted, WorkedOut
from search.engines.local.years import Years, years_in, years_of
from search.engines.name_file import NAMES_FILE, NameFile
from search.engines.nodes import Node
from search.engines.protocol import Flags, Held, NameCount, Scores
from search.engines.values import KnownValues

Known = TypeVar("Known")
_DAY = 24 * 60 * 60


class Contents:
    """What searching reads of one generation. Immutable; any number of threads may ask it at once.

    Articles are named by their numbers in the generation, from 0 to `indexed`, which count deleted
    ones too.
    """

    def __init__(self, generation: Generation, before: Contents | None = None) -> None:
        """Open the generation, which is released when this is no longer used.

        What was worked out of `before`, of which it may have most segments, is gone on from.
        """
        self.number = generation.number
        self.stamp = generation.stamp
        self.manifest = generation.manifest
        self.folder = generation.path.parent.parent
        self._lock = RLock()
        self.files = generation.every_file
        self._told_file = generation.told
        self._shared_file = generation.shared
        self._reading = reading(self.folder, partial(_check_whole, self.files))
        try:
            with self.reading():
                self.reader = open_reader(generation.files, schema.build_schema(), schema.codec())
                self.segments = Segments(self.reader)
        except BaseException:
            generation.release()
            raise
        self._finalizer = weakref.finalize(self, _close, self.reader, generation)
        self.indexed = self.segments.articles
        self.live: Flags = self.segments.live
        self.count = self.manifest.articles  # how many articles can be found
        self._carried: dict[str, Carried] = {}
        own: Contents = weakref.proxy(self)  # or each would hold the other
        file = NameFile(self.folder / NAMES_FILE)
        self._naming = Naming(partial(Contents._told_names, own), file, are_told=self.has_names)
        self._every_counted: dict[str, Counted] = {}
        self._some: dict[str, Held] = {}
        self._held: dict[tuple[Node, int], Held] = {}
        self._worked_out: WorkedOut = WorkedOut(None if before is None else before._worked_out)
        self.forms: Forms = Forms(self.segments, None if before is None else before.forms)

    def reading(self) -> AbstractContextManager[None]:
        """Read the generation's files; what goes wrong then is told as the archive's error."""
        return self._reading

    def is_as_mapped(self) -> bool:
        """Whether no file was cut since it was opened.

        Reading what was cut off would end the process.
        """
        return all(file.is_as_mapped() for file in self.files)

    def _once(self, known: dict[str, Known], name: str, read: Callable[[str], Known]) -> Known:
        """What is `known` by a name; it is `read` when it is first asked for."""
        with self._lock:
            if name not in known:
                with self.reading():
                    known[name] = read(name)
            return known[name]

    def _grown(self, name: str, made: Callable[[int, Any], Known], deleted: Deleted = ()) -> Known:
        """What is worked out of all segments by a name, when it is first asked for: `made` from how
        many of the segments it was known of before (the first ones), and what it was of those."""
        with self._lock, self.reading():
            found: Known = self._worked_out.of(name, self.segments.keys, made, deleted)
            return found

    @property
    def language(self) -> Language:
        """What the texts know of their language; read when it is first asked for."""
        return self._grown("language", lambda _, before: self._language(before))

    def _language(self, before: Language | None) -> Language:
        parts = [segment.bigrams for segment in self.segments]
        file = self._shared
        if before is None and file is not None:
            before = Language.arranged(file.terms(parts[: file.segments]), file)
        return Language(parts, before)

    @cached_property
    def _shared(self) -> SharedFile | None:
        """What is worked out of the first segments, where that is a file."""
        file = self._shared_file
        first = 0 if file is None else first_of(file, self.manifest.segments)
        return SharedFile(file, first) if file is not None and first else None

    @property
    def published(self) -> NDArray[np.int64]:
        """Seconds since 1970 in UTC for every article; NO_DATE where unknown."""
        return self.moments("published")

    def moments(self, of: str) -> NDArray[np.int64]:
        """When every article was published, or `added` to the archive, or `changed` there: seconds
        since 1970 in UTC; NO_DATE where unknown."""
        return self._grown(f"moments {of}", lambda *_: self._numbers_of(of))

    def _numbers_of(self, name: str) -> NDArray[np.int64]:
        """The number that every article has in a column; as it is mapped where that is one part."""
        return _joined(name, self.segments)

    def order(self, name: str) -> Order:
        """The order of all articles by date, "newest" or "oldest" first, or by when the archive
        first had them, the newest first ("added"); those of which it cannot tell are last."""
        return self._grown(f"order {name}", partial(self._order, name))

    def _order(self, name: str, shared: int, before: Order | None) -> Order:
        moments = self.moments("added" if name == "added" else "published")
        dated = moments != NO_DATE
        rising = moments if name == "oldest" else -moments
        if before is None or not shared:
            return order_of(rising, dated)
        return before.followed(self.segments[shared - 1].last, rising, dated)

    def ages(self, numbers: Ids) -> Scores:
        """How many days older than the newest each article is; infinitely many without a date.

        Dates in the future are probably wrong, and as good as none.
        """
        now = int(time.time())
        past = self.published[self.live & (self.published <= now)]
        published = self.published[numbers]
        days: Scores = (int(past.max(initial=NO_DATE)) - published) / _DAY
        days[(published == NO_DATE) | (published > now)] = np.inf
        return days

    @cached_property
    def groups(self) -> Groups:
        """The groups of near-duplicates."""
        with self.reading():
            return Groups([segment.column("group").values for segment in self.segments])

    def values(self, facet: str) -> KnownValues:
        """The values of a facet that articles carry."""
        return self.carried(facet).known

    def carried(self, facet: str) -> Carries:
        """Which values of a facet articles carry; equal ones are told once for the generation."""
        if facet in NAME_FACETS:
            return self.names(facet)
        return self._once(self._carried, facet, self._read_carried)

    @cached_property
    def has_names(self) -> bool:
        """Whether the names are known of all articles: archives of before have none."""
        return have_names(self.manifest.segments)

    @property
    def facets(self) -> tuple[str, ...]:
        """The facets by which articles are counted, the year last."""
        return (*(FACETS if self.has_names else PRINTED_FACETS), YEAR)

    @property
    def names_stamp(self) -> str:
        """A text that changes whenever the file of corrections does; empty without one."""
        return self._naming.stamp

    def names(self, facet: str) -> CarriedNames:
        """Which names of a type articles carry."""
        with self.reading():
            return self._naming.carried(facet)

    def _told_names(self, corrections: Corrections) -> Told:
        """What the articles tell of the names that they print, and people say."""
        if not self.has_names:
            return told([], self.live)
        parts = [segment.names for segment in self.segments]
        base: Told = self._grown("names", self._told_of_segments, self._deleted)
        return base.gone_on(parts, self.live, corrections)

    def _told_of_segments(self, shared: int, before: Told | None) -> Told:
        """What can be gone on from: what was told `before`, if it still can be."""
        parts = [segment.names for segment in self.segments]
        file, found = self._told_file, before
        if file is not None:
            found = file.once("told", partial(read_told, parts=parts))
        if found is not None and found.goes_on_to(parts, self.live):
            return found
        first = self._settled
        known = self.segments[first - 1].last if first else 0
        return told(parts[:first], self.live[:known])

    def name_forms(self, facet: str, names: Sequence[str]) -> list[Sequence[str]]:
        """The forms in which articles print each of some names of a type; none for one that is not
        known."""
        with self.reading():
            return self._naming.forms(facet, names)

    def names_beginning(self, typed: str, most: int) -> list[NameCount]:
        """The names of most articles that begin as was typed, with marks or without."""
        with self.reading():
            return self._naming.beginning(typed, most)

    def named(self, text: str) -> list[NameCount]:
        """The names that a text is, or may be without marks, in any of their forms."""
        with self.reading():
            return self._naming.named(text)

    def names_of(self, key: int) -> list[NameCount]:
        """The names that an article carries, by type, those of most articles first."""
        with self.reading():
            return self._naming.of(key)

    def _read_carried(self, facet: str) -> Carried:
        printed = self._grown(f"printed {facet}", partial(self._printed, facet))
        return carried_values(printed, partial(_every, self.live))

    def _printed(self, facet: str, shared: int, before: Printed | None) -> Printed:
        """What all articles print of a facet; `before` has that of the first ones, maybe."""
        file = self._shared
        if not shared or before is None:
            before, shared = NOTHING_PRINTED, 0
        if file is not None and file.segments > shared:
            before, shared = file.printed(facet), file.segments
        column = facet_column(facet)
        parts = [(segment.read(column), segment.articles) for segment in self.segments[shared:]]
        return before.followed(self.segments[shared - 1].last if shared else 0, parts)

    @property
    def years(self) -> Years:
        """The year of every article."""
        return self._grown("years", self._years)

    def _years(self, shared: int, before: Years | None) -> Years:
        file = self._shared
        if not shared or before is None:
            before, shared = years_of(np.empty(0, np.int64)), 0
        if file is not None and file.segments > shared:
            before, shared = years_in(file.years), file.segments
        first = self.segments[shared - 1].last if shared else 0
        if first == self.indexed:
            return before
        published = _joined("published", self.segments[shared:])
        return before._replace(numbers=before.numbers[:first]).followed(published)

    @cached_property
    def every(self) -> Ids:
        """The numbers of all articles that can be found, rising."""
        return _every(self.live)

    def counted(self, facet: str, articles: Ids) -> Counted:
        """(value, how many of some articles carry it), most frequent first, then by value; of the
        facet year, the years that fall. What is told of `every` article is remembered."""
        if articles is self.__dict__.get("every"):
            known = f"{facet} {self._naming.stamp}" if facet in NAME_FACETS else facet
            return [*self._once(self._every_counted, known, self._count_every)]
        return self._count(facet, articles)

    def _count_every(self, known: str) -> Counted:
        return self._count(known.partition(" ")[0], self.every)

    def _count(self, facet: str, articles: Ids) -> Counted:
        if facet == YEAR:
            return self.years.counted(articles)
        return self.carried(facet).counted(articles)

    @property
    def _deleted(self) -> Deleted:
        """The articles that are deleted in each segment."""
        return tuple(one.deleted for one in self.manifest.segments)

    def vocabulary(self, field: str) -> Vocabulary:
        """The terms of a field, read when they are first asked for."""
        made = partial(Vocabulary, self.segments, field)
        return self._grown(f"vocabulary {field}", made, self._deleted)

    @cached_property
    def words(self) -> CountedWords | None:
        """The words of the archive's word lists; None unless every segment has them."""
        with self.reading():
            lists = [segment.column("words") for segment in self.segments]
            if None in lists:
                return None
            joined = self._grown("words", partial(self._joined_words, lists))
            return CountedWords(self.segments, lists, joined)

    def _joined_words(
        self, lists: list[WordLists], shared: int, before: JoinedWords | None
    ) -> JoinedWords:
        """The words of the first segments: those that were known `before`, if most still are."""
        if before is not None and 0 < len(before.numbers) <= shared:
            known = self.segments[len(before.numbers) - 1].last
            if not much_is_other(self.indexed - known, self.indexed):
                return before
        return joined_words(lists[: self._settled])

    @property
    def _settled(self) -> int:
        """How many of the first segments will stay for long."""
        return settled([segment.articles for segment in self.segments])

    def abbreviations(self) -> dict[Explained, int]:
        """The abbreviations that articles explain, and how many articles do."""
        with self.reading():
            file, first = self._shared, 0
            counts: dict[bytes, int] = {}
            if file is not None and all(
                segment.live is None for segment in self.segments[: file.segments]
            ):
                counts, first = file.explained, file.segments
            others = ((one.read(ABBREVIATIONS), one.live) for one in self.segments[first:])
            counts = added_up(counts, others)
            return {abbreviation_of(one.decode()): count for one, count in counts.items()}

    def lexicons(self, field: str) -> list[TermText]:
        """The terms of a field, for each segment that has it."""
        with self.reading():
            indexes = [segment.index(field) for segment in self.segments]
            return [IndexedText(index) for index in indexes if index is not None]


def _every(live: Flags) -> Ids:
    """The numbers of the articles that are flagged, rising."""
    if live.all():
        return np.arange(len(live), dtype=np.uint32)
    return np.flatnonzero(live).astype(np.uint32)


def _joined(name: str, segments: Sequence[Segment]) -> NDArray[np.int64]:
    parts = [segment.column(name).values for segment in segments]
    return parts[0] if len(parts) == 1 else np.concatenate([np.empty(0, np.int64), *parts])


def _check_whole(files: Sequence[SegmentFile]) -> None:
    for file in files:
        file.check_whole()


def _close(reader: Any, generation: Generation) -> None:
    reader.close()
    generation.release()
