"""Every wrong request is told what was wrong, as a page or as problem details."""

from __future__ import annotations

import shutil
import zlib
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from helpers.pages import Articles, Visit
from werkzeug.test import TestResponse

import index
import search
import web

BAD = [
    ("page", "0"),
    ("page", "-1"),
    ("page", "abc"),
    ("page", "1.5"),
    ("page", "١"),
    ("size", "0"),
    ("size", "101"),
    ("size", "9" * 5000),
    ("size", "mười"),
    ("sort", "random"),
    ("match", "some"),
    ("since", "2021-02-30"),
    ("since", "hôm nào"),
    ("until", "07/13/2021"),
    ("until", "2021-07-07T99:00"),
    ("lang", "fr"),
    ("category", "x" * 6000),
]


def read_static(client: FlaskClient, path: str) -> str:
    with client.get(path) as response:
        assert response.status_code == 200
        return response.get_data(as_text=True)


def problem_of(response: TestResponse) -> dict[str, Any]:
    assert response.mimetype == "application/problem+json"
    problem: dict[str, Any] = response.get_json(force=True)
    assert set(problem) == {"type", "title", "status", "detail"}
    assert problem["status"] == response.status_code
    assert all(problem.values())
    return problem


@pytest.mark.parametrize(("name", "value"), BAD)
def test_bad_parameter_is_told_on_its_page_and_400_as_a_problem(
    client: FlaskClient, visit: Visit, name: str, value: str
) -> None:
    page = visit("/", **{"q": "dân vận", name: value})
    assert page.status == 200
    assert page.one("input", id="q")["value"] == "dân vận"
    assert page.all("li", class_="hit")
    assert page.one(class_="problems")["text"].strip().startswith("Không hiểu “")
    for path in ("/api/v1/search", "/api/v1/articles/cau-ben-truc"):
        response = client.get(path, query_string={name: value})
        assert response.status_code == 400
        assert name in problem_of(response)["detail"]


@pytest.mark.parametrize(
    ("path", "name"),
    [("export?q=a", "size"), ("articles/cau-ben-truc?q=a", "since"), ("timeline?q=a", "page")],
)
def test_parameter_of_another_operation_is_400(client: FlaskClient, path: str, name: str) -> None:
    response = client.get(f"/api/v1/{path}&{name}=3")
    assert response.status_code == 400
    assert f"there is no parameter '{name}'" in problem_of(response)["detail"]
    assert client.get(f"/api/v1/{path}&lang=en").status_code == 200


def test_too_many_values_of_a_facet_are_400(client: FlaskClient) -> None:
    response = client.get("/api/v1/search", query_string={"author": list(map(str, range(60)))})
    assert response.status_code == 400
    assert "at most 50 values" in problem_of(response)["detail"]


def test_bad_parameter_is_explained_in_english_when_asked_for(visit: Visit) -> None:
    page = visit("/", page="x", lang="en")
    told = page.one(class_="problems")["text"]
    assert "“x” is not understood as “page”, and was left out: it takes a whole number" in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("page", ""), ("size", ""), ("since", ""), ("sort", ""), ("lang", ""), ("q", "")),
        *(("category", ""), ("page", " 2 "), ("page", "007"), ("size", "100")),
        *(("since", "0001-01-01"), ("until", "9999-12-31"), ("since", "2021-07-07T10:00:00")),
    ],
)
def test_value_that_only_looks_bad_is_answered(client: FlaskClient, name: str, value: str) -> None:
    for path in ("/", "/api/v1/search"):
        assert client.get(path, query_string={name: value}).status_code == 200


def test_unknown_path_and_method_are_pages_for_people(client: FlaskClient, visit: Visit) -> None:
    page = visit("/khong/co")
    assert page.status == 404
    assert page.one("html")["lang"] == "vi"
    response = client.post("/", data={"q": "x"})
    assert response.status_code == 405
    assert response.mimetype == "text/html"
    assert "GET" in response.headers["Allow"]


def test_unknown_path_article_and_method_are_problems_for_programs(client: FlaskClient) -> None:
    assert problem_of(client.get("/api/v1/khong-co"))["title"] == "Not Found"
    assert "khong-co" in problem_of(client.get("/api/v1/articles/khong-co"))["detail"]
    response = client.delete("/api/v1/articles/cau-ben-truc")
    assert problem_of(response)["title"] == "Method Not Allowed"
    assert "GET" in response.headers["Allow"]


