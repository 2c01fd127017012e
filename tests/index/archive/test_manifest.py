"""A manifest says where everything lies, and is believed in nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import index
import search
from index.archive.manifest import checksum_of, format_of, parse


@pytest.fixture
def values(archive: Path) -> dict[str, Any]:
    """What a manifest holds."""
    read: dict[str, Any] = json.loads((archive / "generations/3/manifest.json").read_bytes())
    del read["checksum"]
    return read


def text_of(values: dict[str, Any]) -> bytes:
    """The manifest of whoever knows how its checksum is made."""
    return json.dumps({**values, "checksum": checksum_of(values)}).encode() + b"\n"


def test_a_manifest_is_read_as_it_was_written(values: dict[str, Any]) -> None:
    manifest = parse(text_of(values))
    assert parse(manifest.to_text().encode()) == manifest
    assert manifest.articles == 6
    assert format_of(text_of(values)) == 4


CHANGES: list[tuple[str, Any]] = [
    ("file", "../../../etc/passwd"),
    ("file", "/dev/zero"),
    ("file", "0123456789abcdef.SEG"),
    ("file", 7),
    ("size", -1),
    ("size", "5"),
    ("size", True),
    ("size", 1 << 80),
    ("articles", 1.5),
    ("articles", 1 << 40),
    ("deleted", [3, 3]),
    ("deleted", [99_999]),
    ("deleted", "1"),
    ("columns", {"text": [-1, 5]}),
    ("columns", {"text": [0, 1 << 50]}),
    ("columns", {"text": [0]}),
    ("columns", {"../text": [0, 1]}),
    ("columns", []),
    ("checksums", [1 << 50, "00"]),
    ("checksums", [0, 0]),
    ("checksums", None),
]


@pytest.mark.parametrize(("name", "value"), CHANGES)
def test_what_cannot_be_is_damage_whatever_the_checksum_says(
    name: str, value: Any, values: dict[str, Any], archive: Path
) -> None:
    values["segments"][0][name] = value
    with pytest.raises(ValueError, match=r".+"):
        parse(text_of(values))
    (archive / "generations/3/manifest.json").write_bytes(text_of(values))
    with pytest.raises(index.DamagedArchiveError, match=r"manifest\.json"):
        search.open(archive)
    assert index.verify(archive)


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b"null", b"[" * 100_000, b'{"format": []}', b"\xff\xfe", b'{"a": 1}'],
)
def test_what_is_no_manifest_is_damage(data: bytes, archive: Path) -> None:
    (archive / "generations/3/manifest.json").write_bytes(data)
    with pytest.raises(index.DamagedArchiveError):
        search.open(archive)


def test_links_pipes_and_folders_are_no_files_of_an_archive(archive: Path, tmp_path: Path) -> None:
    import os  # noqa: PLC0415

    [*_, segment] = sorted((archive / "generations/3").glob("*.seg"))
    aside = tmp_path / "aside"
    segment.rename(aside)
    for make in (
        lambda: segment.symlink_to(aside),
        lambda: os.mkfifo(segment),
        segment.mkdir,
    ):
        make()
        with pytest.raises(index.DamagedArchiveError, match="no file"):
            search.open(archive)
        segment.rmdir() if segment.is_dir() and not segment.is_symlink() else segment.unlink()
    aside.rename(segment)
    assert len(search.open(archive)) == 6


def test_a_generation_that_lacks_a_segment_of_another_is_not_answered_from(
    archive: Path, values: dict[str, Any]
) -> None:
    values["segments"].pop()
    (archive / "generations/3/manifest.json").write_bytes(text_of(values))
    with pytest.raises(index.DamagedArchiveError, match="articles"):
        search.open(archive)


def test_a_manifest_that_goes_on_behind_its_end_is_damage(values: dict[str, Any]) -> None:
    for data in (text_of(values)[:-1], text_of(values) + b" "):
        with pytest.raises(ValueError, match="cut or goes on"):
            parse(data)


@pytest.mark.parametrize("name", ["command", "created", "fingerprint"])
def test_what_is_to_be_a_text_is_one(name: str, values: dict[str, Any]) -> None:
    values[name] = 5
    with pytest.raises(ValueError, match="something else than a text"):
        parse(text_of(values))


def test_a_file_is_named_once(values: dict[str, Any]) -> None:
    values["segments"] *= 2
    with pytest.raises(ValueError, match="names a file twice"):
        parse(text_of(values))


def test_the_manifest_of_another_generation_is_damage(archive: Path) -> None:
    manifests = [archive / "generations" / str(number) / "manifest.json" for number in (2, 3)]
    manifests[1].write_bytes(manifests[0].read_bytes())
    with pytest.raises(index.DamagedArchiveError, match="is that of generation 2"):
        search.open(archive)
