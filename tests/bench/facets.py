"""How long facets take to count, with people, places and organisations and without.

    python tests/bench/facets.py ARCHIVE --queries queries.jsonl [--each 100] [--rounds 5]

The facets of the matches of each clean query of a relevance set: CPU time in milliseconds, the
least of some rounds for each query, both ways in turns. Prints the median and the slowest of each
kind of query, and how much names add. What an archive works out of its names once, when they are
first asked for, is told by itself.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from statistics import median
from unittest.mock import patch

from measuring import table
from query_classes import clean_queries

import search
from index.articles.facets import PRINTED_FACETS
from search.answering import Answering, SynonymCache
from search.engines.local.contents import Contents
from search.engines.local.facets import YEAR
from search.engines.protocol import Answers

_WITHOUT = property(lambda _: (*PRINTED_FACETS, YEAR))


def milliseconds(answers: Answers) -> float:
    """The CPU time in which the facets of some answers are counted."""
    started = time.process_time()
    _ = answers.facets
    return 1000 * (time.process_time() - started)


def measured(answers: Answers, rounds: int) -> tuple[float, float]:
    """The least CPU times with names and without."""
    found: tuple[list[float], list[float]] = [], []
    for _ in range(rounds):
        found[0].append(milliseconds(answers))
        with patch.object(Contents, "facets", _WITHOUT):
            found[1].append(milliseconds(answers))
    return min(found[0]), min(found[1])


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive")
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    rows = [["queries", "count", "matches", "with names", "without", "added", "added at most"]]
    with search.open(given.archive) as archive:
        snapshot = archive.snapshot()
        started = time.process_time()
        archive.known_names("person", limit=1)
        once = time.process_time() - started
        answering = Answering(snapshot, SynonymCache(None))
        for kind, texts in clean_queries(given.queries, given.each).items():
            found = [answering.answer(text).evaluation.answers for text in texts]
            times = [measured(answers, given.rounds) for answers in found]
            matches = median(answers.total for answers in found)
            columns = [[one[n] for one in times] for n in (0, 1)]
            added = [one[0] - one[1] for one in times]
            shown = [median(columns[0]), median(columns[1]), median(added), max(added)]
            rows.append([kind, f"{len(texts)}", f"{matches:.0f}", *(f"{one:.3f}" for one in shown)])
        print(f"{snapshot.count:,} articles; names are worked out in {once:.2f} s, once\n")
    print(table(rows))


if __name__ == "__main__":
    main()
