"""Names on a terminal, and as files."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from index.analysis.names import name_identity
from index.articles.article import Rejected
from index.printing import counted, json_line, printable
from search.export.tables import table_lines
from search.insight.known_names import KnownName

_APART = ("=", "#", "\n", "\r")  # what a form in names.txt cannot hold


def lines_of(
    form: str, found: Sequence[KnownName], problems: Sequence[Rejected]
) -> Iterator[bytes]:
    """The names as a table to read, "csv", "json" or lines of "names".txt."""
    if form == "csv":
        return table_lines(_rows(found))
    if form == "json":
        told = {
            "names": [one.to_dict() for one in found],
            "problems": [asdict(one) for one in problems],
        }
        return iter([json_line(told, 2 if sys.stdout.isatty() else None) + b"\n"])
    encoding = "utf-8" if form == "names" else sys.stdout.encoding or "utf-8"
    lines = _correcting(found) if form == "names" else _table(found, problems)
    return (f"{line}\n".encode(encoding, "replace") for line in lines)


def problem_lines(problems: Iterable[Rejected]) -> Iterator[str]:
    """What of names.txt could not be read."""
    for one in problems:
        yield f"Not read: {printable(one.where)}: {one.reason}: {printable(one.raw)}"


def _table(found: Iterable[KnownName], problems: Iterable[Rejected]) -> Iterator[str]:
    yield from problem_lines(problems)
    for one in found:
        others = [printable(form) for form in one.forms if form != one.name]
        yield f"{one.articles:>7,}  {printable(one.name)}" + f" = {', '.join(others)}" * bool(
            others
        )


def _rows(found: Iterable[KnownName]) -> Iterator[Sequence[object]]:
    yield "type", "name", "articles", "forms"
    for one in found:
        yield one.facet, one.name, one.articles, "\n".join(one.forms)


def _correcting(found: Iterable[KnownName]) -> Iterator[str]:
    """Lines as `search.engines.name_file` reads them, without forms that it takes for one."""
    for one in found:
        own = name_identity(one.name)
        others = [form for form in one.forms if name_identity(form) != own and _can_stand(form)]
        if _can_stand(one.name):
            forms = " = ".join([one.name, *others])
            yield f"{one.facet}: {forms}  # {counted(one.articles, 'article')}"


def _can_stand(form: str) -> bool:
    return not any(sign in form for sign in _APART)
