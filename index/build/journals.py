"""The journals of a run: what it rejected, what it skipped, and what it repaired or replaced."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from index.storage.files import naming, open_new

JOURNALS = ("rejected", "skipped", "notes")
"""Each is a file of the archive, `rejected.jsonl` and so on, with one JSON object a line."""


class Journals:
    """The journals that are being written."""

    def __init__(self, folder: Path, files: dict[str, IO[str]]) -> None:
        self._folder = folder
        self._files = files

    @property
    def paths(self) -> dict[str, Path]:
        """The files, with all that was written to them."""
        for file in self._files.values():
            file.flush()
        return {name: _aside(self._folder, name) for name in self._files}

    def copy_from(self, folder: Path) -> None:
        """Begin with the journals in another folder."""
        for name, file in self._files.items():
            path = folder / f"{name}.jsonl"
            if path.exists():
                with path.open(encoding="utf-8") as source:
                    shutil.copyfileobj(source, file)

    def write(self, journal: str, **values: object) -> None:
        """Add an entry to one of `JOURNALS`."""
        self._files[journal].write(json.dumps(values, ensure_ascii=False) + "\n")


@contextmanager
def journals(archive: Path) -> Iterator[Journals]:
    """New journals of an archive, which replace the old ones when the run has read its inputs."""
    with ExitStack() as stack:
        yield Journals(
            archive, {name: stack.enter_context(_journal(archive, name)) for name in JOURNALS}
        )


@contextmanager
def _journal(archive: Path, name: str) -> Iterator[IO[str]]:
    path = archive / f"{name}.jsonl"
    aside = _aside(archive, name)
    try:
        with naming(aside), open_new(aside) as file:
            yield file
        aside.replace(path)
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def _aside(archive: Path, name: str) -> Path:
    """Where a journal is until the run has read its inputs."""
    return archive / f"{name}.jsonl.new"
