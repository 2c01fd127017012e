"""Segments stay few at any size and after any number of runs, and are not joined over and over."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.build import tiers
from index.build.tiers import Limits, as_few, due, grouped
from index.storage.segment_info import SegmentInfo

BUILDING = Limits(3, 20_000, 150_000, tiers.AFTER_BUILDING)
UPDATING = BUILDING._replace(segments=tiers.EVER)


def segment(articles: int, deleted: int = 0) -> SegmentInfo:
    return SegmentInfo("0" * 16 + ".seg", 0, articles, tuple(range(deleted)), {}, 0, "")


class Run:
    """A run that writes segments of some sizes, joined as `Written` and the writer do."""

    def __init__(self, sizes: list[int]) -> None:
        self.joined = 0
        self.peak = 0
        levels: list[int] = []
        articles: list[int] = []
        for size in sizes:
            levels.append(0)
            articles.append(size)
            while count := due(levels, articles):
                self.joined += sum(articles[-count:])
                levels[-count:] = [levels[-1] + 1]
                articles[-count:] = [sum(articles[-count:])]
            self.peak = max(self.peak, len(articles))
        self.segments = after([segment(one) for one in articles], len(articles), BUILDING, self)


def after(
    segments: list[SegmentInfo], written: int, limits: Limits, run: Run | None = None
) -> list[SegmentInfo]:
    """The segments at the end of a run."""
    made, at = [], 0
    for size, anew in grouped(segments, written, limits):
        group = segments[at : at + size]
        live = sum(one.live for one in group)
        assert size == 1 or anew
        if anew and run is not None:
            run.joined += live
        made += group if not anew else [segment(live)] if live else []
        at += size
    assert at == len(segments)
    return made


@pytest.mark.parametrize("size", [100, 999, 3_000, 12_500, 20_000])
def test_a_reindex_of_a_million_leaves_twelve_at_the_most(size: int) -> None:
    run = Run([size] * (1_000_000 // size))
    assert len(run.segments) <= 12
    assert sum(one.articles for one in run.segments) == 1_000_000 // size * size
    assert run.peak < 50
    if size > 10_000:  # as articles of newspapers are
        assert run.joined < 1.2 * 1_000_000


@given(st.lists(st.integers(1, 20_000), max_size=2_000))
def test_a_reindex_of_any_size_leaves_twelve_at_the_most(sizes: list[int]) -> None:
    run = Run(sizes)
    assert len(run.segments) <= 12
    assert sum(one.articles for one in run.segments) == sum(sizes)


def test_twenty_million_articles_are_never_one_segment() -> None:
    run = Run([20_000] * 1_000)
    assert len(run.segments) <= 12
    assert max(one.articles for one in run.segments) <= tiers.MOST_IN_ONE


@pytest.mark.parametrize("seed", range(4))
def test_any_number_of_updates_leave_twenty_at_the_most(seed: int) -> None:
    source = random.Random(seed)
    segments = Run([12_500] * 80).segments
    written = joined = 0
    for _ in range(3_000):
        new = source.choice([1, 1, 1, 30, 500, 20_000 * (source.random() < 0.03) + 1])
        written += new
        before = segments
        segments = after([*segments, segment(new)], 1, UPDATING)
        joined += sum(one.live for one in segments if one not in before)
        assert len(segments) <= 20
    assert joined < 40 * written  # a logarithm of the archive's size


def test_an_archive_with_many_segments_has_fewer_after_each_update() -> None:
    segments = [segment(12_500) for _ in range(80)]
    for _ in range(25):
        before = segments
        segments = after([*segments, segment(1)], 1, UPDATING)
        assert sum(one.live for one in segments if one not in before) <= 150_000 + 12_500
        assert len(segments) <= max(20, len(before) - 1)
    assert len(segments) <= 20


def test_as_few_as_can_be() -> None:
    assert as_few([]) == []
    assert as_few([segment(5)]) == [(1, False)]
    assert as_few([segment(5, deleted=1)]) == [(1, True)]
    assert as_few([segment(5), segment(7), segment(1)]) == [(3, True)]
    large = segment(tiers.MOST_IN_ONE - 3)
    assert as_few([segment(4), large, segment(3), segment(1)]) == [
        (1, False),
        (2, True),
        (1, False),
    ]
