"""Articles by period: every one is counted once, and nothing wrong makes an axis without end."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from helpers.archives import MakeArchive

import search
from index.articles.dates import VIETNAM


def dated(*days: str, body: str = "phà sang sông") -> list[dict[str, Any]]:
    return [{"id": f"{body}-{n}", "body": body, "published": day} for n, day in enumerate(days)]


def day_of(published: datetime | date) -> date:
    if isinstance(published, datetime):
        return published.astimezone(VIETNAM).date()
    return published


@pytest.mark.parametrize("every", search.PERIODS)
def test_each_bucket_counts_the_articles_of_its_days(every: str, sample: search.Archive) -> None:
    found = sample.timeline("cầu Bến Trúc", every=every)
    articles = list(sample.export("cầu Bến Trúc"))
    starts = [bucket.date for bucket in found]
    expected = Counter(
        max(start for start in starts if start <= day_of(one.published))
        for one in articles
        if one.published
    )
    assert {bucket.date: bucket.count for bucket in found if bucket.count} == expected
    assert found.total == len(articles)
    assert found.undated == sum(one.published is None for one in articles)
    assert found[0].count
    assert found[-1].count
    days = {"day": (1, 1), "week": (7, 7), "month": (28, 31), "year": (365, 366)}[every]
    for one, following in pairwise(starts):
        assert days[0] <= (following - one).days <= days[1]


def test_weeks_begin_on_monday(sample: search.Archive) -> None:
    assert {bucket.date.weekday() for bucket in sample.timeline("", every="week")} == {0}


def test_a_day_is_a_vietnamese_one(make_archive: MakeArchive) -> None:
    archive = make_archive(*dated("2021-06-30T18:00:00Z", "2021-07-01T16:59:00+00:00"))
    assert archive.timeline(every="day") == [search.Bucket(date(2021, 7, 1), 2, 1.0)]


def test_shares_are_of_all_articles_of_the_period(make_archive: MakeArchive) -> None:
    archive = make_archive(
        *dated("2020-01-02", "2020-03-04", "2020-03-09"),
        *dated("2020-02-01", "2020-03-20", body="cầu treo"),
    )
    found = archive.timeline("phà", every="month")
    assert [(one.date.month, one.count, one.share) for one in found] == [
        (1, 1, 1.0),
        (2, 0, 0.0),
        (3, 2, pytest.approx(2 / 3)),
    ]


def test_filters_narrow_a_timeline(make_archive: MakeArchive) -> None:
    archive = make_archive(*dated("2019-05-01", "2020-05-01", "2021-05-01"))
    found = archive.timeline("phà", every="year", since="2020-01-01", until="2020-12-31")
    assert [(one.date, one.count) for one in found] == [(date(2020, 1, 1), 1)]


@pytest.mark.parametrize("every", search.PERIODS)
def test_results_tell_the_timeline_of_their_own_articles(
    every: str, sample: search.Archive
) -> None:
    filters = {"since": "2015-01-01", "source": ["Báo Hạ Giang"]}
    results = sample.search("xã", match="any", **filters)
    expected = sample.timeline("xã", match="any", every=every, **filters)
    assert results.timeline(every) == expected
    assert results.timeline(every).total == results.total


@pytest.mark.parametrize("chosen", [{}, {"since": "2021-07-07"}, {"until": "2020-03-31"}])
def test_results_tell_the_timeline_of_other_days_than_those_that_were_asked_for(
    chosen: dict[str, str], make_archive: MakeArchive
) -> None:
    archive = make_archive(
        *dated("2020-03-31", "2021-01-01", "2021-07-07", "2021-12-31T16:59:00Z", "2022-01-01"),
        {"id": "undated", "body": "phà"},
        {"id": "other", "body": "phà", "source": "Báo khác", "published": "2021-07-08"},
    )
    year = date(2021, 1, 1), date(2021, 12, 31)
    found = archive.search("phà sang sông", **chosen).timeline("month", within=year)
    assert {one.date.month: one.count for one in found if one.count} == {1: 1, 7: 1, 12: 1}
    assert (found.total, found.undated) == (3, 0)
    elsewhere = archive.search("phà", source=["Báo khác"], **chosen).timeline("day", within=year)
    assert [(one.date, one.count) for one in elsewhere] == [(date(2021, 7, 8), 1)]


def test_without_a_match_or_a_date_there_is_no_bucket(make_archive: MakeArchive) -> None:
    archive = make_archive({"id": "a", "body": "phà"})
    for every in (*search.PERIODS, "auto"):
        assert archive.timeline("phà", every=every) == []
        assert archive.timeline("xyzzyx", every=every) == []
    found = archive.timeline("phà")
    assert (found.total, found.undated) == (1, 1)


@pytest.mark.parametrize(
    ("last", "every"),
    [
        ("2020-01-01", "day"),
        ("2020-02-29", "day"),
        ("2020-03-01", "week"),
        ("2021-02-21", "week"),
        ("2021-03-01", "month"),
        ("2024-12-31", "month"),
        ("2025-01-01", "year"),
        ("2099-01-01", "year"),
    ],
)
def test_auto_takes_the_shortest_period_that_gives_few_buckets(
    last: str, every: str, make_archive: MakeArchive
) -> None:
    found = make_archive(*dated("2020-01-01", last)).timeline("phà", every="auto")
    assert found.every == every
    assert sum(bucket.count for bucket in found) == 2


def test_a_wrong_date_makes_no_endless_axis(make_archive: MakeArchive) -> None:
    archive = make_archive(*dated("1900-01-02", "2021-07-01", "2021-07-09"))
    with pytest.raises(search.QueryError, match="44,384 days from 1900-01-02 to 2021-07-09"):
        archive.timeline("phà", every="day")
    assert len(archive.timeline("phà", every="week")) > 6_000
    assert len(archive.timeline("phà", every="day", since="2021-01-01")) == 9
    longest = make_archive(*dated("1994-01-01", str(date(1994, 1, 1) + timedelta(days=9_999))))
    assert len(longest.timeline("phà", every="day")) == 10_000


def test_queries_are_compared_on_one_axis(make_archive: MakeArchive) -> None:
    archive = make_archive(
        *dated("2020-01-02", "2020-03-04"),
        *dated("2020-02-01", "2020-03-20", "2020-05-05", body="cầu treo"),
        {"id": "không ngày", "body": "cầu treo"},
    )
    found = archive.compare(["phà", "cầu", "xyzzyx"], every="month")
    assert [day.month for day in found.periods] == [1, 2, 3, 4, 5]
    assert found.totals == [1, 1, 2, 0, 1]
    assert [one.counts for one in found.series] == [[1, 0, 1, 0, 0], [0, 1, 1, 0, 1], [0] * 5]
    assert [one.total for one in found.series] == [2, 4, 0]
    assert [one.undated for one in found.series] == [0, 1, 0]
    assert found.series[0].shares == [1.0, 0.0, 0.5, 0.0, 0.0]
    alone = archive.timeline("cầu", every="month")
    assert [bucket.count for bucket in alone] == found.series[1].counts[1:]


@pytest.mark.parametrize("queries", [[], ["cầu"], ["cầu"] * 5, "cầu phà"])
def test_from_two_to_four_queries_can_be_compared(queries: Any, sample: search.Archive) -> None:
    with pytest.raises(search.QueryError, match="from 2 to 4"):
        sample.compare(queries)


@pytest.mark.parametrize("arguments", [{"every": "hour"}, {"match": "some"}, {"since": "mai"}])
def test_wrong_arguments_are_errors(arguments: dict[str, Any], sample: search.Archive) -> None:
    with pytest.raises(search.QueryError):
        sample.timeline("cầu", **arguments)
    with pytest.raises(search.QueryError):
        sample.compare(["cầu", "phà"], **arguments)


PAPERS = [
    *({"id": f"a{n}", "body": "phà", "source": "Báo A", "published": "2021-03-01"} for n in (1, 2)),
    {"id": "a3", "body": "cầu", "source": "Báo A", "published": "2021-03-02"},
    {"id": "a4", "body": "cầu", "source": "Báo A", "published": "2021-04-02"},
    *(
        {"id": f"b{n}", "body": "cầu", "source": "Báo B", "published": "2021-03-03"}
        for n in range(5)
    ),
    {"id": "b9", "body": "phà", "source": "Báo B", "published": "2021-04-30"},
    {"id": "undated", "body": "phà", "source": "Báo B"},
]


def test_shares_are_of_what_the_filters_leave(make_archive: MakeArchive) -> None:
    archive = make_archive(*PAPERS)
    of_all, of_one = archive.timeline("phà"), archive.timeline("phà", source=["báo a"])
    assert [one.share for one in of_all] == pytest.approx([2 / 8, 1 / 2])
    assert [one.share for one in of_one] == pytest.approx([2 / 3])
    assert of_one.comparison.totals == [3]
    assert of_one.comparison.covered == (date(2021, 3, 1), date(2021, 4, 2))
    found = archive.search("phà", source=["Báo A"]).timeline("month")
    assert found == of_one
    within = date(2021, 3, 1), date(2021, 3, 31)
    narrowed = archive.search("phà", source=["Báo A"], until="2020").timeline("month", within)
    assert [one.share for one in narrowed] == pytest.approx([2 / 3])


def test_a_query_is_compared_in_several_values(make_archive: MakeArchive) -> None:
    archive = make_archive(*PAPERS)
    found = archive.compare_values("phà", "source", ["Báo A", "BÁO B"], source=["Báo A"])
    assert [one.value for one in found.series] == ["Báo A", "BÁO B"]
    assert [one.counts for one in found.series] == [[2, 0], [0, 1]]
    assert [one.totals for one in found.series] == [[3, 1], [5, 1]]
    assert found.series[1].shares == pytest.approx([0, 1])
    assert [(one.total, one.undated) for one in found.series] == [(2, 0), (2, 1)]
    assert found.totals == [8, 2]


@pytest.mark.parametrize(
    ("facet", "values", "told"),
    [
        ("source", [], "values: from 1 to 4"),
        ("source", list("abcde"), "values: from 1 to 4"),
        ("year", ["2021"], "facet"),
    ],
)
def test_values_that_cannot_be_compared_are_refused(
    sample: search.Archive, facet: str, values: Any, told: str
) -> None:
    with pytest.raises(search.QueryError, match=told):
        sample.compare_values("phà", facet, values)
