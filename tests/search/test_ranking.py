"""Scores equal the formula's and Whoosh's own, and the policy of marks is as measured."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whoosh import query as whoosh_query
from whoosh.query import spans

import index
import search
from index.vietnamese.analysis import Analysis
from search.engines.local.collecting import collect
from search.plan.compiler import Matching
from search.ranking import Bag, Marks, Weighted, WeightedTerm, pair_scores

MakeArchive = Callable[..., search.Archive]
SYLLABLES = ["dân", "dan", "vận", "vân", "tỉnh", "họp", "lúa", "cá", "chợ", "phiên", "2021", "đê"]


def random_articles(seed: int, count: int) -> list[dict[str, Any]]:
    source = random.Random(seed)
    return [
        {
            "id": f"{seed}-{i}",
            "title": " ".join(source.choices(SYLLABLES, k=source.randint(1, 6))),
            "body": "".join(
                source.choice(SYLLABLES) + source.choice([" ", " ", " ", ", "])
                for _ in range(source.randint(0, 60))
            ),
        }
        for i in range(count)
    ]


@pytest.fixture
def archive(make_input: Callable[..., Path], tmp_path: Path) -> search.Archive:
    """Several segments with deleted articles in them."""
    folder = tmp_path / "archive"
    index.reindex([make_input(*random_articles(1, 90))], folder, workers=0)
    index.update([make_input(*random_articles(2, 30))], folder, workers=0)
    index.update([make_input(*random_articles(3, 9), *random_articles(1, 5))], folder, workers=0)
    index.delete([f"1-{i}" for i in range(10, 20)], folder)
    return search.open(folder)


def test_phase_one_equals_whooshs_own_scores(archive: search.Archive) -> None:
    source = random.Random(7)
    segments = archive.snapshot().segments
    assert len(segments) > 1
    with archive.searcher() as searcher:
        for _ in range(200):
            chosen = [
                (source.choice(["text", "text_folded", "title"]), source.choice(SYLLABLES))
                for _ in range(source.randint(1, 5))
            ]
            weighted = Weighted(segments, [WeightedTerm(field, term, 1) for field, term in chosen])
            found = collect(segments, ranked=weighted.tree, share=0.0)
            query = whoosh_query.Or([whoosh_query.Term(*one) for one in chosen])
            expected = {hit.docnum: hit.score for hit in searcher.search(query, limit=None)}
            scores = dict(zip(found.matches.tolist(), found.match_scores.tolist(), strict=True))
            assert scores == pytest.approx(expected, rel=1e-6)


def matching_articles(archive: search.Archive, query: whoosh_query.Query) -> list[int]:
    snapshot = archive.snapshot()
    matching = Matching(snapshot, Marks.ALL)
    found = collect(
        snapshot.segments, conditions=lambda segment: matching.tree(query, segment), share=0.0
    )
    numbers: list[int] = found.matches.tolist()
    assert found.total == len(numbers)
    return numbers


def holds(query: whoosh_query.Query, syllables: set[str]) -> bool:
    if isinstance(query, whoosh_query.Term):
        return query.text in syllables
    if isinstance(query, whoosh_query.AndNot):
        return holds(query.a, syllables) and not holds(query.b, syllables)
    outcomes = [holds(one, syllables) for one in query.subqueries]
    return all(outcomes) if isinstance(query, whoosh_query.And) else any(outcomes)


def test_conditions_hold_for_the_articles_for_which_they_are_true(
    archive: search.Archive,
) -> None:
    """Whoosh itself is no judge here: its AndNot keeps articles that it should leave out."""
    source = random.Random(8)
    snapshot = archive.snapshot()
    texts = [Analysis(snapshot.article(n).body) for n in range(snapshot.articles)]
    titles = [Analysis(snapshot.article(n).title) for n in range(snapshot.articles)]
    contents = [
        {s.text for s in (*text.syllables, *title.syllables)}
        for text, title in zip(texts, titles, strict=True)
    ]

    def tree(depth: int) -> whoosh_query.Query:
        if depth == 0 or source.random() < 0.3:
            return whoosh_query.Term("text", source.choice(SYLLABLES))
        kind = source.choice([whoosh_query.And, whoosh_query.Or, whoosh_query.AndNot])
        if kind is whoosh_query.AndNot:
            return kind(tree(depth - 1), tree(depth - 1))
        return kind([tree(depth - 1) for _ in range(source.randint(1, 3))])

    for _ in range(300):
        query = tree(3)
        expected = np.array([holds(query, content) for content in contents]) & snapshot.live
        assert matching_articles(archive, query) == np.flatnonzero(expected).tolist()


def test_other_queries_of_whooshs_run_on_its_own_matchers(archive: search.Archive) -> None:
    snapshot = archive.snapshot()
    near = spans.SpanNear2([whoosh_query.Term("text", "dân"), whoosh_query.Term("text", "vận")])
    expected = {hit.article.id for hit in archive.search('"dân vận"', match="all", limit=200)}
    found = matching_articles(archive, near)
    assert {snapshot.article(number).id for number in found} == expected
    assert expected


def test_the_formula_is_bm25(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "a", "body": "lúa lúa chín"},
        {"id": "b", "body": "lúa về đầy sân phơi"},
        {"id": "c", "body": "chợ phiên"},
    )
    weights = search.Ranking(compounds=0, folded=0, title=0, pairs=0, folded_pairs=0)
    hits = {hit.article.id: hit.score for hit in archive.search("lúa", ranking=weights)}
    idf = log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    average = 10 / 3
    for id, frequency, length in (("a", 2, 3), ("b", 1, 5)):
        saturated = frequency + 1.2 * (1 - 0.75 + 0.75 * length / average)
        assert hits[id] == pytest.approx(idf * frequency * 2.2 / saturated, rel=1e-6)


@pytest.mark.parametrize(
    ("typed", "marks"),
    [
        ("dân vận khéo", Marks.ALL),
        ("công tác dan vận", Marks.ALL),
        ("dân van kheo", Marks.SOME),
        ("dan van kheo", Marks.NONE),
        ("19 2021", Marks.NONE),
        ("đê 19 2021", Marks.ALL),
    ],
)
def test_the_policy_follows_the_share_of_marked_syllables(typed: str, marks: Marks) -> None:
    assert Bag([typed]).marks is marks


def test_a_query_without_marks_uses_folded_terms_only() -> None:
    fields = {term.field for term in Bag(["dan van"]).terms(search.Ranking())}
    assert fields == {"text_folded", "title_folded", "compounds_folded"}


def test_a_half_marked_query_asks_for_unmarked_syllables_folded() -> None:
    terms = {(t.field, t.term): t.weight for t in Bag(["dân van tinh"]).terms(search.Ranking())}
    assert terms["text", "dân"] == 1.0
    assert terms["text_folded", "dan"] == pytest.approx(0.3)
    assert terms["text_folded", "van"] == pytest.approx(1.3)
    assert ("text", "van") not in terms
    assert terms["compounds_folded", "van_tinh"] == pytest.approx(0.25)


def test_a_term_that_is_typed_twice_counts_once() -> None:
    once = Bag(["dân vận"]).terms(search.Ranking(compounds=0))
    assert Bag(["dân vận, vận dân"]).terms(search.Ranking(compounds=0)) == once


def test_pairs_never_reach_across_punctuation() -> None:
    assert [(p.first, p.second) for p in Bag(["dân, vận tỉnh"]).pairs(search.Ranking())] == [
        ("vận", "tỉnh"),
        ("van", "tinh"),
    ]
    assert Bag(["dân", "vận"]).pairs(search.Ranking()) == []


def test_phase_two_counts_pairs_that_stand_side_by_side(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "a", "body": "dân vận, dân vận"},
        {"id": "b", "body": "dân, vận"},
        {"id": "c", "body": "vận dân"},
    )
    pairs = Bag(["dan van"]).pairs(search.Ranking())
    scores = pair_scores(archive.snapshot().segments, pairs, np.arange(3, dtype=np.uint32))[0]
    assert scores[0] > 0
    assert scores[1] == scores[2] == 0


def test_an_explanation_adds_up_to_the_score(sample: search.Archive) -> None:
    for typed in ("cầu Bến Trúc thông xe", "cau ben truc", "cau Bến truc"):
        for hit in sample.search(typed):
            parts = hit.explain()
            assert sum(part.score for part in parts) == pytest.approx(hit.score, rel=1e-9)
            assert [part.score for part in parts] == sorted((p.score for p in parts), reverse=True)
            assert sum(part.share for part in parts) == pytest.approx(1)


def test_an_explanation_says_each_part_in_words(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "a", "title": "Nông dân vui", "body": "Nông dân trồng chè, nông dân trồng lúa."},
        *({"id": str(n), "body": "Học sinh tới trường."} for n in range(9)),
    )
    sentences = {part.sentence for part in archive.search("nông dân").hits[0].explain()}
    assert sentences == {
        '"nông" in the text, 3 times',
        '"dân" in the text, 3 times',
        '"nông" in the title, once',
        '"dân" in the title, once',
        '"nong" in the text, whatever its marks, 3 times',
        '"dan" in the text, whatever its marks, 3 times',
        '"nong" in the title, whatever its marks, once',
        '"dan" in the title, whatever its marks, once',
        'the word "nông dân" in the text, 3 times',
        '"nông dân" side by side in the text',
        '"nong dan" side by side in the text, whatever their marks',
    }
    parts = archive.search("chè nong dan", match="any").hits[0].explain()
    assert 'the word "nong dan" in the text, whatever its marks, 3 times' in {
        part.sentence for part in parts
    }
    assert str(parts[0]._replace(score=2.5, share=0.625, sentence="why")) == "2.500  (62%)  why"
