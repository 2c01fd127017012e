"""Many queries in one request, answered row by row: memory does not grow with their number."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from index import InputError
from index.printing import json_line
from search.batches import rows, table_of
from search.choices import MATCHES
from search.export.tables import table_lines
from search.query_lists import QueryList, columns_of, read_list, values_list
from search.schemas import BatchRow
from web.api.answers import Queries
from web.api.operations import FILTERS, operation
from web.archives import current_door
from web.http.media_types import CSV, JSON, JSON_LINES, TEXT
from web.http.security import BATCH
from web.parameters.asked import Parameters
from web.parameters.types import Choice, Count, Flag, Text
from web.text.problems import refusal

MOST_QUERIES = 1_000
"""So many queries one request may have."""
_HITS = 3
_FORMS = {JSON: "json", JSON_LINES: "json", CSV: "csv", TEXT: "lines"}
_MATCHES = ("phrase", *(one for one in MATCHES if one != "phrase"))


@operation(
    BATCH,
    ("sort", *(name for name in FILTERS if name != "match")),
    Choice("match", _MATCHES),
    Count("limit", _HITS),
    Text("column"),
    Choice("format", ("jsonl", "csv")),
    Flag("bom"),
    answers={JSON_LINES: [BatchRow], CSV: [str]},
    takes={JSON: [list[Any], Queries], TEXT: [Any], CSV: [Any], JSON_LINES: [Any]},
)
def batch(
    parameters: Parameters, *, match: str, limit: int, column: str, format: str, bom: bool
) -> Response:
    """For each query of the body the totals and the first hits, all from one generation."""
    listed = _listed(column.strip())
    if len(listed.entries) > MOST_QUERIES:
        raise refusal(BadRequest, "batch-size", count=len(listed.entries), most=MOST_QUERIES)
    with current_door().opened() as archive:
        found = rows(
            archive,
            listed.entries,
            limit=limit,
            match=match,
            sort=parameters.sort,
            selection=parameters.selection,
        )
    if format == "csv":
        lines, media = table_lines(table_of(found, columns_of(listed), limit), bom), CSV
    else:
        lines, media = (json_line(row.to_dict()) + b"\n" for row in found), JSON_LINES
    response = Response(lines, mimetype=media)
    response.headers["Cache-Control"] = "no-store"
    return response


def _listed(column: str) -> QueryList:
    """The queries of the body. Raises BadRequest, UnsupportedMediaType."""
    form = _FORMS.get(request.mimetype)
    if form is None:
        types = ", ".join(_FORMS)
        raise refusal(UnsupportedMediaType, "batch-type", given=request.mimetype[:60], types=types)
    data = request.get_data()
    try:
        if request.mimetype != JSON:
            return read_list(data, "the body", form, column)
        value = json.loads(data)
    except (InputError, ValueError, RecursionError) as error:
        raise refusal(BadRequest, "batch-body", reason=str(error)[:300]) from None
    queries = value.get("queries") if isinstance(value, dict) else value
    if not isinstance(queries, list):
        raise refusal(BadRequest, "batch-body", reason="it is no list, nor has it one")
    return values_list(queries, column)
