"""Columnar files: their values as JSON has them, and nothing more held than some rows."""

from __future__ import annotations

import io
import sys
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import feather
from pyarrow import parquet as pq

from index.articles.article import Article, Rejected
from index.inputs import parquet, read
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.found import Record

COLUMNS = {
    "id": [1, 2],
    "title": ["Cầu treo", "Lũ về"],
    "body": ["Thông xe.", None],
    "published": [datetime(2021, 7, 7, 18, 39, tzinfo=timezone.utc), None],
    "authors": [["Lê Mộc", "Vũ Giang"], []],
}


def packed(columns: dict[str, Any], kind: str = "parquet") -> bytes:
    file = io.BytesIO()
    if kind == "parquet":
        pq.write_table(pa.table(columns), file, row_group_size=2)
    else:
        feather.write_feather(pa.table(columns), file)
    return file.getvalue()


def found(data: bytes, **options: Any) -> list[Any]:
    return list(parquet.read(Content("bai", iter([data])), Options(**options)))


@pytest.mark.parametrize("kind", ["parquet", "feather"])
def test_rows_are_articles(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "bai"
    path.write_bytes(packed(COLUMNS, kind))
    one, two = read([path])
    assert isinstance(one, Article)
    assert (one.id, one.title, one.body) == ("1", "Cầu treo", "Thông xe.")
    assert one.authors == ("Lê Mộc", "Vũ Giang")
    assert one.published == COLUMNS["published"][0]
    assert isinstance(two, Article)
    assert (two.title, two.body, two.published) == ("Lũ về", "", None)


def test_values_of_all_types_are_plain() -> None:
    columns = {
        **COLUMNS,
        "meta": [{"a": 1, "b": [1.5, float("nan")]}, None],
        "day": [date(2021, 7, 7)] * 2,
        "raw": ["bản".encode(), b"\xff"],
        "price": [Decimal("1.50"), Decimal("2.00")],
        "kind": pa.array(["Xã hội", "Xã hội"]).dictionary_encode(),
    }
    one, two = found(packed(columns))
    assert one.values["meta"] == {"a": 1, "b": [1.5, None]}
    assert (one.values["day"], one.values["raw"], one.values["kind"]) == (
        "2021-07-07",
        "bản",
        "Xã hội",
    )
    assert (one.values["price"], two.values["price"]) == ("1.50", 2)
    assert "raw" not in two.values
    assert (one.where, two.where) == ("bai, row 1", "bai, row 2")


def test_a_date_that_python_does_not_have_spoils_no_row() -> None:
    days = pa.array([2**40, 0], pa.int64()).cast(pa.timestamp("s"))
    one, two = found(packed({**COLUMNS, "published": days}))
    assert "published" not in one.values
    assert two.values["published"] == "1970-01-01"


def test_columns_that_nobody_knows_are_named() -> None:
    data = packed({"ma": [1], "van_ban": ["Thông xe."]})
    [rejected] = found(data)
    assert "ma, van_ban; name it with --map body=COLUMN" in rejected.reason
    [record] = found(data, mapping={"body": "van_ban"})
    assert record.values["van_ban"] == "Thông xe."


def test_what_it_needs_is_told_where_it_is_missing() -> None:
    with mock.patch.dict(sys.modules, {"pyarrow": None}):
        [rejected] = found(packed(COLUMNS))
    assert "pip install 'khobao[parquet]'" in rejected.reason


def test_a_file_that_was_cut_off_is_told() -> None:
    for kind in ("parquet", "feather"):
        [rejected] = found(packed(COLUMNS, kind)[:-30])
        assert isinstance(rejected, Rejected)
        assert rejected.reason.startswith("it cannot be read: ")


def test_groups_after_a_damaged_one_are_read() -> None:
    columns = {"id": list(range(1, 7)), "title": [f"Tin {n}" for n in range(1, 7)]}
    columns["body"] = [f"Thông xe {n}." for n in range(1, 7)]
    data = bytearray(packed(columns))
    place = data.index("Thông xe 3.".encode())
    # The length of the text before which it stands.
    data[place - 4 : place] = b"\xff\xff\xff\x7f"
    results = found(bytes(data))
    [rejected] = [one for one in results if isinstance(one, Rejected)]
    assert rejected.where == "bai, row 3"
    assert rejected.reason.endswith("; rows up to 4 are left out")
    assert [one.values["id"] for one in results if isinstance(one, Record)] == [1, 2, 5, 6]


@given(st.integers(4, 3_000), st.binary(min_size=1, max_size=60))
def test_a_damaged_file_is_told_or_read(place: int, noise: bytes) -> None:
    data = bytearray(packed(COLUMNS))
    data[place : place + len(noise)] = noise
    for one in found(bytes(data)):
        assert isinstance(one, Record | Rejected)
