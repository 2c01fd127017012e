import numpy as np
from numpy.typing import NDArray

from index.storage.postings import InvertedIndex
from search.kernels.reference import Flags, Numbers

def pair_frequencies(
    terms: list[tuple[InvertedIndex, bytes]],
    pairs: list[tuple[int, int]],
    articles: Numbers,
) -> NDArray[np.int32]: ...
def behind_row(
    terms: list[tuple[InvertedIndex, bytes]], before: int, articles: Numbers
) -> Flags: ...
