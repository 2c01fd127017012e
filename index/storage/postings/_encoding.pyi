from collections.abc import Callable, Iterable

from numpy.typing import ArrayLike

from index.storage.postings._reading import InvertedIndex
from index.storage.spooling import Spool

def join(
    parts: Iterable[tuple[InvertedIndex, ArrayLike]],
    has_positions: bool,
    spool: Callable[[], Spool] = ...,
) -> Iterable[bytes]: ...
