"""What the kernels find equals what Whoosh's own matchers find, in any query tree."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from helpers.segments import Segments as Written
from helpers.segments import words
from whoosh import query
from whoosh.fields import Schema
from whoosh.query import spans

from index.storage.whoosh.term_field import TermField
from index.storage.whoosh.weighting import BM25
from search.engines.local.kernel_collector import KernelCollector
from search.engines.local.segments import Segments
from search.engines.local.whoosh_queries import Synonyms

FIELDS = ("text", "title", "compounds")


class Corpus:
    """Random articles in several segments, some of them deleted."""

    def __init__(self, folder: Path, seed: int, sizes: list[int]) -> None:
        self.source = random.Random(seed)
        self.vocabulary = [f"w{n}" for n in range(self.source.choice([5, 40, 300]))]
        schema = Schema(
            text=TermField(words, positions=True),
            title=TermField(words, positions=True),
            compounds=TermField(words, positions=False),
        )
        self.index = Written(folder, schema)
        for size in sizes:
            self.index.write(self.article() for _ in range(size))
        count = sum(sizes)
        self.index.delete(self.source.sample(range(count), count // self.source.choice([5, 1000])))

    def article(self) -> dict[str, str]:
        return {
            field: " ".join(self.word() for _ in range(self.source.randint(0, longest)))
            for field, longest in (("text", 40), ("title", 6), ("compounds", 8))
            if self.source.random() < 0.9
        }

    def word(self) -> str:
        """Some words are frequent, most are rare."""
        return self.vocabulary[int(len(self.vocabulary) * self.source.random() ** 3)]

    def term(self) -> query.Query:
        word = self.word() if self.source.random() < 0.95 else "nowhere"
        return query.Term(self.source.choice(FIELDS), word, boost=self.source.choice([1, 0.25, 2]))

    def any_query(self) -> query.Query:
        if self.source.random() < 0.2:  # inside of others, Whoosh loses scores of its AndMaybe
            return query.AndMaybe(self.tree(2), self.tree(2))
        return self.tree(3)

    def tree(self, depth: int) -> query.Query:
        if depth == 0 or self.source.random() < 0.3:
            return self.term()
        kind = self.source.choice(["and", "or", "or", "not", "constant", "leaf"])
        if kind == "leaf":
            return self.leaf()
        if kind == "constant":
            return query.ConstantScoreQuery(self.tree(depth - 1), self.source.choice([1.0, 0.3]))
        if kind == "not":
            return query.And([self.tree(depth - 1), query.Not(self.tree(depth - 1))])
        parts = [self.tree(depth - 1) for _ in range(self.source.randint(1, 4))]
        return (query.And if kind == "and" else query.Or)(parts, boost=self.boost())

    def leaf(self) -> query.Query:
        """Anything but a term."""
        kind = self.source.choice(["phrase", "prefix", "every", "synonyms"])
        if kind == "synonyms":
            words = [self.word() for _ in range(self.source.randint(1, 4))]
            return Synonyms(self.source.choice(FIELDS), words, self.boost())
        if kind == "every":
            return query.Every(boost=self.boost())
        if kind == "prefix":
            prefix = query.Prefix(self.source.choice(FIELDS), self.word()[:2])
            return query.ConstantScoreQuery(prefix, 0.5)
        terms = [self.word() for _ in range(self.source.randint(2, 3))]
        slop = self.source.choice([1, 1, 3])
        return query.Phrase(self.source.choice(["text", "title"]), terms, slop=slop)

    def boost(self) -> float:
        return self.source.choice([1.0, 1.0, 0.5])


def by_whoosh(searcher: Any, asked: query.Query) -> dict[int, float]:
    """Every hit of Whoosh's matchers with its score, none skipped."""
    found = {}
    for leaf, offset in searcher.leaf_searchers():
        matcher = asked.matcher(leaf, searcher.context())
        while matcher.is_active():
            if not leaf.reader().is_deleted(matcher.id()):
                found[matcher.id() + offset] = matcher.score()
            matcher.next()
    return found


def check(corpus: Corpus, trees: int) -> None:
    with corpus.index.searcher(weighting=BM25()) as searcher:
        segments = Segments(searcher.reader())
        for _ in range(trees):
            asked = corpus.any_query()
            limit = corpus.source.choice([1, 10, 10_000])
            collector = KernelCollector(limit, segments)
            searcher.search_with_collector(asked, collector)
            assert collector.native
            expected = by_whoosh(searcher, asked)
            assert collector.count() == len(expected), asked
            found = collector.results().top_n
            scores = [score for score, _ in found]
            best = sorted(expected.values(), reverse=True)[:limit]
            assert scores == pytest.approx(best, rel=1e-6, abs=1e-9), asked
            for score, number in found:
                assert score == pytest.approx(expected[number], rel=1e-6, abs=1e-9), asked
            order = [(-score, number) for score, number in found]
            assert order == sorted(order)


