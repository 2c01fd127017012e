"""A workbook holds every cell as text, and all of it, as another library reads it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from search.export import workbook as workbook_module
from search.export.workbook import MOST_CHARACTERS, workbook


def read(*rows: list[Any]) -> dict[str, list[list[Any]]]:
    """The rows of each sheet of the workbook that is made of some rows."""
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(workbook(rows))))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_texts_are_texts_whatever_they_look_like() -> None:
    cells = ["=1+1", "https://a.example/", "007", "1e5", "-5", "'", " chợ\nBến ", "{=A1}"]
    assert read(["title"] * len(cells), cells)["articles"][1] == cells


def test_numbers_and_nothing_stay_what_they_are() -> None:
    assert read(["a", "b", "c"], [1, 0.5, None], [2, "x", "y"])["articles"][1:] == [
        [1.0, 0.5, ""],
        [2.0, "x", "y"],
    ]


def test_long_texts_go_on_in_a_sheet_of_their_own() -> None:
    long = "".join(f"{number} bến phà 🛶 " for number in range(9000))
    sheets = read(["id", "body"], ["a", "ngắn"], ["b", long])
    assert sheets["articles"][1] == ["a", "ngắn"]
    first = sheets["articles"][2][1]
    heading, *parts = sheets["continued"]
    assert heading == ["row", "column", "part", "text"]
    assert [part[:3] for part in parts] == [
        ["articles 3", "body", float(number)] for number in range(2, len(parts) + 2)
    ]
    assert first + "".join(part[3] for part in parts) == long
    for text in (first, *(part[3] for part in parts)):
        assert len(text.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert len(first.encode("utf-16-le")) // 2 >= MOST_CHARACTERS - 1


def test_rows_go_on_in_further_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, "MOST_ROWS", 4)
    sheets = read(["id"], *([str(number)] for number in range(8)))
    assert list(sheets) == ["articles", "articles 2", "articles 3"]
    assert [row[0] for rows in sheets.values() for row in rows[1:]] == list("01234567")
    assert all(rows[0] == ["id"] for rows in sheets.values())


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), min_size=1))
def test_what_a_workbook_can_hold_comes_out_of_it(texts: list[str]) -> None:
    from search.display.sanitizing import sanitized  # noqa: PLC0415

    rows = read(["text", "end"], *([text, "."] for text in texts))["articles"][1:]
    for text, row in zip(texts, rows, strict=True):
        assert row[0].replace("\r\n", "\n").replace("\r", "\n") == sanitized(text).replace(
            "\r\n", "\n"
        ).replace("\r", "\n")
