"""The native scanner finds the syllables that the Python reference finds."""

from __future__ import annotations

import gc
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index import native
from index.vietnamese.spelling import clean
from index.vietnamese.syllables import (
    MOST_FORMS,
    plain_terms,
    rough,
    rough_beginnings,
    scan,
    scan_in_python,
    scanner,
)

pytestmark = pytest.mark.skipif(not native.is_used(), reason="native code does not run")

PIECES = (
    "a hòa Covid covid - 19 , . \n TP tp HCM @ x.vn http:// www. _ 1 2.900.000 07/07/2021 8h30"
    " \u0300 é ² Ⅳ quý II xv T.Ư U.S. \u00a0 ٣ ß İ đ 😀 漢 ' / + km 250 % ; ( “ … nghiêng UBND."
    " ThS. 29-10 15/3 17/QĐ 5-7- 12. 10, TP. TP, supercalifragilistic 𝐀𝐁𝐂 \0"
    " QL 1A TL. 8 P.5 Q1 P Q KP3 ĐT DT 741 U U-23 -23 F G 20 vf vitamin B 12 A/H1N1 A( H5N1 ) sars"
    " CoV-2 B.1.617 km Km12 2 m² km² 37°C oC ° º độ C 0912 345 678 .345 028) (028) 3822 +84"
    " 912345678 1234"
    " 8h 17h5 15h30: 8h60 28/4/2017 01-02-2021 F -35 Su -35 AK-47 B-1999 B-20 Ql-14 G20 M107A1 q5"
    " 1A 20cm 5g 007m 5tr 5đ 3D 12b 1m2 9oc TPBank TP” a-xít a(h5 sarkozy . .. @"
    " 1.000 12.345.678 2.900,5 3,25 0,5 0.500 036.500 1,234,567 .912.345.678 +84.912 (0) $ ˚ o C)"
    " 1900 1234 XIII VI I V hội Đại ngày từ đến 30.4 3.5 tóan nứơc qúa nuớc Ð ﬁ а Т – ‑ ‐"
)
TEXTS = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from([*PIECES.split(" "), " ", "  "]), max_size=15).map("".join),
)


@settings(max_examples=1_000)
@given(TEXTS)
def test_any_text_gives_the_same_syllables(text: str) -> None:
    cleaned = clean(text)
    expected = scan_in_python(cleaned.text, cleaned.starts, cleaned.ends)
    assert scan(cleaned.text, cleaned.starts, cleaned.ends) == expected


QUANTITIES = (
    *("1.000", "12.345", "123.456.789", "1.234.567.890", "84.912.345.678", "2.900,5", "3,25"),
    *("0,5", "0.500", "036.500", "00,12", "1234,5", "1.2345", "12.34", "1,234,567", "9,123456789"),
    *("1.000.00", "1.000,000.5", "1.000,", "1,", "30.4", "1.12.2021", "1.100.2021", "1.000٣"),
)
BEFORE = (
    *("", " ", "+", "(", "$", "-", ".", ",", "a", "a.", "_", "/", "ngày ", "từ ", "+84.", "5 "),
    "٣",
)
BEHIND = (
    *("", " ", ".", ". Hai", ".5", ",5", ", 5", "%", " %", "°C", " °C", " ° C", "oC", " oC"),
    *(" o C", " đồng", "đồng", "km", " km", "-2", " - 2", "/2", ")", "”", "\n", ";", ":", "@a.vn"),
    *("_", "h30"),
)


def test_quantities_with_separators_are_the_same_wherever_they_stand() -> None:
    for text in map("".join, product(BEFORE, QUANTITIES, BEHIND)):
        assert scan(text) == scan_in_python(text), text


LETTERS = (
    *("PGS.TS", "T.Ư", "U.S", "U.S.A", "A.B.C.D.E.F.G", "A.B.C.D.E.F.G.H", "Booking.com", "www.x"),
    *("WWW.a", "http.x", "tp.x", "TP.HCM", "covid.a", "sars.cov", "ql.a", "km.x", "ab.cd@e.vn"),
    *("ab.cd" + "e" * 57 + "@f.vn", "ab.cd" + "e" * 63 + "@f.vn", "x" * 30 + ".a", "Đ.A", "N.t"),
    *("ay.x", "B.1.1.7", "P.7", "q.1", "u.19", "ſs.a", "kK.a", "a.bc", "T.Ư\u0301", "thành.phố"),
    *("20-30", "2-1", "5-7-2021", "20-30-40", "05-06", "84-912345678", "84-912", "19-00", "9-1234"),
)


