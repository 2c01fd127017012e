"""The names that stand beside a name more often than chance has it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.articles.facets import NAME_FACETS
from search.engines.nodes import Carrying
from search.engines.protocol import Answers, Asked, Snapshot
from search.insight.distinctive import least, scores

# Names whose scores are alike in so many decimals come in the order of their letters.
_DECIMALS = 9


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
