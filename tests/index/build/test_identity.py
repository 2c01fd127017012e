"""Which article is which: ids, addresses, versions, and what did not change."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import index
import search
from index.articles.address import canonical_address
from index.articles.article import has_own_id

DATA = Path(__file__).parents[2] / "data"
RIVER = "Nước sông Lam Khê lên báo động hai, chủ đò Cổ Trầm buộc thuyền vào gốc đa đầu làng."
FLOOD = {
    "url": "http://www.lamkhe.example/lu-ve?utm_source=zalo",
    "title": "Lũ về Cổ Trầm",
    "body": RIVER,
    "published": "2018-07-01T06:00:00+07:00",
}
LATER = {
    **FLOOD,
    "url": "https://lamkhe.example/lu-ve/#dau-trang",
    "title": "Lũ về Cổ Trầm, nghỉ đò",
    "body": f"{RIVER} Bến đò nghỉ từ chiều nay.",
    "published": "2018-07-01T15:00:00+07:00",
}
HOME = {
    "url": "https://lamkhe.example/lu-ve",
    "title": "Trang nhất",
    "body": "Chè Mường Khao được mùa; hội vật làng Tràng Khúc; giá lợn hơi nhích lên ở chợ phiên.",
}
Write = Callable[..., index.Report]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kho"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets the time of the next runs, in seconds since 1970."""
    return lambda now: monkeypatch.setattr("index.build.pipeline.time.time", lambda: float(now))


def history(folder: Path, query: str = "Cổ Trầm") -> list[str]:
    with search.open(folder) as archive:
        [hit] = archive.search(query)
        return [version.article.title for version in archive.history(hit.article.id)]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://www.Lamkhe.example/Tin-1.html", "lamkhe.example/Tin-1.html"),
        ("https://lamkhe.example/tin/?utm_source=a&fbclid=b#c", "lamkhe.example/tin"),
        ("https://lamkhe.example:443/tin?b=2&a=1", "lamkhe.example/tin?a=1&b=2"),
        ("https://lamkhe.example:8080/", "lamkhe.example:8080"),
        ("https://lamkhe.example/index.php", "lamkhe.example"),
        ("https://lamkhe.example/chè?trang=2", "lamkhe.example/ch%C3%A8?trang=2"),
        ("https://lamkhe.example/ch%C3%A8?trang=2", "lamkhe.example/ch%C3%A8?trang=2"),
        ("ftp://lamkhe.example/tin", ""),
        ("tin-1", ""),
        ("http://[::1", ""),
    ],
)
def test_addresses_of_one_page_are_one(url: str, address: str) -> None:
    assert canonical_address(url) == address


@given(st.text(max_size=60))
def test_any_text_may_stand_where_an_address_should(text: str) -> None:
    canonical_address(text)
    once = canonical_address(f"https://lamkhe.example/{text}")
    assert canonical_address(f"https://{once}") == once or not once


def test_what_did_not_change_is_not_written_again(folder: Path) -> None:
    one = {"id": "a", "title": "Chợ phiên", "body": "Chợ họp sáng chủ nhật."}
    first = index.reindex([one, FLOOD], folder, workers=0)
    assert (first.indexed, first.added, first.unchanged) == (2, 2, 0)
    files = sorted(path.name for path in folder.rglob("*.seg"))
    again = index.update([one, FLOOD], folder, workers=0)
    assert (again.indexed, again.added, again.changed, again.unchanged) == (0, 0, 0, 2)
    assert again.generation == first.generation
    assert again.accounts.ends == {"unchanged": 2}
    assert sorted(path.name for path in folder.rglob("*.seg")) == files
    mixed = index.update([one, {**one, "id": "b"}], folder, workers=0)
    assert (mixed.indexed, mixed.added, mixed.unchanged, mixed.articles) == (1, 1, 1, 3)


