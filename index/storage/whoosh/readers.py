"""Whoosh's readers of our segments, and what they read that Whoosh has no word for.

A reader below is Whoosh's, of one segment, as `open_reader(...).leaf_readers()` gives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import EmptyReader, MultiReader, SegmentReader

from index.storage.columns import Live
from index.storage.postings import InvertedIndex
from index.storage.segment_file import SegmentFile, live_flags
from index.storage.whoosh.codec import Codec, ColumnsReader, Segment


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
    return [number for number in numbers_with_id(reader, id) if not reader.is_deleted(number)]


def numbers_with_id(reader: Any, id: str) -> list[int]:
    """The articles of a segment with an id that UTF-8 can hold, deleted ones, too."""
    index = inverted_index(reader, "id")
    numbers: list[int] = [] if index is None else index.postings(id.encode(), False)[0].tolist()
    return numbers


def field_lengths(reader: Any, field: str) -> NDArray[Any]:
    """The exact length of a field in each article of a segment."""
    index = inverted_index(reader, field)
    return np.zeros(reader.doc_count_all(), np.uint16) if index is None else index.lengths


def live_articles(reader: SegmentReader) -> Live:
    """Which articles of a segment are not deleted."""
    return live_flags(segment_file(reader).info)


def column_of(reader: SegmentReader, name: str) -> Any:
    """A column of a segment, one without values where the segment has none."""
    column = reader.schema[name].column_type
    columns: ColumnsReader = reader.segment().columns
    if columns.has_column(name):
        return columns.opened(name, column)
    return column.empty(reader.doc_count_all())


def read_column(reader: Any, name: str) -> Any:
    """A column of a segment as `column_of` gives it, which is not kept, but read anew each time."""
    return segment_file(reader).opened(name, reader.schema[name].column_type)
