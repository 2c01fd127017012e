"""BM25 (see `index.storage.scoring`) as a weighting model for Whoosh's own searchers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import scoring

from index.storage.schema import SCORED
from index.storage.scoring import K1, idf, saturation
from index.storage.whoosh.readers import field_lengths


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
        """The highest score that any posting can have."""
        return self._weight * (K1 + 1)

    def score(self, matcher: Any) -> float:
        """BM25 of the current posting; 0 in fields that carry no score."""
        if self._saturations is None:
            return 0.0
        frequency = matcher.weight()
        saturated = frequency + self._saturations[matcher.id()]
        return float(self._weight * (K1 + 1) * frequency / saturated)
