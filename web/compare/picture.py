"""A comparison as a picture that can be printed."""

from __future__ import annotations

from web.compare.view import View
from web.pictures.figure import Figure, Plot
from web.text.language import Language


def figure(view: View, footer: str, language: Language) -> Figure | None:
    """The picture of a comparison; None if nothing is dated."""
    chart = view.chart
    if chart is None:
        return None
    first = view.comparison.series[0]
    names = [first.query] if view.asked.facet else [line.name for line in view.lines]
    return Figure(
        title=" / ".join(names),
        method=view.method,
        footer=footer,
        plots=[
            Plot(f"{line.letter}  {line.name}", [value / chart.top for value in line.values])
            for line in view.lines
        ],
        ticks=[(1 - tick.at / 100, said(tick.value, view, language)) for tick in chart.ticks],
        marks=[(mark.index, view.names[mark.index]) for mark in chart.marks],
        hatched=view.hatched,
    )


def said(value: float, view: View, language: Language) -> str:
    """A value of the lines in words: a share, or a count, of which a mean may have a fraction."""
    return language.percent(value) if view.is_share else language.decimal(value)
