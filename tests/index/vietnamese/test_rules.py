"""Every row of the table of rules: its examples are one thing, and nothing else is."""

from __future__ import annotations

import pytest

from index.vietnamese.numerals import COUNTED_EXAMPLES, ROMAN
from index.vietnamese.rules import RULES, Rule
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
        ("0912 345", ["0912", "345"]),
        ("1900-1954", ["1900", "1954"]),
        ("năm 1900 1945", ["năm", "1900", "1945"]),
        ("tài khoản 007.114.0373.054", ["tài", "khoản", "007.114.0373.054"]),
        ("tăng 30.4%", ["tăng", "30,4"]),
        ("ngày 30.4 triệu", ["ngày", "30,4", "triệu"]),
        ("từ 3.2 lên 4.5", ["từ", "3,2", "lên", "4,5"]),
        ("ngày 32.4", ["ngày", "32,4"]),
        ("bảng A 5 đội", ["bảng", "a", "5", "đội"]),
        ("HLV 50 tuổi", ["hlv", "50", "tuổi"]),
        ("su su 30 kg", ["su", "su", "30", "kg"]),
        ("lớp 10 A 1", ["lớp", "10", "a", "1"]),
        ("khối u 20 cm", ["khối", "u", "20", "cm"]),
        ("quý 1-2021", ["quý", "1", "2021"]),
        ("7 h -19 h", ["7", "h", "19", "h"]),
        ("Q1/2021", ["q1", "2021"]),
        ("Q1 năm 2021", ["q1", "năm", "2021"]),
        ("nhóm P5+1", ["nhóm", "p5", "1"]),
        ("Huawei P30", ["huawei", "p30"]),
        ("Audi Q5", ["audi", "q5"]),
        ("36 P 2-4609", ["36", "p", "2", "4609"]),
        ("ĐT 098 2056886", ["đt", "0982056886"]),
        ("DT 120 m2", ["dt", "120", "m2"]),
        ("Covid-19, U-23", ["covid", "19", "u23"]),
        ("Sep-2020", ["sep", "2020"]),
        ("Hà Nội-36", ["hà", "nội", "36"]),
        ("2 o c", ["2", "o", "c"]),
        ("10²", ["10²"]),
        ("dân²", ["dân²"]),
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


# Spellings of one thing beside those of the table: as strangers to it would write them.
SAME = (
    ("TL43", "TL 43", "TL.43", "TL. 43", "tl 43", "Tỉnh lộ 43"),
    ("QL1", "Ql 1", "quốc lộ 1", "QL01"),
    ("ĐT 825", "ĐT825", "ĐT.825", "đt825", "đường tỉnh 825"),
    ("HL 7", "HL7", "hương lộ 7"),
    ("KP.4", "KP 4", "KP4", "khu phố 4"),
    ("TDP 12", "TDP12", "tổ dân phố 12"),
    ("P.11", "P11", "p. 11", "Phường 11"),
    ("Q.10", "Q10", "Q. 10", "quận 10"),
    ("MiG-31", "Mig31", "mig-31", "MIG -31"),
    ("Su-30MK2", "su30mk2"),
    ("B-52", "B52", "B 52"),
    ("U.23", "U23", "u.23", "U. 23", "U-23"),
    ("FA-50", "FA 50", "fa50", "fa 50"),
    ("VTV3", "VTV 3", "vtv 3"),
    ("Su-57", "SU 57", "su57"),
    ("VF-8", "VF8", "VF 8", "vf 8"),
    ("vitamin B-12", "vitamin B12", "Vitamin B 12"),
    ("BA.5", "BA5"),
    ("A/H7N9", "A(H7N9)", "H7N9"),
    ("km²", "km2"),
    ("120m³", "120 m3", "120m3", "120 m³", "120㎥"),
    ("H₂O", "H2O"),
    ("39,5°C", "39.5 độ C", "39,5oC", "39,5 ℃"),
    ("90°", "90 độ"),
    ("ngày 2.9 và 3.9", "ngày 2/9 và 3-9"),
    ("chiều nay (5.7)", "chiều nay (5/7)"),
    ("từ 30.4 đến 3.5", "từ 30/4 đến 3/5"),
    ("0987 65 43 21", "0987654321", "098.765.4321", "+84 987 654 321", "+84987654321"),
    ("(+84) 987 654 321", "0987-654-321"),
    ("(024) 3936 1234", "024.3936.1234", "024 39361234", "02439361234", "+84 24 3936 1234"),
    ("0203-3825 123", "02033825123"),
    ("(04) 3936 1234", "04.39361234", "0439361234"),
    ("1900 1234", "1900.1234", "1900-1234", "19001234"),
    ("1800 545 415", "1800545415"),
    ("thế kỷ XVIII", "thế kỷ 18", "thế kỷ xviii"),
    ("Elizabeth II", "Elizabeth 2"),
    ("XIII", "xiii", "13", "\u2169\u2162"),
    ("Đại hội VI", "đại hội 6"),
    ("thế chiến I", "thế chiến 1"),
    ("kỳ họp thứ XLII", "kỳ họp thứ 42"),
)


@pytest.mark.parametrize("spellings", SAME, ids=[one[0] for one in SAME])
def test_other_spellings_of_one_thing_give_the_same_terms(spellings: tuple[str, ...]) -> None:
    assert {spelling: terms(spelling) for spelling in spellings} == dict.fromkeys(
        spellings, terms(spellings[0])
    )


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("ở TL.8 và", ["ở", "T", "L", "8", "và"]),
        ("ở TDP 5", ["ở", "T", "D", "P", "5"]),
        ("gọi (028) 3822 1234.", ["gọi", "028) 3822 1234"]),
        ("cúm A (H1N1) lan", ["cúm", "A (H1N1)", "lan"]),
        ("nóng 37 °C đó", ["nóng", "37", "°", "C", "đó"]),
        ("đội U -23 thắng", ["đội", "U -23", "thắng"]),
        ("ngày 30.4", ["ngày", "30", "4"]),
        ("rộng 40㎡ nhé", ["rộng", "40", "㎡", "nhé"]),
    ],
)
def test_what_a_rule_cuts_points_at_what_was_printed(text: str, pieces: list[str]) -> None:
    assert [text[s.start : s.end] for s in Segmentation(text).syllables] == pieces


@pytest.mark.parametrize("text", ["MIX CD", "DI LIVE", "cỡ XL", "phim XXX", "túi LV", "Tập Cận Xi"])
def test_letters_that_no_numeral_needs_stay(text: str) -> None:
    assert terms(text) == text.lower().split()


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
