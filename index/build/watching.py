"""Folders watched: what comes into them goes into an archive, again and again.

They are looked at every few seconds, since network shares send no events. A file is taken once its
size, times and rights have not changed between two looks, and again whenever they do: what was half
written, or could not be read, and was rejected, is tried when it is whole and can be.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from index.build.reports import Report
from index.errors import ArchiveError, InputError
from index.inputs.files import InputFile, find, walk

EVERY = 5.0
"""Seconds between two looks."""

Stamp = tuple[int | None, float | None, float | None]


@dataclass
class Watched:
    """Some files and folders, and what of them was taken."""

    paths: list[str]
    _seen: dict[str, Stamp] = field(default_factory=dict)
    _taken: dict[str, Stamp] = field(default_factory=dict)

    def ready(self) -> list[InputFile]:
        """The files that came or changed since they were taken, and are as they were at the last
        look."""
        files = {file.path: file for file in self._files()}
        now = {path: (file.size, file.modified, file.changed) for path, file in files.items()}
        found = [
            files[path]
            for path, stamp in now.items()
            if self._taken.get(path) != stamp and self._seen.get(path) == stamp
        ]
        self._seen = now
        return found

    def take(self, files: Iterable[InputFile]) -> None:
        """Note that files were taken as they were at the last look."""
        self._taken |= {file.path: self._seen[file.path] for file in files}

    def _files(self) -> Iterator[InputFile]:
        for path in self.paths:
            with suppress(InputError):  # it may come, or come back
                yield from _files_at(path)


def watch(
    inputs: Iterable[str | os.PathLike[str]],
    update: Callable[[list[InputFile]], Report],
    *,
    every: float = EVERY,
    sleep: Callable[[float], object] = time.sleep,
) -> Iterator[Report | ArchiveError | InputError]:
    """Look at files and folders for ever, and let `update` take what is new; its reports, the
    ArchiveErrors after which the same files are tried at the next look, and the InputErrors that
    tell that there is no article in them.

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
                watched.take(ready)
                yield error
            else:
                watched.take(ready)
                yield report
        sleep(every)


def newer_than(stamp: Path, inputs: Iterable[str | os.PathLike[str]]) -> list[InputFile]:
    """The files of some inputs that came or changed since the file `stamp` was written; all if
    there is none.

    What was renamed or copied there came then, however old it says that it is.
    Raises `InputError` for an input that does not exist.
    """
    try:
        since = stamp.stat().st_mtime
    except FileNotFoundError:
        since = float("-inf")
    return [
        file
        for path in map(os.fsdecode, inputs)
        for file in _files_at(path)
        if file.modified is None or max(file.modified, file.changed or file.modified) >= since
    ]


def _files_at(path: str) -> Iterator[InputFile]:
    """The file at a path, or those in the folder there. Raises `InputError` if nothing is there."""
    file = find(path)
    entries = [file] if file is not None else walk(path)
    return (one for one in entries if isinstance(one, InputFile))
