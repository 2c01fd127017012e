"""The order of articles by date, against sorting them one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.engines.local.ordering import newest, order_of

MOMENTS = st.integers(-5, 5) | st.integers(-(1 << 61), 1 << 61) | st.none()


@given(st.lists(MOMENTS, max_size=20))
def test_articles_are_in_the_order_of_their_moments_then_of_their_numbers(
    moments: list[int | None],
) -> None:
    dated = np.array([one is not None for one in moments], np.bool_)
    given_moments = np.array([-(1 << 62) if one is None else one for one in moments], np.int64)
    order = sorted(range(len(moments)), key=lambda at: (moments[at] is None, moments[at] or 0, at))
    found = order_of(given_moments, dated)
    assert found.places.tolist() == [order.index(at) for at in range(len(moments))]


@given(st.lists(MOMENTS, max_size=20), st.lists(MOMENTS, max_size=5), st.integers(0, 20))
def test_an_order_is_gone_on_from_when_others_follow_its_first_articles(
    before: list[int | None], more: list[int | None], first: int
) -> None:
    first = min(first, len(before))

    def given_of(moments: list[int | None]) -> tuple[np.ndarray, np.ndarray]:
        dated = np.array([one is not None for one in moments], np.bool_)
        return np.array([-(1 << 62) if one is None else one for one in moments], np.int64), dated

    now = given_of(before[:first] + more)
    found = order_of(*given_of(before)).followed(first, *now)
    assert found.places.tolist() == order_of(*now).places.tolist()
    every = np.ones(first + len(more), np.bool_)
    assert found.first_flagged(every, 3).tolist() == order_of(*now).first_flagged(every, 3).tolist()


@given(st.lists(MOMENTS, max_size=20), st.integers(1, 60), st.integers(0, 22), st.data())
def test_the_newest_are_the_first_in_the_order_of_all(
    moments: list[int | None], times: int, most: int, data: st.DataObject
) -> None:
    moments *= times
    published = np.array([-(1 << 62) if one is None else one for one in moments], np.int64)
    dated = np.array([one is not None for one in moments], np.bool_)
    places = order_of(-published, dated).places
    some = list(range(len(moments)))[:: data.draw(st.integers(1, 3))]
    found = newest(np.array(some, np.uint32), published, most)
    assert found.tolist() == sorted(some, key=places.__getitem__)[:most]
