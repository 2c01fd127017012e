"""How busy the server is, as Prometheus reads it.

The numbers are in the registry of their application, so that one process can have several; those
of several processes of one server are in what these share (`web.operating.shared_metrics`).
"""

from __future__ import annotations

import time

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from web.archives import ArchiveDoor
from web.configuration import Configuration
from web.operating.archive_metrics import ArchiveCollector
from web.operating.readers import refuse_outsiders
from web.operating.shared_metrics import SECONDS, SharedMetrics
from web.operating.slow import SlowRequests
from web.sharing.board import Board

_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_NO_ROUTE = "none"


def register(
    app: Flask,
    configuration: Configuration,
    door: ArchiveDoor,
    slow: SlowRequests,
    board: Board | None = None,
) -> None:
    """Let `app` count its requests, and tell the numbers to those who may read them.

    The slowest are noted in `slow`. `board` is what the processes of a server share, if several
    serve it.
    """
    metrics = SharedMetrics(door, board) if board else Metrics(door)

    @app.get("/metrics", endpoint="operating.metrics")
    def show() -> Response:
        refuse_outsiders(configuration)
        return Response(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else _NO_ROUTE
        labels = (route, request.method if request.method in _METHODS else "other")
        started, status = g.started, response.status_code
        asked = request.full_path.rstrip("?") if configuration.access_log_queries else ""
        searched = status == 200 and bool(request.args.get("q", "").strip())

        def finish() -> None:
            seconds = time.perf_counter() - started
            metrics.count(*labels, status, seconds, searched)
            slow.add(seconds, route, asked)

        response.call_on_close(finish)  # when the last byte of a stream was handed over, too
        return response


class Metrics:
    """The numbers of one application, as Prometheus reads them."""

    def __init__(self, door: ArchiveDoor) -> None:
        """Nothing has been counted yet."""
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "khobao_requests", "Requests.", ("route", "method", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "khobao_request_seconds",
            "Time from a request to the end of its answer.",
            ("route",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self._searches = Counter(
            "khobao_searches", "Queries that were answered.", ("route",), registry=self.registry
        )
        self.registry.register(ArchiveCollector(door))
        ProcessCollector(registry=self.registry)

    def count(self, route: str, method: str, status: int, seconds: float, searched: bool) -> None:
        """Count one request that was answered."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        if searched:
            self._searches.labels(route).inc()
