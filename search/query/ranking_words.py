"""The words of a query that rank, with their weights and their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from whoosh.qparser import syntax

from search.query.bag import Bag, Stretch
from search.query.bounds import boost_note, within_boosts, within_edits
from search.query.conditions import Expanding
from search.query.nodes import FuzzyNode, PatternNode, QuoteNode, StretchNode, signed
from search.query.notes import Note

# The fields whose words say what an article is about.
_TEXT_FIELDS = (None, "title", "caption")
_EXPANDED_FIELDS = (None, "title")


class RankingWords(NamedTuple):
    """What ranks in a query; the names are those of `ParsedQuery`."""

    bag: Bag
    expanding: tuple[tuple[Expanding, float], ...]
    spans: tuple[tuple[int, int], ...]
    starts: tuple[int | None, ...]
    notes: tuple[Note, ...]


def ranking_words(nodes: Iterable[tuple[Any, float]]) -> RankingWords:
    """What ranks of some nodes, each with the weight of the groups that it is in."""
    ranked = [one for node, boost in nodes for one in _ranked(node, boost)]
    weighted = [(node, within_boosts(boost)) for node, boost in ranked]
    texts = [pair for pair in weighted if isinstance(pair[0], StretchNode | QuoteNode)]
    return RankingWords(
        Bag(tuple(Stretch(node.text, weight) for node, weight in texts)),
        tuple(
            (_expanding(node), weight)
            for node, weight in weighted
            if isinstance(node, PatternNode | FuzzyNode)
        ),
        tuple(sorted(_spans(node for node, _ in texts))),
        tuple(None if isinstance(node, QuoteNode) else node.startchar for node, _ in texts),
        tuple(_boost_notes(ranked)),
    )


def _expanding(node: PatternNode | FuzzyNode) -> Expanding:
    return node.condition if isinstance(node, PatternNode) else within_edits(node.condition)


def _ranked(node: Any, boost: float) -> Iterator[tuple[Any, float]]:
    """The texts below a node that say what the article is about, with their weights."""
    if isinstance(node, syntax.NotGroup):
        return
    boost *= getattr(node, "boost", 1.0)
    if isinstance(node, syntax.GroupNode):
        for sign, member in signed(node):
            if sign != "-":
                yield from _ranked(member, boost)
    elif isinstance(node, StretchNode | QuoteNode):
        if node.fieldname in _TEXT_FIELDS:
            yield node, boost
    elif isinstance(node, PatternNode | FuzzyNode) and node.fieldname in _EXPANDED_FIELDS:
        yield node, boost


def _boost_notes(ranked: Iterable[tuple[Any, float]]) -> Iterator[Note]:
    for node, boost in ranked:
        if within_boosts(boost) != boost:
            yield boost_note(node.startchar, node.endchar)


def _spans(nodes: Iterable[Any]) -> Iterator[tuple[int, int]]:
    """Where the words of some stretches and quotations stand, without their marks."""
    for node in nodes:
        start = node.startchar + isinstance(node, QuoteNode)
        if node.text:
            yield start, start + len(node.text)
