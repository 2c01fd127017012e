"""The generations of an archive, opened: which is live, which open, and what they hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from index.archive import runs
from index.archive.locks import Hold
from index.archive.manifest import FORMAT, MANIFEST, SCHEMA, Manifest, fingerprint, format_of, parse
from index.errors import (
    ArchiveError,
    DamagedArchiveError,
    UnavailableArchiveError,
    damaged,
    is_gone,
    unavailable,
)
from index.storage.files import read_regular
from index.storage.segment_files import SegmentFile
from index.storage.segment_record import SegmentRecord

CURRENT = "CURRENT"
GENERATIONS = "generations"
_NUMBER = re.compile(rb"[0-9]{1,18}\n")
Stamp = tuple[int, int, int]


@dataclass
class Generation:
    """One complete, immutable index on disk, held until `release` is called.

    Its `files` are mapped, and stay readable even if they are removed.
    """

    path: Path
    number: int
    manifest: Manifest
    files: list[SegmentFile]
    stamp: Stamp | None
    _hold: Hold

    def release(self) -> None:
        """Let writers remove the generation once it is no longer needed."""
        self._hold.release()


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
    """Whether something tells that CURRENT is not missing because nothing was published."""
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
        raise _told(archive, error, "its runs.jsonl cannot be read") from None
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
    """What changes whenever CURRENT is replaced, also by the one of another archive."""
    try:
        status = (archive / CURRENT).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_mtime_ns


def open_current(archive: Path, *, any_rules: bool = False) -> Generation:
    """Hold the live generation, whose manifest and table of checksums have been checked.

    With `any_rules` it may have been analysed under other rules than ours. Raises ArchiveError:
    none there, damaged, not to be read now, of another format or under other rules.
    """
    while True:
        stamp = current_stamp(archive)
        try:
            number = current_number(archive)
            generation = open_generation(archive, number, any_rules=any_rules)
        except ArchiveError:
            if current_stamp(archive) != stamp:
                continue  # it was replaced and removed in between
            raise
        generation.stamp = stamp
        return generation


def open_generation(archive: Path, number: int, *, any_rules: bool = False) -> Generation:
    """Hold a generation. Raises ArchiveError as `open_current`."""
    path = folder_of(archive, number)
    check_folders(archive, path)
    try:
        hold = Hold(path / MANIFEST)
    except OSError as error:
        raise _told(archive, error, f"generation {number} has no manifest") from None
    try:
        manifest = _read_manifest(archive, path)
        if manifest.generation != number:
            raise damaged(
                archive,
                f"the manifest {path / MANIFEST} is that of generation {manifest.generation}",
            )
        if not any_rules:
            _check_rules(archive, manifest)
        files = [_opened(archive, path, segment) for segment in manifest.segments]
    except BaseException:
        hold.release()
        raise
    return Generation(path, number, manifest, files, None, hold)


def check_folders(archive: Path, *more: Path) -> None:
    """Raise DamagedArchiveError where the folder of generations, or one of `more`, is a link."""
    for path in (archive / GENERATIONS, *more):
        if path.is_symlink():
            raise damaged(archive, f"{path} is a link to another place, and no folder")


def _told(archive: Path, error: OSError, what: str) -> ArchiveError:
    """The error for a file of an archive that cannot be opened."""
    if is_gone(error):
        return damaged(archive, f"{what} ({error.filename} is missing or no file)")
    return unavailable(archive, error)


def _read_manifest(archive: Path, path: Path) -> Manifest:
    try:
        data = read_regular(path / MANIFEST)
    except OSError as error:
        raise _told(archive, error, "its manifest is gone") from None
    try:
        format_number = format_of(data)
        if format_number == FORMAT:
            return parse(data)
    except ValueError as error:
        raise damaged(archive, f"the manifest {path / MANIFEST} is not right: {error}") from None
    if format_number > FORMAT:
        raise ArchiveError(
            f"the archive {archive} was written by a newer Khobao (format {format_number}, this "
            f"one reads {FORMAT}); install that version, or build it anew with 'khobao reindex'"
        )
    raise ArchiveError(
        f"the archive {archive} was written by an older Khobao (format {format_number}, this "
        f"one reads {FORMAT}); 'khobao upgrade' rebuilds it from its own articles"
    )


def _check_rules(archive: Path, manifest: Manifest) -> None:
    ours = (fingerprint(), SCHEMA)
    if (manifest.fingerprint, manifest.schema) != ours:
        raise ArchiveError(
            f"the archive {archive} was analysed under other rules ({manifest.fingerprint}, schema "
            f"{manifest.schema}; these are {ours[0]}, schema {ours[1]}); 'khobao upgrade' rebuilds "
            "it from its own articles"
        )


def _opened(archive: Path, path: Path, segment: SegmentRecord) -> SegmentFile:
    try:
        return SegmentFile(path, segment)
    except OSError as error:
        raise _told(archive, error, f"generation {path.name} lacks a file") from None
    except ValueError as error:
        raise damaged(archive, str(error)) from None


def opens(archive: Path, number: int) -> bool:
    """Whether a generation opens.

    One of another format or under other rules does: it is whole for another version. Raises
    UnavailableArchiveError where that cannot be found out now.
    """
    try:
        open_generation(archive, number).release()
    except DamagedArchiveError:
        return False
    except UnavailableArchiveError:
        raise
    except ArchiveError:
        return True
    return True


def fallbacks(archive: Path, live: int | None) -> list[int]:
    """The generations from before the live one, newest first; all where CURRENT does not tell it.

    Raises OSError.
    """
    return [number for number in reversed(numbers(archive)) if live is None or number < live]


def newest_that_opens(archive: Path, live: int | None) -> Generation | None:
    """The newest of the `fallbacks` that opens and is of this format and these rules.

    Raises UnavailableArchiveError or OSError.
    """
    for number in fallbacks(archive, live):
        try:
            return open_generation(archive, number)
        except UnavailableArchiveError:
            raise
        except ArchiveError:
            continue
    return None
