"""Segments of ours as Whoosh's readers see them.

A Whoosh codec is what turns a segment's files into articles and terms. Here everything that is
kept of an article is a column (see `index.storage.columns`) in the segment's one file (see
`segment_file`). The terms of a field are in a column, too: its inverted index; so Whoosh's prefix,
wildcard, fuzzy, range and span queries work on these fields. Whoosh's own files, which are pickles
in part, are never made nor read: its objects are built here from what the manifest says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.columns import ColumnReader

from index.storage.columns import Column, NumberValues, PostingsColumn
from index.storage.columns.article_store import StoreColumn
from index.storage.postings import InvertedIndex
from index.storage.segment_file import SegmentFile
from index.storage.whoosh.lexicon import Lexicon

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
        return self._texts(columns.opened(self._store, StoreColumn())[number])

    def per_document_reader(self, storage: Any, segment: Segment) -> ColumnsReader:
        """The reader of all columns."""
        return segment.columns

    def terms_reader(self, storage: Any, segment: Segment) -> Lexicon:
        """The terms in the columns."""
        return Lexicon(segment.columns)


class Segment(base.Segment):  # type: ignore[misc]
    """What Whoosh asks of a segment: how many articles it has, and which of them are deleted."""

    def __init__(self, codec: Codec, file: SegmentFile, schema: Any) -> None:
        super().__init__(file.info.file)
        self._codec = codec
        self.file = file
        self.schema = schema
        self.columns = ColumnsReader(codec, file, schema)

    def codec(self) -> Codec:
        """What reads it."""
        return self._codec

    def doc_count_all(self) -> int:
        """How many articles it has, deleted ones included."""
        return self.file.info.articles

    def deleted_count(self) -> int:
        """How many of them are deleted."""
        return len(self.file.info.deleted)

    def deleted_docs(self) -> Iterator[int]:
        """The numbers of those."""
        return iter(self.file.info.deleted)

    def is_deleted(self, number: int) -> bool:
        """Whether an article is."""
        return self.columns.is_deleted(number)

    def segment_id(self) -> str:
        """What it is called."""
        return self.file.info.file

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Segments never change; a writer makes a new manifest."""
        raise TypeError("a segment that is read does not change")


class ColumnsReader(base.PerDocumentReader):  # type: ignore[misc]
    """The columns of a segment, each opened once, where they lie."""

    def __init__(self, codec: Codec, file: SegmentFile, schema: Any) -> None:
        # No reference to the segment, which has one to this: both go as soon as nobody needs them.
        self._codec = codec
        self._file = file
        self._schema = schema
        self._deleted = frozenset(file.info.deleted)

    def doc_count(self) -> int:
        """How many articles are not deleted."""
        return self._file.info.live

    def doc_count_all(self) -> int:
        """How many articles there are, deleted ones included."""
        return self._file.info.articles

    def has_deletions(self) -> bool:
        """Whether any article is deleted."""
        return bool(self._file.info.deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Whether an article is deleted; Whoosh's matchers ask behind the last one, too."""
        return docnum in self._deleted

    def deleted_docs(self) -> Iterator[int]:
        """The numbers of the deleted articles."""
        return iter(self._file.info.deleted)

    def supports_columns(self) -> bool:
        """They are all there is."""
        return True

    def has_column(self, name: str) -> bool:
        """Whether the segment has a column."""
        return name in self._file.info.columns

    def names(self) -> Iterator[str]:
        """The names of the columns that the segment has."""
        return iter(self._file.info.columns)

    def opened(self, name: str, column: Column) -> Any:
        """What `column` reads from the file, once. Raises ValueError when it is damaged."""
        return self._file.once(
            name, lambda file: column.open(file.column(name), file.info.articles)
        )

    def column_reader(self, name: str, column: Column) -> Any:
        """A column for Whoosh's sorting, which may turn its reader around (`set_reverse`)."""
        found = self.opened(name, column)
        return _NumberReader(found) if isinstance(found, NumberValues) else found

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
        index: InvertedIndex = self.opened(name, column)
        return index

    def close(self) -> None:
        """The columns go with the file."""


class _NumberReader(ColumnReader):  # type: ignore[misc]
    """The numbers of a segment's articles, one by one."""

    def __init__(self, numbers: NumberValues) -> None:
        self._values = numbers.values

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[int]:
        return iter(self._values.tolist())

    def __getitem__(self, article: int) -> int:
        return int(self._values[article])

    def set_reverse(self) -> None:
        """Let sort keys rise as the numbers fall from now on."""
        self._values = np.negative(self._values)