def test_letters_with_full_stops_and_spans_of_numbers_are_the_same_wherever_they_stand() -> None:
    for text in map("".join, product(BEFORE, LETTERS, BEHIND)):
        assert scan(text) == scan_in_python(text), text


def test_the_sample_gives_the_same_syllables() -> None:
    for line in (files("index") / "sample" / "articles.jsonl").read_text().splitlines():
        body = json.loads(line)["body"]
        assert scan(body) == scan_in_python(body)


def test_long_texts_survive_the_garbage_collector() -> None:
    text = "dân vận một. Hai 3 (TP. HCM) " * 20_000
    found = scan(text)
    gc.collect()
    assert found == scan_in_python(text)
    references = sys.getrefcount(found[0].text)
    del found
    gc.collect()
    assert sys.getrefcount(scan("dân")[0].text) <= references


def test_forms_of_any_length_are_told_apart() -> None:
    words = ["x" * n + end for n in range(70) for end in "abc\u0301😀"]
    text = " ".join([*words, *words])
    assert scan(text) == scan_in_python(text)


def test_so_many_forms_are_remembered_and_no_more() -> None:
    scan(" ".join(f"b{number}" for number in range(MOST_FORMS)))
    known = scanner()
    scan("dân")
    assert scanner() is known
    assert known.known < MOST_FORMS


def test_threads_share_the_scanner() -> None:
    texts = [f"dân vận {i}, hội nghị {i}.{i} ngày {i % 28 + 1}/7/2021 " * 50 for i in range(64)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(scan, texts)) == list(map(scan_in_python, texts))


PLAIN = ["nứơc", "Hòa", "kĩ", "quý", "hội", "V", "ii", "TP", "hcm", "sars", "cov", "www", "QL"]
PLAIN += ["P", "km", "U", "a", "ngày", "a\u0301"]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=6) | st.sampled_from(PLAIN), min_size=1, max_size=4))
def test_plain_words_are_the_same_syllables_whatever_stands_beside_them(words: list[str]) -> None:
    known = plain_terms(words)
    plain = [known.get(word) for word in words]
    if None not in plain:
        found = scan(clean(" ".join(words)).text)
        assert [(one.text, one.folded) for one in found] == plain
        assert not any(one.after_break for one in found)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=6) | st.sampled_from(PLAIN), min_size=1, max_size=4))
@example(["QL", "0"])
@example(["Q", "3"])
def test_how_a_text_begins_is_known_without_cutting_it(parts: list[str]) -> None:
    for sign in (" ", "-", "&", ", "):
        text = " ".join(sign.join(parts).split())
        (found,) = rough_beginnings([text])
        if found:
            assert found == rough(scan(*clean(text))[0].folded)


def test_most_texts_need_not_be_cut() -> None:
    texts = [
        "Hội đồng",
        "kĩ sư",
        "GD&ĐT",
        "Cán bộ, công chức",
        "Mát-xcơ-va",
        "XX",
        "TP.HCM",
        "24",
        "QL 1",
    ]
    assert rough_beginnings(texts) == ["hoi", "ki", "gd", "can", "mat", "", "", "", ""]


@pytest.mark.parametrize("word", ["", "XIII", "tp", "TPHCM", "Sars", "u23", "a.b", "a b", "12"])
def test_what_may_be_something_else_is_no_plain_word(word: str) -> None:
    assert plain_terms([word]) == {}


def test_plain_words_are_spelled_as_the_index_spells_them() -> None:
    assert plain_terms(["Hòa", "kĩ", "nứơc"]) == {
        "Hòa": ("hoà", "hoa"),
        "kĩ": ("kỹ", "ky"),
        "nứơc": ("nước", "nuoc"),
    }
