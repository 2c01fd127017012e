"""tantivy (https://github.com/quickwit-oss/tantivy-py) behind the interface of the peers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy
from peers import TOP, Answer

_MEMORY = 256_000_000


class Tantivy:
    """One indexing thread, one commit; every search counts its hits."""

    counts = True

    def build(self, folder: Path, articles: Iterable[str]) -> None:
        """Index the articles, and wait for the merges that tantivy does after the commit."""
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
        builder.add_unsigned_field("number", fast=True)
        index = tantivy.Index(builder.build(), path=str(folder), reuse=False)
        writer = index.writer(heap_size=_MEMORY, num_threads=1)
        for number, tokens in enumerate(articles):
            document = tantivy.Document()
            document.add_text("text", tokens)
            document.add_unsigned("number", number)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        """Open the index without the thread that would look out for changes of it."""
        index = tantivy.Index.open(str(folder))
        index.config_reader("Manual")
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()

    def search(self, kind: str, terms: Sequence[str]) -> Answer:
        """Queries are made of objects, so that none is parsed."""
        if kind == "phrase":
            query = tantivy.Query.phrase_query(self._schema, "text", list(terms))
        elif kind == "term":
            query = self._term(terms[0])
        else:
            occur = tantivy.Occur.Must if kind == "and" else tantivy.Occur.Should
            query = tantivy.Query.boolean_query([(occur, self._term(term)) for term in terms])
        found = self._searcher.search(query, TOP, self.counts)
        addresses = [address for _, address in found.hits]
        return self._searcher.fast_field_values("number", addresses), found.count

    def _term(self, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, "text", term)


class TantivyTop(Tantivy):
    """The same index asked for the best ten alone: tantivy skips what cannot be among them."""

    counts = False
