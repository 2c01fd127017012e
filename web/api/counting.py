"""Counting instead of reading: timelines, comparisons, the words that set results apart."""

from __future__ import annotations

from typing import Any

from search import MOST_COMPARED
from web.api.answers import ComparisonAnswer, DistinctiveAnswer, TimelineAnswer
from web.api.operations import FILTERS, JSON, operation
from web.archives import current_door
from web.http.kinds import Count, Queries
from web.http.parameters import EVERY, QUERIES, Parameters

_WORDS = 20


@operation(
    "/api/v1/timeline", FILTERS, QUERIES, EVERY, answers={JSON: [TimelineAnswer, ComparisonAnswer]}
)
def timeline(parameters: Parameters, q: list[str], every: str) -> dict[str, Any]:
    """How many articles match in each period; for several `q`, their counts on one axis."""
    if len(q) > 1:
        return compare(parameters, q, every)
    with current_door().opened() as archive:
        return archive.timeline(q[0], every=every, **parameters.filter_arguments()).to_dict()


@operation(
    "/api/v1/compare",
    FILTERS,
    Queries("q", least=2, most=MOST_COMPARED),
    EVERY,
    answers={JSON: [ComparisonAnswer]},
)
def compare(parameters: Parameters, q: list[str], every: str) -> dict[str, Any]:
    """The timelines of several queries on one axis."""
    with current_door().opened() as archive:
        return archive.compare(q, every=every, **parameters.filter_arguments()).to_dict()


@operation(
    "/api/v1/distinctive",
    ("q", *FILTERS),
    Count("limit", _WORDS),
    answers={JSON: [DistinctiveAnswer]},
)
def distinctive(parameters: Parameters, limit: int) -> dict[str, Any]:
    """The words that set the matching articles apart from all others."""
    with current_door().opened() as archive:
        found = archive.distinctive(parameters.q, limit, **parameters.filter_arguments())
    return {"query": parameters.q, "words": [one.to_dict() for one in found]}
