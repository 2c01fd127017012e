"""What a comparison shows: its lines, what they count, and which periods are doubtful."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.articles.dates import vietnamese_day
from search import Archive, Comparison, CountNote, Results, Series
from web.compare import doubtful, line_chart
from web.compare.request import LETTERS, ComparisonRequest, compared, is_empty, values
from web.pages.counts import sentence
from web.pages.filters import whole
from web.parameters.asked import Parameters
from web.parameters.shared import SHOWN
from web.text.language import Language

_WAYS = (("phrase", "phrase"), ("all", "all"), ("best", "score"))  # a match, and its count


@dataclass(frozen=True)
class Way:
    """A way of counting: the match, how many articles it finds, whether the lines count so."""

    match: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Line:
    """A line: its letter, its name, what it tells of each period, and the ways of counting it."""

    letter: str
    name: str
    series: Series
    values: Sequence[float]
    target: Parameters
    ways: list[Way]


@dataclass(frozen=True)
class View:
    """A comparison as it is shown.

    `as_asked` tells whether its periods are, `chart` is None where nothing is dated. `method` says
    in sentences what is counted. `cut` and `thin` are the numbers of periods that are cut off or
    have hardly any articles; of both, `hatched` are those that the chart marks.
    """

    asked: ComparisonRequest
    comparison: Comparison
    as_asked: bool
    lines: list[Line]
    names: list[str]
    chart: line_chart.Chart | None
    method: list[str]
    cut: set[int]
    thin: set[int]
    hatched: list[int]

    @property
    def is_share(self) -> bool:
        """Whether the lines show shares."""
        return self.asked.show == SHOWN[0]


def view(archive: Archive, asked: ComparisonRequest, language: Language) -> View:
    """What a comparison shows, which has a query at least, and is settled."""
    comparison, as_asked = compared(archive, asked)
    shown = values(comparison, asked.show, asked.smooth)
    parameters = asked.parameters
    cut = doubtful.partial(comparison, _day(parameters.since), _day(parameters.until))
    is_share = asked.show == SHOWN[0]
    thin = doubtful.thin([one.totals for one in comparison.series]) if is_share else set()
    all_thin = len(thin) == len(comparison.periods)
    hatched = sorted(cut if all_thin else cut | thin)
    chart = None
    if not is_empty(comparison):
        chart = line_chart.chart(
            shown,
            comparison.periods,
            comparison.every,
            whole=not is_share and asked.smooth == 1,
        )
    counted = list(_counted(archive, asked, comparison))
    lines = [
        Line(
            letter=LETTERS[n],
            name=one.value or one.query,
            series=one,
            values=shown[n],
            target=asked.of_series(one),
            ways=list(_ways(counted[n], parameters.match)),
        )
        for n, one in enumerate(comparison.series)
    ]
    doubts = (bool(cut), bool(thin) and not all_thin, all_thin and bool(thin))
    notes = {one.count_note for one in counted}
    return View(
        asked=asked,
        comparison=comparison,
        as_asked=as_asked,
        lines=lines,
        names=[language.figures(day, comparison.every) for day in comparison.periods],
        chart=chart,
        method=list(_method(asked, comparison.every, notes, doubts, language)),
        cut=cut,
        thin=thin,
        hatched=hatched,
    )


def _day(given: date | None) -> date | None:
    return vietnamese_day(given) if given else None


def _counted(
    archive: Archive, asked: ComparisonRequest, comparison: Comparison
) -> Iterator[Results]:
    """The results that each line counts, without hits."""
    parameters = asked.parameters
    for one in comparison.series:
        of_one = asked.of_series(one)
        yield archive.search(
            one.query,
            limit=0,
            snippets=False,
            match=parameters.match,
            as_typed=parameters.as_typed,
            selection=of_one.selection,
        )


def _ways(results: Results, match: str) -> Iterator[Way]:
    for way, name in _WAYS:
        count: int | None = getattr(results.counts, name)
        if count is not None:
            yield Way(way, count, way == match)


def _method(
    asked: ComparisonRequest,
    every: str,
    notes: set[CountNote],
    doubts: tuple[bool, bool, bool],
    language: Language,
) -> Iterator[str]:
    """What is counted, in sentences."""
    parameters = asked.parameters
    period = language(f"each.{every}")
    if asked.facet:
        named = parameters.but(**{asked.facet: ()})
        of = language(f"compare.of_{asked.facet}", whole=whole(named, language))
    else:
        of = whole(parameters, language)
    yield language(f"compare.{asked.show}", whole=of, period=period)
    for note in sorted(notes, key=lambda one: one.code.value):
        yield sentence(note, language)
    if asked.smooth > 1:
        yield language("compare.smoothed", number=asked.smooth, side=asked.smooth // 2)
    cut, thin, all_thin = doubts
    if cut:
        yield language("compare.cut")
    if thin:
        yield language("compare.thin", number=doubtful.THIN)
    if all_thin:
        yield language("compare.all_thin", number=doubtful.THIN)
