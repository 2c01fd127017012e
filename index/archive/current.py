"""Which generation of an archive is live, by its file CURRENT, and where generations lie."""

from __future__ import annotations

import re
from pathlib import Path

from index.archive import runs
from index.errors import ArchiveError, damaged, is_gone, unavailable
from index.storage.files import read_regular

CURRENT = "CURRENT"
GENERATIONS = "generations"
_NUMBER = re.compile(rb"[0-9]{1,18}\n")
Stamp = tuple[int, int, int]


def folder_of(archive: Path, number: int) -> Path:
    """Where a generation lies."""
    return archive / GENERATIONS / str(number)


def numbers(archive: Path) -> list[int]:
    """The numbers of the generations that have a folder, rising. Raises OSError."""
    folder = archive / GENERATIONS
    return sorted(int(path.name) for path in folder.iterdir() if path.name.isdecimal())


def live_number(archive: Path) -> int | None:
    """The number of the live generation; None where no archive was ever published.

    Raises ArchiveError: CURRENT cannot be read now, or is damaged.
    """
    try:
        data = read_regular(archive / CURRENT, 64)
    except OSError as error:
        if not is_gone(error):
            raise unavailable(archive, error) from None
        if _was_published(archive):
            raise damaged(archive, "its file CURRENT is missing") from None
        return None
    if not _NUMBER.fullmatch(data):
        raise damaged(archive, f"CURRENT holds {data[:40]!r} instead of a number")
    return int(data)


def _was_published(archive: Path) -> bool:
    """Whether runs.jsonl tells that something was published, so that CURRENT ought to be there."""
    try:
        return (archive / runs.RUNS).stat().st_size > 0
    except OSError as error:
        if not is_gone(error):
            raise unavailable(archive, error) from None
        return False


def published_number(archive: Path) -> int | None:
    """What `live_number` tells, if it is not older than what runs.jsonl knows to be published.

    Raises ArchiveError as `live_number`.
    """
    number = live_number(archive)
    try:
        last = runs.last_generation(archive)
        is_there = number is not None and last > number and folder_of(archive, last).is_dir()
    except OSError as error:
        raise not_opened(archive, error, "its runs.jsonl cannot be read") from None
    if is_there:
        what = f"CURRENT names generation {number}, but {last} was published since"
        raise damaged(archive, what)
    return number


def current_number(archive: Path) -> int:
    """The number of the live generation. Raises ArchiveError, also where there is none."""
    number = published_number(archive)
    if number is None:
        raise ArchiveError(
            f"there is no archive at {archive}; build one with "
            f"'khobao reindex INPUT --archive {archive}'"
        )
    return number


def current_stamp(archive: Path) -> Stamp | None:
    """A value that changes whenever CURRENT is replaced; None while it cannot be looked at."""
    try:
        status = (archive / CURRENT).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_mtime_ns


def not_opened(archive: Path, error: OSError, what: str) -> ArchiveError:
    """The error for a file of an archive that cannot be opened: it is damaged or unavailable.

    `what` is said of a file that is missing, for that is damage.
    """
    if is_gone(error):
        return damaged(archive, f"{what} ({error.filename} is missing or no file)")
    return unavailable(archive, error)
