"""The one scoring formula: BM25, as arrays for our kernels and as a model for Whoosh's own.

score = idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average length)), with
idf = ln(1 + (N - df + 0.5) / (df + 0.5)), after Robertson and Zaragoza, "The Probabilistic
Relevance Framework: BM25 and Beyond" (2009), with the never negative idf that Lucene uses.
N, df and the lengths are those of the whole archive, deleted articles included.
"""

from __future__ import annotations

from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import scoring

from index.storage.schema import SCORED
from index.storage.whoosh.codec import field_lengths

K1 = 1.2
B = 0.75


def idf(articles: int, df: int) -> float:
    """The inverse document frequency of a term that `df` of `articles` articles hold."""
    return log(1 + (articles - df + 0.5) / (df + 0.5))


def saturation(lengths: NDArray[Any], average: float) -> NDArray[np.float64]:
    """k1 * (1 - b + b * length / average length), for the lengths of one field's articles."""
    return K1 * (1 - B + B * (lengths / (average or 1.0)))


def term_scores(
    frequencies: NDArray[Any], saturations: NDArray[np.float64], weight: float
) -> NDArray[np.float64]:
    """BM25 of one term in many articles; `weight` is its idf times its weight in the query."""
    return weight * (K1 + 1) * frequencies / (frequencies + saturations)


class BM25(scoring.WeightingModel):  # type: ignore[misc]
    """The formula as a Whoosh weighting model, with the exact lengths of the archive's columns."""

    def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: float = 1) -> BM25Scorer:
        """The scorer of one term for a searcher, with the whole archive's numbers."""
        whole = searcher.get_parent().reader()
        articles = whole.doc_count_all()
        if fieldname not in SCORED or not articles:
            return BM25Scorer(0.0, None)
        weight = qf * idf(articles, whole.doc_frequency(fieldname, text))
        lengths = [field_lengths(leaf, fieldname) for leaf, _ in searcher.reader().leaf_readers()]
        average = whole.field_length(fieldname) / articles
        return BM25Scorer(weight, saturation(np.concatenate(lengths), average))


class BM25Scorer(scoring.BaseScorer):  # type: ignore[misc]
    """Scores the posting that a matcher stands on. Claims no bounds, so nothing is skipped."""

    def __init__(self, weight: float, saturations: NDArray[np.float64] | None) -> None:
        self._weight = weight
        self._saturations = saturations

    def supports_block_quality(self) -> bool:
        """No: `UnionMatcher.replace` of Whoosh 2.7.4 loses hits when it may skip."""
        return False

    def max_quality(self) -> float:
        """What no posting scores more than."""
        return self._weight * (K1 + 1)

    def score(self, matcher: Any) -> float:
        """BM25 of the current posting; 0 in fields that carry no score."""
        if self._saturations is None:
            return 0.0
        frequency = matcher.weight()
        saturated = frequency + self._saturations[matcher.id()]
        return float(self._weight * (K1 + 1) * frequency / saturated)
