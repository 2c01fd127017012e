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
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from index.storage.postings import InvertedIndex, word_lists
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


_hash = lru_cache(1 << 17)(word_hash)


def each_column(
    segments: Sequence[Fields], others: Sequence[Fields], articles: Sequence[int]
) -> Iterator[bytes]:
    """The columns of some segments of an archive, which have so many `articles`, one by one.

    A word is in the lists if at least two articles of all segments hold it, the `others`, too.
    Raises ValueError when an index is damaged.
    """
    dfs: list[Counter[bytes]] = [Counter() for _ in FIELDS]
    for fields in segments:
        for index, counts in zip(fields, dfs, strict=True):
            for term, df, _ in _terms(index):
                counts[term] += df
    for fields in others:
        for index, counts in zip(fields, dfs, strict=True):
            for term, df in counts.items():
                if index is not None and df < _LEAST_DF:
                    counts[term] += index.frequencies(term)[0]
    for fields, count in zip(segments, articles, strict=True):
        yield _column(fields, dfs, count)


def _column(fields: Fields, dfs: Sequence[Counter[bytes]], articles: int) -> bytes:
    words = [_words(field, index, dfs[field]) for field, index in enumerate(fields)]
    numbers = np.repeat(np.arange(len(words), dtype=np.uint8), [len(one) for one in words])
    places, held, hashes = np.concatenate(words).T
    order = np.lexsort((places, numbers, -held))  # the most frequent first
    numbers, places, held, hashes = (one[order] for one in (numbers, places, held, hashes))
    counted, times = np.unique(-held, return_counts=True)
    begins, lists = word_lists(fields, numbers, places.astype(np.uint32), articles)
    runs = np.stack([-counted, times], 1)
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


def _words(field: int, index: InvertedIndex | None, dfs: Mapping[bytes, int]) -> NDArray[np.int64]:
    """The words of a field: the place of each among the terms, its df, and its hash."""
    is_word = _is_foreign if FIELDS[field] == SYLLABLES else bool
    found = [
        (place, df, _hash(term))
        for place, (term, df, _) in enumerate(_terms(index))
        if dfs[term] >= _LEAST_DF and is_word(term)
    ]
    return np.array(found, np.int64).reshape(-1, 3)


def _terms(index: InvertedIndex | None) -> list[tuple[bytes, int, int]]:
    return index.terms_from(b"") if index is not None else []


class Words(NamedTuple):
    """The words of a column: the hash of each, its place and field, and its df in the segment."""

    hashes: NDArray[np.uint32]
    places: NDArray[np.uint32]
    fields: NDArray[np.uint8]
    dfs: NDArray[np.int64]
