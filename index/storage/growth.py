"""What is worked out of the first segments of an archive is gone on from while others are few."""

from __future__ import annotations

from collections.abc import Sequence

# What is known is gone on from while one article of so many is another.
_MUCH = 4
# Segments at the end with one article of so many are soon joined with what updates write.
_LITTLE = 64


def much_is_other(others: int, articles: int) -> bool:
    """Whether so many of some articles are others that all is to be worked out anew."""
    return _MUCH * others > articles


def settled(sizes: Sequence[int]) -> int:
    """How many of the first segments, which have so many articles each, will stay for long: the
    small ones behind them are what updates join."""
    behind, every = 0, sum(sizes)
    for count in range(len(sizes), 0, -1):
        behind += sizes[count - 1]
        if _LITTLE * behind > every:
            return count
    return 0
