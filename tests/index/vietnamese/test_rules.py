"""Every row of the table of rules: its examples are one thing, and nothing else is."""

from __future__ import annotations

import pytest

from index.vietnamese.rules import COUNTED_EXAMPLES, ROMAN, RULES, Rule
from index.vietnamese.segmentation import Segmentation

ROWS = pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])


def terms(text: str) -> list[str]:
    return [syllable.text for syllable in Segmentation(text).syllables]


@ROWS
def test_the_examples_of_a_rule_give_the_same_terms(rule: Rule) -> None:
    assert len({tuple(terms(example)) for example in rule.examples}) == 1


@ROWS
def test_a_rule_holds_within_a_sentence_and_breaks_nothing_apart(rule: Rule) -> None:
    for example in rule.examples:
        syllables = Segmentation(f"Hôm qua {example} ở xã").syllables
        assert [s.text for s in syllables] == ["hôm", "qua", *terms(example), "ở", "xã"]
        assert not any(s.after_break for s in syllables)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3,2", ["3,2"]),
        ("3.2 tỷ", ["3,2", "tỷ"]),
        ("12.345,6", ["12345,6"]),
        ("12,345.6", ["12345,6"]),
        ("1.2.3.4", ["1.2.3.4"]),
        ("22/6", ["22", "6"]),
        ("05/09", ["5", "9"]),
        ("2021-2026", ["2021", "2026"]),
        ("0200 3555 123", ["0200", "3555", "123"]),
        ("12:30:45", ["12", "30", "45"]),
        ("32/13/20211", ["32", "13", "20211"]),
        ("18h", ["18"]),
        ("A4 và B52", ["a4", "và", "b52"]),
        ("covid", ["covid"]),
        ("covid 190", ["covid", "190"]),
        ("tphcm1", ["tphcm1"]),
        ("TP. Vinh", ["tp", "vinh"]),
        ("U.S.", ["us"]),
        ("x.y", ["x", "y"]),
    ],
)
def test_what_only_looks_like_a_rule_stays_apart(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_roman_numerals_are_numbers_after_what_is_counted() -> None:
    assert {tuple(terms(example)) for example in COUNTED_EXAMPLES} == {("quý", "2")}
    assert terms("thế kỷ XV") == terms("thế kỷ 15")
    assert terms("khóa XIII") == terms("khoá 13")
    assert terms("lần thứ VI") == terms("lần thứ 6")
    assert ROMAN["xxxix"] == "39"


@pytest.mark.parametrize(
    "text", ["VI PHẠM", "XI MĂNG", "vi khuẩn", "HÀNH ĐỘNG VI PHẠM", "cấp vi mô", "lần thứ vi phạm"]
)
def test_words_that_look_roman_are_words(text: str) -> None:
    assert not any(term.isdigit() for term in terms(text))


def test_every_piece_points_at_what_it_stands_for() -> None:
    text = "Ngày 07/07/2021, lúc 8h30, TP. HCM có 2.900.000 ca Covid -19."
    pieces = [text[s.start : s.end] for s in Segmentation(text).syllables]
    assert pieces[:7] == ["Ngày", "07", "07", "2021", "lúc", "8", "30"]
    assert pieces[7:] == ["TP", "HCM", "có", "2.900.000", "ca", "Covid", "19"]
