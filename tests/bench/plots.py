"""The figures of the speed checks as drawings, for which matplotlib is needed."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import matplotlib as mpl
from matplotlib import pyplot
from peers import ENGINES, Built
from query_classes import COMMON

mpl.use("agg")


def draw_engines(
    path: Path, built: dict[str, Built], times: dict[str, dict[str, list[float]]], articles: int
) -> None:
    """Bars of how fast each engine builds, and how long it takes for each kind of query."""
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4), width_ratios=(1, 2))
    left.barh(
        [ENGINES[name].label for name in built], [articles / one.span.cpu for one in built.values()]
    )
    left.set(title="articles indexed a second of CPU time")
    left.invert_yaxis()
    width = 0.8 / len(times)
    for place, (name, by_kind) in enumerate(times.items()):
        at = [kind + place * width for kind in range(len(COMMON))]
        middles = [1e3 * median(by_kind[kind]) for kind in COMMON]
        right.bar(at, middles, width, label=ENGINES[name].label)
    right.set(title=f"ms of CPU time a query, median, {articles:,} articles", yscale="log")
    right.set_xticks([kind + 0.4 - width / 2 for kind in range(len(COMMON))], COMMON)
    right.legend(fontsize="small")
    figure.tight_layout()
    figure.savefig(path)


def draw_growth(
    path: Path, articles: list[int], milliseconds: list[float], kilobytes: list[float]
) -> None:
    """Time and size per article against the number of articles; level lines are linear growth."""
    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.5))
    for axis, values, title in zip(
        axes, (milliseconds, kilobytes), ("ms an article", "KB an article"), strict=True
    ):
        axis.plot(articles, values, marker="o")
        axis.set(title=title, xlabel="articles", xlim=(0, None), ylim=(0, 1.25 * max(values)))
    figure.tight_layout()
    figure.savefig(path)
