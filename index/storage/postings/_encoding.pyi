from collections.abc import Iterable

from numpy.typing import ArrayLike

from index.storage.postings._reading import InvertedIndex

def join(parts: Iterable[tuple[InvertedIndex, ArrayLike]], has_positions: bool) -> list[bytes]: ...
