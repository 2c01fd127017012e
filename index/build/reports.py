"""What a run tells its caller: how far it has come, and what it did."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any
from weakref import finalize

from index.articles.article import Rejected
from index.build.accounts import Accounts
from index.build.stages import Slowest, slowest
from index.inputs.found import Skipped

COUNTS = (
    *("indexed", "added", "changed", "unchanged", "removed", "rejected", "duplicates", "noted"),
    "articles",
)
"""What a run counts, as it is noted in runs.jsonl, too."""


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

    `indexed` counts the articles that it wrote: those that the archive did not hold (`added`), that
    it held otherwise (`changed`), and in a reindex the `unchanged`, too; an update leaves these as
    they are. `removed` are those that a reindex did not find again. `rejected` counts the pieces of
    input that could not be read, `duplicates` those that gave way to another of the run, `noted`
    the notes on articles that were repaired or are incomplete, `articles` all that the archive now
    holds.
    `accounts` tell what became of every piece of input, `stages` the seconds of each stage of the
    work (see `index.build.stages`) in all processes together.
    `unknown_keys` are keys of articles without a body under which there are long texts, and how
    often. With `dry_run` nothing was written, and the counts are those of what would have been.
    `generation` is the one that was published, or the live one if an update changed nothing,
    `warnings` what went wrong without undoing that. For an archive in a cluster, `place` is its
    address, and `archive` the folder that has the journals of the run.
    """

    archive: Path
    place: str = ""
    indexed: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    rejected: int = 0
    duplicates: int = 0
    noted: int = 0
    articles: int = 0
    seconds: float = 0.0
    generation: int = 0
    warnings: list[str] = field(default_factory=list)
    accounts: Accounts = field(default_factory=Accounts)
    stages: dict[str, float] = field(default_factory=dict)
    unknown_keys: dict[str, int] = field(default_factory=dict)
    dry_run: bool = False
    _aside: Path | None = field(default=None, repr=False, compare=False)

    @property
    def where(self) -> str:
        """Where the archive is, for people to read."""
        return self.place or str(self.archive)

    @property
    def journals(self) -> Path:
        """The folder of the run's journals: the archive, or one aside for a run that was dry."""
        return self.archive if self._aside is None else self._aside

    def keep_aside(self) -> None:
        """Let the run be dry: its journals are gone with the report."""
        self.dry_run = True
        self._aside = Path(mkdtemp(prefix="khobao-"))
        finalize(self, rmtree, self._aside, ignore_errors=True)

    @property
    def slowest(self) -> Slowest | None:
        """The stage of the work that took the most time; None if nothing was read."""
        return slowest(self.stages, self.accounts.pieces)

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON knows it."""
        slow = self.slowest
        return {
            **{name: getattr(self, name) for name in COUNTS},
            "generation": self.generation,
            "seconds": round(self.seconds, 3),
            "dry_run": self.dry_run,
            "accounts": self.accounts.to_dict(),
            "stages": {name: round(spent, 3) for name, spent in self.stages.items()},
            "slowest": None if slow is None else slow._asdict(),
            "unknown_keys": dict(self.unknown_keys),
            "warnings": list(self.warnings),
        }

    @property
    def rejections(self) -> Iterator[Rejected]:
        """What the run rejected, read from its journal, the archive's rejected.jsonl."""
        for entry in _lines(self.journals / "rejected.jsonl"):
            yield Rejected(entry["where"], entry["reason"], entry["raw"])

    @property
    def skipped(self) -> Iterator[Skipped]:
        """What the run left out on purpose, from the archive's skipped.jsonl."""
        for entry in _lines(self.journals / "skipped.jsonl"):
            yield Skipped(entry["where"], entry["reason"])

    @property
    def notes(self) -> Iterator[tuple[str, str]]:
        """(id of the article, what was repaired or replaced), from the archive's notes.jsonl."""
        for entry in _lines(self.journals / "notes.jsonl"):
            yield entry["id"], entry["note"]


@dataclass
class DeleteReport:
    """What a deletion did: how many articles went, the ids that the archive did not hold, and
    how many articles it holds now.

    Of so many ids as `purged` says a purge found something, deleted or not. `generation` is the one
    that was published, 0 if none was, since nothing was to be deleted; `warnings` are what went
    wrong without undoing that.
    """

    deleted: int = 0
    purged: int = 0
    missing: list[str] = field(default_factory=list)
    articles: int = 0
    generation: int = 0
    warnings: list[str] = field(default_factory=list)


@dataclass
class OptimizeReport:
    """What was joined: how many segments and bytes there were before and are now, how many deleted
    articles were `dropped`, and how many articles the archive holds.

    `generation` is the one that was published, 0 if none was, since there was nothing to do;
    `warnings` are what went wrong without undoing that.
    """

    archive: Path
    segments_before: int = 0
    segments: int = 0
    bytes_before: int = 0
    bytes: int = 0
    dropped: int = 0
    articles: int = 0
    generation: int = 0
    seconds: float = 0.0
    warnings: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON knows it."""
        values = {name: value for name, value in vars(self).items() if name != "archive"}
        return {**values, "seconds": round(self.seconds, 3), "warnings": list(self.warnings)}


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
