"""The filters that are set, each with the search that leaves it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from index.articles.facets import FACETS
from search import Archive
from search.choices import MOST_COMPARED
from search.facets import LONGEST_VALUE
from search.selection import EXCLUDE
from web.pages.periods import period_of
from web.parameters.asked import VALUES, Parameters
from web.text.language import Language


@dataclass(frozen=True)
class Chip:
    """A filter that is set, and the search without it."""

    label: str
    target: Parameters


ParametersT = TypeVar("ParametersT", bound=Parameters)


def spelled(parameters: ParametersT, archive: Archive) -> ParametersT:
    """These parameters with all values of facets as the archive shows them."""
    given = {name: parameters.values(name) for name in VALUES if parameters.values(name)}
    if not given:
        return parameters
    known = archive.snapshot().values
    values: dict[str, Any] = {
        name: tuple(known(name.removeprefix(EXCLUDE)).spelling(one) or one for one in chosen)
        for name, chosen in given.items()
    }
    return replace(parameters, **values)


def usual_values(archive: Archive, parameters: Parameters, facet: str) -> tuple[str, ...]:
    """The values of a facet that are compared where none is named: those with the most matches."""
    arguments = parameters.filter_arguments()
    found = archive.search(parameters.q, limit=0, snippets=False, **arguments).facets[facet]
    usable = [value for value, _ in found if len(value) <= LONGEST_VALUE]
    return tuple(usable[:MOST_COMPARED])


def chips(parameters: Parameters, language: Language) -> list[Chip]:
    """The filters that are set, in the order in which the facets stand."""
    found = [
        Chip(
            language(f"chip.{kind}", facet=language(f"facet.{facet}"), value=value),
            parameters.toggled(prefix + facet, value),
        )
        for kind, prefix in (("facet", ""), ("exclude", EXCLUDE))
        for facet in FACETS
        for value in parameters.values(prefix + facet)
    ]
    return [*found, *_day_chips(parameters, language), *_added_chips(parameters, language)]


def _added_chips(parameters: Parameters, language: Language) -> Iterator[Chip]:
    if parameters.added:
        label = language("chip.added", day=parameters.added)
        yield Chip(label, parameters.but(added=""))
    if parameters.since_added is not None:
        label = language("chip.since_added", day=language.moment(parameters.since_added))
        yield Chip(label, parameters.but(since_added=None))


def _day_chips(parameters: Parameters, language: Language) -> Iterator[Chip]:
    since, until = parameters.since, parameters.until
    if parameters.undated:
        yield Chip(language("chip.undated"), parameters.but(undated=False))
    period = period_of(since, until)
    if period is not None:
        name = language("facet.year" if period.every == "year" else "facet.days")
        label = language("chip.facet", facet=name, value=period.label(language))
        yield Chip(label, parameters.but(since=None, until=None))
        return
    if since is not None:
        label = language("chip.since", day=language.moment(since))
        yield Chip(label, parameters.but(since=None))
    if until is not None:
        label = language("chip.until", day=language.moment(until))
        yield Chip(label, parameters.but(until=None))


def whole(parameters: Parameters, language: Language) -> str:
    """What shares are of, in words: all articles of a period, or those that filters leave."""
    named = chips(parameters.but(since=None, until=None), language)
    if not named:
        return language("whole.all")
    return language("whole.filtered", filters="; ".join(chip.label for chip in named))
