"""What a text explains: every row of the table, and nothing else."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vietnamese.abbreviations import essential, explained, letters
from index.vietnamese.spelling import clean


@pytest.mark.parametrize(
    ("text", "short", "words"),
    [
        ("Kỳ họp của Hội đồng nhân dân (HĐND) tỉnh", "HĐND", "hội đồng nhân dân"),
        ("do Ủy ban nhân dân (UBND) xã mở", "UBND", "uỷ ban nhân dân"),
        ("do UỶ BAN NHÂN DÂN (UBND) xã mở", "UBND", "uỷ ban nhân dân"),
        ("HĐND (Hội đồng nhân dân) xã họp", "HĐND", "hội đồng nhân dân"),
        ("Bảo hiểm xã hội (viết tắt là BHXH) nói", "BHXH", "bảo hiểm xã hội"),
        ("Bảo hiểm y tế (sau đây gọi tắt là BHYT)", "BHYT", "bảo hiểm y tế"),
        ("Quỹ “Vì người nghèo” (VNN)", "VNN", "vì người nghèo"),
        ("ngành Giáo dục và Đào tạo (GD-ĐT) mở", "GD-ĐT", "giáo dục và đào tạo"),
        ("ngành Giáo dục và Đào tạo (GD&ĐT) mở", "GD&ĐT", "giáo dục và đào tạo"),
        ("Sở Giáo dục và Đào tạo (GDDT)", "GDDT", "giáo dục và đào tạo"),
        (
            "Lao động - Thương binh và Xã hội (LĐ-TB&XH)",
            "LĐ-TB&XH",
            "lao động thương binh và xã hội",
        ),
        ("bảo vệ và chăm sóc (BVVCS) trẻ em", "BVVCS", "bảo vệ và chăm sóc"),
        ("bảo vệ và chăm sóc (BVCS) trẻ em", "BVCS", "bảo vệ và chăm sóc"),
        ("the World Health Organization (WHO) said", "WHO", "world health organization"),
        ("Nghệ sĩ ưu tú (NSƯT) Lò Thị Bang", "NSƯT", "nghệ sỹ ưu tú"),
        ("Hiệp hội Chè (H.H.C)", "H.H.C", "hiệp hội chè"),
    ],
)
def test_an_explanation_is_found(text: str, short: str, words: str) -> None:
    assert list(explained(text)) == [(short, words)]


@pytest.mark.parametrize(
    "text",
    [
        "Tổ chức Y tế thế giới (WHO) khuyên",  # other letters
        "hội đồng, nhân dân (HĐND)",  # across punctuation
        "họp hội đồng. Nhân dân (HĐND)",
        "Dân quân (ĐQ) xã",  # d is not đ
        "Hội đồng nhân dân (hđnd)",
        "Hội đồng nhân dân (H)",
        "Hội đồng nhân dân HĐND",
        "HĐND (họp sáng nay)",
        "HĐND (Hội đồng nhân dân tỉnh)",  # more than the letters say
        "đồng nhân dân (HĐND)",
        "(HĐND)",
        "( ) () (((",
    ],
)
def test_what_is_no_explanation_is_passed_over(text: str) -> None:
    assert list(explained(text)) == []


def test_the_latest_words_that_fit_are_taken() -> None:
    assert list(explained("hồ đầy, hội đồng họp đông (HĐ)")) == [("HĐ", "họp đông")]


def test_spelling_variants_are_one() -> None:
    for text in ("Tòa án (TA)", "Toà án (TA)", "TOÀ ÁN (TA)", "To\u00e0 \u00e1n (TA)"):
        assert list(explained(clean(text).text)) == [("TA", "toà án")]


def test_signs_and_small_words_are_left_out_of_what_is_compared() -> None:
    assert letters("LĐ-TB&XH") == "LĐTBXH"
    assert essential("giáo dục và đào tạo") == "giáo dục đào tạo"


@given(st.text("HĐNDhđnd (&-.)và,\n“"))
def test_any_text_has_explanations_whose_letters_are_initials(text: str) -> None:
    for short, words in explained(text):
        wanted = letters(short).lower().replace("đ", "d")
        initials = "".join(word[0] for word in words.split()).replace("đ", "d")
        rest = iter(initials)
        assert all(letter in rest for letter in wanted)


@pytest.mark.parametrize("piece", ["(", "A (", "(AB) ", "a b c d (", "HĐND (a ", "A-", "và "])
def test_time_is_linear(piece: str) -> None:
    def seconds(text: str) -> float:
        started = time.process_time()
        list(explained(text))
        return time.process_time() - started

    short = min(seconds(piece * 4_000) for _ in range(3))
    assert min(seconds(piece * 32_000) for _ in range(3)) < 40 * short + 0.01


@pytest.mark.parametrize(
    "text", ["A ( )", "A (  )", "A (An )", "( )", "(A)", "(AB)", "A (", "A (–)"]
)
def test_parenthesis_that_explains_nothing_is_no_error(text: str) -> None:
    assert list(explained(text)) == []
