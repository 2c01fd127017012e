"""Single articles."""

from __future__ import annotations

from werkzeug.exceptions import NotFound

from index.articles.article import Article
from index.articles.serialization import to_dict
from index.articles.versions import to_dict as versions_to_dict
from search import Archive
from web.api.answers import ArticleAnswer, BesideArticle, HistoryAnswer, SimilarAnswer
from web.api.operations import operation
from web.archives import current_door
from web.http.media_types import JSON
from web.parameters.asked import Parameters
from web.parameters.ids import find_article
from web.parameters.shared import RELATED
from web.parameters.types import Count, Flag
from web.text.problems import refusal

MOST_SPANS = 10_000
"""So many matches of an article are told, the first of them."""


@operation(
    "/api/v1/articles/{id}/similar", (), Count("limit", RELATED), answers={JSON: [SimilarAnswer]}
)
def similar(parameters: Parameters, id: str, limit: int) -> SimilarAnswer | ArticleAnswer:
    """The articles that are most like one: as many as `limit` says, five if it does not."""
    with current_door().opened() as archive:
        if archive.article(f"{id}/similar") and not find_article(archive, id):
            return article(parameters, f"{id}/similar")  # which is an id, too
        found = _article(archive, id)
        hits = archive.similar(found.id, limit, excerpts=True)
    return {"id": found.id, "hits": [hit.to_dict() for hit in hits]}


@operation("/api/v1/articles/{id}/history", (), answers={JSON: [HistoryAnswer]})
def history(parameters: Parameters, id: str) -> HistoryAnswer | ArticleAnswer:
    """All versions that the archive keeps of one article, the newest first."""
    with current_door().opened() as archive:
        if archive.article(f"{id}/history") and not find_article(archive, id):
            return article(parameters, f"{id}/history")  # which is an id, too
        found = _article(archive, id)
        versions = archive.history(found.id)
    return {"id": found.id, "versions": [versions_to_dict(one) for one in versions]}


@operation("/api/v1/articles/{id}", ("q",), Flag("names"), answers={JSON: [ArticleAnswer]})
def article(parameters: Parameters, id: str, *, names: bool = False) -> ArticleAnswer:
    """One article with every field; with `q`, also where its texts match that query, and with
    `names` whom and what they name, and where."""
    with current_door().opened() as archive:
        found = _article(archive, id)
        beside: BesideArticle = {}
        if parameters.q:
            beside["spans"] = archive.highlight(found, parameters.q, MOST_SPANS)
        if names:
            beside["named"] = [one.to_dict() for one in archive.names(found.id)]
    return {**to_dict(found), **beside}


def _article(archive: Archive, id: str) -> Article:
    """The article whose address held `id`. Raises NotFound."""
    found = find_article(archive, id)
    if found is None:
        raise refusal(NotFound, "no-article", id=id[:200])
    return found
