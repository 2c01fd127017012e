"""Posting lists made on the spot."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

from index.storage.postings import Inverter


def posting_lists(
    articles: Sequence[Sequence[int]], terms: Sequence[bytes], has_positions: bool = True
) -> bytes:
    """The file of articles given as tokens: each the number of a term << 1 | after a break."""
    inverter = Inverter(has_positions)
    for article, tokens in enumerate(articles):
        codes = np.array(tokens, np.uint32)
        order = np.argsort(codes >> 1, kind="stable")
        numbers, frequencies = np.unique(codes >> 1, return_counts=True)
        texts = [terms[number] for number in numbers]
        positions = order << 1 | codes[order] & 1 if has_positions else np.empty(0)
        inverter.add(
            article,
            struct.pack("<2I", len(numbers), len(positions))
            + frequencies.astype("<u4").tobytes()
            + np.array([len(text) for text in texts], "<u4").tobytes()
            + positions.astype("<u4").tobytes()
            + b"".join(texts),
        )
    return b"".join(inverter.finish(len(articles)))
