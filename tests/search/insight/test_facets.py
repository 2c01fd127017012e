"""Facets count without their own filter, whatever the filters are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from helpers.archives import MakeArchive

import search
from index import Article


def values_of(article: Article, facet: str) -> tuple[str, ...]:
    if facet == "year":
        return (str(article.published.year),) if article.published else ()
    if facet == "author":
        return article.authors
    value = getattr(article, facet)
    return (value,) if value else ()


def passes(article: Article, filters: dict[str, Any]) -> bool:
    year = filters.get("since", "")[:4]
    if year and values_of(article, "year") != (year,):
        return False
    return all(
        set(filters[facet]).intersection(values_of(article, facet))
        for facet in ("category", "source", "author")
        if facet in filters
    )


def counted(articles: Iterable[Article], facet: str) -> dict[str, int]:
    return Counter(value for one in articles for value in values_of(one, facet))


@pytest.mark.parametrize(
    "filters",
    [
        {"category": ["Kinh tế", "Xã hội"]},
        {"source": ["Báo Hạ Giang", "không có"]},
        {"category": ["Kinh tế", "Xã hội"], "source": ["Báo Hạ Giang"]},
        {"since": "2018-01-01", "until": "2018-12-31"},
        {"category": ["Kinh tế"], "since": "2019-01-01", "until": "2019-12-31"},
    ],
)
def test_a_facet_counts_what_choosing_another_value_would_give(
    filters: dict[str, Any], sample: search.Archive
) -> None:
    whole = list(sample.export("cầu nước", match="any"))
    results = sample.search("cầu nước", match="any", limit=100, **filters)
    assert {hit.article.id for hit in results} == {one.id for one in whole if passes(one, filters)}
    assert results.total == len(results)
    for facet in ("category", "source", "author", "year"):
        own = ("since", "until") if facet == "year" else (facet,)
        others = {name: value for name, value in filters.items() if name not in own}
        expected = counted((one for one in whole if passes(one, others)), facet)
        assert dict(results.facets[facet]) == expected, facet


def test_several_values_of_one_facet_are_any_of_them(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "a", "body": "chợ phiên", "authors": ["Vi Thị Lan", "Đỗ Lân"]},
        {"id": "b", "body": "chợ phiên", "authors": ["Đỗ Lân"]},
        {"id": "c", "body": "chợ phiên", "authors": ["Hà Thục Uyên"]},
        {"id": "d", "body": "chợ phiên"},
    )
    results = archive.search("chợ", author=["Đỗ Lân", "Vi Thị Lan"])
    assert {hit.article.id for hit in results} == {"a", "b"}
    assert results.facets["author"] == [("Đỗ Lân", 2), ("Hà Thục Uyên", 1), ("Vi Thị Lan", 1)]


def test_places_are_counted_without_those_that_are_left_out(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "a", "body": "Lễ hội ở tỉnh Hạ Giang và tỉnh Vân Trạch đã mở."},
        {"id": "b", "body": "Lễ hội ở tỉnh Hạ Giang đã mở."},
        {"id": "c", "body": "Lễ hội ở tỉnh Vân Trạch đã mở."},
    )
    results = archive.search("lễ hội", exclude_place=["vân trạch"])
    assert results.total == 1
    assert results.facets["place"] == [("Vân Trạch", 2), ("Hạ Giang", 1)]
    assert archive.search("lễ hội", place=["Hạ Giang"], exclude_place=["Vân Trạch"]).total == 1
