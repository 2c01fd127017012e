"""What articles carry is counted and flagged natively as in NumPy."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from search import kernels
from search.kernels import reference

MODULES = pytest.mark.parametrize("module", [kernels, reference])

CARRIED = st.lists(st.frozensets(st.integers(0, 5), max_size=4), max_size=40)


def laid_out(carried: list[frozenset[int]]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Where the values of each article begin, and all values."""
    starts = np.cumsum([0, *map(len, carried)]).astype(np.int32)
    return starts, np.array([one + 1 for values in carried for one in sorted(values)], np.uint8)


@MODULES
@given(CARRIED, st.randoms(use_true_random=False))
def test_values_are_counted_over_some_articles(
    module: ModuleType, carried: list[frozenset[int]], source: Random
) -> None:
    among = [one for one in range(len(carried)) if source.random() < 0.5]
    counts = module.count_values(np.array(among, np.uint32), *laid_out(carried), 6)
    assert counts.tolist() == [
        sum(value in carried[article] for article in among) for value in range(6)
    ]


@MODULES
@given(st.lists(st.integers(0, 3) | st.integers(0, (1 << 31) - 1), max_size=30), st.randoms())
def test_values_are_told_most_frequent_first_then_by_place(
    module: ModuleType, counts: list[int], source: Random
) -> None:
    places = source.sample(range(len(counts) + 3), len(counts))
    spelled = [f"giá trị {place}" for place in range(len(counts) + 3)]
    found = module.most_first(np.array(counts, np.int64), np.array(places, np.int64), spelled)
    rows = [(-count, place) for count, place in zip(counts, places, strict=True) if count]
    assert found == [(spelled[place], -count) for count, place in sorted(rows)]


@MODULES
def test_values_have_a_count_a_place_and_a_spelling(module: ModuleType) -> None:
    counts = np.ones(2, np.int64)
    with pytest.raises(ValueError, match="its count and a place"):
        module.most_first(counts, np.arange(3), ["một", "hai", "ba"])
    with pytest.raises(IndexError):
        module.most_first(counts, np.array([0, 2]), ["một", "hai"])
    with pytest.raises(IndexError):
        module.most_first(counts, np.array([0, -1]), ["một", "hai"])


@MODULES
@given(CARRIED, st.lists(st.booleans(), min_size=6, max_size=6))
def test_carriers_are_those_of_any_wanted_value(
    module: ModuleType, carried: list[frozenset[int]], wanted: list[bool]
) -> None:
    flags = module.carriers(*laid_out(carried), np.array(wanted))
    assert flags.dtype == np.bool_
    assert flags.tolist() == [any(wanted[value] for value in values) for values in carried]


@MODULES
@given(
    st.lists(st.integers(-1, 5), max_size=40),
    st.lists(st.booleans(), min_size=6, max_size=6),
    st.sampled_from([np.uint8, np.uint16, np.uint32]),
    st.randoms(use_true_random=False),
)
def test_articles_of_one_value_need_no_starts(
    module: ModuleType, values: list[int], wanted: list[bool], type: Any, source: Random
) -> None:
    numbers = np.array(values, np.int64).astype(type) + type(1)
    among = [one for one in range(len(values)) if source.random() < 0.5]
    counts = module.count_values(np.array(among, np.uint32), None, numbers, 6)
    assert counts.tolist() == [sum(values[one] == value for one in among) for value in range(6)]
    flags = module.carriers(None, numbers, np.array(wanted))
    assert flags.dtype == np.bool_
    assert flags.tolist() == [value >= 0 and wanted[value] for value in values]


@MODULES
def test_what_is_not_there_is_an_error(module: ModuleType) -> None:
    starts, numbers = laid_out([frozenset({0, 3}), frozenset()])
    with pytest.raises(IndexError):
        module.count_values(np.array([2], np.uint32), starts, numbers, 6)
    with pytest.raises(IndexError):
        module.count_values(np.array([0], np.uint32), starts, numbers, 3)
    with pytest.raises(IndexError):
        module.carriers(starts, numbers, np.array([True]))
    single = np.array([1, 4, 0], np.uint16)
    with pytest.raises(IndexError):
        module.count_values(np.array([3], np.uint32), None, single, 6)
    with pytest.raises(IndexError):
        module.count_values(np.array([1], np.uint32), None, single, 3)
    with pytest.raises(IndexError):
        module.carriers(None, single, np.array([True]))


@MODULES
@given(
    st.lists(st.integers(-5, 60), max_size=40),
    st.lists(st.integers(-3, 50), max_size=6, unique=True),
)
def test_a_moment_is_of_the_period_that_began_last(
    module: ModuleType, moments: list[int], begins: list[int]
) -> None:
    begins.sort()
    found = module.periods_of(np.array(moments, np.int64), np.array(begins, np.int64))
    assert found.tolist() == [
        next((n for n, (one, end) in enumerate(pairwise(begins), 1) if one <= moment < end), 0)
        for moment in moments
    ]


@MODULES
@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 2)), max_size=90),
    st.integers(-1, 40),
    st.randoms(use_true_random=False),
)
def test_the_foremost_are_carried_by_most_of_some_then_of_all_articles(
    module: ModuleType, rows: list[tuple[int, int, int]], most: int, source: Random
) -> None:
    counts, more, types = np.array(rows, np.uint32).reshape(-1, 3).T
    every = (counts + more).astype(np.int32)
    given_ = counts.copy(), every, types.astype(np.int8)
    rising = [value for value in range(len(rows)) if source.random() < 0.5]
    for type in range(4):
        found = module.foremost(*given_, type, most)
        promising = np.array([one for one in rising if types[one] == type], np.int64)
        others = max((int(every[one]) for one in range(len(rows)) if one not in rising), default=0)
        hint = kernels.Promising(promising, others)
        assert module.foremost(*given_, type, most, promising=hint).tolist() == found.tolist()
        order = sorted(
            (-int(counts[value]), -int(every[value]), value)
            for value in np.flatnonzero(types == type).tolist()
            if counts[value]
        )
        assert found.tolist() == sorted(value for _, _, value in order[: max(0, most)])


@MODULES
def test_counts_that_do_not_fit_together_are_refused(module: ModuleType) -> None:
    with pytest.raises(ValueError, match="counts and a type"):
        module.foremost(np.ones(2, np.uint32), np.ones(1, np.int32), np.ones(2, np.int8), 0, 1)
