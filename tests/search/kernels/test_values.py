"""What articles carry is counted and flagged natively as in NumPy."""

from __future__ import annotations

from random import Random
from types import ModuleType

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
    return starts, np.array([one for values in carried for one in sorted(values)], np.int32)


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
    st.randoms(use_true_random=False),
)
def test_articles_of_one_value_need_no_starts(
    module: ModuleType, values: list[int], wanted: list[bool], source: Random
) -> None:
    numbers = np.array(values, np.int32)
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
    single = np.array([0, 3, -1], np.int32)
    with pytest.raises(IndexError):
        module.count_values(np.array([3], np.uint32), None, single, 6)
    with pytest.raises(IndexError):
        module.count_values(np.array([1], np.uint32), None, single, 3)
    with pytest.raises(IndexError):
        module.carriers(None, single, np.array([True]))
