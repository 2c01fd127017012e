"""The page that compares queries over time, and its figures and pictures as files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask, Response, request, url_for
from werkzeug.exceptions import NotFound

from search.choices import MOST_COMPARED
from search.export.tables import table_lines
from search.query.periods import today_here
from web.archives import current_door
from web.compare import line_chart, table
from web.compare.picture import figure, said
from web.compare.request import LETTERS, SMOOTH, ComparisonRequest, read_request, settled
from web.compare.view import View, view
from web.configuration import current_configuration
from web.http.attachments import attachment
from web.http.media_types import CSV, PNG, SVG
from web.pages.filters import Chip, chips
from web.pages.rendering import render
from web.parameters.shared import BY
from web.pictures.figure import drawn
from web.pictures.png import png
from web.text.language import Language, language_of

_WORDS = 12
_MOST_ROWS = 366
_MOST_HOVERED = 400
_MOST_POINTS = 300
_OFFERED = 12  # values of a facet to choose from


def register(app: Flask) -> None:
    """Let `app` answer comparisons here."""
    app.add_url_rule("/compare", "pages.compare", comparison_page)
    app.add_url_rule("/compare.csv", "pages.compare_csv", comparison_table)
    for suffix, answer in (("svg", _svg), ("png", _png)):
        app.add_url_rule(f"/compare.{suffix}", f"pages.compare_{suffix}", _picture(answer))
    app.add_url_rule("/embed/compare", "pages.compare_embedded", embedded)
    app.add_template_global(compare_url)


def compare_url(asked: ComparisonRequest, endpoint: str = "pages.compare", **more: Any) -> str:
    """The address of a comparison."""
    return url_for(endpoint, **asked.to_args(), **more)


def comparison_page() -> str:
    """Up to four queries as lines over time, with their totals and the words that mark each."""
    asked = read_request(request.args)
    if not asked.queries:
        return _render(asked, None)
    with current_door().opened() as archive:
        asked = settled(archive, asked)
        if asked.facet and not asked.values:
            return _render(asked, None, has_no_value=True)
        shown = view(archive, asked, language_of(asked.parameters.lang))
        words = []
        for line in shown.lines:
            narrowed = line.target.filter_arguments()
            words.append(archive.distinctive(line.series.query, _WORDS, **narrowed))
        offered = _offered(archive, asked) if asked.facet else []
    return _render(asked, shown, words=words, offered=offered)


def _offered(archive: Any, asked: ComparisonRequest) -> list[str]:
    """The values to choose from: those that are chosen, and those with the most articles."""
    known = [value for value, _ in archive.search(limit=0, snippets=False).facets[asked.facet]]
    return list(dict.fromkeys([*asked.parameters.values(asked.facet), *known]))[:_OFFERED]


def _render(asked: ComparisonRequest, shown: View | None, **told: Any) -> str:
    language = language_of(asked.parameters.lang)
    periods = len(shown.names) if shown else 0
    points = periods * len(shown.lines) if shown else 0
    usual = {"words": [], "offered": [], "has_no_value": False}
    return render(
        "compare.html",
        asked.parameters,
        asked=asked,
        view=shown,
        letters=LETTERS,
        bys=BY,
        smooths=SMOOTH,
        most_values=MOST_COMPARED,
        chips=list(_chips(asked, language)),
        size=line_chart.SIZE,
        rows=range(max(0, periods - _MOST_ROWS), periods),
        hovered=range(periods if periods <= _MOST_HOVERED else 0),
        has_points=points <= _MOST_POINTS,
        value=lambda value: said(value, shown, language) if shown else "",
        may_embed=bool(current_configuration().embedders),
        **{**usual, **told},
    )


def _chips(asked: ComparisonRequest, language: Language) -> Iterator[Chip]:
    """The filters that are set, without the values that are compared."""
    compared = asked.facet and asked.parameters.values(asked.facet)
    for chip in chips(asked.parameters, language):
        if not asked.facet or chip.target.values(asked.facet) == compared:
            yield Chip(chip.label, chip.target.but(q=""))


def _read() -> View | None:
    """The comparison of a file, which has no place to say what was not understood.

    None without queries or values. Raises BadParameterError (400).
    """
    asked = read_request(request.args)
    for problem in asked.parameters.problems:
        raise problem
    if not asked.queries:
        return None
    with current_door().opened() as archive:
        asked = settled(archive, asked)
        if asked.facet and not asked.values:
            return None
        return view(archive, asked, language_of(asked.parameters.lang))


def comparison_table() -> Response:
    """The counts and shares of every period as a file for spreadsheet programs."""
    shown = _read()
    body = b"".join(table_lines(table.rows(shown), bom=True)) if shown else b""
    return attachment(body, CSV, "so-sanh.csv")


def _svg(svg: str) -> Response:
    return Response(svg, mimetype=SVG)


def _png(svg: str) -> Response:
    return Response(png(svg), mimetype=PNG)


def _picture(answer: Callable[[str], Response]) -> Callable[[], Response]:
    """What answers a comparison as a picture. There is none of nothing: 404."""
    return lambda: answer(_drawn())


def _drawn() -> str:
    shown = _read()
    language = language_of(shown.asked.parameters.lang if shown else "vi")
    made = figure(shown, _footer(shown, language), language) if shown else None
    if made is None:
        raise NotFound
    return drawn(made)


def _footer(shown: View, language: Language) -> str:
    """Where and when the picture was made."""
    return language(
        "picture.footer",
        title=current_configuration().title,
        day=language.day(today_here()),
        address=compare_url(shown.asked, _external=True),
    )


def embedded() -> str:
    """The picture in a page of its own that other sites may frame; 404 where none may."""
    if not current_configuration().embedders:
        raise NotFound
    svg = _drawn()
    asked = read_request(request.args)
    told = {"svg": svg, "address": compare_url(asked), "name": "compare.title"}
    return render("embed.html", asked.parameters, **told)
