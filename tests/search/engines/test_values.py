"""What an archive knows of the values of a facet: which is shown, and which was meant."""

from __future__ import annotations

import itertools

import pytest

from search.engines.values import KnownValues

CATEGORIES = {
    "Văn hóa": 3,
    "VĂN HOÁ": 2,
    "Thể thao": 9,
    "Thể thao quốc tế": 1,
    "Bàn": 1,
    "Bản": 2,
    "Văn nghệ": 0,
    "Kinh tế": 4,
}


@pytest.fixture
def known() -> KnownValues:
    return KnownValues(list(CATEGORIES), list(CATEGORIES.values()))


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"VĂN HÓA": 2, "Văn hoá": 3, "Văn hóa": 1}, "Văn hoá"),
        ({"VĂN HÓA": 1, "Văn hóa": 1, "văn hóa": 1}, "Văn hóa"),
        ({"Văn hóa": 1, "Văn hoá": 1}, "Văn hoá"),
        ({"VĂN HÓA": 1, "Văn hóa": 0}, "VĂN HÓA"),
    ],
)
def test_the_commonest_spelling_is_shown_whatever_the_order(
    counts: dict[str, int], shown: str
) -> None:
    for order in itertools.permutations(counts):
        known = KnownValues(order, [counts[one] for one in order])
        assert known.spellings == [shown]
        assert known.spelling("văn  hoá") == shown


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("van hoa", ("Văn hóa",)),
        ("BAN", ("Bản", "Bàn")),
        ("văn hoa", ()),
        ("van nghe", ()),
        ("the", ()),
    ],
)
def test_what_is_typed_without_marks_stands_for_all_that_are_spelled_so(
    typed: str, values: tuple[str, ...], known: KnownValues
) -> None:
    assert known.without_marks(typed) == values


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("Văn hao", "Văn hóa"),
        ("Văn hòa", "Văn hóa"),
        ("van hoa", "Văn hóa"),
        ("Bãn", "Bản"),  # as far from both; more articles carry it
        ("Tể thao", "Thể thao"),
        ("Thể thao quóc té", "Thể thao quốc tế"),
        ("quốc tế", "Thể thao quốc tế"),
        ("thể", "Thể thao"),
        ("Văn nghệ", None),  # nobody carries it
        ("Du lịch", None),
        ("x", None),
        ("", None),
        ("...", None),
    ],
)
def test_the_nearest_value_is_spelled_nearly_so_or_holds_the_words(
    typed: str, nearest: str | None, known: KnownValues
) -> None:
    assert known.nearest(typed) == nearest


def test_words_stand_in_values_whole_and_in_a_row(known: KnownValues) -> None:
    assert [known.holding(one) for one in ("thể thao", "Thao quốc", "thể quốc", "tha", "the")] == [
        *(2, 1, 0, 0, 2)
    ]
    assert known.most_words("THỂ") == known.most_words("the") == 4
    assert known.most_words("thao") == 0


def test_an_archive_without_values_knows_none() -> None:
    known = KnownValues([], [])
    assert known.spelling("Văn hóa") is known.nearest("Văn hóa") is None
    assert known.holding("văn") == known.most_words("văn") == 0
