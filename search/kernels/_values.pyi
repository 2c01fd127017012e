from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.kernels.reference import Flags, Numbers, Promising

def count_values(
    articles: Numbers, starts: NDArray[np.int32] | None, numbers: NDArray[Any], several: int
) -> NDArray[np.int64]: ...
def most_first(
    counts: NDArray[np.int64], places: NDArray[np.int64], spelled: list[str]
) -> list[tuple[str, int]]: ...
def periods_of(moments: NDArray[np.int64], begins: NDArray[np.int64]) -> NDArray[np.uint16]: ...
def carriers(starts: NDArray[np.int32] | None, numbers: NDArray[Any], wanted: Flags) -> Flags: ...
def foremost(
    counts: Numbers,
    every: NDArray[np.int32],
    types: NDArray[np.int8],
    type: int,
    most: int,
    *,
    promising: Promising | None = None,
) -> NDArray[np.int64]: ...
