"""Many things, some at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def batches(
    items: Iterable[Item], size: Callable[[Item], int], most_size: int, most_items: int = 0
) -> Iterator[list[Item]]:
    """The items in their order, so many at a time as have `most_size` together, or `most_items`
    of them, unless that is 0; none of the batches is empty."""
    batch: list[Item] = []
    total = 0
    for item in items:
        batch.append(item)
        total += size(item)
        if len(batch) == most_items or total >= most_size:
            yield batch
            batch, total = [], 0
    if batch:
        yield batch
