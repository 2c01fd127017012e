"""The figures of a comparison for spreadsheet programs, with what was counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from web.compare.view import View

COLUMNS = ("date", "every", "query", "match", "count", "of", "share", "doubt")
"""Of every row; where values are compared, that of the facet stands behind the query, and where
means are taken, the last two columns are these and over how many periods."""


def rows(view: View) -> Iterator[Sequence[Any]]:
    """A heading, then a row for each period and line.

    `of` is how many articles the filters leave in the period, `share` the count as part of that;
    `doubt` is "partial" for a period that is cut off, "thin" for one with hardly any articles.
    """
    facet, smooth = view.asked.facet, view.asked.smooth
    columns = list(COLUMNS)
    if facet:
        columns.insert(columns.index("query") + 1, facet)
    if smooth > 1:
        columns += ["mean", "mean_periods"]
    yield columns
    comparison, match = view.comparison, view.asked.parameters.match
    for n, day in enumerate(comparison.periods):
        doubt = " ".join(
            name for name, numbers in (("partial", view.cut), ("thin", view.thin)) if n in numbers
        )
        for line in view.lines:
            one = line.series
            row = [day, comparison.every, one.query, *([one.value] if facet else []), match]
            row += [one.counts[n], one.totals[n], f"{one.shares[n]:.6f}", doubt]
            yield [*row, f"{line.values[n]:.6f}", smooth] if smooth > 1 else row