@pytest.mark.parametrize(
    ("seed", "sizes"), [(1, [70]), (2, [300, 5, 40]), (3, [2500]), (4, [1, 4100])]
)
def test_random_trees(tmp_path: Path, seed: int, sizes: list[int]) -> None:
    check(Corpus(tmp_path / "index", seed, sizes), trees=60)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(tmp_path / "index", 5, [200, 100])


def hits(corpus: Corpus, asked: query.Query) -> tuple[set[int], bool]:
    with corpus.index.searcher(weighting=BM25()) as searcher:
        collector = KernelCollector(1000)
        searcher.search_with_collector(asked, collector)
        return {hit.docnum for hit in collector.results()}, collector.native


@pytest.mark.parametrize(
    "asked",
    [
        query.Prefix("text", "w1"),
        query.Wildcard("text", "w?1*"),
        query.TermRange("title", "w1", "w3"),
        query.FuzzyTerm("text", "w11", maxdist=1),
        query.Variations("text", "w1"),
        query.Every("title"),
        query.Regex("text", "w[12]"),
    ],
)
def test_queries_for_several_terms_run_natively(corpus: Corpus, asked: query.Query) -> None:
    with corpus.index.searcher() as searcher:
        expected = set(by_whoosh(searcher, asked))
    assert hits(corpus, asked) == (expected, True)
    assert expected


@pytest.mark.parametrize(
    "asked",
    [
        spans.SpanNear2([query.Term("text", "w1"), query.Term("text", "w2")], slop=3),
        spans.SpanFirst(query.Term("text", "w1"), limit=2),
        spans.SpanNot(query.Term("text", "w1"), query.Term("text", "w2")),
        query.DisjunctionMax([query.Term("text", "w1"), query.Term("title", "w2")]),
        query.Or([query.Term("text", "w1"), query.Term("text", "w2")], scale=0.5),
    ],
)
def test_other_queries_run_on_whooshs_matchers(corpus: Corpus, asked: query.Query) -> None:
    with corpus.index.searcher(weighting=BM25()) as searcher:
        expected = set(by_whoosh(searcher, asked))
    assert hits(corpus, asked) == (expected, False)
    assert expected


def test_whooshs_own_search_scores_the_same(corpus: Corpus) -> None:
    asked = query.Or([query.Term("text", word) for word in corpus.vocabulary[:3]])
    with corpus.index.searcher(weighting=BM25()) as searcher:
        collector = KernelCollector(5)
        searcher.search_with_collector(asked, collector)
        found = [(hit.docnum, hit.score) for hit in collector.results()]
        expected = by_whoosh(searcher, asked)
        assert [expected[number] for number, _ in found] == pytest.approx([s for _, s in found])
        whole = [hit.score for hit in searcher.search(asked, limit=5)]
        assert whole == pytest.approx([score for _, score in found])


def test_a_minimum_of_an_or_is_kept(corpus: Corpus) -> None:
    terms = [query.Term("text", word) for word in corpus.vocabulary[:4]]
    counts: dict[int, int] = {}
    for term in terms:
        for number in hits(corpus, term)[0]:
            counts[number] = counts.get(number, 0) + 1
    found, native = hits(corpus, query.Or(terms, minmatch=3))
    assert native
    assert found == {number for number, count in counts.items() if count >= 3}
    assert found


def test_require_keeps_what_both_match(corpus: Corpus) -> None:
    one, other = query.Term("text", corpus.vocabulary[0]), query.Term("title", corpus.vocabulary[1])
    assert hits(corpus, query.Require(one, other))[0] == (
        hits(corpus, one)[0] & hits(corpus, other)[0]
    )


def test_key_terms_of_an_article(corpus: Corpus) -> None:
    with corpus.index.searcher() as searcher:
        reader = searcher.reader()
        terms = list(reader.most_frequent_terms("text", 3))
        assert [frequency for frequency, _ in terms] == sorted(
            (frequency for frequency, _ in terms), reverse=True
        )
        for frequency, term in terms:
            assert reader.frequency("text", term) == frequency
