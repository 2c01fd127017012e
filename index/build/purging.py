"""Articles removed so that no byte of them is left in an archive.

Segments that hold a version of one are written anew, the generations before the new one go, and the
journals forget it. What cannot be reached is named.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable
from pathlib import Path

from index.archive import runs
from index.archive.building import building
from index.archive.current import GENERATIONS, folder_of, numbers
from index.archive.generations import open_generation
from index.archive.publishing import Build
from index.archive.runs import Run
from index.archive.starting import from_live
from index.articles.article import Article
from index.build.checkpoints import UNFINISHED, remove
from index.build.journals import JOURNALS
from index.build.reports import DeleteReport
from index.build.writer import ArticleWriter
from index.errors import ArchiveError, reading
from index.storage.files import write_synced

_LEAST_TELLING = 15  # characters of a title that names an article in a journal

COPIES = (
    "backups and other copies of the archive, and the files that it was built from, are not reached"
)
"""What no purge reaches."""


def purge(ids: Iterable[str], archive: str | os.PathLike[str]) -> DeleteReport:
    """Remove the articles with some ids, and all that the archive keeps of them.

    That is all their versions, in segments, older generations and journals; of one that was deleted
    before, what is left of it. The report's `missing` are ids of which nothing is left in any
    generation, and its `warnings` name what was not reached. Raises ArchiveError when that cannot
    be done.
    """
    folder = Path(archive).absolute()
    report = DeleteReport()
    wanted = list(dict.fromkeys([ids] if isinstance(ids, str) else ids))
    found: dict[str, list[Article]] = {id: [] for id in wanted}
    with building(folder, from_live, keep=0) as build:
        assert build.base is not None
        left = _look_into_older(build, found)
        with reading(folder), ArticleWriter(build.path, build.base.files) as writer:
            for id in wanted:
                found[id] += writer.purge(id)
                report.deleted += writer.delete(id)
        report.missing = [id for id in wanted if not found[id]]
        report.purged, report.articles = len(wanted) - len(report.missing), writer.articles
        if report.purged:
            counts = {name: getattr(report, name) for name in ("purged", "articles")}
            build.publish(writer.segments, Run("purge", counts=counts))
            report.generation = build.number
            remove(folder)
            left = [*_still_there(build), *_not_reached(folder)]
        elif (folder / UNFINISHED).exists():
            left.append(f"{folder / UNFINISHED} is of an interrupted reindex, and may hold them")
        articles = [one for some in found.values() for one in some]
        gone = {*filter(None, wanted), *(one.id for one in articles)}
        _forget(folder, gone, [one.title for one in articles], report.warnings)
        if report.generation:
            report.warnings = [*build.warnings, *report.warnings]
        report.warnings += left
    return report


def _look_into_older(build: Build, found: dict[str, list[Article]]) -> list[str]:
    """Add to what is `found` by id what the generations hold that nothing is built upon; returns
    which of them cannot tell."""
    left = []
    assert build.base is not None
    for number in numbers(build.archive):
        if number in (build.number, build.base.number):
            continue
        try:
            _look_into(build, number, found)
        except ArchiveError:
            path = folder_of(build.archive, number)
            left.append(f"{path} cannot be looked into, and may hold them")
    return left


def _look_into(build: Build, number: int, found: dict[str, list[Article]]) -> None:
    """Add to what is `found` by id what a generation holds. Raises ArchiveError."""
    generation = open_generation(build.archive, number, any_rules=True)
    try:
        with reading(build.archive), ArticleWriter(build.path, generation.files) as reader:
            for id in found:
                found[id] += reader.purge(id)
            reader.abandon()
    finally:
        generation.release()


def _forget(archive: Path, ids: Collection[str], titles: list[str], warnings: list[str]) -> None:
    """Let the journals forget some articles."""
    telling = [title for title in titles if len(title) >= _LEAST_TELLING]
    for name in JOURNALS:
        path = archive / f"{name}.jsonl"
        try:
            lines = path.read_text(encoding="utf-8").split("\n")  # texts have other ends of lines
            kept = [line for line in lines if not _tells(line, ids, telling)]
            if len(kept) < len(lines):
                write_synced(path, "\n".join(kept))
        except FileNotFoundError:
            continue
        except (OSError, UnicodeError) as error:
            warnings.append(f"{path} could not be rewritten, and may tell of them: {error}")
    try:
        runs.forget_ids(archive, ids)
    except OSError as error:
        warnings.append(f"{archive / runs.RUNS} may still name them: {error}")


def _tells(line: str, ids: Collection[str], titles: list[str]) -> bool:
    """Whether a line of a journal tells of an article: by its id, or its title."""
    try:
        entry = json.loads(line)
    except ValueError:
        return any(id in line for id in ids)
    if entry.get("id") in ids:
        return True
    texts = [text for text in entry.values() if isinstance(text, str)]
    return any(title in text for title in titles for text in texts) or any(
        f'"{id}"' in text or text.startswith(f"{id}: ") for id in ids for text in texts
    )


def _still_there(build: Build) -> list[str]:
    """The generations from before a purge that could not be removed."""
    return [
        f"{folder_of(build.archive, number)} is still open somewhere, and holds them until the next"
        " write"
        for number in numbers(build.archive)
        if number != build.number
    ]


def _not_reached(archive: Path) -> list[str]:
    """What the archive's folder has beside its own files that may hold them."""
    found = []
    for path in sorted((archive / GENERATIONS).iterdir()):
        if not path.name.isdecimal():
            found.append(f"{path}, which was set aside, may hold them; remove it yourself")
    found += [
        f"{path} is none of the archive's files, and may hold them"
        for path in sorted(archive.iterdir())
        if path.name not in _OWN
    ]
    return found


_OWN = frozenset(
    {"CURRENT", "LOCK", GENERATIONS, runs.RUNS, *(f"{name}.jsonl" for name in JOURNALS)}
)
