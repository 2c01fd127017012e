"""A column of signatures, by which near-duplicates are found: band by band."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.analysis.signatures import BINS
from index.storage.checksums import Data, checked_bytes
from index.storage.columns.column import Column, Live

# The signatures of articles, in bands of four bins: a row for each band, a column for each article.
Bands = NDArray[np.uint32]
BANDS = BINS // 4
NO_SIGNATURE = bytes(BINS)


class SignatureColumn(Column):
    """The signature of each article, band by band; zeros for an article that has none.

    Values are what `index.analysis.signatures.Signature.packed` gives.
    """

    def writer(self, file: Any) -> _SignatureWriter:
        """Keeps the signatures in memory until it is finished."""
        return _SignatureWriter(file)

    def open(self, data: Data, articles: int) -> Bands:
        """The bands."""
        data = checked_bytes(data)
        if len(data) != BINS * articles:
            raise ValueError("a column of signatures is damaged")
        bands: Bands = np.frombuffer(data, "<u4").reshape(BANDS, articles)
        return bands

    def empty(self, articles: int) -> Bands:
        """All bins empty."""
        return np.zeros((BANDS, articles), np.uint32)

    def join(self, file: Any, parts: list[tuple[Bands, Live]]) -> None:
        """Band by band."""
        for band in range(BANDS):
            for bands, live in parts:
                file.write(bands[band, live].astype("<u4").tobytes())


def banded(signatures: bytes | bytearray) -> Bands:
    """Signatures, one after another, as bands."""
    bands: Bands = np.frombuffer(signatures, "<u4").reshape(-1, BANDS).T
    return bands


class _SignatureWriter:
    def __init__(self, file: Any) -> None:
        self._file = file
        self._signatures = bytearray()

    def add(self, article: int, signature: bytes) -> None:
        self._fill(article)
        self._signatures += signature

    def finish(self, articles: int) -> None:
        self._fill(articles)
        self._file.write(banded(self._signatures).tobytes())

    def _fill(self, articles: int) -> None:
        self._signatures.extend(bytes(BINS * articles - len(self._signatures)))
