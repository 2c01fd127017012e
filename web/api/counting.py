"""Counting instead of reading: timelines, comparisons, the words that set results apart."""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import BadRequest

from search import AUTO, MOST_COMPARED, PERIODS, Archive, Comparison
from search.schemas import ComparisonAnswer, TimelineAnswer
from web.api.answers import DistinctiveAnswer
from web.api.operations import FILTERS, operation
from web.archives import current_door
from web.http.media_types import JSON
from web.pages.filters import spelled, usual_values
from web.parameters.asked import Parameters
from web.parameters.search_types import Queries
from web.parameters.shared import BY, EVERY, QUERIES
from web.parameters.types import Choice, Count
from web.text.problems import refusal

_WORDS = 20
_SEVERAL = Queries("q", least=2, most=MOST_COMPARED)


@operation(
    "/api/v1/timeline", FILTERS, QUERIES, EVERY, answers={JSON: [TimelineAnswer, ComparisonAnswer]}
)
def timeline(parameters: Parameters, q: list[str], every: str) -> TimelineAnswer | ComparisonAnswer:
    """How many articles match in each period; for several `q`, their counts on one axis."""
    if len(q) > 1:
        with current_door().opened() as archive:
            return _compared(archive, parameters, q, every)
    with current_door().opened() as archive:
        return archive.timeline(q[0], every=every, **parameters.filter_arguments()).to_dict()


@operation(
    "/api/v1/compare",
    FILTERS,
    QUERIES,
    EVERY,
    Choice("by", BY),
    answers={JSON: [ComparisonAnswer]},
)
def compare(parameters: Parameters, q: list[str], every: str, by: str) -> ComparisonAnswer:
    """The timelines of several queries, or of one query in several sources or sections (`by`).

    These are the values of that filter, or without any those with the most matching articles.
    """
    if by == BY[0]:
        _SEVERAL.read(request.args)
    elif len(q) > 1:
        raise refusal(BadRequest, "one-query", by=by)
    with current_door().opened() as archive:
        if by == BY[0]:
            return _compared(archive, parameters, q, every)
        asked = spelled(parameters, archive).but(q=q[0])
        values = asked.values(by)[:MOST_COMPARED] or usual_values(archive, asked, by)
        if not values:  # nothing matches
            return Comparison(PERIODS[0] if every == AUTO else every, [], [], []).to_dict()
        arguments = asked.filter_arguments()
        return archive.compare_values(q[0], by, values, every=every, **arguments).to_dict()


def _compared(
    archive: Archive, parameters: Parameters, q: list[str], every: str
) -> ComparisonAnswer:
    return archive.compare(q, every=every, **parameters.filter_arguments()).to_dict()


@operation(
    "/api/v1/distinctive",
    ("q", *FILTERS),
    Count("limit", _WORDS),
    answers={JSON: [DistinctiveAnswer]},
)
def distinctive(parameters: Parameters, limit: int) -> DistinctiveAnswer:
    """The words that set the matching articles apart from all others."""
    with current_door().opened() as archive:
        found = archive.distinctive(parameters.q, limit, **parameters.filter_arguments())
    return {"query": parameters.q, "words": [one.to_dict() for one in found]}
