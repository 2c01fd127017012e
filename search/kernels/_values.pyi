import numpy as np
from numpy.typing import NDArray

from search.kernels.reference import Flags, Numbers

def count_values(
    articles: Numbers, starts: NDArray[np.int32] | None, numbers: NDArray[np.int32], several: int
) -> NDArray[np.int64]: ...
def carriers(
    starts: NDArray[np.int32] | None, numbers: NDArray[np.int32], wanted: Flags
) -> Flags: ...
