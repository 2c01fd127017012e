"""Workbooks: the rows of each sheet that has a header, and no more than memory takes."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.article import Article, Rejected
from index.inputs import read, spreadsheet
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.detection import Head
from index.inputs.found import Record, Skipped

HEADER = ["Mã bài", "Tiêu đề", "Nội dung", "Ngày đăng"]
ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="Tin">{}</table:table></office:spreadsheet></office:body>
</office:document-content>"""

MANIFEST = """<manifest:manifest
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def ods(*rows: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", MANIFEST)
        packed.writestr("content.xml", ODS.format("".join(rows)))
    return file.getvalue()


def ods_row(*cells: str, times: int = 1, across: int = 1) -> str:
    inner = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{across}">'
        f"<text:p>{cell}</text:p></table:table-cell>"
        for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{times}">{inner}</table:table-row>'


def found(data: bytes, **options: Any) -> list[Any]:
    return list(spreadsheet.read(Content("bai.xlsx", iter([data])), Options(**options)))


def test_the_rows_of_a_sheet_are_articles(tmp_path: Path) -> None:
    rows = [
        ["Danh sách bài đăng"],
        [],
        HEADER,
        [7, "Cầu treo", "Thông xe.", datetime(2021, 7, 7, 18, 39)],
        [],
        [8, "Lũ về", "Nước lên.", date(2021, 7, 8)],
    ]
    path = tmp_path / "bai"
    path.write_bytes(workbook({"Tin tức": rows}))
    one, two = read([path])
    assert isinstance(one, Article)
    assert isinstance(two, Article)
    assert (one.id, one.title, one.body) == ("7", "Cầu treo", "Thông xe.")
    assert str(one.published) == "2021-07-07 18:39:00+07:00"
    assert two.published == date(2021, 7, 8)
    assert [record.where for record in found(path.read_bytes())] == [
        "bai.xlsx/Tin tức, row 4",
        "bai.xlsx/Tin tức, row 6",
    ]


def test_every_sheet_is_read_or_told() -> None:
    data = workbook(
        {
            "Tin": [HEADER, [1, "Cầu treo", "Thông xe."]],
            "Giá": [["hàng", "giá"], ["gạo", 12]],
            "Trống": [],
            "Bài": [HEADER, [2, "Lũ về", "Nước lên."]],
        }
    )
    first, prices, empty, last = found(data)
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert isinstance(prices, Rejected)
    assert "hàng, giá; name one with --map body=COLUMN" in prices.reason
    assert empty == Skipped("bai.xlsx/Trống", "the sheet is empty")
    assert [type(one) for one in found(data, table="Bài")] == [Skipped, Skipped, Skipped, Record]
    mapped = found(data, mapping={"body": "hàng"})
    assert any(isinstance(one, Record) and one.values.get("hàng") == "gạo" for one in mapped)


def test_whole_numbers_are_whole_and_nothing_is_nothing() -> None:
    [record] = found(workbook({"Tin": [[*HEADER, "lượt xem"], [1.0, "Cầu", "Thông", None, 2.5]]}))
    assert record.values == {"Mã bài": 1, "Tiêu đề": "Cầu", "Nội dung": "Thông", "lượt xem": 2.5}


def test_a_workbook_of_open_document_is_read(tmp_path: Path) -> None:
    path = tmp_path / "bai"
    path.write_bytes(ods(ods_row("id", "title", "body"), ods_row("1", "Cầu treo", "Thông xe.")))
    [article] = read([path])
    assert article == Article(id="1", title="Cầu treo", body="Thông xe.")


def rewritten(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(file, "w", 8) as other:
        for member in packed.namelist():
            inner = packed.read(member)
            other.writestr(member, inner.replace(old, new) if member == name else inner)
    return file.getvalue()


def test_two_cells_far_apart_ask_for_no_memory() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "id"
    book.active["XFD1048576"] = 1
    file = io.BytesIO()
    book.save(file)
    [rejected] = found(file.getvalue())
    assert rejected.reason.endswith("spans 17,179,869,184 cells; at most 10,000,000 are read")


def test_cells_that_are_repeated_without_end_ask_for_no_memory() -> None:
    header = ods_row("id", "title", "body")
    for bomb in (ods_row("x", times=1_000_000), ods_row("x", times=900, across=900)):
        [rejected] = found(ods(header, bomb))
        assert "cells; at most" in rejected.reason


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = workbook({"Tin": [HEADER, [1, "Cầu treo", "từ " * 9_000]]})
    monkeypatch.setattr("index.inputs.workbook_limits.MOST_EXPANDED", 20_000)
    [rejected] = found(data)
    assert "when it is unpacked; at most 20,000 are read" in rejected.reason


def test_a_directory_that_lies_about_sizes_is_damaged() -> None:
    data = bytearray(workbook({"Tin": [HEADER, [1, "Cầu treo", "từ " * 9_000]]}))
    place = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml"))
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")  # its size, unpacked
    [rejected] = found(bytes(data))
    assert "damaged" in rejected.reason


@given(st.integers(0, 6_000), st.binary(min_size=1, max_size=40))
def test_a_damaged_workbook_is_told(place: int, noise: bytes) -> None:
    data = bytearray(workbook({"Tin": [HEADER, [1, "Cầu treo", "Thông xe."]]}))
    data[place : place + len(noise)] = noise
    assert found(bytes(data))
    assert found(bytes(data[: place + 4]))


def test_other_files_in_a_zip_are_no_workbook() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("bai.txt", "Cầu treo")
        packed.writestr("bai.xlsx", workbook({"Tin": []}))
    assert not spreadsheet.is_workbook(Head(file.getvalue()))
    assert spreadsheet.is_workbook(Head(workbook({"Tin": []})))


def test_workbooks_in_a_zip_are_read(tmp_path: Path) -> None:
    path = tmp_path / "kho.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("bai.xlsx", workbook({"Tin": [HEADER, [1, "Cầu treo", "Thông xe."]]}))
    [article] = read([path])
    assert isinstance(article, Article)
    assert article.title == "Cầu treo"
