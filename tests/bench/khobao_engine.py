"""Khobao's posting lists behind the interface of the peers: one field with marked syllables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from peers import TOP, Answer
from whoosh import query
from whoosh.fields import Schema

from index.analysis.text_terms import occurrences
from index.analysis.vectors import pack
from index.storage.segment_file import SegmentFile
from index.storage.segment_info import parse_segment
from index.storage.segment_writer import SegmentWriter
from index.storage.whoosh.codec import Codec
from index.storage.whoosh.readers import open_reader
from index.storage.whoosh.term_field import TermField
from search.engines.local.collecting import collect
from search.engines.local.segments import Segments
from search.engines.local.trees import Trees
from search.engines.local.whoosh_queries import node_of


def split(tokens: str) -> Iterator[tuple[str, int]]:
    """The terms of an article with their packed positions."""
    for position, token in enumerate(tokens.split()):
        yield token, position << 1


class Khobao:
    """Builds and asks through Whoosh's interfaces: schema, writer, query trees."""

    def build(self, folder: Path, articles: Iterable[str]) -> None:
        """Index the articles, in one segment."""
        schema = Schema(text=TermField(split, positions=True))
        folder.mkdir(parents=True, exist_ok=True)
        writer = SegmentWriter(folder, schema)
        for tokens in articles:
            writer.add({"text": pack(occurrences(tokens, split))})
        record = writer.finish().to_json()
        (folder / "record.json").write_text(json.dumps(record), encoding="utf-8")

    def open(self, folder: Path) -> None:
        """Open the index."""
        record = parse_segment(json.loads((folder / "record.json").read_text(encoding="utf-8")))
        schema = Schema(text=TermField(split, positions=True))
        self._reader = open_reader([SegmentFile(folder, record)], schema, Codec())
        self._segments = Segments(self._reader)

    def search(self, kind: str, terms: Sequence[str]) -> Answer:
        """Scores what can be among the best, counts every match."""
        if kind == "phrase":
            asked: query.Query = query.Phrase("text", list(terms))
        else:
            parts = [query.Term("text", term) for term in terms]
            asked = (query.And if kind == "and" else query.Or)(parts)
        trees, node = Trees(self._segments), node_of(asked, self._segments)
        found = collect(self._segments, ranked=partial(trees.tree, node), most=TOP)
        return found.articles.tolist(), found.total
