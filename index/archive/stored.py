"""What a generation holds, article by article, whatever rules it was analysed under."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from index.archive import format3
from index.archive.current import folder_of
from index.archive.generations import Generation, open_generation
from index.archive.manifest import FORMAT, MANIFEST, format_of, parse
from index.articles.article import Article
from index.articles.serialization import from_json
from index.errors import ArchiveError, DamagedArchiveError, reading, unavailable
from index.storage.checksums import Checked
from index.storage.columns import PostingsColumn
from index.storage.columns.article_store import StoreColumn
from index.storage.files import read_regular
from index.storage.segment_file import SegmentFile
from index.storage.segment_info import SegmentInfo


def articles(archive: Path, number: int) -> Iterator[Article]:
    """The articles of a generation, in their order, of this format or the one before.

    Raises ArchiveError when it is damaged, not to be read now, or of another format.
    """
    with reading(archive):
        is_old = format_of(read_regular(folder_of(archive, number) / MANIFEST)) == format3.FORMAT
    if is_old:
        try:
            yield from format3.articles(folder_of(archive, number))
        except OSError as error:
            raise unavailable(archive, error) from error
        except Exception as error:  # what was not written so raises what it likes
            raise DamagedArchiveError(
                f"the archive {archive} is damaged: {error}; restore a copy of it, or build it "
                "anew with 'khobao reindex'"
            ) from error
        return
    generation = open_generation(archive, number, any_rules=True)
    try:
        with reading(archive):
            for file in generation.files:
                yield from _read(file.info, file.column("article"), strict=True)
    finally:
        generation.release()


def ids(generation: Generation) -> list[str]:
    """The ids of a generation's articles. Raises ValueError when it is damaged."""
    return [id for file in generation.files for id in _ids(file)]


def _ids(file: SegmentFile) -> Iterator[str]:
    column = PostingsColumn(has_positions=False).open(file.column("id"), file.info.articles)
    deleted = set(file.info.deleted)
    for term, _, _ in column.terms_from(b""):
        if not deleted or not deleted.issuperset(column.postings(term, False)[0].tolist()):
            yield term.decode()


def readable(archive: Path, number: int) -> Iterator[Article]:
    """The articles of a generation that can be read, in their order, whatever is damaged of it.

    Texts carry checksums of their own: none is made up. Raises OSError.
    """
    segments = _segments(archive, number)
    if segments is None:
        with suppress(ArchiveError):  # of format 3, which is read whole or not at all
            yield from list(articles(archive, number))
        return
    for info in segments:
        store = _store(folder_of(archive, number), info)
        if store is not None:
            yield from _read(info, store, strict=False)


def readable_ids(archive: Path, number: int) -> list[str]:
    """The ids of a generation's articles, as far as they can be read. Raises OSError."""
    found: list[str] = []
    for info in _segments(archive, number) or ():
        try:
            found += _ids(SegmentFile(folder_of(archive, number), info))
        except (FileNotFoundError, ValueError, KeyError):
            continue
    return found


def _segments(archive: Path, number: int) -> tuple[SegmentInfo, ...] | None:
    """What a generation's manifest names, nothing if it cannot be read; None for format 3."""
    try:
        data = read_regular(folder_of(archive, number) / MANIFEST)
        written = format_of(data)
        if written == format3.FORMAT:
            return None
        return parse(data).segments if written == FORMAT else ()
    except (FileNotFoundError, ValueError):
        return ()


def _store(path: Path, info: SegmentInfo) -> Checked | None:
    """The column of texts of a segment whose file may be damaged; its blocks are not checked.

    A damaged block may hold texts that are whole: zstd's own checksums tell them.
    """
    begin, size = info.columns.get("article", (0, 0))
    try:
        return Checked(read_regular(path / info.file)[begin : begin + size])
    except FileNotFoundError:
        return None


def _read(info: SegmentInfo, data: Checked, *, strict: bool) -> Iterator[Article]:
    """The articles in a column of texts; what is damaged is passed over, or raised if `strict`."""
    deleted = set(info.deleted)
    try:
        store: Any = StoreColumn().open(data, info.articles)
    except ValueError:
        if strict:
            raise
        return
    for number in range(info.articles):
        if number not in deleted:
            try:
                article = from_json(store[number])
            except (ValueError, KeyError, TypeError):
                if strict:
                    raise
                continue
            yield article
