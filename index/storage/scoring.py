"""The one scoring formula: BM25, for whole arrays of articles.

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
