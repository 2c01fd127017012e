"""What a run tells its caller: how far it has come, and what it did."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.articles.article import Rejected


@dataclass
class Progress:
    """How far a run has come: articles written, pieces of input rejected, bytes of input read.

    `total_bytes` is None where it cannot be known (standard input). `stage` is "reading" while
    inputs are read and analysed, then "writing" while the index is sorted and published.
    """

    stage: str = "reading"
    articles: int = 0
    rejected: int = 0
    bytes_read: int = 0
    total_bytes: int | None = None


@dataclass
class Report:
    """What a run did.

    `indexed` counts the articles that it wrote, `rejected` the pieces of input that it could not
    read, `duplicates` the articles that gave way to a later one with the same id, `noted` the
    articles that were repaired or are incomplete, `articles` all that the archive now holds.
    `generation` is the one that was published, `warnings` what went wrong without undoing that.
    """

    archive: Path
    indexed: int = 0
    rejected: int = 0
    duplicates: int = 0
    noted: int = 0
    articles: int = 0
    seconds: float = 0.0
    generation: int = 0
    warnings: list[str] = field(default_factory=list)

    @property
    def rejections(self) -> Iterator[Rejected]:
        """What the run rejected, read from the archive's rejected.jsonl."""
        for entry in _lines(self.archive / "rejected.jsonl"):
            yield Rejected(**entry)

    @property
    def notes(self) -> Iterator[tuple[str, str]]:
        """(id of the article, what was repaired or replaced), from the archive's notes.jsonl."""
        for entry in _lines(self.archive / "notes.jsonl"):
            yield entry["id"], entry["note"]


@dataclass
class DeleteReport:
    """What a deletion did: how many articles went, the ids that the archive did not hold, and
    how many articles it holds now.

    `generation` is the one that was published, 0 if none was, since nothing was to be deleted;
    `warnings` are what went wrong without undoing that.
    """

    deleted: int = 0
    missing: list[str] = field(default_factory=list)
    articles: int = 0
    generation: int = 0
    warnings: list[str] = field(default_factory=list)


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
