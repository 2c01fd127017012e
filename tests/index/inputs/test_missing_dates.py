"""Dates of nothing: what programs write where there is no date is no date, and never made up."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from index.articles.article import Article
from index.inputs import read

Dated = Callable[..., list[Article]]


@pytest.fixture
def dated(tmp_path: Path) -> Dated:
    def read_all(*dates: Any) -> list[Article]:
        path = tmp_path / "bai.jsonl"
        records = ({"id": str(n), "title": "Chợ", "date": each} for n, each in enumerate(dates))
        path.write_text("\n".join(map(json.dumps, records)), "utf-8")
        articles = list(read([path]))
        assert all(isinstance(one, Article) for one in articles)
        return articles

    return read_all


NOTHING = [
    *("NaT", "<NA>", "-", "—", "Invalid date", "Invalid Date", "NaN/NaN/NaN", "dd/mm/yyyy"),
    *("Không rõ", "Chưa cập nhật", "Đang cập nhật", "Ngày đăng:", "unknown", "true", True, False),
    *("0000-00-00", "0000-00-00 00:00:00", "00/00/0000", "00:00, 00/00/0000", "00:00:00"),
    *("0001-01-01", "0001-01-01T00:00:00Z", "1/1/0001 12:00:00 AM", "01/01/0001 00:00"),
    *("30/11/-0001", "30/11/-1", "-0001-11-30T00:00:00+00:00", "Wed, 30 Nov -0001 00:00:00 +0000"),
    *("9999-12-31", "9999-12-31T23:59:59.999Z", "31/12/9999 23:59", 0, -1, 1, "0", "0.0"),
    *("/Date(-62135596800000)/", -62135596800, {"$date": {"$numberLong": "0"}}),
    *("1/0/1900", "1753-01-01", "1601-01-01T00:00:00", {"$date": "0001-01-01T00:00:00Z"}),
]


@pytest.mark.parametrize("nothing", NOTHING)
def test_what_programs_write_for_no_date_is_none_without_a_note(dated: Dated, nothing: Any) -> None:
    [article] = dated(nothing)
    assert article.published is None
    assert article.extra == {"date": nothing}


BEGINNINGS = [
    *("1970-01-01", "01/01/1970", "1970-01-01 00:00:00", "1970-01-01T00:00:00Z"),
    *("1970-01-01T07:00:00+07:00", "1970-01-01T00:00:00+07:00", "07:00, 01/01/1970"),
    *("01/01/1970 08:00", "Thu, 01 Jan 1970 00:00:00 GMT", "/Date(0)/"),
    *("Thu Jan 01 1970 08:00:00 GMT+0800 (Indochina Time)", 'ISODate("1970-01-01T00:00:00Z")'),
    *("1900-01-01", "1900-01-00", "1899-12-30T00:00:00", "2038-01-19T03:14:07Z"),
    *({"$date": "1970-01-01T00:00:00Z"}, 253402300799, "253402214400"),
]


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_where_programs_begin_to_count_is_no_date_and_is_noted(
    dated: Dated, beginning: Any
) -> None:
    [article] = dated(beginning)
    assert article.published is None
    assert article.extra["date"] == beginning
    [note] = article.extra["notes"]
    assert "was taken for no date" in note
    assert "date_from" not in article.extra


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1970-01-01T09:30:00+07:00", date(1970, 1, 1)),
        ("18:30, 01/01/1970", date(1970, 1, 1)),
        ("1970-01-01T08:00:00+07:00", date(1970, 1, 1)),
        ("1970-01-02", date(1970, 1, 2)),
        ("tháng 1/1970", date(1970, 1, 1)),
        ("1970", date(1970, 1, 1)),
        ("Wed, 07 Jul 2021 00:00:00 +0000", date(2021, 7, 7)),
        ("2021-07-07 18:39 -0000", date(2021, 7, 8)),
        ("2000-01-01", date(2000, 1, 1)),
    ],
)
def test_dates_near_those_are_dates(dated: Dated, text: str, day: date) -> None:
    [article] = dated(text)
    when = article.published
    if isinstance(when, datetime):
        when = when.astimezone(datetime.fromisoformat("2021-01-01T00:00:00+07:00").tzinfo).date()
    assert when == day


@pytest.mark.parametrize("first_day", ["1970-01-01", "01/01/1970", "1970-01-01 00:00:00"])
def test_among_articles_of_those_years_the_day_is_one(dated: Dated, first_day: str) -> None:
    before, _, after = dated(first_day, "03/02/1970", first_day)
    assert before.published is not None
    assert before.published == after.published
    assert [one.published for one in dated(first_day, "03/02/2020", first_day)] == [
        None,
        date(2020, 2, 3),
        None,
    ]


def test_a_date_of_nothing_gives_way_to_another_one(tmp_path: Path) -> None:
    path = tmp_path / "bai.csv"
    path.write_text(
        "title,body,published_at,created_at\n"
        "Chợ,Dân vui.,1970-01-01 00:00:00,2021-07-07 08:00:00\n"
        "Cầu,Dân qua.,0000-00-00 00:00:00,2021-07-08 08:00:00\n",
        "utf-8",
    )
    days = [str(one.published)[:10] for one in read([path]) if isinstance(one, Article)]
    assert days == ["2021-07-07", "2021-07-08"]


@pytest.mark.parametrize(
    ("text", "precision"), [("2021-07-00", "month"), ("2021-00-00 00:00:00", "year")]
)
def test_what_mysql_knows_of_a_date_is_kept(dated: Dated, text: str, precision: str) -> None:
    [article] = dated(text)
    assert article.published == date(2021, 7 if precision == "month" else 1, 1)
    assert article.extra["published_precision"] == precision
