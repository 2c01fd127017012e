"""Freshness changes the order of the matches, and nothing else."""

from __future__ import annotations

from math import inf, nan
from typing import Any

import numpy as np
import pytest
from helpers.archives import MakeArchive, ids

import search

FRESH = search.Ranking(freshness=0.5, half_life=100)


@pytest.fixture
def archive(make_archive: MakeArchive) -> search.Archive:
    """Articles of one text and several dates."""
    days = {"2021-01-01": "a", "2021-04-11": "b", "2021-07-20": "c", "": "d", "2090-01-01": "e"}
    return make_archive(
        *({"id": id, "body": "bến phà", "published": day or None} for day, id in days.items())
    )


def test_the_bonus_halves_with_each_half_life(archive: search.Archive) -> None:
    plain = archive.search("phà")
    best = plain.hits[0].score
    assert ids(plain) == list("abcde")
    results = archive.search("phà", ranking=FRESH)
    assert ids(results) == list("cbade")
    shares = [hit.score / best for hit in results]
    assert shares == pytest.approx([1.5, 1.25, 1.125, 1, 1])


def test_age_is_counted_from_the_newest_article_that_is_not_in_the_future(
    archive: search.Archive,
) -> None:
    snapshot = archive.snapshot()
    keys = np.array([snapshot.key_of(hit.article.id) for hit in archive.search("phà")])
    assert snapshot.ages(keys).tolist() == [200, 100, 0, inf, inf]


def test_an_article_is_lifted_from_far_below(make_archive: MakeArchive) -> None:
    old = [{"id": str(n), "body": "bến phà", "published": "2001-01-01"} for n in range(300)]
    new = {"id": "new", "body": "bến phà " + "sông nước " * 2, "published": "2021-01-01"}
    archive = make_archive(*old, new)
    limits: dict[str, Any] = {"limit": 300, "snippets": False}
    assert "new" not in ids(archive.search("bến phà", **limits))
    fresh = search.Ranking(freshness=2.0)
    assert ids(archive.search("bến phà", ranking=fresh, limit=3))[0] == "new"
    everything = list(archive.export("bến phà", ranking=fresh))
    assert everything[0].id == "new"
    assert len({one.id for one in everything}) == len(everything) == 301


def test_long_pages_and_short_ones_agree(make_archive: MakeArchive) -> None:
    """Also where many articles that are no matches follow the few that are."""
    matches = [
        {"id": f"a{n}", "body": "bến phà " * (1 + n % 3), "published": f"20{n + 10}-01-01"}
        for n in range(9)
    ]
    others = [
        {
            "id": f"b{n}",
            "body": "bến " + "sông nước " * (1 + n % 5),
            "published": f"20{n % 20:02}-05-06",
        }
        for n in range(400)
    ]
    archive = make_archive(*matches, *others)
    fresh = search.Ranking(freshness=0.5, candidates=20)
    whole = archive.search("bến phà", limit=300, ranking=fresh, snippets=False)
    assert sum(not hit.beyond for hit in whole) == 9
    for limit in (5, 30, 100):
        page = archive.search("bến phà", limit=limit, ranking=fresh, snippets=False)
        assert [(hit.article.id, hit.score) for hit in page] == [
            (hit.article.id, hit.score) for hit in whole.hits[:limit]
        ]


@pytest.mark.parametrize("typed", ["cầu Bến Trúc", "cau ben truc", "nước -cầu", '"hội nghị"', ""])
def test_the_matching_set_stays(typed: str, sample: search.Archive) -> None:
    for arguments in ({}, {"category": ["Kinh tế", "Xã hội"]}, {"match": "any"}):
        plain = sample.search(typed, limit=60, **arguments)  # type: ignore[arg-type]
        fresh = sample.search(typed, limit=60, ranking=FRESH, **arguments)  # type: ignore[arg-type]
        assert fresh.total == plain.total
        assert fresh.facets == plain.facets
        assert set(ids(fresh)) == set(ids(plain))
        assert [hit.beyond for hit in fresh] == sorted(hit.beyond for hit in fresh)
        for results in (plain, fresh):
            pages = [
                sample.search(
                    typed,
                    limit=3,
                    offset=at,
                    ranking=FRESH if results is fresh else None,
                    **arguments,  # type: ignore[arg-type]
                )
                for at in range(0, results.total - 3, 3)
            ]
            assert [id for page in pages for id in ids(page)] == ids(results)[: 3 * len(pages)]


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_an_explanation_with_freshness_adds_up(sort: str, sample: search.Archive) -> None:
    told = 0
    for hit in sample.search("cầu Bến Trúc thông xe", ranking=FRESH, sort=sort, limit=40):
        parts = hit.explain()
        assert sum(part.score for part in parts) == pytest.approx(hit.score, rel=1e-9)
        fresh = [part for part in parts if part.field == "published"]
        assert bool(fresh) is (hit.article.published is not None)
        told += sum("before the newest article" in part.sentence for part in fresh)
    assert told > 5


@pytest.mark.parametrize(
    "values",
    [
        {"freshness": -0.1},
        {"freshness": nan},
        {"half_life": 0},
        {"half_life": inf},
        {"title": -1},
        {"match": 1.1},
        {"candidates": -1},
        {"candidates": 2.5},
        {"pairs": "0.5"},
    ],
)
def test_weights_that_make_no_sense_are_errors(values: dict[str, Any]) -> None:
    with pytest.raises(search.QueryError, match=next(iter(values))):
        search.Ranking(**values)
