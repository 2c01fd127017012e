"""The segments that a run has written so far, which are joined while it goes on (see `tiers`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import chain, takewhile
from pathlib import Path
from typing import Any, cast

from index.build.crew import Crew
from index.build.duplicates import GroupedArticles
from index.build.joining import Joining, join
from index.build.open_segments import OpenSegment
from index.build.tiers import due
from index.storage.schema import build_schema, codec
from index.storage.segment_file import SegmentFile
from index.storage.segment_info import SegmentInfo
from index.storage.whoosh.readers import (
    articles_with_id,
    column_of,
    live_articles,
    open_reader,
    segment_file,
)


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

    @property
    def articles(self) -> int:
        """How many it has, deleted ones included."""
        return self.info.articles

    def numbers_of(self, id: str) -> list[int]:
        """The articles with this id that are not deleted."""
        return [self.first + number for number in articles_with_id(self.reader, id)]

    def value(self, name: str, article: int) -> Any:
        """What a column of texts or numbers has of an article."""
        column = column_of(self.reader, name)
        return int(column.values[article]) if hasattr(column, "values") else column[article]

    def grouped(self) -> GroupedArticles:
        """Its articles with their groups."""
        return GroupedArticles(
            column_of(self.reader, "signature"),
            column_of(self.reader, "group").values,
            live_articles(self.reader),
        )

    def let_go(self) -> None:
        """Give back the memory of what was read of it."""
        segment_file(self.reader).let_go()


@dataclass(frozen=True)
class Closed:
    """A segment that is being written: what is known of it meanwhile."""

    opened: OpenSegment
    first: int
    of_articles: GroupedArticles

    @property
    def articles(self) -> int:
        """How many it has."""
        return self.opened.articles

    def value(self, name: str, article: int) -> Any:
        """What is known of an article by name; None if nothing."""
        return self.opened.value(name, article)

    def grouped(self) -> GroupedArticles:
        """Its articles with their groups."""
        return self.of_articles._replace(live=self.of_articles.live.copy())

    def let_go(self) -> None:
        """There is nothing to give back."""


@dataclass(eq=False)
class _Tier:
    """A segment, or those that are about to be one.

    `part` is there as soon as it is written. Before, it is the one that was `closed`, or all of its
    `children`; `future` is what comes of it, as soon as somebody works on it.
    """

    level: int
    articles: int
    part: Part | None = None
    closed: Closed | None = None
    children: list[_Tier] = field(default_factory=list)
    future: Future[SegmentInfo] | None = None

    def leaves(self) -> Iterator[Part | Closed]:
        """What there is of it."""
        own = self.part or self.closed
        if own is not None:
            yield own
        else:
            yield from chain.from_iterable(child.leaves() for child in self.children)


class Written:
    """The segments of a run, in the order of its articles, which lie in one folder.

    Joining leaves out nothing, so that numbers stay what they are; and which segments are joined
    follows from their number alone, not from how long that takes.
    """

    def __init__(self, folder: Path, first: int, crew: Crew, anew_from: int | None = None) -> None:
        """`first` is the number of the first article; see `SegmentWriter` for `anew_from`."""
        self.end = first  # the number of the article that is written next
        self.complete = first  # that of the first article that is in none of the `parts`
        self._folder = folder
        self._crew = crew
        self._anew_from = anew_from
        self._schema = build_schema()
        self._tiers: list[_Tier] = []
        self._pending: list[_Tier] = []

    def __iter__(self) -> Iterator[Part | Closed]:
        return chain.from_iterable(tier.leaves() for tier in self._tiers)

    @property
    def parts(self) -> list[Part]:
        """The segments that are complete, as are all before them."""
        return [cast("Part", one) for one in takewhile(lambda one: isinstance(one, Part), self)]

    def segment_of(self, number: int) -> Part | Closed:
        """The segment that has an article."""
        found: Part | Closed = next(one for one in reversed([*self]) if one.first <= number)
        return found

    def restore(self, segments: Sequence[SegmentInfo], levels: Sequence[int]) -> None:
        """Go on from the segments of another run."""
        for info, level in zip(segments, levels, strict=True):
            self._tiers.append(_Tier(level, info.articles, self._opened(info, self.end, level)))
            self.end += info.articles
        self.complete = self.end

    def add(self, opened: OpenSegment, of_articles: GroupedArticles) -> None:
        """End a segment, whose articles have groups now; what is due is joined, and both are the
        work of others, if there are any."""
        closed = Closed(opened, self.end, of_articles)
        future = opened.close(of_articles.groups.tolist())
        self._tiers.append(_Tier(0, opened.articles, closed=closed, future=future))
        self._pending.append(self._tiers[-1])
        self.end += opened.articles
        levels = [tier.level for tier in self._tiers]
        while count := due(levels, [tier.articles for tier in self._tiers]):
            children = self._tiers[-count:]
            articles = sum(child.articles for child in children)
            self._tiers[-count:] = [_Tier(levels[-1] + 1, articles, children=children)]
            self._pending.append(self._tiers[-1])
            levels = [tier.level for tier in self._tiers]
        self.go_on()
        while sum(tier.closed is not None for tier in self._pending) > self._crew.size + 1:
            self._wait()

    def go_on(self) -> None:
        """Take in what others have done, and let them go on with the next."""
        while True:
            self._join_next()
            done = [one for one in self._pending if one.future is not None and one.future.done()]
            if not done:
                return
            for tier in done:
                if tier.future is not None:
                    self._take_in(tier, tier.future.result())

    def _join_next(self) -> None:
        """Let the next segments be joined that are due and complete, one after the other."""
        if any(tier.children and tier.future for tier in self._pending):
            return
        for tier in self._pending:
            parts = [child.part for child in tier.children if child.part is not None]
            if parts and len(parts) == len(tier.children):
                infos = tuple((self._folder, part.info) for part in parts)
                joining = Joining(self._folder, infos, anew_from=self._anew_from)
                tier.future = self._crew.submit(join, joining)
                return

    def finish(self) -> None:
        """Wait until all is written, and joined that was due."""
        self.go_on()
        while self._pending:
            self._wait()

    def close(self) -> None:
        """Let go of the files."""
        for part in self:
            if isinstance(part, Part):
                part.reader.close()

    def _wait(self) -> None:
        """Wait for the oldest work that somebody does."""
        next(tier.future for tier in self._pending if tier.future is not None).result()
        self.go_on()

    def _opened(self, info: SegmentInfo, first: int, level: int) -> Part:
        file = SegmentFile(self._folder, info)
        return Part(open_reader([file], self._schema, codec()), first, level)

    def _take_in(self, tier: _Tier, info: SegmentInfo) -> None:
        """What was to be written is: it takes the place of what there was of it."""
        old = [*tier.leaves()]
        tier.part = self._opened(info, old[0].first, tier.level)
        tier.children, tier.closed, tier.future = [], None, None
        self._pending.remove(tier)
        for one in old:
            if isinstance(one, Part):
                one.reader.close()
                (self._folder / one.info.file).unlink()
        for part in self.parts[-1:]:
            self.complete = part.first + part.articles
