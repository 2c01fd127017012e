"""Shows how often several queries were in the papers over time, as a table for a spreadsheet.

python examples/timeline_to_csv.py ARCHIVE QUERY QUERY... [--every year] > table.csv

Beside each count stands its share of all articles that the archive has of the period, since
archives hold more of some years than of others.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

import search


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("queries", nargs="+", help=f"from 2 to {search.MOST_COMPARED}")
    parser.add_argument("--every", choices=search.PERIODS, default="year")
    asked = parser.parse_args()
    with search.open(asked.archive) as archive:
        compared = archive.compare(asked.queries, every=asked.every).to_dict()
    table = csv.writer(sys.stdout)
    headings = [f"{query} ({what})" for query in asked.queries for what in ("articles", "share")]
    table.writerow(["from", *headings, "all articles"])
    for place, (day, total) in enumerate(zip(compared["periods"], compared["totals"], strict=True)):
        figures = [
            figure
            for series in compared["series"]
            for figure in (series["counts"][place], series["shares"][place])
        ]
        table.writerow([day, *figures, total])


if __name__ == "__main__":
    main()
