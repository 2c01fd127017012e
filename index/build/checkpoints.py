"""What an interrupted reindex has done, kept so that another can go on from there.

    unfinished/
        checkpoint.json   how far the run came, under which options, and what it counted
        articles.jsonl    what tells apart the articles that it wrote, a line each, in their order
        *.seg             the segments that are complete (links to the run's files)
        *.jsonl           the journals so far

A checkpoint is made whenever a segment is complete; segments that have been joined with others go
then. The folder is gone when a run has published.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from index.archive.current import live_number
from index.archive.manifest import FORMAT, SCHEMA, fingerprint
from index.errors import ArchiveError, InputError
from index.storage.files import write_synced
from index.storage.segment_info import SegmentInfo, parse_segment

UNFINISHED = "unfinished"
LIVE = "live"
"""The setting that tells which generation was live, of which the run took over what it knew."""
_CHECKPOINT = "checkpoint.json"
_ARTICLES = "articles.jsonl"


@dataclass(frozen=True)
class Position:
    """How far a run came: so many shares whole, and so many pieces of the next; `digest` is of what
    the shares were, as far as they came, `begun` the key of the next, "" if no piece of it came."""

    shares: int
    pieces: int
    digest: str
    begun: str


@dataclass
class State:
    """What a run that goes on needs of the one before.

    `levels` tell how often each of the segments was joined from others; `entries` are [id,
    fingerprint, stamp, own, address] of each article that was written, in their order (of a state
    to be kept, those that were not kept yet); `deleted` the numbers of those that
    gave way to later ones; `pending` [JSON, kind, folder] of articles of which the end of the run
    decides; `counts` whatever the report had counted.
    """

    position: Position
    segments: list[SegmentInfo]
    levels: list[int]
    entries: list[list[Any]]
    deleted: list[int]
    matched: int
    pending: list[list[str]]
    counts: dict[str, Any]


@dataclass
class Checkpoints:
    """Writes the checkpoints of a run; `settings` are what must be the same for another to go on.

    Writing one may fail: the run goes on, without.
    """

    archive: Path
    settings: Mapping[str, Any]
    failed: str = ""
    _entries: int = 0
    _journals: dict[str, int] = field(default_factory=dict)
    _segments: set[str] = field(default_factory=set)

    @property
    def folder(self) -> Path:
        """Where they are."""
        return self.archive / UNFINISHED

    def begin(self, state: State | None) -> None:
        """Go on from a state; without one, forget what an earlier run left."""
        if state is None:
            remove(self.archive)
            return
        self._entries = len(state.entries)
        self._segments = {info.file for info in state.segments}
        self._journals = {
            path.name: path.stat().st_size
            for path in self.folder.glob("*.jsonl")
            if path.name != _ARTICLES
        }

    def write(
        self, source: Path, state: State, journals: Mapping[str, Path], sizes: Mapping[str, int]
    ) -> None:
        """Keep a state; `source` is the folder of the segments, `journals` those of the run, of
        which so many bytes belong to the state."""
        if self.failed:
            return
        try:
            self.folder.mkdir(exist_ok=True)
            for info in state.segments:
                if info.file not in self._segments:
                    _link(source / info.file, self.folder / info.file)
                    self._segments.add(info.file)
            with (self.folder / _ARTICLES).open("a", encoding="utf-8") as file:
                for entry in state.entries:
                    file.write(json.dumps(entry) + "\n")
                file.flush()
                os.fsync(file.fileno())
            self._entries += len(state.entries)
            for name, path in journals.items():
                self._append(f"{name}.jsonl", path, sizes[name])
            write_synced(self.folder / _CHECKPOINT, json.dumps(self._values(state)))
            for name in self._segments - {info.file for info in state.segments}:
                (self.folder / name).unlink()  # it has been joined
                self._segments.discard(name)
        except OSError as error:
            self.failed = str(error)

    def _values(self, state: State) -> dict[str, Any]:
        return {
            "settings": dict(self.settings),
            "rules": rules(),
            "position": vars(state.position),
            "segments": [info.to_json() for info in state.segments],
            "levels": state.levels,
            "entries": self._entries,
            "deleted": state.deleted,
            "matched": state.matched,
            "pending": state.pending,
            "journals": self._journals,
            "counts": state.counts,
        }

    def _append(self, name: str, path: Path, size: int) -> None:
        """Copy what a journal got since the last checkpoint, up to a size."""
        done = self._journals.get(name, 0)
        with path.open("rb") as source, (self.folder / name).open("ab") as target:
            source.seek(done)
            target.write(source.read(max(0, size - done)))
            self._journals[name] = target.tell()


def rules() -> list[Any]:
    """What must be the same for the segments of one run to be those of another."""
    return [FORMAT, SCHEMA, fingerprint(), _version()]


def _version() -> str:
    """The version that reads inputs; "" where the package is not installed."""
    try:
        return version("khobao")
    except PackageNotFoundError:
        return ""


def articles_kept(archive: Path) -> int:
    """How many articles an interrupted run has kept; 0 if none did, or no other can go on from it
    since the archive has changed."""
    with suppress(OSError, ValueError, KeyError, TypeError, ArchiveError):
        values = json.loads((archive / UNFINISHED / _CHECKPOINT).read_bytes())
        if values["rules"] == rules() and values["settings"][LIVE] == live_number(archive):
            return int(values["entries"]) - len(values["deleted"])
    return 0


def load(archive: Path, settings: Mapping[str, Any]) -> State:
    """The state of the last checkpoint.

    Raises `InputError` where there is none, or where it is that of a run with other settings or of
    another version.
    """
    folder = archive / UNFINISHED
    try:
        values = json.loads((folder / _CHECKPOINT).read_bytes())
        if values["rules"] != rules():
            raise InputError("the interrupted run was one of another version; run without --resume")
        for name, value in settings.items():
            before = values["settings"].get(name)
            if before != value and name == LIVE:
                raise InputError(
                    "the archive has changed since the run was interrupted; run without --resume"
                )
            if before != value:
                raise InputError(
                    f"the interrupted run had {_shown(before)} as its {name}, and not "
                    f"{_shown(value)}; give it the same, or run without --resume"
                )
        entries = [*_entries(folder, values["entries"])]
        for name, size in values["journals"].items():
            _cut_to(folder / name, size)
        return State(
            Position(**values["position"]),
            [parse_segment(one) for one in values["segments"]],
            values.get("levels") or [0] * len(values["segments"]),
            entries,
            values["deleted"],
            values["matched"],
            values["pending"],
            values["counts"],
        )
    except FileNotFoundError:
        raise InputError(
            f"no interrupted reindex is kept in {archive}; run without --resume"
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"what is kept in {folder} is damaged ({error}); run without --resume"
        ) from None


def _entries(folder: Path, count: int) -> Iterator[list[Any]]:
    """The first `count` entries; what an interruption left behind them is cut off."""
    path = folder / _ARTICLES
    with path.open("r+b") as file:
        for _ in range(count):
            line = file.readline()
            if not line.endswith(b"\n"):
                raise ValueError("articles are missing")
            yield json.loads(line)
        file.truncate(file.tell())


def _cut_to(path: Path, size: int) -> None:
    """Cut off what an interruption left behind the first bytes of a journal."""
    with path.open("r+b") as file:
        if file.seek(0, os.SEEK_END) < size:
            raise ValueError(f"the journal {path.stem} is too short")
        file.truncate(size)


def take_over(archive: Path, segments: Sequence[SegmentInfo], target: Path) -> None:
    """Give the kept segments to a run that goes on, whose folder is `target`. Raises OSError."""
    for info in segments:
        _link(archive / UNFINISHED / info.file, target / info.file)


def remove(archive: Path) -> None:
    """Forget what an interrupted run kept."""
    shutil.rmtree(archive / UNFINISHED, ignore_errors=True)


def _link(source: Path, target: Path) -> None:
    with suppress(FileExistsError):
        try:
            os.link(source, target)
        except FileExistsError:
            raise
        except OSError:
            shutil.copyfile(source, target)


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
