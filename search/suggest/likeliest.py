"""The likeliest way through the readings of some syllables: Viterbi's algorithm on bigrams."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.vietnamese.segmentation import Syllable
from search.engines.language import Model
from search.suggest.readings import Reading

# A reading that ends somewhere: its score, and which of those that end before it leads to it.
_Ending = tuple[Reading, float, int]


def likeliest(
    readings: Sequence[Sequence[Reading]], syllables: Sequence[Syllable], model: Model
) -> list[Reading]:
    """The likeliest way through the readings that begin at each of the syllables."""
    count = len(readings)
    ending: list[list[_Ending]] = [[] for _ in range(count + 1)]
    for at, found in enumerate(readings):
        if not found or (at and not ending[at]):
            continue
        scores, before = _entered(ending[at], found, model, after_break=syllables[at].after_break)
        for reading, score, place in zip(found, scores.tolist(), before.tolist(), strict=True):
            ending[reading.end].append((reading, score, place))
    best = max(range(len(ending[count])), key=lambda i: ending[count][i][1])
    path: list[Reading] = []
    at = count
    while at:
        reading, _, best_before = ending[at][best]
        path.append(reading)
        at, best = reading.start, best_before
    return path[::-1]


def _entered(
    before: Sequence[_Ending], found: Sequence[Reading], model: Model, *, after_break: bool
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The score of each reading that begins at a place, and which of those before leads to it.

    `after_break` tells that punctuation stands before it: then what was before does not count.
    """
    firsts = np.array([one.terms[0] for one in found])
    own = np.array([-one.cost for one in found])
    for i, one in enumerate(found):
        if len(one.terms) > 1:
            pair = np.array(one.terms)
            own[i] += model.log_probabilities(pair[:1], pair[1:])[0, 0]
    if not before:
        return own + np.log(model.probabilities(firsts)), np.zeros(len(found), np.int64)
    scores = np.array([score for _, score, _ in before])
    if after_break:
        best = int(scores.argmax())
        alone = np.log(model.probabilities(firsts))
        return own + alone + scores[best], np.full(len(found), best)
    lasts = np.array([reading.terms[-1] for reading, _, _ in before])
    ways = model.log_probabilities(lasts, firsts) + scores[:, np.newaxis]
    return own + ways.max(axis=0), ways.argmax(axis=0)
