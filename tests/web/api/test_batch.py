"""Batches over HTTP: what is taken, what is answered, and what is refused."""

from __future__ import annotations

import csv
import http.client
import io
import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

import search
import web
from web.api.batches import MOST_QUERIES
from web.http.security import BATCH, LARGEST_LIST


def rows(response: Any) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.get_data()
    assert response.mimetype == "application/x-ndjson"
    return [json.loads(line) for line in response.get_data().splitlines()]


def test_numbers_are_those_of_searches(client: FlaskClient, library: search.Archive) -> None:
    asked = ["dân vận", "cầu", {"name": "chợ phiên", "n": 1}, {"x": 2}, ""]
    found = rows(client.post(f"{BATCH}?limit=2&since=2015", json={"queries": asked}))
    assert [row["query"] for row in found] == ["dân vận", "cầu", "chợ phiên", "", ""]
    assert [row["error"] for row in found] == [None, None, None, "no-query", "no-query"]
    assert [row["given"] for row in found] == [{}, {}, {"n": 1}, {"x": 2}, {}]
    for row in found[:3]:
        alone = library.search(row["query"], match="phrase", since="2015", limit=2).to_dict()
        assert {name: row[name] for name in ("total", "counts", "count_note")} == {
            name: alone[name]  # type: ignore[literal-required]
            for name in ("total", "counts", "count_note")
        }
        assert [hit["id"] for hit in row["hits"]] == [hit["id"] for hit in alone["hits"]]
    best = rows(client.post(f"{BATCH}?match=best", json=["dân vận"]))
    assert best[0]["total"] == library.search("dân vận").total


@pytest.mark.parametrize(
    ("type_", "body"),
    [
        ("text/plain", "dân vận\n\nchợ phiên\n"),
        ("text/plain; charset=utf-8", "\ufeffdân vận\nchợ phiên"),
        ("text/csv", "query,n\ndân vận,1\nchợ phiên,2\n"),
        ("application/x-ndjson", '"dân vận"\n{"q": "chợ phiên"}\n'),
    ],
)
def test_lists_are_read_as_the_command_reads_them(
    type_: str, body: str, client: FlaskClient
) -> None:
    found = rows(client.post(BATCH, data=body.encode(), content_type=type_))
    assert [row["query"] for row in found] == ["dân vận", "chợ phiên"]


def test_table_is_safe_for_spreadsheets(client: FlaskClient) -> None:
    body = "Tên,ghi chú\ndân vận,=1+1\n".encode()
    response = client.post(
        f"{BATCH}?format=csv&bom=true&column=Tên", data=body, content_type="text/csv"
    )
    assert response.mimetype == "text/csv"
    assert response.headers["Cache-Control"] == "no-store"
    (row,) = csv.DictReader(io.StringIO(response.get_data().decode("utf-8-sig")))
    assert (row["query"], row["ghi chú"]) == ("dân vận", "'=1+1")


@pytest.mark.parametrize(
    ("address", "options", "status", "said"),
    [
        (BATCH, {"data": b"x", "content_type": "image/png"}, 415, "image/png"),
        (BATCH, {"data": b"{", "content_type": "application/json"}, 400, "no list of queries"),
        (BATCH, {"json": {"queries": 7}}, 400, "no list of queries"),
        (BATCH, {"json": ["a"] * (MOST_QUERIES + 1)}, 400, "1001 queries"),
        (BATCH, {"data": b"a,b\n1,2\n", "content_type": "text/csv"}, 400, "no column"),
        (BATCH, {"data": b"a\n" * LARGEST_LIST, "content_type": "text/plain"}, 413, ""),
        (f"{BATCH}?limit=0", {"json": []}, 400, "limit"),
        (f"{BATCH}?q=a", {"json": []}, 400, "no parameter 'q'"),
        (f"{BATCH}?since=nie", {"json": []}, 400, "since"),
    ],
)
def test_what_cannot_be_is_a_problem(
    address: str, options: dict[str, Any], status: int, said: str, client: FlaskClient
) -> None:
    response = client.post(address, **options)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert said in response.get_json()["detail"]


def test_a_batch_is_posted_and_counted_as_an_export(archive_path: Any) -> None:
    client = web.create_app(archive_path, rate_export="1/minute").test_client()
    assert client.get(BATCH).status_code == 405
    assert client.post(BATCH, json=["a"]).status_code == 429
    assert client.get("/api/v1/search?q=a").status_code == 200


def test_bodies_are_read_by_the_server_up_to_their_bound(server: str) -> None:
    address = urlsplit(server)

    def post(path: str, data: bytes, length: int) -> tuple[int, int]:
        """The status, and the lines of the answer to a body that is said to be so long."""
        connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=30)
        connection.putrequest("POST", path)
        connection.putheader("Content-Type", "text/plain")
        connection.putheader("Content-Length", str(length))
        connection.endheaders(data)
        answer = connection.getresponse()
        lines = answer.read().count(b"\n")
        connection.close()
        return answer.status, lines

    names = "".join(f"dân vận {n}\n" for n in range(600)).encode()
    assert len(names) > 4096
    assert post(BATCH, names, len(names)) == (200, 600)
    assert post("/", b"", len(names))[0] == 413
    assert post(BATCH, b"", LARGEST_LIST + 1)[0] == 413


def test_no_queries_are_no_rows(app: Flask, client: FlaskClient) -> None:
    assert rows(client.post(BATCH, json=[])) == []
