"""The values that results can be narrowed by, or freed of, beside the hits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Flask
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from index.articles.excerpts import NAME, beginning
from index.articles.facets import FACETS
from index.vietnamese.spelling import fold
from search import Results
from search.facets import LONGEST_VALUE
from search.selection import EXCLUDE
from web.pages.periods import period_of, year
from web.pages.rendering import filled
from web.pages.targets import Addresses, Toggle, Within, leading
from web.parameters.asked import Parameters
from web.parameters.search_types import MOST_VALUES
from web.parameters.types import text_of
from web.text.language import Language

FIND = "find_"
"""What stands before a facet's name in the parameter that its values are looked through by."""
_SHOWN = 8
_FOLDED_AWAY = 6  # others are found by the box that looks through them
_YEARS_FOLDED_AWAY = 24
_SOUGHT = 24
_LONGEST_EXCLUDED = 100  # of a value that has a link of its own to leave it out


@dataclass(frozen=True)
class FacetChoice:
    """A value of a facet: how many articles carry it, and where choosing or leaving it leads.

    `excluded` tells that it is left out; `without` leads there, "" where it cannot be. Both are
    addresses or, where the query is too long for links, what its buttons send.
    """

    label: str
    count: int
    chosen: bool
    target: str
    excluded: bool = False
    without: str = ""

    @property
    def state(self) -> str:
        """What has been made of it: chosen, excluded, or nothing yet."""
        return "chosen" if self.chosen else "excluded" if self.excluded else ""


@dataclass(frozen=True)
class FacetMenu:
    """The values of a facet: those that are shown, those folded away, how many are left out.

    `searchable` tells that they are too many to be seen at once, `sought` what in their names is
    looked for.
    """

    name: str
    shown: list[FacetChoice]
    folded: list[FacetChoice]
    unlisted: int
    searchable: bool = False
    sought: str = ""


def register(app: Flask) -> None:
    """Let the templates of `app` write choices."""
    app.add_template_filter(choice_lines)


def choice_lines(
    choices: Iterable[FacetChoice],
    usual: Markup,
    pattern: Callable[[str, str], Markup],
    language: Language,
) -> Markup:
    """The choices of a list, each as a line of a page.

    `pattern` writes what those of one state have in common, and with a way to leave them out or
    without, where what only one has is named; `usual` is that of those that are neither chosen nor
    left out, and can be. (A loop in a template takes longer.)
    """
    lines = []
    for one in choices:
        common = usual if one.without and not one.state else pattern(one.state, one.without)
        label, count = beginning(one.label, NAME), language.number(one.count)
        lines.append(
            filled(common, label=label, target=one.target, without=one.without, count=count)
        )
    return Markup("".join(f"{line}\n" for line in lines))


def menus(
    results: Results, parameters: Parameters, sought: MultiDict[str, str], language: Language
) -> list[FacetMenu]:
    """The facets of a page of results, those without values left out.

    `sought` has what is looked for in the values of a facet, by the parameter's name.
    """
    addresses = Addresses(parameters)
    found = [
        _facet(results, addresses, name, text_of(sought, FIND + name).strip()) for name in FACETS
    ]
    found.append(_years(results, parameters, language))
    return [facet for facet in found if facet.shown or facet.sought]


def _facet(results: Results, addresses: Addresses, name: str, sought: str) -> FacetMenu:
    parameters = addresses.page
    chosen, excluded = parameters.values(name), parameters.values(EXCLUDE + name)
    set_values = {*chosen, *excluded}
    counts = dict(results.facets.get(name, ()))
    counts.update((value, 0) for value in (*chosen, *excluded) if value not in counts)
    is_full = max(len(chosen), len(excluded)) >= MOST_VALUES
    offered = [
        value
        for value in counts
        if value in set_values or (not is_full and len(value) <= LONGEST_VALUE)
    ]
    if not offered:
        return FacetMenu(name, [], [], 0, sought=sought)
    including, excluding = Toggle(addresses, name), Toggle(addresses, EXCLUDE + name)

    def choice(value: str) -> FacetChoice:
        is_excluded = value in excluded
        target = (excluding if is_excluded else including).target(value)
        without = ""
        if not is_excluded and len(value) <= _LONGEST_EXCLUDED:
            without = excluding.target(value)
        return FacetChoice(value, counts[value], value in chosen, target, is_excluded, without)

    searchable = len(offered) > _SHOWN
    if sought:
        folded = fold(sought).casefold()
        offered = [value for value in offered if folded in fold(value).casefold()]
        shown, unlisted = offered[:_SOUGHT], max(0, len(offered) - _SOUGHT)
        return FacetMenu(name, list(map(choice, shown)), [], unlisted, searchable, sought)
    return _folded(name, offered, set_values, choice)


def _years(results: Results, parameters: Parameters, language: Language) -> FacetMenu:
    counts = dict(results.facets.get("year", ()))
    set_days = period_of(parameters.since, parameters.until)
    is_year = set_days is not None and set_days.every == "year"
    chosen = {value for value in counts if is_year and year(int(value)) == set_days}
    within = Within(parameters)

    def choice(value: str) -> FacetChoice:
        if value in chosen:
            target = leading(parameters.but(since=None, until=None), parameters)
        else:
            target = within.target(year(int(value)))
        return FacetChoice(value, counts[value], value in chosen, target)

    menu = _folded("year", list(counts), chosen, choice)
    if results.undated or parameters.undated:
        other = parameters.but(since=None, until=None, undated=not parameters.undated)
        target = leading(other, parameters)
        menu.shown.append(
            FacetChoice(language("undated"), results.undated, parameters.undated, target)
        )
    return menu


def _folded(
    name: str, values: list[str], chosen: set[str], choice: Callable[[str], FacetChoice]
) -> FacetMenu:
    """The first values and the chosen ones in sight, others folded away; only these are made."""
    shown = [value for i, value in enumerate(values) if i < _SHOWN or value in chosen]
    rest = [value for i, value in enumerate(values) if i >= _SHOWN and value not in chosen]
    if len(rest) == 1:
        shown, rest = shown + rest, []
    folded = rest[: _FOLDED_AWAY if name in FACETS else _YEARS_FOLDED_AWAY]
    return FacetMenu(
        name,
        list(map(choice, shown)),
        list(map(choice, folded)),
        len(rest) - len(folded),
        searchable=name in FACETS and len(values) > _SHOWN,
    )
