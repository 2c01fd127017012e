"""Folders watched: what comes into them goes into an archive, again and again.

They are looked at every few seconds, since network shares send no events. A file is taken once its
size and time have not changed between two looks, and again whenever they do: what was half written
and was rejected is tried when it is whole.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.build.reports import Report
from index.errors import ArchiveError, InputError
from index.inputs.files import InputFile, find, walk

log = logging.getLogger("khobao")

EVERY = 5.0
"""Seconds between two looks."""

Stamp = tuple[int | None, float | None]


@dataclass
class Watched:
    """Some files and folders, and what of them was taken."""

    paths: list[str]
    _seen: dict[str, Stamp] = field(default_factory=dict)
    _taken: dict[str, Stamp] = field(default_factory=dict)

    def ready(self) -> list[str]:
        """The files that came or changed since they were taken, and are as they were at the last
        look."""
        now = {file.path: (file.size, file.modified) for file in self._files()}
        found = [
            path
            for path, stamp in now.items()
            if self._taken.get(path) != stamp and self._seen.get(path) == stamp
        ]
        self._seen = now
        return found

    def take(self, files: Iterable[str]) -> None:
        """Note that files were taken as they were at the last look."""
        self._taken |= {path: self._seen[path] for path in files if path in self._seen}

    def _files(self) -> Iterator[InputFile]:
        for path in self.paths:
            try:
                file = find(path)
            except InputError:
                continue  # it may come, or come back
            for one in [file] if file is not None else walk(path):
                if isinstance(one, InputFile):
                    yield one


def watch(
    inputs: Iterable[str | os.PathLike[str]],
    update: Callable[[list[str]], Report],
    *,
    every: float = EVERY,
    sleep: Callable[[float], object] = time.sleep,
) -> Iterator[Report | ArchiveError]:
    """Look at files and folders for ever, and let `update` take what is new; its reports, and the
    errors after which the same files are tried at the next look.

    Raises `InputError` for an input that does not exist at the beginning.
    """
    watched = Watched([os.fsdecode(path) for path in inputs])
    for path in watched.paths:
        find(path)
    while True:
        ready = watched.ready()
        if ready:
            try:
                report = update(ready)
            except ArchiveError as error:  # such as an archive that another process writes
                yield error
            except InputError as error:
                log.info("nothing to take: %s", error)
                watched.take(ready)
            else:
                watched.take(ready)
                yield report
        sleep(every)


def newer_than(stamp: Path, inputs: Iterable[str | os.PathLike[str]]) -> list[str]:
    """The files of some inputs that were written since the file `stamp` was; all if there is none.

    Raises `InputError` for an input that does not exist.
    """
    try:
        since = stamp.stat().st_mtime
    except FileNotFoundError:
        since = float("-inf")
    found = []
    for path in map(os.fsdecode, inputs):
        file = find(path)
        for one in [file] if file is not None else walk(path):
            if isinstance(one, InputFile) and (one.modified is None or one.modified >= since):
                found.append(one.path)
    return found
