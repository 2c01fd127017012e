"""Whoosh 2.7.4 as it comes, behind the interface of the peers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from peers import TOP, Answer
from query_classes import Indexed
from whoosh import fields, query, scoring
from whoosh.analysis import Token, Tokenizer
from whoosh.filedb.filestore import FileStorage

from index.storage import scoring as ours

_MEMORY_MB = 256


class WhiteSpace(Tokenizer):
    """Tokens are what stands between white space."""

    def __call__(self, value: str, positions: bool = False, **_: Any) -> Iterator[Token]:
        """The tokens of a text or a query."""
        token = Token(positions)
        for token.pos, token.text in enumerate(value.split()):
            yield token


class BM25(scoring.BM25F):
    """Whoosh's BM25 with the inverse document frequency of the others."""

    def __init__(self) -> None:
        super().__init__(B=ours.B, K1=ours.K1)

    def idf(self, searcher: Any, fieldname: str, text: bytes) -> float:
        """That of Lucene and tantivy, which is never negative."""
        parent = searcher.get_parent()
        return ours.idf(parent.doc_count_all(), parent.doc_frequency(fieldname, text))


class StockWhoosh:
    """One process writes one segment; every search counts its hits."""

    counts = True

    def build(self, folder: Path, articles: Iterable[Indexed]) -> None:
        """Index the articles."""
        schema = fields.Schema(text=fields.TEXT(analyzer=WhiteSpace(), phrase=True))
        writer = FileStorage(str(folder)).create_index(schema).writer(limitmb=_MEMORY_MB)
        for article in articles:
            writer.add_document(text=article.tokens)
        writer.commit()

    def open(self, folder: Path) -> None:
        """Open the index."""
        self._searcher = FileStorage(str(folder)).open_index().searcher(weighting=BM25())

    def search(self, kind: str, terms: Sequence[str]) -> Answer:
        """The number of an article is Whoosh's own: there is one segment."""
        if kind == "phrase":
            asked = query.Phrase("text", list(terms))
        else:
            group = query.And if kind == "and" else query.Or
            asked = group([query.Term("text", term) for term in terms]).normalize()
        results = self._searcher.search(asked, limit=TOP)
        return [hit.docnum for hit in results], len(results) if self.counts else None


class StockWhooshTop(StockWhoosh):
    """The same index asked for the best ten alone: Whoosh counts in a second run of the query."""

    counts = False
