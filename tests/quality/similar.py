"""Related articles on a relevance set: how much of an article's event is among them.

    python tests/quality/similar.py FOLDER [--archive DIR]

FOLDER is the one that relevance.py reads. The relevant articles of a topic query are one event; for
each of them nDCG@5 and precision (the share of what could be found) of the other articles of its
event are averaged, beside those of its title as a query. Exits with 1 below the bar.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from math import log2
from pathlib import Path
from statistics import fmean, median

import index
import search

BAR = 0.93
DEPTH = 5


def events(folder: Path) -> dict[str, set[str]]:
    """For each article of an event, all articles of it."""
    found: dict[str, set[str]] = {}
    for line in (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines():
        query = json.loads(line)
        if query["kind"] == "topic" and query["variant"] == "clean":
            for id in query["relevant"]:
                found.setdefault(id, set()).update(query["relevant"])
    return found


def judge(
    name: str, find: Callable[[str], list[search.Hit]], event_of: dict[str, set[str]]
) -> float:
    """Print the figures of a way to find related articles; returns nDCG@5."""
    gains, shares, seconds = [], [], []
    for id, event in event_of.items():
        started = time.process_time()
        hits = find(id)
        seconds.append(time.process_time() - started)
        found = [hit.article.id in event for hit in hits if hit.article.id != id][:DEPTH]
        possible = min(DEPTH, len(event) - 1)
        ideal = sum(1 / log2(place + 2) for place in range(possible))
        gains.append(sum(hit / log2(place + 2) for place, hit in enumerate(found)) / ideal)
        shares.append(sum(found) / possible)
    print(
        f"{name:<16} nDCG@{DEPTH} {fmean(gains):.3f}, precision {fmean(shares):.3f}, "
        f"{1000 * median(seconds):.1f} ms"
    )
    return fmean(gains)


def main() -> int:
    """Judge, and print; the status is 1 when the bar is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--archive", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = arguments.archive or Path(folder) / "archive"
        if not arguments.archive:
            index.reindex([arguments.folder / "docs.jsonl.zst"], archive)
        event_of = {id: event for id, event in events(arguments.folder).items() if len(event) > 1}
        with search.open(archive) as opened:

            def by_title(id: str) -> list[search.Hit]:
                article = opened.article(id)
                assert article is not None
                return opened.search(article.title, limit=DEPTH + 1, snippets=False).hits

            judge("title as query", by_title, event_of)
            gain = judge("similar", lambda id: opened.similar(id, duplicates=True), event_of)
    return int(gain < BAR)


if __name__ == "__main__":
    sys.exit(main())
