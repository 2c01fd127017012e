"""Posting lists of several segments into one with NumPy: the reference for `_encoding.join`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from itertools import groupby

import numpy as np
from numpy.typing import ArrayLike

from index.storage.postings.reference.blocks import Integers, spread
from index.storage.postings.reference.encoding import BATCH, Encoder
from index.storage.postings.reference.lists import Entry
from index.storage.postings.reference.reading import InvertedIndex
from index.storage.spooling import Spool

_Terms = list[tuple[int, Entry]]  # terms of one segment with their numbers among those of all


def join(
    parts: Iterable[tuple[InvertedIndex, ArrayLike]],
    has_positions: bool,
    spool: Callable[[], Spool] = Spool,
) -> Iterable[bytes]:
    """The parts of one file from [(index, flags of the articles that go on living)], in order.

    `spool` makes what lists and positions are put aside in, until the dictionary is complete.
    """
    segments: list[tuple[InvertedIndex, Integers]] = []
    lengths = [np.empty(0, np.int64)]
    first = 0
    for index, flags in parts:
        live = np.asarray(flags, bool)
        if index.has_positions != has_positions:
            raise ValueError("segments with and without positions cannot be joined")
        if live.shape != (index.articles,):
            raise ValueError("there must be one flag for each article")
        segments.append((index, np.where(live, first + np.cumsum(live) - 1, -1)))
        lengths.append(index.lengths[live].astype(np.int64))
        first += len(lengths[-1])
    encoder = Encoder(has_positions, np.concatenate(lengths), spool)
    texts: list[bytes] = []
    found: list[_Terms] = [[] for _ in segments]
    size = 0
    terms = merge(*(_numbered(index, number) for number, (index, _) in enumerate(segments)))
    for text, holders in groupby(terms, key=lambda pair: pair[0].text):
        for entry, number in holders:
            found[number].append((len(texts), entry))
            size += entry.cf
        texts.append(text)
        if size >= BATCH:
            _join_terms(encoder, texts, segments, found)
            texts, size = [], 0
            found = [[] for _ in segments]
    _join_terms(encoder, texts, segments, found)
    return encoder.finish()


def _numbered(index: InvertedIndex, number: int) -> Iterator[tuple[Entry, int]]:
    """The terms of a segment with its number, to be merged with those of others."""
    for entry in index.entries():
        yield entry, number


def _join_terms(
    encoder: Encoder,
    texts: Sequence[bytes],
    segments: Sequence[tuple[InvertedIndex, Integers]],
    found: Sequence[_Terms],
) -> None:
    """Write terms that stand in some segments, each with the new numbers of its articles."""
    postings = []
    packed = [np.empty(0, np.uint32)]
    for (index, numbers), terms in zip(segments, found, strict=True):
        old, frequencies, positions = index.lists([entry for _, entry in terms])
        term = np.array([term for term, _ in terms], np.int64)
        df = np.array([entry.df for _, entry in terms], np.int64)
        postings.append(np.stack((np.repeat(term, df), numbers[old], frequencies.astype(np.int64))))
        packed.append(positions)
    if not postings:
        return
    term, articles, frequencies = np.concatenate(postings, axis=1)
    places = np.cumsum(frequencies) - frequencies
    live = np.flatnonzero(articles >= 0)
    order = live[np.argsort(term[live], kind="stable")]
    frequencies = frequencies[order]
    df = np.bincount(term[order], minlength=len(texts))
    positions = np.concatenate(packed)
    if len(positions):
        positions = positions[spread(places[order], frequencies)]
    texts = [text for text, holders in zip(texts, df.tolist(), strict=True) if holders]
    encoder.add(texts, df[df > 0], articles[order], frequencies, positions)
