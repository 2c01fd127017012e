"""A segment's one file, written: its columns one after another, their blocks' checksums behind.

Each column begins at a multiple of `_ALIGNED` bytes, zeros before it. Behind the last stand the
checksums of all blocks, in the order of the columns. Where everything is stands in the manifest.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from xxhash import xxh3_128_hexdigest

from index.storage.checksums import BLOCK_SIZE, BlockChecksums
from index.storage.columns import Column, DerivedColumn, Live
from index.storage.files import mapped, naming
from index.storage.segment_file import SegmentFile
from index.storage.segment_info import SegmentInfo
from index.storage.spooling import Spool

_ALIGNED = 64
_TOLD_AT = 16 << 20  # bytes that are a good deal


class SegmentWriter:
    """Writes one segment into a new file of a folder: articles come in, columns go out."""

    def __init__(
        self,
        folder: Path,
        schema: Any,
        written: Callable[[], object] | None = None,
        anew_from: int | None = None,
    ) -> None:
        """`schema` is Whoosh's, with a `Column` for each field; `written` is called whenever a good
        deal was written. A segment of `anew_from` articles and more is one whose rewritten columns
        will be, before anybody reads them, so that they need not be small. Raises OSError."""
        self.articles = 0  # so far
        self._anew_from = anew_from
        self._schema = schema
        self.path = folder / f"{secrets.token_hex(8)}.seg"
        self._file = ColumnsFile(self.path, written)
        self._writers: dict[str, Any] = {}
        self._last: dict[str, Callable[[], None]] = {}  # what writes the columns behind all others

    @property
    def nbytes(self) -> int:
        """About how much memory the articles take that are not in the file yet."""
        return sum(getattr(writer, "nbytes", 0) for writer in self._writers.values())

    def add(self, values: Mapping[str, Any]) -> None:
        """Write an article: the value of each column that it has one for."""
        article, writers = self.articles, self._writers
        for name, value in values.items():
            (writers.get(name) or self._writer(name)).add(article, value)
        self.articles += 1

    def add_several(self, articles: Sequence[Mapping[str, Any]]) -> None:
        """Write articles, as `add` does one after the other: here column by column, so that what is
        known of the terms of one field stays in the processor's caches meanwhile."""
        first, writers = self.articles, self._writers
        for values in articles:
            for name in values:
                if name not in writers:
                    self._writer(name)
        for name, writer in writers.items():
            add = writer.add
            for article, values in enumerate(articles, first):
                if name in values:
                    add(article, values[name])
        self.articles += len(articles)

    def add_column(self, name: str, values: Iterable[Any]) -> None:
        """Write a column whose values did not come with the articles: one value for each so far."""
        writer = self._writer(name)
        for number, value in enumerate(values):
            writer.add(number, value)

    def value(self, name: str, article: int) -> Any:
        """What was written of an article in a column of texts or numbers; None if nothing."""
        writer = self._writers.get(name)
        return None if writer is None else writer.value(article)

    def join(self, name: str, parts: Sequence[tuple[Any, Live]]) -> None:
        """Write a column from those of several segments, without their deleted articles.

        A part is an opened column, and which of its articles are live.
        """
        column = self._schema[name].column_type
        self.articles = sum(int(live.sum()) for _, live in parts)
        if column.is_rewritten:
            self._last[name] = lambda: column.join(self._file.column(name), list(parts))
        else:
            column.join(self._file.column(name), list(parts))

    def finish(self) -> SegmentInfo:
        """Write what is left, and tell where all of it lies. Raises OSError."""
        streaming = self._file.current
        if streaming in self._writers:  # the column whose values went to the file as they came
            self._writers.pop(streaming).finish(self.articles)
        while self._writers:  # what a writer held is let go of before the next one writes
            name, writer = self._writers.popitem()
            if self._schema[name].column_type.is_rewritten:
                self._last[name] = partial(writer.finish, self.articles)
                continue
            self._file.column(name)
            writer.finish(self.articles)
        for name, field in self._schema.items():
            column = field.column_type
            if isinstance(column, DerivedColumn) and name not in self._file.columns:
                self._derive(name, column)
        self._file.is_passing = self._anew_from is not None and self.articles >= self._anew_from
        for name, write in self._last.items():
            self._file.column(name)
            write()
        return self._file.finish(self.articles)

    def discard(self) -> None:
        """Close and remove the file."""
        self._writers.clear()
        self._file.close()
        with suppress(OSError):
            self.path.unlink()

    def _writer(self, name: str) -> Any:
        writer = self._writers.get(name)
        if writer is None:
            column = self._schema[name].column_type
            if not isinstance(column, Column):
                raise TypeError(f"what is kept of {name} must be in a column")
            writer = self._writers[name] = column.writer(_ColumnTarget(self._file, name))
        return writer

    def _derive(self, name: str, column: DerivedColumn) -> None:
        """Write a column that is made of another, if the segment has that one."""
        if column.source in self._file.columns and column.is_worth(self.articles):
            source = self._file.read(column.source)
            column.derive(self._file.column(name), source, self.articles)


