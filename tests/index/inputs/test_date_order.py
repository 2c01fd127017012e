"""Dates in figures, of which a file as a whole tells whether the month comes first."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from index.articles.article import Article
from index.inputs import read
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.date_order import order_of
from index.inputs.reading import convert, pieces


def days(tmp_path: Path, *dates: str, **options: str) -> list[str]:
    lines = [json.dumps({"title": f"Bài {n}", "date": day}) for n, day in enumerate(dates)]
    content = Content("bai.jsonl", iter(["\n".join(lines).encode()]))
    found = [convert(one.leaf, Options(**options)) for one in pieces(content, Options(**options))]  # type: ignore[arg-type]
    assert all(isinstance(one, Article) for one in found)
    assert [one.title for one in found if isinstance(one, Article)] == [
        f"Bài {n}" for n in range(len(dates))
    ]
    return [str(one.published) for one in found if isinstance(one, Article)]


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["7/8/2021", "7/21/2021", "12/25/2021"], "month"),
        (["7/8/2021", "21/7/2021"], "day"),
        (["07-21-21 10:47"], "month"),
        (["7/8/2021", "8/8/2021"], None),
        (["7/21/2021", "21/7/2021"], None),
        (["2021-07-21", "21.7.2021", "20210721", "hôm qua", ""], None),
        (["13/7/2021"] * 30 + ["7/13/2021"], "day"),
    ],
)
def test_a_part_over_twelve_proves_the_order(values: list[str], order: str | None) -> None:
    assert order_of(values) == order


def test_the_month_comes_first_in_all_dates_of_a_file_where_some_prove_it(tmp_path: Path) -> None:
    found = days(tmp_path, "7/8/2021", "2021-07-09", "7/21/2021", "12/25/2021", "1/2/2021")
    assert found == ["2021-07-08", "2021-07-09", "2021-07-21", "2021-12-25", "2021-01-02"]


def test_a_doubtful_date_is_taken_with_the_day_first(tmp_path: Path) -> None:
    assert days(tmp_path, "7/8/2021", "8/8/2021") == ["2021-08-07", "2021-08-08"]
    assert days(tmp_path, "7/8/2021", "21/8/2021") == ["2021-08-07", "2021-08-21"]


def test_one_mistake_among_days_first_makes_no_month_first(tmp_path: Path) -> None:
    assert days(tmp_path, "21/7/2021", "7/13/2021", "7/8/2021") == [
        "2021-07-21",
        "None",
        "2021-08-07",
    ]


def test_the_order_may_be_given(tmp_path: Path) -> None:
    assert days(tmp_path, "7/8/2021", date_order="month") == ["2021-07-08"]
    assert days(tmp_path, "7/8/2021", "7/21/2021", date_order="day") == ["2021-08-07", "None"]


def test_a_long_file_that_proves_it_late_says_what_was_read_before(tmp_path: Path) -> None:
    path = tmp_path / "bai.jsonl"
    dates = ["1/2/2021"] * 2_500 + ["1/21/2021", "1/22/2021", "1/2/2021"]
    path.write_text("".join(json.dumps({"title": "Bài", "date": day}) + "\n" for day in dates))
    found = [one for one in read([path]) if isinstance(one, Article)]
    assert found[0].published == date(2021, 2, 1)
    assert found[-1].published == date(2021, 1, 2)
    [note] = [note for one in found for note in one.extra.get("notes", ())]
    assert "2,000 records before were read with the day first" in note
