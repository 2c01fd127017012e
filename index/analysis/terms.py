"""The terms of an article's fields, gathered text by text, natively or in Python."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from index import native
from index.analysis.vectors import pack, pack_counts
from index.vietnamese.segmentation import members
from index.vietnamese.syllables import FoundInPython

__all__ = ["Compounds", "Terms"]

# Between two texts of one article the positions jump, so that no phrase reaches across.
GAP = 100


class TermsInPython:
    """The syllables of one field, with and without marks, and their positions."""

    def __init__(self) -> None:
        self._next = 0  # position
        self._marked: dict[str, array[int]] = {}
        self._folded: dict[str, array[int]] = {}

    def add(self, found: FoundInPython, starts_text: bool) -> None:
        """Go on with a text, or with a new one, of which `found` is the first piece."""
        if starts_text and self._next:
            self._next += GAP
        for syllable in found.syllables():
            packed = self._next << 1 | (syllable.after_break or starts_text)
            starts_text = False
            self._next += 1
            self._marked.setdefault(syllable.text, array("I")).append(packed)
            self._folded.setdefault(syllable.folded, array("I")).append(packed)

    def marked(self) -> bytes:
        """The vector of the syllables with their marks; empty if there are none."""
        return pack(self._marked) if self._next else b""

    def folded(self) -> bytes:
        """The vector of the syllables without marks; empty if there are none."""
        return pack(self._folded) if self._next else b""

    def either(self) -> bytes:
        """The vector of the syllables with and without marks, at the same positions."""
        both = {term: self._folded.get(term, packed) for term, packed in self._marked.items()}
        both |= self._folded
        first = sorted(both.items(), key=lambda each: each[1][0])
        return pack(dict(first)) if self._next else b""


class CompoundsInPython:
    """The words of several syllables, with and without marks, and how often they stand there."""

    def __init__(self) -> None:
        self._marked: dict[str, int] = {}
        self._folded: dict[str, int] = {}

    def add(self, found: FoundInPython, spans: bytes) -> None:
        """Count those of one more text, or piece of a text; `spans` are its `packed_words`."""
        syllables = found.syllables()
        offsets = array("I", spans)
        words: Iterable[tuple[int, int]] = zip(offsets[::2], offsets[1::2], strict=True)
        if found.starts is not None and found.ends is not None:
            words = [(found.starts[start], found.ends[end - 1]) for start, end in words]
        starts, ends = [one.start for one in syllables], [one.end for one in syllables]
        for first, last in members(starts, ends, words):
            if last - first > 1:
                marked = "_".join(one.text for one in syllables[first:last])
                folded = "_".join(one.folded for one in syllables[first:last])
                self._marked[marked] = self._marked.get(marked, 0) + 1
                self._folded[folded] = self._folded.get(folded, 0) + 1

    def marked(self) -> bytes:
        """The vector of the words with their marks; empty if there are none."""
        return pack_counts(self._marked) if self._marked else b""

    def folded(self) -> bytes:
        """The vector of the words without marks; empty if there are none."""
        return pack_counts(self._folded) if self._folded else b""


if native.is_used():
    with native.loading():
        from index.analysis._vectors import Compounds, Terms
else:
    Compounds, Terms = CompoundsInPython, TermsInPython  # type: ignore[assignment,misc]
