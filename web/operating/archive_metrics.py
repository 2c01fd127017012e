"""The archive's numbers, as Prometheus reads them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from index.cluster.client import counted
from search import ArchiveError
from web.archives import ArchiveDoor


class ArchiveCollector(Collector):
    """The archive's numbers, read when somebody asks for them."""

    def __init__(self, door: ArchiveDoor) -> None:
        """Of the archive behind this door."""
        self._door = door

    def describe(self) -> Iterator[Metric]:
        """Nothing is known beforehand."""
        yield from ()  # or the registry would collect, and open the archive, to know the names

    def collect(self) -> Iterator[Metric]:
        """The version, and what the archive holds."""
        info = GaugeMetricFamily("khobao_info", "The version.", labels=("version",))
        info.add_metric((version("khobao"),), 1)
        yield info
        yield from _asked_of_clusters()
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


_OF_CLUSTERS = {
    "requests": "Requests of this process to a cluster.",
    "retries": "Of these, how often one was asked again.",
    "failures": "Of these, how many failed in the end.",
}


def _asked_of_clusters() -> Iterator[Metric]:
    """What this process asked of clusters; nothing where its archive is in none."""
    told = dict(counted)
    if told:
        for name, help in _OF_CLUSTERS.items():
            yield CounterMetricFamily(f"khobao_cluster_{name}", help, told.get(name, 0))
