"""Selecting syllables gives what looking at all of them would give."""

from __future__ import annotations

import json
from importlib.resources import files

from hypothesis import given, settings
from hypothesis import strategies as st

from index.vietnamese.segmentation import Segmentation, Syllable

Selected = list[tuple[int, Syllable, str]]

PIECES = (
    "a hòa kỹ kĩ Covid - 19 , . \n TP HCM @ x.vn www. _ 1 07 2.900.000 07/07/2021 8h30 \u0300 é ß"
    " İ đ 漢 quý II xv Xi vi T.Ư U.S. \u00a0 \u200b 250 km ٣ … “"
    " TP. HCM TPHCM tp.hcm 15h 17h5 8H30: 28/4/2017 01/02/2021 28-3-2019 09-12-2021 5/7/20211 :"
    " hò a\u0323 ê\u0301 Ơ\u0309 x\u0301 o\u031b\u0301"
    " Thế chiến I khoá xiv ii nứơc VỊÊT qúa ñ Ỹ km² Å x̂ dy"
)
TEXTS = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from([*PIECES.split(" "), *" " * 20]), max_size=20).map("".join),
)


def answer(text: str, folded: str) -> str | None:
    return None if text == "a" else f"{text} {folded}"


def select(text: str, folded: set[str] | None) -> Selected:
    """What is selected of `text`, after a look at all of it has been found to give the same."""
    known: dict[str, str | None] = {}
    found = Segmentation(text).select(answer, known, folded)
    assert found == [
        (place, one, answer(one.text, one.folded))
        for place, one in enumerate(Segmentation(text).syllables)
        if one.text != "a" and (folded is None or one.folded in folded)
    ]
    assert all(known[one.text] == chosen for _, one, chosen in found)
    return found


@settings(max_examples=1_000)
@given(TEXTS, st.data())
def test_any_text_gives_what_is_wanted_of_it(text: str, data: st.DataObject) -> None:
    select(text, None)
    forms = {one.folded for one in Segmentation(text).syllables} | {"dan", "2", "ß"}
    select(text, data.draw(st.sets(st.sampled_from(sorted(forms)))))


def test_what_is_known_is_not_asked() -> None:
    known: dict[str, str | None] = {"dân": "yes", "vận": None, "khéo": "not wanted"}
    found = Segmentation("Dân vận, dân khéo").select(answer, known, {"dan", "van"})
    assert [(place, chosen) for place, _, chosen in found] == [(0, "yes"), (2, "yes")]
    assert known == {"dân": "yes", "vận": None, "khéo": "not wanted"}


def test_every_letter_is_found_by_the_form_it_has_in_a_syllable() -> None:
    for letter in filter(str.isalpha, map(chr, (*range(0x2000), 0x2173, 0x6F22, 0xFB01))):
        for form in (letter, f"k{letter}", f"Qu{letter}", f"{letter}n", f"{letter}{letter}"):
            text = f"một {form}. Hai"
            for syllable in Segmentation(text).syllables:
                select(text, {syllable.folded})


def test_a_syllable_longer_than_its_form_is_found() -> None:
    assert [place for place, _, _ in select("b " + "đ" * 100, {"d" * 64})] == [1]


def test_a_roman_numeral_is_a_number_also_after_a_word_that_nobody_wants() -> None:
    found = select("Quý II, thứ 07/8 và khóa XV vi xi", {"2", "15", "vi"})
    assert [(place, one.text) for place, one, _ in found] == [(1, "2"), (7, "15"), (8, "vi")]


def test_the_sample_gives_what_is_wanted_of_it() -> None:
    for line in (files("index") / "sample" / "articles.jsonl").read_text().splitlines():
        assert select(json.loads(line)["body"], {"dan", "van", "cua", "2021", "ha", "ky"})
