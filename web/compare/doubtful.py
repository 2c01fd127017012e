"""Periods that are not to be compared with others: cut off, or with hardly any articles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from search import Comparison
from search.query.calendar_units import unit_ago

THIN = 30
"""Of so many articles on, a share is drawn as a matter of course."""
_MISSING = 0.1  # of the days of a period, by which it is cut off


def partial(comparison: Comparison, since: date | None, until: date | None) -> set[int]:
    """The numbers of the periods of which a tenth or more lies outside.

    That is outside of the days that the filters ask for, and before the first or after the last
    article that they leave.
    """
    if comparison.covered is None:
        return set()
    first, last = comparison.covered
    first, last = max(first, since or first), min(last, until or last)
    cut = set()
    for n, day in enumerate(comparison.periods):
        period = unit_ago(comparison.every, 0, day)
        length = (period.last - period.first).days + 1
        inside = (min(period.last, last) - max(period.first, first)).days + 1
        if length - max(0, inside) >= max(1, _MISSING * length):
            cut.add(n)
    return cut


def thin(totals: Sequence[Sequence[int]]) -> set[int]:
    """The numbers of the periods in which any of the totals is less than `THIN`."""
    return {n for one in totals for n, total in enumerate(one) if total < THIN}
