"""Signatures: how alike two articles are, from 128 bytes of each.

What is compared is the set of an article's shingles: three syllables in a row, normalised, of
title, summary and body. The Jaccard similarity of two sets is the share of their common members
among all.

A signature is a one-permutation MinHash (Li, Owen, Zhang: One Permutation Hashing, 2012). A hash of
each shingle chooses one of 128 bins, and the least hash in a bin stands for it, cut to a byte (Li,
König: b-Bit Minwise Hashing, 2010); an empty bin is 0. Of the bins that are not empty in both of
two articles, the share with equal bytes estimates their similarity J without bias, but for the
1 in 255 that are equal by accident; the standard error is sqrt(J (1 - J) / 128) at most, .035 at
J = .8. The fewer shingles a text has the more of them have a bin of their own: short texts are
compared nearly exactly.
"""

from __future__ import annotations

from functools import lru_cache

from index import native
from index.vietnamese.syllables import FoundInPython

__all__ = ["BINS", "Signature"]

BINS = 128
_BIN_SHIFT = 57  # the upper seven bits choose the bin
_VALUE_SHIFT = 25  # the next 32 bits compete in it
_VALUES = 255
_BITS = (1 << 64) - 1
# Odd multipliers: that of FNV-1a, the golden ratio's, and two of MurmurHash3's finalizer.
_PRIME = 0x100000001B3
_STEP = 0x9E3779B97F4A7C15
_FIRST = 0xFF51AFD7ED558CCD
_SECOND = 0xC4CEB9FE1A85EC53


@lru_cache(maxsize=1 << 16)
def _hash_of(syllable: str) -> int:
    """FNV-1a of a syllable's UTF-8, in 64 bits."""
    found = 0xCBF29CE484222325
    for byte in syllable.encode():
        found = (found ^ byte) * _PRIME & _BITS
    return found


class SignatureInPython:
    """The shingles of an article, syllable by syllable, as one small value for each bin."""

    def __init__(self) -> None:
        self._least: dict[int, int] = {}
        self._before = self._last = 0  # hashes of the two syllables before the next
        self._count = 0

    def add(self, found: FoundInPython) -> None:
        """Go on with the syllables of one more text, or piece of a text."""
        for syllable in found.syllables():
            hash = _hash_of(syllable.text)
            self._count += 1
            if self._count > 2:
                self._take(self._before, self._last, hash)
            self._before, self._last = self._last, hash

    def packed(self) -> bytes:
        """The signature: a byte for each bin, 0 where it is empty; nothing without syllables."""
        if not self._count:
            return b""
        if self._count < 3:  # too short for a shingle: what there is, after nothing
            self._take(0, self._before, self._last)
        packed = bytearray(BINS)
        for bin, value in self._least.items():
            packed[bin] = 1 + value % _VALUES
        return bytes(packed)

    def _take(self, first: int, second: int, third: int) -> None:
        """Let a shingle compete in its bin."""
        hash = ((first * _STEP + second) * _STEP + third) & _BITS
        hash = (hash ^ hash >> 33) * _FIRST & _BITS
        hash = (hash ^ hash >> 33) * _SECOND & _BITS
        hash ^= hash >> 33
        bin, value = hash >> _BIN_SHIFT, hash >> _VALUE_SHIFT & 0xFFFFFFFF
        if value < self._least.get(bin, 1 << 32):
            self._least[bin] = value


if native.is_used():
    with native.loading():
        from index.analysis._signatures import Signature
else:
    Signature = SignatureInPython  # type: ignore[assignment,misc]
