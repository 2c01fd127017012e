"""The JSON API gives what the library gives."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from helpers.pages import Articles
from python_calamine import CalamineWorkbook
from werkzeug.test import TestResponse

import search
import web
from search.engines.local.snapshot import LocalSnapshot
from web.api import exporting, searching
from web.api.cursors import Cursor
from web.parameters.asked import Parameters

Ask = Callable[..., TestResponse]


def test_search_answers_what_the_library_answers(ask: Ask, library: search.Archive) -> None:
    response = ask("search", q="dan van", size=2, category=["Chính trị", "Văn hóa"])
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    results = library.search("dan van", limit=2, category=["Chính trị", "Văn hóa"])
    expected = search.Results.to_dict(results)
    answer = response.get_json()
    assert [hit["id"] for hit in answer["hits"]] == [hit["id"] for hit in expected["hits"]]
    assert answer["hits"][0]["snippets"][0]["html"] == expected["hits"][0]["snippets"][0]["html"]
    assert answer["facets"] == expected["facets"]
    assert answer["total"] == expected["total"]
    assert set(answer) == set(expected)


def test_next_leads_through_all_hits_and_ends_with_null(client: FlaskClient, ask: Ask) -> None:
    answer = ask("search", q="mực nước hồ chứa", size=10, sort="oldest").get_json()
    ids = [hit["id"] for hit in answer["hits"]]
    while answer["next"]:
        assert answer["next"].startswith("/api/v1/search?")
        answer = client.get(answer["next"]).get_json()
        ids += [hit["id"] for hit in answer["hits"]]
    assert ids == [f"muc-nuoc-{n:02}" for n in range(1, 26)]


def test_timeline_answers_what_the_library_answers(ask: Ask, library: search.Archive) -> None:
    answer = ask("timeline", q="mực nước", every="week", until="2024-12-31").get_json()
    expected = library.timeline("mực nước", every="week", until="2024-12-31")
    assert answer == expected.to_dict()
    assert set(answer) == {"query", "every", "total", "undated", "buckets"}
    assert set(answer["buckets"][0]) == {"date", "count", "share"}
    assert sum(bucket["count"] for bucket in answer["buckets"]) > 1
    whole = ask("timeline").get_json()
    assert (whole["query"], whole["every"]) == ("", "month")
    assert ask("timeline", every="auto").get_json()["every"] in search.PERIODS


def test_several_queries_are_compared(ask: Ask, library: search.Archive) -> None:
    answer = ask("timeline", q=["cầu", "nước"], every="year", category="Kinh tế").get_json()
    expected = library.compare(["cầu", "nước"], every="year", category="Kinh tế")
    assert answer == expected.to_dict()
    assert [one["query"] for one in answer["series"]] == ["cầu", "nước"]


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"every": "hour"}, "month, day, week, year, auto"),
        ({"q": ["a"] * 5}, "at most 4 queries"),
        ({"since": "mai"}, "31/7/2021"),
    ],
)
def test_a_timeline_that_cannot_be_is_a_problem(
    parameters: dict[str, Any], said: str, ask: Ask
) -> None:
    response = ask("timeline", **parameters)
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    assert said in response.get_json(force=True)["detail"]


def test_page_beyond_the_end_is_an_empty_list(ask: Ask) -> None:
    answer = ask("search", q="dân vận", page="9" * 5000).get_json()
    assert answer["hits"] == []
    assert answer["next"] is None


def test_article_has_every_field_and_the_spans_of_a_query(ask: Ask, articles: Articles) -> None:
    answer = ask("articles/cau-ben-truc").get_json()
    moments = {name: answer[name] for name in ("added", "changed")}
    assert answer == {**articles["cau-ben-truc"], "extra": answer["extra"], **moments}
    assert None not in moments.values()
    answer = ask("articles/cau-ben-truc", q="ben truc").get_json()
    start, end = answer["spans"]["title"][0]
    assert answer["title"][start:end] == "Bến Trúc"


def test_json_is_written_in_vietnamese_letters(ask: Ask) -> None:
    assert "Dân vận khéo" in ask("articles/dan-van-kheo").get_data(as_text=True)


def test_readiness_tells_how_many_articles_and_which_generation(
    client: FlaskClient, articles: Articles
) -> None:
    response = client.get("/readyz")
    assert response.get_json() == {"status": "ok", "articles": len(articles), "generation": 1}


def test_near_duplicates_are_shown_once_when_asked_for(client: FlaskClient, ask: Ask) -> None:
    assert ask("search", q="mực nước hồ chứa").get_json()["groups"] is None
    answer = ask("search", q="mực nước hồ chứa", size=1, group="true").get_json()
    assert 0 < answer["groups"] <= answer["total"]
    assert "group=true" in answer["next"]
    assert client.get(answer["next"]).get_json()["groups"] == answer["groups"]
    assert ask("search", group="perhaps").status_code == 400


def test_similar_articles_are_those_of_the_library(ask: Ask, library: search.Archive) -> None:
    answer = ask("articles/dan-van-kheo/similar", limit=2).get_json()
    assert answer["id"] == "dan-van-kheo"
    assert answer["hits"] == [hit.to_dict() for hit in library.similar("dan-van-kheo", 2)]
    assert "hoi-nghi-dan-van" in [hit["id"] for hit in answer["hits"]]


def test_similar_articles_of_odd_ids_are_found(ask: Ask, odd_id: str) -> None:
    id = quote({".": "%2E", "..": "%2E%2E"}.get(odd_id, odd_id), safe="")
    assert ask(f"articles/{id}/similar").get_json()["id"] == odd_id


def test_an_id_may_end_as_the_address_of_similar_articles_does(
    make_archive: Callable[..., search.Archive],
) -> None:
    client = web.create_app(make_archive({"id": "a/similar", "title": "Chợ phiên"})).test_client()
    assert client.get("/api/v1/articles/a%2Fsimilar").get_json()["title"] == "Chợ phiên"
    answer = client.get("/api/v1/articles/a%2Fsimilar/similar").get_json()
    assert answer == {"id": "a/similar", "hits": []}


def test_similar_articles_of_an_unknown_id_are_a_problem(ask: Ask) -> None:
    response = ask("articles/khong-co/similar")
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert ask("articles/cau-ben-truc/similar", limit=101).status_code == 400


def test_suggest_answers_what_the_library_suggests(ask: Ask, library: search.Archive) -> None:
    answer = ask("suggest", q="cong t", limit=5).get_json()
    found = [{"text": s.text, "kind": s.kind, "id": s.id} for s in library.suggest("cong t", 5)]
    assert answer == {"query": "cong t", "suggestions": found}
    assert found
    assert ask("suggest", q="zzzq").get_json()["suggestions"] == []
    assert ask("suggest", q="c", limit="many").status_code == 400


def test_compare_needs_several_queries(ask: Ask, library: search.Archive) -> None:
    answer = ask("compare", q=["cầu", "nước"], every="year").get_json()
    assert answer == library.compare(["cầu", "nước"], every="year").to_dict()
    response = ask("compare", q="cầu")
    assert response.status_code == 400
    assert "from 2 to 4 queries" in response.get_json(force=True)["detail"]


@pytest.mark.parametrize("facet", ["source", "category"])
def test_compare_sets_one_query_side_by_side_in_values(
    facet: str, ask: Ask, library: search.Archive
) -> None:
    answer = ask("compare", q="dân vận", by=facet, every="year", match="any").get_json()
    most = library.search("dân vận", match="any").facets[facet]
    values = [value for value, _ in most][: search.MOST_COMPARED]
    expected = library.compare_values("dân vận", facet, values, every="year", match="any")
    assert answer == expected.to_dict()
    assert [one["value"] for one in answer["series"]] == values
    for one in answer["series"]:
        shares = [
            round(n / of, 6) if of else 0
            for n, of in zip(one["counts"], one["totals"], strict=True)
        ]
        assert one["shares"] == shares


def test_compare_in_values_takes_those_of_the_filter_in_any_spelling(ask: Ask) -> None:
    answer = ask("compare", q="dân vận", by="source", source=["báo hà yên", "Nhật báo Lam Khê"])
    shown = [one["value"] for one in answer.get_json()["series"]]
    assert shown == ["Báo Hà Yên", "Nhật báo Lam Khê"]
    assert ask("compare", q="zzzz", by="source").get_json()["series"] == []
    refused = ask("compare", q=["cầu", "nước"], by="source")
    assert refused.status_code == 400
    assert "by=source compares one query" in refused.get_json(force=True)["detail"]


def test_distinctive_answers_what_the_library_answers(ask: Ask, library: search.Archive) -> None:
    answer = ask("distinctive", q="mực nước hồ chứa", limit=3).get_json()
    expected = library.distinctive("mực nước hồ chứa", 3)
    assert answer["words"] == [word.to_dict() for word in expected]
    assert 0 < len(answer["words"]) <= 3


def test_an_export_holds_every_match_in_the_order_asked_for(ask: Ask, articles: Articles) -> None:
    response = ask("export", q="mực nước hồ chứa", sort="oldest")
    assert response.mimetype == "application/x-ndjson"
    assert response.headers["Content-Disposition"] == "attachment; filename=khobao.jsonl"
    lines = [json.loads(line) for line in response.data.splitlines()]
    assert [line["id"] for line in lines] == [f"muc-nuoc-{n:02}" for n in range(1, 26)]
    assert lines[0]["body"] == articles["muc-nuoc-01"]["body"]


def test_a_table_is_safe_in_a_spreadsheet(make_archive: Callable[..., search.Archive]) -> None:
    client = web.create_app(make_archive({"id": "a", "title": "=1+1 chợ"})).test_client()
    response = client.get("/api/v1/export?q=chợ&format=csv&bom=true")
    assert response.mimetype == "text/csv"
    text = response.data.decode()
    assert text.startswith("\ufeffid,title,")
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert row["title"] == "'=1+1 chợ"


def test_a_workbook_is_not_made_of_more_than_its_bound(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/api/v1/export?q=chợ phiên Khau Vạc&format=xlsx"
    monkeypatch.setattr(exporting, "MOST_IN_WORKBOOK", 1)
    refused = client.get(path)
    assert refused.status_code == 400
    assert "at most 1 articles, and these are 2" in refused.get_json(force=True)["detail"]
    assert client.get(f"{path}&group=true").status_code == 200  # near-duplicates
    assert client.get(path.replace("xlsx", "csv")).status_code == 200


def test_an_export_names_its_format_and_has_the_fields_that_are_chosen(client: FlaskClient) -> None:
    path = "/api/v1/export?q=mực nước hồ chứa&sort=oldest"
    table = client.get(f"{path}&format=csv&fields=title&fields=id").data.decode().splitlines()
    assert table[0] == "title,id"
    assert len(table) == 26
    book = client.get(f"{path}&format=xlsx&fields=id")
    assert book.headers["Content-Disposition"] == "attachment; filename=khobao.xlsx"
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.data)).get_sheet_by_name("articles")
    assert [row[0] for row in sheet.to_python()] == [
        "id",
        *(f"muc-nuoc-{n:02}" for n in range(1, 26)),
    ]
    references = client.get(f"{path}&format=ris")
    assert references.mimetype == "application/x-research-info-systems"
    assert references.data.count(b"ER  - ") == 25
    assert client.get(f"{path}&format=bibtex").data.count(b"@article{") == 25
    assert client.get(f"{path}&fields=pages").status_code == 400


def test_articles_are_exported_by_their_ids_in_the_order_asked(client: FlaskClient) -> None:
    path = "/api/v1/export?ids=muc-nuoc-07&ids=muc-nuoc-02"
    lines = [json.loads(line) for line in client.get(path).data.splitlines()]
    assert [line["id"] for line in lines] == ["muc-nuoc-07", "muc-nuoc-02"]
    missing = client.get(f"{path}&ids=không+có")
    assert missing.status_code == 400
    assert "'không có'" in missing.get_json(force=True)["detail"]
    assert client.get(f"{path}&q=hồ").status_code == 400
    many = "&".join(f"ids=a{n}" for n in range(201))
    assert client.get(f"/api/v1/export?{many}").status_code == 400


def test_an_export_is_read_while_it_is_sent(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    article = LocalSnapshot.article
    monkeypatch.setattr(
        LocalSnapshot,
        "article",
        lambda self, number, *rest: read.append(number) or article(self, number, *rest),
    )
    with client.get("/api/v1/export", buffered=False) as response:
        assert next(response.iter_encoded())
        assert len(read) == 1


def test_suggestions_have_the_shape_that_browsers_ask_for(ask: Ask) -> None:
    response = ask("suggest", q="cong t", format="opensearch")
    assert response.mimetype == "application/x-suggestions+json"
    query, texts = response.get_json(force=True)
    assert query == "cong t"
    assert texts == [one["text"] for one in ask("suggest", q="cong t").get_json()["suggestions"]]


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"categry": "Kinh tế"}, "there is no parameter 'categry' here"),
        ({"limit": 3}, "there is no parameter 'limit' here"),
        ({"sort": ["newest", "oldest"]}, "the parameter sort is given more than once"),
    ],
)
def test_parameters_that_would_be_ignored_are_400(
    parameters: dict[str, Any], said: str, ask: Ask
) -> None:
    response = ask("search", **parameters)
    assert response.status_code == 400
    assert said in response.get_json(force=True)["detail"]


def test_deep_pages_are_reached_by_cursors(
    client: FlaskClient, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "DEEP", 10)
    answer = ask("search", q="mực nước hồ chứa", sort="oldest", size=4).get_json()
    ids, addresses = [], []
    while True:
        ids += [hit["id"] for hit in answer["hits"]]
        if not answer["next"]:
            break
        addresses.append(answer["next"])
        answer = client.get(answer["next"]).get_json()
        assert answer["notes"] == []
    assert ids == [f"muc-nuoc-{n:02}" for n in range(1, 26)]
    assert ["cursor=" in address for address in addresses] == [False] * 2 + [True] * 4


def test_a_cursor_belongs_to_its_search_and_tells_that_the_archive_changed(
    make_archive: Callable[..., search.Archive],
) -> None:
    archive = make_archive(*({"id": str(n), "title": f"Chợ số {n}"} for n in range(30)))
    client = web.create_app(archive).test_client()
    parameters = Parameters(q="chợ", sort="oldest")
    cursor = Cursor.after(20, archive.generation, parameters).text
    asked = {"q": "chợ", "sort": "oldest", "cursor": cursor}
    answer = client.get("/api/v1/search", query_string=asked).get_json()
    assert (len(answer["hits"]), answer["next"], answer["notes"]) == (10, None, [])
    old = Cursor.after(20, archive.generation - 1, parameters).text
    answer = client.get("/api/v1/search", query_string={**asked, "cursor": old}).get_json()
    assert (len(answer["hits"]), [one["message"] for one in answer["notes"]]) == (
        10,
        [search.NoteCode.ARCHIVE_CHANGED.sentence],
    )
    for wrong in ({"q": "khác"}, {"sort": "newest"}, {"match": "all"}, {"cursor": "MTIz"}):
        response = client.get("/api/v1/search", query_string={**asked, **wrong})
        assert response.status_code == 400
        assert "earlier answer" in response.get_json(force=True)["detail"]


def test_a_cursor_belongs_to_the_moments_of_its_search() -> None:
    morning = Parameters(since=datetime(2021, 7, 7, 8))
    cursor = Cursor.after(20, 1, morning)
    assert cursor.belongs_to(morning)
    assert not cursor.belongs_to(morning.but(since=datetime(2021, 7, 7, 9)))
    assert not cursor.belongs_to(morning.but(since=date(2021, 7, 7)))


@pytest.mark.parametrize(
    "path", ["/api/v1/search", "/api/v1/export", "/feed.atom", "/openapi.json"]
)
def test_head_and_options_are_answered(client: FlaskClient, path: str) -> None:
    head = client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    allowed = client.options(path).headers["Allow"]
    assert set(allowed.split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_values_are_left_out_and_undated_articles_asked_for(
    ask: Ask, library: search.Archive
) -> None:
    without = ask("search", q="dân vận", match="any", exclude_source=["Báo Hà Yên"]).get_json()
    expected = library.search("dân vận", match="any", exclude_source=["Báo Hà Yên"])
    assert [hit["id"] for hit in without["hits"]] == [hit.article.id for hit in expected]
    assert {hit["source"] for hit in without["hits"]}.isdisjoint({"Báo Hà Yên"})
    undated = ask("search", undated="true", size=100).get_json()
    assert {hit["published"] for hit in undated["hits"]} == {None}
    assert undated["total"] == undated["undated"] == ask("search").get_json()["undated"]
