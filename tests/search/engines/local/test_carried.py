"""What articles carry is what a walk through them finds, whatever segments they are in."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.storage.columns import Facet
from index.storage.shared.values import NOTHING_PRINTED, Printed
from search.engines.local.carried import carried_values
from search.engines.values import KnownValues

VALUES = ["Báo Sông Thao", "BÁO SÔNG THAO", "Tin Tỉnh", "Vải Chín", "tin tỉnh"]
ROWS = st.lists(st.lists(st.sampled_from(VALUES), max_size=3, unique=True), max_size=12)
SINGLE = st.lists(st.lists(st.sampled_from(VALUES), max_size=1), max_size=12)
EACH_ONE = st.lists(st.lists(st.sampled_from(VALUES), min_size=1, max_size=1), max_size=12)


def facet(rows: list[list[str]]) -> tuple[Facet, int]:
    """The column of a segment, and how many articles it has."""
    numbers: dict[str, int] = {}
    pairs = [
        (owner, numbers.setdefault(value, len(numbers)))
        for owner, row in enumerate(rows)
        for value in row
    ]
    owners, ordinals = np.array(pairs, np.int32).reshape(-1, 2).T
    return Facet([*numbers], owners.copy(), ordinals.copy()), len(rows)


@given(
    st.lists(ROWS | SINGLE | EACH_ONE, min_size=1, max_size=4),
    st.data(),
)
def test_values_are_those_of_the_articles_in_any_spelling(
    segments: list[list[list[str]]], data: st.DataObject
) -> None:
    rows = [row for segment in segments for row in segment]
    flags = [data.draw(st.booleans()) for _ in rows]
    live = [number for number, flag in enumerate(flags) if flag]
    some = live[:: data.draw(st.integers(1, 3))]
    parts = [facet(segment) for segment in segments]
    shared = data.draw(st.integers(0, len(segments)))
    known = sum(articles for _, articles in parts[:shared])
    before = NOTHING_PRINTED.followed(0, [*parts[:shared], facet(data.draw(ROWS))])
    for printed in (NOTHING_PRINTED.followed(0, parts), before.followed(known, parts[shared:])):
        carried = carried_values(printed, lambda: np.array(live, np.uint32))
        found = carried.counted(np.array(some, np.uint32))
        expected = Counter(
            identity for number in some for identity in {one.casefold() for one in rows[number]}
        )
        assert {value.casefold(): count for value, count in found} == expected
        assert found == sorted(found, key=lambda one: (-one[1], one[0]))
        wanted = data.draw(st.lists(st.sampled_from(VALUES), max_size=2))
        identities = {one.casefold() for one in wanted}
        flagged = carried.carrying(wanted)
        assert [bool(flagged[number]) for number in live] == [
            any(one.casefold() in identities for one in rows[number]) for number in live
        ]


def test_numbers_grow_when_values_do_not_fit_into_a_byte() -> None:
    many = facet([[f"Tác giả {number}"] for number in range(300)])
    printed: Printed = NOTHING_PRINTED.followed(0, [facet([["Tin Tỉnh"]])])
    assert printed.numbers.dtype == np.uint8
    printed = printed.followed(1, [many])
    assert printed.numbers.dtype == np.uint16
    counted = carried_values(printed, lambda: np.arange(301, dtype=np.uint32))
    assert counted.counted(np.array([0, 300], np.uint32)) == [("Tin Tỉnh", 1), ("Tác giả 299", 1)]


TYPED = ["báo sông thao", "bao song thao", "Vải Chìn", "tin", "TIN TỈNH", "không có"]


@given(st.lists(ROWS | SINGLE, min_size=1, max_size=3), st.data())
def test_what_is_known_of_values_is_what_their_texts_tell(
    segments: list[list[list[str]]], data: st.DataObject
) -> None:
    rows = [row for segment in segments for row in segment]
    live = [number for number in range(len(rows)) if data.draw(st.booleans())]
    printed = NOTHING_PRINTED.followed(0, [facet(segment) for segment in segments])
    known = carried_values(printed, lambda: np.array(live, np.uint32)).known
    counts = Counter(value for number in live for value in rows[number])
    texts = sorted({value for row in rows for value in row})
    expected = KnownValues(texts, [counts[text] for text in texts])
    assert printed.texts == texts
    assert sorted(known.counted()) == sorted(expected.counted())
    assert [*known.falling()] == [*expected.falling()]
    for typed in (*VALUES, *TYPED):
        assert known.spelling(typed) == expected.spelling(typed)
        assert known.count(typed) == expected.count(typed)
        assert known.without_marks(typed) == expected.without_marks(typed)
        assert known.near(typed) == expected.near(typed)
        assert known.nearest(typed) == expected.nearest(typed)
        assert known.holding(typed) == expected.holding(typed)


@pytest.mark.parametrize("value", ["", "Tin\nTỉnh"])
def test_what_can_be_no_value_is_damage(value: str) -> None:
    with pytest.raises(ValueError, match="a value of a facet"):
        NOTHING_PRINTED.followed(0, [facet([["Tin Tỉnh"], [value]])])
