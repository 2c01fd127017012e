"""Articles into segments: what a new generation holds beside what is left of the one before.

Ids are looked up in the segments of the generation before, and the earlier of two articles with
one id is deleted. Segments keep the order of the input, and are closed before they take too much
memory; small ones are joined, so that an archive with any number of updates has few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.articles.article import Article, is_storable
from index.articles.serialization import from_json
from index.articles.versions import history
from index.build.duplicates import GroupedArticles, find_groups, own_group
from index.build.profiling import with_profiles
from index.storage.columns import (
    NO_SIGNATURE,
    Column,
    DerivedColumn,
    LateColumn,
    Live,
    banded,
)
from index.storage.schema import NO_DATE, build_schema, codec
from index.storage.segment_file import SegmentFile, live_flags
from index.storage.segment_info import SegmentInfo
from index.storage.segment_writer import SegmentWriter
from index.storage.whoosh.readers import (
    articles_with_id,
    column_of,
    live_articles,
    numbers_with_id,
    open_reader,
    segment_file,
)

# A segment is closed when it has so many articles, or takes so much memory.
_MOST_ARTICLES = 20_000
_MOST_BYTES = 256 << 20
# So many segments of one run stay as they are: a search takes little longer, a merge a tenth of the
# run. More are merged into one that has no more articles than the second number, so that merging
# takes a bounded amount of memory.
_MOST_SEGMENTS = 3
_MOST_MERGED = 150_000
# The memory that the open segment takes is measured whenever so many articles have come.
_LOOKED_AT = 64


class _Part(NamedTuple):
    """A segment: Whoosh's reader of it, and the number of its first article in the whole."""

    reader: Any
    first: int

    def numbers_of(self, id: str) -> list[int]:
        """The articles with this id that are not deleted."""
        return [self.first + number for number in articles_with_id(self.reader, id)]


class Resumed(NamedTuple):
    """What an interrupted run had written: its segments, the ids in their order, and the numbers of
    the articles that gave way to later ones."""

    segments: Sequence[SegmentInfo]
    ids: Sequence[str]
    deleted: Sequence[int]


