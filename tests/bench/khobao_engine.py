"""Khobao's posting lists behind the interface of the peers: one field with marked syllables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from peers import TOP, Answer
from query_classes import Indexed
from whoosh.fields import Schema

from index.analysis.terms import Terms
from index.analysis.text_terms import marked_syllables
from index.storage.columns import Facet, FacetColumn, NumberColumn
from index.storage.segment_file import SegmentFile
from index.storage.segment_info import parse_segment
from index.storage.segment_writer import SegmentWriter
from index.storage.shared.values import NOTHING_PRINTED
from index.storage.whoosh.codec import Codec
from index.storage.whoosh.readers import open_reader
from index.storage.whoosh.term_field import ColumnField, TermField
from index.vietnamese.spelling import clean
from index.vietnamese.syllables import scanner
from search.engines.lexicon import IndexedText
from search.engines.local.carried import carried_values
from search.engines.local.collecting import collect
from search.engines.local.facets import known_within
from search.engines.local.ordering import order_of
from search.engines.local.segments import Ids, Segments
from search.engines.local.trees import Trees
from search.engines.nodes import (
    Carrying,
    Conjunction,
    Dated,
    Disjunction,
    Negation,
    Node,
    Phrase,
    Preference,
    Term,
    TermSet,
)
from search.engines.protocol import Flags


def _schema() -> Schema:
    return Schema(
        text=TermField(marked_syllables, positions=True),
        section=ColumnField(FacetColumn()),
        published=ColumnField(NumberColumn(0)),
    )


class Khobao:
    """Builds through Whoosh's interfaces, and asks as `search.engines.local` does."""

    def build(self, folder: Path, articles: Iterable[Indexed]) -> None:
        """Index the articles, in one segment."""
        folder.mkdir(parents=True, exist_ok=True)
        writer = SegmentWriter(folder, _schema())
        for article in articles:
            values = {
                "text": _terms_of(article.tokens),
                "section": [article.section] if article.section else [],
                "published": article.published,
            }
            writer.add(values)
        record = writer.finish().to_json()
        (folder / "record.json").write_text(json.dumps(record), encoding="utf-8")

    def open(self, folder: Path) -> None:
        """Open the index, and work out what a process works out once for a generation."""
        record = parse_segment(json.loads((folder / "record.json").read_text(encoding="utf-8")))
        self._reader = open_reader([SegmentFile(folder, record)], _schema(), Codec())
        self._segments = Segments(self._reader)
        segment = self._segments[0]
        printed: Facet = segment.column("section")
        self._published = segment.column("published").values
        several = self._segments.articles
        numbers = np.arange(several, dtype=np.uint32)
        followed = NOTHING_PRINTED.followed(0, [(printed, several)])
        self._carried = carried_values(followed, lambda: numbers)
        every = np.ones(len(self._published), np.bool_)
        self._newest = order_of(-self._published, every)

    def search(self, kind: str, terms: Sequence[str]) -> Answer:
        """Scores what can be among the best, counts every match."""
        if kind == "facets":
            found = self._carried.counted(self._matches(terms))
            counts = [count for _, count in sorted(found)]
            return counts, sum(counts)
        if kind == "newest":
            numbers = self._matches(terms)
            first = self._newest.first(numbers, partial(self._flagged, numbers), TOP)
            return first.tolist(), len(numbers)
        condition, ranked = _RULES[kind](self, terms)
        trees = Trees(self._segments, flags_of=self._flags)
        best = collect(
            self._segments,
            conditions=condition and partial(trees.tree, condition),
            ranked=ranked and partial(trees.tree, ranked),
            most=TOP,
        )
        return best.articles.tolist(), best.total

    def _matches(self, terms: Sequence[str]) -> Ids:
        condition = Disjunction(tuple(Term("text", term) for term in terms))
        tree = partial(Trees(self._segments).tree, condition)
        return collect(self._segments, conditions=tree, most=0, share=0.0).matches

    def _flagged(self, numbers: Ids) -> Flags:
        flags = np.zeros(self._segments.articles, np.bool_)
        flags[numbers] = True
        return flags

    def _flags(self, node: Node) -> Flags:
        if isinstance(node, Dated):
            return known_within(self._published, node.since, node.until)
        assert isinstance(node, Carrying)
        return self._carried.carrying(node.values)

    def _any(self, terms: Sequence[str]) -> _Asked:
        return None, Disjunction(_terms(terms))

    def _all(self, terms: Sequence[str]) -> _Asked:
        return None, Conjunction(_terms(terms))

    def _some(self, terms: Sequence[str]) -> _Asked:
        return None, Disjunction(_terms(terms), least=2)

    def _phrase(self, terms: Sequence[str]) -> _Asked:
        return None, Phrase(_terms(terms))

    def _phrases(self, terms: Sequence[str]) -> _Asked:
        return None, Disjunction(tuple(Phrase(_terms(two)) for two in (terms[:2], terms[2:])))

    def _without(self, terms: Sequence[str]) -> _Asked:
        one, other = _terms(terms)
        return None, Conjunction((one, Negation(other)))

    def _preferred(self, terms: Sequence[str]) -> _Asked:
        return None, Preference(*_terms(terms))

    def _pattern(self, terms: Sequence[str]) -> _Asked:
        index = self._segments[0].index("text")
        words, _ = IndexedText(index).matching(terms[0])
        return TermSet("text", tuple(words)), None

    def _section(self, terms: Sequence[str]) -> _Asked:
        return Carrying("section", (terms[3],)), Disjunction(_terms(terms[:3]))

    def _period(self, terms: Sequence[str]) -> _Asked:
        since, until = map(int, terms[3:])
        return Dated(since, until), Disjunction(_terms(terms[:3]))


def _terms_of(tokens: str) -> bytes:
    terms = Terms()
    terms.add(scanner().find(*clean(tokens)), True)
    return terms.marked()


# What must hold, and what ranks and must hold, too.
_Asked = tuple[Node | None, Node | None]


def _terms(terms: Sequence[str]) -> tuple[Term, ...]:
    return tuple(Term("text", term, 1.0) for term in terms)


_RULES: dict[str, Callable[[Khobao, Sequence[str]], _Asked]] = {
    **dict.fromkeys(("term", "or", "or-2", "or-10"), Khobao._any),
    **dict.fromkeys(("and", "and-2"), Khobao._all),
    **dict.fromkeys(("phrase", "phrase-3"), Khobao._phrase),
    **dict.fromkeys(("prefix", "long-prefix", "wildcard", "suffix"), Khobao._pattern),
    "phrases": Khobao._phrases,
    "without": Khobao._without,
    "preferred": Khobao._preferred,
    "two-of-four": Khobao._some,
    "section": Khobao._section,
    "period": Khobao._period,
}
