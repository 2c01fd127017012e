"""Shows what other weights do to a ranking, and what a score is made of.

python examples/custom_ranking.py ARCHIVE QUERY
"""

from __future__ import annotations

import argparse
from pathlib import Path

import search

RANKINGS = {
    "as it comes": search.Ranking(),
    "titles count more": search.Ranking(title=2.0),
    "no neighbouring pairs": search.Ranking(pairs=0, folded_pairs=0, unmarked_pairs=0),
    "nothing for being like the first": search.Ranking(feedback=0),
    "newer ones first": search.Ranking(freshness=1.5, half_life=730),
}


def main() -> None:
    """Print the first three articles of each ranking, and how the first got there."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("query")
    asked = parser.parse_args()
    with search.open(asked.archive) as archive:
        for name, ranking in RANKINGS.items():
            results = archive.search(asked.query, limit=3, snippets=False, ranking=ranking)
            print(f"{name}:")
            for hit in results:
                print(f"  {hit.score:6.2f}  {hit.article.title}")
            for part in results.hits[0].explain()[:2] if results.hits else ():
                print(f"          of the first: {part}")


if __name__ == "__main__":
    main()
