"""How busy the server is, as Prometheus reads it.

The numbers are in the registry of their application, so that one process can have several; with
several processes, each counts for itself.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from importlib.metadata import version

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, NotFound, Unauthorized

from search import ArchiveError
from web.archives import ArchiveDoor
from web.configuration import Configuration
from web.http.insiders import sees_inside
from web.setting_types import OFF
from web.text.problems import refusal, sentence

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_NO_ROUTE = "none"


def register(app: Flask, configuration: Configuration, door: ArchiveDoor) -> None:
    """Let `app` count its requests, and tell the numbers to those who may read them."""
    metrics = Metrics(door)
    readers = configuration.metrics

    @app.get("/metrics", endpoint="operating.metrics")
    def show() -> Response:
        if readers == OFF:
            raise NotFound
        if readers != "everyone" and not sees_inside(configuration):
            if configuration.metrics_token:
                challenge = WWWAuthenticate("bearer")
                raise Unauthorized(sentence("metrics-token"), www_authenticate=challenge)
            raise refusal(Forbidden, "metrics-closed")
        return Response(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else _NO_ROUTE
        labels = (route, request.method if request.method in _METHODS else "other")
        started, status = g.started, response.status_code
        searched = status == 200 and bool(request.args.get("q", "").strip())

        def finish() -> None:
            metrics.count(*labels, status, time.perf_counter() - started, searched)

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
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._searches = Counter(
            "khobao_searches", "Queries that were answered.", ("route",), registry=self.registry
        )
        self.registry.register(_ArchiveCollector(door))
        ProcessCollector(registry=self.registry)

    def count(self, route: str, method: str, status: int, seconds: float, searched: bool) -> None:
        """Count one request that was answered."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        if searched:
            self._searches.labels(route).inc()


class _ArchiveCollector(Collector):
    """The archive's numbers, read when somebody asks for them."""

    def __init__(self, door: ArchiveDoor) -> None:
        self._door = door

    def describe(self) -> Iterator[Metric]:
        yield from ()  # or the registry would collect, and open the archive, to know the names

    def collect(self) -> Iterator[Metric]:
        info = GaugeMetricFamily("khobao_info", "The version.", labels=("version",))
        info.add_metric((version("khobao"),), 1)
        yield info
        try:
            with self._door.opened() as archive:
                snapshot = archive.snapshot()
        except ArchiveError:
            yield GaugeMetricFamily("khobao_ready", "Whether the archive answers.", 0)
            return
        yield GaugeMetricFamily("khobao_ready", "Whether the archive answers.", 1)
        yield GaugeMetricFamily("khobao_articles", "Articles in the archive.", snapshot.count)
        yield GaugeMetricFamily(
            "khobao_generation", "Number of the live generation.", snapshot.number
        )