def test_failure_inside_is_500_that_tells_nothing_of_the_inside(
    archive_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("bí mật")

    monkeypatch.setattr(search.Archive, "search", fail)
    client = web.create_app(archive_path).test_client()
    page, answer = client.get("/?q=x"), client.get("/api/v1/search?q=x")
    assert (page.status_code, answer.status_code) == (500, 500)
    assert "Máy chủ gặp lỗi" in page.get_data(as_text=True)
    problem_of(answer)
    assert "bí mật" not in page.get_data(as_text=True) + answer.get_data(as_text=True)


def is_unavailable(client: FlaskClient) -> list[str]:
    page = client.get("/")
    answers = [client.get(path) for path in ("/api/v1/search", "/api/v1/articles/x", "/readyz")]
    for response in (page, *answers):
        assert response.status_code == 503
        assert response.headers["Retry-After"]
    assert "Kho báo chưa mở được" in page.get_data(as_text=True)
    return [problem_of(answer)["detail"] for answer in answers]


@pytest.fixture
def article_file(tmp_path: Path) -> Path:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "một", "title": "Bài đầu tiên", "body": "Chữ đầu tiên."}')
    return path


def test_missing_archive_is_503_until_it_appears(tmp_path: Path, article_file: Path) -> None:
    client = web.create_app(tmp_path / "archive").test_client()
    assert not any(str(tmp_path) in detail for detail in is_unavailable(client))
    assert read_static(client, "/static/khobao.css")
    index.reindex([article_file], tmp_path / "archive", workers=0)
    assert client.get("/readyz").get_json()["articles"] == 1
    assert "Bài <mark>đầu tiên</mark>" in client.get("/?q=dau+tien").get_data(as_text=True)


def test_only_who_shows_the_token_is_told_where_the_archive_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    token = "khong-ai-doan-ra-0123456789"
    client = web.create_app(tmp_path / "archive", metrics_token=token).test_client()
    for path in ("/", "/articles/x", "/api/v1/search", "/readyz", "/feed.atom", "/compare?q=a"):
        caplog.clear()
        answer = client.get(path)
        assert answer.status_code == 503
        assert str(tmp_path) not in answer.get_data(as_text=True) + str(answer.headers)
        assert any(str(tmp_path) in one.getMessage() for one in caplog.records)
        shown = client.get(path, headers={"Authorization": f"Bearer {token}"})
        assert str(tmp_path) in shown.get_data(as_text=True)


