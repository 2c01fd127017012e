"""Reads a whole archive: every checksum, and every article against the index that finds it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.filedb.filestore import FileStorage

from index.codec import column_of, live_articles, posting_lists
from index.errors import DamagedArchiveError
from index.generations import Generation, damaged_files, open_current
from index.postings.layout import is_whole
from index.record import from_json


def verify(archive: str | os.PathLike[str]) -> list[str]:
    """What is damaged in the archive's live generation: a sentence each, none when all is well.

    Raises ArchiveError when there is no archive, or one of another format.
    """
    try:
        generation = open_current(Path(archive))
    except DamagedArchiveError as error:
        return [str(error)]
    try:
        damage = list(damaged_files(generation))
        # Files that are not what was written may make Whoosh read anything.
        return damage or list(_cross_references(generation))
    finally:
        generation.release()


def _cross_references(generation: Generation) -> Iterator[str]:
    index = FileStorage(str(generation.path), readonly=True).open_index()
    reader = index.reader()
    try:
        expected = generation.manifest["counts"]["articles"]
        if reader.doc_count() != expected:
            yield f"the index holds {reader.doc_count()} articles instead of {expected}"
        leaves = [pair for pair in reader.leaf_readers() if pair[0].doc_count_all()]
        for leaf, _ in leaves:
            for field, data in posting_lists(leaf):
                if not is_whole(data):
                    yield f"the posting lists of the field {field} do not match their checksum"
        parts = [_Part(leaf, first) for leaf, first in leaves]
        for part in parts:
            for number in np.flatnonzero(part.live).tolist():
                problem = _problem(parts, part, number)
                if problem:
                    yield f"article number {part.first + number}: {problem}"
    finally:
        reader.close()
        index.close()


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
