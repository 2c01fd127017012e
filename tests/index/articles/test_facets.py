"""Which spellings of a facet's value are one value, and which are not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.facets import facet_value, value_identities, value_identity


@pytest.mark.parametrize(
    "spellings",
    [
        (
            "Văn hóa",
            "Văn hoá",
            "VĂN HÓA",
            "văn hoá",
            "Văn\u00a0\u00a0hóa",
            " Văn\thóa ",
            "Văn\n hóa",
        ),
        ("Kĩ thuật", "Kỹ thuật", "KĨ THUẬT", "Kỹ\u200b thuật"),
        ("Thủy sản", "Thuỷ sản", "THỦY SẢN"),
        ("Đời sống", "ĐỜI SỐNG", "Ðời sống", "ÐỜI SỐNG", "Ɖời sống"),
        ("Báo Hạ Giang", "Ｂáo Hạ Giang", "BÁO HẠ GIANG"),
    ],
)
def test_spellings_of_one_value(spellings: tuple[str, ...]) -> None:
    composed = {value_identity(one) for one in spellings}
    decomposed = {value_identity(unicodedata.normalize("NFD", one)) for one in spellings}
    assert len(composed | decomposed) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bàn", "Bản"),
        ("Văn hóa", "Van hoa"),
        ("Dân vận", "Dàn vân"),
        ("Đa dạng", "Da dạng"),
        ("K", "K+"),
        ("Văn hóa", "Văn hóa - Thể thao"),
        ("Thế giới", "Thế  giới 24h"),
    ],
)
def test_other_values(one: str, other: str) -> None:
    assert value_identity(one) != value_identity(other)


@given(st.lists(st.text(max_size=12) | st.sampled_from(["Văn  hóa", "´á", "\u2002x", "A\nB"])))
def test_many_values_at_once_are_compared_as_each_by_itself(texts: list[str]) -> None:
    kept = [facet_value(one) for one in texts]
    assert value_identities(kept) == [value_identity(one) for one in kept]


@given(st.text(max_size=20))
def test_an_identity_is_a_spelling_of_its_value(text: str) -> None:
    identity = value_identity(text)
    assert value_identity(identity) == identity
    assert value_identity(facet_value(text)) == identity
