"""The words that set a set of articles apart from the rest of the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.articles.excerpts import NAME, beginning
from index.storage.word_lists import FIELDS, SYLLABLES, is_foreign
from index.vietnamese.segmentation import Segmentation, Syllable
from index.vietnamese.spelling import fold
from search.display.article_texts import BYTES_PER_CHARACTER, beginnings_of
from search.engines.protocol import Answers, Key, Snapshot, TermCounts, WordScore
from search.query.bag import Bag, Marks, is_exact

if TYPE_CHECKING:
    from search import schemas

# So many times more words are counted than are asked for: some are left out.
_LOOKED_FOR = 10
# A word is shown as most of so many articles print it, looked for in so much of their texts.
_LOOKED_INTO = 3
_LOOKED_AT = 20_000
# Words whose scores are alike in so many decimals come in the order of their letters, compounds
# first: engines count terms in any order.
_DECIMALS = 9


class _Scored(NamedTuple):
    """A word, and how much it sets the set apart."""

    score: float
    field: str
    term: str
    held: int
    total: int


@dataclass(frozen=True)
class DistinctiveWord:
    """A word as it is printed; `count` articles of the set hold it, `total` of the archive's.

    `score` tells how much it sets the set apart (see `scores`); larger is more.
    """

    text: str
    count: int
    total: int
    score: float

    def to_dict(self) -> schemas.DistinctiveWord:
        """The word as JSON."""
        return {
            "text": self.text,
            "count": self.count,
            "total": self.total,
            "score": round(self.score, 3),
        }


def distinctive(
    snapshot: Snapshot, answers: Answers, query: Bag, limit: int
) -> list[DistinctiveWord]:
    """The `limit` words that set the `answers` apart from all others, most telling first.

    Words are pyvi's of several syllables, and single ones that are not spelt as Vietnamese
    syllables: foreign names and abbreviations. Those of the `query` are left out, and so are those
    that are part of a more telling one, or have one as a part. All articles are counted.
    """
    articles = answers.total
    if not 0 < articles < snapshot.count or not limit:
        return []

    def score(counts: NDArray[np.int64], totals: NDArray[np.int64]) -> NDArray[np.float64]:
        told = scores(counts, totals, articles, snapshot.count)
        return np.where(counts >= least(articles), told, 0.0)

    most = _LOOKED_FOR * limit
    while True:
        counted = answers.telling_words(score, most)
        found = sorted(
            _scored(_every_word(answers, articles) if counted is None else counted, score),
            key=lambda one: (-round(one.score, _DECIMALS), *one[1:3]),
        )
        chosen = _chosen(found, query, limit)
        if counted is None or len(chosen) == limit or _size(counted) < most:
            break
        most *= 2
    printed = _Printed(snapshot, answers, [one.term for one in chosen])
    return [
        DistinctiveWord(printed.form(one.field, one.term), one.held, one.total, one.score)
        for one in chosen
    ]


def _every_word(answers: Answers, articles: int) -> Mapping[str, TermCounts]:
    return {field: answers.term_counts(field, least(articles)) for field in FIELDS}


def _scored(counted: Mapping[str, TermCounts], score: WordScore) -> Iterator[_Scored]:
    """The words that set the set apart."""
    for field, (terms, counts, totals) in counted.items():
        columns = score(counts, totals).tolist(), terms, counts.tolist(), totals.tolist()
        for told, term, count, total in zip(*columns, strict=True):
            if told:
                yield _Scored(told, field, term, count, total)


def _size(counted: Mapping[str, TermCounts]) -> int:
    return sum(len(one.terms) for one in counted.values())


def _chosen(found: Iterable[_Scored], query: Bag, limit: int) -> list[_Scored]:
    """The first `limit` that the query does not name, and that tell of nothing twice."""
    chosen: list[_Scored] = []
    texts: list[str] = []
    for one in found:
        if _is_asked_for(one.term, query) or _overlaps(one.term, texts):
            continue
        if one.field == SYLLABLES and not is_foreign(one.term):
            continue
        texts.append(one.term)
        chosen.append(one)
        if len(chosen) == limit:
            break
    return chosen


def least(articles: int) -> int:
    """In how many articles of a set a word must stand: 2 of 20, 4 of 100, 34 of 10,000."""
    return max(2, ceil(sqrt(articles) / 3))


def scores(
    counts: NDArray[np.int64], totals: NDArray[np.int64], articles: int, whole: int
) -> NDArray[np.float64]:
    """How much each word sets `articles` of the `whole` archive apart; 0 where it does not.

    `counts` of them and `totals` of all hold it. The log-likelihood ratio G2 of Dunning, "Accurate
    methods for the statistics of surprise and coincidence" (1993), says how sure it is that a word
    is more frequent in the set; the log ratio of Hardie, "Log ratio: an informal introduction"
    (2014), says how much more. The score is their product: alone, the first would name words of
    every long article, such as *trong khi*, and the second every rare name.
    """
    inside, outside = counts.astype(float), (totals - counts).astype(float)
    others = whole - articles
    table = [inside, outside, articles - inside, others - outside]
    margins = [totals.astype(float), whole - totals.astype(float)]
    constant = _entropy(np.array([articles, others, whole], float))
    surprise = 2 * (
        sum(map(_entropy, table)) - sum(map(_entropy, margins)) + constant @ [-1, -1, 1]
    )
    rate = np.maximum(inside, 0.5) / articles
    ratio = np.log2(rate / ((outside + 0.5) / (others + 1)))
    told: NDArray[np.float64] = np.maximum(surprise, 0) * np.maximum(ratio, 0)
    return told


def _entropy(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """n ln n, 0 for 0."""
    return numbers * np.log(np.maximum(numbers, 1))


def _is_asked_for(text: str, query: Bag) -> bool:
    """Whether the query names all syllables of a word."""
    exact = {one.text for one in query.syllables if is_exact(one, query.marks)}
    folded = {one.folded for one in query.syllables if not is_exact(one, query.marks)}
    if query.marks is Marks.NONE:
        exact, folded = set(), {one.folded for one in query.syllables}
    return all(one in exact or fold(one) in folded for one in text.split("_"))


def _overlaps(text: str, chosen: Collection[str]) -> bool:
    """Whether a word is part of one that was chosen, or has one as a part."""
    whole = f"_{text}_"
    return any(f"_{one}_" in whole or whole in f"_{one}_" for one in chosen)


class _Printed:
    """How words are printed in the first articles of a set, each of which is read once."""

    def __init__(self, snapshot: Snapshot, answers: Answers, terms: Iterable[str]) -> None:
        """`terms` are all that will be asked for."""
        self._snapshot = snapshot
        self._answers = answers
        self._wanted = {syllable for term in terms for syllable in term.split("_")}
        self._folded = {*map(fold, self._wanted)}
        self._known: dict[str, bool | None] = {}
        self._read: dict[Key, list[_Read]] = {}

    def form(self, field: str, term: str) -> str:
        """A term as most of the first articles that hold it print it."""
        wanted = term.split("_")
        forms: Counter[str] = Counter()
        for key in self._answers.holding(field, term, _LOOKED_INTO).tolist():
            for text in self._texts(key):
                forms.update(text.forms(wanted))
        printed = forms.most_common(1)[0][0] if forms else " ".join(wanted)
        return beginning(printed, NAME)

    def _texts(self, key: Key) -> list[_Read]:
        """The texts of an article, as far as they are looked at."""
        if key not in self._read:
            article = self._snapshot.article(key, BYTES_PER_CHARACTER * _LOOKED_AT)
            self._read[key] = [
                _Read(text, Segmentation(text).select(self._choose, self._known, self._folded))
                for text in beginnings_of(article, _LOOKED_AT).values()
            ]
        return self._read[key]

    def _choose(self, text: str, _folded: str) -> bool | None:
        return text in self._wanted or None


class _Read:
    """A text that was read, and where the syllables that are asked for stand in it."""

    def __init__(self, text: str, chosen: Iterable[tuple[int, Syllable, bool]]) -> None:
        self._text = text
        self._at: dict[int, Syllable] = {}
        self._places: dict[str, list[int]] = {}
        for place, syllable, _ in chosen:
            self._at[place] = syllable
            self._places.setdefault(syllable.text, []).append(place)

    def forms(self, wanted: list[str]) -> Iterator[str]:
        """How some neighbouring syllables are printed, wherever they stand in the text."""
        for place in self._places.get(wanted[0], ()):
            run = [self._at.get(place + i) for i in range(len(wanted))]
            if [one and one.text for one in run] == wanted and (last := run[-1]):
                yield " ".join(self._text[self._at[place].start : last.end].split())
