"""The numbers of all processes of one server, whichever of them is asked for them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from web.archives import ArchiveDoor
from web.operating.archive_metrics import ArchiveCollector
from web.sharing.board import DEATHS, SPENT, Board
from web.sharing.tally import Name

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Up to which times of requests are counted; longer ones are counted beyond."""

_REQUESTS, _SEARCHES, _TIMES = "khobao_requests", "khobao_searches", "khobao_request_seconds"
_SUM = "sum"
_LIMITS = tuple(map(floatToGoString, (*SECONDS, float("inf"))))
_OLDEST = "process_start_time_seconds"  # all others are added up


class SharedMetrics:
    """What `web.operating.metrics.Metrics` is, of several processes."""

    def __init__(self, door: ArchiveDoor, board: Board) -> None:
        """Count in what the processes share."""
        self.registry = CollectorRegistry()
        self._tally = board.tally
        self.registry.register(_Requests(board))
        self.registry.register(ArchiveCollector(door))
        self.registry.register(_Processes(board))

    def count(self, route: str, method: str, status: int, seconds: float, searched: bool) -> None:
        """Count one request that was answered."""
        amounts: dict[Name, float] = {
            (_REQUESTS, route, method, str(status)): 1,
            (_TIMES, route, _LIMITS[bisect_left(SECONDS, seconds)]): 1,
            (_TIMES, route, _SUM): seconds,
        }
        if searched:
            amounts[_SEARCHES, route] = 1
        self._tally.add(amounts)


class _Requests(Collector):
    """The requests that all processes answered."""

    def __init__(self, board: Board) -> None:
        self._tally = board.tally

    def describe(self) -> Iterator[Metric]:
        yield from ()

    def collect(self) -> Iterator[Metric]:
        requests = CounterMetricFamily(_REQUESTS, "Requests.", labels=("route", "method", "status"))
        help = "Time from a request to the end of its answer."
        times = HistogramMetricFamily(_TIMES, help, labels=("route",))
        searches = CounterMetricFamily(_SEARCHES, "Queries that were answered.", labels=("route",))
        of_route: defaultdict[str, dict[str, float]] = defaultdict(dict)
        for (family, *labels), value in self._tally.read().items():
            if family == _REQUESTS:
                requests.add_metric(labels, value)
            elif family == _SEARCHES:
                searches.add_metric(labels, value)
            elif family == _TIMES:
                of_route[labels[0]][labels[1]] = value
        for route, counted in of_route.items():
            reached, buckets = 0.0, []
            for limit in _LIMITS:
                reached += counted.get(limit, 0)
                buckets.append((limit, reached))
            times.add_metric([route], buckets, counted.get(_SUM, 0))
        yield from (requests, times, searches)


class _Processes(Collector):
    """What all processes take together; what ended ones took counts on."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def describe(self) -> Iterator[Metric]:
        yield from ()

    def collect(self) -> Iterator[Metric]:
        sums: dict[str, Metric] = {}
        with self._board.steady:
            pids = self._board.pids()
            for pid in pids:
                for family in ProcessCollector(pid=partial(int, pid), registry=None).collect():
                    _add(sums.setdefault(family.name, family), family)
            counted = self._board.tally.read()
        spent = sums.get(SPENT[0].removesuffix("_total"))
        if spent:
            _set(spent, spent.samples[0].value + counted.get(SPENT, 0))
        yield from sums.values()
        yield GaugeMetricFamily("khobao_processes", "Processes that serve.", len(pids) - 1)
        help = "Processes that ended and were replaced."
        yield CounterMetricFamily(DEATHS[0].removesuffix("_total"), help, counted.get(DEATHS, 0))


def _add(total: Metric, family: Metric) -> None:
    if total is not family:
        values = total.samples[0].value, family.samples[0].value
        _set(total, min(values) if total.name == _OLDEST else sum(values))


def _set(family: Metric, value: float) -> None:
    family.samples = [family.samples[0]._replace(value=value)]
