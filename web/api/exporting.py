"""A whole result as a file, sent piece by piece: memory does not grow with its length."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from flask import Response, request
from werkzeug.exceptions import BadRequest

from search import Archive
from search.export.exported import Exported
from search.export.formats import FORMATS, written
from search.export.tables import FIELDS, NAME_COLUMNS
from search.query.periods import today_here
from web.api.operations import FILTERS, operation
from web.archives import current_door
from web.http.attachments import attachment
from web.parameters.asked import Parameters
from web.parameters.shared import MOST_IN_WORKBOOK
from web.parameters.types import Choice, Choices, Flag, Ids
from web.text.problems import refusal

MOST_IDS = 200
"""So many articles one request may name."""
_BESIDE_IDS = ("lang", "format", "fields", "bom", "ids")


@operation(
    "/api/v1/export",
    ("q", "sort", *FILTERS, "group"),
    Ids("ids", MOST_IDS),
    Choice("format", tuple(FORMATS)),
    Choices("fields", FIELDS),
    Flag("bom"),
    answers={one.media_type: [str] for one in FORMATS.values()},
)
def export(
    parameters: Parameters, *, ids: tuple[str, ...], format: str, fields: tuple[str, ...], bom: bool
) -> Response:
    """Every article that matches, or that is named, whole and in order, from one generation.

    Raises BadRequest for a workbook of more than `MOST_IN_WORKBOOK`.
    """
    with current_door().opened() as archive:
        if format == "xlsx" and not ids:
            _check_size(archive, parameters)
        if ids:
            articles = _named(archive, ids)
        else:
            articles = archive.export(
                parameters.q,
                sort=parameters.sort,
                group=parameters.group,
                **parameters.filter_arguments(),
            )
        if NAME_COLUMNS.keys() & set(fields) and not articles.knows_names:
            raise refusal(BadRequest, "no-names")
        pieces = written(articles, format, fields=fields, bom=bom, accessed=today_here())
    return attachment(pieces, FORMATS[format].media_type, f"khobao{FORMATS[format].suffix}")


def _check_size(archive: Archive, parameters: Parameters) -> None:
    arguments = parameters.filter_arguments()
    found = archive.search(
        parameters.q, limit=0, snippets=False, group=parameters.group, **arguments
    )
    count = found.total if found.groups is None else found.groups
    if count > MOST_IN_WORKBOOK:
        raise refusal(BadRequest, "workbook-size", count=count, most=MOST_IN_WORKBOOK)


def _named(archive: Archive, ids: Iterable[str]) -> Exported:
    """The articles with these ids, of one generation, read as they are asked for.

    Raises BadRequest if there is none with one of them.
    """
    for name in request.args:
        if name not in _BESIDE_IDS:
            raise refusal(BadRequest, "ids-alone", name=name)
    snapshot = archive.snapshot()
    keys = [snapshot.key_of(id) for id in ids]
    for id, key in zip(ids, keys, strict=True):
        if key is None:
            raise refusal(BadRequest, "no-article", id=id[:60])
    return Exported(snapshot, np.array(keys))
