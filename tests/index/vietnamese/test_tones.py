"""Tones on the wrong vowel are put right, and nothing else is touched."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vietnamese.legacy_syllables import is_syllable
from index.vietnamese.segmentation import Segmentation
from index.vietnamese.spelling import fold, respell
from index.vietnamese.tones import EXAMPLES, put_right

LETTERS = "aăâeêioôơuưybcdđghklmnpqrstvxAĐƯ"
TONES = "\u0300\u0301\u0309\u0303\u0323"
WORDS = st.text(alphabet=LETTERS + TONES, max_size=9).map(
    lambda text: unicodedata.normalize("NFC", text)
)


@pytest.mark.parametrize(("written", "right"), EXAMPLES)
def test_a_row_of_the_examples_holds(written: str, right: str) -> None:
    assert put_right(written) == right


@pytest.mark.parametrize(
    "text",
    [
        "người dân Việt Nam nghiêng mình trước khuya khoắt, ngoằn ngoèo, khuỷu tay, huỳnh huỵch",
        "giếng, giặt giũ, gì, giữ gìn, giúp, gia, già, quý, quả, quốc, quyển, quờ, xoong, xoá",
        "hòa bình, hoà bình, thủy, thuỷ, khỏe, khoẻ, Đắk Lắk, Krông Búk, Pleiku, Phú Quới",
        "José García, Zoë, naïve, São Paulo, Müller, Chloé, Raúl, crème brûlée, Coimbrão",
    ],
)
def test_syllables_and_foreign_words_stay(text: str) -> None:
    assert [put_right(word) for word in text.split()] == text.split()


@given(WORDS)
def test_what_is_put_right_is_a_syllable_that_folds_alike(word: str) -> None:
    right = put_right(word)
    assert put_right(right) == right
    assert fold(right) == fold(word)
    if right != word:
        assert is_syllable(right)


@given(WORDS)
def test_what_is_a_syllable_stays(word: str) -> None:
    is_whole = not any(map(unicodedata.combining, word))  # no mark stands on a consonant
    if is_whole and is_syllable(word) and fold(word.lower())[:2] not in ("gi", "qu"):
        assert put_right(word) == word


def test_words_are_cut_from_what_was_put_right() -> None:
    wrong = Segmentation("Ngừơi dân Vịêt dùng nứơc sạch.")
    right = Segmentation("Người dân Việt dùng nước sạch.")
    assert wrong.words == right.words
    assert wrong.syllables == right.syllables
    assert respell("hòa") == "hoà"


def test_a_mark_too_many_keeps_the_offsets() -> None:
    text = "uống nướ\u0301c sạch"
    assert [(s.text, text[s.start : s.end]) for s in Segmentation(text).syllables] == [
        ("uống", "uống"),
        ("nước", "nướ\u0301c"),
        ("sạch", "sạch"),
    ]
