"""The segments that a run has written so far, which are joined while it goes on (see `tiers`)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from index.build.joining import Joining
from index.build.tiers import due
from index.build.workers import Background
from index.storage.schema import build_schema, codec
from index.storage.segment_file import SegmentFile
from index.storage.segment_info import SegmentInfo
from index.storage.whoosh.readers import articles_with_id, open_reader, segment_file


@dataclass(frozen=True)
class Part:
    """A segment: Whoosh's reader of it, the number of its first article in the whole, and how often
    its articles were joined in this run."""

    reader: Any
    first: int
    level: int = 0

    @property
    def info(self) -> SegmentInfo:
        """What is known of it."""
        return segment_file(self.reader).info

    def numbers_of(self, id: str) -> list[int]:
        """The articles with this id that are not deleted."""
        return [self.first + number for number in articles_with_id(self.reader, id)]

    def let_go(self) -> None:
        """Give back the memory of what was read of it."""
        segment_file(self.reader).let_go()


@dataclass
class _Tier:
    """A segment, or those that are about to be one: `part` is there as soon as it is written."""

    level: int
    articles: int
    part: Part | None = None
    children: list[_Tier] = field(default_factory=list)

    def parts(self) -> Iterator[Part]:
        """What there is of it."""
        if self.part is not None:
            yield self.part
        else:
            yield from chain.from_iterable(child.parts() for child in self.children)


class Written:
    """The segments of a run, in the order of its articles, which lie in one folder.

    Joining leaves out nothing, so that numbers stay what they are; and which segments are joined
    follows from their number alone, not from how long that takes.
    """

    def __init__(self, folder: Path, first: int, background: Background[Joining, SegmentInfo]):
        """`first` is the number of the first article."""
        self.end = first  # the number of the article that is written next
        self._folder = folder
        self._background = background
        self._schema = build_schema()
        self._tiers: list[_Tier] = []
        self._pending: deque[_Tier] = deque()
        self._is_joining = False

    def __iter__(self) -> Iterator[Part]:
        return chain.from_iterable(tier.parts() for tier in self._tiers)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def part_of(self, number: int) -> Part:
        """The segment that has an article."""
        found: Part = next(part for part in reversed([*self]) if part.first <= number)
        return found

    def restore(self, segments: Sequence[SegmentInfo], levels: Sequence[int]) -> None:
        """Go on from the segments of another run."""
        for info, level in zip(segments, levels, strict=True):
            self._append(info, level)

    def add(self, info: SegmentInfo) -> None:
        """Go on with a new segment; what is due is joined, in the background if that may be."""
        self._append(info, 0)
        levels = [tier.level for tier in self._tiers]
        while count := due(levels, [tier.articles for tier in self._tiers]):
            children = self._tiers[-count:]
            articles = sum(child.articles for child in children)
            self._tiers[-count:] = [_Tier(levels[-1] + 1, articles, children=children)]
            self._pending.append(self._tiers[-1])
            levels = [tier.level for tier in self._tiers]
        self._join(wait=False)

    def finish(self) -> None:
        """Wait until all that was due is joined."""
        self._join(wait=True)

    def close(self) -> None:
        """Let go of the files."""
        for part in self:
            part.reader.close()

    def _append(self, info: SegmentInfo, level: int) -> None:
        self._tiers.append(_Tier(level, info.articles, self._opened(info, self.end, level)))
        self.end += info.articles

    def _opened(self, info: SegmentInfo, first: int, level: int) -> Part:
        file = SegmentFile(self._folder, info)
        return Part(open_reader([file], self._schema, codec()), first, level)

    def _join(self, *, wait: bool) -> None:
        """Go on with what is to be joined, one after the other."""
        while self._pending:
            tier = self._pending[0]
            if not self._is_joining:
                parts = tuple((self._folder, part.info) for part in tier.parts())
                self._background.give(Joining(self._folder, parts))
                self._is_joining = True
            if not (wait or self._background.is_ready):
                return
            info = self._background.outcome()
            self._is_joining = False
            self._pending.popleft()
            old = [*tier.parts()]
            tier.part = self._opened(info, old[0].first, tier.level)
            tier.children = []
            for part in old:
                part.reader.close()
                (self._folder / part.info.file).unlink()
