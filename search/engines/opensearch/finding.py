"""What is found: the best articles by their scores, and the query that all answers meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from index.cluster.view import BARE, BY_KEY, PAGE
from index.storage.scoring import K1
from search.engines.nodes import Disjunction, Node, Term
from search.engines.opensearch.counting import rescored
from search.engines.opensearch.filters import EVERYTHING, Clause, all_of, asked_everywhere
from search.engines.opensearch.pairs import NamedScores, named
from search.engines.opensearch.rows import FIELDS
from search.engines.protocol import DECIMALS, Asked, Candidates, Keys, Scores

if TYPE_CHECKING:
    from search.engines.opensearch.answers import OpenSearchAnswers
    from search.engines.opensearch.snapshot import OpenSearchSnapshot

# By which the server's scores, in numbers of 32 bits, may be below ours.
_ROUNDED = 1 - 2e-6
_MEANT = "meant"
_BY_SCORE = [{"_score": "desc"}, *BY_KEY]


@dataclass(frozen=True)
class Query:
    """What is asked, compiled: what ranks, what must hold of a match, and what was meant besides.

    A match `must_score` something, and at least this `share` of the best score. `saying` are the
    names of what ranks that says what was meant; without any, that is asked for by itself.
    """

    ranked: tuple[Clause, ...]
    condition: Clause
    meant: Clause
    must_score: bool
    share: float
    saying: tuple[str, ...] = ()

    @classmethod
    def of(cls, snapshot: OpenSearchSnapshot, asked: Asked) -> Query:
        """Compile what is asked of a snapshot."""
        ranked = tuple(map(snapshot.scoring.clause, asked.ranked))
        return cls(
            ranked,
            snapshot.filters.of(asked.condition),
            snapshot.filters.of(asked.meant),
            asked.must_score and bool(asked.ranked),
            asked.share if asked.ranked else 0.0,
            tuple(_saying(asked, ranked)),
        )

    def is_meant(self, hit: dict[str, Any]) -> bool:
        """Whether a hit says what was meant."""
        matched = hit.get("matched_queries") or ()
        return any(name in matched for name in self.saying or (_MEANT,))

    def scored(self, *filters: Clause, should: Clause | None = None, names: bool = False) -> Clause:
        """The query that scores, narrowed by more filters; with `names`, hits tell what for."""
        if names:
            own = tuple(_named_forms(clause, row) for row, clause in enumerate(self.ranked))
            return replace(self, ranked=own).scored(*filters, should=should)
        inner: dict[str, Any] = {"should": list(self.ranked)}
        inner["minimum_should_match"] = int(self.must_score)
        body: dict[str, Any] = {"must": [{"bool": inner}] if self.ranked else []}
        wanted = [one for one in (self.condition, *filters) if one is not EVERYTHING]
        body["filter"] = [asked_everywhere(all_of(wanted))] if wanted and self.ranked else wanted
        if not self.must_score and not body["filter"]:
            body["filter"] = [EVERYTHING]
        if not self.must_score and self.ranked:
            body = {"filter": body["filter"], "should": list(self.ranked)}
            body["minimum_should_match"] = 0
        if should is not None:
            body.setdefault("should", []).append(should)
            body["minimum_should_match"] = 0
        return {"bool": body}

    def matches(self, best: float, *filters: Clause, scores: bool = False) -> dict[str, Any]:
        """The parts of a request's body that find all matches, narrowed by more filters.

        With `scores`, these are told, too, where they do not decide.
        """
        if not self.share:
            if scores and self.ranked:
                return {"query": self.scored(self.meant, *filters)}
            any_ranked: Clause = EVERYTHING
            if self.must_score:
                any_ranked = {"bool": {"should": list(self.ranked), "minimum_should_match": 1}}
            return {"query": _constant(all_of([self.condition, self.meant, any_ranked, *filters]))}
        return {
            "query": self.scored(self.meant, *filters),
            "min_score": self.share * best * _ROUNDED,
        }


def _constant(clause: Clause) -> Clause:
    return {"constant_score": {"filter": clause, "boost": 0}}


class FoundInCluster(NamedTuple):
    """What `search.engines.protocol.Found` is, here."""

    candidates: Candidates
    answers: OpenSearchAnswers


def find(snapshot: OpenSearchSnapshot, asked: Asked, most: int) -> FoundInCluster:
    """The best `most` articles, and all that answer."""
    from search.engines.opensearch.answers import OpenSearchAnswers  # noqa: PLC0415 - a circle

    query = Query.of(snapshot, asked)
    if not asked.ranked:
        nothing = np.empty(0, np.int64), np.empty(0), np.empty(0, np.bool_)
        answers = OpenSearchAnswers(snapshot, asked, query, 0.0)
        return FoundInCluster(Candidates(*nothing, 0.0, True), answers)
    hits, best = _best(snapshot, asked, query, most)
    answers = OpenSearchAnswers(snapshot, asked, query, best)
    if most and not asked.only_best:
        answers.count_ahead()
    snapshot.rows.learn(hits)
    keys, scores = _keys_and_scores(hits)
    is_answer = scores >= asked.share * best * _ROUNDED
    is_answer &= bool(best) or not asked.share  # as long as nothing scores, nothing answers
    counted = hits[: asked.counted]
    if counted:
        snapshot.pairs.begin(asked.pairs, keys[: asked.counted])
        told = NamedScores(counted)
        scores[: asked.counted] = _exact(snapshot, asked, query, keys[: asked.counted], told)
    if asked.meant is not None:
        is_answer &= np.array([*map(query.is_meant, hits)], np.bool_)
    if not asked.only_best:
        answers.learn(keys, is_answer)
    has_all = len(hits) < most
    order = np.arange(len(keys))
    order[: len(counted)] = np.argsort(-scores[: len(counted)], kind="stable")
    keys, scores, is_answer = keys[order], scores[order], is_answer[order]
    if not asked.beyond:
        keys, scores, is_answer = keys[is_answer], scores[is_answer], is_answer[is_answer]
    candidates = Candidates(keys, scores, is_answer, best, has_all)
    if asked.freshness is not None:
        candidates = _lifted(candidates, asked, answers)
    return FoundInCluster(candidates, answers)


def _best(
    snapshot: OpenSearchSnapshot, asked: Asked, query: Query, most: int
) -> tuple[list[dict[str, Any]], float]:
    """The best hits of the selection, and the best score of all matches."""
    is_meant = None
    if asked.meant is not None and not query.saying:
        is_meant = {"constant_score": {"filter": query.meant, "boost": 0, "_name": _MEANT}}
    narrowed = snapshot.filters.selected(asked.selection)
    names = bool(asked.counted or query.saying)
    body = {
        **BARE,
        "size": min(most, PAGE),
        "docvalue_fields": FIELDS,
        "query": query.scored(*narrowed, should=is_meant, names=names),
    }
    if most > PAGE:
        body |= {"sort": _BY_SCORE, "track_scores": True}
    bodies = [body]
    best_of_all = {**BARE, "size": 1, "query": query.scored(query.meant)}
    apart = not asked.only_best and (bool(narrowed) or not most)
    if apart:
        bodies.append(best_of_all)
    answers = snapshot.view.searches(bodies if most else bodies[1:], frequencies=names)
    hits: list[dict[str, Any]] = answers[0]["hits"]["hits"] if most else []
    if len(hits) == PAGE < most:
        last = hits[-1]["sort"]
        hits += snapshot.view.each_hit(
            body, _BY_SCORE, most - PAGE, PAGE, after=last, frequencies=names
        )
    if asked.only_best or apart:
        top = answers[-1]["hits"]["hits"]
        return hits, float(top[0]["_score"]) if top and apart else 0.0
    for hit in hits:
        if asked.meant is None or query.is_meant(hit):
            return hits, float(hit["_score"])
    if len(hits) < most:
        return hits, 0.0
    top = snapshot.view.search(best_of_all)["hits"]["hits"]
    return hits, float(top[0]["_score"]) if top else 0.0


def _keys_and_scores(hits: list[dict[str, Any]]) -> tuple[Keys, Scores]:
    """The keys of hits by score, and the scores; of one score those of low keys first."""
    keys = np.array([hit["fields"]["key"][0] for hit in hits], np.int64)
    scores = np.array([hit["_score"] for hit in hits], np.float64)
    order = np.lexsort((keys, -scores))
    hits[:] = [hits[at] for at in order.tolist()]
    return keys[order], scores[order]


def _exact(
    snapshot: OpenSearchSnapshot,
    asked: Asked,
    query: Query,
    keys: Keys,
    told: NamedScores,
) -> Scores:
    """The scores of some articles by their exact lengths; `told` has what they are the sum of."""
    scores = np.zeros(len(keys))
    norms: dict[str, tuple[Scores, Scores]] = {}
    for row, (node, clause) in enumerate(zip(asked.ranked, query.ranked, strict=True)):
        if node.weight:
            if node.field not in norms:
                kept = snapshot.norms(keys, node.field, of_server=True)
                norms[node.field] = kept, snapshot.norms(keys, node.field)
            forms = range(len(_forms(clause)))
            found = np.stack([told.of(_ranked(row, form)) for form in forms])
            highest = snapshot.scoring.weight(node) * (K1 + 1)
            scores += rescored(found, highest, *norms[node.field])
    return scores


def _saying(asked: Asked, ranked: Sequence[Clause]) -> Iterator[str]:
    """The names of what ranks that says what was meant, if all of that ranks.

    To ask for it by itself would have the server look at all articles that say it, and not only at
    those that may be among the best.
    """
    if isinstance(asked.meant, Disjunction) and asked.meant.least == 1:
        rows = {_weightless(node): row for row, node in enumerate(asked.ranked)}
        meant = [_weightless(part) for part in asked.meant.parts]
        if all(part in rows for part in meant):
            for row in (rows[part] for part in meant):
                yield from (_ranked(row, form) for form in range(len(_forms(ranked[row]))))


def _weightless(node: Node) -> Node:
    """What tells where a term holds, whatever it weighs."""
    return node._replace(weight=0.0) if isinstance(node, Term) else node


def _named_forms(clause: Clause, row: int) -> Clause:
    """What ranks, each of its forms with a name."""
    forms = [named(one, _ranked(row, form)) for form, one in enumerate(_forms(clause))]
    return {"dis_max": {"queries": forms}} if "dis_max" in clause else forms[0]


def _forms(clause: Clause) -> list[Clause]:
    """The forms that count as one, of what ranks."""
    found: list[Clause] = clause["dis_max"]["queries"] if "dis_max" in clause else [clause]
    return found


def _ranked(row: int, form: int) -> str:
    """The name of a form of what ranks."""
    return f"ranked {row} {form}"


def _lifted(candidates: Candidates, asked: Asked, answers: OpenSearchAnswers) -> Candidates:
    """The best articles with what they get for being new, and all the answers.

    Of those that are none, only the first of all may be lifted, however long the page.
    """
    assert asked.freshness is not None
    keys, scores = candidates.keys, candidates.scores
    others = np.flatnonzero(~candidates.is_answer)
    first, last = np.split(others, [np.searchsorted(others, asked.freshness.lifted)])
    numbers, answer_scores = answers.by_score()
    lifted = np.concatenate([keys[first], numbers])
    sums = np.concatenate([scores[first] + answers.gained(keys[first]), answer_scores])
    best = np.lexsort((lifted, -np.round(sums, DECIMALS)))
    rest = scores[last] + answers.gained(keys[last])
    ordered = np.concatenate([lifted[best], keys[last]])
    return Candidates(
        ordered,
        np.concatenate([sums[best], rest]),
        np.isin(ordered, numbers),
        candidates.best,
        candidates.has_all,
    )
