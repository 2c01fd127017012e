"""tantivy (https://github.com/quickwit-oss/tantivy-py) behind the interface of the peers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import tantivy
from peers import TOP, Answer
from query_classes import Indexed

_MEMORY = 256_000_000
_SECTIONS = {"sections": {"terms": {"field": "section", "size": 10_000}}}


class Tantivy:
    """One indexing thread, one commit; every search counts its hits."""

    counts = True

    def build(self, folder: Path, articles: Iterable[Indexed]) -> None:
        """Index the articles, and wait for the merges that tantivy does after the commit."""
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
        builder.add_text_field("section", fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("published", fast=True)
        builder.add_unsigned_field("number", fast=True)
        index = tantivy.Index(builder.build(), path=str(folder), reuse=False)
        writer = index.writer(heap_size=_MEMORY, num_threads=1)
        for number, article in enumerate(articles):
            document = tantivy.Document()
            document.add_text("text", article.tokens)
            if article.section:
                document.add_text("section", article.section)
            document.add_integer("published", article.published)
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
        query = _RULES[kind](self, terms)
        if kind == "facets":
            return self._facets(query)
        order = "published" if kind == "newest" else None
        found = self._searcher.search(query, TOP, self.counts, order)
        addresses = [address for _, address in found.hits]
        return self._searcher.fast_field_values("number", addresses), found.count

    def _facets(self, query: tantivy.Query) -> Answer:
        buckets = self._searcher.aggregate(query, _SECTIONS)["sections"]["buckets"]
        counts = [int(one["doc_count"]) for one in sorted(buckets, key=lambda one: one["key"])]
        return counts, sum(counts)

    def _term(self, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, "text", term)

    def _terms(self, occur: tantivy.Occur, terms: Sequence[str]) -> list[Any]:
        return [(occur, self._term(term)) for term in terms]

    def _any(self, terms: Sequence[str]) -> tantivy.Query:
        if len(terms) == 1:
            return self._term(terms[0])
        return tantivy.Query.boolean_query(self._terms(tantivy.Occur.Should, terms))

    def _all(self, terms: Sequence[str]) -> tantivy.Query:
        return tantivy.Query.boolean_query(self._terms(tantivy.Occur.Must, terms))

    def _some(self, terms: Sequence[str]) -> tantivy.Query:
        return tantivy.Query.boolean_query(self._terms(tantivy.Occur.Should, terms), 2)

    def _phrase(self, terms: Sequence[str]) -> tantivy.Query:
        return tantivy.Query.phrase_query(self._schema, "text", list(terms))

    def _phrases(self, terms: Sequence[str]) -> tantivy.Query:
        either = [(tantivy.Occur.Should, self._phrase(two)) for two in (terms[:2], terms[2:])]
        return tantivy.Query.boolean_query(either)

    def _two(self, other: tantivy.Occur, terms: Sequence[str]) -> tantivy.Query:
        parts = zip((tantivy.Occur.Must, other), map(self._term, terms), strict=True)
        return tantivy.Query.boolean_query(list(parts))

    def _without(self, terms: Sequence[str]) -> tantivy.Query:
        return self._two(tantivy.Occur.MustNot, terms)

    def _preferred(self, terms: Sequence[str]) -> tantivy.Query:
        return self._two(tantivy.Occur.Should, terms)

    def _prefix(self, terms: Sequence[str]) -> tantivy.Query:
        """Faster than a regular expression: an automaton of what has no letter wrong."""
        return tantivy.Query.fuzzy_term_query(self._schema, "text", terms[0][:-1], 0, prefix=True)

    def _pattern(self, terms: Sequence[str]) -> tantivy.Query:
        return tantivy.Query.regex_query(self._schema, "text", terms[0].replace("*", ".*"))

    def _narrowed(self, terms: Sequence[str], by: tantivy.Query) -> tantivy.Query:
        parts = (self._any(terms), tantivy.Query.const_score_query(by, 0.0))
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])

    def _section(self, terms: Sequence[str]) -> tantivy.Query:
        section = tantivy.Query.term_query(self._schema, "section", terms[3], "basic")
        return self._narrowed(terms[:3], section)

    def _period(self, terms: Sequence[str]) -> tantivy.Query:
        period = tantivy.Query.range_query(
            self._schema, "published", tantivy.FieldType.Integer, *map(int, terms[3:])
        )
        return self._narrowed(terms[:3], period)


class TantivyTop(Tantivy):
    """The same index asked for the best ten alone: tantivy skips what cannot be among them."""

    counts = False


_RULES: dict[str, Callable[[Tantivy, Sequence[str]], tantivy.Query]] = {
    **dict.fromkeys(("term", "or", "or-2", "or-10", "facets", "newest"), Tantivy._any),
    **dict.fromkeys(("and", "and-2"), Tantivy._all),
    **dict.fromkeys(("phrase", "phrase-3"), Tantivy._phrase),
    **dict.fromkeys(("prefix", "long-prefix"), Tantivy._prefix),
    **dict.fromkeys(("wildcard", "suffix"), Tantivy._pattern),
    "phrases": Tantivy._phrases,
    "without": Tantivy._without,
    "preferred": Tantivy._preferred,
    "two-of-four": Tantivy._some,
    "section": Tantivy._section,
    "period": Tantivy._period,
}
