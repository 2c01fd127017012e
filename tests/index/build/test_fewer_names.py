"""Names that one article alone mentions, or whose type nobody tells, are known by all segments."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.build.naming import _staying
from index.storage.columns.name_column import names_of
from index.storage.names.kinds import NONE
from index.storage.names.printed import printed
from index.storage.names.votes import elected_types

VALUES = [f"{code}{text}" for code in "plwn" for text in ("Mộc Lan", "Lê Văn Bến", "Oslo")]
VALUES += ["lđường Lê Văn Bến", "oUBND xã Lâm Khê", "oỦy ban nhân dân xã Lâm Khê"]
SEGMENT = st.lists(st.lists(st.sampled_from(VALUES), max_size=4), max_size=6)


@given(st.lists(SEGMENT, max_size=3))
def test_they_are_those_that_all_that_is_joined_tells(segments: list[Any]) -> None:
    parts = [names_of(rows) for rows in segments]
    joined = printed(parts, np.ones(sum(part.articles for part in parts), np.bool_))
    asked = joined.asked(np.arange(joined.several))
    types = elected_types(asked)
    articles = np.bincount(asked.of, weights=asked.counts, minlength=joined.several)
    expected = [bool(articles[name] >= 2 and types[name] != NONE) for name in asked.of.tolist()]
    assert [flag for flags in _staying(parts) for flag in flags.tolist()] == expected
