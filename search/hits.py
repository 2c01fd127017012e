"""From the articles of a page to the hits that a person sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import replace
from functools import partial

import numpy as np

from index.analysis.text_terms import marked_compounds
from index.articles.article import Article
from index.articles.excerpts import listed
from index.storage.scoring import idf
from search.display.article_texts import BYTES_PER_CHARACTER, beginnings_of, texts_of
from search.display.explanation import Contribution, explanation
from search.display.highlighting import MOST_BESIDE, Highlighter
from search.display.snippets import Snippet, snippets
from search.display.spans import Matches, Span, joined_spans
from search.engines.nodes import FormSet, Term
from search.engines.protocol import Key, NodeScore, Snapshot
from search.evaluation import Evaluation, Page, page
from search.feedback import words_in_common
from search.insight.article_names import ArticleName, names_in_article
from search.plan.planning import Plan
from search.query.bag import Marks
from search.results import Hit

# Texts are looked through up to here for snippets; the article page marks all of a text. A page of
# more hits than usual looks less far: so many characters in all.
_LOOKED_AT = 200_000
_LOOKED_AT_TOGETHER = 1_500_000
_LOOKED_AT_BESIDE = 50_000  # of an article that another is judged beside
# So many syllables that may be matches are looked at on a page; in an article at most so many.
_MOST_FOUND_TOGETHER = 100_000
# The spans in a title, and snippets.
Shown = tuple[list[Span], list[Snippet]]
# Of so many words, those that rank choose the snippets: to find all of them takes long.
_MANY_WORDS = 48
# How many of the first hits tell which forms of a syllable a query without marks means.
_JUDGED_BESIDE = 10
# So many words say why an article is like the first hits.
_MOST_WORDS = 5


def hits_of(
    evaluation: Evaluation, shown: Page, *, with_snippets: bool, excerpts: bool, group: bool
) -> list[Hit]:
    """The articles of a page, their matches marked; with `excerpts`, as lists show them."""
    snapshot, count = evaluation.snapshot, max(1, len(shown.keys))
    far = min(_LOOKED_AT, _LOOKED_AT_TOGETHER // count)
    longest = (BYTES_PER_CHARACTER * far if with_snippets else 0) if excerpts else None
    keys = shown.keys.tolist()
    articles, texts = [], []
    for read in snapshot.articles(shown.keys, longest):
        inside = beginnings_of(read, far) if with_snippets else {}
        article = listed(read) if excerpts else read
        articles.append(article)
        texts.append({**inside, "title": article.title})
    most = min(MOST_BESIDE, _MOST_FOUND_TOGETHER // count)
    shows = _fragments(evaluation, texts, most, with_snippets=with_snippets)
    answers = evaluation.answers
    return [
        Hit(
            article=article,
            score=score,
            title_spans=title_spans,
            snippets=found,
            beyond=not is_answer,
            duplicates=len(answers.near_duplicates(key)) if group else 0,
            _explain=partial(explain, evaluation, key),
            _near_duplicates=partial(_duplicates, evaluation, key, excerpts) if group else _none,
            _names=partial(names_of, snapshot, key),
        )
        for key, score, is_answer, article, (title_spans, found) in zip(
            keys,
            shown.scores.tolist(),
            shown.is_answer.tolist(),
            articles,
            shows,
            strict=True,
        )
    ]


def _fragments(
    evaluation: Evaluation, texts: list[dict[str, str]], most: int, *, with_snippets: bool
) -> list[Shown]:
    """The spans in the title of each of some articles, given as its texts, and its snippets.

    Of a very long query, the words that rank choose the snippets, in which every word is marked.
    """
    plan = evaluation.plan
    if not with_snippets:
        found = _highlighter(plan).find(texts, most)
        return [_shown(one, spans, []) for one, spans in zip(texts, found, strict=True)]
    weights = _weights(evaluation)
    only = plan.telling if len(plan.query.bag.syllables) > _MANY_WORDS else None
    found = _highlighter(plan, only).find(texts, most)
    chosen = [snippets(one, spans, weights) for one, spans in zip(texts, found, strict=True)]
    if only is not None:
        texts = [
            {"title": one["title"], **{str(at): snippet.text for at, snippet in enumerate(cut)}}
            for one, cut in zip(texts, chosen, strict=True)
        ]
        found = _highlighter(plan).find(texts, most)
        chosen = [
            [
                replace(snippet, spans=joined_spans(snippet.text, spans[str(at)]))
                for at, snippet in enumerate(cut)
            ]
            for cut, spans in zip(chosen, found, strict=True)
        ]
    return [_shown(*one) for one in zip(texts, found, chosen, strict=True)]


def _shown(texts: Mapping[str, str], matches: Mapping[str, Matches], found: list[Snippet]) -> Shown:
    return joined_spans(texts["title"], matches["title"]), found


def _highlighter(plan: Plan, only: Set[str] | None = None) -> Highlighter:
    return Highlighter(plan.query, plan.fuzzy.__getitem__, plan.words, only, plan.named)


def _none(limit: int) -> list[Article]:
    return []


def _duplicates(evaluation: Evaluation, key: Key, excerpts: bool, limit: int) -> list[Article]:
    """The newest other answers in an article's group."""
    snapshot = evaluation.snapshot
    newest = snapshot.newest(evaluation.answers.near_duplicates(key), limit)
    return read(snapshot, newest.tolist(), excerpts=excerpts)


