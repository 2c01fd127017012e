"""What a page of results shows around its hits: facets, chips, page numbers, advice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.vietnamese.spelling import fold
from search import Results
from search.query.parser import OTHER_SPELLING, SYNONYMS
from search.results import LONGEST_VALUE
from web.http.kinds import MOST_VALUES
from web.http.parameters import FACETS, LARGEST_PAGE, Parameters
from web.search.chart import period_of, year
from web.text.language import Language

SIZES = (10, 20, 50)

_SHOWN = 8
_FOLDED_AWAY = 40
_AROUND = 2
_CONTEXT = 24
_LONGEST_PART = 80
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
class Remark:
    """A note as a sentence without its end, and the part of the query that it is about.

    `before` and `after` are what stands around `part`; all three are empty for the whole query.
    """

    text: str
    before: str = ""
    part: str = ""
    after: str = ""


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
        if value in chosen or (len(chosen) < MOST_VALUES and len(value) <= LONGEST_VALUE)
    ]
    return _folded(name, choices)


def _years(results: Results, parameters: Parameters) -> Facet:
    choices = []
    set_days = period_of(parameters.since, parameters.until)
    for value, count in results.facets.get("year", ()):
        period = year(int(value))
        chosen = period == set_days
        target = parameters.but(since="", until="") if chosen else period.within(parameters)
        choices.append(Choice(value, count, chosen, target))
    return _folded("year", choices)


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
    period = period_of(since, until)
    if period is not None:
        name = language("facet.year" if period.every == "year" else "facet.days")
        label = language("chip.facet", facet=name, value=period.label(language))
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
    return Pager(page, last, numbered(page, last), results.more and page < LARGEST_PAGE)


def numbered(page: int, last: int) -> list[int | None]:
    """The numbers of the first page, the last and those around one; None stands for a gap."""
    near = range(max(1, page - _AROUND), min(last, page + _AROUND) + 1)
    numbers: list[int | None] = []
    for number in sorted({1, last, *near}):
        before = numbers[-1] if numbers else None
        if before is not None and number == before + 2:
            numbers.append(before + 1)
        elif before is not None and number > before + 2:
            numbers.append(None)
        numbers.append(number)
    return numbers


def notes(results: Results, language: Language) -> Iterator[Remark]:
    """The notes, but for the one about another spelling; other forms of words are told in one."""
    for note in results.notes:
        if note.message not in (SYNONYMS, OTHER_SPELLING):
            yield _remark(language.note(note.message), results.query, note.start, note.end)
    if results.synonyms:
        forms = (f"{one.text} = {', '.join(one.forms)}" for one in results.synonyms)
        yield Remark(f"{language.note(SYNONYMS)}: {'; '.join(forms)}")


def _remark(text: str, query: str, start: int, end: int) -> Remark:
    part = query[start:end]
    if not part.strip() or part.strip() == query.strip() or len(part) > _LONGEST_PART:
        return Remark(text)
    before, after = query[max(0, start - _CONTEXT) : start], query[end : end + _CONTEXT]
    return Remark(
        text,
        "…" * (start > _CONTEXT) + before,
        part,
        after + "…" * (len(query) > end + _CONTEXT),
    )


def first_beyond(results: Results) -> int | None:
    """The index of the first hit from which on none is a match, or None."""
    hits = results.hits
    at = len(hits)
    while at and hits[at - 1].beyond:
        at -= 1
    return at if at < len(hits) else None


def sizes(size: int) -> list[int]:
    """The page sizes to choose from, the current one among them."""
    return sorted({*SIZES, size})


def unmarked(query: str) -> str:
    """The query without marks; nothing if it has none, or is too long for that to help."""
    folded = fold(query) if len(query) <= _LONGEST_UNMARKED else query
    return folded if folded != query else ""


def unquoted(query: str) -> str:
    """The query without quotation marks, or nothing if it has none."""
    without = " ".join(_QUOTES.sub(" ", query).split())
    return without if _QUOTES.search(query) and without else ""
