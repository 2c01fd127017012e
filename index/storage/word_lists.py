"""Word lists: which words each article has, so that many articles' words are counted at once.

A word is one of several syllables, as segmented, or a single one that is not spelt as a Vietnamese
syllable (a foreign name, an abbreviation); at least two articles of the archive hold it. A column
begins with its words, the most frequent in the segment first, so that numbers of frequent words are
small. Behind them stands the list of each article (see `postings.reference.word_lists`).

header    how many words, how many runs of words of one document frequency
words     the first 32 bits of each word's hash, 4 bytes each
places    where each stands among the terms of its field: twice the place, plus 1 for `text`
runs      document frequencies in the segment, falling, and how many words have each: 4 bytes each
begins    where the list of each article begins, and where the last ends: 4 bytes each
lists     and 8 zero bytes behind them
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from index.storage.postings import InvertedIndex, word_lists
from index.storage.term_counts import TermCounts, counted
from index.vietnamese.legacy_syllables import is_syllable

COMPOUNDS, SYLLABLES = FIELDS = ("compounds", "text")
"""The fields whose terms are the words."""

HEADER = struct.Struct("<II")
TAIL = bytes(8)
_LEAST_DF = 2

Fields = Sequence[InvertedIndex | None]
"""The inverted index of each of `FIELDS` in one segment; None for one that it has not."""


def is_foreign(syllable: str) -> bool:
    """Whether a single syllable is a word by itself: a foreign name, an abbreviation."""
    return (
        len(syllable) > 1
        and syllable.isalnum()
        and syllable[0].isalpha()
        and not is_syllable(syllable)
    )


@lru_cache(1 << 17)
def _is_foreign(term: bytes) -> bool:
    return is_foreign(term.decode())


def word_hash(word: bytes) -> int:
    """The 32 bits by which segments know one word from others."""
    return xxh3_64_intdigest(word) >> 32


def each_column(
    segments: Sequence[Fields], others: Sequence[Fields], articles: Sequence[int]
) -> Iterator[bytes]:
    """The columns of some segments of an archive, which have so many `articles`, one by one.

    A word is in the lists if at least two articles of all segments hold it, the `others`, too.
    Raises ValueError when an index is damaged.
    """
    each = [
        counted(of_field, of_others, _LEAST_DF)
        for of_field, of_others in zip(_by_field(segments), _by_field(others), strict=True)
    ]
    for fields, counts, count in zip(segments, zip(*each, strict=True), articles, strict=True):
        yield _column(fields, counts, count)


def _by_field(segments: Sequence[Fields]) -> list[list[InvertedIndex | None]]:
    """The indexes of each field in some segments."""
    return [[fields[field] for fields in segments] for field in range(len(FIELDS))]


def _column(fields: Fields, counts: Sequence[TermCounts], articles: int) -> bytes:
    words = [_words(field, one) for field, one in enumerate(counts)]
    numbers = np.repeat(np.arange(len(words), dtype=np.uint8), [len(one) for one in words])
    places, held, hashes = np.concatenate(words).T
    order = np.lexsort((places, numbers, -held))  # the most frequent first
    numbers, places, held, hashes = (one[order] for one in (numbers, places, held, hashes))
    counted_as, times = np.unique(-held, return_counts=True)
    begins, lists = word_lists(fields, numbers, places.astype(np.uint32), articles)
    runs = np.stack([-counted_as, times], 1)
    return b"".join(
        [
            HEADER.pack(len(places), len(runs)),
            *(
                part.astype("<u4").tobytes()
                for part in (hashes, 2 * places + numbers, runs, begins)
            ),
            lists.tobytes(),
            TAIL,
        ]
    )


def _words(field: int, counts: TermCounts) -> NDArray[np.int64]:
    """The words of a field: the place of each among the terms, its df, and its hash."""
    are_words = counts.every >= _LEAST_DF
    if FIELDS[field] == SYLLABLES:
        are_words[are_words] = [_is_foreign(term) for term in counts.terms(are_words)]
    hashes = [word_hash(term) for term in counts.terms(are_words)]
    columns = np.flatnonzero(are_words), counts.own[are_words], np.array(hashes, np.int64)
    return np.stack([one.astype(np.int64) for one in columns], 1)


class Words(NamedTuple):
    """The words of a column: the hash of each, and where it stands; `runs` are the dfs in the
    segment, falling, and behind each how many words have it."""

    hashes: NDArray[np.uint32]
    packed: NDArray[np.uint32]  # twice the place among the terms of its field, and which field
    runs: NDArray[np.uint32]

    @property
    def dfs(self) -> NDArray[np.uint32]:
        """How many articles of the segment hold each word."""
        found: NDArray[np.uint32] = np.repeat(self.runs[::2], self.runs[1::2])
        return found

    def place(self, word: int) -> tuple[int, int]:
        """The number of a word's field, and the place among the terms of that."""
        packed = int(self.packed[word])
        return packed & 1, packed >> 1
