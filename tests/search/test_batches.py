"""Batches: many queries of one generation, each with the numbers that a search gives."""

from __future__ import annotations

import json
from typing import Any

import pytest
from helpers.archives import MakeArchive

import index
import search
from index.articles.article import Article
from search.batches import rows, table_of
from search.choices import MATCHES
from search.query_lists import columns_of, read_list

NAMES = ["dân vận", "sông Lam Khê", "HĐND", "zzzz qqq", '"cầu Bến Trúc" -phà', "", "dan van"]


def told(results: search.Results) -> dict[str, Any]:
    answer: dict[str, Any] = {**results.to_dict()}
    return {name: value for name, value in answer.items() if name not in ("seconds", "facets")}


@pytest.mark.parametrize("match", MATCHES)
def test_a_batch_has_the_numbers_of_searches_one_by_one(match: str, sample: search.Archive) -> None:
    options: dict[str, Any] = {"match": match, "limit": 4, "since": "2015", "sort": "newest"}
    found = list(sample.batch(NAMES, **options))
    assert [one.query for one in found] == NAMES
    for one in found:
        alone = sample.search(one.query, excerpts=True, **options)
        assert told(one) == told(alone)


def test_a_name_is_a_phrase_unless_told_and_facets_are_left_out(sample: search.Archive) -> None:
    (found,) = sample.batch(["sông Lam Khê"])
    assert found.total == found.counts.phrase == sample.search('"sông Lam Khê"').total
    assert (found.match, len(found), found.facets) == ("phrase", 3, {})
    (with_facets,) = sample.batch("sông Lam Khê", facets=True)
    assert with_facets.facets["year"]


def test_all_queries_are_asked_of_one_generation(make_archive: MakeArchive) -> None:
    archive = make_archive({"id": "a", "body": "chợ phiên"})
    found = archive.batch(["chợ phiên"] * 3)
    assert next(found).total == 1
    index.update([Article(id="b", title="", body="chợ phiên vùng cao")], archive.path)
    assert archive.search("chợ phiên", match="phrase").total == 2
    assert [one.total for one in found] == [1, 1]


@pytest.mark.parametrize(
    "options", [{"limit": -1}, {"match": "some"}, {"sort": "best"}, {"since": "nie"}]
)
def test_wrong_arguments_are_told_before_anything_is_asked(
    options: dict[str, Any], sample: search.Archive
) -> None:
    with pytest.raises(search.QueryError):
        sample.batch(["lũ"], **options)


def test_what_is_no_text_is_told_at_its_turn(sample: search.Archive) -> None:
    found = sample.batch(["lũ", 7])  # type: ignore[list-item]
    assert next(found).query == "lũ"
    with pytest.raises(search.QueryError):
        next(found)


def test_a_row_for_each_entry_with_what_stood_beside_it(sample: search.Archive) -> None:
    found = read_list('Tên;query;total\nA;sông Lam Khê;=1+1\nB;;\nC;"cầu Bến Trúc";x\n'.encode())
    made = list(rows(sample, found.entries, limit=2))
    assert [(row.entry.error, bool(row.results)) for row in made] == [
        ("", True),
        ("no-query", False),
        ("", True),
    ]
    heading, first, second, third = table_of(made, columns_of(found), 2)
    assert list(heading[:5]) == ["query", "Tên", "given_total", "total", "phrase"]
    assert list(first[:7]) == ["sông Lam Khê", "A", "=1+1", 10, 10, 12, 17]
    assert list(second[:4]) == ["", "B", "", None]
    assert "no-query" in second
    assert third[0] == "cầu Bến Trúc"
    assert {len(heading)} == {len(first), len(second), len(third)}
    answer = made[0].to_dict()
    assert json.loads(json.dumps(answer)) == answer
    assert answer["given"] == {"Tên": "A", "total": "=1+1"}
    assert [hit["id"] for hit in answer["hits"]] == [h.article.id for h in made[0].results or []]


def test_another_spelling_is_told_as_what_it_is(sample: search.Archive) -> None:
    (row,) = rows(sample, read_list(b"chisnh trij").entries, match="best")
    assert row.to_dict()["corrected"] == "chính trị"
    assert row.to_dict()["notes"] == ["other-spelling"]
    (row,) = rows(sample, read_list(b"chisnh trij").entries)
    assert (row.to_dict()["corrected"], row.to_dict()["total"]) == (None, 0)
