"""Companions of a name are counted exactly, and those that chance explains are left out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from helpers.archives import MakeArchive, as_articles

import index
import search
from index.articles.facets import NAME_FACETS
from search.insight.distinctive import least, scores


def carried(archive: search.Archive) -> list[set[tuple[str, str]]]:
    """The names of each article, by type."""
    every = archive.search(limit=1000, snippets=False)
    return [{one[:2] for one in archive.names(hit.article.id)} for hit in every]


def expected(archive: search.Archive, facet: str, name: str) -> dict[str, list[tuple[str, int]]]:
    """The companions of a name, counted article by article."""
    articles = carried(archive)
    its = [one for one in articles if (facet, name) in one]
    counts = Counter(other for one in its for other in one if other != (facet, name))
    totals = Counter(other for one in articles for other in one)
    found: dict[str, list[tuple[str, int]]] = {type: [] for type in NAME_FACETS}
    scored = []
    for other, count in counts.items():
        if count >= least(len(its)) and len(its) < len(articles):
            pair = np.array([count]), np.array([totals[other]])
            scored.append((-round(float(scores(*pair, len(its), len(articles))[0]), 9), other))
    for score, (type, other) in sorted(scored, key=lambda one: (one[0], one[1][1])):
        if score < 0:
            found[type].append((other, counts[type, other]))
    return found


def told(archive: search.Archive, facet: str, name: str) -> dict[str, list[tuple[str, int]]]:
    found = archive.companions(facet, name, 1000)
    return {type: [(one.name, one.count) for one in beside] for type, beside in found.items()}


def test_companions_of_every_name_are_those_that_articles_tell(sample: search.Archive) -> None:
    names = {one for article in carried(sample) for one in article}
    assert len(names) > 100
    found = {name: told(sample, *name) for name in names}
    assert found == {name: expected(sample, *name) for name in names}
    assert any(any(beside.values()) for beside in found.values())


@pytest.fixture(name="council")
def _council(make_archive: MakeArchive) -> search.Archive:
    return make_archive(
        *(
            {"id": f"a{n}", "body": f"Ông Trần Văn Bình gặp bà Lê Thị Hạnh lần {n}."}
            for n in range(3)
        ),
        *({"id": f"b{n}", "body": f"Ông Phạm Đức Toàn ở chợ, lần {n}."} for n in range(5)),
        {"id": "c", "body": "Bà Lê Thị Hạnh và ông Phạm Đức Toàn đến chợ."},
    )


def test_a_companion_has_its_counts(council: search.Archive) -> None:
    found = council.companions("person", "tran van binh")
    assert not any(found.values())  # a name is asked for with its marks
    found = council.companions("person", "TRẦN VĂN BÌNH")
    [beside] = found["person"]
    assert (beside.facet, beside.name) == ("person", "Lê Thị Hạnh")
    assert (beside.count, beside.total) == (3, 4)
    assert beside.score == pytest.approx(float(scores(np.array([3]), np.array([4]), 3, 9)[0]))
    assert found["place"] == found["org"] == []


def test_what_one_article_has_or_chance_explains_is_no_companion(council: search.Archive) -> None:
    assert council.companions("person", "Phạm Đức Toàn")["person"] == []


def test_limits_count_for_each_type(sample: search.Archive) -> None:
    every = sample.companions("place", "Hạ Giang", 1000)
    few = sample.companions("place", "Hạ Giang", 2)
    assert few == {type: found[:2] for type, found in every.items()}
    assert not any(sample.companions("place", "Hạ Giang", 0).values())


def test_what_cannot_be_asked_is_an_error(sample: search.Archive) -> None:
    for arguments in (("author", "X"), ("person", "X", -1), ("person", None)):
        with pytest.raises(search.QueryError):
            sample.companions(*arguments)  # type: ignore[arg-type]
    with pytest.raises(search.QueryError):
        sample.names("không có")


def test_corrections_make_two_names_one_companion(tmp_path: Path) -> None:
    articles = [
        *(
            {"id": str(n), "body": f"Ông Trần Văn Bình gặp bà Lê Thị Hạnh, lần {n}."}
            for n in range(3)
        ),
        {"id": "4", "body": "Ông Phạm Đức Toàn ở chợ."},
    ]
    archive = tmp_path / "archive"
    index.reindex(as_articles(articles), archive, workers=0)
    (archive / "names.txt").write_text("person: Bình Trần = Trần Văn Bình\n", "utf-8")
    with search.open(archive) as opened:
        [beside] = opened.companions("person", "Lê Thị Hạnh")["person"]
        assert (beside.name, beside.count, beside.total) == ("Bình Trần", 3, 3)
