"""Long texts in parts: all of the text, of bounded length, cut where nobody is misled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.display.text_parts import LONGEST, PART, parts_of


def cut(text: str, longest: int = LONGEST) -> list[str]:
    return [text[start:end] for start, end in parts_of(text, longest)]


@given(st.text(alphabet="aă \n\u0301đ", max_size=400), st.integers(60, 200))
def test_parts_are_all_of_the_text_and_none_is_too_long(text: str, longest: int) -> None:
    found = cut(text, longest)
    assert "".join(found) == text
    assert all(0 < len(one) <= longest for one in found) or text == ""


def test_a_text_of_usual_length_is_one_part() -> None:
    assert cut("") == [""]
    assert cut("Một đoạn.\n" * 100) == ["Một đoạn.\n" * 100]
    assert len(cut("x" * LONGEST)) == 1


def test_parts_end_between_paragraphs() -> None:
    found = cut(("Một đoạn văn vừa phải. " * 10 + "\n") * 1_000)
    assert len(found) > 3
    assert all(one.endswith("\n") for one in found)
    assert all(PART // 2 <= len(one) <= LONGEST for one in found)


def test_a_paragraph_that_is_longer_than_a_part_is_cut_at_a_space() -> None:
    found = cut("đường " * 30_000)
    assert len(found) > 3
    assert all(one.endswith("đường ") and one.startswith("đường") for one in found)


def test_a_word_that_is_longer_than_a_part_is_cut_between_signs() -> None:
    found = cut("e\u0302\u0301" * 60_000)
    assert len(found) > 3
    assert all(one.startswith("e") for one in found)


@pytest.mark.parametrize("line", ["\n", "a\n"])
def test_a_part_has_a_bounded_number_of_lines(line: str) -> None:
    text = line * 20_000
    found = cut(text)
    assert "".join(found) == text
    assert max(one.count("\n") for one in found) <= 2_000
