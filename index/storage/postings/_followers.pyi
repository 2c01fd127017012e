from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.storage.checksums import Checked

Numbers = NDArray[np.int32]
Placed = tuple[Numbers, NDArray[np.int64]]

class Followers:
    terms: int
    def __init__(self, column: Checked, begin: int, terms: int, count: int) -> None: ...

def count_pairs(
    parts: list[Followers],
    numbers: list[Numbers],
    first: Placed,
    second: Placed,
    counts: NDArray[np.int64],
) -> None: ...
def add_followers(
    parts: list[Followers], numbers: list[Numbers], term: int, counts: NDArray[np.int64]
) -> None: ...
def merged_terms(
    one: NDArray[np.uint8],
    one_starts: NDArray[np.uint32],
    other: NDArray[np.uint8],
    other_starts: NDArray[np.uint32],
) -> tuple[NDArray[Any], NDArray[Any], Numbers, Numbers]: ...
def term_number(text: NDArray[np.uint8], starts: NDArray[np.uint32], wanted: bytes) -> int: ...
