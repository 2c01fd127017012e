"""The limits of what is packed, watched while it comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from index.inputs.content import DamagedError
from index.inputs.expansion import Expansion
from index.inputs.limits import Limits


class Limiter:
    """Lets no more come out of something packed than the limits allow; `packed` tells how many
    bytes went in so far."""

    def __init__(self, packed: Callable[[], int], expansion: Expansion, limits: Limits) -> None:
        self._packed = packed
        self._expansion = expansion
        self._limits = limits
        self.expanded = 0  # bytes that came out so far

    def within(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """`pieces`, as far as they are within the limits. Raises DamagedError."""
        for piece in pieces:
            self.expanded += len(piece)
            self._expansion.expanded += len(piece)
            reason = self._limits.excess(self.expanded, self._packed())
            if reason:
                self._expansion.refund(self.expanded)
            elif self._limits.is_bomb(self._expansion.expanded, self._expansion.packed or 0):
                what = (
                    "all that is packed in the file expands to more than "
                    f"{self._limits.ratio:,} times its size"
                )
                reason = self._limits.refusal("ratio", what)
            if reason:
                raise DamagedError(self._packed(), reason)
            yield piece
