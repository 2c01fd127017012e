"""The archive by days: years, months, days and papers, and one day in all years."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from helpers.archives import MakeArchive
from helpers.pages import Page, Visit

import search
import web
from search.query.periods import today_here


def headlines(page: Page) -> list[str]:
    return [a["text"] for a in page.all("a") if a["href"].startswith("/articles/")]


def test_years_lead_to_months_these_to_days_and_these_to_articles(
    visit: Visit, library: search.Archive
) -> None:
    years = visit("/days")
    dated = len(library) - library.stats().undated
    assert sum(map(int, years.texts("td")[12::13])) == dated
    year = visit(years.link("2017"))
    assert year.texts("h1") == ["Năm 2017"]
    month = visit(year.link("Tháng 3/2017"))
    days = [a["href"] for a in month.all("a") if a["href"].startswith("/days/2017/3/")]
    assert days == [f"/days/2017/3/{n}" for n in range(1, 26)]
    day = visit(days[6])
    assert day.texts("h1") == ["Thứ Ba, 7/3/2017"]
    assert headlines(day) == ["Thông báo mực nước hồ chứa số 7"]
    assert visit(day.link("← 6/3/2017")).status == 200
    assert day.one("a", rel="next")["href"] == "/days/2017/3/8"
    assert visit(day.link("tháng 3/2017")).texts("h1") == ["Tháng 3/2017"]


def test_a_month_is_a_calendar_from_monday_to_sunday(visit: Visit) -> None:
    page = visit("/days/2021/7", lang="en")
    assert len(page.texts("th")) == 7
    cells = page.texts("td")
    assert cells.index("1") == 3  # 1 July 2021 was a Thursday
    assert cells.index("7 1") == 9  # the seventh has an article
    assert len(cells) == 35
    assert page.one("a", rel="prev")["href"] == "/days/2020/12?lang=en"
    assert page.one("a", rel="next")["href"] == "/days/2021/10?lang=en"


@pytest.fixture
def papers(make_archive: MakeArchive) -> FlaskClient:
    articles = [
        *(
            {
                "id": f"a{n}",
                "title": f"Tin {n} < {n + 1} & 'cũ'",
                "source": "Báo <A>",
                "published": day,
            }
            for n, day in enumerate(["2019-07-07", "2020-07-07", "2021-07-07T23:30:00+07:00"])
        ),
        {"id": "b", "title": "Tin của B", "source": "Báo B", "published": "2021-07-07"},
        {"id": "c", "title": "Không nguồn", "published": "2021-07-07"},
        {"id": "d", "title": "Ngày nhuận", "source": "Báo B", "published": "2020-02-29"},
        {"id": "undated", "title": "Không ngày"},
    ]
    return web.create_app(make_archive(*articles)).test_client()


def test_a_day_is_ordered_by_papers_which_can_be_chosen(papers: FlaskClient, visitor: Any) -> None:
    visit: Visit = visitor(papers.application)
    page = visit("/days/2021/7/7")
    assert [one.split(" 1 bài")[0] for one in page.texts("h2")] == [
        *("Báo <A>", "Báo B", "Không rõ nguồn"),
    ]
    one = visit(page.link("Báo <A>"))
    assert headlines(one) == ["Tin 2 < 3 & 'cũ'"]
    assert one.one("a", rel="prev")["href"].startswith("/days/2020/7/7?source=")
    assert "rel" not in [a.get("rel") for a in one.all("a") if "next" in (a.get("rel") or "")]
    assert headlines(visit(one.link("Bỏ “Nguồn: Báo <A>”"))) == headlines(page)
    calendar = visit("/days/2020/2", source="Báo B")
    assert calendar.texts("td").count("29 1") == 1
    assert visit("/days", source="Báo B").texts("td")[12::13] == ["1", "1"]


def test_one_day_in_all_years(papers: FlaskClient, visitor: Any) -> None:
    visit: Visit = visitor(papers.application)
    page = visit("/this-day/7/7")
    assert page.texts("h1") == ["7 tháng 7 qua các năm"]
    assert [one.split()[0] for one in page.texts("h2")] == ["2021", "2020", "2019"]
    assert "3 bài" in page.texts("h2")[0]
    assert len(headlines(page)) == 5
    leap = visit("/this-day/2/29")
    assert headlines(leap) == ["Ngày nhuận"]
    today = visit("/this-day", lang="en")
    assert str(today_here().day) in today.one("h1")["text"]
    assert "no article of this day" in visit("/this-day/1/2", lang="en").text


@pytest.mark.parametrize(
    "path",
    [
        *("/days/0", "/days/2021/0", "/days/2021/13", "/days/2021/2/30", "/days/99999"),
        *("/days/2021/7/0", "/this-day/2/30", "/this-day/0/1", "/days/-1", "/days/x"),
    ],
)
def test_what_no_calendar_has_is_not_there(visit: Visit, path: str) -> None:
    assert visit(path).status == 404


@pytest.mark.parametrize("path", ["/days/1/1/1", "/days/9999/12/31", "/days/9999", "/days/1/1"])
def test_the_ends_of_time_are_days_without_articles(visit: Visit, path: str) -> None:
    page = visit(path)
    assert page.status == 200
    assert headlines(page) == []
