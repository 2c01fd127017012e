"""Completion: what a person may be about to type, from the words and headlines of the archive.

A word or phrase counts by how many articles hold it, and as much again by how many of the newest
do. Both are told by a part of the articles: the newest of those that hold what stands before it,
and as many that are spread over all of these.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np

from index.articles.excerpts import listed
from index.vietnamese.segmentation import Segmentation, Syllable
from search.engines.language import Numbers
from search.engines.nodes import Conjunction, Node, Phrase, Prefix, Term
from search.engines.protocol import Held, Key, Keys, Snapshot
from search.query.respelling import Change, in_case, respelled
from search.suggest.marking import Marking, Path, can_become, most_frequent

# So many articles tell how a phrase goes on: half of them the newest, half of any age.
_ASKED = 300
_TELLING = 30  # so many are enough, where more would have to be looked for
# So many syllables before the one that is being typed are looked at.
_MOST_BEFORE = 3
# So many syllables are tried for the one that is being typed, and so many to go on with a phrase.
_TRIED = 10
_WAYS_ON = 3
# A phrase goes on to a syllable that stands there so many times as often as anywhere.
_LIFT = 12.0
_TYPED_LIFT = 2.0  # the same for one that begins as was typed
# A reading of what was typed without marks must be so likely.
_LIKELY = 0.1
# The marks of so many syllables before are put in, where they are so likely.
_MOST_MARKED = 6
_SURE = 0.8
# A beginning of a phrase is not offered where so large a part of it goes on in one way.
_GOES_ON = 0.5
_LONGEST = 6
_LEAST = 2  # articles that hold a phrase, and the part of those that hold its beginning
_WORTH = 0.02
_MOST_VISITED = 8
# The headline of an article is read from its text, which takes time. It is looked for by so many
# phrases.
_PHRASES = 2
_MOST_HEADLINES = 4
_MOST_ENDINGS = 256
_MOST_NAMES = 3
_MOST_TYPED_OUT = 6  # names that differ in their marks alone
_FIELDS = {"person": "nhân vật", "place": "địa danh", "org": "tổ chức"}
_TELLS_TITLE = 3  # so many syllables anywhere in a title are no accident
# What is being typed stands behind the last sign of the query language.
_SIGNS = re.compile(r'[\s\S]*(?:["“”„‟«»():*?~^]|(?:^|\s)[+-](?=\w))\s*')
_LONGEST_TYPED = 200  # a longer text is pasted, and is no beginning of a query


class Completion(NamedTuple):
    """A query that begins as was typed: `text` is all of it.

    `kind` is "word", "phrase" or "headline", or that of a name: "person", "place" or "org"; `id`
    is that of the headline's article. The `score` of words and phrases is about the share of the
    articles that hold them, that of names the share that mentions them; headlines have 0.
    """

    text: str
    kind: str
    score: float = 0.0
    id: str | None = None


def complete(snapshot: Snapshot, typed: str, limit: int) -> list[Completion]:
    """Up to `limit` completions of a query: words and phrases, likeliest first, then headlines."""
    if len(typed) > _LONGEST_TYPED:
        return []
    signs = _SIGNS.match(typed)
    start = signs.end() if signs else 0
    syllables = Segmentation(typed[start:]).syllables
    if not syllables or limit < 1:
        return []
    typing = syllables.pop() if start + syllables[-1].end == len(typed) else None
    with snapshot.reading():
        run, found = _completed(snapshot, _run_before(syllables, typing), typing, limit)
        titles = _Titles(snapshot, syllables, typing)
        headlines = [] if start else titles.found([path for path, _ in found], len(run))
        first = [*run, typing][0]
        kept = typed[: start + (first.start if first else 0)]
        if not start:
            kept = respelled(kept, _marks_before(snapshot, typed, syllables, len(run)))
        words = [
            Completion(kept + _phrase_text(snapshot, path), _kind(snapshot, path), score)
            for path, score in found
        ]
    articles = [Completion(text, "headline", 0.0, id) for text, id in headlines]
    names = _names(snapshot, typed) if len(syllables) + (typing is not None) > 1 else []
    last = [*names[: max(0, limit - len(articles) - 1)], *articles]
    return words[: limit - len(last)] + last


def _names(snapshot: Snapshot, typed: str) -> list[Completion]:
    """The names that were typed, with their marks or without, and the names that several articles
    mention and that begin so, as queries for them."""
    with snapshot.reading():
        typed_out = snapshot.named(typed)[:_MOST_TYPED_OUT]
        begun = snapshot.names_beginning(typed, _MOST_NAMES)
    longer = [one for one in begun if one.articles >= _LEAST]
    found = [*dict.fromkeys((*typed_out, *longer))][: max(_MOST_NAMES, len(typed_out))]
    return [
        Completion(f'{_FIELDS[one.facet]}:"{one.name}"', one.facet, one.articles / snapshot.count)
        for one in found
        if '"' not in one.name
    ]


def _completed(
    snapshot: Snapshot, run: list[Syllable], typing: Syllable | None, limit: int
) -> tuple[list[Syllable], list[tuple[Path, float]]]:
    """The phrases that a run of syllables goes on to, and the part of the run that they tell."""
    while True:
        found = list(islice(_Phrases(snapshot, run, typing), limit))
        if found or not run or (len(run) == 1 and typing is None):
            return run, found
        run = run[1:]


def _marks_before(
    snapshot: Snapshot, typed: str, syllables: list[Syllable], told: int
) -> list[Change]:
    """The marks that are all but sure of the syllables before the last `told` of those typed."""
    model = snapshot.language.marked
    begun = max(0, len(syllables) - told - _MOST_MARKED)
    for at in range(len(syllables) - 1, begun, -1):
        if syllables[at].after_break:
            begun = at
            break
    row = syllables[begun:]
    readings = Marking(snapshot.language).readings(row)
    if not readings:
        return []
    path, likelihood = max(readings, key=lambda one: one[1])
    if likelihood < _SURE:
        return []
    meant = zip(row[: max(0, len(row) - told)], path, strict=False)
    return [
        Change(one.start, one.end, in_case(model.terms[number], typed[one.start : one.end]))
        for one, number in meant
        if model.terms[number] != one.text
    ]


def _run_before(syllables: list[Syllable], typing: Syllable | None) -> list[Syllable]:
    """The syllables right before the one that is being typed, up to any punctuation."""
    if typing is not None and typing.after_break:
        return []
    run: list[Syllable] = []
    for syllable in reversed(syllables[-_MOST_BEFORE:]):
        run.insert(0, syllable)
        if syllable.after_break:
            break
    return run


class _Beginning(NamedTuple):
    """Syllables that may be meant. They sort by score, highest first."""

    negative: float  # the score, times -1
    path: Path
    within: Keys | None  # some articles that hold them; None where that was not asked yet


class _Phrases:
    """What words and phrases begin as was typed: (path, score), likeliest first."""

    def __init__(self, snapshot: Snapshot, before: list[Syllable], typing: Syllable | None) -> None:
        self._snapshot = snapshot
        self._language = snapshot.language
        self._model = self._language.marked
        self._marking = Marking(self._language)
        self._articles = max(1, snapshot.indexed)
        self._typing = typing
        self._before = before

    def __iter__(self) -> Iterator[tuple[Path, float]]:
        # Best first: what a phrase goes on to is never more frequent than the phrase.
        begun = self._typed() if self._before else self._opened()
        waiting = list({one.path: one for one in begun}.values())
        heapq.heapify(waiting)
        known = {one.path for one in waiting}
        for _ in range(_MOST_VISITED):
            if not waiting:
                return
            best = heapq.heappop(waiting)
            longer = [one for one in self._longer(best) if one.path not in known]
            for one in longer:
                heapq.heappush(waiting, one)
            if all(one.negative > _GOES_ON * best.negative for one in longer):
                yield best.path, -float(best.negative)
        for best in sorted(waiting):
            yield best.path, -float(best.negative)

    def _opened(self) -> Iterator[_Beginning]:
        """The single syllables that begin as was typed."""
        assert self._typing is not None
        numbers = self._language.beginning(self._typing.folded)
        asked = self._snapshot.held(None, _ASKED).keys
        fitting = self._fitting(numbers, self._model.counts[numbers])
        for number, found in zip(fitting, self._following((), fitting, asked), strict=True):
            within = found if len(found) >= _TELLING else None
            lately = len(found) / max(1, len(asked))
            share = int(self._model.articles[number]) / self._articles
            yield _Beginning(-(share + lately) / 2, (number,), within)

    def _typed(self) -> Iterator[_Beginning]:
        """What was typed, with an end for the syllable that is being typed."""
        for path, likelihood in self._marking.readings(self._before):
            if likelihood < _LIKELY:
                continue
            holding, within = self._held(path)
            if not holding:
                continue
            share = likelihood * holding / self._articles
            if self._typing is None:
                yield _Beginning(-share, path, within)
            following = self._next(path)
            for number, found in zip(
                following, self._following(path, following, within), strict=True
            ):
                part = len(found) / len(within)
                if part >= _TYPED_LIFT * float(self._model.probabilities(np.array([number]))[0]):
                    yield _Beginning(-share * part, (*path, number), found)

    def _longer(self, beginning: _Beginning) -> Iterator[_Beginning]:
        """The ways in which a phrase goes on."""
        negative, path, within = beginning
        if within is None:
            within = self._held(path).keys
        if len(path) >= _LONGEST or len(within) < _LEAST:
            return
        numbers, times = self._model.followers(path[-1])
        by_chance = self._model.counts[path[-1]] * self._model.probabilities(numbers)
        often = times >= _LIFT * by_chance
        numbers, times = numbers[often], times[often]
        ways = most_frequent(numbers, times, _WAYS_ON)
        for number, found in zip(ways, self._following(path, ways, within), strict=True):
            if len(found) >= max(_LEAST, _WORTH * len(within)):
                yield _Beginning(negative * len(found) / len(within), (*path, number), found)

    def _next(self, path: Path) -> list[int]:
        """The syllables that stand behind a path, and begin as was typed."""
        numbers, times = self._model.followers(path[-1])
        if self._typing is not None:
            begin = self._language.begin(self._typing.folded, numbers)
            numbers, times = numbers[begin], times[begin]
        return self._fitting(numbers, times)

    def _fitting(self, numbers: Numbers, times: Numbers) -> list[int]:
        """The most frequent of some syllables that have the marks that were typed."""
        most = most_frequent(numbers, times, 4 * _TRIED)
        return [number for number in most if self._fits(self._model.terms[number])][:_TRIED]

    def _fits(self, text: str) -> bool:
        """Whether a syllable can still come of what was typed."""
        typed = self._typing
        return typed is None or not typed.is_marked or can_become(typed.text, text)

    def _held(self, path: Path) -> Held:
        """The articles in which the syllables stand in a row: how many, and a part of them."""
        return self._snapshot.held(_in_a_row(self._snapshot, "text", path), _ASKED)

    def _following(self, path: Path, numbers: list[int], keys: Keys) -> list[Keys]:
        """For each of some syllables, those of some articles in which it stands behind a path."""
        row, terms = (
            [Term("text", self._model.terms[one]) for one in of] for of in (path, numbers)
        )
        return self._snapshot.following(row, terms, keys)


def _in_a_row(snapshot: Snapshot, field: str, path: Path) -> Node:
    """Where the syllables of a path stand in a row."""
    terms = tuple(Term(field, snapshot.language.marked.terms[number]) for number in path)
    return terms[0] if len(terms) == 1 else Phrase(terms)


def _phrase_text(snapshot: Snapshot, path: Path) -> str:
    """The syllables of a path."""
    return " ".join(snapshot.language.marked.terms[number] for number in path)


def _kind(snapshot: Snapshot, path: Path) -> str:
    """Whether a path is a word, or several."""
    compound = _phrase_text(snapshot, path).replace(" ", "_")
    is_word = len(path) == 1 or any(snapshot.dfs([Term("compounds", compound)]))
    return "word" if is_word else "phrase"


class _Titles:
    """The newest titles that hold what is being typed."""

    def __init__(
        self, snapshot: Snapshot, syllables: list[Syllable], typing: Syllable | None
    ) -> None:
        self._snapshot = snapshot
        self._syllables = syllables
        self._typing = typing

    def found(self, paths: list[Path], told: int) -> list[tuple[str, str]]:
        """(title, id of its article): first those with one of the likeliest phrases in a row.

        The `paths` tell the last `told` of the syllables, and the one that is being typed.
        """
        if len(self._syllables) + (self._typing is not None) < 2:
            return []
        others = self._syllables[: len(self._syllables) - told]
        titles: dict[str, tuple[str, str]] = {}
        conditions = [self._row(others, path) for path in paths[:_PHRASES]]
        if not paths or len(self._syllables) >= _TELLS_TITLE:
            conditions.append(self._all())
        for one in conditions:
            for key in self._newest(one):
                article = listed(self._snapshot.article(key, 0))
                title = " ".join(article.title.split())
                titles.setdefault(title.casefold(), (title, article.id))
                if len(titles) == _MOST_HEADLINES:
                    return list(titles.values())
        return list(titles.values())

    def _row(self, others: list[Syllable], path: Path) -> Node:
        """Titles with a phrase, and with the other syllables wherever."""
        in_a_row = _in_a_row(self._snapshot, "title", path)
        return Conjunction((*_in_title(others), in_a_row))

    def _all(self) -> Node:
        """Titles with all the syllables, wherever they stand."""
        parts = _in_title(self._syllables)
        if self._typing is not None:
            parts.append(Prefix("title_folded", self._typing.folded, _MOST_ENDINGS))
        return Conjunction(tuple(parts))

    def _newest(self, node: Node) -> list[Key]:
        """The newest articles of which a node holds, newest first."""
        keys = self._snapshot.matching(node)
        # Several may have one title.
        newest: list[Key] = self._snapshot.newest(keys, 2 * _MOST_HEADLINES).tolist()
        return newest


def _in_title(syllables: list[Syllable]) -> list[Node]:
    """Titles that have each of some syllables."""
    return [
        Term("title", one.text) if one.is_marked else Term("title_folded", one.folded)
        for one in syllables
    ]
