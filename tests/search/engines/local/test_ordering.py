"""The order of articles by date, against sorting them one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.engines.local.ordering import places_of

MOMENTS = st.integers(-5, 5) | st.integers(-(1 << 61), 1 << 61) | st.none()


@given(st.lists(MOMENTS, max_size=20))
def test_articles_are_in_the_order_of_their_moments_then_of_their_numbers(
    moments: list[int | None],
) -> None:
    dated = np.array([one is not None for one in moments], np.bool_)
    given_moments = np.array([-(1 << 62) if one is None else one for one in moments], np.int64)
    order = sorted(range(len(moments)), key=lambda at: (moments[at] is None, moments[at] or 0, at))
    found = places_of(given_moments, dated)
    assert found.tolist() == [order.index(at) for at in range(len(moments))]
