"""The words of many articles at once, by their word lists (see `index.storage.word_lists`)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.storage.columns.word_column import WordLists
from index.storage.word_lists import FIELDS
from search.engines.local.segments import Ids, Segment, Segments
from search.engines.protocol import Flags, TermCounts, WordScore

# Of more answers, so many are looked into for words, drawn by a fixed seed. Measured: what is found
# in them is what all of them tell (see docs/measurements.md).
MOST_LOOKED_INTO = 5_000
_SEED = 1945


class CountedWords:
    """All words of one generation; never changes, any thread may read it.

    About 24 bytes of memory for each word of a segment.
    """

    def __init__(self, segments: Segments, lists: Sequence[WordLists]) -> None:
        """`lists` are those of each segment."""
        self._segments = segments
        self._lists = lists
        words = [one.words for one in lists]
        hashes = np.concatenate([np.empty(0, np.uint32), *(one.hashes for one in words)])
        every, first, numbers = np.unique(hashes, return_index=True, return_inverse=True)
        begins = np.cumsum([0, *(len(one.hashes) for one in words)])
        # For each segment, the number in the generation of each of its words.
        self._numbers = [
            numbers[begin:end].astype(np.int32) for begin, end in pairwise(begins.tolist())
        ]
        # Where the text of each word is read: the segment, and the word's number there.
        self._owners = np.searchsorted(begins, first, side="right") - 1
        self._places = first - begins[self._owners]
        self._size = len(every)
        self._dfs = -self._counts(np.flatnonzero(~segments.live).astype(np.uint32))
        for own, one in zip(self._numbers, words, strict=True):
            np.add.at(self._dfs, own, one.dfs)

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
        counts = self._counts(looked_into)
        held = np.flatnonzero(counts)
        estimated = counts[held] * len(articles) // max(len(looked_into), 1)
        dfs = self._dfs[held]
        scores = score(np.minimum(estimated, dfs), dfs)
        falling = np.argsort(-scores, kind="stable")[:most]
        best = held[falling[scores[falling] > 0]]
        terms: dict[str, list[bytes]] = {field: [] for field in FIELDS}
        for number in best.tolist():
            field, term = self._text(number)
            terms[field].append(term)
        return {field: self._counted(field, found, flags) for field, found in terms.items()}

    def _counts(self, articles: Ids) -> NDArray[np.int64]:
        """In how many of some articles each word is."""
        counts = np.zeros(self._size, np.int64)
        parts = zip(self._segments, self._lists, self._numbers, strict=True)
        for segment, lists, numbers in parts:
            own = segment.own(articles)
            if len(own):
                found = lists.count(own)
                held = np.flatnonzero(found)
                np.add.at(counts, numbers[held], found[held])
        return counts

    def _text(self, number: int) -> tuple[str, bytes]:
        """The field of a word, and its text there."""
        owner, place = int(self._owners[number]), int(self._places[number])
        words = self._lists[owner].words
        field = FIELDS[words.fields[place]]
        index = self._segments[owner].index(field)
        if index is None:
            raise ValueError("a column of word lists is damaged")
        return field, index.term_at(int(words.places[place]))

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
