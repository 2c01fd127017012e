"""What came into the archive, and since when somebody has not looked."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from helpers.pages import Visit

import index
import search
import web
from index.articles.dates import vietnamese_day
from web.pages.arrivals import arrivals

WebDriver = Any  # selenium may be missing


def test_days_of_arrival_come_latest_first(library: search.Archive) -> None:
    found = list(arrivals(library))
    newest = library.search(sort="added", limit=1).hits[0].article.added
    assert newest
    assert [one.day for one in found] == [vietnamese_day(newest)]
    assert found[0].count == len(library)
    assert found[0].last == newest


def test_front_and_page_tell_what_came_in_and_when(visit: Visit, library: search.Archive) -> None:
    front = visit("/", lang="en")
    today = next(arrivals(library)).day
    told = [a for a in front.all("a") if a["text"].startswith("updated on")]
    assert f"{len(library)} new" in told[0]["text"]
    page = visit(told[0]["href"])
    assert page.one("h1")["text"] == "New in the archive"
    assert len([a for a in page.all("a") if a["href"].startswith("/articles/")]) == 20
    every = next(a["href"] for a in page.all("a") if a["text"].startswith("All "))
    query = parse_qs(urlsplit(every).query)
    assert (query["added"], query["sort"]) == ([today.isoformat()], ["added"])
    assert f"{len(library)} articles" in visit(every).text
    feeds = [one["href"] for one in page.all("link", type="application/atom+xml")]
    assert any("sort=added" in one for one in feeds)


def test_a_day_without_arrivals_is_empty_and_one_that_is_none_is_not_there(visit: Visit) -> None:
    empty = visit("/new/2001-02-03")
    assert empty.status == 200
    assert not [a for a in empty.all("a") if a["href"].startswith("/articles/")]
    for none in ("/new/2001-02-30", "/new/x", "/new/<b>"):
        assert visit(none).status == 404


def test_an_empty_archive_has_no_arrivals(tmp_path: Path, make_input: Any, visitor: Any) -> None:
    index.reindex([make_input()], tmp_path / "kho", allow_empty=True)
    visit = visitor(web.create_app(tmp_path / "kho"))
    assert "chưa ghi bài nào" in visit("/new").text
    assert visit("/").status == 200


@pytest.mark.xdist_group("browser")
def test_who_comes_again_is_told_what_came_in_meanwhile(
    browser: WebDriver, server: str, library: search.Archive
) -> None:
    browser.get(server)
    shown = "return !document.querySelector('.visit').hidden"
    browser.execute_script("localStorage.clear(); sessionStorage.clear()")
    browser.get(server)
    assert browser.execute_script("return localStorage.getItem('khobao.seen')")
    assert not browser.execute_script(shown)  # the first visit
    browser.execute_script("""
        sessionStorage.clear();
        localStorage.setItem("khobao.seen", "2020-01-01T00:00:00+00:00");
    """)
    for _ in range(2):  # until the session ends
        browser.get(f"{server}/new?lang=en")
        told = browser.execute_async_script("""
            const done = arguments[0];
            (function wait(n) {
              const place = document.querySelector(".visit");
              if (n && place.hidden) setTimeout(wait, 50, n - 1);
              else done([place.hidden, place.textContent, place.querySelector("a")?.href]);
            })(100);
        """)
        assert told[0] is False
        assert told[1].startswith(f"{len(library)} new in the archive")
        assert "since_added=2020-01-01T00" in told[2]
    browser.get(told[2])
    assert f"{len(library)} articles" in browser.find_element("tag name", "main").text
    browser.execute_script("sessionStorage.clear()")
    browser.get(server)
    assert not browser.execute_script(shown)
    browser.execute_script("localStorage.clear(); sessionStorage.clear()")
    assert browser.get_log("browser") == []
