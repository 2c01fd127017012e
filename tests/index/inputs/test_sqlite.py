"""SQLite databases: read without a trace, whatever is in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.article import Article, Rejected
from index.inputs import read, sqlite
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.found import Record, Skipped

TABLE = "CREATE TABLE bai (id INTEGER PRIMARY KEY, tieu_de TEXT, noi_dung TEXT, ngay_dang TEXT)"
ROW = (7, "Cầu treo", "Thông xe sáng nay.", "2021-07-07")


@contextmanager
def database(path: Path, *statements: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection:
        for statement in (TABLE, *statements):
            connection.execute(statement)
        yield connection
        connection.commit()


def found(path: Path, **options: Any) -> list[Any]:
    content = Content(path.name, iter([path.read_bytes()]), (), {"path": str(path)})
    return list(sqlite.read(content, Options(**options)))


def test_the_rows_of_a_table_are_articles(tmp_path: Path) -> None:
    path = tmp_path / "kho"
    with database(path) as connection:
        connection.execute("INSERT INTO bai VALUES (?, ?, ?, ?)", ROW)
    before = path.read_bytes()
    [article] = read([path])
    assert isinstance(article, Article)
    assert (article.id, article.title, article.body) == ("7", "Cầu treo", "Thông xe sáng nay.")
    assert str(article.published) == "2021-07-07"
    assert found(path)[0].where == "kho/bai, row 7"
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_database_inside_of_something_is_read() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(TABLE)
        connection.execute("INSERT INTO bai VALUES (?, ?, ?, ?)", ROW)
        connection.commit()
        data = connection.serialize() if hasattr(connection, "serialize") else None
    if data is None:
        pytest.skip("Python 3.10 cannot serialise a database")
    [record] = sqlite.read(Content("a.zip/kho.db", iter([data[:100], data[100:]])), Options())
    assert isinstance(record, Record)
    assert record.where == "a.zip/kho.db/bai, row 7"


def test_tables_of_other_things_are_skipped_with_their_columns(tmp_path: Path) -> None:
    path = tmp_path / "kho.db"
    others = ["CREATE TABLE muc (id, name)", "CREATE TABLE comments (id, content, author)"]
    with database(path, *others, "CREATE VIEW xem AS SELECT * FROM bai") as connection:
        connection.execute("INSERT INTO bai VALUES (?, ?, ?, ?)", ROW)
        connection.execute("INSERT INTO comments VALUES (1, 'Hay quá', 'Lê Mộc')")
    results = found(path)
    assert [type(one) for one in results] == [Record, Skipped, Skipped, Skipped]
    assert results[1].reason == "it is no table of articles; it has id, name"
    named = found(path, table="comments")
    assert [one.where for one in named if isinstance(one, Record)] == ["kho.db/comments, row 1"]
    views = found(path, table="xem")
    assert [one.where for one in views if isinstance(one, Record)] == ["kho.db/xem, row 1"]


def test_a_database_without_articles_is_rejected_with_its_tables(tmp_path: Path) -> None:
    path = tmp_path / "kho.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE muc (id, van_ban)")
        connection.execute("INSERT INTO muc VALUES (1, 'Thông xe.')")
        connection.commit()
    _, rejected = found(path)
    assert isinstance(rejected, Rejected)
    assert "there are: muc" in rejected.reason
    [record] = found(path, mapping={"body": "van_ban"})
    assert record.values == {"id": 1, "van_ban": "Thông xe."}
    assert "no table is called tin" in found(path, table="tin")[-1].reason


def test_a_query_gives_articles_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "kho.db"
    with database(path) as connection:
        connection.execute("INSERT INTO bai VALUES (?, ?, ?, ?)", ROW)
    [record] = found(path, query="SELECT id, upper(tieu_de) AS title, noi_dung AS body FROM bai")
    assert record.values["body"] == "Thông xe sáng nay."
    for query in ("DELETE FROM bai", "ATTACH 'x.db' AS x", "PRAGMA user_version = 7", "SELEC"):
        [rejected] = found(path, query=query)
        assert isinstance(rejected, Rejected)
    assert len(found(path)) == 1
    assert list(tmp_path.iterdir()) == [path]


def test_posts_that_are_not_published_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "wp.db"
    columns = "ID, post_title, post_content, post_type, post_status"
    with database(path, f"CREATE TABLE wp_posts ({columns})") as connection:
        for row in [("post", "publish"), ("post", "draft"), ("revision", "inherit")]:
            connection.execute("INSERT INTO wp_posts VALUES (1, 'Cầu', 'Thông xe.', ?, ?)", row)
    results = [one for one in found(path) if "wp_posts" in one.where]
    assert [type(one) for one in results] == [Record, Skipped, Skipped]


def test_what_is_not_yet_in_the_database_is_read_and_stays_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "kho.db"
    with database(path) as connection:
        connection.commit()
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("INSERT INTO bai VALUES (?, ?, ?, ?)", ROW)
        connection.commit()
        before = {one: one.read_bytes() for one in tmp_path.iterdir() if one.suffix != ".db-shm"}
        assert path.with_suffix(".db-wal") in before
        [record] = found(path)
        after = {one: one.read_bytes() for one in tmp_path.iterdir() if one.suffix != ".db-shm"}
    assert record.values["tieu_de"] == "Cầu treo"
    assert after == before


def test_a_damaged_database_is_read_before_and_after_the_damage(tmp_path: Path) -> None:
    path = tmp_path / "kho.db"
    with database(path) as connection:
        rows = [(n, f"Tin {n}", "Thông xe. " * 40, None) for n in range(1, 301)]
        connection.executemany("INSERT INTO bai VALUES (?, ?, ?, ?)", rows)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(data)
    results = found(path)
    ids = [one.values["id"] for one in results if isinstance(one, Record)]
    [rejected] = [one for one in results if isinstance(one, Rejected)]
    assert "cannot be read on after row" in rejected.reason
    assert len(ids) == len(set(ids)) > 250
    assert {1, 300} <= set(ids)


def test_texts_in_older_encodings_and_pictures_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "kho.db"
    text = "C¸c em häc sinh ®Õn tr­êng trong niÒm vui cña c¶ lµng, n­íc m¾t r­ng r­ng.".encode(
        "latin-1"
    )
    with database(path, "ALTER TABLE bai ADD COLUMN anh BLOB") as connection:
        insert = "INSERT INTO bai VALUES (?, 'Tin', CAST(? AS TEXT), NULL, ?)"
        connection.execute(insert, (1, text, b"\xff\xd8\0"))
        connection.execute(insert, (2, b"\xff\xfe\xfd", None))
    one, two = found(path)
    assert one.values["noi_dung"].startswith("Các em học sinh đến trường")
    assert "anh" not in one.values
    assert two.reason == "a text in it is not UTF-8"


def test_a_view_that_never_ends_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "kho.db"
    endless = (
        "CREATE VIEW v AS WITH RECURSIVE n(title) AS (SELECT 1 UNION ALL SELECT title + 1 FROM n) "
        "SELECT title, title AS body FROM n WHERE title < 0"
    )
    with database(path, endless), mock.patch.object(sqlite, "LONGEST_WAIT", 0.2):
        pass
    with mock.patch.object(sqlite, "LONGEST_WAIT", 0.2):
        rejected = found(path, table="v")[-1]
    assert "interrupted" in rejected.reason


@given(st.integers(0, 12_000), st.binary(min_size=1, max_size=200))
def test_a_damaged_database_is_told_whatever_the_damage_is(place: int, noise: bytes) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(TABLE)
        rows = [(n, f"Tin {n}", "Thông xe. " * 40, None) for n in range(1, 20)]
        connection.executemany("INSERT INTO bai VALUES (?, ?, ?, ?)", rows)
        connection.commit()
        if not hasattr(connection, "serialize"):
            return
        data = bytearray(connection.serialize())
    data[place : place + len(noise)] = noise
    for one in sqlite.read(Content("kho.db", iter([bytes(data)])), Options()):
        assert isinstance(one, Record | Rejected | Skipped)
