"""A search that shows near-duplicates once: hits, counts, pages and orders."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.archives import MakeArchive
from hypothesis import given
from hypothesis import strategies as st

import index
import search
from search.engines.grouping import first_places
from search.engines.local.groups import Groups

TEXT = """chợ phiên họp cầu treo thông xe lúa chín đê vỡ cá về sông suối đò ngang bản làng nương rẫy
trường lớp học trò thầy cô mùa nước lũ quét sạt lở đường núi rừng già chè xuân hội vật"""
WORDS = TEXT.split()
SORTS = ("relevance", "newest", "oldest")


def body(seed: int) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=120))


def papers(count: int, most_copies: int) -> list[dict[str, Any]]:
    """Texts of agencies, each in some papers, mixed with one another."""
    source = random.Random(count)
    found = [
        {
            "id": f"{text}-{copy}",
            "title": f"Cầu treo báo {copy}",
            "body": body(text),
            "source": f"Báo {copy % 3}",
            "published": f"2021-{1 + (text * 7 + copy) % 12:02}-0{1 + copy % 9}",
        }
        for text in range(count)
        for copy in range(1 + text % most_copies)
    ]
    source.shuffle(found)
    return found


def text_of(hit: search.Hit) -> str:
    return hit.article.id.split("-")[0]


@pytest.fixture
def archive(make_archive: MakeArchive) -> search.Archive:
    return make_archive(*papers(60, 6))


def paged(archive: search.Archive, query: str, size: int, **options: Any) -> list[search.Hit]:
    hits: list[search.Hit] = []
    while True:
        page = archive.search(query, limit=size, offset=len(hits), group=True, **options)
        hits += page.hits
        if not page.more:
            return hits


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("query", ["", "cầu treo", "treo -lũ", '"cầu treo"', "chợ"])
def test_every_group_is_on_one_page_by_its_first_article(
    archive: search.Archive, query: str, sort: str
) -> None:
    every = archive.search(query, limit=1000, sort=sort)
    matches = [hit for hit in every if not hit.beyond]
    results = archive.search(query, limit=1000, sort=sort, group=True)
    assert every.groups is None
    assert results.total == every.total == len(matches)
    assert results.groups == len({text_of(hit) for hit in matches})
    expected: dict[str, str] = {}
    for hit in every:
        expected.setdefault(text_of(hit), hit.article.id)
    whole = [hit.article.id for hit in results]
    assert whole[: results.groups] == list(expected.values())[: results.groups]
    assert [hit.article.id for hit in paged(archive, query, 7, sort=sort)][: results.groups] == (
        whole[: results.groups]
    )
    for hit in results:
        others = {one.article.id for one in matches if text_of(one) == text_of(hit)}
        assert hit.duplicates == len(others - {hit.article.id})
        assert {one.id for one in hit.near_duplicates()} == others - {hit.article.id}


def test_deep_pages_are_found_beyond_the_candidates(make_archive: MakeArchive) -> None:
    archive = make_archive(*papers(4, 4), *({"id": f"5-{n}", "body": body(5)} for n in range(400)))
    ranking = search.Ranking(candidates=3)
    hits = paged(archive, "chợ cầu sông", 1, match="any", ranking=ranking)
    assert sorted(text_of(hit) for hit in hits) == ["0", "1", "2", "3", "5"]
    assert sum(1 + hit.duplicates for hit in hits) == 410


def test_duplicates_are_counted_under_the_filters(archive: search.Archive) -> None:
    for hit in archive.search(source=["Báo 1"], group=True, limit=100):
        found = hit.near_duplicates()
        assert hit.duplicates == len(found) <= 1
        assert all(one.source == "Báo 1" for one in found)


def test_facets_and_timeline_count_articles(archive: search.Archive) -> None:
    assert archive.search(group=True).facets == archive.search().facets


def test_near_duplicates_are_the_newest_and_bounded(archive: search.Archive) -> None:
    hit = max(archive.search(group=True, limit=100), key=lambda hit: hit.duplicates)
    assert hit.duplicates == 5
    found = [one.published for one in hit.near_duplicates()]
    assert found == sorted(found, reverse=True)
    assert hit.near_duplicates(2) == hit.near_duplicates()[:2]
    assert hit.near_duplicates(0) == hit.near_duplicates(-1) == []


def test_articles_beyond_the_matches_are_grouped_and_none_is_repeated(
    archive: search.Archive,
) -> None:
    results = archive.search("báo sạt lở đường núi", limit=40, group=True)
    texts = [text_of(hit) for hit in results]
    assert any(hit.beyond for hit in results)
    assert len(set(texts)) == len(texts) == 40


def test_json_tells_groups_and_duplicates(archive: search.Archive) -> None:
    answer = archive.search("cầu treo", group=True).to_dict()
    assert answer["groups"] < answer["total"]
    assert max(hit["duplicates"] for hit in answer["hits"]) > 0
    assert archive.search("cầu treo").to_dict()["groups"] is None


def test_no_answers_are_no_groups(archive: search.Archive, tmp_path: Path) -> None:
    results = archive.search("cầu", until="1900-01-02", group=True)
    assert (results.groups, results.total) == (0, 0)
    (tmp_path / "nothing").mkdir()
    index.reindex([tmp_path / "nothing"], tmp_path / "empty", workers=0, allow_empty=True)
    with search.open(tmp_path / "empty") as empty:
        results = empty.search("cầu", group=True)
    assert (results.groups, results.total, results.hits) == (0, 0, [])


@given(st.lists(st.integers(-3, 3)), st.randoms(use_true_random=False))
def test_a_group_counts_once_and_its_first_number_stands_for_it(
    values: list[int], source: random.Random
) -> None:
    ends = sorted(source.randint(0, len(values)) for _ in range(source.randint(0, 3)))
    groups = Groups(np.split(np.array(values, np.int64), ends))
    numbers = source.sample(range(len(values)), source.randint(0, len(values)))
    first: dict[int, int] = {}
    for number in numbers:
        first.setdefault(values[number], number)
        members = [n for n, value in enumerate(values) if value == values[number]]
        assert groups.members(number).tolist() == members
    chosen = np.array(numbers, np.uint32)
    assert chosen[first_places(groups.of(chosen))].tolist() == list(first.values())
    assert groups.count(np.sort(chosen)) == len(first)
    others = chosen[first_places(groups.of(chosen), groups.of(chosen[:1]))]
    assert others.tolist() == list(first.values())[1:]