def test_what_the_input_says_beside_the_article_changes_nothing(folder: Path) -> None:
    one = {"id": "a", "title": "Chợ phiên", "body": "Chợ họp sáng chủ nhật.", "views": 3}
    index.reindex([one], folder, workers=0)
    assert index.update([{**one, "views": 4}], folder, workers=0).unchanged == 1


@pytest.mark.parametrize("together", [True, False])
def test_pages_at_one_address_are_versions_of_one_article(folder: Path, together: bool) -> None:
    if together:
        report = index.reindex([FLOOD, LATER], folder, workers=0)
        assert (report.indexed, report.duplicates) == (1, 1)
    else:
        index.reindex([FLOOD], folder, workers=0)
        report = index.update([LATER], folder, workers=0)
        assert (report.indexed, report.changed) == (1, 1)
    assert report.articles == 1
    assert history(folder) == [LATER["title"], FLOOD["title"]]


@pytest.mark.parametrize("together", [True, False])
def test_the_newest_version_is_searched_whatever_came_last(folder: Path, together: bool) -> None:
    if together:
        index.reindex([LATER, FLOOD], folder, workers=0)
    else:
        index.reindex([LATER], folder, workers=0)
        index.update([FLOOD], folder, workers=0)
        assert index.update([FLOOD], folder, workers=0).unchanged == 1
    assert history(folder) == [LATER["title"], FLOOD["title"]]


def test_a_page_that_is_unlike_another_at_its_address_is_another_article(folder: Path) -> None:
    index.reindex([FLOOD, {**FLOOD, "url": HOME["url"]}], folder, workers=0)
    report = index.update([HOME], folder, workers=0)
    assert (report.added, report.articles) == (1, 2)
    [(id, note)] = report.notes
    assert "is unlike" in note
    assert "which has the same address" in note
    with search.open(folder) as archive:
        article = archive.article(id)
        assert article is not None
        assert article.title == HOME["title"]
    assert index.update([HOME], folder, workers=0).unchanged == 1


def test_records_with_ids_of_their_own_stay_apart_at_one_address(folder: Path) -> None:
    report = index.reindex([{**FLOOD, "id": "1"}, {**LATER, "id": "2"}], folder, workers=0)
    assert (report.indexed, report.articles) == (2, 2)
    assert list(report.notes) == [("2", "has the address of 1, and an id of its own")]


def test_of_two_articles_with_one_id_the_later_is_kept_and_the_earlier_is_its_version(
    folder: Path,
) -> None:
    records = [{**FLOOD, "id": "1"}, {**LATER, "id": "1", "published": "2017-01-01"}]
    report = index.reindex(records, folder, workers=0)
    assert (report.indexed, report.duplicates) == (1, 1)
    assert list(report.notes) == [("1", "replaces an earlier article with this id")]
    assert history(folder) == [LATER["title"], FLOOD["title"]]


@pytest.mark.parametrize("write", [index.update, index.reindex])
def test_two_versions_that_come_again_and_again_are_no_change(folder: Path, write: Write) -> None:
    both = [{**FLOOD, "id": "1"}, {**LATER, "id": "1"}]
    index.reindex(both, folder, workers=0)
    for _ in range(2):
        report = write(both, folder, workers=0)
        assert (report.changed, report.unchanged, report.articles) == (0, 2, 1)
        assert report.accounts.balanced
        assert history(folder) == [LATER["title"], FLOOD["title"]]
    back = write(both[:1], folder, workers=0)
    assert (back.changed, back.unchanged) == (1, 0)
    assert history(folder) == [FLOOD["title"], LATER["title"], FLOOD["title"]]


