"""What a generation holds, article by article, whatever rules it was analysed under."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.archive import format3
from index.archive.files import read_regular
from index.archive.generations import Generation, folder_of, open_generation
from index.archive.manifest import FORMAT, MANIFEST, SegmentRecord, format_of, parse
from index.article import Article
from index.checksums import Checked
from index.columns import PostingsColumn
from index.errors import reading
from index.record import from_json
from index.segmentfiles import SegmentFile
from index.store import StoreColumn


def articles(archive: Path, number: int) -> Iterator[Article]:
    """The articles of a generation, in their order, of this format or the one before.

    Raises ArchiveError when it is damaged, not to be read now, or of another format.
    """
    with reading(archive):
        if format_of(read_regular(folder_of(archive, number) / MANIFEST)) == format3.FORMAT:
            yield from format3.articles(folder_of(archive, number))
            return
    generation = open_generation(archive, number, any_rules=True)
    try:
        with reading(archive):
            for file in generation.files:
                yield from _read(file.record, file.column("article"), strict=True)
    finally:
        generation.release()


def ids(generation: Generation) -> list[str]:
    """The ids of a generation's articles. Raises ValueError when it is damaged."""
    found = []
    for file in generation.files:
        column = PostingsColumn(has_positions=False).open(file.column("id"), file.record.articles)
        deleted = set(file.record.deleted)
        for term, _, _ in column.terms_from(b""):
            if not deleted or not deleted.issuperset(column.postings(term, False)[0].tolist()):
                found.append(term.decode())
    return found


def readable(archive: Path, number: int) -> Iterator[Article]:
    """The articles of a damaged generation that can still be read, in their order.

    Texts carry checksums of their own: none is made up. Raises OSError.
    """
    path = folder_of(archive, number)
    try:
        data = read_regular(path / MANIFEST)
        segments = parse(data).segments if format_of(data) == FORMAT else ()
    except (FileNotFoundError, ValueError):
        return
    for record in segments:
        store = _store(path, record)
        if store is not None:
            yield from _read(record, store, strict=False)


def _store(path: Path, record: SegmentRecord) -> Checked | None:
    """The column of texts of a segment whose file may be damaged."""
    try:
        return SegmentFile(path, record).column("article")
    except (FileNotFoundError, KeyError):
        return None
    except ValueError:  # cut, or with a damaged table of checksums
        begin, size = record.columns.get("article", (0, 0))
        return Checked(read_regular(path / record.file)[begin : begin + size])


def _read(record: SegmentRecord, data: Checked, *, strict: bool) -> Iterator[Article]:
    """The articles in a column of texts; what is damaged is passed over, or raised if `strict`."""
    deleted = set(record.deleted)
    try:
        store: Any = StoreColumn().open(data, record.articles)
    except ValueError:
        if strict:
            raise
        return
    for number in range(record.articles):
        if number not in deleted:
            try:
                article = from_json(store[number])
            except (ValueError, KeyError, TypeError):
                if strict:
                    raise
                continue
            yield article
