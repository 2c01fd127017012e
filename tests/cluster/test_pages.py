"""The pages, the API and the probes of a server whose archive is in a cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

import search
import web
from index.articles.facets import PRINTED_FACETS
from index.cluster.client import Cluster
from index.errors import UnavailableArchiveError
from search.engines.opensearch import finding

PATHS = (
    "/?q=cầu",
    "/?q=dan+van&sort=newest&group=on",
    "/?q=&lang=en",
    "/articles/a3",
    "/status",
    "/days",
    "/compare?q=cầu&q=phà",
    "/api/v1/search?q=cầu+phà",
    "/api/v1/timeline?q=cầu&every=year",
    "/api/v1/suggest?q=cầ",
    "/feed.atom?q=cầu",
    "/sitemap.xml",
    "/readyz",
    "/metrics",
)


def test_every_page_is_answered(place: str) -> None:
    client = web.create_app(place, metrics="local").test_client()
    told = {path: client.get(path).status_code for path in PATHS}
    assert told == dict.fromkeys(PATHS, 200)


def test_the_api_answers_as_with_a_folder(place: str, made: Path) -> None:
    own, other = (
        web.create_app(one).test_client().get("/api/v1/search?q=%22dân+vận%22&sort=oldest").json
        for one in (str(made), place)
    )
    assert own is not None
    assert other is not None
    known = {name: own["facets"][name] for name in (*PRINTED_FACETS, "year")}
    assert known["category"]
    assert own["total"] == other["total"]
    assert {name: other["facets"][name] for name in known} == known
    assert [hit["id"] for hit in own["hits"]] == [hit["id"] for hit in other["hits"]]


def test_a_server_whose_cluster_is_away_is_not_ready(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = web.create_app(place).test_client()
    ready = client.get("/readyz").json
    assert ready is not None
    assert ready["articles"] == 40

    def away(*_: object, **__: object) -> None:
        raise UnavailableArchiveError("no node answers")

    monkeypatch.setattr(Cluster, "ask", away)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    monkeypatch.undo()
    assert client.get("/readyz").status_code == 200


def test_pages_far_behind_are_asked_for_in_several_answers(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer of the cluster has 10,000 hits at the most."""

    def found(offset: int = 0) -> list[tuple[str, float]]:
        with search.open(place) as archive:
            hits = archive.search("cầu phà", match="any", offset=offset, limit=40)
            return [(hit.article.id, hit.score) for hit in hits]

    expected = found()
    monkeypatch.setattr(finding, "PAGE", 7)
    assert found() == expected
    assert found(offset=15) == expected[15:] != []
