"""Whoosh's segments with columns of our own.

A Whoosh codec is what turns a segment's articles into files and back. Here everything that is
kept of an article is a column (see `columns`); the terms of a field are in one, too: its inverted
index. So Whoosh's prefix, wildcard, fuzzy, range and span queries work on these fields.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader, W3PerDocWriter, W3Segment
from whoosh.filedb.filestore import OverlayStorage
from whoosh.reading import SegmentReader

from index.columns import Column, DerivedColumn, Live
from index.lexicon import Terms
from index.postings import InvertedIndex
from index.postings.layout import MAGIC
from index.store import StoreColumn

# Makes of what a segment's store keeps of an article the texts of its fields.
Texts = Callable[[bytes], dict[str, str]]


class Codec(W3Codec):  # type: ignore[misc]
    """Articles as columns. It is pickled into every segment, by the names of its parts."""

    length_stats = False

    def __init__(self, store: str = "", texts: Texts | None = None) -> None:
        """`store` is the column that keeps articles whole; `texts` tells what Whoosh shows of them
        as stored fields, which its key terms are found in."""
        super().__init__()
        self._store = store
        self._texts = texts

    def stored_fields(self, columns: ColumnsReader, number: int) -> dict[str, str]:
        """The texts of an article, by field."""
        if self._texts is None or not columns.has_column(self._store):
            return {}
        return self._texts(columns.column_reader(self._store, StoreColumn())[number])

    def new_segment(self, storage: Any, indexname: str) -> W3Segment:
        """A segment that is read by this codec."""
        return W3Segment(self, indexname)

    def per_document_writer(self, storage: Any, segment: Any) -> ColumnsWriter:
        """The writer of all columns."""
        return ColumnsWriter(self, storage, segment)

    def field_writer(self, storage: Any, segment: Any) -> NoTermsWriter:
        """Terms are written with the columns."""
        return NoTermsWriter()

    def per_document_reader(self, storage: Any, segment: Any) -> ColumnsReader:
        """The reader of all columns."""
        return ColumnsReader(storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> Terms:
        """The terms in the columns."""
        return Terms(ColumnsReader(storage, segment))


class ColumnsWriter(W3PerDocWriter):  # type: ignore[misc]
    """Writes each column to a file of its own, which Whoosh puts together in the end."""

    def __init__(self, codec: Codec, storage: Any, segment: Any) -> None:
        self._storage = storage
        self._segment = segment
        self._files: dict[str, Any] = {}
        self._colwriters: dict[str, Any] = {}
        self._fieldlengths: dict[str, int] = {}
        self._storedfields: dict[str, Any] = {}
        self._doccount = 0
        self._docnum = None
        self._schema: Any = None  # of the articles, where `add_article` writes them
        self._indoc = False
        self.is_closed = False

    @property
    def nbytes(self) -> int:
        """About how much memory the articles take that are not in a file yet."""
        return sum(getattr(writer, "nbytes", 0) for writer in self._colwriters.values())

    def join(self, schema: Any, readers: list[SegmentReader]) -> int:
        """Write all columns of some segments without their deleted articles; returns how many.

        Nothing else can be written to this segment.
        """
        lives = [live_articles(reader) for reader in readers]
        for name, field in schema.items():
            if isinstance(field.column_type, Column):
                parts = [
                    (column_of(reader, name), live)
                    for reader, live in zip(readers, lives, strict=True)
                ]
                field.column_type.join(self._open_file(name), parts)
                for reader in readers:
                    reader._perdoc.let_go()
        self._doccount = sum(int(live.sum()) for live in lives)
        return self._doccount

    def add_article(self, schema: Any, values: Mapping[str, Any]) -> None:
        """Write an article: what its columns keep. In fields as ours, where there is nothing else,
        the same as Whoosh's `add_document`."""
        self._schema = schema
        self.start_doc(self._doccount)
        for name, value in values.items():
            writer = self._colwriters.get(name)
            if writer is None:
                self._create_column(name, schema[name].column_type)
                writer = self._colwriters[name]
            writer.add(self._docnum, value)
        self.finish_doc()

    def add_column(self, schema: Any, name: str, values: Iterable[Any]) -> None:
        """Write a column that no article came with: a value for each of the articles so far."""
        self._create_column(name, schema[name].column_type)
        for number, value in enumerate(values):
            self._colwriters[name].add(number, value)

    def add_field(self, name: str, spec: Any, value: Any, length: int) -> None:
        """What Whoosh would keep of a field outside of its column: nothing, for our fields."""
        if length or (value is not None and not isinstance(spec.column_type, Column)):
            raise TypeError(f"what is kept of {name} must be in a column")

    def _open_file(self, name: str) -> Any:
        filename = W3Codec.column_filename(self._segment, name)
        self._files[name] = self._storage.create_file(filename)
        return self._files[name]

    def _create_column(self, name: str, column: Any) -> None:
        self._colwriters[name] = column.writer(self._open_file(name))

    def close(self) -> None:
        self._segment._fieldlengths = self._fieldlengths
        while self._colwriters:  # what a writer held is let go of before the next writes
            _, writer = self._colwriters.popitem()
            writer.finish(self._doccount)
        for file in self._files.values():
            file.close()
        for name, field in self._schema.items() if self._schema is not None else ():
            if isinstance(field.column_type, DerivedColumn):
                self._derive(name, field.column_type)
        self.is_closed = True

    def _derive(self, name: str, column: DerivedColumn) -> None:
        """Write a column that is made of another, if the segment has that one."""
        if column.source in self._files:
            source = W3Codec.column_filename(self._segment, column.source)
            with self._storage.open_file(source) as file:
                column.derive(self._open_file(name), memoryview(file.read()), self._doccount)
            self._files[name].close()


