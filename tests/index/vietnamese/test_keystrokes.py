"""Keystrokes become syllables, whatever the method and wherever the keys stand."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vietnamese.keystrokes import EXAMPLES, from_keystrokes
from index.vietnamese.legacy_syllables import is_syllable
from index.vietnamese.spelling import respell

TELEX = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
VNI = {"\u0300": "2", "\u0301": "1", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
SHAPES = {"\u0302": "6", "\u031b": "7", "\u0306": "8"}
SYLLABLES = (
    *("chính", "trị", "dân", "vận", "người", "đường", "đảng", "nghiêng", "khuỷu", "quyết"),
    *("tuổi", "giữa", "quý", "gì", "hoặc", "thuở", "xoăn", "nước", "được", "những", "trưởng"),
    *("muỗng", "thuê", "yếu", "ngoẻo", "rượu", "đuổi", "sữa", "ướt", "ửng", "ấp"),
)


@pytest.mark.parametrize(("typed", "expected"), EXAMPLES)
def test_every_example_of_the_table_is_understood(typed: str, expected: str | None) -> None:
    assert from_keystrokes(typed) == expected


def typed_as(syllable: str, *, vni: bool, at_end: bool) -> str:
    """The keys of a syllable, those of marks behind their letter or at the end."""
    keys = marks = ""
    for letter in syllable.replace("đ", "d9" if vni else "dd"):
        base, *signs = unicodedata.normalize("NFD", letter)
        keys += base
        for sign in sorted(signs, key=lambda sign: sign in TELEX):
            if vni:
                key = VNI.get(sign) or SHAPES[sign]
            else:
                key = TELEX.get(sign) or (base if sign == "\u0302" else "w")
            if at_end and sign in TELEX:
                marks += key
            else:
                keys += key
    return keys + marks


@pytest.mark.parametrize("syllable", SYLLABLES)
@pytest.mark.parametrize("vni", [False, True])
@pytest.mark.parametrize("at_end", [False, True])
def test_every_syllable_can_be_typed(syllable: str, vni: bool, at_end: bool) -> None:
    keys = typed_as(syllable, vni=vni, at_end=at_end)
    assert from_keystrokes(keys) == respell(syllable)
    assert from_keystrokes(keys.upper()) == respell(syllable)


@given(st.text(alphabet="abcdeghinoqrstuwxyjf0123456789Zđá ", max_size=14))
def test_whatever_is_typed_yields_a_syllable_or_nothing(typed: str) -> None:
    found = from_keystrokes(typed)
    assert found is None or (is_syllable(found) and found == respell(found))
