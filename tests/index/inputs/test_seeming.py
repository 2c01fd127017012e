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


@pytest.mark.parametrize("name", ["bai.css", "bai", "bai.txt", "-"])
def test_a_style_sheet_is_rejected_whatever_its_file_is_called(name: str, tmp_path: Path) -> None:
    path = tmp_path / (name if name != "-" else "bai")
    path.write_text(OTHERS["a style sheet"][0], "utf-8")
    with path.open("rb") as stream:
        inputs = ["-"] if name == "-" else [path]
        [found] = read(inputs, standard_input=stream)
    assert isinstance(found, Rejected)
    assert "it is no article but looks like a style sheet" in found.reason


def test_what_is_no_article_is_told_and_indexes_nothing(tmp_path: Path) -> None:
    styles = tmp_path / "bai.css"
    styles.write_text(OTHERS["a style sheet"][0], "utf-8")
    article = tmp_path / "bai.txt"
    article.write_text("Cầu treo\nThông xe sáng nay.\n", "utf-8")
    report = index.reindex([styles, article], tmp_path / "kho", workers=0)
    assert (report.indexed, report.rejected) == (1, 1)
    [rejected] = report.rejections
    assert rejected.where.endswith("bai.css")


def test_a_page_dump_is_read_as_before(tmp_path: Path) -> None:
    page = tmp_path / "bai"
    page.write_text("Cầu treo\nXÃ HỘI - Ngày đăng : 18:39, 07/07/2021\nThông xe, vui.\n", "utf-8")
    [article] = read([page])
    assert isinstance(article, Article)
    assert article.category == "XÃ HỘI"