class NoTermsWriter(base.FieldWriter):  # type: ignore[misc]
    """Stands where Whoosh would write terms; there are none outside of the columns."""

    is_closed = False

    def add_postings(self, schema: Any, lengths: Any, items: Any) -> None:
        for field, *_ in items:
            raise TypeError(f"what is kept of {field} must be in a column")

    def close(self) -> None:
        self.is_closed = True


class ColumnsReader(W3PerDocReader):  # type: ignore[misc]
    """The columns of a segment, each opened once, where they lie."""

    def column_reader(self, name: str, column: Any) -> Any:
        """What `column` reads from its file."""
        if name not in self._readers:
            self._readers[name] = column.open(self.data(name), self._doccount)
        return self._readers[name]

    def names(self) -> Iterator[str]:
        """The names of the columns that the segment has."""
        prefix, suffix = self._segment.make_filename("."), W3Codec.COLUMN_EXT
        for name in self._storage.list():
            if name.startswith(prefix) and name.endswith(suffix):
                yield name[len(prefix) : -len(suffix)]

    def _files(self) -> Any:
        """The storage of the segment's own files."""
        return self._storage.a if isinstance(self._storage, OverlayStorage) else self._storage

    def data(self, name: str) -> memoryview:
        """A column's bytes, mapped into memory."""
        filename = W3Codec.column_filename(self._segment, name)
        storage = self._files()
        source = getattr(storage, "_source", None)
        if source is not None and filename in storage._dir:
            begin, length = storage.range(filename)
            return memoryview(source)[begin : begin + length]
        with self._storage.open_file(filename) as file:
            return memoryview(file.read())

    def let_go(self) -> None:
        """Give back the memory of what was read so far; it is read anew if it is asked for."""
        source = getattr(self._files(), "_source", None)
        if source is not None and hasattr(source, "madvise"):
            source.madvise(mmap.MADV_DONTNEED)

    def stored_fields(self, number: int) -> dict[str, Any]:
        """The texts of an article, read from its store."""
        codec: Codec = self._segment.codec()
        return codec.stored_fields(self, number)

    def doc_field_length(self, number: int, name: str, default: int = 0) -> int:
        """The exact length of a field that has posting lists."""
        index = self.inverted(name)
        return default if index is None else int(index.lengths[number])

    def field_length(self, name: str) -> int:
        """The sum of the lengths of a field."""
        index = self.inverted(name)
        return 0 if index is None else int(index.total_length)

    def min_field_length(self, name: str) -> int:
        """The shortest length of a field."""
        index = self.inverted(name)
        return 0 if index is None or not index.articles else int(index.lengths.min())

    def max_field_length(self, name: str) -> int:
        """The longest length of a field."""
        index = self.inverted(name)
        return 0 if index is None or not index.articles else int(index.lengths.max())

    def lists(self, name: str) -> memoryview | None:
        """A column's bytes, if it is one of posting lists."""
        data = self.data(name)
        return data if data[: len(MAGIC)] == MAGIC else None

    def inverted(self, name: str) -> InvertedIndex | None:
        """The inverted index of a field, if the segment has one."""
        if name not in self._readers:
            data = self.lists(name) if self.has_column(name) else None
            if data is None:
                return None
            self._readers[name] = InvertedIndex(data)
        found = self._readers[name]
        return found if isinstance(found, InvertedIndex) else None

    def close(self) -> None:
        """Let go of the columns."""
        self._readers.clear()


def column_sizes(reader: Any) -> Iterator[tuple[str, int]]:
    """(name, bytes) of each column in the segment of a Whoosh reader."""
    columns: ColumnsReader = reader._perdoc
    for name in columns.names():
        yield name, columns._storage.file_length(W3Codec.column_filename(columns._segment, name))


def posting_lists(reader: Any) -> Iterator[tuple[str, memoryview]]:
    """(field, bytes) of each inverted index in the segment of a Whoosh reader."""
    columns: ColumnsReader = reader._perdoc
    for name in columns.names():
        data = columns.lists(name)
        if data is not None:
            yield name, data


def inverted_index(reader: Any, field: str) -> InvertedIndex | None:
    """The inverted index of a field in the segment of a Whoosh reader, if it has one."""
    columns: ColumnsReader = reader._perdoc
    return columns.inverted(field)


def field_lengths(reader: Any, field: str) -> NDArray[Any]:
    """The exact length of a field in each article of a segment."""
    index = inverted_index(reader, field)
    return np.zeros(reader.doc_count_all(), np.uint16) if index is None else index.lengths


def live_articles(reader: SegmentReader) -> Live:
    """Which articles of a segment are not deleted."""
    live = np.ones(reader.doc_count_all(), np.bool_)
    live[list(reader._perdoc.deleted_docs())] = False
    return live


def column_of(reader: SegmentReader, name: str) -> Any:
    """A column of a segment, one without values where the segment has none."""
    column = reader.schema[name].column_type
    if reader._perdoc.has_column(name):
        return reader._perdoc.column_reader(name, column)
    return column.empty(reader.doc_count_all())