def names_of(snapshot: Snapshot, key: Key) -> list[ArticleName]:
    """Whom and what an article names, and where."""
    article = snapshot.article(key)
    return names_in_article(snapshot, key, texts_of(article), article.authors)


def read(snapshot: Snapshot, keys: list[Key], *, excerpts: bool) -> list[Article]:
    """Some articles; with `excerpts`, as lists show them."""
    if excerpts:
        return [listed(snapshot.article(key, 0)) for key in keys]
    return [snapshot.article(key) for key in keys]


def marks(
    evaluation: Evaluation, texts: Mapping[str, str], wanted: Callable[[str], bool]
) -> Iterator[tuple[str, list[Span]]]:
    """The spans that match in each of the texts of an article, judged beside the first hits."""
    highlighter = _highlighter(evaluation.plan)
    read = partial(evaluation.snapshot.article, longest=BYTES_PER_CHARACTER * _LOOKED_AT_BESIDE)
    best: list[Key] = []
    if highlighter.judges:
        best = page(evaluation, "relevance", _JUDGED_BESIDE, 0, group=False).keys.tolist()
    others = [beginnings_of(read(one), _LOOKED_AT_BESIDE) for one in best]
    for name, matches in highlighter.follow(texts, others, wanted):
        yield name, joined_spans(texts[name], matches)


def _weights(evaluation: Evaluation) -> dict[str, float]:
    """How much each syllable of the query that ranks tells: its inverse document frequency."""
    bag, snapshot, only = evaluation.plan.query.bag, evaluation.snapshot, evaluation.plan.telling
    terms: dict[str, Term] = {}
    for syllable in bag.syllables:
        if only is not None and syllable.text not in only:
            continue
        if bag.marks is Marks.NONE or not syllable.is_marked:
            terms[syllable.folded] = Term("text_folded", syllable.folded)
        terms.setdefault(syllable.text, Term("text", syllable.text))
    dfs = snapshot.dfs(list(terms.values()))
    return {text: idf(snapshot.indexed, df) for text, df in zip(terms, dfs, strict=True)}


def explain(evaluation: Evaluation, key: Key) -> list[Contribution]:
    """The parts of an article's score, largest first."""
    snapshot, plan = evaluation.snapshot, evaluation.plan
    scored = [
        (one, _forms_in(snapshot, one, key)) for one in snapshot.node_scores(plan.asked.ranked, key)
    ]
    added = evaluation.ranked.pair_scores_of(key)
    pairs = list(zip(plan.pairs, added, strict=True)) if added else []
    keys = np.array([key])
    fresh = float(snapshot.ages(keys)[0]), float(evaluation.answers.gained(keys)[0])
    return explanation(scored, pairs, fresh, _alike(evaluation, key))


def _alike(evaluation: Evaluation, key: Key) -> tuple[list[str], float]:
    """The words by which an article is like the first hits, and what it gets for that."""
    snapshot, ranked = evaluation.snapshot, evaluation.ranked
    score = ranked.feedback_score_of(key)
    profiles = snapshot.profiles(np.array([key, *ranked.voters.tolist()])) if score else None
    if profiles is None:
        return [], 0.0
    article = snapshot.article(key, BYTES_PER_CHARACTER * _LOOKED_AT)
    texts = beginnings_of(article, _LOOKED_AT).values()
    words = {word for text in texts for word, _ in marked_compounds(text)}
    return words_in_common(sorted(words), profiles[0], profiles[1:], _MOST_WORDS), score


def _forms_in(snapshot: Snapshot, scored: NodeScore, key: Key) -> str:
    """The forms that an article has of those that count as one."""
    node = scored.node
    if not isinstance(node, FormSet):
        return ""
    each = [FormSet(node.field, (form,), 1.0) for form in node.forms]
    found = {one.node for one in snapshot.node_scores(each, key)}
    return ", ".join(
        " ".join(form) for form, one in zip(node.forms, each, strict=True) if one in found
    )
