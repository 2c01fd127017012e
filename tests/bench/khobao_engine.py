"""Khobao's posting lists behind the interface of the peers: one field with marked syllables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from peers import TOP, Answer
from whoosh import query
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage

from index.codec import Codec
from index.fields import TermField
from index.vectors import of_tokens
from search.collector import collect
from search.segments import Segments
from search.trees import Trees


def split(tokens: str) -> Iterator[tuple[str, int]]:
    """The terms of an article with their packed positions."""
    for position, token in enumerate(tokens.split()):
        yield token, position << 1


class Khobao:
    """Builds and asks through Whoosh's interfaces: schema, writer, query trees."""

    def build(self, folder: Path, articles: Iterable[str]) -> None:
        """Index the articles, in one segment."""
        schema = Schema(text=TermField(split, positions=True))
        writer = FileStorage(str(folder)).create_index(schema).writer(codec=Codec())
        for tokens in articles:
            writer.add_document(text=of_tokens(tokens))
        writer.commit(merge=False)

    def open(self, folder: Path) -> None:
        """Open the index."""
        self._index = FileStorage(str(folder), readonly=True).open_index()
        self._reader = self._index.reader()
        self._segments = Segments(self._reader)

    def search(self, kind: str, terms: Sequence[str]) -> Answer:
        """Scores what can be among the best, counts every match."""
        if kind == "phrase":
            asked: query.Query = query.Phrase("text", list(terms))
        else:
            parts = [query.Term("text", term) for term in terms]
            asked = (query.And if kind == "and" else query.Or)(parts)
        trees = Trees(self._segments)
        found = collect(self._segments, ranked=lambda segment: trees.tree(asked, segment), most=TOP)
        return found.articles.tolist(), found.total
