"""The Vietnamese years by which articles are counted."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta, timezone

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.storage.schema import NO_DATE
from search.engines.local.years import years_of

_HANOI = timezone(timedelta(hours=7))
_FIRST, _LAST = (
    int(datetime(*day, tzinfo=_HANOI).timestamp()) for day in ((2, 1, 1), (9998, 12, 31, 23, 59))
)
_NEW_YEAR = int(datetime(2000, 1, 1, tzinfo=_HANOI).timestamp())


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.integers(_FIRST, _LAST)
        | st.integers(_NEW_YEAR - 2, _NEW_YEAR + 2)
        | st.integers(-(10**9), 2 * 10**9)
        | st.just(NO_DATE),
        max_size=30,
    )
)
@example([])
@example([NO_DATE])
@example([_NEW_YEAR - 1, _NEW_YEAR])
@example([_FIRST, _LAST])
def test_every_moment_counts_for_the_year_in_which_it_was_in_vietnam(moments: list[int]) -> None:
    years = Counter(
        str(datetime.fromtimestamp(one, _HANOI).year).zfill(4) for one in moments if one != NO_DATE
    )
    every = np.arange(len(moments), dtype=np.uint32)
    published = np.array(moments, np.int64)
    for known in (years_of(published), years_of(published[:5]).followed(published[5:])):
        assert known.counted(every) == sorted(years.items(), reverse=True)
        half = known.counted(every[::2].copy())
        assert sum(count for _, count in half) == sum(one != NO_DATE for one in moments[::2])


def test_the_end_of_the_last_year_of_the_calendar_is_in_vietnam_in_the_next() -> None:
    last = int(datetime(9999, 12, 31, 23, 59, tzinfo=timezone.utc).timestamp())
    assert years_of(np.array([last])).counted(np.zeros(1, np.uint32)) == [("10000", 1)]
