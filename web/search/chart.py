"""The bars above a list: how many articles match over time, each bar a search of its period.

What is shown depends on the days that are set: all years; the months of the year that both days
are in; the days of their month. An axis never leaves out a period because nothing was found in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from index.articles.dates import vietnamese_day
from search import Results
from web.pages.periods import Period, around, period_of, year
from web.parameters.asked import Parameters
from web.text.language import Language

_HEIGHT = 56
_LEAST_HEIGHT = 2
_LABELS = 6
_FEW_YEARS = 3  # are shown by their months
_PERCENT = 100.0
_BAR = 0.8  # of the place that a bar has


@dataclass(frozen=True)
class Bar:
    """How many articles a period has. `chosen` tells whether the days that are set reach into it.

    `slot`, `left` and `middle` are where its place, the bar in it and that bar's middle are, in per
    cent of the chart's width; `top` and `height` are pixels; `tick` is the label below, if any.
    """

    label: str
    tick: str
    count: int
    chosen: bool
    target: Parameters
    slot: str
    left: str
    middle: str
    top: int
    height: int


@dataclass(frozen=True)
class Chart:
    """The bars, how long the period of each is, and the way up from there to longer ones.

    `place` is the year or month that all bars are of, if they are of one. `has_range` tells
    whether days are set; `slot` and `width` are how wide the place of a bar and the bar are, in
    per cent.
    """

    every: str
    bars: list[Bar]
    trail: list[tuple[str, Parameters]]
    place: str
    has_range: bool
    slot: str
    width: str

    @property
    def highest(self) -> Bar:
        """The bar with the most articles."""
        return max(self.bars, key=lambda bar: bar.count)


def chart(results: Results, parameters: Parameters, language: Language) -> Chart | None:
    """The chart of some results; None if they have no dates."""
    counts = {int(number): count for number, count in results.facets.get("year", ())}
    if not counts:
        return None
    since, until = _day(parameters.since), _day(parameters.until)
    every, first, last = _window(min(counts), max(counts), since, until)
    if every == "year":
        found = {date(number, 1, 1): count for number, count in counts.items()}
    else:
        buckets = results.timeline(every, within=(first, last))
        found = {bucket.date: bucket.count for bucket in buckets}
    periods = list(_periods(every, first, last))
    most = max(found.values(), default=0)
    step = -(-len(periods) // _LABELS)
    bars = [
        Bar(
            label=period.label(language),
            tick="" if i % step else period.short_label(language),
            count=(count := found.get(period.first, 0)),
            chosen=(not since or period.last >= since) and (not until or period.first <= until),
            target=period.within(parameters),
            top=_HEIGHT - (height := _height(count, most)),
            height=height,
            **_across(i, len(periods)),
        )
        for i, period in enumerate(periods)
    ]
    return Chart(
        every=every,
        bars=bars,
        trail=list(_trail(every, first, parameters, language)),
        place=_place(first, last, language),
        has_range=bool(since or until),
        slot=f"{_PERCENT / len(periods):.3f}",
        width=f"{_BAR * _PERCENT / len(periods):.3f}",
    )


def _day(given: date | None) -> date | None:
    """The day in Vietnam of a filter's day or moment."""
    return vietnamese_day(given) if given else None


def _window(
    first_year: int, last_year: int, since: date | None, until: date | None
) -> tuple[str, date, date]:
    """How long the periods are, and the first and the last day of the axis."""
    if since and until and since.year == until.year:
        if since.month == until.month:
            shown = around(since, "month")
            return "day", shown.first, shown.last
        first_year = last_year = since.year
    every = "month" if last_year - first_year < _FEW_YEARS else "year"
    return every, year(first_year).first, year(last_year).last


def _periods(every: str, first: date, last: date) -> Iterator[Period]:
    while True:
        period = around(first, every)
        yield period
        if period.last >= last:
            return
        first = period.last + timedelta(days=1)


def _height(count: int, most: int) -> int:
    return max(_LEAST_HEIGHT, round(_HEIGHT * count / most)) if count else 0


def _across(index: int, count: int) -> dict[str, str]:
    """Where one of `count` bars stands."""
    slot = _PERCENT / count
    return {
        "slot": f"{index * slot:.3f}",
        "left": f"{(index + (1 - _BAR) / 2) * slot:.3f}",
        "middle": f"{(index + 0.5) * slot:.3f}",
    }


def _place(first: date, last: date, language: Language) -> str:
    period = period_of(first, last)
    return period.label(language) if period else ""


def _trail(
    every: str, first: date, parameters: Parameters, language: Language
) -> Iterator[tuple[str, Parameters]]:
    """The longer periods that the axis lies in."""
    if parameters.since or parameters.until:
        yield language("chart.all"), parameters.but(since=None, until=None)
        if every == "day":
            yield str(first.year), year(first.year).within(parameters)
