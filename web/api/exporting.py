"""A whole result as a file, sent piece by piece: memory does not grow with its length."""

from __future__ import annotations

from flask import Response

from search.tables import article_lines, rows_of_articles, table_lines
from web.api.operations import FILTERS, operation
from web.archives import current_door
from web.http.media_types import CSV, JSON_LINES
from web.parameters.asked import Parameters
from web.parameters.types import Choice, Flag


@operation(
    "/api/v1/export",
    ("q", "sort", *FILTERS),
    Choice("format", ("jsonl", "csv")),
    Flag("bom"),
    answers={JSON_LINES: [str], CSV: [str]},
)
def export(parameters: Parameters, format: str, bom: bool) -> Response:
    """Every article that matches, whole, in the order of `sort`, from one generation."""
    with current_door().opened() as archive:
        articles = archive.export(
            parameters.q, sort=parameters.sort, **parameters.filter_arguments()
        )
    if format == "csv":
        lines, media = table_lines(rows_of_articles(articles), bom), CSV
    else:
        lines, media = article_lines(articles), JSON_LINES
    response = Response(lines, mimetype=media)
    response.headers["Content-Disposition"] = f"attachment; filename=khobao.{format}"
    return response
