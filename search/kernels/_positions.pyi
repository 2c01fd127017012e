import numpy as np
from numpy.typing import NDArray

from index.storage.postings import InvertedIndex
from search.kernels.reference import Numbers

def pair_frequencies(
    terms: list[tuple[InvertedIndex, bytes]],
    pairs: list[tuple[int, int]],
    articles: Numbers,
) -> NDArray[np.int32]: ...
