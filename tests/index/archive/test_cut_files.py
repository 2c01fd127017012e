"""Files that are cut while they are read: an error, never the end of the process."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import index
import search
from index import native


def segment_of(archive: Path) -> Path:
    [segment] = archive.glob("generations/1/*.seg")
    return segment


@pytest.fixture
def long_archive(make_input: Callable[..., Path], tmp_path: Path) -> Path:
    """One segment of several pages."""
    articles = [{"id": f"{i}", "body": f"Chợ phiên thứ {i} họp bên suối. " * 9} for i in range(300)]
    index.reindex([make_input(*articles)], tmp_path / "archive", workers=0)
    return tmp_path / "archive"


def test_a_cut_file_is_damage_at_the_next_search_and_none_once_it_is_back(
    long_archive: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(long_archive, tmp_path / "copy")
    with search.open(long_archive) as archive:
        expected = archive.search("chợ phiên").total
        os.truncate(segment_of(long_archive), 4096)
        with pytest.raises(index.DamagedArchiveError, match="4096 bytes instead of"):
            archive.search("chợ phiên")
        shutil.copyfile(segment_of(copy), segment_of(long_archive))
        assert archive.search("chợ phiên").total == expected


@pytest.mark.skipif(not native.is_used(), reason="native code does not run")
def test_reading_what_was_cut_off_does_not_end_the_process(long_archive: Path) -> None:
    with search.open(long_archive) as archive:
        snapshot = archive.snapshot()
        snapshot.lexicons("text")
        os.truncate(segment_of(long_archive), 0)
        with pytest.raises(index.DamagedArchiveError):
            snapshot.article(250)
        with pytest.raises(index.DamagedArchiveError, match="cut while it was read"):
            snapshot.lexicons("title")
