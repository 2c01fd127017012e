"""Articles into segments: what a new generation holds beside what is left of the one before.

Ids are looked up in the segments of the generation before, and the earlier of two articles with
one id is deleted. Segments keep the order of the input, and are closed before they take too much
memory; small ones are joined, so that an archive with any number of updates has few.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.articles.article import Article, is_storable
from index.articles.serialization import from_json
from index.articles.versions import history
from index.build.crew import Crew
from index.build.drafts import Draft
from index.build.duplicates import GroupedArticles, find_groups, own_group
from index.build.joining import Joining, join
from index.build.naming import MANY
from index.build.open_segments import Elsewhere, Here, OpenSegment
from index.build.profiling import Built, with_late_columns, with_late_columns_of
from index.build.tiers import AFTER_BUILDING, EVER, Limits, as_few, grouped
from index.build.written import Part, Written
from index.storage.columns import NO_SIGNATURE, Live, banded
from index.storage.schema import NO_DATE, build_schema, codec
from index.storage.segment_file import SegmentFile
from index.storage.segment_info import SegmentInfo
from index.storage.whoosh.readers import (
    column_of,
    numbers_with_id,
    open_reader,
    segment_file,
)

# A segment is closed when it has so many articles, or takes so much memory.
_MOST_ARTICLES = 20_000
_MOST_BYTES = 256 << 20
# So many segments of one run stay as they are: a search takes little longer, a merge a tenth of the
# run. Of more, the newest are merged at its end into one that has no more articles than the second
# number, so that the end does not take long (see `tiers`).
_MOST_SEGMENTS = 3
_MOST_MERGED = 150_000
# The memory that the open segment takes is measured whenever so many articles have come.
_LOOKED_AT = 64


class Resumed(NamedTuple):
    """What an interrupted run had written: its segments, how often each was joined, the ids in
    their order, and the numbers of the articles that gave way to later ones."""

    segments: Sequence[SegmentInfo]
    levels: Sequence[int]
    ids: Sequence[str]
    deleted: Sequence[int]


class ArticleWriter:
    """Adds articles in new segments of a folder, and deletes those of other segments.

    A context manager: leaving it ends the last segment, joins small ones and tells by `segments`
    what the new generation consists of; after an exception there are no new segments.
    """

    def __init__(
        self,
        folder: Path,
        base: Sequence[SegmentFile] = (),
        resumed: Resumed | None = None,
        workers: int = 0,
    ) -> None:
        """Write into `folder`; `base` are the segments of the generation before, `resumed` what a
        run that was interrupted had written, whose files lie in `folder`. With `workers`, others
        write and join segments: half as many, and one."""
        self.segments: list[SegmentInfo] = []
        self._folder = folder
        self._schema = build_schema()
        self._base = base
        self._before = self._opened(base)
        first = sum(file.info.articles for file in base)
        self._crew = Crew(workers // 2 + 1 if workers > 0 else 0)
        self._anew_from = None if base else MANY  # names are thinned in the end (see `naming`)
        self._written = Written(folder, first, self._crew, self._anew_from)  # this run's segments
        self._open: OpenSegment | None = None
        self._numbers: dict[str, int] = {}
        self._deleted: set[int] = set()
        self._signatures = bytearray()  # of the open segment's articles
        self._own_groups: list[int] = []
        self.first_number = first
        if resumed is not None:
            self._written.restore(resumed.segments, resumed.levels)
            self._numbers = {id: first + at for at, id in enumerate(resumed.ids)}
            self._deleted = set(resumed.deleted)
        self._abandoned = False
        self._optimizes = False
        self._rewritten: set[int] = set()  # the first numbers of segments that hold what must go

    def __enter__(self) -> ArticleWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None and not self._abandoned:
                self._commit()
                self.segments = self._with_late_columns()
            else:
                self._discard()
        except BaseException:
            self._discard()
            raise
        finally:
            self._crew.__exit__(None, None, None)
            for part in self._before:
                part.reader.close()
            self._written.close()

    def add(self, id: str, values: MutableMapping[str, Any]) -> str:
        """Write one article: its id, and the values of `analyser.document`.

        Returns what it replaced: "earlier" for an article of this run, "older" for one that the
        archive held before, "" for none.
        """
        replaced = ""
        if id in self._numbers:
            self._deleted.add(self._numbers[id])
            replaced = "earlier"
        elif self.delete(id):
            replaced = "older"
        self._numbers[id] = self.next_number
        if self._open is None:
            self._open = self._begun(values)
        self._open.add(values)
        signature = values.get("signature", NO_SIGNATURE)
        self._signatures += signature
        self._own_groups.append(own_group(id, signature))
        if self._is_full():
            self.close_segment()
        return replaced

    def purge(self, id: str) -> list[Article]:
        """What the archive holds under an id, deleted or not, and all of its versions; the segments
        that hold it are written anew on leaving, without it and all else that is deleted."""
        if not is_storable(id):
            return []
        found: list[Article] = []
        for part in self._before:
            numbers = numbers_with_id(part.reader, id)
            if numbers:
                self._rewritten.add(part.first)
            for number in numbers:
                article = from_json(column_of(part.reader, "article")[number])
                found += [
                    one
                    for one, _, _ in history(article, column_of(part.reader, "versions")[number])
                ]
        return found

    def abandon(self) -> None:
        """Want nothing of what was written: leaving the context ends without segments."""
        self._abandoned = True

    def optimize(self) -> None:
        """Join all segments into as few as can be on leaving, without deleted articles."""
        self._optimizes = True

    def delete(self, id: str) -> bool:
        """Delete the article that the archive held before; returns whether there was one."""
        if not is_storable(id):
            return False
        found = {number for part in self._before for number in part.numbers_of(id)} - self._deleted
        self._deleted |= found
        return bool(found)

    @property
    def next_number(self) -> int:
        """The number of the article that is written next."""
        return self._written.end + (0 if self._open is None else self._open.articles)

    @property
    def closed(self) -> list[SegmentInfo]:
        """The segments of this run that are complete, as are all before them."""
        return [part.info for part in self._written.parts]

    @property
    def complete(self) -> int:
        """The number of the first article that is in none of them."""
        self._written.go_on()
        return self._written.complete

    @property
    def closed_at(self) -> int:
        """The number of the first article of the open segment."""
        return self._written.end

    @property
    def levels(self) -> list[int]:
        """How often each of them was joined."""
        return [part.level for part in self._written.parts]

    @property
    def deleted(self) -> list[int]:
        """The numbers of articles that gave way to later ones, rising."""
        return sorted(self._deleted)

    def close_segment(self) -> None:
        """Complete the open segment, and begin another."""
        if self._open is not None:
            self._close_segment()

    def number_of(self, id: str) -> int | None:
        """The number of the article with an id that was written in this run."""
        return self._numbers.get(id)

    def text(self, number: int) -> bytes:
        """The JSON of an article that was written in this run."""
        text: bytes = self._stored("article", number) or b""
        return text

    def versions(self, number: int) -> bytes:
        """The versions of an article that was written in this run, empty if it has none."""
        versions: bytes = self._stored("versions", number) or b""
        return versions

    def moments(self, number: int) -> tuple[int | None, int | None]:
        """When the archive first had an article of this run, and when it last changed."""
        found = [self._stored(name, number) for name in ("added", "changed")]
        added, changed = (None if moment in (None, NO_DATE) else int(moment) for moment in found)
        return added, changed

    def _stored(self, name: str, number: int) -> Any:
        if number >= self._written.end:
            assert self._open is not None
            return self._open.value(name, number - self._written.end)
        segment = self._written.segment_of(number)
        return segment.value(name, number - segment.first)

    @property
    def ids(self) -> list[str]:
        """The ids of the articles that were added, in the order in which they first came."""
        return list(self._numbers)

    @property
    def articles(self) -> int:
        """How many articles there are, after the commit."""
        return sum(segment.live for segment in self.segments)

    def _begun(self, values: MutableMapping[str, Any]) -> OpenSegment:
        """A new segment, whose first article has these values."""
        if isinstance(values, Draft):
            return Elsewhere(self._folder, self._crew, self._anew_from)
        return Here(self._folder, self._anew_from)

    def _is_full(self) -> bool:
        assert self._open is not None
        count = self._open.articles
        if count >= _MOST_ARTICLES:
            return True
        return bool(count % _LOOKED_AT == 0 and self._open.nbytes > _MOST_BYTES)

    def _close_segment(self) -> None:
        """End the open segment, after finding the near-duplicates in it and before it."""
        opened, self._open = self._open, None
        assert opened is not None
        deleted = np.fromiter(self._deleted, np.int64, len(self._deleted))
        new = GroupedArticles(
            banded(self._signatures),
            np.array(self._own_groups, np.int64),
            np.ones(opened.articles, np.bool_),
        )
        earlier = [(one, one.grouped(), one.first) for one in chain(self._before, self._written)]
        groups = find_groups(
            new._replace(live=_without(new.live.copy(), deleted, self._written.end)),
            [one._replace(live=_without(one.live, deleted, first)) for _, one, first in earlier],
        )
        for segment, _, _ in earlier:
            segment.let_go()
        self._signatures, self._own_groups = bytearray(), []
        self._written.add(opened, new._replace(groups=groups))

    def _commit(self) -> None:
        self.close_segment()
        self._written.finish()
        parts = [*self._before, *self._written.parts]
        infos = _infos(parts, sorted(self._deleted))
        if self._rewritten:
            self.segments = self._purged(parts, infos)
            return
        limits = Limits(_MOST_SEGMENTS, _MOST_ARTICLES, _MOST_MERGED, _most(self._base))
        written = len(self._written.parts)
        groups = as_few(infos) if self._optimizes else grouped(infos, written, limits)
        at = 0
        for count, anew in groups:
            group = slice(at, at + count)
            self.segments += self._joined(parts[group], infos[group]) if anew else infos[group]
            at += count

    def _with_late_columns(self) -> list[SegmentInfo]:
        """The segments, of many articles by a process that has nothing else in its memory."""
        folder, base = self._folder, self._base
        old = {file.info.file for file in base}
        articles = sum(info.articles for info in self.segments if info.file not in old)
        if not self._crew.size or articles <= _MOST_ARTICLES:
            return with_late_columns(folder, self.segments, base)
        files = tuple((file.path.parent, file.info) for file in base)
        with Crew(1) as fresh:
            built = Built(folder, tuple(self.segments), files)
            return fresh.submit(with_late_columns_of, built).result()

    def _purged(self, parts: Sequence[Part], infos: Sequence[SegmentInfo]) -> list[SegmentInfo]:
        """The segments, those that hold what must go written anew without what is deleted."""
        found: list[SegmentInfo] = []
        for part, info in zip(parts, infos, strict=True):
            anew = part.first in self._rewritten
            found += self._joined([part], [info], derive=True) if anew else [info]
        return found

    def _opened(self, files: Sequence[SegmentFile]) -> list[Part]:
        """Readers of the segments of the generation before."""
        leaves = open_reader(files, self._schema, codec()).leaf_readers()
        return [Part(reader, first) for reader, first in leaves if reader.doc_count_all()]

    def _joined(
        self, parts: Sequence[Part], infos: Sequence[SegmentInfo], *, derive: bool = False
    ) -> list[SegmentInfo]:
        """One segment from several, without their deleted articles; none if nothing is left.

        The files of those that this run wrote are removed: nobody else has them.
        """
        folders = [segment_file(part.reader).path.parent for part in parts]
        joined = [(at, info) for at, info in zip(folders, infos, strict=True) if info.live]
        made = []
        if joined:
            joining = Joining(self._folder, tuple(joined), derive, self._anew_from)
            small = joining.articles <= _MOST_ARTICLES
            made.append(join(joining) if small else self._crew.submit(join, joining).result())
        for part in parts:
            if part.first >= self.first_number:
                segment_file(part.reader).path.unlink()
        return made

    def _discard(self) -> None:
        """Let go of what was written; whoever made the folder removes it."""
        if self._open is not None:
            self._open.discard()


def _most(base: Sequence[SegmentFile]) -> int:
    """How many segments there may be: a run that builds all of an archive makes fewer."""
    return EVER if base else AFTER_BUILDING


def _infos(parts: Sequence[Part], deleted: Sequence[int]) -> list[SegmentInfo]:
    """What is left of some segments when more articles are `deleted`, whose numbers rise."""
    numbers = np.array(deleted, np.int64)
    infos = []
    for part in parts:
        info, first = part.info, part.first
        begin, end = np.searchsorted(numbers, (first, first + info.articles))
        more = (numbers[begin:end] - first).tolist()
        infos.append(replace(info, deleted=tuple(sorted({*info.deleted, *more}))) if more else info)
    return infos


def _without(live: Live, deleted: NDArray[np.int64], first: int) -> Live:
    """The live articles of a segment, the first of which has the number `first`, without some."""
    within = deleted - first
    live[within[(within >= 0) & (within < len(live))]] = False
    return live
