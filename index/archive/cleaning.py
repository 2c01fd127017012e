"""Removes generations that nobody needs, and never the last one that opens."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

from index.archive.current import GENERATIONS, folder_of, numbers
from index.archive.generations import fallbacks, opens
from index.archive.locks import unheld
from index.archive.manifest import MANIFEST

_DAMAGED = ".damaged"
_REMOVED = ".removed"


def remove_needless(archive: Path, live: int, keep: int, suspect: Collection[int] = ()) -> int:
    """Remove the generations that are not needed and that nobody holds, and what runs left behind.

    Needed are the live one, which opens, and the newest `keep` of those that were live before it,
    open, and are not `suspect`. Returns the oldest that is kept. Raises OSError or ArchiveError.
    """
    kept = [live]
    for number in fallbacks(archive, live):
        if len(kept) <= keep and number not in suspect and opens(archive, number):
            kept.append(number)
    for number in numbers(archive):
        if number not in kept:
            _remove_unheld(archive, number)
    _finish_removals(archive)
    for path in archive.glob("*.new"):
        path.unlink(missing_ok=True)
    return kept[-1]


def remove_unpublished(archive: Path, live: int) -> None:
    """Remove what runs were killed over: the generations after the live one. Raises OSError."""
    for number in numbers(archive):
        if number > live:
            _remove_unheld(archive, number)
    _finish_removals(archive)


def set_aside(archive: Path, number: int) -> Path | None:
    """Keep a damaged generation for whoever wants to look what is left of it.

    Returns its new place, None if it is not there any more. Raises OSError.
    """
    path = folder_of(archive, number)
    aside = path.with_name(path.name + _DAMAGED)
    if not path.exists() or aside.exists():
        return None
    path.rename(aside)
    return aside


def _remove_unheld(archive: Path, number: int) -> None:
    """Remove a generation that nobody holds: it is gone at once, its files one by one."""
    path = folder_of(archive, number)
    with unheld(path / MANIFEST) as free:
        if free:
            gone = path.with_name(path.name + _REMOVED)
            if gone.exists():
                _remove(gone)
            path.rename(gone)
            _remove(gone)


def _finish_removals(archive: Path) -> None:
    """Remove what is left of generations whose removal was cut short."""
    for path in (archive / GENERATIONS).glob("*" + _REMOVED):
        _remove(path)


def _remove(folder: Path) -> None:
    """Remove a generation's folder. Raises OSError, with the whole path of the file."""
    try:
        shutil.rmtree(folder)
    except OSError as error:
        name = error.filename if isinstance(error.filename, str) else ""
        error.filename = str(folder / name)
        raise
