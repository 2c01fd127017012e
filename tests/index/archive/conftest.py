"""Small archives of some generations, and what they hold."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import index

DATA = Path(__file__).parents[2] / "data"


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
def old_archive(tmp_path: Path) -> Path:
    """An archive that Khobao 0.1 wrote (format 3), and beside it what it held then."""
    with zipfile.ZipFile(DATA / "format-3.zip") as packed:
        packed.extractall(tmp_path / "old")
    return tmp_path / "old" / "archive"
