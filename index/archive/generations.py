"""Generations, opened: one complete index each, whose manifest and checksums have been checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.archive.current import (
    GENERATIONS,
    Stamp,
    current_number,
    current_stamp,
    folder_of,
    not_opened,
    numbers,
)
from index.archive.locks import Hold
from index.archive.manifest import FORMAT, MANIFEST, SCHEMA, Manifest, fingerprint, format_of, parse
from index.errors import ArchiveError, DamagedArchiveError, UnavailableArchiveError, damaged
from index.storage.files import read_regular
from index.storage.segment_file import SegmentFile
from index.storage.segment_info import SegmentInfo


@dataclass
class Generation:
    """One complete, immutable index on disk, held until `release` is called.

    Its `files`, those of the segments, the one of what is `told` of names, and the one of what is
    `shared` by all processes are mapped, and stay readable even if they are removed.
    """

    path: Path
    number: int
    manifest: Manifest
    files: list[SegmentFile]
    told: SegmentFile | None
    shared: SegmentFile | None
    stamp: Stamp | None
    _hold: Hold

    @property
    def every_file(self) -> list[SegmentFile]:
        """The files of the segments, and what else there is."""
        return [*self.files, *(one for one in (self.told, self.shared) if one is not None)]

    def release(self) -> None:
        """Let writers remove the generation once it is no longer needed."""
        self._hold.release()


def open_current(
    archive: Path, *, any_rules: bool = False, before: Iterable[SegmentFile] = ()
) -> Generation:
    """Hold the live generation, whose manifest and table of checksums have been checked.

    With `any_rules` it may have been analysed under other rules than ours. Files that are the same
    as some of `before`, those of a generation that was open, are taken over with what was read of
    them. Raises ArchiveError: none there, damaged, not to be read now, of another format or under
    other rules.
    """
    while True:
        stamp = current_stamp(archive)
        try:
            number = current_number(archive)
            generation = open_generation(archive, number, any_rules=any_rules, before=before)
        except ArchiveError:
            if current_stamp(archive) != stamp:
                continue  # it was replaced and removed in between
            raise
        generation.stamp = stamp
        return generation


def open_generation(
    archive: Path, number: int, *, any_rules: bool = False, before: Iterable[SegmentFile] = ()
) -> Generation:
    """Hold a generation; see `open_current`, also for the ArchiveErrors that are raised."""
    path = folder_of(archive, number)
    check_folders(archive, path)
    try:
        hold = Hold(path / MANIFEST)
    except OSError as error:
        raise not_opened(archive, error, f"generation {number} has no manifest") from None
    try:
        manifest = _read_manifest(archive, path)
        if manifest.generation != number:
            raise damaged(
                archive,
                f"the manifest {path / MANIFEST} is that of generation {manifest.generation}",
            )
        if not any_rules:
            _check_rules(archive, manifest)
        known = {file.info.file: file for file in before}
        files = [_opened(archive, path, one, known.get(one.file)) for one in manifest.segments]
        told, shared = (
            None if one is None else _opened(archive, path, one, known.get(one.file))
            for one in (manifest.told, manifest.shared)
        )
    except BaseException:
        hold.release()
        raise
    return Generation(path, number, manifest, files, told, shared, None, hold)


def check_folders(archive: Path, *more: Path) -> None:
    """Raise DamagedArchiveError where the folder of generations, or one of `more`, is a link."""
    for path in (archive / GENERATIONS, *more):
        if path.is_symlink():
            raise damaged(archive, f"{path} is a link to another place, and no folder")


def _read_manifest(archive: Path, path: Path) -> Manifest:
    try:
        data = read_regular(path / MANIFEST)
    except OSError as error:
        raise not_opened(archive, error, "its manifest is gone") from None
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


def _opened(
    archive: Path, path: Path, segment: SegmentInfo, known: SegmentFile | None
) -> SegmentFile:
    try:
        same = None if known is None else known.of_generation(path, segment)
        return SegmentFile(path, segment) if same is None else same
    except OSError as error:
        raise not_opened(archive, error, f"generation {path.name} lacks a file") from None
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
