"""The table of what people can type is true: every example is understood, and finds something."""

from __future__ import annotations

from datetime import date

import pytest

import search
from search.query.help import SYNTAX
from search.query.notes import NoteCode
from search.query.parser import parse

EXAMPLES = [example for row in SYNTAX for example in row.examples]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_understood(example: str) -> None:
    assert parse(example, date(2021, 7, 14)).notes == ()


@pytest.mark.parametrize("example", [one for one in EXAMPLES if "7 ngày qua" not in one])
def test_an_example_finds_something_in_the_sample(example: str, sample: search.Archive) -> None:
    results = sample.search(example)
    assert results.total > 0
    # Nothing is repaired; what was taken for a value is told.
    assert {note.code for note in results.notes} <= {NoteCode.FIELD_VALUE, NoteCode.FOLDED_VALUE}


def test_every_row_has_its_meaning_in_both_languages() -> None:
    assert all(row.vi and row.en and row.examples for row in SYNTAX)
    assert len(set(EXAMPLES)) == len(EXAMPLES)
