"""What an archive says about itself."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from helpers.archives import MakeArchive

import index
import search
from index.archive.manifest import FORMAT, fingerprint
from index.articles.dates import VIETNAM

FLOOD = {
    "id": "1",
    "title": "Lũ rút ở Nậm Sài",
    "published": "2020-10-18T20:00:00+00:00",
    "category": "Xã hội",
    "source": "Báo Lam Khê",
}
HARVEST = {"id": "2", "title": "Mùa chè Lũng Vài", "published": "2021-04-02", "category": "Xã hội"}
UNDATED = {"id": "3", "title": "Tin chưa rõ ngày"}


def test_ends_are_as_exact_as_the_articles_and_in_vietnamese_time(
    make_archive: MakeArchive,
) -> None:
    stats = make_archive(HARVEST, UNDATED, FLOOD).stats()
    assert stats.oldest == datetime(2020, 10, 19, 3, 0, tzinfo=VIETNAM)
    assert stats.oldest.utcoffset() == VIETNAM.utcoffset(None)
    assert stats.newest == date(2021, 4, 2)
    assert not isinstance(stats.newest, datetime)
    assert (stats.articles, stats.undated) == (3, 1)


def test_facets_count_every_article(make_archive: MakeArchive) -> None:
    stats = make_archive(HARVEST, UNDATED, FLOOD).stats()
    assert stats.facets["category"] == [("Xã hội", 2)]
    assert stats.facets["source"] == [("Báo Lam Khê", 1)]
    assert stats.facets["year"] == [("2021", 1), ("2020", 1)]


def test_generation_format_and_rules_are_named(make_archive: MakeArchive) -> None:
    archive = make_archive(FLOOD)
    stats = archive.stats()
    assert stats.path == archive.path.resolve()
    assert (stats.generation, stats.format, stats.fingerprint) == (1, FORMAT, fingerprint())


def test_bytes_are_those_of_the_files(make_archive: MakeArchive) -> None:
    archive = make_archive(FLOOD, HARVEST)
    files = (archive.path / "generations" / "1").glob("*.seg")
    sizes = archive.stats().bytes
    assert sizes["total"] == sum(path.stat().st_size for path in files)
    assert sizes["articles"]
    assert sizes["postings"]
    assert sizes["articles"] + sizes["postings"] < sizes["total"]


def test_deleted_articles_are_left_out(make_archive: MakeArchive) -> None:
    archive = make_archive(FLOOD, HARVEST, UNDATED)
    index.delete(["1"], archive.path)
    stats = archive.stats()
    assert (stats.generation, stats.articles, stats.undated) == (2, 2, 1)
    assert stats.oldest == stats.newest == date(2021, 4, 2)
    assert stats.facets["source"] == []


def test_empty_archive_has_no_dates(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").touch()
    index.reindex([tmp_path / "none.jsonl"], tmp_path / "archive", allow_empty=True)
    with search.open(tmp_path / "archive") as archive:
        stats = archive.stats()
    assert (stats.articles, stats.oldest, stats.newest) == (0, None, None)
    assert {size for part, size in stats.bytes.items() if part != "total"} == {0}


def test_json_is_plain(make_archive: MakeArchive) -> None:
    answer: dict[str, Any] = make_archive(FLOOD, HARVEST).stats().to_dict()
    assert answer["oldest"] == "2020-10-19T03:00:00+07:00"
    assert answer["newest"] == "2021-04-02"
    assert answer["facets"]["category"] == [{"value": "Xã hội", "count": 2}]


def test_closed_archive_is_an_error(make_archive: MakeArchive) -> None:
    archive = make_archive(FLOOD)
    archive.close()
    with pytest.raises(search.ArchiveError, match="was closed"):
        archive.stats()
