"""The chart above the results: what its bars count, and where they lead."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from helpers.pages import Visit

import search
from search.engines.local.snapshot import LocalSnapshot


def asked(address: str) -> dict[str, list[str]]:
    """The parameters of an address."""
    return parse_qs(urlsplit(address).query)


def bars(page: Any) -> dict[str, str]:
    """The labels of the bars with articles, and where each leads."""
    return {
        one["aria-label"]: one["href"]
        for one in page.all("a")
        if one.get("aria-label") and "bài" in one["aria-label"] and "rel" in one
    }


def rows(page: Any) -> dict[str, int]:
    """The table: how many articles each period has."""
    labels = [text.removesuffix(" (đang chọn)") for text in page.texts("th", scope="row")]
    return dict(zip(labels, map(int, page.texts("td")), strict=True))


def test_years_of_the_archive_lead_to_their_months_and_these_to_their_days(visit: Visit) -> None:
    front = visit()
    assert asked(bars(front)["2021: 2 bài"]) == {"since": ["2021-01-01"], "until": ["2021-12-31"]}
    months = visit(bars(front)["2021: 2 bài"])
    assert list(rows(months)) == [f"tháng {n}/2021" for n in range(1, 13)]
    july = bars(months)["tháng 7/2021: 1 bài"]
    assert asked(july) == {"since": ["2021-07-01"], "until": ["2021-07-31"]}
    days = visit(july)
    assert len(rows(days)) == 31
    day = bars(days)["7/7/2021: 1 bài"]
    assert asked(day) == {"since": ["2021-07-07"], "until": ["2021-07-07"]}
    one = visit(day)
    assert one.ids == ["cau-ben-truc"]
    assert rows(one) == rows(days)
    assert asked(one.link("2021")) == {"since": ["2021-01-01"], "until": ["2021-12-31"]}
    assert asked(one.link("Mọi năm")) == {}
    assert asked(one.link("Bỏ “Thời gian: 7/7/2021”")) == {}


@pytest.mark.parametrize(
    "days", [{}, {"since": "2021-01-01", "until": "2021-12-31"}, {"when": "tháng 7/2021"}]
)
def test_a_page_with_its_chart_asks_the_archive_once(
    visit: Visit, days: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for = []
    find = LocalSnapshot.find

    def counted(self: LocalSnapshot, asked: Any, most: int) -> Any:
        asked_for.append(asked)
        return find(self, asked, most)

    monkeypatch.setattr(LocalSnapshot, "find", counted)
    assert rows(visit(q="cầu", **days))
    assert len(asked_for) == 1


@pytest.mark.parametrize("match", ["best", "any"])
@pytest.mark.parametrize("q", ["dân vận", "cầu", "mực nước hồ chứa", ""])
def test_bars_count_what_their_search_finds(
    visit: Visit, library: search.Archive, q: str, match: str
) -> None:
    page = visit(q=q, match=match, sort="oldest")
    assert bars(page)
    for label, target in bars(page).items():
        days = asked(target)
        found = library.search(q, match=match, since=days["since"][0], until=days["until"][0])
        if match == "any":
            assert label.endswith(f": {found.total} bài")
        assert asked(target).get("q", [""]) == [q]


def test_axis_has_the_years_without_articles_too(visit: Visit, library: search.Archive) -> None:
    found = rows(visit(q="dan van", match="any"))
    assert list(found) == [str(number) for number in range(2015, 2023)]
    assert found["2016"] == 0
    years = dict(library.search("dan van", match="any").facets["year"])
    assert {year: count for year, count in found.items() if count} == years


def test_few_years_are_shown_by_their_months(visit: Visit) -> None:
    found = rows(visit(q='"công tác dân vận"'))
    assert next(iter(found)) == "tháng 1/2021"
    assert list(found)[-1] == "tháng 12/2022"
    assert {label: n for label, n in found.items() if n} == {
        "tháng 10/2021": 1,
        "tháng 6/2022": 1,
    }


def test_range_is_marked_among_the_bars_around_it(visit: Visit) -> None:
    page = visit(match="any", q="dan van cau", since="2021-05-01", until="2022-12-31")
    marked = [one["aria-label"] for one in page.all("a", **{"aria-current": "true"})]
    assert "2021: 2 bài" in marked
    assert "2015: 1 bài" in bars(page)
    assert "2015: 1 bài" not in marked
    chosen = page.texts("tr", class_="chosen")
    assert [text.split()[0] for text in chosen] == ["2021", "2022"]


def test_axis_carries_a_few_labels_only(visit: Visit) -> None:
    page = visit(since="2021-07-01", until="2021-07-31")
    assert page.texts("text") == ["1", "11", "21", "31"]


def test_nothing_dated_has_no_chart(visit: Visit) -> None:
    assert visit(q="trạm thủy văn", match="all").all("figure") == []
    assert visit(q="zzzz").all("figure") == []


def test_empty_range_keeps_the_chart_that_leads_out_of_it(visit: Visit) -> None:
    page = visit(q="dân vận", match="all", since="2021-02-01", until="2021-02-28")
    assert page.ids == []
    assert asked(page.link("2021"))["until"] == ["2021-12-31"]


def test_moments_and_the_wrong_order_of_days_are_no_obstacle(visit: Visit) -> None:
    days = {"since": "2021-07-07T18:00:00+00:00", "until": "2021-07-08T10:00"}
    marked = visit(q="cầu", **days).texts("tr", class_="chosen")
    assert marked == ["8/7/2021 (đang chọn)0"]
    assert visit(q="cầu", since="2022-01-01", until="2021-01-01").status == 200
    assert visit(q="cầu", since="0001-01-01", until="9999-12-31").status == 200
    assert visit(q="cầu", since="9999-12-01", until="9999-12-31").status == 200
    assert visit(q="cầu", since="0001-01-01", until="0001-01-02").status == 200


def test_bars_can_show_shares_of_what_the_filters_leave(
    visit: Visit, library: search.Archive
) -> None:
    page = visit(q="dân vận", match="any", source="Nhật báo Lam Khê")
    shares = visit(page.link("Tỷ lệ"))
    assert asked(page.link("Tỷ lệ"))["bars"] == ["share"]
    assert "Tỷ lệ trên các bài có Nguồn: Nhật báo Lam Khê trong cùng kỳ" in shares.text
    filters: dict[str, Any] = {"source": ["Nhật báo Lam Khê"], "match": "any"}
    found = library.timeline("dân vận", every="year", **filters)
    totals = found.comparison.totals
    expected = {
        f"({one.count} trong {total} bài)"
        for one, total in zip(found, totals, strict=True)
        if one.count
    }
    labels = [one["aria-label"] for one in shares.all("a") if "data-at" in one]
    assert {label[label.index("(") :] for label in labels} == expected
    year = next(one["href"] for one in shares.all("a") if "data-at" in one)
    assert asked(year)["bars"] == ["share"]
    assert visit(year).texts("span", **{"aria-current": "true"}) == ["Tỷ lệ"]
    counts = shares.link("Số bài")
    assert "bars" not in asked(counts)


def test_shares_without_filters_are_of_all_articles(visit: Visit) -> None:
    page = visit("/", bars="share", lang="en")
    assert "Share of all articles of the same period" in page.text
    labels = [one["aria-label"] for one in page.all("a") if "data-at" in one]
    assert labels
    assert all(": 100% (" in label for label in labels)


def test_articles_without_a_date_are_told(visit: Visit, library: search.Archive) -> None:
    undated = library.stats().undated
    assert f"{undated} bài không rõ ngày đăng, không có trong biểu đồ" in visit().text
    assert "không rõ ngày đăng" not in visit(q="dân vận").text
    assert "không rõ ngày đăng" not in visit(since="2017-01-01").text


def test_what_bars_cannot_show_is_told(visit: Visit) -> None:
    page = visit(q="dân vận", bars="x")
    assert page.status == 200
    assert page.one(class_="problems")["text"].strip()
    assert page.texts("span", **{"aria-current": "true"}) == ["Số bài"]