def test_moments_are_kept_through_all_that_writes(
    folder: Path, tmp_path: Path, clock: Callable[[int], None]
) -> None:
    def moments() -> tuple[int, int]:
        with search.open(folder) as archive:
            [hit] = archive.search("Cổ Trầm")
            assert hit.article.added is not None
            assert hit.article.changed is not None
            return int(hit.article.added.timestamp()), int(hit.article.changed.timestamp())

    clock(1_000_000_000)
    index.reindex([FLOOD], folder, workers=0)
    assert moments() == (1_000_000_000, 1_000_000_000)
    clock(1_000_000_100)
    index.reindex([FLOOD], folder, workers=0)
    assert moments() == (1_000_000_000, 1_000_000_000)
    index.update([LATER], folder, workers=0)
    assert moments() == (1_000_000_000, 1_000_000_100)
    clock(1_000_000_200)
    report = index.reindex([LATER, HOME], folder, workers=0)
    assert (report.added, report.changed, report.unchanged, report.removed) == (1, 0, 1, 0)
    assert moments() == (1_000_000_000, 1_000_000_100)
    assert history(folder) == [LATER["title"], FLOOD["title"]]
    index.backup(folder, tmp_path / "copy")
    shutil.rmtree(folder)
    index.restore(tmp_path / "copy", folder)
    assert moments() == (1_000_000_000, 1_000_000_100)
    assert index.reindex([HOME], folder, workers=0).removed == 1


def test_versions_tell_since_when_and_until_when(
    folder: Path, clock: Callable[[int], None]
) -> None:
    clock(1_000_000_000)
    index.reindex([FLOOD], folder, workers=0)
    clock(1_000_000_100)
    index.update([LATER], folder, workers=0)
    with search.open(folder) as archive:
        [hit] = archive.search("Cổ Trầm")
        newest, oldest = archive.history(hit.article.id)
        assert archive.history("không có") == []
    assert newest.until is None
    assert newest.since == oldest.until
    assert (newest.since, oldest.since) == (hit.article.changed, hit.article.added)


@pytest.fixture
def from_before(tmp_path: Path) -> Path:
    folder = tmp_path / "old"
    with zipfile.ZipFile(DATA / "format-4.zip") as packed:
        packed.extractall(folder)
    return folder


def test_an_archive_of_other_rules_says_so_and_is_upgraded(from_before: Path) -> None:
    with pytest.raises(index.ArchiveError, match=r"other rules .* 'khobao upgrade'"):
        search.open(from_before)
    with pytest.raises(index.ArchiveError, match="other rules"):
        index.update([FLOOD], from_before, workers=0)
    assert index.upgrade(from_before, workers=0).articles == 4
    with search.open(from_before) as archive:
        assert archive.search("").total == 4
    assert not list(index.verify(from_before))


def test_an_archive_from_before_is_searched_updated_and_upgraded(
    from_before: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = from_before
    rules = json.loads((folder / "generations" / "3" / "manifest.json").read_text())["fingerprint"]
    for module in ("generations", "publishing"):
        monkeypatch.setattr(f"index.archive.{module}.fingerprint", lambda: rules)
    with search.open(folder) as archive:
        assert archive.search("").total == 4
        article = archive.article("f4-1")
        assert article is not None
        assert article.added is article.changed is None
        assert [one.article for one in archive.history("f4-1")] == [article]
    same: dict[str, Any] = {"title": "Tin không có mã"}
    same |= {"body": "Bài này không có mã riêng, chỉ có địa chỉ."}
    url = "http://www.lamkhe.example/tin-khong-ma?utm_source=zalo"
    assert index.update([{**same, "url": url}], folder, workers=0).unchanged == 1
    report = index.update([{**same, "url": url, "title": "Tin đã có mã"}], folder, workers=0)
    assert (report.changed, report.articles) == (1, 4)
    assert history(folder, '"Tin đã có mã"') == ["Tin đã có mã", "Tin không có mã"]
    assert not list(index.verify(folder))


def test_whether_an_id_is_an_articles_own() -> None:
    own = index.Article("lk-1", title="Chợ", url="https://lamkhe.example/1")
    assert has_own_id(own)
    assert has_own_id(index.Article("0" * 32, title="Chợ"))
