"""The bars above a list: how many articles match over time, each bar a search of its period.

What is shown depends on the days that are set: all years; the months of the year that both days
are in; the days of their month. An axis never leaves out a period because nothing was found in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.articles.dates import vietnamese_day
from search import Results
from search.insight.timeline import Bucket
from web.pages.filters import whole
from web.pages.periods import Period, around, period_of, year
from web.pages.preferences import BARS, PageParameters
from web.pages.targets import Within
from web.pages.ticks import ticks
from web.parameters.asked import Parameters
from web.text.language import Language

_HEIGHT = 56
_LEAST_HEIGHT = 2
_LABELS = 5  # where the chart is as narrow as a column of facets
_FEW_YEARS = 3  # are shown by their months
_PERCENT = 100.0
_BAR = 0.8  # of the place that a bar has


@dataclass(frozen=True)
class Bar:
    """How many articles a period has.

    `chosen` tells whether the days that are set reach into it, and not into all others. `said` are
    its label and its numbers in words, `share` is what its articles are of all that the filters
    leave there (0 where shares are not shown). `slot`, `left` and `middle` are where its place, the
    bar in it and that bar's middle are, in per cent of the chart's width; `top` and `height` are
    pixels; `tick` is the label below, if any. `address` is that of the period's articles, "" where
    there are none.
    """

    label: str
    said: str
    tick: str
    count: int
    share: float
    chosen: bool
    address: str
    slot: str
    left: str
    middle: str
    top: int
    height: int


@dataclass(frozen=True)
class Chart:
    """The bars, how long the period of each is, and the way up from there to longer ones.

    `show` is what the bars tell, one of `web.pages.preferences.BARS`, `of` what shares are of, in
    words. `place` is the year or month that all bars are of, if they are of one. `slot` and `width`
    are how wide the place of a bar and the bar are, in per cent. `days` are the first day of every
    bar and the last of the last one, in ISO 8601; `every_day` is the search without days. `undated`
    of the articles are in no bar.
    """

    every: str
    show: str
    of: str
    bars: list[Bar]
    trail: list[tuple[str, Parameters]]
    place: str
    slot: str
    width: str
    days: str
    every_day: Parameters
    undated: int

    @property
    def highest(self) -> Bar:
        """The bar with the most articles, or the largest share."""
        return max(self.bars, key=lambda bar: bar.share if self.show == "share" else bar.count)


def chart(results: Results, parameters: PageParameters, language: Language) -> Chart | None:
    """The chart of some results; None if they have no dates."""
    years = {int(number): count for number, count in results.facets.get("year", ())}
    if not years:
        return None
    since, until = _day(parameters.since), _day(parameters.until)
    every, first, last = _window(min(years), max(years), since, until)
    show = parameters.bars
    if every == "year" and show == BARS[0]:
        found = {
            day: Bucket(day, count, 0.0)
            for number, count in years.items()
            for day in (date(number, 1, 1),)
        }
        totals = {}
    else:
        timeline = results.timeline(every, within=(first, last))
        found = {bucket.date: bucket for bucket in timeline}
        totals = dict(zip(found, timeline.comparison.totals, strict=True))
    periods = list(_periods(every, first, last))
    named = _ticks(periods, every, language)

    def value(bucket: Bucket) -> float:
        return bucket.share if show == "share" else bucket.count

    def is_chosen(period: Period) -> bool:
        return (not since or period.last >= since) and (not until or period.first <= until)

    most = max(map(value, found.values()), default=0)
    within = Within(parameters)
    bars, all_chosen = [], all(map(is_chosen, periods))
    for i, period in enumerate(periods):
        bucket = found.get(period.first, Bucket(period.first, 0, 0.0))
        label, height = period.label(language), _height(value(bucket), most)
        bars.append(
            Bar(
                label=label,
                said=_said(bucket, label, show, totals, language),
                tick=named.get(i, ""),
                count=bucket.count,
                share=bucket.share,
                chosen=not all_chosen and is_chosen(period),
                address=within.target(period) if bucket.count else "",
                top=_HEIGHT - height,
                height=height,
                **_across(i, len(periods)),
            )
        )
    return Chart(
        every=every,
        show=show,
        of=language("chart.of", whole=whole(parameters, language)),
        bars=bars,
        trail=list(_trail(every, first, parameters, language)),
        place=_place(first, last, language),
        slot=f"{_PERCENT / len(periods):.3f}",
        width=f"{_BAR * _PERCENT / len(periods):.3f}",
        days=" ".join([*(one.first.isoformat() for one in periods), last.isoformat()]),
        every_day=parameters.but(since=None, until=None),
        undated=0 if since or until else results.total - sum(years.values()),
    )


def _said(
    bucket: Bucket, label: str, show: str, totals: dict[date, int], language: Language
) -> str:
    """A bar in words."""
    if show == BARS[0]:
        return language("chart.bar", label=label, count=bucket.count)
    return language(
        "chart.bar_share",
        label=label,
        share=language.percent(bucket.share),
        count=bucket.count,
        of=totals.get(bucket.date, 0),
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


def _ticks(periods: Sequence[Period], every: str, language: Language) -> dict[int, str]:
    """The labels below the bars; months of several years tell these."""
    of_years = every == "month" and periods[0].first.year < periods[-1].first.year
    return {
        i: language.figures(periods[i].first, every)
        if of_years
        else periods[i].short_label(language)
        for i in ticks([one.first for one in periods], every, _LABELS)
    }


def _height(value: float, most: float) -> int:
    return max(_LEAST_HEIGHT, round(_HEIGHT * value / most)) if value else 0


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
