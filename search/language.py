"""The words of an archive, and which of them are near to a word that was typed."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from index.lexicon import walked
from search.segments import Segments


class _Near:
    """The terms of one field, as arrays of code points."""

    def __init__(self, segments: Segments, field: str) -> None:
        counts: dict[str, int] = {}
        for segment in segments:
            index = segment.index(field)
            for term, df, _ in walked(index, b"") if index is not None else ():
                text = term.decode()
                counts[text] = counts.get(text, 0) + df
        self._by_length: dict[int, tuple[list[str], NDArray[np.uint32], NDArray[np.int64]]] = {}
        for length in {len(term) for term in counts}:
            terms = [term for term in counts if len(term) == length]
            letters = np.frombuffer("".join(terms).encode("utf-32-le"), np.uint32)
            frequencies = np.array([counts[term] for term in terms])
            self._by_length[length] = terms, letters.reshape(len(terms), length), frequencies

    def find(self, text: str, distance: int) -> list[str]:
        """The terms within so many edits, closest and most frequent first."""
        found: list[tuple[int, int, str]] = []
        wanted = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
        for length in range(max(1, len(text) - distance), len(text) + distance + 1):
            if length in self._by_length:
                terms, letters, frequencies = self._by_length[length]
                edits = _edits(wanted, letters)
                for i in np.flatnonzero(edits <= distance).tolist():
                    found.append((int(edits[i]), -int(frequencies[i]), terms[i]))
        return [term for _, _, term in sorted(found)]


def _edits(wanted: Iterable[np.uint32], letters: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Levenshtein's distance of each row of `letters` from what is wanted."""
    rows, width = letters.shape
    before = np.tile(np.arange(width + 1), (rows, 1))
    for i, letter in enumerate(wanted, 1):
        here = np.full_like(before, i)
        for j in range(1, width + 1):
            changed = before[:, j - 1] + (letters[:, j - 1] != letter)
            here[:, j] = np.minimum(changed, np.minimum(before[:, j], here[:, j - 1]) + 1)
        before = here
    return before[:, width]


class Language:
    """What is known of the words of an archive."""

    def __init__(self, segments: Segments) -> None:
        """Read the terms of the text, with marks and without."""
        self._marked = _Near(segments, "text")
        self._folded = _Near(segments, "text_folded")

    def near(self, text: str, distance: int) -> list[str]:
        """The syllables within so many edits of one, closest and most frequent first."""
        return self._marked.find(text, distance)

    def near_folded(self, folded: str, distance: int) -> list[str]:
        """The same among those without marks."""
        return self._folded.find(folded, distance)
