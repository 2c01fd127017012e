"""Texts become syllables and words with their offsets."""

import unicodedata

import pytest
from helpers.costs import at_most
from hypothesis import given
from hypothesis import strategies as st

from index.vietnamese.segmentation import Segmentation
from index.vietnamese.words import words


def terms(text: str) -> list[str]:
    return [syllable.text for syllable in Segmentation(text).syllables]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa Bình", "HOÀ BÌNH"),
        ("kĩ thuật", "kỹ thuật"),
        ("Covid-19", "COVID -19"),
        ("Covid-19", "covid 19"),
        ("TP.HCM", "TP. HCM"),
        ("07/07/2021", "7-7-2021"),
        ("07/07/2021", "07.07.2021"),
        ("2.900.000 đồng", "2900000 đồng"),
        ("3,2 tỷ", "3.2 tỉ"),
        ("quý II", "Quý ii"),
    ],
)
def test_usual_spellings_of_one_thing_give_the_same_terms(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize("text", ["2.900.000", "3,2", "HĐND", "xã", "1.2.3.4"])
def test_one_thing_is_one_term(text: str) -> None:
    assert len(terms(text)) == 1


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("dân vận", False),
        ("dân, vận", True),
        ("dân. Vận", True),
        ("dân\nvận", True),
        ("dân - vận", True),
        ("2021-2026", False),
        ("TP. Vinh", False),
        ("ThS. Lan", False),
        ("UBND. Sau", False),
        ("dân.Vận", True),
        ("(dân) vận", True),
    ],
)
def test_punctuation_keeps_neighbours_apart_unless_it_joins(text: str, broken: bool) -> None:
    assert Segmentation(text).syllables[1].after_break is broken


def test_syllables_tell_numbers_and_marks() -> None:
    syllables = Segmentation("an ninh quận 3").syllables
    assert [s.is_marked for s in syllables] == [False, False, True, False]
    assert [s.is_number for s in syllables] == [False, False, False, True]


def test_words_are_pyvis_with_offsets() -> None:
    text = "Công tác dân vận của Mặt trận Tổ quốc"
    found = Segmentation(text).words
    assert [text[w.start : w.end] for w in found][:2] == ["Công tác", "dân vận"]
    assert found[1].text == "dân_vận"
    assert found[1].folded == "dan_van"
    assert found[1].is_compound


def test_words_equal_pyvis_own_output() -> None:
    from pyvi import ViTokenizer  # noqa: PLC0415

    text = (
        "Hội đồng nhân dân tỉnh họp phiên thường kỳ, bàn về phát triển kinh tế - xã hội năm 2021."
    )
    ours = [text[start:end].replace(" ", "_") for start, end in words(text)]
    assert " ".join(ours) == ViTokenizer.tokenize(text)


def test_a_full_stop_of_pyvis_token_is_no_part_of_the_word() -> None:
    text = "theo UBND. Sau đó"
    assert "ubnd" in [word.text for word in Segmentation(text).words]


def test_underscores_and_odd_spaces_do_not_move_words() -> None:
    text = "tổ_chức  chính\u00a0trị"
    assert [text[w.start : w.end] for w in Segmentation(text).words][-1] == "chính\u00a0trị"


@given(st.text())
def test_every_syllable_points_into_the_text(text: str) -> None:
    previous = 0
    for syllable in Segmentation(text).syllables:
        assert previous <= syllable.start < syllable.end <= len(text)
        origin = text[syllable.start : syllable.end]
        assert syllable.text[0].isalnum()
        assert len(unicodedata.normalize("NFC", origin)) >= 1
        previous = syllable.end if syllable.end > previous else previous


@given(st.text(alphabet="aàáhòaHÒAkĩ \u0300\u0301.,-_1/@\n\u200b\ufeff", max_size=60))
def test_words_cover_whole_syllables(text: str) -> None:
    analysis = Segmentation(text)
    for word in analysis.words:
        members = analysis.syllables[word.first : word.last]
        assert (word.start, word.end) == (members[0].start, members[-1].end)


@pytest.mark.parametrize("character", ["-", "a", "a.", "1", "1.", "ò", "\u0300", "_", "@", "hi "])
def test_long_runs_of_one_character_take_linear_time(character: str) -> None:
    def cut(length: int) -> None:
        analysis = Segmentation(character * (length // len(character)))
        _ = analysis.syllables, (analysis.words if character != "hi " else None)

    cut(1_000)
    with at_most(seconds=1.5):
        cut(200_000)


def test_very_long_syllables_have_a_bounded_term() -> None:
    syllable = Segmentation("x" * 100_000).syllables[0]
    assert len(syllable.text) <= 64
    assert (syllable.start, syllable.end) == (0, 100_000)


def test_what_reaches_over_several_words_is_one() -> None:
    words = [word.text for word in Segmentation("đội tuyển U-23, gọi 0912 345 678").words]
    assert words == ["đội_tuyển", "u23", "gọi", "0912345678"]
