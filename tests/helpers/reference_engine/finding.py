"""Which articles match and answer, and which of them are the best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from helpers.reference_engine.answers import ReferenceAnswers, is_selected, keys_of
from helpers.reference_engine.documents import Document
from search.engines.protocol import Asked, Candidates, Found

if TYPE_CHECKING:
    from helpers.reference_engine.snapshot import ReferenceSnapshot

_DECIMALS = 9  # in which scores that are the same agree


def find(snapshot: ReferenceSnapshot, asked: Asked, most: int) -> Found:
    """The best `most` articles of a snapshot, and all that answer."""
    shelf = snapshot.shelf
    scored = [
        (one, shelf.total_score(asked.ranked, one))
        for one in shelf.holding(asked.condition)
        if not (asked.must_score and asked.ranked)
        or any(shelf.frequency(node, one) for node in asked.ranked)
    ]
    meant = [pair for pair in scored if shelf.holds(asked.meant, pair[0])]
    least = asked.share * max((score for _, score in meant), default=0.0)
    matches = [(one, score) for one, score in meant if score >= least]
    answers = ReferenceAnswers(snapshot, matches, asked.selection, asked.freshness)
    selected = [pair for pair in scored if is_selected(asked.selection, pair[0])]
    return Found(_candidates(asked, most, selected, answers), answers)


def _candidates(
    asked: Asked,
    most: int,
    selected: Sequence[tuple[Document, float]],
    answers: ReferenceAnswers,
) -> Candidates:
    if not asked.ranked:
        return Candidates(keys_of([]), np.zeros(0), np.zeros(0, np.bool_), answers.best, True)
    best = sorted(selected, key=lambda pair: -round(pair[1], _DECIMALS))[:most]
    keys = keys_of(one for one, _ in best)
    is_answer = answers.contains(keys)
    scores = np.array([score for _, score in best]) + answers.gained(keys)
    if not asked.beyond:
        keys, scores, is_answer = keys[is_answer], scores[is_answer], is_answer[is_answer]
    if asked.freshness is not None:
        # All answers, and the first others, stand by what they have gained; the rest as it was.
        others = dict(zip(keys[~is_answer].tolist(), scores[~is_answer].tolist(), strict=True))
        first = keys[: asked.freshness.lifted].tolist()
        lifted = {key: others.pop(key) for key in first if key in others}
        lifted |= dict(zip(*(one.tolist() for one in answers.by_score()), strict=True))
        ordered = sorted(lifted, key=lambda key: (-round(lifted[key], _DECIMALS), key))
        keys = np.array([*ordered, *others], keys.dtype)
        scores = np.array([*map(lifted.__getitem__, ordered), *others.values()])
        is_answer = answers.contains(keys)
    return Candidates(keys, scores, is_answer, answers.best, len(selected) <= most)
