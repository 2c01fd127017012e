"""The words of many articles at once, by their word lists (see `index.storage.word_lists`)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.storage.columns.word_column import WordLists
from index.storage.lookup import MISSING, begins_of, each_once, places_of
from index.storage.word_lists import FIELDS
from search.engines.local.segments import Ids, Segment, Segments
from search.engines.protocol import Flags, TermCounts, WordScore

# Of more answers, so many are looked into for words, drawn by a fixed seed. Measured: what is found
# in them is what all of them tell (see docs/measurements.md).
MOST_LOOKED_INTO = 5_000
_SEED = 1945


class JoinedWords(NamedTuple):
    """The words of some segments, equal ones as one.

    `numbers` has for each segment the number of each of its words. The text of word w is read in
    the segment owners[w], where it has the number places[w]; so many articles as dfs[w], deleted
    ones included, have it. The words of the first segments, which were joined first, are numbered
    in the order of their `hashes`. About 20 bytes of memory for each word of a segment.
    """

    hashes: NDArray[np.uint32]
    numbers: list[NDArray[np.int32]]
    owners: NDArray[np.int32]
    places: NDArray[np.int32]
    dfs: NDArray[np.int32]

    def followed(self, lists: Sequence[WordLists]) -> JoinedWords:
        """The words of these segments and of others behind them."""
        if not lists:
            return self
        more = joined_words(lists)
        own = places_of(more.hashes, self.hashes).astype(np.int32)
        is_new = own == MISSING
        own[is_new] = len(self.dfs) + np.arange(int(is_new.sum()))
        dfs = np.concatenate([self.dfs, more.dfs[is_new]])
        dfs[own[~is_new]] += more.dfs[~is_new]
        return JoinedWords(
            self.hashes,
            [*self.numbers, *(own[numbers] for numbers in more.numbers)],
            np.concatenate([self.owners, more.owners[is_new] + np.int32(len(self.numbers))]),
            np.concatenate([self.places, more.places[is_new]]),
            dfs,
        )


def joined_words(lists: Sequence[WordLists]) -> JoinedWords:
    """The words of some segments. Raises ValueError when they are damaged."""
    words = [one.words for one in lists]
    every, first, numbers = each_once([one.hashes for one in words])
    begins = begins_of([len(one.hashes) for one in words])
    owners = np.searchsorted(begins, first, side="right") - 1
    own = [numbers[begin:end] for begin, end in pairwise(begins.tolist())]
    dfs = np.zeros(len(every), np.int32)
    for of_segment, one in zip(own, words, strict=True):
        np.add.at(dfs, of_segment, one.dfs.astype(np.int32))
    places = first - begins[owners]
    return JoinedWords(every, own, owners.astype(np.int32), places.astype(np.int32), dfs)


class CountedWords:
    """All words of one generation; never changes, any thread may read it."""

    def __init__(self, segments: Segments, lists: Sequence[WordLists], joined: JoinedWords) -> None:
        """`lists` are those of each segment, and `joined` are the words of the first ones."""
        self._segments = segments
        self._lists = lists
        joined = joined.followed(lists[len(joined.numbers) :])
        self._numbers, self._owners, self._places = joined.numbers, joined.owners, joined.places
        self._dfs = joined.dfs
        deleted = np.flatnonzero(~segments.live).astype(np.uint32)
        if len(deleted):
            self._dfs = joined.dfs - self._counts(deleted, len(joined.dfs)).astype(np.int32)

    def telling(
        self, articles: Ids, flags: Flags, score: WordScore, most: int
    ) -> dict[str, TermCounts]:
        """The up to `most` words that score best in some articles, which rise and have `flags`.

        Raises ValueError when anything is damaged.
        """
        looked_into = articles
        if len(articles) > MOST_LOOKED_INTO:
            drawn = np.random.default_rng(_SEED).choice(articles, MOST_LOOKED_INTO, replace=False)
            looked_into = np.sort(drawn)
        counts = self._counts(looked_into, len(self._dfs))
        held = np.flatnonzero(counts > 0)
        estimated = counts[held].astype(np.int64) * len(articles) // max(len(looked_into), 1)
        dfs = self._dfs[held].astype(np.int64)
        scores = score(np.minimum(estimated, dfs), dfs)
        falling = np.argsort(-scores, kind="stable")[:most]
        best = held[falling[scores[falling] > 0]]
        terms: dict[str, list[bytes]] = {field: [] for field in FIELDS}
        for number in best.tolist():
            field, term = self._text(number)
            terms[field].append(term)
        return {field: self._counted(field, found, flags) for field, found in terms.items()}

    def _counts(self, articles: Ids, several: int) -> NDArray[np.uint32]:
        """In how many of some articles each of so many words is."""
        counts = np.zeros(several, np.uint32)
        parts = zip(self._segments, self._lists, self._numbers, strict=True)
        for segment, lists, numbers in parts:
            own = segment.own(articles)
            if len(own):
                lists.add_up(own, numbers, counts)
        return counts

    def _text(self, number: int) -> tuple[str, bytes]:
        """The field of a word, and its text there."""
        owner = int(self._owners[number])
        of, place = self._lists[owner].words.place(int(self._places[number]))
        field = FIELDS[of]
        index = self._segments[owner].index(field)
        if index is None:
            raise ValueError("a column of word lists is damaged")
        return field, index.term_at(place)

    def _counted(self, field: str, terms: Sequence[bytes], flags: Flags) -> TermCounts:
        """In how many of the flagged articles, and of all that are live, each term stands."""
        counts, totals = (np.zeros(len(terms), np.int64) for _ in range(2))
        for segment in self._segments:
            index = segment.index(field)
            if index is None:
                continue
            mine = flags[segment.first : segment.last]
            if mine.any():
                counts += index.count_each(terms, mine)
            totals += _held(segment, field, terms)
        return TermCounts([term.decode() for term in terms], counts, totals)


def _held(segment: Segment, field: str, terms: Sequence[bytes]) -> NDArray[np.int64]:
    """In how many live articles of a segment each term stands."""
    index = segment.index(field)
    assert index is not None
    if segment.live is not None:
        return index.count_each(terms, segment.live)
    return np.array([index.frequencies(term)[0] for term in terms], np.int64)
