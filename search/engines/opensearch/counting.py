"""How often something stands in an article, told by what the server scores for it.

A clause scores c * tf / (tf + norm), where c is the same for all documents of the cluster, so that
tf = norm * r / (1 - r) with r = score / c. The norm is that of the server, which keeps a length in
one byte (Lucene's `SmallFloat.intToByte4`): exactly below 40, else four significant bits of
length - 24.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.storage.scoring import saturation

_EXACT = 40
_BASE = 24
_BITS = 4
_NEAR_ONE = 1e-6


def kept_lengths(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The lengths that the server keeps of some."""
    above = np.maximum(lengths - _BASE, 1)
    shifts = np.maximum(np.floor(np.log2(above)).astype(np.int64) + 1 - _BITS, 0)
    cut = (above >> shifts << shifts) + _BASE
    return np.where(lengths < _EXACT, lengths, cut)


def server_norms(lengths: NDArray[np.int64], average: float) -> NDArray[np.float64]:
    """The length norms that the server scores with."""
    return saturation(kept_lengths(lengths), average)


def frequencies(
    scores: NDArray[np.float64], norms: NDArray[np.float64], highest: float
) -> NDArray[np.int32]:
    """How often something stands in articles, by their scores; 0 where there is none.

    `highest` is c as it is known; where deleted articles blur it, it is told by the article whose
    score is the smallest share of it, in which the frequency must be a whole number.
    """
    found = np.zeros(len(scores), np.int32)
    seen = np.flatnonzero(scores > 0)
    if not len(seen):
        return found
    least = seen[np.argmin(scores[seen])]
    first = max(1.0, np.round(_inverted(scores[least] / highest, norms[least])))
    c = scores[least] * (first + norms[least]) / first
    found[seen] = np.maximum(1, np.round(_inverted(scores[seen] / c, norms[seen])))
    return found


def rescored(
    scores: NDArray[np.float64],
    highest: float,
    norms: NDArray[np.float64],
    exact: NDArray[np.float64],
) -> NDArray[np.float64]:
    """What some forms that count as one score together in articles, by the norms of exact lengths.

    `scores` has what each form (a row) scores by the `norms` of the server, where `highest` is what
    any of them would score if it stood there without end; the frequencies are added up.
    """
    found = _inverted(scores / highest, norms).sum(axis=0)
    together: NDArray[np.float64] = highest * found / (found + exact)
    return together


def told_frequency(explanation: dict[str, Any]) -> int:
    """How often something stands in an article, as the server explains what it scores.

    Of forms of which the best one counts there, the frequencies are added up.
    """
    if explanation["description"].startswith(("freq", "phraseFreq")):
        return round(float(explanation["value"]))
    told = [*map(told_frequency, explanation.get("details", ()))]
    return sum(told) if explanation["description"].startswith("max") else max(told, default=0)


def _inverted(share: NDArray[np.float64], norms: NDArray[np.float64]) -> NDArray[np.float64]:
    share = np.minimum(share, 1 - _NEAR_ONE)
    inverted: NDArray[np.float64] = norms * share / (1 - share)
    return inverted