class ArticleWriter:
    """Adds articles in new segments of a folder, and deletes those of other segments.

    A context manager: leaving it ends the last segment, joins small ones and tells by `segments`
    what the new generation consists of; after an exception there are no new segments.
    """

    def __init__(
        self, folder: Path, base: Sequence[SegmentFile] = (), resumed: Resumed | None = None
    ) -> None:
        """Write into `folder`; `base` are the segments of the generation before, `resumed` what a
        run that was interrupted had written, whose files lie in `folder`."""
        self.segments: list[SegmentInfo] = []
        self._folder = folder
        self._schema = build_schema()
        self._base = base
        self._before = self._opened(base, 0)
        self._begin = sum(file.info.articles for file in base)  # the open segment's first article
        self._writer = SegmentWriter(folder, self._schema)
        self._numbers: dict[str, int] = {}
        self._deleted: set[int] = set()
        self._signatures = bytearray()  # of the open segment's articles
        self._own_groups: list[int] = []
        self._written: list[_Part] = []  # this run's segments
        self.first_number = self._begin
        if resumed is not None:
            files = [SegmentFile(folder, info) for info in resumed.segments]
            self._written = self._opened(files, self._begin)
            self._numbers = {id: self._begin + at for at, id in enumerate(resumed.ids)}
            self._deleted = set(resumed.deleted)
            self._begin += sum(info.articles for info in resumed.segments)
        self._abandoned = False
        self._rewritten: set[int] = set()  # the first numbers of segments that hold what must go

    def __enter__(self) -> ArticleWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None and not self._abandoned:
                self._commit()
                self.segments = with_profiles(self._folder, self.segments, self._base)
            else:
                self._discard()
        except BaseException:
            self._discard()
            raise
        finally:
            for part in [*self._before, *self._written]:
                part.reader.close()

    def add(self, id: str, values: dict[str, Any]) -> str:
        """Write one article: its id, and the values of `analyser.analyse`.

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
        self._writer.add(values)
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
        return self._begin + self._writer.articles

    @property
    def closed(self) -> list[SegmentInfo]:
        """The segments of this run that are complete."""
        return [segment_file(part.reader).info for part in self._written]

    @property
    def deleted(self) -> list[int]:
        """The numbers of articles that gave way to later ones, rising."""
        return sorted(self._deleted)

    def close_segment(self) -> None:
        """Complete the open segment, and begin another."""
        if self._writer.articles:
            self._close_segment()
            self._writer = SegmentWriter(self._folder, self._schema)

    def number_of(self, id: str) -> int | None:
        """The number of the article with an id that was written in this run."""
        return self._numbers.get(id)

    def text(self, number: int) -> bytes:
        """The JSON of an article that was written in this run."""
        return self._stored("article", number)

    def versions(self, number: int) -> bytes:
        """The versions of an article that was written in this run, empty if it has none."""
        return self._stored("versions", number)

    def moments(self, number: int) -> tuple[int | None, int | None]:
        """When the archive first had an article of this run, and when it last changed."""
        found = []
        for name in ("added", "changed"):
            if number >= self._begin:
                moment = self._writer.value(name, number - self._begin)
            else:
                part = self._part_of(number)
                moment = int(column_of(part.reader, name).values[number - part.first])
            found.append(None if moment is None or moment == NO_DATE else moment)
        return found[0], found[1]

    def _stored(self, name: str, number: int) -> bytes:
        if number >= self._begin:
            text: bytes = self._writer.value(name, number - self._begin) or b""
            return text
        part = self._part_of(number)
        kept: bytes = column_of(part.reader, name)[number - part.first]
        return kept

    def _part_of(self, number: int) -> _Part:
        found: _Part = next(part for part in reversed(self._written) if part.first <= number)
        return found

    @property
    def ids(self) -> list[str]:
        """The ids of the articles that were added, in the order in which they first came."""
        return list(self._numbers)

    @property
    def articles(self) -> int:
        """How many articles there are, after the commit."""
        return sum(segment.live for segment in self.segments)

    def _is_full(self) -> bool:
        count = self._writer.articles
        if count >= _MOST_ARTICLES:
            return True
        return bool(count % _LOOKED_AT == 0 and self._writer.nbytes > _MOST_BYTES)

    def _close_segment(self) -> None:
        """End the open segment, and keep it open for finding near-duplicates in it."""
        self._write_groups()
        file = SegmentFile(self._folder, self._writer.finish())
        self._written += self._opened([file], self._begin)
        self._begin += file.info.articles

    def _write_groups(self) -> None:
        """Find the near-duplicates of the open segment's articles, in it and before it."""
        deleted = np.fromiter(self._deleted, np.int64, len(self._deleted))
        new = GroupedArticles(
            banded(self._signatures),
            np.array(self._own_groups, np.int64),
            _without(np.ones(self._writer.articles, np.bool_), deleted, self._begin),
        )
        earlier = [
            GroupedArticles(
                column_of(reader, "signature"),
                column_of(reader, "group").values,
                _without(live_articles(reader), deleted, first),
            )
            for reader, first in [*self._before, *self._written]
        ]
        self._writer.add_column("group", find_groups(new, earlier).tolist())
        self._signatures, self._own_groups = bytearray(), []

    def _commit(self) -> None:
        if self._writer.articles:
            self._close_segment()
        else:
            self._writer.discard()
        parts = [*self._before, *self._written]
        infos = _infos(parts, sorted(self._deleted))
        if self._rewritten:
            self.segments = self._purged(parts, infos)
            return
        kept = len(infos)
        if not 1 < len(self._written) <= _MOST_SEGMENTS:
            kept = _kept(infos, _MOST_ARTICLES if len(self._written) > 1 else 0)
        self.segments = infos[:kept]
        joined = [
            (part.reader, info)
            for part, info in zip(parts[kept:], infos[kept:], strict=True)
            if info.live
        ]
        if joined:
            self.segments.append(self._joined(joined))
        for part in self._written[max(0, kept - len(self._before)) :]:
            segment_file(part.reader).path.unlink()

    def _purged(self, parts: Sequence[_Part], infos: Sequence[SegmentInfo]) -> list[SegmentInfo]:
        """The segments, those that hold what must go written anew without what is deleted."""
        found = []
        for part, info in zip(parts, infos, strict=True):
            if part.first not in self._rewritten:
                found.append(info)
            elif info.live:
                found.append(self._joined([(part.reader, info)], derive=True))
        return found

    def _opened(self, files: Sequence[SegmentFile], first: int) -> list[_Part]:
        """Readers of some segments, the first of whose articles has the number `first`."""
        leaves = open_reader(files, self._schema, codec()).leaf_readers()
        return [_Part(reader, first + at) for reader, at in leaves if reader.doc_count_all()]

    def _joined(
        self, parts: Sequence[tuple[Any, SegmentInfo]], *, derive: bool = False
    ) -> SegmentInfo:
        """One segment from several, without their deleted articles.

        What follows from other columns is joined, too, which is quicker, but may keep words of
        deleted articles; with `derive` it is made anew.
        """
        self._writer = SegmentWriter(self._folder, self._schema)
        lives = [live_flags(info) for _, info in parts]
        for name, field in self._schema.items():
            column = field.column_type
            anew = isinstance(column, LateColumn) or (derive and isinstance(column, DerivedColumn))
            if isinstance(column, Column) and not anew:
                columns = [column_of(reader, name) for reader, _ in parts]
                self._writer.join(name, list(zip(columns, lives, strict=True)))
                for reader, _ in parts:
                    segment_file(reader).let_go()
        return self._writer.finish()

    def _discard(self) -> None:
        """Let go of what was written; whoever made the folder removes it."""
        self._writer.discard()


def _infos(parts: Sequence[_Part], deleted: Sequence[int]) -> list[SegmentInfo]:
    """What is left of some segments when more articles are `deleted`, whose numbers rise."""
    numbers = np.array(deleted, np.int64)
    infos = []
    for reader, first in parts:
        info = segment_file(reader).info
        begin, end = np.searchsorted(numbers, (first, first + info.articles))
        more = (numbers[begin:end] - first).tolist()
        infos.append(replace(info, deleted=tuple(sorted({*info.deleted, *more}))) if more else info)
    return infos


def _without(live: Live, deleted: NDArray[np.int64], first: int) -> Live:
    """The live articles of a segment, the first of which has the number `first`, without some."""
    within = deleted - first
    live[within[(within >= 0) & (within < len(live))]] = False
    return live


def _kept(segments: Sequence[SegmentInfo], least: int) -> int:
    """How many of the segments stay as they are; the newest, those after them, are joined.

    Each of the newest is joined while it is under twice the size of those after it, which count as
    `least` articles at least. So an archive with any number of updates has a logarithmic number of
    segments, and articles stay in the order in which they came.
    """
    kept, size = len(segments), 0
    while kept:
        newest = segments[kept - 1]
        is_first = kept == len(segments)
        if not is_first and newest.articles >= 2 * max(size, least):
            break
        if not is_first and size + newest.live > _MOST_MERGED:
            break
        kept -= 1
        size += newest.live
    if len(segments) - kept < 2 and not (kept < len(segments) and _is_mostly_deleted(segments[-1])):
        return len(segments)
    return kept


def _is_mostly_deleted(segment: SegmentInfo) -> bool:
    return len(segment.deleted) * 2 > segment.articles
