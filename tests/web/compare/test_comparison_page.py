"""Several queries over time: lines, table, file, and the words of each."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from helpers.pages import Visit

import search
from search.display.sanitizing import sanitized
from web.compare.request import last_day, with_word

TWO = ["dân vận", "mực nước hồ chứa"]


def test_empty_page_asks_for_queries(visit: Visit) -> None:
    page = visit("/compare")
    assert page.status == 200
    assert page.texts("h1") == ["So sánh theo thời gian"]
    assert [page.one("input", id=f"q{letter}")["value"] for letter in "ABCD"] == [""] * 4
    assert page.all("figure") == page.all("table") == []


def test_every_query_has_a_line_a_letter_and_its_total(visit: Visit, library: Any) -> None:
    page = visit("/compare", q=TWO)
    assert len(page.all("polyline")) == 2
    assert len({one["class"] for one in page.all("polyline")}) == 2
    names = page.texts("text", class_="name")
    assert [name[0] for name in names] == ["A", "B"]
    for query, letter in zip(TWO, "AB", strict=True):
        assert page.one("input", id=f"q{letter}")["value"] == query
        total = library.search(query, limit=0).total
        assert f"{total} bài" in " ".join(page.texts("span", class_="count"))
        assert visit(page.link(query)).one("input", id="q")["value"] == query


def test_table_has_the_numbers_of_the_library_and_leads_to_the_articles(
    visit: Visit, library: search.Archive
) -> None:
    page = visit("/compare", q=TWO, every="month", match="all")
    comparison = library.compare(TWO, every="month", match="all")
    assert page.texts("th", scope="row") == [f"{d.month}/{d.year}" for d in comparison.periods]
    cells = page.texts("td")
    counts = [
        count for row in zip(*(s.counts for s in comparison.series), strict=True) for count in row
    ]
    assert [int(cell.split()[0]) for cell in cells] == counts
    assert [a for a in page.all("a") if a["text"].isdigit()] == []  # the points lead there
    of_days = visit("/compare", q=TWO, every="day", match="all")  # too many for points
    assert [a for a in of_days.all("a") if "data-at" in a] == []
    link = [a["href"] for a in of_days.all("a") if a["text"] == "1"][-1]
    query = parse_qs(urlsplit(link).query)
    assert query["since"] == query["until"] == ["2022-06-30"]
    assert "1 bài" in visit(link).text


def test_counts_and_shares_are_drawn_on_their_own_axes(visit: Visit) -> None:
    shares = visit("/compare", q=TWO, every="year")
    counts = visit(shares.link("Số bài"))
    assert all(tick.endswith("%") for tick in shares.texts("text", class_="tick"))
    assert all(tick.isdigit() for tick in counts.texts("text", class_="tick"))
    assert shares.all("polyline") != counts.all("polyline")
    assert counts.one("a", **{"aria-current": "true"})["text"] == "Số bài"
    assert "Số bài mỗi năm, tính trên mọi bài." in counts.text
    assert counts.one("input", name="show")["value"] == "count"


def test_file_has_every_number(visit: Visit, client: FlaskClient, library: search.Archive) -> None:
    page = visit("/compare", q=TWO, every="year", since="2017-01-01")
    response = client.get(page.link("Số liệu (CSV)"))
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.get_data().decode("utf-8-sig"))))
    comparison = library.compare(TWO, every="year", since="2017-01-01")
    for n, one in enumerate(comparison.series):
        mine = [row for row in rows if row["query"] == one.query]
        assert [int(row["count"]) for row in mine] == one.counts
        assert [float(row["share"]) for row in mine] == pytest.approx(one.shares, abs=1e-6)
        assert [row["date"] for row in rows[n::2]] == [d.isoformat() for d in comparison.periods]


def test_file_without_queries_is_empty(client: FlaskClient) -> None:
    assert client.get("/compare.csv").get_data() == b""


def test_query_that_looks_like_a_formula_is_none_in_the_file(client: FlaskClient) -> None:
    response = client.get("/compare.csv", query_string={"q": ["=1+1 dân", "vận"]})
    assert "'=1+1 dân" in response.get_data(as_text=True)


def test_words_that_set_articles_apart_lead_to_those_that_hold_them(
    visit: Visit, library: search.Archive
) -> None:
    query = "mực nước"
    page = visit("/compare", q=[query, "dân vận"])
    word = library.distinctive(query, 1)[0]
    link = page.link(word.text)
    assert parse_qs(urlsplit(link).query)["q"] == [f'{query} "{word.text}"']
    assert visit(link).all(class_="hit")


@pytest.mark.parametrize(
    ("query", "combined"),
    [("dân vận", 'dân vận "hồ chứa"'), ("dân OR vận", '(dân OR vận) "hồ chứa"')],
)
def test_word_is_asked_for_beside_the_whole_query(query: str, combined: str) -> None:
    assert with_word(query, "hồ chứa") == combined


def test_one_query_is_drawn_alone_and_repetitions_count_once(visit: Visit) -> None:
    page = visit("/compare", q=["dân vận", " ", "dân vận ", ""])
    assert len(page.all("polyline")) == 1
    assert page.one("input", id="qB")["value"] == ""


def test_filters_stay_and_can_be_removed(visit: Visit) -> None:
    page = visit("/compare", q=TWO, category="Chính trị", since="2021-01-01", lang="en")
    assert page.one("input", type="hidden", name="category")["value"] == "Chính trị"
    without = page.link("Remove “Section: Chính trị”")
    query = parse_qs(urlsplit(without).query)
    assert query == {"q": TWO, "since": ["2021-01-01"], "lang": ["en"]}
    vietnamese = parse_qs(urlsplit(page.link("Tiếng Việt")).query)
    kept = {"q": TWO, "since": ["2021-01-01"], "category": ["Chính trị"]}
    assert vietnamese == {**kept, "lang": ["vi"]}


def test_nothing_found_is_said(visit: Visit) -> None:
    page = visit("/compare", q=["zzzz", "không có trong kho xyzzy"], match="all")
    assert page.all("figure") == []
    assert "Không có bài nào rõ ngày đăng khớp với những từ khoá này." in page.text


def test_too_many_periods_become_longer(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.insight.timeline.MOST_PERIODS", 20)
    page = visit("/compare", q=TWO, every="day")
    assert page.status == 200
    assert "Chia như đã chọn thì quá nhỏ để vẽ" in page.text
    assert page.all("polyline")


def test_long_table_ends_at_the_latest_periods(visit: Visit, library: search.Archive) -> None:
    page = visit("/compare", q=TWO, every="day")
    periods = library.compare(TWO, every="day").periods
    assert len(periods) > 366
    rows = page.texts("th", scope="row")
    last = periods[-1]
    assert (len(rows), rows[-1]) == (366, f"{last.day}/{last.month}/{last.year}")
    assert "Bảng chỉ có 366 kỳ gần nhất" in page.text


@pytest.mark.parametrize(
    "wrong", [{"q": list("abcde")}, {"every": "hour"}, {"show": "x"}, {"since": "x"}]
)
def test_what_is_not_understood_is_told_in_place_and_makes_no_file(
    visit: Visit, wrong: dict[str, Any]
) -> None:
    page = visit("/compare", **wrong)
    assert page.status == 200
    assert page.one(class_="problems")["text"].strip()
    assert visit("/compare.csv", **wrong).status == 400


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\u202egnort", "a\u200bb"],
)
def test_hostile_query_stays_text(visit: Visit, hostile: str) -> None:
    page = visit("/compare", q=["mực nước", hostile], match="any")
    assert page.strange("script") == page.all("img") == []
    assert page.one("input", id="qB")["value"] == sanitized(hostile)
    assert "\u202e" not in "".join(page.texts("title") + page.texts("text"))


@pytest.mark.parametrize(
    ("first", "every", "last"),
    [
        ("2020-02-01", "month", "2020-02-29"),
        ("2021-12-01", "month", "2021-12-31"),
        ("2021-01-01", "year", "2021-12-31"),
        ("2021-12-27", "week", "2022-01-02"),
        ("2021-12-27", "day", "2021-12-27"),
    ],
)
def test_the_last_day_of_a_period_is_that_before_the_next(
    first: str, every: str, last: str
) -> None:
    assert last_day(date.fromisoformat(first), every).isoformat() == last


def test_link_to_the_numbers_holds_whatever_the_page_was_given(client: Any, visit: Any) -> None:
    page = visit("/compare", q=["dân vận", "cầu"], size=20, sort="newest", group="true", lang="en")
    (link,) = [a["href"] for a in page.all("a") if a["href"].startswith("/api/v1/timeline")]
    assert client.get(link).status_code == 200


def test_period_is_written_in_peoples_own_words(visit: Visit) -> None:
    page = visit("/compare", q=TWO, when="tháng 3/2017")
    assert page.one("input", id="when")["value"] == "3/2017"
    page = visit("/compare", q=TWO, since="2017-03-01", until="2017-04-30", added="2020")
    assert page.one("input", id="when")["value"] == "từ 1/3/2017 đến 30/4/2017"
    assert not page.all("input", name="since")
    assert page.one("input", name="added")["value"] == "2020"
    page = visit("/compare", q=TWO, when="thuở nọ")
    assert page.one("input", id="when")["value"] == "thuở nọ"
    assert page.one("input", id="when")["aria-invalid"] == "true"
