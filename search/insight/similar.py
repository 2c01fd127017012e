"""Related articles: those that hold most of the words that tell most about one; near-duplicates."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from index.analysis.analyser import analyse
from index.analysis.vectors import unpack
from index.articles.article import Article
from index.storage.scoring import idf
from search.display.explanation import Contribution, explanation
from search.display.looking import BYTES, MOST_CAPTIONS
from search.engines.local.collecting import collect
from search.engines.local.snapshot import Snapshot
from search.ranking import Weighted, WeightedTerm
from search.results import Hit

# Chosen by how much of an article's event is among the first five (tests/quality/similar.py):
# nDCG@5 is .951; .932 with 20 terms and .948 with 40 or 100, .945 without compounds, .944 without
# any weight for titles, .945 with half of the weight at one occurrence. A title as a query gives
# .833.
_MOST_TERMS = 60
_COMPOUND = 1.5  # the weight of a word of several syllables; that of a syllable is 1
_TITLE_OCCURRENCES = 2  # what a term gains by an occurrence in the title
_TITLE = 0.25  # the weight of a syllable in the title of the other article, beside that in its text
# An article is looked at so far: characters of each text.
_LOOKED_AT = 50_000
_HALF = 4  # so many occurrences give half of a term's weight


def similar(
    snapshot: Snapshot, number: int, limit: int, *, duplicates: bool, excerpts: bool = False
) -> list[Hit]:
    """The up to `limit` articles that are most like the one with this number, best first.

    Its near-duplicates are left out unless `duplicates`, and so is all but the first of any other
    group of near-duplicates. With `excerpts`, the articles are as lists show them.
    """
    with snapshot.reading():
        weighted = Weighted(snapshot.segments, _terms(snapshot, _told_by(snapshot, number)))
        within = np.ones(snapshot.articles, np.bool_)
        within[number if duplicates else snapshot.groups.members(number)] = False
        most = 2 * limit
        while True:
            found = collect(snapshot.segments, ranked=weighted.tree, within=within, most=most)
            numbers = found.articles
            if not duplicates:
                numbers = snapshot.groups.first_of_each(numbers)
            if len(numbers) >= limit or len(found.articles) < most:
                break
            most *= 2
    scores = dict(zip(found.articles.tolist(), found.scores.tolist(), strict=True))
    read = snapshot.listed if excerpts else snapshot.article
    return [
        Hit(read(one), scores[one], _explain=partial(_explain, snapshot, weighted, one))
        for one in numbers[:limit].tolist()
    ]


def near_duplicates(
    snapshot: Snapshot, number: int, limit: int, *, excerpts: bool = False
) -> list[Article]:
    """The up to `limit` newest other articles of the group of near-duplicates of one."""
    read = snapshot.listed if excerpts else snapshot.article
    members = snapshot.groups.members(number)
    others = members[snapshot.live[members] & (members != number)]
    return [read(one) for one in snapshot.newest(others, limit).tolist()]


def _told_by(snapshot: Snapshot, number: int) -> Article:
    """The article with this number as far as it tells what is like it."""
    article = snapshot.article(number, BYTES * _LOOKED_AT)
    return replace(
        article,
        summary=article.summary[:_LOOKED_AT],
        body=article.body[:_LOOKED_AT],
        captions=article.captions[:MOST_CAPTIONS],
        authors=(),
        tags=(),
        extra={},
    )


def _terms(snapshot: Snapshot, article: Article) -> list[WeightedTerm]:
    """The weightiest terms of an article: by idf, and by how often they stand there."""
    values = analyse(article)
    text, compounds, title = (
        dict(zip(*unpack(values[field])[:2], strict=True)) if field in values else {}
        for field in ("text", "compounds", "title")
    )
    weights: dict[tuple[str, str], float] = {}
    gained: dict[tuple[str, str], float] = {}  # with the idf, which a search adds by itself
    for field, counts, scale in (("text", text, 1.0), ("compounds", compounds, _COMPOUND)):
        for term, count in counts.items():
            in_title = min(title.get(syllable, 0) for syllable in term.split("_"))
            occurrences = count + _TITLE_OCCURRENCES * in_title
            weight = weights[field, term] = scale * occurrences / (occurrences + _HALF)
            df = snapshot.segments.df(field, term.encode())
            gained[field, term] = weight * idf(snapshot.segments.articles, df)
    best = sorted(gained, key=gained.__getitem__, reverse=True)[:_MOST_TERMS]
    terms = [WeightedTerm(*key, weights[key]) for key in best]
    titles = [
        WeightedTerm("title", term, _TITLE * weights[field, term])
        for field, term in best
        if field == "text"
    ]
    return terms + titles


def _explain(snapshot: Snapshot, weighted: Weighted, number: int) -> list[Contribution]:
    """The parts of an article's score, largest first."""
    with snapshot.reading():
        return explanation(weighted.scores(number))
