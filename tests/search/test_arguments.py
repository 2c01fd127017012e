"""Wrong arguments of the library are told as such, whatever they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import search
from search.query.notes import NoteCode

WRONG: list[Callable[[Any], Any]] = [
    lambda archive: archive.search(None),
    lambda archive: archive.search("cầu", limit="10"),
    lambda archive: archive.search("cầu", offset=1.5),
    lambda archive: archive.search("cầu", limit=float("nan")),
    lambda archive: archive.search("cầu", ranking="x"),
    lambda archive: archive.search("cầu", ranking={}),
    lambda archive: archive.search("cầu", category=5),
    lambda archive: archive.search("cầu", source=[None]),
    lambda archive: archive.export("cầu", ranking=5),
    lambda archive: archive.suggest(5),
    lambda archive: archive.suggest("cầu", 1.5),
    lambda archive: archive.similar(5),
    lambda archive: archive.similar("x", float("nan")),
    lambda archive: archive.compare(5),
    lambda archive: archive.compare(["cầu", None]),
    lambda archive: archive.correct(None),
    lambda archive: archive.timeline(5),
    lambda archive: archive.distinctive("cầu", "20"),
    lambda archive: archive.article(5),
]


@pytest.mark.parametrize("call", WRONG)
def test_wrong_argument_is_a_query_error(
    call: Callable[[Any], Any], sample: search.Archive
) -> None:
    with pytest.raises(search.QueryError):
        call(sample)


def test_what_is_found_by_another_spelling_is_one_set(
    make_archive: Callable[..., search.Archive],
) -> None:
    article = {"body": "Hội đồng nhân dân xã họp.", "published": "2021-05-05"}
    archive = make_archive(*({**article, "id": str(n)} for n in range(30)))
    results = archive.search("ddoofng")
    assert results.is_corrected
    assert results.total == len(list(archive.export("ddoofng"))) == 30
    assert archive.timeline("ddoofng").total == 30


@pytest.mark.parametrize("typed", ["\0", "\u200b", "\ud800", "\0 \u00ad"])
def test_characters_nobody_sees_are_told(typed: str, sample: search.Archive) -> None:
    results = sample.search(typed)
    assert results.total == len(sample)
    assert [note.code for note in results.notes] == [NoteCode.NOTHING_TO_FIND]


def test_pasted_text_is_not_completed(sample: search.Archive) -> None:
    assert sample.suggest("hội nghị " * 1000) == []
