"""What "did you mean" makes of the queries of a relevance set, by kind and variant.

    python tests/quality/suggestions.py FOLDER [--archive DIR] [--every N] [--list] [--keys]

FOLDER is that of `relevance.py`. A mistyped query is right when the suggestion is the `clean` query
of its kind with the same relevant articles that differs from it least, whatever its letter case,
spelling and spaces. Prints, beside the bars that the product must reach, the shares of queries for
which the right suggestion, another one, or none was shown, and what one takes in milliseconds of
the processor. Then which of the queries that were typed as meant have keys of Telex or VNI read as
letters at once, each by its text; with `--keys`, how often that is done to the keys by which the
clean queries are typed (see `keying.py`), and how often it gives them. Exits with 1 when a bar is
missed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from keying import METHODS, keyed

import index
import search
from index.vietnamese.segmentation import Segmentation
from index.vietnamese.spelling import clean
from search import NoteCode

# (kind, variant) -> the least share of right suggestions.
BARS = {
    ("topic", "typo"): 0.80,
    ("keywords", "typo"): 0.80,
    ("topic", "wrong-tone"): 0.85,
    ("keywords", "wrong-tone"): 0.70,
}
# The largest share of clean queries, over all kinds, that get a suggestion.
MOST_CLEAN = 0.06
# The largest share of queries typed as meant that something else was searched for.
MOST_APPLIED = 0.001
# The files of queries that were typed as meant, and the names of those in a line.
AS_MEANT = {"queries.jsonl": ("text",), "kinds.jsonl": ("text", "plain")}

Query = dict[str, object]


def normal(text: str) -> list[str]:
    """What two queries are compared by."""
    return [syllable.text for syllable in Segmentation(clean(text).text).syllables]


def intended(queries: Iterable[Query]) -> dict[str, list[str]]:
    """The query that was meant by each mistyped one, by its id."""
    queries = list(queries)
    cleans: dict[object, list[list[str]]] = defaultdict(list)
    for query in queries:
        if query["variant"] == "clean":
            cleans[_key(query)].append(normal(str(query["text"])))
    meant = {}
    for query in queries:
        if query["variant"] in ("typo", "wrong-tone"):
            typed = normal(str(query["text"]))
            meant[str(query["id"])] = min(cleans[_key(query)], key=lambda one: _apart(typed, one))
    return meant


def _key(query: Query) -> object:
    return query["kind"], *sorted(query["relevant"])  # type: ignore[call-overload]


def _apart(one: list[str], other: list[str]) -> int:
    """In how many syllables two queries differ."""
    if len(one) != len(other):
        return len(one) + len(other)
    return sum(a != b for a, b in zip(one, other, strict=True))


def main() -> int:
    """Index, ask for every suggestion, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--archive", help="keep the archive here, and use it if it exists")
    parser.add_argument("--every", type=int, default=1, help="ask only every nth query of a row")
    parser.add_argument("--list", action="store_true", help="print the suggestions, too")
    parser.add_argument("--keys", action="store_true", help="judge what is typed by keys, too")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.archive or str(Path(temporary) / "archive")
        if not (Path(folder) / "CURRENT").exists():
            index.reindex([arguments.folder / "docs.jsonl.zst"], folder)
        with search.open(folder) as archive:
            lines = (arguments.folder / "queries.jsonl").read_text(encoding="utf-8").splitlines()
            queries = list(map(json.loads, lines))
            missed = print_table(archive, queries, arguments.every, show=arguments.list)
            missed += print_applied(archive, arguments.folder)
            if arguments.keys:
                print_keys(archive, queries, arguments.every, show=arguments.list)
            return 1 if missed else 0


