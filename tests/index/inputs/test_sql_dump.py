"""Dumps in SQL: the rows of tables of articles, in the dialects of MySQL, PostgreSQL and SQLite."""

from __future__ import annotations

import sqlite3
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from helpers.costs import at_most
from hypothesis import given
from hypothesis import strategies as st

from index.articles.article import Article, Rejected
from index.inputs import read, sql_dump
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.found import Record, Skipped

MYSQL = r"""-- MySQL dump 10.13  Distrib 8.0; it's a dump
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `bai_viet`;
CREATE TABLE `bai_viet` (
  `id` int NOT NULL AUTO_INCREMENT,
  `tieu_de` varchar(255) DEFAULT 'a, (b)',
  `noi_dung` longtext COMMENT 'nội dung; bài',
  `ngay_dang` datetime(6) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `k` (`tieu_de`,`ngay_dang`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
LOCK TABLES `bai_viet` WRITE;
/*!40000 ALTER TABLE `bai_viet` DISABLE KEYS */;
INSERT INTO `bai_viet` VALUES (1,'Cầu \'treo\'','Dòng một;\nDòng hai -- (x), \\','2021-07-07'),
(2,'Lũ về',_utf8mb4'Nước lên''',NULL);
INSERT INTO `muc` (`id`, `name`) VALUES (1, 'Xã hội');
UNLOCK TABLES;
"""
POSTGRESQL = r"""--
-- PostgreSQL database dump
--
SET standard_conforming_strings = on;
CREATE FUNCTION public.f() RETURNS text LANGUAGE sql AS $_$ SELECT ';'; $_$;
CREATE TABLE public.articles (
    id integer NOT NULL,
    title text,
    body text,
    CONSTRAINT c CHECK ((id > 0))
);
COPY public.articles (id, title, body) FROM stdin;
1	Cầu treo	Dòng một;\nDòng 'hai \\ ba
2	Lũ về	\N
3	thiếu
\.

INSERT INTO public.articles (id, title, body) VALUES (4, 'C:\tin', E'Chợ\nphiên'::text);
"""


def found(text: str | bytes, size: int = 1 << 18, **options: Any) -> list[Any]:
    data = text.encode() if isinstance(text, str) else text
    chunks = (data[at : at + size] for at in range(0, len(data), size))
    return list(sql_dump.read(Content("kho.sql", chunks), Options(**options)))


@pytest.mark.parametrize("size", [1, 7, 1 << 18])
def test_a_dump_of_mysql_is_read(size: int) -> None:
    one, two, other = found(MYSQL, size)
    assert one.values == {
        "id": 1,
        "tieu_de": "Cầu 'treo'",
        "noi_dung": "Dòng một;\nDòng hai -- (x), \\",
        "ngay_dang": "2021-07-07",
    }
    assert one.where == "kho.sql:14, row 1 of bai_viet"
    assert two.values == {"id": 2, "tieu_de": "Lũ về", "noi_dung": "Nước lên'"}
    assert other == Skipped("kho.sql:16", "muc is no table of articles; it has id, name")


@pytest.mark.parametrize("size", [1, 7, 1 << 18])
def test_a_dump_of_postgresql_is_read(size: int) -> None:
    one, two, short, four = found(POSTGRESQL, size)
    assert one.values == {"id": "1", "title": "Cầu treo", "body": "Dòng một;\nDòng 'hai \\ ba"}
    assert two.values == {"id": "2", "title": "Lũ về"}
    assert (short.where, short.reason) == (
        "kho.sql:15, row 3 of articles",
        "it has 2 values, and the table 3 columns",
    )
    assert four.values == {"id": 4, "title": "C:\\tin", "body": "Chợ\nphiên"}


