"""The page that compares queries over time, and its table as CSV."""

from __future__ import annotations

from datetime import date
from math import floor, log10

from flask import Flask, Response, request, url_for

from search.export.tables import rows_of, table_lines
from web.archives import current_door
from web.compare import line_chart
from web.compare.request import LETTERS, ComparisonRequest, compared, is_empty, read_request, values
from web.http.attachments import attachment
from web.http.media_types import CSV
from web.pages.filters import Chip, chips, spelled
from web.pages.rendering import render
from web.text.language import Language

_WORDS = 12
_MOST_ROWS = 366
_MOST_HOVERED = 400


def register(app: Flask) -> None:
    """Let `app` answer comparisons here."""
    app.add_url_rule("/compare", "pages.compare", comparison_page)
    app.add_url_rule("/compare.csv", "pages.compare_csv", comparison_table)
    app.add_template_global(compare_url)


def compare_url(asked: ComparisonRequest, endpoint: str = "pages.compare") -> str:
    """The address of a comparison."""
    return url_for(endpoint, **asked.to_args())


def comparison_page() -> str:
    """Up to four queries as lines over time, with their totals and the words that mark each."""
    asked = read_request(request.args)
    if asked.queries:
        with current_door().opened() as archive:
            asked = asked.but(parameters=spelled(asked.parameters, archive))
    language = Language(asked.parameters.lang)
    told = {
        "asked": asked,
        "letters": LETTERS,
        "chips": [
            Chip(chip.label, chip.target.but(q="")) for chip in chips(asked.parameters, language)
        ],
    }
    if not asked.queries:
        return render("compare.html", asked.parameters, comparison=None, **told)
    filters = asked.parameters.filter_arguments()
    with current_door().opened() as archive:
        comparison, as_asked = compared(archive, asked)
        words = [archive.distinctive(query, _WORDS, **filters) for query in asked.queries]
    picture = None
    if not is_empty(comparison):
        picture = line_chart.chart(values(comparison, asked.show), whole=asked.show == "count")
    names = [_name(day, comparison.every, language) for day in comparison.periods]
    return render(
        "compare.html",
        asked.parameters,
        comparison=comparison,
        as_asked=as_asked,
        words=words,
        chart=picture,
        size=line_chart.SIZE,
        names=names,
        rows=range(max(0, len(names) - _MOST_ROWS), len(names)),
        hovered=range(len(names) if len(names) <= _MOST_HOVERED else 0),
        value=lambda value: _value(value, asked.show, language),
        percent=lambda share: _value(share, "share", language),
        **told,
    )


def comparison_table() -> Response:
    """The counts and shares of every period as a file for spreadsheet programs.

    It has no place to say what was not understood. Raises BadParameterError (400).
    """
    asked = read_request(request.args)
    for problem in asked.parameters.problems:
        raise problem
    rows: bytes = b""
    if asked.queries:
        with current_door().opened() as archive:
            comparison, _ = compared(archive, asked)
        rows = b"".join(table_lines(rows_of(comparison), bom=True))
    return attachment(rows, CSV, "so-sanh.csv")


def _name(day: date, every: str, language: Language) -> str:
    """A period in figures: 2021, 7/2021 or 15/7/2021; in English by ISO 8601."""
    if every == "year":
        return f"{day.year}"
    if language.code == "en":
        return f"{day:%Y-%m}" if every == "month" else day.isoformat()
    return f"{day.month}/{day.year}" if every == "month" else f"{day.day}/{day.month}/{day.year}"


def _value(value: float, show: str, language: Language) -> str:
    """A count, or a share as per cent with as many decimals as it takes to tell it from 0."""
    if show == "count":
        return language.number(round(value))
    percent = 100 * value
    decimals = min(4, max(0, 1 - floor(log10(percent)))) if percent else 0
    digits = f"{percent:.{decimals}f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return (digits.replace(".", ",") if language.code == "vi" else digits) + "%"