def test_page_of_a_broken_archive_names_no_path(tmp_path: Path, article_file: Path) -> None:
    archive = tmp_path / "archive"
    index.reindex([article_file], archive, workers=0)
    client = web.create_app(archive).test_client()
    assert client.get("/articles/một").status_code == 200
    for path in archive.glob("generations/*/manifest.json"):
        path.unlink()
    (archive / "CURRENT").write_text("khong-co\n")
    for path in ("/", "/articles/một", "/api/v1/export", "/api/v1/articles/một", "/readyz"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert str(tmp_path) not in answer.get_data(as_text=True) + str(answer.headers)


def test_the_root_of_the_api_is_a_problem(client: FlaskClient) -> None:
    assert problem_of(client.get("/api"))["title"] == "Not Found"


def test_archive_that_is_lost_and_built_anew_is_opened_anew(
    tmp_path: Path, article_file: Path
) -> None:
    archive = tmp_path / "archive"
    index.reindex([article_file], archive, workers=0)
    client = web.create_app(archive).test_client()
    assert client.get("/articles/một").status_code == 200
    shutil.rmtree(archive)
    is_unavailable(client)
    article_file.write_text('{"id": "hai", "title": "Bài thứ hai", "body": "Chữ khác."}')
    index.reindex([article_file], archive, workers=0)
    assert client.get("/articles/hai").status_code == 200
    assert client.get("/articles/một").status_code == 404


def test_damaged_archive_is_503(tmp_path: Path, article_file: Path) -> None:
    archive = tmp_path / "archive"
    index.reindex([article_file], archive, workers=0)
    (manifest,) = archive.glob("generations/*/manifest.json")
    manifest.write_text("{}")
    client = web.create_app(archive, metrics="local").test_client()
    assert all("damaged" in detail for detail in is_unavailable(client))


def test_new_generation_is_answered_from_at_once(tmp_path: Path, article_file: Path) -> None:
    archive = tmp_path / "archive"
    index.reindex([article_file], archive, workers=0)
    client = web.create_app(archive).test_client()
    assert client.get("/readyz").get_json()["generation"] == 1
    article_file.write_text('{"id": "hai", "title": "Bài thứ hai", "body": "Chữ khác."}')
    index.update([article_file], archive, workers=0)
    assert client.get("/readyz").get_json() == {"status": "ok", "articles": 2, "generation": 2}


def test_archive_is_named_by_the_environment(
    tmp_path: Path, article_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.reindex([article_file], tmp_path / "kho", workers=0)
    monkeypatch.setenv("KHOBAO_ARCHIVE", str(tmp_path / "kho"))
    assert web.create_app().test_client().get("/readyz").status_code == 200


def test_open_archive_may_be_handed_over(library: search.Archive, articles: Articles) -> None:
    client = web.create_app(library).test_client()
    assert client.get("/readyz").get_json()["articles"] == len(articles)


def test_configuration_is_flasks(archive_path: Path) -> None:
    app = web.create_app(archive_path, TRUSTED_HOSTS=["kho.example"])
    assert app.test_client().get("/", base_url="http://kho.example").status_code == 200
    assert app.test_client().get("/", base_url="http://other.example").status_code == 400


@pytest.mark.parametrize(
    "path", ["/", "/?q=dan+van", "/articles/cau-ben-truc", "/api/v1/search", "/readyz"]
)
@pytest.mark.parametrize("suffix", ["", "/khong-co", "?page=x"])
def test_every_answer_carries_the_protecting_headers_and_no_cookie(
    client: FlaskClient, path: str, suffix: str
) -> None:
    headers = client.get(path + suffix).headers
    policy = headers["Content-Security-Policy"]
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    assert allowed["default-src"] == allowed["base-uri"] == "'none'"
    assert allowed["script-src"] == allowed["connect-src"] == allowed["style-src"] == "'self'"
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize(
    "path", ["/", "/?q=dan+van", "/?q=zzzz", "/articles/script", "/compare?q=cau", "/x"]
)
def test_page_asks_for_nothing_from_elsewhere_and_holds_nothing_inline(
    visit: Visit, client: FlaskClient, path: str
) -> None:
    page = visit(path)
    assert page.strange("script") + page.all("style") == []
    for script in page.all("script"):
        assert not script["text"] or script["type"] == "application/ld+json"
    for _, attrs in page.elements:
        assert "style" not in attrs
        if attrs.get("rel") == "canonical":  # an address, not a request
            continue
        address = attrs.get("src") or attrs.get("action") or attrs.get("href") or "/"
        assert address.startswith(("/", "#"))
        assert not address.startswith("//")
    sizes = [len(zlib.compress(page.html.encode()))]
    for element in (*page.all("link"), *page.all("script")):
        if element.get("rel") not in ("canonical", "alternate", "search") and (
            address := element.get("href") or element.get("src")
        ):
            sizes.append(len(zlib.compress(read_static(client, address).encode())))
    assert sum(sizes) < 24_000  # as it is sent


_STATIC = Path(web.__file__).parent / "static"
_SHEETS = sorted(path.name for path in _STATIC.glob("*.css"))
_SCRIPTS = sorted(path.name for path in _STATIC.glob("*.js"))


def test_style_sheets_and_scripts_name_no_other_host_and_are_small(client: FlaskClient) -> None:
    files = {name: read_static(client, f"/static/{name}") for name in (*_SHEETS, *_SCRIPTS)}
    for name in _SHEETS:
        assert "url(" not in files[name]
        assert "@import" not in files[name]
    for name in _SCRIPTS:
        assert "//" not in files[name]
        assert len(files[name].encode()) < 8_000
    assert sum(len(file.encode()) for file in files.values()) < 60_000
