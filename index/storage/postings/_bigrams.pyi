import numpy as np
from numpy.typing import NDArray

from index.storage.postings import InvertedIndex
from index.storage.postings.layout import Bigrams

def count_bigrams(
    index: InvertedIndex, least: int, asked: NDArray[np.bool_] | None = None
) -> Bigrams: ...
