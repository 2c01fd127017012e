"""Scores equal the formula's and Whoosh's own, and the policy of marks is as measured."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.archives import MakeArchive
from whoosh import query as whoosh_query

import index
import search
from index.vietnamese.segmentation import Segmentation
from search.engines.nodes import Conjunction, Disjunction, Negation, Node, Term
from search.engines.protocol import Asked
from search.plan.terms import pairs_of, terms_of
from search.query.bag import Bag, Marks, Stretch
from search.ranking import pair_scores

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
    snapshot = archive.snapshot()
    assert len(snapshot.segments) > 1
    with archive.searcher() as searcher:
        for _ in range(200):
            chosen = [
                (source.choice(["text", "text_folded", "title"]), source.choice(SYLLABLES))
                for _ in range(source.randint(1, 5))
            ]
            asked = Asked(tuple(Term(field, term, 1.0) for field, term in chosen))
            keys, found = snapshot.find(asked, 0).answers.by_score()
            query = whoosh_query.Or([whoosh_query.Term(*one) for one in chosen])
            expected = {hit.docnum: hit.score for hit in searcher.search(query, limit=None)}
            scores = dict(zip(keys.tolist(), found.tolist(), strict=True))
            assert scores == pytest.approx(expected, rel=1e-6)


def bag(*texts: str) -> Bag:
    return Bag(tuple(map(Stretch, texts)))


def holds(node: Node, syllables: set[str]) -> bool:
    if isinstance(node, Term):
        return node.text in syllables
    if isinstance(node, Negation):
        return not holds(node.part, syllables)
    assert isinstance(node, Conjunction | Disjunction)
    outcomes = [holds(one, syllables) for one in node.parts]
    return all(outcomes) if isinstance(node, Conjunction) else any(outcomes)


def test_conditions_hold_for_the_articles_for_which_they_are_true(
    archive: search.Archive,
) -> None:
    """Whoosh itself is no judge here: its AndNot keeps articles that it should leave out."""
    source = random.Random(8)
    snapshot = archive.snapshot()
    texts = [Segmentation(snapshot.article(n).body) for n in range(snapshot.indexed)]
    titles = [Segmentation(snapshot.article(n).title) for n in range(snapshot.indexed)]
    contents = [
        {s.text for s in (*text.syllables, *title.syllables)}
        for text, title in zip(texts, titles, strict=True)
    ]

    def tree(depth: int) -> Node:
        if depth == 0 or source.random() < 0.3:
            return Term("text", source.choice(SYLLABLES))
        kind = source.choice(["and", "or", "without"])
        if kind == "without":
            return Conjunction((tree(depth - 1), Negation(tree(depth - 1))))
        parts = tuple(tree(depth - 1) for _ in range(source.randint(1, 3)))
        return Conjunction(parts) if kind == "and" else Disjunction(parts)

    for _ in range(300):
        node = tree(3)
        expected = np.array([holds(node, content) for content in contents]) & snapshot.live
        assert snapshot.matching(node).tolist() == np.flatnonzero(expected).tolist()
        found = snapshot.find(Asked(condition=node, must_score=False), 0)
        assert found.answers.total == int(np.count_nonzero(expected))


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
    assert bag(typed).marks is marks


def test_a_query_without_marks_uses_folded_terms_only() -> None:
    fields = {term.field for term in terms_of(bag("dan van"), search.Ranking())}
    assert fields == {"text_folded", "title_folded", "compounds_folded"}


def test_a_half_marked_query_asks_for_unmarked_syllables_folded() -> None:
    terms = {(t.field, t.text): t.weight for t in terms_of(bag("dân van tinh"), search.Ranking())}
    assert terms["text", "dân"] == 1.0
    assert terms["text_folded", "dan"] == pytest.approx(0.3)
    assert terms["text_folded", "van"] == pytest.approx(1.3)
    assert ("text", "van") not in terms
    assert terms["compounds_folded", "van_tinh"] == pytest.approx(0.25)


def test_a_term_that_is_typed_twice_counts_once() -> None:
    once = terms_of(bag("dân vận"), search.Ranking(compounds=0))
    assert terms_of(bag("dân vận, vận dân"), search.Ranking(compounds=0)) == once


def test_pairs_never_reach_across_punctuation() -> None:
    assert [(p.first, p.second) for p in pairs_of(bag("dân, vận tỉnh"), search.Ranking())] == [
        ("vận", "tỉnh"),
        ("van", "tinh"),
    ]
    assert pairs_of(bag("dân", "vận"), search.Ranking()) == []


def test_phase_two_counts_pairs_that_stand_side_by_side(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "a", "body": "dân vận, dân vận"},
        {"id": "b", "body": "dân, vận"},
        {"id": "c", "body": "vận dân"},
    )
    pairs = pairs_of(bag("dan van"), search.Ranking())
    counts = archive.snapshot().pair_frequencies(pairs, np.arange(3, dtype=np.uint32))
    scores = pair_scores(pairs, counts)[0]
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
