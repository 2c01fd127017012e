"""A whole archive copied into another: backups, and the way back from them."""

from __future__ import annotations

import errno
import os
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

from index.archive import stored
from index.archive.building import KEEP, building
from index.archive.current import CURRENT, GENERATIONS
from index.archive.generations import open_current
from index.archive.publishing import Build
from index.archive.runs import Run
from index.archive.verification import problems
from index.errors import ArchiveError, damaged, reading, reason_of
from index.storage.files import read_regular, write_synced

# What people write themselves beside the generations.
OWN_FILES = ("synonyms.txt", "names.txt")
StrPath = str | os.PathLike[str]


@dataclass
class CopyReport:
    """What was copied: into which archive, as which generation of it, how many articles and bytes.

    Every block was `checked`, unless a cluster copied its own files. `warnings` are what went wrong
    without undoing that.
    """

    archive: Path
    generation: int = 0
    articles: int = 0
    bytes: int = 0
    seconds: float = 0.0
    checked: bool = True
    warnings: list[str] = field(default_factory=list)


def backup(archive: StrPath, copy: StrPath, *, link: bool = False, keep: int = KEEP) -> CopyReport:
    """Copy the live generation of `archive` into the archive `copy`, as its new live generation.

    Every block is checked before and after. With `link` the copy shares the files' bytes: a
    snapshot, which takes no space and no time, and which the same damage of the disk hits. Raises
    ArchiveError; then `copy` is as it was.
    """
    return _copied(Path(archive).absolute(), Path(copy).absolute(), "backup", link, keep)


def restore(copy: StrPath, archive: StrPath, *, keep: int = KEEP) -> CopyReport:
    """Copy the live generation of `copy` into `archive`, as its new live generation.

    Whoever reads the archive sees the old articles until the new ones are published, by one rename;
    files that are in use are not touched. Raises ArchiveError; then `archive` is as it was.
    """
    return _copied(Path(copy).absolute(), Path(archive).absolute(), "restore", False, keep)


def _copied(source: Path, target: Path, command: str, link: bool, keep: int) -> CopyReport:
    started = time.monotonic()
    report = CopyReport(target)
    generation = open_current(source, any_rules=True)
    try:
        _check_target(source, target)
        with reading(source):
            for problem in problems(generation):
                raise damaged(source, f"{problem}; nothing was copied")
            ids = stored.ids(generation)
        with building(target, keep=keep) as build:
            for file in generation.every_file:
                report.bytes += file.info.size
                _put(build, file.path, link)
            report.articles = generation.manifest.articles
            run = Run(command, counts={"articles": report.articles}, ids=ids)
            segments = [file.info for file in generation.files]
            build.publish(segments, run, generation.manifest)
            report.generation, report.warnings = build.number, build.warnings
            _copy_own_files(source, target, report.warnings)
    finally:
        generation.release()
    report.seconds = time.monotonic() - started
    return report


def _check_target(source: Path, target: Path) -> None:
    try:
        inside = source.resolve() in (target.resolve(), *target.resolve().parents)
        is_archive = (target / GENERATIONS).is_dir() or (target / CURRENT).exists()
        in_the_way = not is_archive and target.exists() and any(target.iterdir())
    except OSError as error:
        raise ArchiveError(f"cannot copy to {target}: {reason_of(error)}") from None
    if inside:
        raise ArchiveError(f"cannot copy {source} into itself; name another folder than {target}")
    if in_the_way:
        raise ArchiveError(f"{target} is no archive and not empty; name another folder")


def _put(build: Build, source: Path, link: bool) -> None:
    """Let a file be in the new generation."""
    if not link:
        shutil.copyfile(source, build.path / source.name)
        return
    try:
        build.link(source)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        raise ArchiveError(
            f"{build.archive} is on another disk than {source}: there can be no links; "
            "copy without --link"
        ) from None


def _copy_own_files(source: Path, target: Path, warnings: list[str]) -> None:
    """Copy what people write themselves; what was there and differs is kept under another name."""
    for name in OWN_FILES:
        try:
            text = _text(source / name)
            before = _text(target / name)
            if text is None or text == before:
                continue
            if before is not None:
                kept = f"{name}.before"
                (target / name).replace(target / kept)
                warnings.append(f"{target / name} was replaced; what it was is in {kept}")
            write_synced(target / name, text)
        except (OSError, UnicodeError) as error:
            why = reason_of(error) if isinstance(error, OSError) else "it is not UTF-8"
            warnings.append(f"{name} was not copied: {why}")


def _text(path: Path) -> str | None:
    try:
        return read_regular(path).decode()
    except FileNotFoundError:
        return None
