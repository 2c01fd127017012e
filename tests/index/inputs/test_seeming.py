"""What is no article is refused by name, and prose is never taken for something else."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

import index
from index.articles.article import Article, Rejected
from index.inputs import read
from index.inputs.seeming import seeming

TABLES = {
    "comma": "id,title,body\n1,Thông xe cầu treo,Sáng nay xã Mường Khao thông xe.\n",
    "semicolon": "Tiêu đề;Nội dung;Ngày đăng\nCầu treo;Thông xe sáng nay;7/7/2021\n",
    "tab": "url\ttieu_de\tnoi_dung\nhttps://a.example/1\tCầu treo\tThông xe sáng nay\n",
    "bar": "id|headline|content\n1|Cầu treo|Thông xe\n2|Lũ về|Nước lên\n",
}
OTHERS = {
    "SQL": [
        "-- MySQL dump 10.13\n\nCREATE TABLE `bai_viet` (\n  `id` int NOT NULL\n);\n",
        "INSERT INTO articles (id, title) VALUES (1, 'Cầu treo');\n",
        "SET NAMES utf8mb4;\nDROP TABLE IF EXISTS `tin`;\n",
    ],
    "a WARC or ARC file of saved pages": ["WARC/1.0\r\nWARC-Type: warcinfo\r\n\r\n"],
    "a text in RTF": [r"{\rtf1\ansi Thông xe cầu treo.}"],
    "an e-mail or a page saved as MHTML": [
        "From: <Saved by a browser>\r\nSubject: Tin\r\nMIME-Version: 1.0\r\n\r\n",
        "Received: from a.example\n\tby b.example\nMessage-ID: <1@a.example>\nSubject: Tin\n\nXin",
    ],
    "a style sheet": ["/* trang */\nbody { color: #222; margin: 0 }\n", '@charset "utf-8";\np {}'],
    "a program": ["#!/bin/sh\necho tin\n", "import os\nprint(1)\n", "var tin = {};\n"],
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_named_by_what_parts_its_columns(name: str) -> None:
    assert seeming(TABLES[name]) == f"a table with columns parted by a {name}"


@pytest.mark.parametrize("text", ["id,title,body\n", "\ufeffid,title,body\n1,a,b\n"])
def test_a_header_of_known_fields_is_a_table_with_or_without_rows(text: str) -> None:
    assert seeming(text) == "a table with columns parted by a comma"


def test_a_table_whose_columns_nobody_knows_is_known_by_its_rows() -> None:
    assert seeming("ma,gia,kho\n1,2,3\n4,5,6\n7,8,9\n") is not None
    assert seeming("ma,gia,kho\n1,2,3\n4,5\n7,8,9\n") is None


def test_a_table_may_have_cells_of_several_lines() -> None:
    rows = "".join(f'{n},"Tin số {n}","Dòng một,\ndòng hai."\n' for n in range(2_000))
    assert seeming("id,title,body\n" + rows) == "a table with columns parted by a comma"


@pytest.mark.parametrize(("what", "text"), [(what, one) for what in OTHERS for one in OTHERS[what]])
def test_other_files_are_named(what: str, text: str) -> None:
    assert seeming(text) == what


PROSE = [
    "Cầu treo, lúa chín, chợ phiên\nSáng nay, xã Mường Khao họp.\nChiều, mưa to.\n",
    "Tin, ảnh: Hà Thục Uyên\nCầu treo Bản Lấu thông xe, bà con vui.\n",
    "Ngày, tháng, năm\nMột bài thơ.\n",
    "Bản tin | Báo Lam Khê\nThông xe cầu treo.\nHọc sinh qua cầu |\nLúa chín |\n",
    "Set a date\nThe village will meet.\n",
    "From Lam Khê\nThe bridge is open; people are glad.\n",
    "Create table manners early\nTeachers say so.\n",
    "Chủ đề: cầu treo\nTác giả: Hà Thục Uyên\n\nSáng nay xã Mường Khao thông xe.\n",
    "Title, source, date\n",
    "",
]


@pytest.mark.parametrize("text", PROSE[:-2] + PROSE[-1:])
def test_prose_is_nothing_else(text: str) -> None:
    assert seeming(text) is None


def test_every_text_of_the_sample_is_prose() -> None:
    lines = (files("index") / "sample" / "articles.jsonl").read_text("utf-8").splitlines()
    for article in map(json.loads, lines):
        assert seeming(f"{article.get('title', '')}\n{article.get('body', '')}") is None


@pytest.mark.parametrize("name", ["bai.csv", "bai", "bai.txt", "-"])
def test_a_table_is_rejected_whatever_its_file_is_called(name: str, tmp_path: Path) -> None:
    path = tmp_path / (name if name != "-" else "bai")
    path.write_text(TABLES["comma"], "utf-8")
    with path.open("rb") as stream:
        inputs = ["-"] if name == "-" else [path]
        [found] = read(inputs, standard_input=stream)
    assert isinstance(found, Rejected)
    assert "it is no article but looks like a table with columns parted by a comma" in found.reason


def test_a_table_is_told_and_indexes_nothing(tmp_path: Path) -> None:
    table = tmp_path / "bai.csv"
    table.write_text(TABLES["comma"], "utf-8")
    article = tmp_path / "bai.txt"
    article.write_text("Cầu treo\nThông xe sáng nay.\n", "utf-8")
    report = index.reindex([table, article], tmp_path / "kho", workers=0)
    assert (report.indexed, report.rejected) == (1, 1)
    [rejected] = report.rejections
    assert rejected.where.endswith("bai.csv")


def test_a_page_dump_is_read_as_before(tmp_path: Path) -> None:
    page = tmp_path / "bai"
    page.write_text("Cầu treo\nXÃ HỘI - Ngày đăng : 18:39, 07/07/2021\nThông xe, vui.\n", "utf-8")
    [article] = read([page])
    assert isinstance(article, Article)
    assert article.category == "XÃ HỘI"
