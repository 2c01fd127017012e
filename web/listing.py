"""What a page of results shows around its hits: facets, chips, page numbers, advice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.vietnamese.spelling import fold
from search import Results
from search.query import SYNONYMS
from web.language import Language
from web.parameters import FACETS, LARGEST_PAGE, Parameters

_SHOWN = 8
_FOLDED_AWAY = 40
_AROUND = 2
_LONGEST_UNMARKED = 200
_QUOTES = re.compile('["“”„‟«»＂]')


@dataclass(frozen=True)
class Choice:
    """A value of a facet: how many articles carry it, and where choosing or leaving it leads."""

    value: str
    count: int
    chosen: bool
    target: Parameters


@dataclass(frozen=True)
class Facet:
    """The values of a facet: those that are shown, those folded away, how many are left out."""

    name: str
    shown: list[Choice]
    folded: list[Choice]
    unlisted: int


@dataclass(frozen=True)
class Chip:
    """A filter that is set, and the search without it."""

    label: str
    target: Parameters


@dataclass(frozen=True)
class Pager:
    """The numbers of the pages to offer; None stands for a gap."""

    page: int
    last: int
    numbers: list[int | None]
    has_next: bool


def facets(results: Results, parameters: Parameters) -> list[Facet]:
    """The facets of a page of results, those without values left out."""
    found = [_facet(results, parameters, name) for name in FACETS]
    found.append(_years(results, parameters))
    return [facet for facet in found if facet.shown]


def _facet(results: Results, parameters: Parameters, name: str) -> Facet:
    chosen = parameters.values(name)
    counts = dict(results.facets.get(name, ()))
    counts.update((value, 0) for value in chosen if value not in counts)
    choices = [
        Choice(value, count, value in chosen, parameters.toggled(name, value))
        for value, count in counts.items()
    ]
    return _folded(name, choices)


def _years(results: Results, parameters: Parameters) -> Facet:
    choices = []
    for year, count in results.facets.get("year", ()):
        days = _days_of(year)
        chosen = days == (parameters.since, parameters.until)
        since, until = ("", "") if chosen else days
        choices.append(Choice(year, count, chosen, parameters.but(since=since, until=until)))
    return _folded("year", choices)


def _days_of(year: str) -> tuple[str, str]:
    return f"{int(year):04}-01-01", f"{int(year):04}-12-31"


def _folded(name: str, choices: list[Choice]) -> Facet:
    """The first values and the chosen ones in sight, others folded away."""
    shown = [choice for i, choice in enumerate(choices) if i < _SHOWN or choice.chosen]
    rest = [choice for i, choice in enumerate(choices) if i >= _SHOWN and not choice.chosen]
    if len(rest) == 1:
        shown, rest = shown + rest, []
    return Facet(name, shown, rest[:_FOLDED_AWAY], max(0, len(rest) - _FOLDED_AWAY))


def chips(parameters: Parameters, language: Language) -> list[Chip]:
    """The filters that are set, in the order in which the facets stand."""
    found = [
        Chip(
            language("chip.facet", facet=language(f"facet.{facet}"), value=value),
            parameters.toggled(facet, value),
        )
        for facet in FACETS
        for value in parameters.values(facet)
    ]
    return found + list(_day_chips(parameters, language))


def _day_chips(parameters: Parameters, language: Language) -> Iterator[Chip]:
    since, until = parameters.since, parameters.until
    year = since[:4]
    if year and (since, until) == _days_of(year):
        label = language("chip.facet", facet=language("facet.year"), value=year)
        yield Chip(label, parameters.but(since="", until=""))
        return
    if since:
        label = language("chip.since", day=language.filter_day(since))
        yield Chip(label, parameters.but(since=""))
    if until:
        label = language("chip.until", day=language.filter_day(until))
        yield Chip(label, parameters.but(until=""))


def pager(results: Results, parameters: Parameters) -> Pager:
    """The pages around the current one, the first and the last."""
    page = parameters.page
    shown = results.total if results.groups is None else results.groups
    last = max(1, -(-shown // parameters.size))
    if results.hits:  # articles beyond the matches may fill a page more
        last = max(last, page + results.more)
    near = range(max(1, page - _AROUND), min(last, page + _AROUND) + 1)
    numbers: list[int | None] = []
    for number in sorted({1, last, *near}):
        before = numbers[-1] if numbers else None
        if before is not None and number == before + 2:
            numbers.append(before + 1)
        elif before is not None and number > before + 2:
            numbers.append(None)
        numbers.append(number)
    return Pager(page, last, numbers, results.more and page < LARGEST_PAGE)


def notes(results: Results, language: Language) -> Iterator[str]:
    """The notes as sentences; other forms of words are told in one."""
    for note in results.notes:
        if note.message != SYNONYMS:
            yield language.note(note.message)
    if results.synonyms:
        forms = (f"{one.text} = {', '.join(one.forms)}" for one in results.synonyms)
        yield language.note(SYNONYMS, "; ".join(forms))


def first_beyond(results: Results) -> int | None:
    """The index of the first hit from which on none is a match, or None."""
    hits = results.hits
    at = len(hits)
    while at and hits[at - 1].beyond:
        at -= 1
    return at if at < len(hits) else None


def unmarked(query: str) -> str:
    """The query without marks; nothing if it has none, or is too long for that to help."""
    folded = fold(query) if len(query) <= _LONGEST_UNMARKED else query
    return folded if folded != query else ""


def unquoted(query: str) -> str:
    """The query without quotation marks, or nothing if it has none."""
    without = " ".join(_QUOTES.sub(" ", query).split())
    return without if _QUOTES.search(query) and without else ""
