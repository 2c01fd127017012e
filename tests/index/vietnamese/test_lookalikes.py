"""Characters that look like letters are read as those, and lead back to what was printed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vietnamese.lookalikes import JOINED, likeness
from index.vietnamese.segmentation import Segmentation
from index.vietnamese.spelling import clean

CYRILLIC_A, CYRILLIC_I, CYRILLIC_T = "\u0430", "\u0456", "\u0422"


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("\u00d0oàn V\u0103n \u00d0ịnh", "Đoàn Văn Định"),
        ("\u0189à Nẵng", "Đà Nẵng"),
        ("gia \u00f0ình, \u0256ường", "gia đình, đường"),
        ("D\u0335à Nẵng, d\u0336ường", "Đà Nẵng, đường"),
        ("\uff28à \uff2eội \uff12\uff10\uff12\uff11", "Hà Nội 2021"),
        ("\U0001d407à \U0001d4dd\u1ed9i", "Hà Nội"),
        (f"Hà Nộ{CYRILLIC_I}", "Hà Nội"),
        (f"{CYRILLIC_T}ổng b{CYRILLIC_A}n", "Tổng ban"),
        ("\u039dội", "Nội"),
        ("h\ufb01nh, \ufb03", "hfinh, ffi"),
        ("khoá \u2163", "khoá IV"),
        ("CO\u2082, H\u2082O", "CO2, H2O"),
        ("40\u33a1", "40m2"),
        ("37\u2103", "37°C"),
        ("\uff21\u0301o", "Áo"),
        (f"b{CYRILLIC_A}\u0301o", "báo"),
    ],
)
def test_a_text_is_read_as_it_looks(printed: str, read: str) -> None:
    assert clean(printed).text == read


@pytest.mark.parametrize(
    "text",
    [
        "\u041c\u043e\u0441\u043a\u0432\u0430 và \u0421\u0421\u0421\u0420",  # Cyrillic words
        f"chữ {CYRILLIC_A}",
        "5 \u03bcm",  # a letter that looks like none
        "V\u0422\u0411",
        "chú thích\u00b9, x\u00b2, \u00bd, \u00a9",
    ],
)
def test_other_scripts_and_signs_stay(text: str) -> None:
    assert clean(text).text == text


def test_offsets_lead_back_to_what_was_printed() -> None:
    text = "ở \u00d0à Nẵng, D\u0335ồng \ufb01n 40\u33a1 \uff28à"
    assert [(s.text, text[s.start : s.end]) for s in Segmentation(text).syllables] == [
        ("ở", "ở"),
        ("đà", "\u00d0à"),
        ("nẵng", "Nẵng"),
        ("đồng", "D\u0335ồng"),
        ("fin", "\ufb01n"),
        ("40", "40"),
        ("m2", "\u33a1"),
        ("hà", "\uff28à"),
    ]


ODD = (
    "\u00d0\u00f0\u0189\u0256\u0335\u0336\uff21\uff11\U0001d400\u0430\u0456\u0391\ufb01\u2082\u33a1"
)
TEXTS = st.text() | st.text(alphabet=ODD + "aĐdDi \u0301\u0323\u200b\u00a0.1")


@given(TEXTS)
def test_a_likeness_keeps_the_length_and_is_stable(text: str) -> None:
    once = likeness(text)
    assert len(once) == len(text)
    assert likeness(once) == once


@given(TEXTS)
def test_a_clean_text_is_composed_and_leads_back(text: str) -> None:
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned.text)
    assert not set(cleaned.text) & set(JOINED)
    spans = [cleaned.span(at, at + 1) for at in range(len(cleaned.text))]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
