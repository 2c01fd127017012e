"""The export is the matching set, whole and in order."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import MakeArchive

import index
import search


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize(
    "typed", ["", "cầu Bến Trúc", "dan van", "nước -cầu", '"hội nghị" OR muối']
)
def test_an_export_is_what_paging_through_the_matches_gives(
    typed: str, sort: str, sample: search.Archive
) -> None:
    for filters in ({}, {"category": ["Kinh tế", "Xã hội"], "since": "2015-01-01"}):
        arguments: dict[str, Any] = {"sort": sort, **filters}
        exported = list(sample.export(typed, **arguments))
        hits = sample.search(typed, limit=1000, **arguments)
        assert exported == [hit.article for hit in hits if not hit.beyond]
        assert len(exported) == hits.total


def test_behind_the_candidates_the_order_goes_on_by_score(make_archive: MakeArchive) -> None:
    archive = make_archive(
        *({"id": str(n), "body": "bến phà " + "sông nước " * (n % 7)} for n in range(500))
    )
    exported = list(archive.export("bến phà", match="any"))
    hits = archive.search("bến phà", match="any", limit=500, snippets=False)
    assert [one.id for one in exported] == [hit.article.id for hit in hits]
    assert len(exported) == 500


@pytest.mark.parametrize("sort", ["relevance", "newest", "added"])
def test_of_near_duplicates_an_export_has_what_paging_has(
    sort: str, make_archive: MakeArchive
) -> None:
    texts = [" ".join(f"sông{n}x{word} chảy qua bến" for word in range(60)) for n in range(5)]
    archive = make_archive(
        *(
            {"id": f"{n}-{turn}", "body": texts[n], "date": f"2021-0{turn + 1}-0{n + 1}"}
            for turn in range(3)
            for n in range(5)
        )
    )
    for typed in ("", "bến"):
        shown = archive.search(typed, limit=100, sort=sort, group=True)
        exported = list(archive.export(typed, sort=sort, group=True))
        assert exported == [hit.article for hit in shown if not hit.beyond]
        assert len(exported) == 5


def test_articles_are_read_by_their_ids_in_the_order_asked(sample: search.Archive) -> None:
    ids = [hit.article.id for hit in sample.search("cầu", limit=3)]
    found = list(sample.articles([ids[2], "không có", ids[0]]))
    assert [id for id, _ in found] == [ids[2], "không có", ids[0]]
    assert [article and article.id for _, article in found] == [ids[2], None, ids[0]]
    with pytest.raises(search.QueryError):
        sample.articles([3])  # type: ignore[list-item]


def test_an_export_reads_articles_as_they_are_asked_for(make_archive: MakeArchive) -> None:
    body = "bến phà sang sông " * 400
    archive = make_archive(*({"id": str(n), "body": f"{body} {n}"} for n in range(400)))
    list(islice(archive.export("phà"), 3))
    tracemalloc.start()
    count = sum(1 for _ in archive.export("phà"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 400
    assert peak < 400 * len(body) / 3


def test_an_export_stays_with_its_generation(
    make_input: Callable[..., Path], tmp_path: Path
) -> None:
    folder = tmp_path / "archive"
    index.reindex([make_input({"id": "a", "body": "phà"}, {"id": "b", "body": "phà"})], folder)
    with search.open(folder) as archive:
        exported = archive.export("phà")
        assert next(exported).id == "a"
        index.reindex([make_input({"id": "c", "body": "phà"})], folder)
        assert [one.id for one in archive.export("phà")] == ["c"]
    assert [one.id for one in exported] == ["b"]


@pytest.mark.parametrize("arguments", [{"sort": "random"}, {"match": "some"}, {"until": "mai"}])
def test_wrong_arguments_are_errors_at_once(
    arguments: dict[str, Any], sample: search.Archive
) -> None:
    with pytest.raises(search.QueryError):
        sample.export("phà", **arguments)
