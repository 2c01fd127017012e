"""The values that results can be narrowed by, beside the hits."""

from __future__ import annotations

from dataclasses import dataclass

from index.articles.facets import FACETS
from search import Results
from search.facets import LONGEST_VALUE
from web.pages.periods import period_of, year
from web.parameters.asked import Parameters
from web.parameters.search_types import MOST_VALUES

_SHOWN = 8
_FOLDED_AWAY = 40


@dataclass(frozen=True)
class FacetChoice:
    """A value of a facet: how many articles carry it, and where choosing or leaving it leads."""

    value: str
    count: int
    chosen: bool
    target: Parameters


@dataclass(frozen=True)
class FacetMenu:
    """The values of a facet: those that are shown, those folded away, how many are left out."""

    name: str
    shown: list[FacetChoice]
    folded: list[FacetChoice]
    unlisted: int


def facets(results: Results, parameters: Parameters) -> list[FacetMenu]:
    """The facets of a page of results, those without values left out."""
    found = [_facet(results, parameters, name) for name in FACETS]
    found.append(_years(results, parameters))
    return [facet for facet in found if facet.shown]


def _facet(results: Results, parameters: Parameters, name: str) -> FacetMenu:
    chosen = parameters.values(name)
    counts = dict(results.facets.get(name, ()))
    counts.update((value, 0) for value in chosen if value not in counts)
    choices = [
        FacetChoice(value, count, value in chosen, parameters.toggled(name, value))
        for value, count in counts.items()
        if value in chosen or (len(chosen) < MOST_VALUES and len(value) <= LONGEST_VALUE)
    ]
    return _folded(name, choices)


def _years(results: Results, parameters: Parameters) -> FacetMenu:
    choices = []
    set_days = period_of(parameters.since, parameters.until)
    for value, count in results.facets.get("year", ()):
        period = year(int(value))
        chosen = period == set_days
        target = parameters.but(since=None, until=None) if chosen else period.within(parameters)
        choices.append(FacetChoice(value, count, chosen, target))
    return _folded("year", choices)


def _folded(name: str, choices: list[FacetChoice]) -> FacetMenu:
    """The first values and the chosen ones in sight, others folded away."""
    shown = [choice for i, choice in enumerate(choices) if i < _SHOWN or choice.chosen]
    rest = [choice for i, choice in enumerate(choices) if i >= _SHOWN and not choice.chosen]
    if len(rest) == 1:
        shown, rest = shown + rest, []
    return FacetMenu(name, shown, rest[:_FOLDED_AWAY], max(0, len(rest) - _FOLDED_AWAY))
