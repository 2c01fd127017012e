"""runs.jsonl: what each published run did to the archive, so that it can be told what is lost.

One JSON object a line: the generation that it published, the command, when it began and ended,
its counts, and the ids of the articles that it wrote and deleted. The ids are dropped once no
generation from before the run is kept: nothing could be missed then.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from index.storage.files import naming, open_regular, read_regular, write_synced

RUNS = "runs.jsonl"
_GENERATION = re.compile(rb'\{"generation": (\d{1,18}), ')
_NO_IDS = b'"ids": [], "deleted": []}'
_TAIL = 1 << 16
_NEEDLESS = 1 << 18  # bytes of lines with ids that nobody needs any more


def now() -> str:
    """This moment, in UTC, as ISO 8601."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


@dataclass
class Run:
    """One published run; `ids` are those that it wrote, `deleted` those that it deleted."""

    command: str
    generation: int = 0
    began: str = field(default_factory=now)
    ended: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    ids: Sequence[str] = ()
    deleted: Sequence[str] = ()

    def to_line(self) -> str:
        """The line in the file."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        first = {"generation": values.pop("generation")}
        return json.dumps({**first, **values}, ensure_ascii=True) + "\n"


def append(archive: Path, run: Run) -> None:
    """Add a run at the end. Raises OSError."""
    path = archive / RUNS
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    with naming(path), os.fdopen(os.open(path, flags, 0o666), "ab+") as file:
        end = file.seek(0, os.SEEK_END)
        torn = b"\n" if end and os.pread(file.fileno(), 1, end - 1) != b"\n" else b""
        file.write(torn + run.to_line().encode())
        file.flush()
        os.fsync(file.fileno())


def read(archive: Path) -> Iterator[Run]:
    """The runs, the oldest first; lines that cannot be read are passed over. Raises OSError."""
    try:
        descriptor = open_regular(archive / RUNS)
    except FileNotFoundError:
        return
    with naming(archive / RUNS), os.fdopen(descriptor, "rb") as file:
        for line in file:
            run = _run(line)
            if run is not None:
                yield run


def _run(line: bytes) -> Run | None:
    try:
        values: dict[str, Any] = json.loads(line)
        run = Run(**values)
    except (ValueError, TypeError, RecursionError):
        return None
    numbers = (run.generation, *run.counts.values()) if isinstance(run.counts, dict) else (None,)
    texts = [run.command, run.began, run.ended]
    if not all(isinstance(ids, list) for ids in (run.ids, run.deleted)):
        return None
    texts += [*run.ids, *run.deleted]
    whole = all(type(number) is int for number in numbers)
    return run if whole and all(isinstance(text, str) for text in texts) else None


def last_generation(archive: Path) -> int:
    """The generation of the last run; 0 without runs. Raises OSError.

    It is looked for near the end: the file may tell of years.
    """
    try:
        descriptor = open_regular(archive / RUNS)
    except FileNotFoundError:
        return 0
    with naming(archive / RUNS), os.fdopen(descriptor, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        for tail in (min(size, _TAIL), size):
            file.seek(size - tail)
            found = [int(one[1]) for one in map(_GENERATION.match, file) if one]
            if found:
                return max(found)
    return 0


def since(archive: Path, generation: int) -> list[Run]:
    """The runs after the one that published `generation`, the oldest first. Raises OSError."""
    return [run for run in read(archive) if run.generation > generation]


def forget(archive: Path, oldest: int) -> None:
    """Drop the ids of the runs that made generation `oldest`, the oldest kept, and those before it.

    They are dropped once there are many, for the file is written anew. Raises OSError.
    """
    try:
        data = read_regular(archive / RUNS)
    except FileNotFoundError:
        return
    lines = data.splitlines(keepends=True)
    needless = {n for n, line in enumerate(lines) if _has_ids(line) and _generation(line) <= oldest}
    size = sum(len(lines[n]) for n in needless)
    if size > max(_NEEDLESS, len(data) // 2):
        for n in needless:
            run = _run(lines[n])
            if run is not None:
                run.ids, run.deleted = (), ()
                lines[n] = run.to_line().encode()
        write_synced(archive / RUNS, b"".join(lines).decode("utf-8", "replace"))


def forget_ids(archive: Path, ids: Collection[str]) -> None:
    """Drop some ids from all runs. Raises OSError."""
    try:
        data = read_regular(archive / RUNS)
    except FileNotFoundError:
        return
    lines = data.splitlines(keepends=True)
    for n, line in enumerate(lines):
        run = _run(line)
        if run is None or {*run.ids, *run.deleted}.isdisjoint(ids):
            continue
        run.ids = [id for id in run.ids if id not in ids]
        run.deleted = [id for id in run.deleted if id not in ids]
        lines[n] = run.to_line().encode()
    write_synced(archive / RUNS, b"".join(lines).decode("utf-8", "replace"))


def _has_ids(line: bytes) -> bool:
    return not line.rstrip().endswith(_NO_IDS)


def _generation(line: bytes) -> int:
    found = _GENERATION.match(line)
    return int(found[1]) if found else 0