def print_table(archive: search.Archive, queries: list[Query], every: int, *, show: bool) -> int:
    """Print a line for each kind and variant; returns how many miss their bars."""
    meant = intended(queries)
    rows: dict[tuple[str, str], list[Query]] = defaultdict(list)
    for query in queries:
        rows[str(query["kind"]), str(query["variant"])].append(query)
    archive.correct("chợ")  # loads the language
    print(
        f"{'kind':<11}{'variant':<15}{'queries':>8}{'right':>8}{'bar':>6}{'wrong':>8}{'none':>8}"
        f"{'p50 ms':>8}{'p95 ms':>8}"
    )
    missed = 0
    every_time: list[float] = []
    cleans: list[bool] = []
    for row, found in sorted(rows.items()):
        chosen = found[::every] if len(found) >= 10 * every else found
        right, shown, taken = 0, 0, []
        for query in chosen:
            typed = str(query["text"])
            begin = time.process_time()
            suggestion = archive.correct(typed)
            taken.append(1000 * (time.process_time() - begin))
            is_right = suggestion is not None and normal(suggestion) == meant.get(str(query["id"]))
            right += is_right
            shown += suggestion is not None
            if show and (not is_right if row[1] in ("typo", "wrong-tone") else suggestion):
                print(f"    {typed} -> {suggestion}")
        if row[1] == "clean":
            cleans += [True] * shown + [False] * (len(chosen) - shown)
        bar = BARS.get(row)
        below = bar is not None and right < bar * len(chosen)
        missed += below
        taken.sort()
        every_time += taken
        print(
            f"{row[0]:<11}{row[1]:<15}{len(chosen):>8}{right / len(chosen):>8.3f}"
            f"{'' if bar is None else f'{bar:.2f}':>6}{(shown - right) / len(chosen):>8.3f}"
            f"{1 - shown / len(chosen):>8.3f}{taken[len(taken) // 2]:>8.1f}"
            f"{taken[len(taken) * 95 // 100]:>8.1f}{' below' if below else ''}",
            flush=True,
        )
    every_time.sort()
    print(f"p95 of all: {every_time[len(every_time) * 95 // 100]:.1f} ms")
    share = sum(cleans) / len(cleans)
    missed += share > MOST_CLEAN
    verdict = " above" if share > MOST_CLEAN else ""
    print(f"clean queries with a suggestion: {share:.3f}, {MOST_CLEAN} at most{verdict}")
    return missed


def applied(archive: search.Archive, typed: str) -> str | None:
    """What is searched for instead of a query because of its keys, or None."""
    results = archive.search(typed, limit=0, snippets=False)
    is_read = any(note.code is NoteCode.KEYSTROKES for note in results.notes)
    return results.applied if is_read else None


def print_applied(archive: search.Archive, folder: Path) -> int:
    """Print what was applied to queries that were typed as meant; returns 1 if it is too much."""
    asked: set[str] = set()
    for name, keys in AS_MEANT.items():
        path = folder / name
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            query = json.loads(line)
            if query.get("variant") not in ("typo", "wrong-tone"):
                asked.update(query[key] for key in keys)
    found = [(typed, read) for typed in sorted(asked) if (read := applied(archive, typed))]
    for typed, read in found:
        print(f"    {typed} -> {read}")
    print(
        f"keys read in {len(found)} of {len(asked)} queries that have none, {MOST_APPLIED} at most"
    )
    return int(len(found) > MOST_APPLIED * len(asked))


def print_keys(archive: search.Archive, queries: list[Query], every: int, *, show: bool) -> None:
    """Print how often the keys of clean queries are read at once, and are these queries then."""
    print(f"{'kind':<11}{'keys':<18}{'queries':>8}{'read':>8}{'right':>8}")
    kinds: dict[str, list[str]] = defaultdict(list)
    for query in queries:
        if query["variant"] == "clean":
            kinds[str(query["kind"])].append(str(query["text"]))
    for kind, texts in sorted(kinds.items()):
        for name, method in METHODS.items():
            pairs = [(text, keyed(text, method)) for text in texts[::every]]
            pairs = [(text, typed) for text, typed in pairs if text != typed]
            read = [(text, typed, applied(archive, typed)) for text, typed in pairs]
            done = [one for one in read if one[2] is not None]
            right = [text for text, _, found in done if normal(str(found)) == normal(text)]
            if show:
                for text, typed, found in read:
                    if found is None or normal(found) != normal(text):
                        print(f"    {typed} -> {found}")
            share = len(right) / max(1, len(done))
            print(f"{kind:<11}{name:<18}{len(pairs):>8}{len(done) / len(pairs):>8.3f}{share:>8.3f}")


if __name__ == "__main__":
    sys.exit(main())