@pytest.mark.parametrize("name", ["kho.sql", "kho", "kho.txt"])
def test_what_sqlite_dumps_is_read(name: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE articles (id INTEGER, title TEXT, body TEXT)")
        row = (1, "Cầu 'treo'", "Dòng một,\n(hai); \\n")
        connection.execute("INSERT INTO articles VALUES (?, ?, ?)", row)
        path = tmp_path / name
        path.write_text("\n".join(connection.iterdump()), "utf-8")
    [article] = read([path])
    assert article == Article(id="1", title=row[1], body=row[2])


def test_a_table_whose_columns_nothing_tells_is_rejected() -> None:
    rejected, nothing = found("INSERT INTO tin VALUES (1, 'Cầu treo', 'Thông xe.');\n")
    assert rejected.reason == "nothing tells which columns the table tin has"
    assert isinstance(nothing, Rejected)


def test_a_column_and_a_table_can_be_named() -> None:
    text = (
        "INSERT INTO t (a, b) VALUES (1, 'Thông xe.');\nINSERT INTO u (id, body) VALUES (1, 'x');"
    )
    assert [type(one) for one in found(text)] == [Skipped, Record]
    assert [type(one) for one in found(text, mapping={"body": "b"}, table="t")] == [Record, Skipped]


def test_calls_numbers_and_bytes_are_values() -> None:
    text = (
        "INSERT INTO t (id, title, body, n, day, raw, ok) VALUES "
        "(0x31, N'Cầu', CONCAT('Thông', (' xe')), -1.5, NOW(), X'C3A0', TRUE) "
        "ON CONFLICT DO NOTHING;"
    )
    [record] = found(text)
    assert record.values == {
        "id": "1", "title": "Cầu", "body": "Thông", "n": "-1.5", "raw": "à", "ok": True,
    }  # fmt: skip


def test_a_row_that_cannot_be_read_is_rejected_and_the_next_statement_is_read() -> None:
    insert = "INSERT INTO t (id, title, body) VALUES "
    text = f"{insert}(1, 'a', 'b'), (2, 'c' 'd' oops, 'e');\n{insert}(3, 'f', 'g');\n"
    one, bad, three = found(text)
    assert (one.values["id"], three.values["id"]) == (1, 3)
    assert bad.reason == "its values cannot be told apart"


def test_a_string_without_end_is_told() -> None:
    insert = "INSERT INTO t (id, title, body) VALUES "
    results = found(f"{insert}(1, 'a', 'b');\n{insert}(2, 'c', 'không có hết")
    assert isinstance(results[0], Record)
    assert isinstance(results[1], Rejected)


def test_revisions_of_wordpress_are_skipped() -> None:
    text = (
        "INSERT INTO `wp_posts` (`ID`, `post_title`, `post_content`, `post_status`, `post_type`) "
        "VALUES (1, 'Cầu', 'Thông xe.', 'publish', 'post'), (2, 'Cầu', 'x', 'inherit', 'revision');"
    )
    assert [type(one) for one in found(text)] == [Record, Skipped]


def test_a_large_dump_is_read_in_little_memory() -> None:
    def chunks() -> Iterator[bytes]:
        yield b"INSERT INTO `t` (`id`, `title`, `body`) VALUES "
        row = f"(1,'Tin','{'Một đoạn tin. ' * 200}'),".encode()
        for _ in range(200):
            yield row * 40
        yield b"(1,'Tin','x');"

    tracemalloc.start()
    try:
        results = sql_dump.read(Content("kho.sql", chunks()), Options())
        assert sum(isinstance(one, Record) for one in results) == 8_001
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 16 << 20


INSERT = "INSERT INTO t (id, title, body) VALUES "
HOSTILE = {
    "brackets": INSERT + "(" * 200_000,
    "quotes": INSERT + "('" * 100_000,
    "open": INSERT + "('" + "a" * 1_000_000,
    "comments": "/* " * 200_000,
    "dashes": "-- \n" * 100_000 + "-" * 100_000,
    "calls": INSERT + "(f(" * 100_000,
    "dollars": "SELECT " + "$a" * 100_000,
    "words": "a;" * 100_000,
    "creates": "CREATE TABLE t (" + "a int," * 100_000,
    "names": "INSERT INTO " + "a." * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_dumps_take_little_time(name: str) -> None:
    with at_most(seconds=1):
        found(HOSTILE[name])


@given(
    st.lists(
        st.tuples(st.integers(), st.text(max_size=20), st.text(max_size=20)), min_size=1, max_size=5
    ),
    st.integers(1, 60),
)
def test_what_is_quoted_is_read_back(rows: list[tuple[int, str, str]], size: int) -> None:
    rows = [(n % 10**9, *(one.replace("\0", "") for one in texts)) for n, *texts in rows]

    def quoted(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    values = ", ".join(f"({n}, {quoted(title)}, {quoted(body)})" for n, title, body in rows)
    text = f"INSERT INTO t (id, title, body) VALUES {values};"
    if any(mark in text.lower() for mark in ("`", "mysql")):
        return
    assert [tuple(one.values.values()) for one in found(text, size)] == rows


@given(st.text(st.sampled_from("'\"`\\(),;-/*$ \naE1_[]#"), max_size=80), st.integers(1, 40))
def test_whatever_follows_is_rows_or_rejections(text: str, size: int) -> None:
    for one in found(INSERT + text, size):
        assert isinstance(one, Record | Rejected | Skipped)
