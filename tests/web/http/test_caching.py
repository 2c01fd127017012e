"""What has not changed is not sent again; what has changed always is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

import index
import search
import web

PATHS = [
    *("/", "/?q=dan+van", "/articles/cau-ben-truc", "/api/docs"),
    *("/api/v1/search?q=cau", "/api/v1/export?q=cau", "/feed.atom", "/openapi.json"),
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_the_answer_already_gets_304_without_any_work(
    path: str, method: str, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(path)
    assert first.headers["Cache-Control"] == "no-cache"
    monkeypatch.delattr(search.Archive, "search")
    monkeypatch.delattr(search.Archive, "export")
    again = client.open(path, method=method, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_every_address_and_cookie_has_a_tag_of_its_own(client: FlaskClient) -> None:
    tags = {client.get(path).headers["ETag"] for path in PATHS}
    assert len(tags) == len(PATHS)
    client.set_cookie("theme", "dark")
    page = client.get("/")
    assert page.headers["ETag"] not in tags
    assert page.headers["Vary"] == "Cookie, Accept-Encoding"
    answer = client.get(PATHS[4])
    assert answer.headers["ETag"] in tags
    assert answer.headers["Vary"] == "Accept-Encoding"


def write(path: Path, *ids: str) -> Path:
    path.write_text("\n".join(json.dumps({"id": id, "title": f"Chợ {id}"}) for id in ids))
    return path


def test_a_new_generation_or_synonym_changes_every_tag(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    index.reindex([write(tmp_path / "a.jsonl", "a")], archive, workers=0)
    client = web.create_app(archive).test_client()

    def total(tag: str) -> tuple[int, Any, str]:
        answer = client.get("/api/v1/search?q=cho", headers={"If-None-Match": tag})
        found = answer.get_json()["total"] if answer.status_code == 200 else None
        return answer.status_code, found, answer.headers["ETag"]

    _, found, first = total("")
    assert found == 1
    assert total(first)[0] == 304
    index.update([write(tmp_path / "a.jsonl", "b", "c")], archive, workers=0)
    status, found, second = total(first)
    assert (status, found) == (200, 3)
    assert total(second)[0] == 304
    (archive / "synonyms.txt").write_text("chợ = siêu thị")
    assert total(second)[0] == 200


def test_errors_and_health_are_kept_by_nobody(client: FlaskClient) -> None:
    for path in ("/khong/co", "/api/v1/search?page=x", "/healthz"):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert "ETag" not in headers


def test_a_file_is_kept_for_long_under_the_fingerprint_of_its_content(
    client: FlaskClient, visit: Any
) -> None:
    address = visit("/").all("link", rel="stylesheet")[0]["href"]
    assert "?v=" in address
    for path, wanted in (
        (address, "public, max-age=31536000, immutable"),
        (address.partition("?")[0], "no-cache"),
        (f"{address}0", "no-cache"),
    ):
        with client.get(path) as response:
            assert response.status_code == 200
            assert response.headers["Cache-Control"] == wanted


def test_the_description_for_browsers_follows_the_cookies_of_language(client: FlaskClient) -> None:
    first = client.get("/opensearch.xml")
    client.set_cookie("lang", "en")
    again = client.get("/opensearch.xml", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert again.headers["Vary"] == "Cookie, Accept-Encoding"


def test_any_tag_does_not_hide_that_a_request_is_wrong(client: FlaskClient) -> None:
    for path, status in (("/articles/khong-co", 404), ("/api/v1/search?page=x", 400)):
        assert client.get(path, headers={"If-None-Match": "*"}).status_code == status
