import numpy as np
from numpy.typing import NDArray

from index.storage.postings import InvertedIndex

def token_texts(
    index: InvertedIndex, begin: int, end: int, *, apart: bool = False
) -> list[bytes]: ...
def texts_and_breaks(
    index: InvertedIndex, begin: int, end: int
) -> tuple[list[bytes], list[bytes]]: ...
def twin_texts(
    index: InvertedIndex, begin: int, end: int, marked: NDArray[np.bool_]
) -> tuple[list[bytes], list[bytes]]: ...
