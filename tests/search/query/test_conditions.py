"""A parsed query and its conditions are values: equal when they ask the same, and never changed."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, replace

import pytest

from search.query.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Dated,
    Leaf,
    Not,
    Quoted,
    Words,
    leaves,
    shown_leaves,
    with_leaves,
)
from search.query.notes import NoteCode
from search.query.parser import as_words, parse

BRIDGE, FERRY, BOAT = Words("cầu", None), Words("phà", None), Words("đò", "title")
YEAR = Dated(0, 9)
NESTED = AllOf((BRIDGE, AnyOf((FERRY, YEAR)), Not(AllOf((BOAT,))), AllOf(())))


def test_leaves_are_told_in_order_with_groups_that_have_no_parts() -> None:
    assert list(leaves(NESTED)) == [BRIDGE, FERRY, YEAR, BOAT, AllOf(())]


def test_an_article_shows_words_but_no_dates_and_nothing_that_must_not_hold() -> None:
    assert list(shown_leaves(NESTED)) == [BRIDGE, FERRY]


def test_leaves_are_changed_wherever_they_stand() -> None:
    def louder(leaf: Leaf) -> Leaf:
        return Words(leaf.text.upper(), leaf.field) if isinstance(leaf, Words) else leaf

    changed = with_leaves(NESTED, louder)
    texts = [one.text for one in leaves(changed) if isinstance(one, Words)]
    assert texts == ["CẦU", "PHÀ", "ĐÒ"]
    assert isinstance(changed, AllOf)
    assert [type(part) for part in changed.parts] == [type(part) for part in NESTED.parts]
    assert with_leaves(NESTED, lambda leaf: leaf) == NESTED


@pytest.mark.parametrize("condition", [BRIDGE, YEAR, NESTED, Quoted("bến phà", None, 1, 0, 9)])
def test_conditions_are_equal_and_hashed_by_what_they_ask(condition: Condition) -> None:
    for copied in (copy.deepcopy(condition), pickle.loads(pickle.dumps(condition))):
        assert copied == condition
        assert len({copied, condition}) == 1


def test_the_parts_of_a_query_cannot_be_changed() -> None:
    parsed = parse('"bến phà" cầu')
    assert isinstance(parsed.required, AllOf)
    with pytest.raises(FrozenInstanceError):
        parsed.notes = ()  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        parsed.bag.stretches = ()  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        parsed.required.parts = ()  # type: ignore[misc]


def test_reading_a_query_as_words_leaves_it_as_it_was() -> None:
    parsed = parse("title:cầu\u200b ngày:hôm nào")
    before = replace(parsed)
    words = as_words(parsed)
    assert parsed == before
    assert words.required is None
    assert [note.code for note in words.notes] == [NoteCode.NO_DATE, NoteCode.WORDS_INSTEAD]
    assert words.text == parsed.text
