"""Reads a whole archive: every checksum, and every article against the index that finds it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, product
from pathlib import Path
from typing import Any, NamedTuple

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
from index.processes import cores, map_in_order
from index.storage.columns.dense_column import differing
from index.storage.names import told_file
from index.storage.names.in_segments import names_in
from index.storage.postings import DenseLists, InvertedIndex
from index.storage.schema import DENSE, build_schema, codec
from index.storage.segment_file import SegmentFile
from index.storage.shared import file as shared_file
from index.storage.whoosh.readers import column_of, live_articles, open_reader

# Articles that a process looks at in one go; about how many bytes each has; and how many one
# process looks at in the time that others need to start.
_AT_ONCE = 2_000
_SIZE = 4_096
_FEW = 10_000


def verify(archive: str | os.PathLike[str]) -> list[str]:
    """What is damaged in the archive: a sentence each, none when all is well.

    All of the live generation is looked at, that of a large archive on all processors, and of those
    that are kept behind it every block that they do not share with it. Raises ArchiveError when
    there is no archive, one that cannot be read now, or one of another format or under other rules,
    and WorkerError when another process that reads it dies.
    """
    folder = Path(archive)
    try:
        generation = open_current(folder)
    except DamagedArchiveError as error:
        return [str(error).removesuffix(AFTER_DAMAGE)]
    try:
        with reading(folder):
            return [*problems(generation, cores()), *_of_others(folder, generation)]
    finally:
        generation.release()


def _of_others(archive: Path, live: Generation) -> Iterator[str]:
    """Damage of what is kept to go back to."""
    shared = {(stat.st_dev, stat.st_ino) for stat in map(_stat, live.every_file)}
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
            for file in generation.every_file:
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


def problems(generation: Generation, workers: int = 0) -> Iterator[str]:
    """A sentence for each damage of a generation; `workers` processes read the articles of a large
    one. Raises OSError, and WorkerError when one of them dies."""
    damage = list(_of_files(generation))
    # Bytes that are not what was written may lead anywhere: what they refer to is not looked at.
    yield from damage or (
        *_of_references(generation, workers),
        *_of_dense_lists(generation),
        *_of_names(generation),
        *_of_shared(generation),
    )


def _of_files(generation: Generation) -> Iterator[str]:
    for file in generation.every_file:
        yield from file.problems()
    known = {MANIFEST, *(file.info.file for file in generation.every_file)}
    for path in sorted(generation.path.iterdir()):
        if path.name not in known:
            yield f"the file {path} does not belong to the generation"


def _of_names(generation: Generation) -> Iterator[str]:
    """Whether what is told of names is what the articles tell."""
    file = generation.told
    if file is None or not told_file.is_by_our_rules(file):
        return
    if not told_file.tells_of(file, [one.info for one in generation.files]):
        yield f"the file {file.path} tells of other segments than there are"
        return
    if told_file.is_told_otherwise(file, [*map(names_in, generation.files)]):
        yield f"the file {file.path} tells something else of names than the articles do"


def _of_shared(generation: Generation) -> Iterator[str]:
    """Whether what is worked out of the segments is what comes of them."""
    file = generation.shared
    if file is None or not shared_file.is_by_our_rules(file):
        return
    first = shared_file.first_of(file, [one.info for one in generation.files])
    if not first:
        yield f"the file {file.path} is of other segments than there are"
        return
    if shared_file.is_otherwise(file, generation.files[:first]):
        yield f"the file {file.path} has something else than what comes of the segments"


def _of_dense_lists(generation: Generation) -> Iterator[str]:
    """Whether dense lists are what the posting lists tell."""
    for file, (field, name) in product(generation.files, DENSE.items()):
        if {field, name} <= file.info.columns.keys():
            articles = file.info.articles
            index = InvertedIndex(file.column(field))
            for term in differing(DenseLists(file.column(name), articles), index):
                yield f"the file {file.path} has a dense list of {term.decode()!r} that is another"


def _of_references(generation: Generation, workers: int) -> Iterator[str]:
    """Whether each article can be read, and its id leads to it alone."""
    archive, number = generation.path.parent.parent, generation.number
    count = sum(file.info.articles for file in generation.files)
    ranges = [
        _Range(archive, number, first, min(first + _AT_ONCE, count))
        for first in range(0, count, _AT_ONCE)
    ]
    references = _References(generation)
    try:
        found = map_in_order(
            _in_range,
            ranges,
            workers if count > _FEW else 0,
            size=lambda _: _AT_ONCE * _SIZE,
            here=references.problems,
        )
        yield from chain.from_iterable(found)
    finally:
        references.close()


class _Range(NamedTuple):
    """Articles of a generation, from one number to another."""

    archive: Path
    generation: int
    first: int
    last: int


def _in_range(one: _Range) -> list[str]:
    """In a process of its own: what is wrong with the articles of a range."""
    return _opened(one.archive, one.generation).problems(one)


@lru_cache(maxsize=1)
def _opened(archive: Path, number: int) -> _References:
    """The references of a generation that another process holds, opened once."""
    return _References(open_generation(archive, number))


class _References:
    """The articles of a generation, and where their ids lead."""

    def __init__(self, generation: Generation) -> None:
        """`generation` stays open while this is used."""
        self._generation = generation
        self._reader = open_reader(generation.files, build_schema(), codec())
        leaves = [pair for pair in self._reader.leaf_readers() if pair[0].doc_count_all()]
        self._parts = [_Part(leaf, first) for leaf, first in leaves]

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()

    def problems(self, one: _Range) -> list[str]:
        """A sentence for each article of a range with which something is wrong."""
        found = []
        for part in self._parts:
            for number in part.live_between(one.first, one.last):
                problem = self._problem(part, number)
                if problem:
                    found.append(f"article number {part.first + number}: {problem}")
        return found

    def _problem(self, part: _Part, number: int) -> str:
        """What is wrong with one article, or nothing."""
        try:
            article = from_json(part.texts[number])
        except Exception as error:
            return f"its text cannot be read ({error})"
        term = article.id.encode()
        found = [place for one in self._parts for place in one.numbers_of(term)]
        if found == [part.first + number]:
            return ""
        if not found:
            return f"its id {article.id!r} is not in the index"
        return f"its id {article.id!r} leads to {found}"


class _Part:
    """A segment's articles, and where their ids lead."""

    def __init__(self, leaf: Any, first: int) -> None:
        self.first = first
        self.live = live_articles(leaf)
        self.texts = column_of(leaf, "article")
        self.ids = column_of(leaf, "id")

    def live_between(self, first: int, last: int) -> list[int]:
        """The articles from one number of the generation to another, by their numbers here."""
        begin = max(first - self.first, 0)
        found: list[int] = np.flatnonzero(self.live[begin : max(last - self.first, 0)]).tolist()
        return [begin + number for number in found]

    def numbers_of(self, term: bytes) -> list[int]:
        """The live articles that an id leads to, by their numbers in the generation."""
        if term not in self.ids:
            return []
        found = self.ids.postings(term, False)[0].tolist()
        return [self.first + number for number in found if self.live[number]]
