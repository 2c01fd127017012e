"""Reads a whole archive: every checksum, and every article against the index that finds it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from index.archive.current import current_stamp, folder_of
from index.archive.generations import Generation, fallbacks, open_current, open_generation
from index.archive.manifest import MANIFEST
from index.articles.serialization import from_json
from index.errors import (
    AFTER_DAMAGE,
    ArchiveError,
    DamagedArchiveError,
    UnavailableArchiveError,
    reading,
)
from index.storage.schema import build_schema, codec
from index.storage.segment_file import SegmentFile
from index.storage.whoosh.readers import column_of, live_articles, open_reader


def verify(archive: str | os.PathLike[str]) -> list[str]:
    """What is damaged in the archive: a sentence each, none when all is well.

    All of the live generation is looked at, and of those that are kept behind it every block that
    they do not share with it. Raises ArchiveError when there is no archive, one that cannot be
    read now, or one of another format or under other rules.
    """
    folder = Path(archive)
    try:
        generation = open_current(folder)
    except DamagedArchiveError as error:
        return [str(error).removesuffix(AFTER_DAMAGE)]
    try:
        with reading(folder):
            return [*problems(generation), *_of_others(folder, generation)]
    finally:
        generation.release()


def _of_others(archive: Path, live: Generation) -> Iterator[str]:
    """Damage of what is kept to go back to."""
    shared = {(stat.st_dev, stat.st_ino) for stat in map(_stat, live.files)}
    for number in fallbacks(archive, live.number):
        if number == live.manifest.replaces:
            continue
        what = f"generation {number}, which is kept to go back to"
        try:
            generation = open_generation(archive, number)
        except DamagedArchiveError as error:
            if not folder_of(archive, number).exists() or _is_outdated(archive, live):
                return  # a writer has published, and removed it
            yield f"{what}: {str(error).removesuffix(AFTER_DAMAGE)}"
            continue
        except UnavailableArchiveError:
            raise
        except ArchiveError:
            continue  # of another version
        try:
            for file in generation.files:
                if _is_outdated(archive, live):
                    return
                stat = _stat(file)
                if (stat.st_dev, stat.st_ino) not in shared:
                    for problem in file.problems():
                        yield f"{what}: {problem}"
        finally:
            generation.release()


def _is_outdated(archive: Path, live: Generation) -> bool:
    """Whether another generation has been published since one was opened."""
    return current_stamp(archive) != live.stamp


def _stat(file: SegmentFile) -> os.stat_result:
    return file.path.stat()


def problems(generation: Generation) -> Iterator[str]:
    """A sentence for each damage of a generation. Raises OSError."""
    damage = list(_of_files(generation))
    # Bytes that are not what was written may lead anywhere: what they refer to is not looked at.
    yield from damage or _of_references(generation)


def _of_files(generation: Generation) -> Iterator[str]:
    for file in generation.files:
        yield from file.problems()
    known = {MANIFEST, *(file.info.file for file in generation.files)}
    for path in sorted(generation.path.iterdir()):
        if path.name not in known:
            yield f"the file {path} does not belong to the generation"


def _of_references(generation: Generation) -> Iterator[str]:
    """Whether each article can be read, and its id leads to it alone."""
    reader = open_reader(generation.files, build_schema(), codec())
    try:
        leaves = [pair for pair in reader.leaf_readers() if pair[0].doc_count_all()]
        parts = [_Part(leaf, first) for leaf, first in leaves]
        for part in parts:
            for number in np.flatnonzero(part.live).tolist():
                problem = _problem(parts, part, number)
                if problem:
                    yield f"article number {part.first + number}: {problem}"
    finally:
        reader.close()


class _Part:
    """A segment's articles, and where their ids lead."""

    def __init__(self, leaf: Any, first: int) -> None:
        self.first = first
        self.live = live_articles(leaf)
        self.texts = column_of(leaf, "article")
        self.ids = column_of(leaf, "id")

    def numbers_of(self, id: str) -> list[int]:
        found = self.ids.postings(id.encode())[0]
        return [self.first + int(number) for number in found if self.live[number]]


def _problem(parts: list[_Part], part: _Part, number: int) -> str:
    """What is wrong with one article, or nothing."""
    try:
        article = from_json(part.texts[number])
    except Exception as error:
        return f"its text cannot be read ({error})"
    found = [place for one in parts for place in one.numbers_of(article.id)]
    if not found:
        return f"its id {article.id!r} is not in the index"
    if found != [part.first + number]:
        return f"its id {article.id!r} leads to {found}"
    return ""
