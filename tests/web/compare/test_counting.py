"""Counts that can be printed: of what shares are, by which rule, and which are doubtful."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from helpers.archives import MakeArchive
from helpers.pages import Visit
from hypothesis import given
from hypothesis import strategies as st

import search
import web
from web.compare.doubtful import partial, thin
from web.compare.smoothing import means, ratios
from web.pages.counts import sentence
from web.text.language import Language

COUNTS = st.lists(st.integers(0, 1000), min_size=1, max_size=40)
WINDOWS = st.sampled_from([1, 3, 5, 7, 13])


def asked(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def rows_of(client: FlaskClient, **parameters: Any) -> list[dict[str, str]]:
    response = client.get("/compare.csv", query_string=parameters)
    return list(csv.DictReader(io.StringIO(response.get_data().decode("utf-8-sig"))))


@given(COUNTS, WINDOWS)
def test_means_are_those_of_a_window(counts: list[int], window: int) -> None:
    half = window // 2
    for n, mean in enumerate(means(counts, window)):
        near = counts[max(0, n - half) : n + half + 1]
        assert mean == pytest.approx(sum(near) / len(near))


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1), WINDOWS)
def test_ratios_are_sums_of_a_window(pairs: list[tuple[int, int]], window: int) -> None:
    counts = [min(pair) for pair in pairs]
    totals = [max(pair) for pair in pairs]
    half = window // 2
    for n, ratio in enumerate(ratios(counts, totals, window)):
        near = slice(max(0, n - half), n + half + 1)
        whole = sum(totals[near])
        assert ratio == pytest.approx(sum(counts[near]) / whole if whole else 0)


def of_days(*days: str, every: str = "month") -> search.Comparison:
    periods = [date.fromisoformat(f"{day}-01") for day in ("2021-01", "2021-02", "2021-03")]
    first, last = map(date.fromisoformat, days)
    return search.Comparison(every, periods, [50, 50, 50], [], (first, last))


@pytest.mark.parametrize(
    ("covered", "since", "until", "cut"),
    [
        (("2020-01-01", "2022-01-01"), None, None, set()),
        (("2021-01-03", "2021-03-29"), None, None, set()),
        (("2021-01-06", "2021-03-27"), None, None, {0, 2}),
        (("2020-01-01", "2022-01-01"), date(2021, 1, 10), date(2021, 3, 31), {0}),
        (("2020-01-01", "2022-01-01"), None, date(2021, 2, 20), {1, 2}),
    ],
)
def test_periods_that_miss_a_tenth_of_their_days_are_cut_off(
    covered: tuple[str, str], since: date | None, until: date | None, cut: set[int]
) -> None:
    assert partial(of_days(*covered), since, until) == cut


def test_periods_with_few_articles_are_thin() -> None:
    assert thin([[30, 29, 100], [30, 31, 2]]) == {1, 2}


@pytest.fixture
def papers(make_archive: MakeArchive) -> FlaskClient:
    """Two papers: in one, half of the articles are about a ferry, in the other a tenth."""
    articles = [
        {
            "id": f"{paper}-{year}-{n}",
            "body": "phà sang sông" if n % of == 0 else "cầu mới",
            "source": f"Báo {paper}",
            "category": "Đời sống",
            "published": f"{year}-{n % 12 + 1:02}-15",
        }
        for paper, of in (("A", 2), ("B", 10))
        for year in (2019, 2020, 2021)
        for n in range(40 if year < 2021 else 6)
    ]
    return web.create_app(make_archive(*articles)).test_client()


def test_shares_are_of_the_chosen_source_and_say_so(papers: FlaskClient) -> None:
    rows = rows_of(papers, q="phà", source="Báo A", every="year")
    assert [(row["count"], row["of"], float(row["share"])) for row in rows] == [
        *[("20", "40", 0.5)] * 2,
        ("3", "6", 0.5),
    ]
    page = papers.get("/compare", query_string={"q": "phà", "source": "Báo A", "every": "year"})
    assert "Tỷ lệ trên các bài có Nguồn: Báo A trong cùng năm." in page.text


def test_one_query_in_several_sources(papers: FlaskClient, visitor: Any) -> None:
    visit: Visit = visitor(papers.application)
    page = visit("/compare", q="phà", by="source", every="year")
    names = page.texts("text", class_="name")
    assert sorted(names) == ["ABáo A", "BBáo B"]
    assert "Tỷ lệ trên mọi bài của từng nguồn trong cùng năm." in page.text
    assert [one["value"] for one in page.all("input", type="checkbox") if "checked" in one] == [
        *("Báo A", "Báo B"),
    ]
    assert page.all(class_="chips") == []
    assert page.one("g", **{"data-line": "1"})["aria-label"] == "B Báo B"
    point = [a for a in page.all("a") if a.get("data-at") == "1"][-1]
    assert point["aria-label"] == "2020: 10% (4 trong 40 bài)"
    assert asked(point["href"])["source"] == ["Báo B"]
    assert "4 bài" in visit(point["href"]).text
    one = visit("/compare", q="phà", by="source", source="báo b", every="year")
    assert one.texts("text", class_="name") == ["ABáo B"]
    rows = rows_of(papers, q="phà", by="source", source=["Báo A", "Báo B"], every="year")
    assert [(row["source"], row["count"], row["of"]) for row in rows[2:4]] == [
        *(("Báo A", "20", "40"), ("Báo B", "4", "40")),
    ]


def test_of_several_queries_in_several_sources_the_first_is_counted(visit: Visit) -> None:
    page = visit("/compare", q=["dân vận", "cầu"], by="category")
    assert "chỉ từ khoá A được tính" in page.text
    none = visit("/compare", q="xyzzyx", by="source", match="all")
    assert "Không có bài nào khớp" in none.text
    assert none.all("figure") == []


def test_short_and_thin_periods_are_hatched_and_named(papers: FlaskClient, visitor: Any) -> None:
    visit: Visit = visitor(papers.application)
    page = visit("/compare", q="phà", every="year")
    hatched = [one for one in page.all("rect") if one.get("fill") == "url(#hatch)"]
    assert [one["x"] for one in hatched] == ["66.67%"]  # 2021: six months, twelve articles
    assert "Kỳ gạch chéo chưa trọn" in page.text
    assert "ít hơn 30 bài" in page.text
    counts = visit("/compare", q="phà", every="year", show="count")
    assert "ít hơn 30 bài" not in counts.text
    doubts = [row["doubt"] for row in rows_of(papers, q="phà", every="year")]
    assert doubts == ["", "", "partial thin"]
    days = visit("/compare", q="phà", every="month", source="Báo B")
    assert "Kỳ nào cũng có ít hơn 30 bài" in days.text


def test_smoothing_is_drawn_and_told(papers: FlaskClient, visitor: Any) -> None:
    visit: Visit = visitor(papers.application)
    page = visit("/compare", q="phà", every="month", show="count", smooth="3")
    assert "trung bình trượt của 3 kỳ: kỳ đó và 1 kỳ mỗi bên" in page.text
    rows = rows_of(papers, q="phà", every="month", show="count", smooth="3")
    counts = [int(row["count"]) for row in rows]
    assert [float(row["mean"]) for row in rows] == pytest.approx(means(counts, 3), abs=1e-6)
    assert {row["mean_periods"] for row in rows} == {"3"}
    options = [one for one in page.all("option") if "selected" in one]
    assert "3" in {one["value"] for one in options}


def test_what_is_counted_and_what_others_would_count_stand_beside(
    visit: Visit, client: FlaskClient, library: search.Archive
) -> None:
    page = visit("/compare", q=["dân vận", "mực nước hồ chứa"], match="phrase")
    found = library.search("dân vận", limit=0, match="phrase")
    counts = found.counts
    ways = page.texts("span", class_="ways")[0]
    assert ways == (
        f"{counts.phrase} đúng cụm từ · {counts.all} đủ mọi từ · {counts.score} khớp gần đúng"
    )
    assert sentence(found.count_note, Language("vi")) in page.text
    every = next(a["href"] for a in page.all("a") if a["text"] == f"{counts.all} đủ mọi từ")
    assert asked(every)["match"] == ["all"]
    assert f"{counts.all} bài" in visit(every).text
    rows = rows_of(client, q="dân vận", match="phrase")
    assert {row["match"] for row in rows} == {"phrase"}


def test_points_are_links_to_what_they_count(visit: Visit) -> None:
    page = visit("/compare", q=["mực nước hồ chứa", "dân vận"], every="month", show="count")
    points = [a for a in page.all("a") if "data-at" in a]
    march = next(a for a in points if "3/2017" in a["aria-label"])
    assert march["aria-label"] == "3/2017: 25 trong 25 bài"
    assert "25 bài" in visit(march["href"]).text
