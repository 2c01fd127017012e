"""Near-duplicate groups against the exact Jaccard similarity of their articles.

    python tests/quality/duplicates.py CORPUS [--archive DIR]

CORPUS is a file or folder of articles. Prints how many pairs have an exact similarity of at least
.8, how many of these share a group (recall), how many of the pairs that share a group are at least
so similar (precision), and how far the others are from it. Exits with 1 when either is below .98.
The archive is built anew in a temporary folder, unless --archive names one of the same corpus.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import index
import search
from index.articles.article import Article
from index.build.duplicates import SIMILAR
from index.vietnamese.spelling import clean
from index.vietnamese.syllables import scan

BAR = 0.98
_BITS = 21  # of the number of a syllable; three make a shingle

Shingles = NDArray[np.uint64]


def shingles_of(article: Article, numbers: dict[str, int]) -> Shingles:
    """The exact set of an article's shingles, rising; `numbers` are those of the syllables."""
    texts = (article.title, article.summary, article.body)
    found = [syllable.text for text in texts for syllable in scan(*clean(text))]
    codes = np.array([numbers.setdefault(one, len(numbers) + 1) for one in found], np.uint64)
    if len(numbers) >> _BITS:
        raise SystemExit("there are too many different syllables for this check")
    if 0 < len(codes) < 3:
        codes = np.concatenate([np.zeros(3 - len(codes), np.uint64), codes])
    bits = np.uint64(_BITS)
    return np.unique(codes[:-2] << bits << bits | codes[1:-1] << bits | codes[2:])


def similarity(one: Shingles, other: Shingles) -> float:
    """The Jaccard similarity of two sets."""
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / max(1, len(one) + len(other) - common)


def similar_pairs(sets: list[Shingles]) -> Iterator[tuple[int, int]]:
    """All pairs that are at least `SIMILAR`: two such sets share one of their rarest members.

    (Prefix filtering: Bayardo, Ma, Srikant: Scaling Up All Pairs Similarity Search, 2007.)
    """
    sizes = np.array([len(one) for one in sets])
    owners = np.repeat(np.arange(len(sets)), sizes)
    _, members, counts = np.unique(np.concatenate(sets), return_inverse=True, return_counts=True)
    ranks = np.empty(len(counts), np.int64)
    ranks[np.argsort(counts, kind="stable")] = np.arange(len(counts))
    rank_of, count_of = ranks[members], counts[members]
    order = np.lexsort((rank_of, owners))
    owners, rank_of, count_of = owners[order], rank_of[order], count_of[order]
    places = np.arange(len(owners)) - (np.cumsum(sizes) - sizes)[owners]
    in_prefix = places <= sizes[owners] - np.ceil(SIMILAR * sizes[owners] - 1e-9)
    kept = in_prefix & (count_of > 1)
    order = np.lexsort((owners[kept], rank_of[kept]))
    owners, rank_of = owners[kept][order], rank_of[kept][order]
    pairs = np.empty((0, 2), np.int64)
    step = 1
    while len(same := np.flatnonzero(rank_of[step:] == rank_of[:-step])):
        found = np.stack([owners[same], owners[same + step]], axis=1)
        small, large = np.sort(sizes[found], axis=1).T
        pairs = np.unique(np.concatenate([pairs, found[small >= SIMILAR * large]]), axis=0)
        step += 1
    for one, other in pairs.tolist():
        if similarity(sets[one], sets[other]) >= SIMILAR:
            yield one, other


def main() -> int:
    """Compare, and print; the status is 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus")
    parser.add_argument("--archive", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = arguments.archive or Path(folder) / "archive"
        if not arguments.archive:
            index.reindex([arguments.corpus], archive)
        return compare(archive)


def compare(archive: Path) -> int:
    """Print the figures of an archive's groups."""
    with search.open(archive) as opened:
        snapshot = opened.snapshot()
        live = np.flatnonzero(snapshot.live).tolist()
        groups: dict[int, list[int]] = {}
        numbers: dict[str, int] = {}
        sets = []
        columns = [segment.column("group").values for segment in snapshot.segments]
        for place, (number, group) in enumerate(
            zip(live, np.concatenate(columns)[live].tolist(), strict=True)
        ):
            groups.setdefault(group, []).append(place)
            sets.append(shingles_of(snapshot.article(number), numbers))
    exact = {tuple(sorted(pair)) for pair in similar_pairs(sets)}
    grouped = {pair for members in groups.values() for pair in combinations(members, 2)}
    common = len(exact & grouped)
    recall, precision = common / max(1, len(exact)), common / max(1, len(grouped))
    wrong = sorted(similarity(sets[one], sets[other]) for one, other in grouped - exact)
    alone = sum(len(members) == 1 for members in groups.values())
    print(f"{len(sets):,} articles, {len(sets) - alone:,} of them with near-duplicates")
    print(f"{len(sets) - len(groups):,} follow an earlier one; {len(exact):,} similar pairs")
    print(f"recall {recall:.4f}, precision {precision:.4f}")
    if wrong:
        print(f"similarity of the {len(wrong)} others that share a group: from {wrong[0]:.3f},")
        print(f"in the middle {wrong[len(wrong) // 2]:.3f}")
    return int(min(recall, precision) < BAR)


if __name__ == "__main__":
    sys.exit(main())
