"""The chart above a list as a picture that can be printed."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, request, url_for
from werkzeug.exceptions import NotFound

from search.display.sanitizing import window_title
from search.query.periods import today_here
from web.archives import current_door
from web.configuration import current_configuration
from web.http.media_types import PNG, SVG
from web.pages import counts, filters
from web.pages.preferences import PageParameters, read_page
from web.pages.rendering import render
from web.pages.ticks import values
from web.parameters.asked import Parameters
from web.pictures.figure import Figure, Plot, drawn
from web.pictures.png import png
from web.search.chart import Chart, chart
from web.text.language import Language, language_of


def register(app: Flask) -> None:
    """Let `app` answer for the pictures."""
    app.add_url_rule("/chart.svg", "pages.chart_svg", _picture(lambda svg: (svg, SVG)))
    app.add_url_rule("/chart.png", "pages.chart_png", _picture(lambda svg: (png(svg), PNG)))
    app.add_url_rule("/embed/chart", "pages.chart_embedded", embedded)
    app.add_template_global(embed_url)


def _picture(made: Callable[[str], tuple[str | bytes, str]]) -> Callable[[], Response]:
    def answer() -> Response:
        body, media_type = made(_drawn(_read()))
        return Response(body, mimetype=media_type)

    return answer


def embedded() -> str:
    """The picture in a page of its own that other sites may frame; 404 where none may."""
    if not current_configuration().embedders:
        raise NotFound
    parameters = _read()
    told = {"svg": _drawn(parameters), "address": _address(parameters), "name": "chart.name"}
    return render("embed.html", parameters, **told)


def embed_url(parameters: Parameters) -> str:
    """The whole address of that page for a search; nothing where no site may frame it."""
    if not current_configuration().embedders:
        return ""
    return url_for("pages.chart_embedded", **parameters.to_args(), _external=True)


def _read() -> PageParameters:
    """What is searched for. Raises BadParameterError (400): a picture cannot tell it."""
    parameters = read_page(request.args)
    for problem in parameters.problems:
        raise problem
    return parameters


def _address(parameters: PageParameters) -> str:
    return url_for("pages.search", **parameters.to_args(), _external=True)


def _drawn(parameters: PageParameters) -> str:
    """The picture. Raises NotFound where nothing has a date."""
    language = language_of(parameters.lang)
    with current_door().opened() as archive:
        parameters = filters.spelled(parameters, archive)
        asked = {**parameters.search_arguments(), "limit": 0, "offset": 0}
        results = archive.search(parameters.q, snippets=False, **asked)
        bars = chart(results, parameters, language)
    if bars is None:
        raise NotFound
    method = [
        bars.of if bars.show == "share" else language("chart.name"),
        counts.sentence(results.count_note, language),
    ]
    if parameters.has_filters:
        named = "; ".join(chip.label for chip in filters.chips(parameters, language))
        method.append(language("whole.filtered", filters=named))
    if bars.undated:
        method.append(language("chart.undated", count=bars.undated))
    return drawn(_figure(bars, [_sentence(one) for one in method], parameters, language))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}".rstrip(".") + "."


def _figure(
    bars: Chart, method: list[str], parameters: PageParameters, language: Language
) -> Figure:
    is_share = bars.show == "share"
    shown = [bar.share if is_share else bar.count for bar in bars.bars]
    upright = values(max(shown), whole=not is_share)
    top = upright[-1]
    return Figure(
        title=window_title(parameters.q) or language("results.every"),
        method=method,
        footer=language(
            "picture.footer",
            title=current_configuration().title,
            day=language.day(today_here()),
            address=_address(parameters),
        ),
        plots=[Plot("", [value / top for value in shown])],
        ticks=[
            (value / top, language.percent(value) if is_share else language.decimal(value))
            for value in upright
        ],
        marks=[(n, bar.tick) for n, bar in enumerate(bars.bars) if bar.tick],
        bars=True,
    )
