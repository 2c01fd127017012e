"""The names of articles as fields of tables, workbooks and JSON Lines, and in batches."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import openpyxl
import pytest
from helpers.archives import MakeArchive

import search
from search.batches import rows, table_of
from search.export.formats import written
from search.export.tables import COLUMNS
from search.query_lists import values_list

ARTICLES: list[dict[str, Any]] = [
    {"id": "1", "body": "Ông Trần Văn Bình gặp bà Lê Thị Hạnh ở huyện Lâm Khê."},
    {"id": "2", "body": "Bà Lê Thị Hạnh thăm UBND huyện Lâm Khê và xã Tràng Khúc."},
    {"id": "3", "body": "Lúa chín vàng ngoài đồng."},
]
FIELDS = ["id", "people", "places", "organisations"]
TOLD = [
    ["1", "Lê Thị Hạnh\nTrần Văn Bình", "huyện Lâm Khê", ""],
    ["2", "Lê Thị Hạnh", "xã Tràng Khúc", "UBND huyện Lâm Khê"],
    ["3", "", "", ""],
]


@pytest.fixture(name="archive")
def _archive(make_archive: MakeArchive) -> search.Archive:
    return make_archive(*ARTICLES)


def exported(archive: search.Archive, format: str, fields: list[str]) -> bytes:
    return b"".join(written(archive.export(), format, fields=fields))


def test_a_table_has_the_names_that_articles_carry(archive: search.Archive) -> None:
    found = [*csv.reader(io.StringIO(exported(archive, "csv", FIELDS).decode()))]
    assert found == [FIELDS, *TOLD]
    columns = [["places", "id"], ["huyện Lâm Khê", "1"]]
    assert [*csv.reader(io.StringIO(exported(archive, "csv", columns[0]).decode()))][:2] == columns


def test_a_workbook_has_them(archive: search.Archive) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(archive, "xlsx", FIELDS)))
    found = [[cell.value or "" for cell in row] for row in book.worksheets[0].rows]
    assert found == [FIELDS, *TOLD]


def test_json_lines_have_them_as_lists(archive: search.Archive) -> None:
    first, _, last = map(json.loads, exported(archive, "jsonl", ["people"]).splitlines())
    assert first == {"id": "1", "people": ["Lê Thị Hạnh", "Trần Văn Bình"]}
    assert last == {"id": "3", "people": []}


def test_names_come_if_they_are_asked_for(archive: search.Archive) -> None:
    assert json.loads(exported(archive, "jsonl", []).splitlines()[0]).keys().isdisjoint(FIELDS[1:])
    heading = exported(archive, "csv", []).decode().splitlines()[0]
    assert heading == ",".join(COLUMNS)


def test_articles_from_elsewhere_have_none(archive: search.Archive) -> None:
    with pytest.raises(search.QueryError, match="of an export alone"):
        written([*archive.export()], "csv", fields=["people"])


def test_a_line_of_a_batch_that_is_a_name_tells_its_type_and_count(archive: search.Archive) -> None:
    listed = values_list(["LÊ THỊ HẠNH", "lúa chín", "huyện Lâm Khê"])
    found = [*rows(archive, listed.entries)]
    named = [row.to_dict()["named"] for row in found]
    assert named == [
        [{"type": "person", "name": "Lê Thị Hạnh", "articles": 2}],
        [],
        [{"type": "place", "name": "huyện Lâm Khê", "articles": 1}],
    ]
    heading, *cells = table_of(found, (), 1)
    at = heading.index("name_type")
    assert [[*one[at : at + 3]] for one in cells] == [
        ["person", "Lê Thị Hạnh", 2],
        [None] * 3,
        ["place", "huyện Lâm Khê", 1],
    ]
