"""What comes out of a file in which things are packed: how much, and from where in the file."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

_MOST_REFUNDS = 16  # bombs in one file beside which everything else is read
_MOST_PLACES = 8192


@dataclass
class Expansion:
    """How many bytes a file has (those that were read), and how many came out of all that is packed
    in it; None before anything was asked."""

    packed: int | None = None
    expanded: int = 0
    refunds: int = 0

    def counting(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """`chunks`, which are those of the file itself."""
        self.packed = 0
        return self._count(chunks)

    def _count(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.packed = (self.packed or 0) + len(chunk)
            yield chunk

    def refund(self, length: int) -> None:
        """Forget bytes of a piece that was refused, so that others are read; not too often."""
        self.refunds += 1
        if self.refunds <= _MOST_REFUNDS:
            self.expanded -= length


class Places:
    """Where the members of compressed data begin: in what comes out, and in the file.

    Only the last ones are known; they are asked for in their order.
    """

    def __init__(self) -> None:
        self._starts: deque[tuple[int, int]] = deque(maxlen=_MOST_PLACES)

    def add(self, unpacked: int, packed: int) -> None:
        """Say where a member begins."""
        self._starts.append((unpacked, packed))

    def packed(self, unpacked: int) -> int | None:
        """Where the member begins whose first byte is this one; None if it is no first byte."""
        while self._starts and self._starts[0][0] < unpacked:
            self._starts.popleft()
        if self._starts and self._starts[0][0] == unpacked:
            return self._starts[0][1]
        return None
