"""The JSON API: every page's twin, for programs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.exceptions import NotFound

from index.article import Article
from index.record import to_dict
from search import Archive
from web.addresses import find_article
from web.archives import current_door
from web.parameters import (
    LARGEST_PAGE,
    RELATED,
    SUGGESTED,
    read,
    read_every,
    read_limit,
    read_queries,
)

api = Blueprint("api", __name__)


@api.get("/api/v1/search")
def search() -> dict[str, Any]:
    """One page of hits with the numbers about all that match, and where the next page is."""
    parameters = read(request.args)
    with current_door().opened() as archive:
        results = archive.search(parameters.q, **parameters.search_arguments())
    answer = results.to_dict()
    if results.more and parameters.page < LARGEST_PAGE:
        following = parameters.but(page=parameters.page + 1)
        answer["next"] = url_for("api.search", **following.to_args())
    return answer


@api.get("/api/v1/suggest")
def suggest() -> dict[str, Any]:
    """Queries that begin as was typed so far: words and phrases, then headlines."""
    parameters, limit = read(request.args), read_limit(request.args, SUGGESTED)
    with current_door().opened() as archive:
        found = archive.suggest(parameters.q, limit)
    return {
        "query": parameters.q,
        "suggestions": [{"text": one.text, "kind": one.kind, "id": one.id} for one in found],
    }


@api.get("/api/v1/timeline")
def timeline() -> dict[str, Any]:
    """How many articles match in each period; for several `q`, their counts on one axis."""
    parameters, queries, every = (
        read(request.args),
        read_queries(request.args),
        read_every(request.args),
    )
    filters = parameters.filter_arguments()
    with current_door().opened() as archive:
        if len(queries) > 1:
            return archive.compare(queries, every=every, **filters).to_dict()
        return archive.timeline(queries[0], every=every, **filters).to_dict()


@api.get("/api/v1/articles/<id:id>/similar")
def similar(id: str) -> dict[str, Any]:
    """The articles that are most like one: as many as `limit` says, five if it does not."""
    limit = read_limit(request.args, RELATED)
    with current_door().opened() as archive:
        if archive.article(f"{id}/similar") and not find_article(archive, id):
            return article(f"{id}/similar")  # which is an id, too
        found = _article(archive, id)
        hits = archive.similar(found.id, limit)
    return {"id": found.id, "hits": [hit.to_dict() for hit in hits]}


@api.get("/api/v1/articles/<id:id>")
def article(id: str) -> dict[str, Any]:
    """One article with every field; with `q`, also where its texts match that query."""
    parameters = read(request.args)
    with current_door().opened() as archive:
        found = _article(archive, id)
        answer = to_dict(found)
        if parameters.q:
            answer["spans"] = archive.highlight(found, parameters.q)
    return answer


def _article(archive: Archive, id: str) -> Article:
    """The article whose address held `id`. Raises NotFound."""
    found = find_article(archive, id)
    if found is None:
        raise NotFound(f"there is no article with the id {id[:200]!r}")
    return found


@api.get("/healthz")
def healthz() -> dict[str, Any]:
    """Whether the archive answers, how many articles it holds, and in which generation."""
    with current_door().opened() as archive:
        snapshot = archive.snapshot()
        return {"status": "ok", "articles": snapshot.count, "generation": snapshot.number}
