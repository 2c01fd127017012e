"""Every format tells every article, and takes no memory for their number."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import StringIO
from itertools import islice

import pytest

import search
from index import Article
from search.choices import EXPORTED
from search.export.formats import FORMATS, written
from search.export.tables import COLUMNS

ARTICLES = [
    Article(id=f"tin-{number}", title=f"Tin số {number}", body="Nước lên.", source="Báo Hà Yên")
    for number in range(3)
]


def test_the_table_is_what_commands_offer() -> None:
    assert tuple(FORMATS) == EXPORTED


@pytest.mark.parametrize(
    ("format", "sign"),
    [("jsonl", b"\n"), ("csv", b"\r\n"), ("ris", b"TY  - NEWS"), ("bibtex", b"@article{")],
)
def test_every_article_is_told(format: str, sign: bytes) -> None:
    told = b"".join(written(ARTICLES, format))
    assert told.count(sign) == len(ARTICLES) + (format == "csv")
    for article in ARTICLES:
        assert article.title.encode() in told
    assert b"".join(written([], format)) == (
        (",".join(COLUMNS) + "\r\n").encode() if format == "csv" else b""
    )


def test_fields_are_those_that_were_chosen_in_their_order() -> None:
    table = b"".join(written(ARTICLES, "csv", fields=["url", "title"])).decode()
    assert list(csv.reader(StringIO(table)))[:2] == [["url", "title"], ["", "Tin số 0"]]
    [line, *_] = written(ARTICLES, "jsonl", fields=["title"])
    assert json.loads(line) == {"id": "tin-0", "title": "Tin số 0"}


def test_what_there_is_not_is_an_error_at_once() -> None:
    with pytest.raises(search.QueryError, match="jsonl, csv, xlsx, ris, bibtex are known"):
        written(ARTICLES, "doc")
    with pytest.raises(search.QueryError, match="'pages' is not"):
        written(ARTICLES, "csv", fields=["title", "pages"])


@pytest.mark.parametrize("format", ["jsonl", "csv", "ris", "bibtex"])
def test_articles_are_read_as_pieces_are_asked_for(format: str) -> None:
    read = []

    def articles() -> object:
        for article in ARTICLES:
            read.append(article.id)
            yield article

    list(islice(written(articles(), format, accessed=date(2026, 11, 29)), 2))
    assert len(read) <= 2
