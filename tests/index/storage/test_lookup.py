"""Numbers of several arrays are told apart as NumPy tells them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.storage.lookup import between, distinct, each_once

numbers = arrays(
    np.uint32, st.integers(0, 40), elements=st.integers(0, 9) | st.integers(0, 2**32 - 1)
)


@given(st.lists(numbers, max_size=4))
def test_each_number_is_told_once(parts: list[np.ndarray]) -> None:
    every, first, of = each_once(parts)
    joined = np.concatenate([np.empty(0, np.uint32), *parts])
    expected = np.unique(joined, return_index=True, return_inverse=True)
    for one, other in zip((every, first, of), expected, strict=True):
        assert one.tolist() == other.tolist()


@given(numbers)
def test_what_is_distinct_rises(some: np.ndarray) -> None:
    found, expected = distinct(some), np.unique(some)
    assert found.dtype == expected.dtype
    assert found.tolist() == expected.tolist()


@given(numbers, st.integers(0, 20), st.integers(0, 20))
def test_a_part_of_rising_numbers_is_told_by_where_it_begins_and_ends(
    some: np.ndarray, first: int, size: int
) -> None:
    rising = np.sort(some)
    part = rising[between(rising, first, first + size)]
    assert part.tolist() == [one for one in rising.tolist() if first <= one < first + size]
