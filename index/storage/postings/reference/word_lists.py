"""Which words each article has, with NumPy: the reference for `_word_lists`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.storage.postings.reference.blocks import Bytes
from index.storage.postings.reference.reading import InvertedIndex

_TAIL = 8  # zeros behind all


def word_lists(
    indexes: Sequence[InvertedIndex | None],
    numbers: NDArray[np.uint8],
    places: NDArray[np.uint32],
    articles: int,
) -> tuple[NDArray[np.int64], Bytes]:
    """Where the list of each article begins (and where the last ends), and all lists.

    The n-th word is a term of indexes[numbers[n]], at places[n] in the order of its terms. A list
    holds the numbers of an article's words, counted from 1, each as a varint of what it is more
    than the one before. Raises ValueError when the indexes are damaged, or have not so many
    articles.
    """
    if len(numbers) != len(places):
        raise ValueError("an index and a place for each word")
    lists: list[bytearray] = [bytearray() for _ in range(articles)]
    last = [0] * articles
    for number, (which, place) in enumerate(zip(numbers.tolist(), places.tolist(), strict=True), 1):
        index = indexes[which]
        if index is None or index.articles != articles or place >= index.terms:
            raise ValueError("a word is none of its index")
        held, _, _ = index.postings(index.term_at(place), positions=False)
        for article in held.tolist():
            gap, last[article] = number - last[article], number
            while gap >= 128:
                lists[article].append(gap & 127 | 128)
                gap >>= 7
            lists[article].append(gap)
    begins = np.cumsum([0, *map(len, lists)], dtype=np.int64)
    return begins, np.frombuffer(b"".join(lists), np.uint8)


def add_up(
    data: Bytes,
    begins: NDArray[np.uint32],
    articles: NDArray[np.uint32],
    targets: NDArray[np.int32],
    counts: NDArray[np.uint32],
) -> None:
    """Count what the words of some articles stand for: counts[targets[w]] for each word w.

    What stands for none of those that are counted is passed over. `data` are lists of `word_lists`
    with 8 zeros behind them, `begins` where they begin. Raises ValueError when they are damaged.
    """
    for article in articles.tolist():
        of = targets[_words_of(data, begins, article, len(targets))]
        np.add.at(counts, of[(of >= 0) & (of < len(counts))], np.uint32(1))


def having(data: Bytes, begins: NDArray[np.uint32], wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which articles have a wanted word (a flag for each), a flag for each article.

    `data` and `begins` are as for `add_up`. Raises ValueError when what is read is damaged: a list
    is read up to the first word that is wanted, or behind the last one that is.
    """
    flags = [
        any(wanted[number] for number in _wanted_of(data, begins, article, wanted))
        for article in range(len(begins) - 1)
    ]
    return np.array(flags, np.bool_)


def listed(
    data: Bytes, begins: NDArray[np.uint32], wanted: NDArray[np.bool_]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Which of the wanted words (a flag for each) which article has: the articles, rising, and the
    words by their numbers, counted from 0.

    `data` and `begins` are as for `add_up`. Raises ValueError when what is read is damaged: lists
    are read up to the last wanted word.
    """
    rows = [
        (article, number)
        for article in range(len(begins) - 1)
        for number in _wanted_of(data, begins, article, wanted)
    ]
    articles, numbers = np.array(rows, np.uint32).reshape(-1, 2).T
    return articles.copy(), numbers.copy()


def _wanted_of(
    data: Bytes, begins: NDArray[np.uint32], article: int, wanted: NDArray[np.bool_]
) -> Iterator[int]:
    """The wanted words of an article, by their numbers, counted from 0."""
    last = np.flatnonzero(wanted).max(initial=-1)
    for number in _each_word(data, begins, article, len(wanted)):
        if number > last:
            return
        if wanted[number]:
            yield number


def _words_of(data: Bytes, begins: NDArray[np.uint32], article: int, words: int) -> list[int]:
    """The numbers of an article's words, counted from 0."""
    return list(_each_word(data, begins, article, words))


def _each_word(data: Bytes, begins: NDArray[np.uint32], article: int, words: int) -> Iterator[int]:
    """The numbers of an article's words, each when it is read."""
    if not 0 <= article < len(begins) - 1:
        raise _damaged()
    begin, end = begins[article : article + 2].tolist()
    if not begin <= end <= len(data) - _TAIL:
        raise _damaged()
    number = value = shift = 0
    for byte in data[begin:end].tolist():
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            number += value
            if not value or number > words:
                raise _damaged()
            yield number - 1
            value = shift = 0
    if shift:
        raise _damaged()


def _damaged() -> ValueError:
    return ValueError("the words of articles are damaged")
