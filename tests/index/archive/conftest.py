"""Small archives of some generations, and what they hold."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import index
import search

DATA = Path(__file__).parents[2] / "data"
Contents = Callable[[Path], dict[str, str]]


def article(id: str, body: str = "Cầu treo đã thông xe sáng nay.") -> dict[str, str]:
    """An article as an input has it."""
    return {"id": id, "title": f"Bản tin {id}", "body": body}


@pytest.fixture
def archive(make_input: Callable[..., Path], tmp_path: Path) -> Path:
    """Three generations: five articles, two more, and one of them deleted."""
    folder = tmp_path / "archive"
    index.reindex([make_input(*map(article, "abcde"))], folder, workers=0)
    index.update([make_input(article("g"), article("h"))], folder, workers=0, keep=5)
    index.delete(["b"], folder, keep=5)
    return folder


@pytest.fixture
def contents() -> Contents:
    """The body of each article of an archive, by id."""

    def read(folder: Path) -> dict[str, str]:
        with search.open(folder) as opened:
            return {one.id: one.body for one in opened.export("")}

    return read


@pytest.fixture
def newest_segment() -> Callable[[Path], Path]:
    """The file of the newest segment of an archive's live generation."""

    def find(folder: Path) -> Path:
        with search.open(folder) as opened:
            snapshot = opened.snapshot()
            name = snapshot.manifest.segments[-1].file
        return folder / "generations" / str(snapshot.number) / name

    return find


@pytest.fixture
def flip() -> Callable[..., None]:
    """Changes a bit of a file in place, in the middle unless told."""

    def change(path: Path, at: int | None = None) -> None:
        data = bytearray(path.read_bytes())
        data[len(data) // 2 if at is None else at] ^= 1
        with path.open("r+b") as file:
            file.write(data)

    return change


@pytest.fixture
def generations() -> Callable[[Path], list[str]]:
    """The names in an archive's folder of generations."""

    def names(folder: Path) -> list[str]:
        return sorted(path.name for path in (folder / "generations").iterdir())

    return names


@pytest.fixture
def old_archive(tmp_path: Path) -> Path:
    """An archive that Khobao 0.1 wrote (format 3), and beside it what it held then."""
    with zipfile.ZipFile(DATA / "format-3.zip") as packed:
        packed.extractall(tmp_path / "old")
    return tmp_path / "old" / "archive"
