"""Counting instead of reading: timelines, comparisons, the words that set results apart."""

from __future__ import annotations

from search import MOST_COMPARED
from search.schemas import ComparisonAnswer, TimelineAnswer
from web.api.answers import DistinctiveAnswer
from web.api.operations import FILTERS, operation
from web.archives import current_door
from web.http.media_types import JSON
from web.parameters.asked import Parameters
from web.parameters.search_types import Queries
from web.parameters.shared import EVERY, QUERIES
from web.parameters.types import Count

_WORDS = 20


@operation(
    "/api/v1/timeline", FILTERS, QUERIES, EVERY, answers={JSON: [TimelineAnswer, ComparisonAnswer]}
)
def timeline(parameters: Parameters, q: list[str], every: str) -> TimelineAnswer | ComparisonAnswer:
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
def compare(parameters: Parameters, q: list[str], every: str) -> ComparisonAnswer:
    """The timelines of several queries on one axis."""
    with current_door().opened() as archive:
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
