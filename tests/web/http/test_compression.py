"""Answers are packed as the asker takes them, and unpacked they are what they were."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

import brotli
import pytest
import zstandard
from flask.testing import FlaskClient

UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
}
PATHS = ["/?q=cầu", "/?q=cầu&lang=en", "/api/v1/search?q=cầu", "/feed.atom?q=cầu", "/help"]


@pytest.mark.parametrize("path", [*PATHS, "/static/khobao.css", "/static/khobao.js"])
@pytest.mark.parametrize("algorithm", UNPACK)
def test_what_is_packed_is_what_it_was(path: str, algorithm: str, client: FlaskClient) -> None:
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": algorithm})
    assert packed.headers["Content-Encoding"] == algorithm
    assert "Content-Encoding" not in plain.headers
    data = UNPACK[algorithm](packed.data)
    # Pages and answers tell how long they took.
    assert re.sub(rb"\d+", b"0", data) == re.sub(rb"\d+", b"0", plain.data)
    assert len(packed.data) < len(plain.data) * 2 / 3
    assert len(packed.data) == packed.content_length
    for response in (plain, packed):
        assert "Accept-Encoding" in response.headers["Vary"]
    assert packed.headers["Content-Type"] == plain.headers["Content-Type"]


def test_a_browser_gets_the_smallest_of_what_it_takes(client: FlaskClient) -> None:
    offered = {"Accept-Encoding": "gzip, deflate, br, zstd"}
    assert client.get("/?q=cầu", headers=offered).headers["Content-Encoding"] == "br"
    refused = {"Accept-Encoding": "zstd;q=0, identity"}
    assert "Content-Encoding" not in client.get("/?q=cầu", headers=refused).headers


@pytest.mark.parametrize("path", [PATHS[0], *PATHS[2:], "/static/khobao.css"])
def test_what_the_asker_has_is_not_sent_again(path: str, client: FlaskClient) -> None:
    asked = {"Accept-Encoding": "br"}
    first = client.get(path, headers=asked)
    again = client.get(path, headers={**asked, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("format", ["jsonl", "csv"])
def test_what_is_streamed_comes_as_it_is(format: str, client: FlaskClient) -> None:
    path = f"/api/v1/export?q=cầu&format={format}"
    response = client.get(path, headers={"Accept-Encoding": "gzip, br, zstd"})
    assert "Content-Encoding" not in response.headers
    assert response.data == client.get(path).data


def test_head_tells_what_get_would_send(client: FlaskClient) -> None:
    asked = {"Accept-Encoding": "gzip"}
    got, told = (method("/help", headers=asked) for method in (client.get, client.head))
    assert (told.data, told.content_length) == (b"", got.content_length)
    assert told.headers["Content-Encoding"] == "gzip"


def test_a_page_of_results_is_light_on_the_wire(client: FlaskClient) -> None:
    page = client.get("/?q=mực nước hồ chứa", headers={"Accept-Encoding": "br"})
    assert len(page.data) <= 9_000
