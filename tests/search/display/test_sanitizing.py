"""What files and pages cannot hold is shown as U+FFFD, one for one; cells are no formulas."""

from __future__ import annotations

import sys
from xml.etree.ElementTree import fromstring

import pytest

from search.display.sanitizing import sanitized
from search.export.tables import cell, table_lines

EVERY = [chr(code) for code in range(sys.maxunicode + 1)]


def test_every_character_is_itself_or_one_that_stands_for_it() -> None:
    shown = sanitized("".join(EVERY))
    assert len(shown) == len(EVERY)
    changed = [a for a, b in zip(EVERY, shown, strict=True) if a != b]
    assert set(shown) - set(EVERY) == set()
    assert all(sanitized(one) == "\ufffd" for one in changed)
    assert not set("\t\n\r aáđữ“…\u00a0\u200b\u200e\ufeff\U0001f600") & set(changed)
    assert {"\0", "\x1b", "\x7f", "\x85", "\ud800", "\ufffe", "\u202e"} <= set(changed)
    assert len(changed) == 32 - 3 + 33 + 9 + 2048 + 32 + 34


def test_what_is_shown_has_utf8_and_stands_in_xml() -> None:
    shown = sanitized("".join(EVERY)).replace("<", "").replace("&", "")
    text = fromstring(f"<a>{shown}</a>").text
    assert text == shown.replace("\r", "\n")
    assert shown.encode()


STARTS = ["=", "+", "-", "@", "＝", "＋", "－", "＠"]
BEFORE = ["", " ", "\u00a0", '"', "'", "“", " '\" ", "\u200b", "\ufeff", "\u3000", "\u00ad"]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("before", BEFORE, ids=repr)
def test_no_line_of_a_cell_begins_as_a_formula(start: str, before: str) -> None:
    formula = f"{before}{start}1+1"
    assert cell(formula) == f"'{formula}"
    for end in ("\n", "\r", "\r\n"):
        assert cell(f"chợ{end}{formula}") == f"chợ{end}'{formula}"
        assert cell(f"{end}{formula}") == f"'{end}'{formula}"
    assert cell(f"chợ {formula}") == f"chợ {formula}"


@pytest.mark.parametrize("text", ["\tchợ", "\rchợ", "\nchợ", "\t=1", "\r\n"])
def test_no_cell_begins_with_what_programs_skip(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_numbers_of_our_own_and_plain_texts_stay_as_they_are() -> None:
    for value in (-5, -0.5, 0, None, "", "chợ", "2021-07-07", "a=b", "0.25", "“Chợ” - phiên"):
        assert cell(value) == value
    assert (
        b"".join(table_lines([(-5, "-5", "a\x00b\u202e")])) == "-5,'-5,a\ufffdb\ufffd\r\n".encode()
    )


def test_a_long_cell_takes_time_in_proportion() -> None:
    for text in (" " * 10**6, '"' * 10**6, "\r" * 10**6, "\n " * 10**6):
        assert len(cell(text)) >= len(text)
