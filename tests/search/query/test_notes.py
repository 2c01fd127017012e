"""A note is a code that programs compare, and the sentence that people read."""

from __future__ import annotations

import copy
import pickle
import re

import pytest

from search.query.notes import Note, NoteCode, few

NOTE = Note(NoteCode.BOUNDED_EDITS, {"most": 2}, 3, 9)


def test_a_note_unpacks_and_compares_as_its_sentence_and_place() -> None:
    message, start, end = NOTE
    assert (message, start, end) == ("a word may differ in two letters at most", 3, 9)
    assert (message, 3, 9) == NOTE
    assert {NOTE: "known"}[message, 3, 9] == "known"


def test_a_note_tells_its_code_and_what_its_sentence_names() -> None:
    assert (NOTE.code, NOTE.values["most"]) == (NoteCode.BOUNDED_EDITS, 2)
    assert NOTE.code == "bounded-edits"
    assert f"{NOTE.code}" == "bounded-edits"


def test_a_note_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        NOTE.code = NoteCode.TOO_LONG
    with pytest.raises(AttributeError):
        NOTE.start = 0  # type: ignore[misc]
    with pytest.raises(TypeError):
        NOTE.values["most"] = 3  # type: ignore[index]


@pytest.mark.parametrize(
    "copied", [pickle.loads(pickle.dumps(NOTE)), copy.copy(NOTE), copy.deepcopy(NOTE)]
)
def test_a_copied_note_tells_what_the_first_tells(copied: Note) -> None:
    assert copied == NOTE
    assert (copied.code, dict(copied.values)) == (NOTE.code, dict(NOTE.values))
    assert copied.code is NOTE.code


def test_a_note_about_another_place_says_and_tells_the_same() -> None:
    moved = NOTE.at(0, 1)
    assert moved == (NOTE.message, 0, 1)
    assert (moved.code, moved.values) == (NOTE.code, NOTE.values)


def test_every_code_is_short_and_stable_and_has_a_sentence_of_its_own() -> None:
    assert all(re.fullmatch("[a-z]+(-[a-z]+)*", code.value) for code in NoteCode)
    assert len({code.sentence for code in NoteCode}) == len(NoteCode)


def test_of_the_notes_with_one_code_the_first_are_kept() -> None:
    notes = [Note(NoteCode.NO_DATE, {}, at, at + 1) for at in range(9)]
    other = Note(NoteCode.TOO_LONG, {}, 0, 1)
    assert list(few([*notes, other])) == [*notes[:5], other]
