"""What links to the archive look like where they are shared."""

from __future__ import annotations

import struct
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from helpers.pages import Visit

from web.pictures.card import HEIGHT, WIDTH, Card, drawn
from web.pictures.png import png


def properties(page: Any) -> dict[str, str]:
    return {one["property"]: one["content"] for one in page.all("meta") if "property" in one}


@pytest.mark.parametrize(
    ("path", "card"),
    [
        ("/", "/card.png"),
        ("/?q=cầu", "/card.png"),
        ("/articles/cau-ben-truc?q=cau", "/cards/cau-ben-truc"),
        ("/articles/a%2Fb", "/cards/a%2Fb"),
        ("/compare?q=dân+vận&q=cầu", "/compare.png"),
        ("/compare", "/card.png"),
        ("/khong-co", "/card.png"),
    ],
)
def test_every_page_names_a_card_that_is_there(
    visit: Visit, client: FlaskClient, path: str, card: str
) -> None:
    page = visit(path)
    told = properties(page)
    parts = urlsplit(told["og:image"])
    assert (parts.scheme, parts.netloc, parts.path) == ("http", "localhost", card)
    assert page.texts("title")[0].startswith(told["og:title"])
    answer = client.get(told["og:image"].removeprefix("http://localhost"))
    assert (answer.status_code, answer.mimetype) == (200, "image/png")


def test_cards_have_the_size_that_other_sites_want(client: FlaskClient) -> None:
    picture = client.get("/cards/cau-ben-truc").get_data()
    assert struct.unpack(">II", picture[16:24]) == (WIDTH, HEIGHT)
    assert client.get("/cards/khong-co").status_code == 404


def test_cards_of_odd_articles_are_drawn(client: FlaskClient, odd_id: str) -> None:
    for id in (odd_id, "script", "dao-chieu", "khong-dau-de"):
        path = {".": "%2E", "..": "%2E%2E"}.get(id, id)
        answer = client.get(f"/cards/{path}".replace("?", "%3F").replace("#", "%23"))
        assert answer.status_code == 200


@pytest.mark.parametrize("headline", ["", "Ẵ" * 500, "<script>" * 40, "từ " * 300, "\x00\ufffe"])
def test_any_headline_fits(headline: str) -> None:
    svg = drawn(Card("Báo " * 100, headline, "7 tháng 7, 2021", "Kho báo " * 50))
    assert "<script" not in svg
    assert png(svg).startswith(b"\x89PNG")


def test_the_same_card_is_drawn_once(client: FlaskClient) -> None:
    client.get("/cards/cau-ben-truc")
    before = png.cache_info().hits
    client.get("/cards/cau-ben-truc")
    assert png.cache_info().hits == before + 1
