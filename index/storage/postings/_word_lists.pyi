from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.storage.postings import InvertedIndex

def word_lists(
    indexes: Sequence[InvertedIndex | None],
    numbers: NDArray[np.uint8],
    places: NDArray[np.uint32],
    articles: int,
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]: ...
def add_up(
    data: NDArray[np.uint8],
    begins: NDArray[np.uint32],
    articles: NDArray[np.uint32],
    targets: NDArray[np.int32],
    counts: NDArray[np.uint32],
) -> None: ...
def having(
    data: NDArray[np.uint8], begins: NDArray[np.uint32], wanted: NDArray[np.bool_]
) -> NDArray[np.bool_]: ...
def listed(
    data: NDArray[np.uint8], begins: NDArray[np.uint32], wanted: NDArray[np.bool_]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]: ...
