"""What is found: the best articles, and all that answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from index.storage.scoring import K1
from search.engines.local.answers import LocalAnswers
from search.engines.local.collecting import Collected, collect, collect_bag
from search.engines.local.contents import Contents
from search.engines.local.facets import masks_of, narrowed, passing
from search.engines.local.segments import Ids, Segment
from search.engines.local.trees import Trees
from search.engines.nodes import Conjunction, Node
from search.engines.protocol import DECIMALS, Asked, Candidates, Flags, Found, Scores
from search.kernels import Bag, Best, Matches, Tree, evaluate, is_bag
from search.kernels.nodes import And, Listed

# Of fewer articles all scores are worked out sooner than it is asked who needs them.
LARGE = 65_536


def find(contents: Contents, trees: Trees, asked: Asked, most: int) -> Found:
    """The best `most` articles for what is asked, and all that answer; `trees` are of one query."""
    with contents.reading():
        filters = masks_of(asked.selection, contents.moments, contents.carried)
        collected = _collected(contents, trees, asked, most, filters)
    answers = LocalAnswers(contents, collected, filters, asked)
    return Found(_candidates(asked, most, collected, answers), answers)


def total(contents: Contents, trees: Trees, asked: Asked) -> int:
    """How many answer what is asked; `trees` are of one query."""
    with contents.reading():
        filters = masks_of(asked.selection, contents.moments, contents.carried)
        numbers = _collected(contents, trees, asked, 0, filters).matches
        return len(passing(numbers, filters))


def _collected(
    contents: Contents, trees: Trees, asked: Asked, most: int, filters: Mapping[str, Flags]
) -> Collected:
    condition, ranked = asked.condition, asked.ranked
    if condition is None and asked.meant is None and not ranked and not asked.only_best:
        return _everything(contents)
    selected = None
    if filters:
        selected = narrowed(np.ones(contents.indexed, np.bool_), filters)
    collected = _run(
        contents,
        trees,
        asked,
        condition,
        within=selected,
        most=most if ranked else 0,
        share=None if asked.only_best else asked.share,
    )
    if asked.meant is None or asked.only_best:
        return collected
    return _meant(contents, trees, asked, collected)


def _everything(contents: Contents) -> Collected:
    """What a query finds that asks for nothing: every article, without a score."""
    every = contents.every
    no_scores = np.broadcast_to(np.float64(0.0), len(every))
    nothing = np.empty(0, np.uint32), np.empty(0)
    return Collected(*nothing, len(every), every, no_scores, lambda some: np.zeros(len(some)))


def _meant(contents: Contents, trees: Trees, asked: Asked, collected: Collected) -> Collected:
    """What was collected, with those matches only of which what was meant holds."""
    assert asked.meant is not None
    meant, scores = asked.meant, collected.match_scores
    doubtful = scores <= _most_unmeant(trees, asked)
    numbers = collected.matches[doubtful]
    if not len(numbers):
        return collected

    kept = holding(contents, trees, meant, numbers)
    if len(kept) == len(numbers):
        return collected
    among = ~doubtful
    among[doubtful] = np.isin(numbers, kept, assume_unique=True)
    if scores[among].max(initial=0.0) == scores.max(initial=0.0):
        return replace(collected, matches=collected.matches[among], match_scores=scores[among])
    parts = (meant,) if asked.condition is None else (asked.condition, meant)
    found = _run(contents, trees, asked, Conjunction(parts), most=0, share=asked.share)
    return replace(
        collected,
        matches=found.matches,
        match_scores=found.match_scores,
        score_of=found.score_of,
    )


def _run(
    contents: Contents,
    trees: Trees,
    asked: Asked,
    condition: Node | None,
    *,
    within: Flags | None = None,
    most: int,
    share: float | None,
) -> Collected:
    """Collect the matches of a condition by what is ranked."""
    conditions = None if condition is None else partial(trees.tree, condition)
    ranked = partial(trees.bag, asked.ranked) if asked.ranked else None
    of = contents.segments
    is_large = of.articles >= LARGE
    if is_large and ranked and asked.must_score and share != 0 and trees.weigh(asked.ranked):
        return collect_bag(of, ranked, conditions=conditions, within=within, most=most, share=share)
    return collect(
        of,
        conditions=conditions,
        ranked=ranked,
        must_match=asked.must_score,
        within=within,
        most=most,
        share=share,
    )


def holding(contents: Contents, trees: Trees, node: Node, numbers: Ids | None = None) -> Ids:
    """The articles of which a node holds: all of them, or those of some, whose numbers rise."""
    tree = partial(trees.tree, node)
    if numbers is None:
        return collect(contents.segments, conditions=tree, most=0, share=0.0).matches
    found = [np.empty(0, np.uint32)]
    for segment in contents.segments:
        own = segment.own(numbers)
        if len(own):
            found.append(_holding_among(tree(segment), segment, own))
    return np.concatenate(found)


def _holding_among(tree: Tree, segment: Segment, own: Ids) -> Ids:
    """The articles of a segment of which a tree holds, among some, by their numbers in it."""
    if segment.live is not None:
        own = own[segment.live[own]]
    if is_bag(tree):
        kept: Ids = own[Bag(segment.articles, tree).holders(own)] + np.uint32(segment.first)
        return kept
    matches = Matches(0.0)
    among = And.of(Listed.of(own, np.ones(len(own), np.uint32)), tree)
    evaluate(segment.articles, segment.first, None, among, None, False, None, Best(0), matches)
    return matches.found()[0]


def _most_unmeant(trees: Trees, asked: Asked) -> float:
    """What an article scores at most of which nothing holds that was meant."""
    if asked.unmeant is None:
        return np.inf
    held = (node for node in asked.unmeant if trees.df(node))
    most: float = sum(trees.weight(node) * (K1 + 1) for node in held)
    return most * (1 + 1e-9)  # sums of the same parts differ in their last digits


def _candidates(asked: Asked, most: int, collected: Collected, answers: LocalAnswers) -> Candidates:
    keys, scores = collected.articles, collected.scores
    has_all = len(keys) < most
    if not asked.beyond:
        matching = answers.are_matches(keys)
        keys, scores = keys[matching], scores[matching]
    if asked.freshness is not None and asked.ranked:
        keys, scores = _lifted(keys, scores, asked.freshness.lifted, answers)
    return Candidates(keys, scores, answers.are_matches(keys), answers.best, has_all)


def _lifted(keys: Ids, scores: Scores, most: int, answers: LocalAnswers) -> tuple[Ids, Scores]:
    """The best articles with what they get for being new, and all the answers.

    Of those that are none, only the first `most` of all may be lifted, however long the page.
    """
    others = np.flatnonzero(~answers.are_matches(keys))
    first, last = np.split(others, [np.searchsorted(others, most)])
    numbers, answer_scores = answers.by_score()
    lifted = np.concatenate([keys[first], numbers])
    sums = np.concatenate([scores[first] + answers.gained(keys[first]), answer_scores])
    best = np.lexsort((lifted, -np.round(sums, DECIMALS)))
    rest = scores[last] + answers.gained(keys[last])
    return np.concatenate([lifted[best], keys[last]]), np.concatenate([sums[best], rest])
