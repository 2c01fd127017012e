from mmap import mmap

import numpy as np
from numpy.typing import NDArray

class InvertedIndex:
    articles: int
    terms: int
    total_length: int
    has_positions: bool
    lengths: NDArray[np.unsignedinteger]
    def __init__(self, data: bytes | bytearray | memoryview | mmap) -> None: ...
    def __contains__(self, term: bytes) -> bool: ...
    def frequencies(self, term: bytes) -> tuple[int, int]: ...
    def terms_from(self, first: bytes, most: int = -1) -> list[tuple[bytes, int, int]]: ...
    def postings(
        self, term: bytes, positions: bool = True
    ) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32]]: ...
