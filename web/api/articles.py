"""Single articles."""

from __future__ import annotations

from typing import Any

from werkzeug.exceptions import NotFound

from index.articles.article import Article
from index.articles.serialization import to_dict
from search import Archive
from web.api.answers import ArticleAnswer, SimilarAnswer
from web.api.operations import JSON, operation
from web.archives import current_door
from web.http.addresses import find_article
from web.http.kinds import Count
from web.http.parameters import RELATED, Parameters

MOST_SPANS = 10_000
"""So many matches of an article are told, the first of them."""


@operation(
    "/api/v1/articles/{id}/similar", (), Count("limit", RELATED), answers={JSON: [SimilarAnswer]}
)
def similar(parameters: Parameters, id: str, limit: int) -> dict[str, Any]:
    """The articles that are most like one: as many as `limit` says, five if it does not."""
    with current_door().opened() as archive:
        if archive.article(f"{id}/similar") and not find_article(archive, id):
            return article(parameters, f"{id}/similar")  # which is an id, too
        found = _article(archive, id)
        hits = archive.similar(found.id, limit, excerpts=True)
    return {"id": found.id, "hits": [hit.to_dict() for hit in hits]}


@operation("/api/v1/articles/{id}", ("q",), answers={JSON: [ArticleAnswer]})
def article(parameters: Parameters, id: str) -> dict[str, Any]:
    """One article with every field; with `q`, also where its texts match that query."""
    with current_door().opened() as archive:
        found = _article(archive, id)
        answer = to_dict(found)
        if parameters.q:
            answer["spans"] = archive.highlight(found, parameters.q, MOST_SPANS)
    return answer


def _article(archive: Archive, id: str) -> Article:
    """The article whose address held `id`. Raises NotFound."""
    found = find_article(archive, id)
    if found is None:
        raise NotFound(f"there is no article with the id {id[:200]!r}")
    return found
