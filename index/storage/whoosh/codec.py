"""Segments of ours as Whoosh's readers see them.

A Whoosh codec is what turns a segment's files into articles and terms. Here everything that is
kept of an article is a column (see `columns`) in the segment's one file (see `segmentfiles`); the
terms of a field are in one, too: its inverted index. So Whoosh's prefix, wildcard, fuzzy, range and
span queries work on these fields. Whoosh's own files, which are pickles in part, are never made
nor read: its objects are built here from what the manifest says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec import base
from whoosh.reading import EmptyReader, MultiReader, SegmentReader

from index.storage.columns import Live, PostingsColumn
from index.storage.postings import InvertedIndex
from index.storage.segment_files import SegmentFile, live_flags
from index.storage.store import StoreColumn
from index.storage.whoosh.lexicon import Terms

# Makes of what a segment's store keeps of an article the texts of its fields.
Texts = Callable[[bytes], dict[str, str]]


class Codec(base.Codec):  # type: ignore[misc]
    """Articles as columns."""

    def __init__(self, store: str = "", texts: Texts | None = None) -> None:
        """`store` is the column that keeps articles whole; `texts` tells what Whoosh shows of them
        as stored fields, which its key terms are found in."""
        self._store = store
        self._texts = texts

    def stored_fields(self, columns: ColumnsReader, number: int) -> dict[str, str]:
        """The texts of an article, by field."""
        if self._texts is None or not columns.has_column(self._store):
            return {}
        return self._texts(columns.column_reader(self._store, StoreColumn())[number])

    def per_document_reader(self, storage: Any, segment: Segment) -> ColumnsReader:
        """The reader of all columns."""
        return segment.columns

    def terms_reader(self, storage: Any, segment: Segment) -> Terms:
        """The terms in the columns."""
        return Terms(segment.columns)


class Segment(base.Segment):  # type: ignore[misc]
    """What Whoosh asks of a segment: how many articles it has, and which of them are deleted."""

    def __init__(self, codec: Codec, file: SegmentFile, schema: Any) -> None:
        super().__init__(file.record.file)
        self._codec = codec
        self.file = file
        self.schema = schema
        self.live = live_flags(file.record)
        self.columns = ColumnsReader(codec, file, schema, self.live)

    def codec(self) -> Codec:
        """What reads it."""
        return self._codec

    def doc_count_all(self) -> int:
        """How many articles it has, deleted ones included."""
        return self.file.record.articles

    def deleted_count(self) -> int:
        """How many of them are deleted."""
        return len(self.file.record.deleted)

    def deleted_docs(self) -> Iterator[int]:
        """The numbers of those."""
        return iter(self.file.record.deleted)

    def is_deleted(self, number: int) -> bool:
        """Whether an article is."""
        return self.columns.is_deleted(number)

    def segment_id(self) -> str:
        """What it is called."""
        return self.file.record.file

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Segments never change; a writer makes a new manifest."""
        raise TypeError("a segment that is read does not change")


class ColumnsReader(base.PerDocumentReader):  # type: ignore[misc]
    """The columns of a segment, each opened once, where they lie."""

    def __init__(self, codec: Codec, file: SegmentFile, schema: Any, live: Live) -> None:
        # No reference to the segment, which has one to this: both go as soon as nobody needs them.
        self._codec = codec
        self._file = file
        self._schema = schema
        self._live = live
        self._readers: dict[str, Any] = {}

    def doc_count(self) -> int:
        """How many articles are not deleted."""
        return self._file.record.live

    def doc_count_all(self) -> int:
        """How many articles there are, deleted ones included."""
        return self._file.record.articles

    def has_deletions(self) -> bool:
        """Whether any article is deleted."""
        return bool(self._file.record.deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Whether an article is deleted; Whoosh's matchers ask behind the last one, too."""
        return bool(docnum < len(self._live) and not self._live[docnum])

    def deleted_docs(self) -> Iterator[int]:
        """The numbers of the deleted articles."""
        return iter(self._file.record.deleted)

    def supports_columns(self) -> bool:
        """They are all there is."""
        return True

    def has_column(self, name: str) -> bool:
        """Whether the segment has a column."""
        return name in self._file.record.columns

    def names(self) -> Iterator[str]:
        """The names of the columns that the segment has."""
        return iter(self._file.record.columns)

    def column_reader(self, name: str, column: Any) -> Any:
        """What `column` reads from the file. Raises ValueError when it is damaged."""
        if name not in self._readers:
            self._readers[name] = column.open(self._file.column(name), self._file.record.articles)
        return self._readers[name]

    def stored_fields(self, number: int) -> dict[str, Any]:
        """The texts of an article, read from its store."""
        return self._codec.stored_fields(self, number)

    def has_vector(self, docnum: int, name: str) -> bool:
        """Whoosh's own vectors are not kept."""
        return False

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

    def inverted(self, name: str) -> InvertedIndex | None:
        """The inverted index of a field, if the segment has one."""
        column = self._schema[name].column_type if name in self._schema else None
        if not isinstance(column, PostingsColumn) or not self.has_column(name):
            return None
        index: InvertedIndex = self.column_reader(name, column)
        return index

    def close(self) -> None:
        """Let go of the columns."""
        self._readers.clear()


def open_reader(files: Sequence[SegmentFile], schema: Any, codec: Codec) -> Any:
    """Whoosh's reader of some segments, whose articles are numbered on."""
    readers = [SegmentReader(None, schema, Segment(codec, file, schema)) for file in files]
    if not readers:
        return EmptyReader(schema)
    return readers[0] if len(readers) == 1 else MultiReader(readers)


def segment_file(reader: SegmentReader) -> SegmentFile:
    """The file of the segment of a Whoosh reader."""
    file: SegmentFile = reader.segment().file
    return file


def inverted_index(reader: Any, field: str) -> InvertedIndex | None:
    """The inverted index of a field in the segment of a Whoosh reader, if it has one."""
    columns: ColumnsReader = reader.segment().columns
    return columns.inverted(field)


def articles_with_id(reader: Any, id: str) -> list[int]:
    """The articles of a segment with an id that UTF-8 can hold, without deleted ones."""
    index = inverted_index(reader, "id")
    found = [] if index is None else index.postings(id.encode(), False)[0].tolist()
    return [number for number in found if not reader.is_deleted(number)]


def field_lengths(reader: Any, field: str) -> NDArray[Any]:
    """The exact length of a field in each article of a segment."""
    index = inverted_index(reader, field)
    return np.zeros(reader.doc_count_all(), np.uint16) if index is None else index.lengths


def live_articles(reader: SegmentReader) -> Live:
    """Which articles of a segment are not deleted."""
    live: Live = reader.segment().live.copy()
    return live


def column_of(reader: SegmentReader, name: str) -> Any:
    """A column of a segment, one without values where the segment has none."""
    column = reader.schema[name].column_type
    columns: ColumnsReader = reader.segment().columns
    if columns.has_column(name):
        return columns.column_reader(name, column)
    return column.empty(reader.doc_count_all())
