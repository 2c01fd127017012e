"""Queries of a relevance set, and how well an archive answers them: what the tables are made of."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import fields
from math import log2
from pathlib import Path
from typing import NamedTuple

import numpy as np

import search
from index.vietnamese.spelling import fold
from search.answering import Answering, SynonymCache

# What in a Ranking is no weight of the score.
NO_WEIGHTS = ("candidates", "match", "unmarked_match", "half_life")
# What a feature that is off by default gets where it is judged.
SWITCHED_ON = 0.2

_archive: search.Archive | None = None
_synonyms = SynonymCache(None)


class Query(NamedTuple):
    """A query of the set; the ids in `exclude` are dropped from a ranking before it is cut."""

    id: str
    kind: str
    variant: str
    text: str
    relevant: frozenset[str]
    exclude: frozenset[str]


class Verdict(NamedTuple):
    """How well a query was answered.

    `matched` is the share of the relevant articles that count as matches, `share` that of the
    archive that does.
    """

    ndcg: float
    recall: float
    first: float
    matched: float
    share: float
    seconds: float


def read_queries(path: Path) -> list[Query]:
    """The queries of a file."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        values = json.loads(line)
        sets = {name: frozenset(values[name]) for name in ("relevant", "exclude")}
        found.append(Query(**{**{name: values[name] for name in Query._fields}, **sets}))
    return found


def read_kinds(path: Path) -> list[tuple[Query, Query]]:
    """The queries of a file of kinds as they are typed, each with its plain twin."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        values = json.loads(line)
        typed, plain = (
            Query(
                f"{number}:{name}",
                values["kind"],
                name,
                values[name],
                frozenset(values["relevant"]),
                frozenset(),
            )
            for name in ("text", "plain")
        )
        found.append((typed, plain))
    return found


def ranking_with(settings: Iterable[str]) -> search.Ranking:
    """The usual ranking with other values for some weights, each as WEIGHT=NUMBER."""
    types = {field.name: type(field.default) for field in fields(search.Ranking)}
    chosen = (one.split("=") for one in settings)
    return search.Ranking(**{name: types[name](value) for name, value in chosen})


def judge_all(
    workers: Executor, queries: Iterable[Query], ranking: search.Ranking
) -> dict[str, Verdict]:
    """How well each query is answered, by its id; each is judged once."""
    once = {query.id: query for query in queries}
    verdicts = workers.map(judge, [(query, ranking) for query in once.values()], chunksize=8)
    return dict(zip(once, verdicts, strict=True))


def clean_twins(queries: Iterable[Query]) -> dict[str, Query]:
    """For the id of each variant, the same query typed clean, where the set has it."""

    def key(query: Query) -> tuple[str, str, frozenset[str]]:
        text = fold(unicodedata.normalize("NFC", query.text)).lower().replace("y", "i")
        return query.kind, text, query.relevant

    queries = list(queries)
    clean = {key(query): query for query in queries if query.variant == "clean"}
    others = [query for query in queries if query.variant != "clean" and key(query) in clean]
    return {query.id: clean[key(query)] for query in others}


def features() -> Iterator[tuple[str, float]]:
    """Each weight of a Ranking, and what switches it off, or on if it is off by default."""
    for field in fields(search.Ranking):
        if field.name not in NO_WEIGHTS:
            yield field.name, 0.0 if field.default else SWITCHED_ON


def ndcg(ranked: list[str], relevant: frozenset[str], depth: int = 10) -> float:
    """Normalised discounted cumulative gain with binary relevance."""
    gain = sum(1 / log2(place + 2) for place, id in enumerate(ranked[:depth]) if id in relevant)
    ideal = sum(1 / log2(place + 2) for place in range(min(depth, len(relevant))))
    return gain / ideal


def recall(ranked: list[str], relevant: frozenset[str], depth: int = 20) -> float:
    """The share of the relevant articles among the first `depth`."""
    return len(relevant.intersection(ranked[:depth])) / len(relevant)


def reciprocal_rank(ranked: list[str], relevant: frozenset[str]) -> float:
    """One over the place of the first relevant article; 0 when it is not in the list."""
    return next((1 / place for place, id in enumerate(ranked, 1) if id in relevant), 0.0)


def pool(archive: str, processes: int) -> ProcessPoolExecutor:
    """Processes that judge on an archive."""
    return ProcessPoolExecutor(processes, initializer=_open, initargs=(archive,))


def _open(archive: str) -> None:
    global _archive  # noqa: PLW0603  (one per worker process)
    _archive = search.open(archive)


def judge(work: tuple[Query, search.Ranking]) -> Verdict:
    """How well the archive of this process answers a query."""
    query, ranking = work
    assert _archive is not None
    ranking = ranking_for(query, ranking)
    limit = 20 + len(query.exclude)
    found = _archive.search(query.text, limit=limit, ranking=ranking, snippets=False)
    ranked = [hit.article.id for hit in found if hit.article.id not in query.exclude]
    snapshot = _archive.snapshot()
    answering = Answering(snapshot, _synonyms)
    answers = answering.answer(query.text, ranking=ranking).evaluation.answers
    keys = [snapshot.key_of(id) for id in query.relevant]
    return Verdict(
        ndcg(ranked, query.relevant),
        recall(ranked, query.relevant),
        reciprocal_rank(ranked, query.relevant),
        sum(key is not None and bool(answers.contains(np.array([key]))[0]) for key in keys)
        / len(keys),
        found.total / snapshot.count,
        found.seconds,
    )


def ranking_for(query: Query, ranking: search.Ranking) -> search.Ranking:
    """The ranking, without the title for known items, which have none in the set."""
    if query.kind != "known-item":
        return ranking
    return search.Ranking(**{**vars(ranking), "title": 0.0})
