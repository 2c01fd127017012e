"""The values that results can be narrowed by, beside the hits."""

from __future__ import annotations

from collections.abc import Callable
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
    offered = [
        value
        for value in counts
        if value in chosen or (len(chosen) < MOST_VALUES and len(value) <= LONGEST_VALUE)
    ]

    def choice(value: str) -> FacetChoice:
        return FacetChoice(value, counts[value], value in chosen, parameters.toggled(name, value))

    return _folded(name, offered, chosen, choice)


def _years(results: Results, parameters: Parameters) -> FacetMenu:
    counts = dict(results.facets.get("year", ()))
    set_days = period_of(parameters.since, parameters.until)
    is_year = set_days is not None and set_days.every == "year"
    chosen = tuple(value for value in counts if is_year and year(int(value)) == set_days)

    def choice(value: str) -> FacetChoice:
        if value in chosen:
            target = parameters.but(since=None, until=None)
        else:
            target = year(int(value)).within(parameters)
        return FacetChoice(value, counts[value], value in chosen, target)

    return _folded("year", list(counts), chosen, choice)


def _folded(
    name: str, values: list[str], chosen: tuple[str, ...], choice: Callable[[str], FacetChoice]
) -> FacetMenu:
    """The first values and the chosen ones in sight, others folded away; only these are made."""
    shown = [value for i, value in enumerate(values) if i < _SHOWN or value in chosen]
    rest = [value for i, value in enumerate(values) if i >= _SHOWN and value not in chosen]
    if len(rest) == 1:
        shown, rest = shown + rest, []
    folded = rest[:_FOLDED_AWAY]
    return FacetMenu(
        name, list(map(choice, shown)), list(map(choice, folded)), len(rest) - len(folded)
    )
