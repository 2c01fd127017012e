"""The JSON API gives what the library gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import search
import web

Ask = Callable[..., TestResponse]
Articles = dict[str, dict[str, Any]]


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
        ({"since": "mai"}, "2021-07-31"),
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
    assert answer == {**articles["cau-ben-truc"], "extra": answer["extra"]}
    answer = ask("articles/cau-ben-truc", q="ben truc").get_json()
    start, end = answer["spans"]["title"][0]
    assert answer["title"][start:end] == "Bến Trúc"


def test_json_is_written_in_vietnamese_letters(ask: Ask) -> None:
    assert "Dân vận khéo" in ask("articles/dan-van-kheo").get_data(as_text=True)


def test_health_tells_how_many_articles_and_which_generation(
    client: FlaskClient, articles: Articles
) -> None:
    response = client.get("/healthz")
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
