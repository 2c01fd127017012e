"""Compares the answers of two versions on one archive: ids, scores, totals, facets and order.

    python tests/quality/same_answers.py ARCHIVE CHECKOUT [--queries FILE ...] [--every N]
        [--generated 10000] [--trees 10000] [--seed 1]

CHECKOUT is a folder with the other version, its native extensions built. Both versions answer in
processes of their own: the queries of the files (JSON Lines with a `text`), queries that a grammar
makes up, with filters, orders and rules of what counts, and trees of random nodes over the
archive's own terms. Scores may differ by 1e-9; articles of scores that near may change places, and
one whose score is that near to the threshold may be a match in one version only: both are counted.
Exits with 1 when anything else differs.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from generated_queries import Maker
from numpy.typing import NDArray

import search
from search.answering import Answering
from search.choices import MATCHES, SORTS
from search.engines import nodes
from search.engines.nodes import Node, Scored
from search.engines.protocol import Answers, Asked, Freshness, Snapshot
from search.selection import EVERY_ARTICLE, Selection

ENOUGH = 1e-9
_FIELDS = ("text", "text", "text_folded", "title", "title_folded", "compounds")
_FACETS = ("category", "source", "author")
_YEAR = 366 * 24 * 60 * 60
_SHOWN = 10

Scores = NDArray[np.float64]


class Reply(NamedTuple):
    """What one version answers: the hits in their order, all matches by key, and what is counted.

    `told` is compared as it is; hits and matches are keys with their scores.
    """

    told: dict[str, Any]
    hits: tuple[list[Any], Scores]
    matches: tuple[NDArray[Any], Scores]


def _counted(answers: Answers) -> dict[str, Any]:
    return {"total": answers.total, "facets": answers.facets, "groups": answers.groups}


class Asker:
    """Asks an archive of the version that this process runs."""

    def __init__(self, archive: search.Archive, seed: int) -> None:
        self._archive = archive
        self._snapshot: Snapshot = archive.snapshot()
        self._random = random.Random(seed)
        self._terms = {field: self._some_terms(field) for field in dict.fromkeys(_FIELDS)}
        self._values = {
            facet: [value for value, _ in archive.search("").facets[facet]] for facet in _FACETS
        }

    def _some_terms(self, field: str) -> list[str]:
        """Frequent and rare terms of a field, the same in every version."""
        df: Counter[str] = Counter()
        for lexicon in self._snapshot.lexicons(field):
            texts, counts = lexicon.matching("*")
            df.update(dict(zip(texts, counts.tolist(), strict=True)))
        ordered = sorted(df, key=lambda text: (-df[text], text))
        return ordered[:300] + self._random.sample(ordered, min(300, len(ordered)))

    def text(self, typed: str, **options: Any) -> Reply:
        """The answer to a query, without options as a page asks for it."""
        try:
            results = self._archive.search(typed, limit=30, snippets=False, **options)
        except search.QueryError as error:
            return Reply({"error": str(error)}, ([], np.empty(0)), (np.empty(0), np.empty(0)))
        told = {
            "total": results.total,
            "groups": results.groups,
            "facets": results.facets,
            "notes": [note.code.value for note in results.notes],
            "applied": results.applied,
            "more": results.more,
        }
        ids = [hit.article.id for hit in results]
        hits = ids, np.array([hit.score for hit in results])
        if options or results.applied is not None:
            return Reply(told, hits, (np.empty(0), np.empty(0)))
        evaluation = Answering(self._snapshot, self._archive._synonyms).answer(typed).evaluation
        return Reply(told, hits, evaluation.answers.by_score())

    def options(self) -> dict[str, Any]:
        """Some of the options of a search."""
        pick = self._random
        found: dict[str, Any] = {"match": pick.choice(MATCHES), "sort": pick.choice(SORTS)}
        found["group"] = pick.random() < 0.2
        found["offset"] = pick.choice([0, 0, 0, 10, 300])
        if pick.random() < 0.5:
            found["selection"] = self.selection()
        if pick.random() < 0.1:
            found["ranking"] = search.Ranking(freshness=0.3)
        return found

    def selection(self) -> Selection:
        """Some filters."""
        pick = self._random
        values = {
            facet: frozenset(pick.sample(known, min(len(known), pick.choice([1, 2]))))
            for facet, known in self._values.items()
            if known and pick.random() < 0.4
        }
        since = 1_100_000_000 + pick.randrange(20 * _YEAR) if pick.random() < 0.4 else None
        until = None if since is None else since + pick.randrange(3 * _YEAR)
        return Selection(since, until, values)

    def asked(self) -> Asked:
        """What an engine may be asked: terms that rank, a condition, what was meant."""
        pick = self._random
        ranked = tuple(dict.fromkeys(self.scored() for _ in range(pick.choice([0, 1, 2, 5, 30]))))
        return Asked(
            ranked=ranked,
            condition=self.node(3) if pick.random() < 0.4 else None,
            must_score=pick.random() < 0.8,
            selection=self.selection() if pick.random() < 0.3 else EVERY_ARTICLE,
            share=pick.choice([0.0, 0.35, 0.35, 0.4, 0.9, 1.0]),
            beyond=pick.random() < 0.5,
            freshness=Freshness(0.2, 365.0, 200) if ranked and pick.random() < 0.1 else None,
            meant=nodes.Disjunction(ranked[::2])
            if len(ranked) > 1 and pick.random() < 0.3
            else None,
            unmeant=ranked[1::2] if pick.random() < 0.5 else None,
        )

    def term(self, weight: float = 0.0) -> nodes.Term:
        """A term that the archive has."""
        field = self._random.choice(_FIELDS)
        return nodes.Term(field, self._random.choice(self._terms[field]), weight)

    def scored(self) -> Scored:
        """A term with a weight, or several that count as one."""
        pick, weight = self._random, self._random.choice([0.075, 0.25, 0.3, 1.0])
        if pick.random() < 0.9:
            return self.term(weight)
        texts = dict.fromkeys(pick.choice(self._terms["text"]) for _ in range(4))
        return nodes.TermSet("text", tuple(texts), weight)

    def node(self, depth: int) -> Node:
        """A condition."""
        pick = self._random
        if depth and pick.random() < 0.6:
            parts = tuple(self.node(depth - 1) for _ in range(pick.choice([1, 2, 3])))
            kinds = [nodes.Conjunction, nodes.Disjunction]
            if pick.random() < 0.2:
                return nodes.Negation(parts[0])
            return pick.choice(kinds)(parts)
        words = [pick.choice(self._terms["text"]) for _ in range(pick.choice([2, 3]))]
        since = 1_100_000_000 + pick.randrange(20 * _YEAR)
        leaves: list[Node] = [
            self.term(),
            self.term(),
            nodes.Phrase(tuple(nodes.Term("text", word) for word in words), pick.choice([1, 4])),
            nodes.Prefix("text", pick.choice(self._terms["text"])[:2], 50),
            nodes.Dated(since, since + 3 * _YEAR),
        ]
        values = self._values["category"]
        if values:
            leaves.append(nodes.Carrying("category", (pick.choice(values),)))
        return pick.choice(leaves)

    def tree(self) -> Reply:
        """The answer of the engine to something random."""
        asked, most = self.asked(), self._random.choice([0, 10, 200])
        found = self._snapshot.find(asked, most)
        candidates, answers = found.candidates, found.answers
        told = _counted(answers) | {
            "is_answer": dict(
                zip(candidates.keys.tolist(), candidates.is_answer.tolist(), strict=True)
            ),
            "has_all": candidates.has_all,
            "best": f"{candidates.best:.6g}",
            "total alone": self._snapshot.total(asked),
            "newest": answers.by_date(20).tolist(),
            "days": [one.tolist() for one in answers.by_day(any_day=True)],
        }
        return Reply(told, (candidates.keys.tolist(), candidates.scores), answers.by_score())


def _texts(paths: list[Path], every: int) -> Iterator[str]:
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for line in lines]
        yield from texts[::every]


def _questions(options: argparse.Namespace) -> Iterator[tuple[str, Any]]:
    """(kind, text) of everything that is asked; a tree has no text."""
    for typed in _texts(options.queries, options.every):
        yield "query", typed
    maker = Maker(options.seed)
    for _ in range(options.generated):
        yield "generated", maker.query()
    for _ in range(options.trees):
        yield "tree", None


def answer_all(options: argparse.Namespace) -> None:
    """Write a reply for each question to the standard output."""
    out = sys.stdout.buffer
    with search.open(options.archive) as archive:
        asker = Asker(archive, options.seed)
        for kind, typed in _questions(options):
            if kind == "tree":
                reply = asker.tree()
            elif kind == "query":
                reply = asker.text(typed)
            else:
                reply = asker.text(typed, **asker.options())
            pickle.dump(tuple(reply), out)
            out.flush()


class Comparison:
    """Counts what differs, and tells the first of it."""

    def __init__(self) -> None:
        self.different = 0
        self.tied: Counter[str] = Counter()

    def compare(self, question: tuple[str, Any], one: Reply, other: Reply) -> None:
        """Compare two replies to a question."""
        wrong = [name for name in one.told if one.told[name] != other.told.get(name)]
        if not _same_order(one.hits, other.hits):
            wrong.append("hits")
        elif list(one.hits[0]) != list(other.hits[0]):
            self.tied["articles of one score in another order"] += 1
        on_threshold = _threshold(one.matches, other.matches)
        if on_threshold is None:
            wrong.append("matches")
        elif on_threshold:
            self.tied["articles on the threshold"] += on_threshold
        if wrong:
            self.different += 1
            if self.different <= _SHOWN:
                print(f"{question}: {', '.join(wrong)}", file=sys.stderr)
                for name in wrong:
                    if name in one.told:
                        shown = str(one.told[name])[:300], str(other.told.get(name))[:300]
                        print("   ", *shown, sep="\n    ", file=sys.stderr)


def _near(ones: Scores, others: Scores) -> bool:
    return bool(np.allclose(ones, others, rtol=ENOUGH, atol=ENOUGH))


def _same_order(ones: tuple[list[Any], Scores], others: tuple[list[Any], Scores]) -> bool:
    """Whether the hits are the same, and in the same order but for those of one score."""
    if len(ones[0]) != len(others[0]) or not _near(ones[1], others[1]):
        return False
    scores = {**dict(zip(*others, strict=True)), **dict(zip(*ones, strict=True))}
    return all(
        a == b or abs(scores[a] - scores[b]) <= ENOUGH * max(1, abs(scores[a]))
        for a, b in zip(ones[0], others[0], strict=True)
    )


def _threshold(
    ones: tuple[NDArray[Any], Scores], others: tuple[NDArray[Any], Scores]
) -> int | None:
    """How many matches only one version has, all on the threshold; None where more differs."""
    _, mine, theirs = np.intersect1d(ones[0], others[0], assume_unique=True, return_indices=True)
    if not _near(ones[1][mine], others[1][theirs]):
        return None
    alone = [np.delete(ones[1], mine), np.delete(others[1], theirs)]
    lowest = min((scores.min() for scores in (ones[1], others[1]) if len(scores)), default=0.0)
    if any((scores > lowest * (1 + ENOUGH) + ENOUGH).any() for scores in alone):
        return None
    return sum(map(len, alone))


def _started(arguments: list[str], version: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-W", "ignore", __file__, *arguments, "--answer"]
    environment = {**os.environ, "PYTHONPATH": str(version.absolute())}
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)


def _next(process: subprocess.Popen[bytes]) -> Reply:
    assert process.stdout is not None
    return Reply(*pickle.load(process.stdout))


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--queries", type=Path, nargs="+", default=[], metavar="FILE")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth query")
    parser.add_argument("--generated", type=int, default=10_000, metavar="N")
    parser.add_argument("--trees", type=int, default=10_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Compare, and tell what differs."""
    options = _arguments(arguments)
    if options.answer:
        answer_all(options)
        return 0
    mine, theirs = (
        _started(sys.argv[1:] if arguments is None else arguments, version)
        for version in (Path(__file__).parents[2], options.checkout)
    )
    comparison = Comparison()
    asked: Counter[str] = Counter()
    for question in _questions(options):
        one, other = _next(mine), _next(theirs)
        comparison.compare(question, one, other)
        asked[question[0]] += 1
    counts = ", ".join(f"{count} of kind {kind}" for kind, count in asked.items())
    print(f"{counts}: {comparison.different} are answered differently")
    for what, count in comparison.tied.items():
        print(f"{count}: {what}")
    return int(mine.wait() + theirs.wait() + comparison.different > 0)


if __name__ == "__main__":
    sys.exit(main())
