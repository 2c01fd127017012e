"""The names that stand beside a name more often than chance has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from index.articles.facets import NAME_FACETS
from search.engines.nodes import Carrying
from search.engines.protocol import Answers, Asked, Snapshot
from search.insight.distinctive import least, scores

# Names whose scores are alike in so many decimals come in the order of their letters.
_DECIMALS = 9
_TIES = 0.75  # for each companion, on the mean


@dataclass(frozen=True)
class Companion:
    """A name of a type (`facet`: person, place or org) that stands beside another.

    `count` of the other's articles carry it, `total` of the archive's. `score` tells how much more
    than by chance (see `search.insight.distinctive.scores`); larger is more.
    """

    facet: str
    name: str
    count: int
    total: int
    score: float


@dataclass(frozen=True)
class Tie:
    """Two companions that stand together more often than chance has it, in the articles of a name.

    `first` and `second` are their places in a list, `count` of these articles carry both, and
    `score` tells how much more than by chance that is, as of a companion.
    """

    first: int
    second: int
    count: int
    score: float


@dataclass(frozen=True)
class EgoNetwork:
    """A name (the ego), `articles` of which are found, the companions that stand beside it, and the
    strongest ties between these."""

    facet: str
    name: str
    articles: int
    companions: list[Companion]
    ties: list[Tie]


def companions(snapshot: Snapshot, facet: str, name: str, limit: int) -> dict[str, list[Companion]]:
    """By type the `limit` names that set the articles of a name apart, most telling first.

    The set is all articles that carry the name, in any of its forms. A companion stands in at least
    two of them (in more where they are many, see `search.insight.distinctive.least`), and more
    often there than in the others. No companions for a name that is not known.
    """
    shown = snapshot.values(facet).spelling(name)
    if shown is None:
        return {type: [] for type in NAME_FACETS}
    asked = Asked(condition=Carrying(facet, (shown,)), beyond=False)
    answers = snapshot.find(asked, 0).answers
    found = {type: _beside(snapshot, answers, type) for type in NAME_FACETS}
    found[facet] = [one for one in found[facet] if one.name != shown]
    return {type: beside[:limit] for type, beside in found.items()}


def ego_network(snapshot: Snapshot, facet: str, name: str, beside: list[Companion]) -> EgoNetwork:
    """The network of a name and some of its companions.

    Of the ties, the strongest are told, at most three for four companions.
    """
    shown = snapshot.values(facet).spelling(name) or name
    articles = snapshot.matching(Carrying(facet, (shown,)))
    carried = np.array(
        [
            np.isin(articles, snapshot.among(Carrying(one.facet, (one.name,)), articles))
            for one in beside
        ],
        np.int64,
    ).reshape(len(beside), len(articles))
    ties = sorted(_ties(carried @ carried.T, len(articles)), key=_strongest)
    return EgoNetwork(facet, shown, len(articles), beside, ties[: round(_TIES * len(beside))])


def _ties(together: NDArray[np.int64], articles: int) -> Iterator[Tie]:
    """The pairs that stand together more often than chance has it, by how many of some articles
    carry each pair (and each name, on the diagonal)."""
    each = together.diagonal()
    told = np.array(
        [scores(row, each, int(of), articles) for row, of in zip(together, each, strict=True)]
    )
    for first, second in combinations(np.flatnonzero(each < articles).tolist(), 2):
        count, score = int(together[first, second]), min(told[first, second], told[second, first])
        if count >= least(articles) and score > 0:
            yield Tie(first, second, count, float(score))


def _strongest(tie: Tie) -> tuple[float, int, int]:
    return -round(tie.score, _DECIMALS), tie.first, tie.second


def _beside(snapshot: Snapshot, answers: Answers, type: str) -> list[Companion]:
    """All names of a type that set the answers apart, most telling first."""
    articles = answers.total
    if not 0 < articles < snapshot.count:
        return []
    names, counts, totals = answers.name_counts(type)
    told = scores(counts, totals, articles, snapshot.count)
    found = [
        Companion(type, names[at], int(counts[at]), int(totals[at]), float(told[at]))
        for at in np.flatnonzero((counts >= least(articles)) & (told > 0)).tolist()
    ]
    return sorted(found, key=lambda one: (-round(one.score, _DECIMALS), one.name))
