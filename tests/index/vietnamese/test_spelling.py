"""One spelling for what Vietnamese writes in several ways."""

import sys
import unicodedata

import pytest
from helpers.costs import at_most
from hypothesis import given
from hypothesis import strategies as st

from index.vietnamese import spelling
from index.vietnamese.lookalikes import JOINED, likeness, may_look_otherwise_in_python
from index.vietnamese.spelling import (
    clean,
    combines,
    fold,
    is_plain,
    is_plain_in_python,
    may_look_otherwise,
    respell,
    respell_in_python,
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hòa bình", "hoà bình"),
        ("Khỏe mạnh", "Khoẻ mạnh"),
        ("THÚY KIỀU", "THUÝ KIỀU"),
        ("Tòa án, tòa soạn.", "Toà án, toà soạn."),
        ("lũy thừa", "luỹ thừa"),
        ("qúy khách", "quý khách"),
    ],
)
def test_the_tone_of_an_open_rime_moves_to_its_second_vowel(old: str, new: str) -> None:
    assert respell(old) == new


@pytest.mark.parametrize(
    "text", ["quý", "toán", "hoàn", "hoài", "thuỷ", "của", "mùa", "tuyên", "òa1"]
)
def test_other_rimes_stay(text: str) -> None:
    assert respell(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kĩ thuật", "kỹ thuật"),
        ("Lí do", "Lý do"),
        ("bác sĩ", "bác sỹ"),
        ("mĩ thuật", "mỹ thuật"),
        ("qui định", "quy định"),
        ("tỉ lệ", "tỷ lệ"),
        ("HI", "HY"),
    ],
)
def test_a_lone_i_becomes_y(text: str, expected: str) -> None:
    assert respell(text) == expected


@pytest.mark.parametrize("text", ["khi", "thi", "tin", "bi", "đi", "nghỉ", "phi", "li4"])
def test_i_stays_in_other_syllables(text: str) -> None:
    assert respell(text) == text


def test_folding_strips_marks_and_keeps_case() -> None:
    assert fold("Đường Nguyễn Thị Minh Khai, Quận 3") == "Duong Nguyen Thi Minh Khai, Quan 3"


MARKED = st.sampled_from("aơđĐộẬĨy\u0323\u0301\u0300ǖ한ㅎ\u1112\u1161\u11ab漢👩ⅷ ﬁ")


@given(st.lists(MARKED | st.characters(), max_size=8).map("".join))
def test_folding_takes_the_marks_of_all_characters(text: str) -> None:
    parts = unicodedata.normalize("NFD", text)
    bare = "".join(one for one in parts if not unicodedata.combining(one))
    assert fold(text) == unicodedata.normalize("NFC", bare.replace("đ", "d").replace("Đ", "D"))


def test_a_clean_text_is_returned_as_it_is() -> None:
    cleaned = clean("Hội nghị tổng kết")
    assert cleaned.text == "Hội nghị tổng kết"
    assert cleaned.span(4, 8) == (4, 8)


def test_decomposed_letters_are_composed_and_lead_back() -> None:
    text = unicodedata.normalize("NFD", "Hội nghị")
    cleaned = clean(text)
    start, end = cleaned.span(4, 8)
    assert cleaned.text == "Hội nghị"
    assert unicodedata.normalize("NFC", text[start:end]) == "nghị"


def test_invisible_characters_are_dropped_and_spaces_are_plain() -> None:
    cleaned = clean("\ufeffHội\u00a0ng\u00adhị\u200b")
    assert cleaned.text == "Hội nghị"
    assert cleaned.span(4, 8) == (5, 10)


def test_a_letter_with_endless_marks_takes_linear_time() -> None:
    text = "a" + "\u0323\u0301" * 100_000 + " dân"
    with at_most(seconds=0.5):
        cleaned = clean(text)
    assert cleaned.text.endswith(" dân")
    assert cleaned.span(len(cleaned.text) - 3, len(cleaned.text)) == (len(text) - 3, len(text))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_every_character_leads_back_to_its_origin(text: str) -> None:
    cleaned = clean(text)
    previous = 0
    for i in range(len(cleaned.text)):
        start, end = cleaned.span(i, i + 1)
        assert 0 <= start < end <= len(text)
        assert start >= previous
        previous = start


@given(st.text())
def test_respelling_keeps_the_length_and_is_stable(text: str) -> None:
    once = respell(unicodedata.normalize("NFC", text))
    assert len(once) == len(unicodedata.normalize("NFC", text))
    assert respell(once) == once


LETTERS = "aăeêoơuưyiqQhkKlmstTaòóỏõọỉĩíìịýúùhHOAEYUIĐdđ"
MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323\u0345\u1161\u11a8가"
OTHERS = " \t\n.,-_1²ÐðƉɖ\u0335ﬁА😀\u00a0\u00ad\u200b\u3000\ufeff\u2010\u02ff\u0300\u1e00\u1eff"
TEXTS = st.text() | st.text(alphabet=LETTERS + MARKS + OTHERS)


@given(TEXTS)
def test_native_code_tells_what_is_plain_and_respells_as_python_does(text: str) -> None:
    assert is_plain(text) == is_plain_in_python(text)
    assert respell(text) == respell_in_python(text)
    assert may_look_otherwise(text) == may_look_otherwise_in_python(text)


def test_every_character_that_looks_otherwise_is_told_natively() -> None:
    codes = [code for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    odd = [code for code in codes if may_look_otherwise(chr(code))]
    assert odd == [code for code in codes if may_look_otherwise_in_python(chr(code))]
    changed = [code for code in codes if likeness(f"a{chr(code)}a") != f"a{chr(code)}a"]
    assert set(changed) | set(map(ord, JOINED)) <= set(odd)


def test_every_syllable_that_a_rule_may_want_is_respelled_as_python_does() -> None:
    syllables = [a + b + c for a in ["", *LETTERS] for b in ["", *LETTERS] for c in LETTERS]
    text = " ".join(syllables)
    assert respell(text) == respell_in_python(text)


@given(TEXTS)
def test_runs_are_composed_as_the_whole_text_is(text: str) -> None:
    assert spelling.compose(text) == spelling.compose_in_python(text) == spelling._composed(text)


@given(TEXTS)
def test_what_shows_that_a_text_is_decomposed_is_no_nfc(text: str) -> None:
    if spelling._DECOMPOSED.search(text):
        assert not unicodedata.is_normalized("NFC", text)


def test_every_character_that_composes_with_the_one_before_is_known() -> None:
    for code in range(sys.maxunicode + 1):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            first, second = (chr(int(part, 16)) for part in parts)
            if unicodedata.normalize("NFC", first + second) == chr(code):
                assert combines(second)


@given(
    st.text()
    | st.text(alphabet="aăĐ\u0301\u0323\u0302\u0316\u200b\xad \u1100\u1161\u11a8\u09c7\u09be")
)
def test_a_clean_text_is_in_nfc(text: str) -> None:
    assert unicodedata.is_normalized("NFC", clean(text).text)
