"""The numbers and sizes of the pages that a long list is cut into."""

from __future__ import annotations

from dataclasses import dataclass

from search import Results
from web.parameters.asked import Parameters
from web.parameters.types import LARGEST_PAGE

_AROUND = 2


@dataclass(frozen=True)
class Pager:
    """The numbers of the pages to offer; None stands for a gap."""

    page: int
    last: int
    numbers: list[int | None]
    has_next: bool


def pager(results: Results, parameters: Parameters) -> Pager:
    """The pages around the current one, the first and the last."""
    page = parameters.page
    shown = results.total if results.groups is None else results.groups
    last = max(1, -(-shown // parameters.size))
    if results.hits:  # articles beyond the matches may fill a page more
        last = max(last, page + results.more)
    return Pager(page, last, numbered(page, last), results.more and page < LARGEST_PAGE)


def numbered(page: int, last: int) -> list[int | None]:
    """The numbers of the first page, the last and those around one; None stands for a gap."""
    near = range(max(1, page - _AROUND), min(last, page + _AROUND) + 1)
    numbers: list[int | None] = []
    for number in sorted({1, last, *near}):
        before = numbers[-1] if numbers else None
        if before is not None and number == before + 2:
            numbers.append(before + 1)
        elif before is not None and number > before + 2:
            numbers.append(None)
        numbers.append(number)
    return numbers
