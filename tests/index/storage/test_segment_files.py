"""A segment's one file: what its columns hold comes back, and what is not right is told."""

from __future__ import annotations

import random
from array import array
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import flip

from index.analysis.vectors import pack, pack_counts
from index.storage.columns.article_store import StoreColumn
from index.storage.files import mapped, open_regular
from index.storage.schema import build_schema
from index.storage.segment_file import SegmentFile
from index.storage.segment_info import SegmentInfo
from index.storage.segment_writer import SegmentWriter


def write(folder: Path, texts: list[bytes]) -> SegmentInfo:
    """A segment of articles of which there are only the texts."""
    writer = SegmentWriter(folder, build_schema())
    for text in texts:
        writer.add({"article": text})
    return writer.finish()


def test_texts_that_go_to_the_file_as_they_come_come_back(tmp_path: Path) -> None:
    source = random.Random(1)
    texts = [source.randbytes(10_000) for _ in range(300)]
    writer = SegmentWriter(tmp_path, build_schema())
    for text in texts:
        writer.add({"article": text})
    assert writer.path.stat().st_size > 1_000_000  # before it is finished
    file = SegmentFile(tmp_path, writer.finish())
    assert list(file.problems()) == []
    store: Any = StoreColumn().open(file.column("article"), len(texts))
    assert [bytes(store[number]) for number in range(len(texts))] == texts


def test_several_articles_are_written_as_one_after_the_other(tmp_path: Path) -> None:
    articles: list[dict[str, Any]] = []
    for number in range(40):
        more = (
            {"caption": pack({"ghe": array("I", [0])})}
            if number % 7 == 5
            else {"published": number}
        )
        text = pack_counts({f"bến{number % 3}": 1, "chợ": number + 1})
        articles.append({**more, "compounds": text, "article": b"%d" % number * 900})
    files = []
    for together in (1, 6, 40):
        writer = SegmentWriter(tmp_path, build_schema())
        for at in range(0, len(articles), together):
            writer.add_several(articles[at : at + together])
        files.append((tmp_path / writer.finish().file).read_bytes())
    writer = SegmentWriter(tmp_path, build_schema())
    for article in articles:
        writer.add(article)
    files.append((tmp_path / writer.finish().file).read_bytes())
    assert len(set(files)) == 1


def test_a_column_is_written_in_one_piece(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path, build_schema())
    for name in ("article", "published"):
        writer.join(name, [])
    with pytest.raises(TypeError, match="article is written in two pieces"):
        writer.join("article", [])
    writer.discard()
    assert list(tmp_path.iterdir()) == []


def test_checksums_of_other_columns_are_damage(tmp_path: Path) -> None:
    info = write(tmp_path, [b"mot", b"hai"])
    for columns in ({}, {**info.columns, "more": (0, 1)}):
        with pytest.raises(ValueError, match="checksums for other columns"):
            SegmentFile(tmp_path, replace(info, columns=columns))


def test_damage_to_the_checksums_is_found_when_the_file_is_opened(tmp_path: Path) -> None:
    info = write(tmp_path, [b"mot", b"hai"])
    flip(tmp_path / info.file, info.table)
    with pytest.raises(ValueError, match="do not match their own"):
        SegmentFile(tmp_path, info)


def test_bytes_between_columns_are_damage(tmp_path: Path) -> None:
    info = write(tmp_path, [b"mot", b"hai"])
    end = sum(info.columns["article"])
    assert end % 64
    flip(tmp_path / info.file, end)
    [problem] = SegmentFile(tmp_path, info).problems()
    assert f"bytes between its columns, at {end}" in problem


def test_an_empty_file_is_mapped_as_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert mapped(tmp_path / "empty", 0) == b""
    with pytest.raises(ValueError, match="has 0 bytes instead of 5"):
        mapped(tmp_path / "empty", 5)


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileNotFoundError, match="this is no file"):
        open_regular(tmp_path / "folder")
