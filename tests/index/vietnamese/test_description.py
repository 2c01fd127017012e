"""The description of a text: its analysis as plain data."""

from __future__ import annotations

import json

import pytest

from index.vietnamese.description import describe

TEXT = "Ông Lù Seo Páo,\ntrưởng bản Tả Lủng, hòa giải 12 vụ."


def test_offsets_lead_to_the_original() -> None:
    description = describe(TEXT)
    assert [TEXT[one["start"] : one["end"]] for one in description["syllables"]] == [
        one["original"] for one in description["syllables"]
    ]
    assert "hoà" in [one["text"] for one in description["syllables"]]  # one spelling
    assert "hoa" in [one["folded"] for one in description["syllables"]]


def test_words_number_their_syllables() -> None:
    description = describe(TEXT)
    for word in description["words"]:
        members = description["syllables"][word["first"] : word["last"]]
        assert word["text"] == "_".join(one["text"] for one in members)
        assert word["folded"] == "_".join(one["folded"] for one in members)
        assert word["compound"] == (len(members) > 1)


def test_pairs_reach_across_no_punctuation() -> None:
    pairs = [one["text"] for one in describe(TEXT)["pairs"]]
    assert "seo páo" in pairs
    assert "páo trưởng" not in pairs


@pytest.mark.parametrize("text", ["", " \n", "…", "\ud800"])
def test_any_text_is_described(text: str) -> None:
    description = describe(text)
    assert description["text"] == text
    assert description["syllables"] == description["words"] == description["pairs"] == []


def test_description_is_json() -> None:
    assert json.loads(json.dumps(describe(TEXT))) == describe(TEXT)
