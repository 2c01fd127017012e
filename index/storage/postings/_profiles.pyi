import numpy as np
from numpy.typing import NDArray

from index.storage.postings import InvertedIndex

def weightiest(
    index: InvertedIndex,
    numbers: NDArray[np.uint32],
    weights: NDArray[np.float64],
    norms: NDArray[np.float64],
) -> NDArray[np.uint32]: ...
