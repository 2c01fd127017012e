"""Generations of an archive: built aside, published by one rename, removed when nobody reads them.

archive/
    CURRENT              one line: the number of the live generation
    LOCK                 held by whoever writes
    generations/<n>/     a Whoosh index and manifest.json
    rejected.jsonl       what the last run could not read
    notes.jsonl          what the last run repaired or replaced
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

from index.errors import ArchiveError, damaged
from index.locks import Hold, unheld, writing
from index.vietnamese.analysis import RULES

FORMAT = 3
MANIFEST = "manifest.json"
# Whoosh's table of contents is a pickle and small: it is checked whenever a generation opens.
_CHECKED_AT_OPEN = ".toc"
_NOT_PART = ("MAIN_WRITELOCK", MANIFEST)


def fingerprint() -> str:
    """Names the rules of analysis: two archives with one fingerprint hold comparable terms."""
    return f"khobao-{RULES} pyvi-{version('pyvi')}"


@dataclass
class Generation:
    """One complete, immutable index on disk, held until `release` is called."""

    path: Path
    number: int
    manifest: Mapping[str, Any]
    stamp: tuple[int, int, int] | None
    _hold: Hold

    def release(self) -> None:
        """Let writers remove the generation once it is no longer the current one."""
        self._hold.release()


def current_number(archive: Path) -> int:
    """The number of the live generation. Raises ArchiveError where there is none."""
    try:
        text = (archive / "CURRENT").read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise ArchiveError(
            f"there is no archive at {archive}; build one with "
            f"'khobao reindex INPUT --archive {archive}'"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise damaged(archive, f"CURRENT cannot be read ({error})") from None
    if not text.isdecimal():
        raise damaged(archive, f"CURRENT holds {text[:40]!r} instead of a number")
    return int(text)


def current_stamp(archive: Path) -> tuple[int, int, int] | None:
    """What changes whenever CURRENT is replaced, also by the one of another archive."""
    try:
        status = (archive / "CURRENT").stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_mtime_ns


def open_current(archive: Path) -> Generation:
    """Hold the live generation, whose manifest and small files have been checked.

    Raises ArchiveError: no archive, damaged, written by a newer format or under other rules.
    """
    while True:
        stamp = current_stamp(archive)
        number = current_number(archive)
        path = archive / "generations" / str(number)
        try:
            hold = Hold(path / MANIFEST)
        except OSError as error:
            if current_stamp(archive) != stamp:
                continue  # it was replaced and removed in between
            raise damaged(
                archive, f"generation {number} has no readable manifest ({error})"
            ) from None
        try:
            manifest = _read_manifest(archive, path)
            _check_quickly(archive, path, manifest)
        except ArchiveError:
            hold.release()
            if current_stamp(archive) != stamp:
                continue
            raise
        return Generation(path, number, manifest, stamp, hold)


def _read_manifest(archive: Path, path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        format_number, checksum = int(manifest["format"]), manifest.pop("checksum")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged(archive, f"its manifest cannot be read ({error})") from None
    if format_number > FORMAT:
        raise ArchiveError(
            f"the archive {archive} was written by a newer Khobao (format {format_number}, this "
            f"one reads {FORMAT}); install that version, or build it anew with 'khobao reindex'"
        )
    if checksum != _checksum_of(manifest):
        raise damaged(archive, "its manifest does not match its own checksum")
    if format_number < FORMAT:
        raise ArchiveError(
            f"the archive {archive} was written by an older Khobao (format {format_number}, this "
            f"one reads {FORMAT}); build it anew with 'khobao reindex'"
        )
    if manifest["fingerprint"] != fingerprint():
        raise ArchiveError(
            f"the archive {archive} was analysed under other rules ({manifest['fingerprint']}, "
            f"these are {fingerprint()}); build it anew with 'khobao reindex'"
        )
    return dict(manifest)


def _check_quickly(archive: Path, path: Path, manifest: Mapping[str, Any]) -> None:
    for name, entry in manifest["files"].items():
        try:
            size = (path / name).stat().st_size
        except OSError:
            raise damaged(archive, f"the file {path / name} is missing") from None
        if size != entry["size"]:
            raise damaged(
                archive, f"the file {path / name} has {size} bytes instead of {entry['size']}"
            )
        if name.endswith(_CHECKED_AT_OPEN) and checksum(path / name) != entry["blake2b"]:
            raise damaged(archive, f"the file {path / name} does not match its checksum")


def damaged_files(generation: Generation) -> Iterator[str]:
    """A sentence for every file of the generation that does not match its checksum."""
    for name, entry in generation.manifest["files"].items():
        if checksum(generation.path / name) != entry["blake2b"]:
            yield f"the file {generation.path / name} does not match its checksum"
    known = {*generation.manifest["files"], *_NOT_PART}
    for path in sorted(generation.path.iterdir()):
        if path.name not in known:
            yield f"the file {path} does not belong to the generation"


def checksum(path: Path) -> str:
    """The BLAKE2b checksum of a file, in hexadecimal."""
    digest = blake2b(digest_size=16)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _checksum_of(manifest: Mapping[str, Any]) -> str:
    return blake2b(json.dumps(manifest, sort_keys=True).encode(), digest_size=16).hexdigest()


@dataclass
class Build:
    """A generation that is being built in `path`; nobody sees it until `publish`."""

    archive: Path
    path: Path
    number: int
    base: Generation | None
    published: bool = False
    _linked: dict[str, dict[str, Any]] = field(default_factory=dict)

    def publish(self, counts: Mapping[str, int]) -> None:
        """Make this generation the live one: sync every file, then rename CURRENT."""
        (self.path / "MAIN_WRITELOCK").unlink(missing_ok=True)
        files = {}
        for path in sorted(self.path.iterdir()):
            files[path.name] = self._linked.get(path.name) or self._synced(path)
        manifest = {
            "format": FORMAT,
            "fingerprint": fingerprint(),
            "counts": dict(counts),
            "files": files,
        }
        text = json.dumps({**manifest, "checksum": _checksum_of(manifest)}, indent=1)
        write_synced(self.path / MANIFEST, text)
        for folder in (self.path, self.path.parent):
            _sync(folder)
        write_synced(self.archive / "CURRENT", f"{self.number}\n")
        self.published = True

    @staticmethod
    def _synced(path: Path) -> dict[str, Any]:
        _sync(path)
        return {"size": path.stat().st_size, "blake2b": checksum(path)}

    def link_base(self) -> None:
        """Start from the files of the live generation; Whoosh never changes one it has written."""
        assert self.base is not None
        for name, entry in self.base.manifest["files"].items():
            source, target = self.base.path / name, self.path / name
            try:
                os.link(source, target)
            except OSError:
                shutil.copy2(source, target)
            self._linked[name] = entry


@contextmanager
def building(archive: Path, *, update: bool) -> Iterator[Build]:
    """Build a new generation under the archive's lock, from nothing or from the live one.

    What is not published when the context ends is removed, and so is everything that earlier
    writers left behind and nobody reads. Raises ArchiveError when another process writes, or
    when an update finds no archive.
    """
    if update:
        current_number(archive)
    else:
        _create(archive)
    with _full_disk_told(archive), writing(archive):
        base = open_current(archive) if update else None
        try:
            live = base.number if base else _live_number(archive)
            if live is not None:
                _remove_unread(archive, live)
            build = Build(archive, _new_folder(archive), 0, base)
            build.number = int(build.path.name)
            try:
                yield build
            finally:
                if not build.published:
                    shutil.rmtree(build.path, ignore_errors=True)
        finally:
            if base:
                base.release()
        if build.published:
            _remove_unread(archive, build.number)


@contextmanager
def _full_disk_told(archive: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise ArchiveError(
            f"there is no space left for the archive {archive}; free some and try again "
            "(what it held it still holds)"
        ) from error


def _create(archive: Path) -> None:
    try:
        (archive / "generations").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(f"the archive {archive} cannot be created: {error.strerror}") from None


def _live_number(archive: Path) -> int | None:
    """The live generation, or None where there is none that could be read."""
    try:
        return current_number(archive)
    except ArchiveError:
        return None


def _numbers(archive: Path) -> list[int]:
    return [int(p.name) for p in (archive / "generations").iterdir() if p.name.isdecimal()]


def _new_folder(archive: Path) -> Path:
    path = archive / "generations" / str(max(_numbers(archive), default=0) + 1)
    path.mkdir()
    return path


def _remove_unread(archive: Path, live: int) -> None:
    """Remove the generations that are not live and that nobody holds."""
    for number in _numbers(archive):
        path = archive / "generations" / str(number)
        if number != live:
            with unheld(path / MANIFEST) as free:
                if free:
                    shutil.rmtree(path, ignore_errors=True)


def write_synced(path: Path, text: str) -> None:
    """Replace the file at `path` by `text`, so that a crash leaves the old one or the new one."""
    aside = path.with_name(path.name + ".new")
    with aside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    """fsync a file or a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
