"""Reads a whole archive: every checksum, and every article against the index that finds it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage

from index.errors import DamagedArchiveError
from index.generations import Generation, damaged_files, open_current
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
        for leaf, base in reader.leaf_readers():
            for number in range(leaf.doc_count_all()):
                if not leaf.is_deleted(number):
                    problem = _problem(reader, leaf, number, base)
                    if problem:
                        yield f"article number {base + number}: {problem}"
    finally:
        reader.close()
        index.close()


def _problem(reader: Any, leaf: Any, number: int, base: int) -> str:
    """What is wrong with one article, or nothing."""
    try:
        article = from_json(leaf.column_reader("article", translate=False)[number])
    except Exception as error:
        return f"its text cannot be read ({error})"
    if ("id", article.id) not in reader:
        return f"its id {article.id!r} is not in the index"
    found = list(reader.postings("id", article.id).all_ids())
    if found != [base + number]:
        return f"its id {article.id!r} leads to {found}"
    return ""