def rewritten(folder: Path, info: SegmentInfo, name: str, data: bytes) -> SegmentInfo:
    """Write the last column of a finished segment anew; returns what is known of it now.

    Raises OSError, and ValueError when the segment is damaged.
    """
    begin, size = info.columns[name]
    if any(other > begin for other, _ in info.columns.values()):
        raise TypeError(f"the column {name} is not the last one")
    columns = {other: place for other, place in info.columns.items() if other != name}
    kept = len(SegmentFile(folder, info).table) - 8 * -(-size // BLOCK_SIZE)
    return _with_column(folder, info, columns, begin, kept, name, data)


def extended(folder: Path, info: SegmentInfo, name: str, data: bytes | memoryview) -> SegmentInfo:
    """Write one more column behind those of a finished segment; returns what is known of it now.

    A file that has another name somewhere, such as in a checkpoint, stays there as it was. Raises
    OSError, and ValueError when the segment is damaged.
    """
    sums = len(SegmentFile(folder, info).table)
    return _with_column(folder, info, info.columns, info.table, sums, name, data)


def _with_column(  # noqa: PLR0917 - of two callers here
    folder: Path,
    info: SegmentInfo,
    columns: Mapping[str, tuple[int, int]],
    begin: int,
    sums: int,
    name: str,
    data: bytes | memoryview,
) -> SegmentInfo:
    """Write a column that begins at a place, behind some others whose checksums have `sums` bytes
    in all."""
    path = folder / info.file
    table = bytearray(SegmentFile(folder, info).table[:sums])
    checksums = BlockChecksums()
    checksums.update(data)
    table += checksums.finish()
    with naming(path):
        if path.stat().st_nlink > 1:
            aside = path.with_suffix(".new")
            shutil.copyfile(path, aside)
            aside.replace(path)
        with path.open("r+b") as file:
            file.truncate(begin)
            file.seek(begin)
            file.write(data)
            file.write(bytes(-len(data) % _ALIGNED))
            end = file.tell()
            file.write(table)
    placed = {**columns, name: (begin, len(data))}
    size, checksum = end + len(table), xxh3_128_hexdigest(table)
    return replace(info, size=size, columns=placed, table=end, table_checksum=checksum)


class _ColumnTarget:
    """What a column's writer writes to; what it writes before it is finished begins the file."""

    def __init__(self, file: ColumnsFile, name: str) -> None:
        self._file = file
        self._name = name

    @property
    def is_passing(self) -> bool:
        """Whether the column will be written anew before anybody reads it."""
        return self._file.is_passing

    def write(self, data: Any) -> None:
        self._file.column(self._name).write(data)

    def read(self, begin: int, size: int) -> bytes:
        """Bytes of the column that were written."""
        return self._file.read_back(self._name, begin, size)


class ColumnsFile:
    """The file, written column by column; `columns` are those that have begun.

    What is written while it `is_passing` will be written anew before anybody reads it.
    """

    def __init__(self, path: Path, written: Callable[[], object] | None = None) -> None:
        self._path = path
        self._file = path.open("x+b", buffering=1 << 18)
        self._size = 0
        self._written = written
        self._untold = 0  # bytes that were written since somebody was told
        self._checksums = BlockChecksums()
        self._table = bytearray()
        self.columns: dict[str, tuple[int, int]] = {}
        self.current = ""
        self.is_passing = False

    def column(self, name: str) -> ColumnsFile:
        """Go on with a column, or begin it, which ends the one before."""
        if name != self.current:
            if name in self.columns:
                raise TypeError(f"the column {name} is written in two pieces")
            self._end_column()
            self._pad()
            self.current = name
            self.columns[name] = (self._size, 0)
        return self

    def write(self, data: Any) -> None:
        """Write bytes of the current column."""
        with naming(self._path):
            self._file.write(data)
        self._checksums.update(data)
        self._size += len(data)
        self._tell(len(data))

    def spool(self) -> Spool:
        """What bytes of the current column can be put aside in."""
        return Spool(self._path.parent, self._tell)

    def _tell(self, size: int) -> None:
        self._untold += size
        if self._written is not None and self._untold >= _TOLD_AT:
            self._written()
            self._untold = 0

    def read(self, name: str) -> memoryview:
        """The bytes of a column that was written, mapped into memory."""
        self._end_column()
        with naming(self._path):
            self._file.flush()
        begin, size = self.columns[name]
        return mapped(self._path, self._size)[begin : begin + size]

    def read_back(self, name: str, begin: int, size: int) -> bytes:
        """Bytes of a column, of the one that is being written, too."""
        with naming(self._path):
            self._file.flush()
            return os.pread(self._file.fileno(), size, self.columns[name][0] + begin)

    def finish(self, articles: int) -> SegmentInfo:
        self._end_column()
        self._pad()
        table, size = bytes(self._table), self._size + len(self._table)
        with naming(self._path):
            self._file.write(table)
            self._file.close()
        return SegmentInfo(
            self._path.name,
            size,
            articles,
            (),
            dict(self.columns),
            self._size,
            xxh3_128_hexdigest(table),
        )

    def close(self) -> None:
        with suppress(OSError):  # of a full disk: what could not be written is not wanted any more
            self._file.close()

    def _end_column(self) -> None:
        if self.current:
            begin, _ = self.columns[self.current]
            self.columns[self.current] = (begin, self._size - begin)
            self._table += self._checksums.finish()
            self._checksums = BlockChecksums()
            self.current = ""

    def _pad(self) -> None:
        zeros = bytes(-self._size % _ALIGNED)
        with naming(self._path):
            self._file.write(zeros)
        self._size += len(zeros)
