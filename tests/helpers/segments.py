"""Segments of ours with any schema, for tests that compare them with Whoosh's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from whoosh.searching import Searcher

from index.storage.segment_file import SegmentFile
from index.storage.segment_info import SegmentInfo
from index.storage.segment_writer import SegmentWriter
from index.storage.whoosh.codec import Codec
from index.storage.whoosh.readers import open_reader


class Segments:
    """Some segments in a folder, written one by one and read through Whoosh's readers."""

    def __init__(self, folder: Path, schema: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.schema = schema
        self.records: list[SegmentInfo] = []

    def write(self, articles: Iterable[Mapping[str, str]]) -> None:
        """Write a segment of articles, given as the texts of their fields."""
        writer = SegmentWriter(self.folder, self.schema)
        for article in articles:
            fields = {name: self.schema[name] for name in article}
            writer.add({name: fields[name].to_column_value(article[name]) for name in fields})
        self.records.append(writer.finish())

    def delete(self, numbers: Iterable[int]) -> None:
        """Delete some articles by their numbers in the whole."""
        gone, first = set(numbers), 0
        for i, record in enumerate(self.records):
            own = {number - first for number in gone if 0 <= number - first < record.articles}
            self.records[i] = replace(record, deleted=tuple(sorted({*record.deleted, *own})))
            first += record.articles

    def reader(self) -> Any:
        """A reader of all of them."""
        files = [SegmentFile(self.folder, record) for record in self.records]
        return open_reader(files, self.schema, Codec())

    def searcher(self, **options: Any) -> Searcher:
        """A Whoosh searcher over all of them."""
        return Searcher(self.reader(), **options)


def words(text: str) -> Iterator[tuple[str, int]]:
    """The words of a text with their positions, as a field's analyser gives them."""
    for position, word in enumerate(text.split()):
        yield word, position << 1
