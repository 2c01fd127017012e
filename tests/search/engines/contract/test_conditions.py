"""Which articles the nodes of a query hold of, by every way to ask."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from helpers.engines import Filled, MakeEngine
from helpers.made_nodes import NODES
from hypothesis import given, settings

from index.articles.article import Article
from search.engines import nodes
from search.engines.nodes import Node, Term
from search.engines.protocol import Asked
from search.selection import Selection

COMMA = nodes.Phrase((Term("text", "phà"), Term("text", "sông")))


@settings(max_examples=200, deadline=None)
@given(NODES)
def test_a_node_holds_of_the_articles_whose_texts_say_so(grown: Filled, node: Node) -> None:
    assert grown.ids(grown.snapshot.matching(node)) == grown.plain.holding(node)


@settings(max_examples=50, deadline=None)
@given(NODES)
def test_every_way_to_ask_finds_the_same_articles(grown: Filled, node: Node) -> None:
    snapshot = grown.snapshot
    keys = snapshot.matching(node)
    assert snapshot.find(Asked(condition=node), 10).answers.by_score()[0].tolist() == keys.tolist()
    held = snapshot.held(node, len(grown.plain.ids))
    assert held.total == len(keys)
    assert held.keys.tolist() == keys.tolist()
    half = grown.keys(grown.plain.ids)[::2]
    assert snapshot.among(node, half).tolist() == [key for key in keys.tolist() if key in half]


@pytest.mark.parametrize("row", [(), ("qua",), ("phà",), ("qua", "sông"), ("nowhere",)])
def test_what_stands_behind_a_row_is_what_a_phrase_finds(
    grown: Filled, row: tuple[str, ...]
) -> None:
    snapshot = grown.snapshot
    keys = grown.keys(grown.plain.ids)[::2]
    before = [Term("text", text) for text in row]
    terms = [Term("text", text) for text in ("sông", "cầu", "phà", "nowhere")]
    found = snapshot.following(before, terms, keys)
    for term, some in zip(terms, found, strict=True):
        node = nodes.Phrase((*before, term)) if row else term
        assert some.tolist() == snapshot.among(node, keys).tolist()


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (nodes.Conjunction(()), True),
        (nodes.Disjunction(()), False),
        (nodes.NOTHING, False),
        (nodes.Everything(), True),
        (nodes.TermSet("text", ()), False),
        (nodes.FormSet("text", ()), False),
        (nodes.Disjunction((nodes.Everything(),) * 2, 2), True),
        (nodes.Disjunction((nodes.Everything(),) * 2, 3), False),
        (nodes.Identified("\ud800"), False),
        (nodes.NearDuplicate("\ud800"), False),
        (nodes.Dated(0, 0), False),
        (nodes.Present("text"), True),
    ],
    ids=repr,
)
def test_what_holds_of_every_article_or_of_none(grown: Filled, node: Node, expected: bool) -> None:
    assert grown.ids(grown.snapshot.matching(node)) == (grown.plain.ids if expected else [])


def test_a_phrase_reaches_across_punctuation_but_not_from_one_text_to_the_next(
    make: MakeEngine,
) -> None:
    lot = [
        Article("a", body="bến phà, sông Lam"),
        Article("b", title="Bến phà", body="Sông Lam"),
        Article("c", body="sông bến phà", captions=("Sông Lam",)),
    ]
    snapshot = make(lot).snapshot()
    assert [snapshot.article(key).id for key in snapshot.matching(COMMA).tolist()] == ["a"]


def test_the_slop_of_a_phrase_is_between_neighbours_and_never_turns_them_round(
    make: MakeEngine,
) -> None:
    texts = {"a": "phà trên sông", "b": "phà trên bến sông", "c": "sông phà"}
    snapshot = make([Article(id, body=body) for id, body in texts.items()]).snapshot()

    def found(slop: int) -> list[str]:
        keys = snapshot.matching(nodes.Phrase(COMMA.terms, slop))
        return [snapshot.article(key).id for key in keys.tolist()]

    assert [found(slop) for slop in (1, 2, 3)] == [[], ["a"], ["a", "b"]]


def test_neighbours_in_a_phrase_may_be_apart_by_gaps_of_their_own(make: MakeEngine) -> None:
    texts = {"a": "bến phà trên sông Lam", "b": "bến trên phà sông Lam", "c": "bến phà sông và Lam"}
    snapshot = make([Article(id, body=body) for id, body in texts.items()]).snapshot()
    words = ("bến", "phà", "sông", "lam")

    def found(*gaps: int) -> list[str]:
        terms = tuple(Term("text", one) for one in words)
        keys = snapshot.matching(nodes.Phrase(terms, 1, gaps))
        return [snapshot.article(key).id for key in keys.tolist()]

    assert found(1, 2, 1) == ["a"]
    assert found(2, 1, 1) == ["b"]
    assert found(1, 2, 2) == ["a", "c"]
    assert found(1, 1, 1) == []


def test_a_prefix_stands_for_at_least_the_first_terms(grown: Filled) -> None:
    """It may stand for more, where an engine keeps its terms in several places."""
    first = sorted({form for one in grown.plain.told for form in _forms(one)})
    for most in (1, 3):
        keys = grown.snapshot.matching(nodes.Prefix("title", "m", most)).tolist()
        begin = [one for one in first if one.startswith("m")]
        least = grown.snapshot.matching(nodes.TermSet("title", tuple(begin[:most]))).tolist()
        whole = grown.snapshot.matching(nodes.Prefix("title", "m", 1_000)).tolist()
        assert set(least) <= set(keys) <= set(whole)


def test_of_many_articles_some_are_held_half_of_them_the_newest(grown: Filled) -> None:
    snapshot, most = grown.snapshot, 10
    held = snapshot.held(None, most)
    assert held.total == len(grown.plain.ids)
    assert most // 2 <= len(held.keys) <= most
    assert np.all(held.keys[1:] > held.keys[:-1])
    newest = snapshot.newest(grown.keys(grown.plain.ids), most // 2)
    assert set(newest.tolist()) <= set(held.keys.tolist())


def _forms(told: Any) -> set[str]:
    return {form for token in told.tokens("title") for form in token.forms}


def test_both_ends_of_a_period_are_in_it(grown: Filled) -> None:
    published = {one.article.id: one.published for one in grown.plain.told}
    at = published["a3"]
    assert at is not None
    then = [id for id, other in published.items() if other == at]
    for period, found in [
        (nodes.Dated(at, at), then),
        (nodes.Dated(at - 1, at), then),
        (nodes.Dated(at, at + 1), then),
        (nodes.Dated(at + 1, at + 1), []),
        (nodes.Dated(at - 1, at - 1), []),
    ]:
        assert grown.ids(grown.snapshot.matching(period)) == found
        selection = Selection(period.since, period.until)
        answers = grown.snapshot.find(Asked(selection=selection), 0).answers
        assert grown.ids(answers.by_score()[0]) == found
