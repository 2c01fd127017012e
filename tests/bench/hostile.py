"""What hostile queries cost: CPU time and memory of each, beside a bound.

    python tests/bench/hostile.py ARCHIVE [--most-ms 200] [--most-mb 50]

Exits with 1 when a query takes more. The bounds are for an archive of some 20,000 articles.
"""

from __future__ import annotations

import argparse
import sys
import time
import tracemalloc

import search

# Syllables that stand in most articles.
_FREQUENT = """
của và có trong cho các được với là người không một những này đã ở đến khi từ ông năm để về
tại vào như cũng ra sẽ đó
"""
FREQUENT = _FREQUENT.split()
_SHORT = """
an en in on un ai oi ui ao eo ta ma na la ca ba da ga ha
"""
SHORT = _SHORT.split()
VOWELS = "aeiouy"


def phrases(count: int, slop: str = "") -> str:
    """Phrases of two frequent syllables."""
    pairs = [" ".join((FREQUENT * 2)[i : i + 4 : 2]) for i in range(len(FREQUENT))]
    return " OR ".join(f'"{pair}"{slop}' for pair in pairs[:count])


HOSTILE = {
    "plain, for comparison": "dân vận khéo mặt trận",
    "every word": " ".join(FREQUENT * 60),
    "leading wildcard": "*a",
    "any letter": "*a*",
    "wildcards inside": "*a*b*c*",
    "wildcards without end": "a*" * 5_000,
    "wildcards that nearly fit": "*a" * 30 + "z",
    "question marks": "?a??? ??a?? ?b? ???? ?e?e?",
    "runs of question marks": "?" * 10_000,
    "patterns, joined": " OR ".join(f"*{a}{b}*" for a in VOWELS for b in VOWELS[:5]),
    "patterns, side by side": " ".join(f"*{letter}*" for letter in "abcdeghiklmnopqrstuvxy"),
    "prefixes": " OR ".join(f"{letter}*" for letter in "abcdeghiklmnopqrstuvxy"),
    "banned prefixes": "năm " + " ".join(f"-{letter}*" for letter in "bcdghklmnpqrstvx"),
    "fuzzy words": " OR ".join(f"{word}~2" for word in SHORT),
    "fuzzy long word": "x" * 60 + "~2",
    "200 alternatives": " OR ".join((FREQUENT * 9)[:200]),
    "200 conditions": " AND ".join((FREQUENT * 9)[:200]),
    "1,000 alternatives": " OR ".join((FREQUENT * 40)[:1_000]),
    "30 phrases": phrases(30),
    "30 wide phrases": phrases(30, "~99"),
    "wide phrase": '"của và có"~99',
    "wide phrase of one word": f'"{"của " * 256}"~99',
    "phrase of 256 syllables": f'"{" ".join((FREQUENT * 9)[:256])}"~99',
    "phrase of 2,000 syllables": f'"{" ".join((FREQUENT * 70)[:2_000])}',
    "parentheses": "(" * 4_000 + "a" + ")" * 4_000,
    "nested alternatives": "(" * 30 + "của" + " OR và)" * 30,
    "nested negations": "NOT (" * 30 + "của" + ")" * 30,
    "row of negations": "NOT " * 2_000 + "của",
    "dates": " OR ".join(f"ngày:{year}" for year in range(1900, 2100)),
    "dates in prose": "ngày: " * 1_600,
    "dates that are none": "ngày:từ " * 1_200,
    "weights": " ".join(f"{word}^{i}" for i, word in enumerate(FREQUENT * 9)),
    "quotation marks": '"' * 9_999,
    "a long word": "x" * 10_000,
    "marks on marks": "a" + "\u0301" * 9_000,
    "empty fields": "title:" * 1_600,
    "present fields": "title:* OR url:* OR date:*",
}


_Raw = argparse.RawTextHelpFormatter


def measured(archive: search.Archive, typed: str) -> tuple[float, float, int]:
    """The least CPU milliseconds of three searches, the peak in megabytes, and how many match."""
    times = []
    for _ in range(3):
        started = time.process_time()
        results = archive.search(typed)
        times.append(1e3 * (time.process_time() - started))
    tracemalloc.start()
    archive.search(typed)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return min(times), peak / 1e6, results.total


def main() -> int:
    """Print a line for each query."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_Raw)
    parser.add_argument("archive")
    parser.add_argument("--most-ms", type=float, default=200.0)
    parser.add_argument("--most-mb", type=float, default=50.0)
    arguments = parser.parse_args()
    worst = 0
    with search.open(arguments.archive) as archive:
        started = time.process_time()
        archive.search("*a* OR *ă* OR kinhh~")  # reads the words of the archive
        print(f"first pattern: {1e3 * (time.process_time() - started):.0f} ms")
        print(f"{'query':28}{'length':>8}{'ms':>8}{'MB':>8}{'matches':>9}")
        for name, typed in HOSTILE.items():
            milliseconds, megabytes, total = measured(archive, typed)
            over = milliseconds > arguments.most_ms or megabytes > arguments.most_mb
            worst |= over
            flag = "  over" if over else ""
            row = f"{name:28}{len(typed):8}{milliseconds:8.1f}{megabytes:8.1f}{total:9}{flag}"
            print(row, flush=True)
    return int(worst)


if __name__ == "__main__":
    sys.exit(main())
