"""Searching and completing."""

from __future__ import annotations

from typing import Any

from flask import Response, json, url_for

from search.query.notes import Note, NoteCode
from search.schemas import SearchAnswer
from web.api.answers import OpenSearchSuggestions, Suggestions
from web.api.cursors import DEEP, Cursor, CursorType
from web.api.operations import FILTERS, operation
from web.archives import current_door
from web.http.media_types import JSON, SUGGESTIONS_JSON
from web.parameters.asked import Parameters
from web.parameters.shared import SUGGESTED
from web.parameters.types import LARGEST_PAGE, BadParameterError, Choice, Count, Flag


@operation(
    "/api/v1/search",
    ("q", "page", "size", "sort", *FILTERS, "group"),
    Flag("names"),
    CursorType("cursor"),
    answers={JSON: [SearchAnswer]},
)
def search(parameters: Parameters, cursor: Cursor | None, *, names: bool) -> SearchAnswer:
    """One page of hits with the numbers about all that match, and where the next page is.

    With `names`, each hit tells whom and what its article names, and where.
    """
    arguments = parameters.search_arguments()
    if cursor is not None:
        if not cursor.belongs_to(parameters):
            raise BadParameterError("cursor", cursor.text, "wanted.cursor")
        arguments["offset"] = cursor.offset
    with current_door().opened() as archive:
        generation = archive.generation
        results = archive.search(parameters.q, excerpts=True, **arguments)
        if cursor is not None and cursor.generation != generation:
            results.notes.append(Note(NoteCode.ARCHIVE_CHANGED, {}, 0, 0))
        answer = results.to_dict(names=names)
    if results.more:
        end = arguments["offset"] + parameters.size
        args = _next(parameters, end, generation, by_cursor=cursor is not None)
        if args is not None:
            if names:
                args["names"] = "true"
            answer["next"] = url_for("api.search", **args)
    return answer


def _next(
    parameters: Parameters, end: int, generation: int, *, by_cursor: bool
) -> dict[str, Any] | None:
    """What the address of the hits after the first `end` asks for; None if there is none."""
    if by_cursor or end >= DEEP:
        following = Cursor.after(end, generation, parameters)
        return {**parameters.but().to_args(), "cursor": following.text}
    if parameters.page == LARGEST_PAGE:
        return None
    return parameters.but(page=parameters.page + 1).to_args()


@operation(
    "/api/v1/suggest",
    ("q",),
    Count("limit", SUGGESTED),
    Choice("format", ("json", "opensearch")),
    answers={JSON: [Suggestions], SUGGESTIONS_JSON: [OpenSearchSuggestions]},
)
def suggest(parameters: Parameters, limit: int, format: str) -> Suggestions | Response:
    """Queries that begin as was typed so far: words and phrases, then headlines."""
    with current_door().opened() as archive:
        found = archive.suggest(parameters.q, limit)
    if format == "opensearch":
        listed = [parameters.q, [one.text for one in found]]
        return Response(json.dumps(listed), mimetype=SUGGESTIONS_JSON)
    return {
        "query": parameters.q,
        "suggestions": [{"text": one.text, "kind": one.kind, "id": one.id} for one in found],
    }
