"""`site:` finds what was published on a host, in archives of before as well."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from helpers.archives import ids

import index
import search
from index.articles.address import host_of, hosts_of

OLD = Path(__file__).parents[1] / "data" / "format-4.zip"


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive that was written before hosts were kept, and is read by its own rules."""
    with zipfile.ZipFile(OLD) as packed:
        packed.extractall(tmp_path / "old")
    manifest = tmp_path / "old" / "generations" / "3" / "manifest.json"
    rules = json.loads(manifest.read_text())["fingerprint"]
    for module in ("generations", "publishing"):
        monkeypatch.setattr(f"index.archive.{module}.fingerprint", lambda: rules)
    return tmp_path / "old"


def found(folder: Path, query: str) -> list[str]:
    with search.open(folder) as archive:
        return sorted(title for one in archive.search(query) if (title := one.article.title))


def test_an_archive_of_before_is_asked_by_its_addresses(old: Path) -> None:
    before = found(old, "site:lamkhe.example")
    assert len(before) == 2
    assert found(old, "site:www.lamkhe.example") == before
    assert found(old, "site:baohagiang.example") == []
    new = {"title": "Tin mới", "body": "Bài mới.", "url": "https://kinhte.lamkhe.example/moi"}
    index.update([new], old, workers=0)
    assert found(old, "site:lamkhe.example") == sorted([*before, "Tin mới"])
    assert found(old, "site:kinhte.lamkhe.example") == ["Tin mới"]
    index.upgrade(old)
    assert found(old, "site:lamkhe.example") == sorted([*before, "Tin mới"])
    assert not list(index.verify(old))


def test_a_changed_address_is_found_on_its_new_host(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    article = {"id": "a", "title": "Chợ", "body": "Chợ phiên.", "url": "https://cu.example/cho"}
    index.reindex([article], folder, workers=0)
    changed = {**article, "title": "Chợ mới", "url": "https://moi.example/cho"}
    index.update([changed], folder, workers=0)
    assert found(folder, "site:moi.example") == ["Chợ mới"]
    assert found(folder, "site:cu.example") == []


def test_a_host_is_asked_for_whole_with_what_is_below_it_and_by_name(tmp_path: Path) -> None:
    urls = {
        "a": "https://lamkhe.example/tin?u=https://hagiang.example/",
        "b": "http://www.kinhte.lamkhe.example/tin",
        "c": "https://lamkhe.example.net/tin",
        "d": "https://baolamkhe.example/lamkhe/example",
        "e": "",
    }
    given = [{"id": id, "title": id, "body": f"Bài {id}.", "url": url} for id, url in urls.items()]
    index.reindex(given, tmp_path / "archive", workers=0)
    with search.open(tmp_path / "archive") as archive:

        def of(query: str) -> str:
            return "".join(sorted(ids(archive.search(query))))

        assert of("site:lamkhe.example") == "ab"
        assert of("site:kinhte.lamkhe.example") == "b"
        assert of("site:lamkhe") == "abc"
        assert of("site:example") == "abcd"
        assert of("site:hagiang.example") == ""
        assert of("site:lamkhe.example/tin") == "ab"
        assert of("-site:example") == "e"
        assert of("site:*") == "abcd"


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("lamkhe.example", "lamkhe.example"),
        ("WWW.LamKhe.Example", "lamkhe.example"),
        ("https://www.lamkhe.example:8080/a?b", "lamkhe.example"),
        ("lamkhe", "lamkhe"),
        ("", ""),
        ("Mỹ Sơn", ""),
        ("http://[::1]/", ""),
        ("a..b", ""),
    ],
)
def test_the_host_of_what_is_typed(typed: str, host: str) -> None:
    assert host_of(typed) == host


def test_an_article_is_found_by_its_host_those_above_and_their_names() -> None:
    assert hosts_of("https://www.kinhte.lamkhe.example/tin") == (
        *("kinhte.lamkhe.example", "lamkhe.example", "example", "kinhte", "lamkhe"),
    )
    assert hosts_of("") == hosts_of("không có") == ()
