"""Related articles: those that hold most of the words that tell most about one; near-duplicates."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from index.analysis.analyser import analyse
from index.analysis.vectors import unpack
from index.articles.article import Article
from index.storage.scoring import idf
from search.display.article_texts import BYTES_PER_CHARACTER, MOST_CAPTIONS
from search.display.explanation import Contribution, explanation
from search.engines.grouping import first_places
from search.engines.nodes import Identified, NearDuplicate, Negation, Term
from search.engines.protocol import Asked, Key, Snapshot
from search.hits import names_of, read
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
    snapshot: Snapshot, key: Key, limit: int, *, duplicates: bool, excerpts: bool = False
) -> list[Hit]:
    """The up to `limit` articles that are most like the one with this key, best first.

    Its near-duplicates are left out unless `duplicates`, and so is all but the first of any other
    group of near-duplicates. With `excerpts`, the articles are as lists show them.
    """
    article = _told_by(snapshot, key)
    itself = Identified(article.id) if duplicates else NearDuplicate(article.id)
    asked = Asked(tuple(_terms(snapshot, article)), Negation(itself), only_best=True)
    most = 2 * limit
    while True:
        best = snapshot.find(asked, most).candidates
        places = np.arange(len(best.keys))
        if not duplicates:
            places = first_places(snapshot.groups_of(best.keys))
        if len(places) >= limit or best.has_all:
            break
        most *= 2
    shown = places[:limit]
    keys, scores = best.keys[shown].tolist(), best.scores[shown].tolist()
    articles = read(snapshot, keys, excerpts=excerpts)
    return [
        Hit(
            article,
            score,
            _explain=partial(_explain, snapshot, asked, one),
            _names=partial(names_of, snapshot, one),
        )
        for article, score, one in zip(articles, scores, keys, strict=True)
    ]


def near_duplicates(
    snapshot: Snapshot, key: Key, limit: int, *, excerpts: bool = False
) -> list[Article]:
    """The up to `limit` newest other articles of the group of near-duplicates of one."""
    newest = snapshot.newest(snapshot.near_duplicates(key), limit)
    return read(snapshot, newest.tolist(), excerpts=excerpts)


def _told_by(snapshot: Snapshot, key: Key) -> Article:
    """The article with this key as far as it tells what is like it."""
    article = snapshot.article(key, BYTES_PER_CHARACTER * _LOOKED_AT)
    return replace(
        article,
        summary=article.summary[:_LOOKED_AT],
        body=article.body[:_LOOKED_AT],
        captions=article.captions[:MOST_CAPTIONS],
        authors=(),
        tags=(),
        extra={},
    )


def _terms(snapshot: Snapshot, article: Article) -> list[Term]:
    """The weightiest terms of an article: by idf, and by how often they stand there."""
    values = analyse(article)
    text, compounds, title = (
        dict(zip(*unpack(values[field])[:2], strict=True)) if field in values else {}
        for field in ("text", "compounds", "title")
    )
    terms: list[Term] = []
    for field, counts, scale in (("text", text, 1.0), ("compounds", compounds, _COMPOUND)):
        for term, count in counts.items():
            in_title = min(title.get(syllable, 0) for syllable in term.split("_"))
            occurrences = count + _TITLE_OCCURRENCES * in_title
            terms.append(Term(field, term, scale * occurrences / (occurrences + _HALF)))
    dfs = snapshot.dfs(terms)
    gained = {
        term: term.weight * idf(snapshot.indexed, df) for term, df in zip(terms, dfs, strict=True)
    }
    best = sorted(gained, key=gained.__getitem__, reverse=True)[:_MOST_TERMS]
    titles = [Term("title", one.text, _TITLE * one.weight) for one in best if one.field == "text"]
    return best + titles


def _explain(snapshot: Snapshot, asked: Asked, key: Key) -> list[Contribution]:
    """The parts of an article's score, largest first."""
    return explanation((one, "") for one in snapshot.node_scores(asked.ranked, key))
