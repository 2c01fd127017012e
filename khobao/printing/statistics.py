"""What an archive holds, and which forms of words it knows."""

from __future__ import annotations

from collections.abc import Iterable

from rich.filesize import decimal

from index.articles.article import Rejected
from index.articles.facets import NAME_FACETS
from index.printing import counted
from khobao.printing.names import problem_lines
from khobao.printing.printer import Printer
from search.engines.statistics import Statistics
from search.plan.synonyms import Known

_SHOWN_VALUES = 20
_SHOWN_ABBREVIATIONS = 5


def print_statistics(statistics: Statistics, problems: Iterable[Rejected] = ()) -> None:
    """What an archive holds, with its largest categories and sources, and the `problems` of
    names.txt."""
    total, *parts = statistics.bytes.items()
    rows = {
        "archive": f"{statistics.path}, generation {statistics.generation}",
        "articles": f"{statistics.articles:,}",
        "published": _span(statistics),
        "size": f"{decimal(total[1])} ({', '.join(f'{name} {decimal(n)}' for name, n in parts)})",
        "format": f"{statistics.format}, analysis {statistics.fingerprint}",
        "code": statistics.code,
        "explained": _abbreviations(statistics),
        "names": _names(statistics),
    }
    printer = Printer()
    for label, value in rows.items():
        printer.put(f"{label:<10} {value}")
    for line in problem_lines(problems):
        printer.put(line, "yellow")
    for facet, title in (("category", "Categories"), ("source", "Sources")):
        printer.put("")
        printer.put(title, "bold")
        for value, count in statistics.facets[facet][:_SHOWN_VALUES]:
            printer.put(f"{count:>9,}  {value}")


def _abbreviations(statistics: Statistics) -> str:
    """How many abbreviations the articles explain, and the most frequent ones."""
    found = statistics.abbreviations
    said = counted(len(found), "abbreviation")
    few = [f"{one.short} = {one.words} ({count:,})" for one, count in found[:_SHOWN_ABBREVIATIONS]]
    return said + f", most often {', '.join(few)}" * bool(few)


def _names(statistics: Statistics) -> str:
    """How many people, places and organisations articles name."""
    if not statistics.names:
        return "not known; khobao upgrade finds them"
    people, places, bodies = (statistics.names[type] for type in NAME_FACETS)
    said = "1 person" if people == 1 else f"{people:,} people"
    return f"{said}, {counted(places, 'place')}, {counted(bodies, 'organisation')}"


def print_synonyms(known: Iterable[Known], problems: Iterable[Rejected]) -> None:
    """The forms that stand for others, a line each, after what of a file could not be read."""
    printer = Printer()
    for problem in problems:
        printer.put(f"Not read: {problem.where}: {problem.reason}", "yellow")
    for one in known:
        share = f", {one.share:.0%} of its meanings" * (one.share < 1)
        printer.put(
            f"{one.articles:>7,}  {one.form} = {', '.join(one.others)} ({one.origin}{share})"
        )


def _span(statistics: Statistics) -> str:
    """From which day to which the articles appeared."""
    if not (statistics.oldest and statistics.newest):
        span = "no dates"
    else:
        span = f"{statistics.oldest:%Y-%m-%d} to {statistics.newest:%Y-%m-%d}"
    return span + f" ({statistics.undated:,} without a date)" * bool(statistics.undated)
