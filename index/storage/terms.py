"""A vocabulary: many terms in the order of their bytes, in little memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from index.storage.postings import merged_terms, term_number

Numbers = NDArray[np.int32]
_NEWLINE = 10


class Terms(Sequence[str]):
    """Terms, numbered in the order of their bytes; each takes five bytes beside its letters."""

    def __init__(self, text: NDArray[np.uint8], starts: NDArray[np.uint32]) -> None:
        """`text` has a line for each term; `starts` is where each begins, and another one would."""
        self.text = text
        self.starts = starts

    @classmethod
    def of(cls, terms: Iterable[str]) -> Terms:
        """Some terms, which are in order."""
        return cls.of_lines("\n".join(terms).encode())

    @classmethod
    def of_lines(cls, data: bytes | memoryview) -> Terms:
        """The terms of a text that has a line for each; `data` is not copied."""
        text = np.frombuffer(data, np.uint8)
        if not len(text):
            return cls(text, np.zeros(1, np.uint32))
        ends = np.append(np.flatnonzero(text == _NEWLINE), len(text))
        return cls(text, np.append(np.zeros(1, np.uint32), (ends + 1).astype(np.uint32)))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, number: int) -> str: ...

    @overload
    def __getitem__(self, number: slice) -> list[str]: ...

    def __getitem__(self, number: Any) -> Any:
        if isinstance(number, slice):
            return [self[at] for at in range(*number.indices(len(self)))]
        at = int(number) + (len(self) if number < 0 else 0)
        if not 0 <= at < len(self):
            raise IndexError(number)
        return self.text[int(self.starts[at]) : int(self.starts[at + 1]) - 1].tobytes().decode()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def number(self, term: str) -> int | None:
        """The number of a term, if it is one of them."""
        found = term_number(self.text, self.starts, term.encode("utf-8", "surrogatepass"))
        return None if found < 0 else found

    def lines(self) -> str:
        """All of them as a text with a line for each."""
        return self.text.tobytes().decode()

    def those(self, kept: NDArray[np.bool_]) -> Terms:
        """The terms that are flagged."""
        sizes = np.diff(self.starts)
        lines = np.append(self.text, np.uint8(_NEWLINE)) if len(self) else self.text
        starts = np.append(np.zeros(1, np.uint32), np.cumsum(sizes[kept], dtype=np.uint32))
        return Terms(lines[np.repeat(kept, sizes)][:-1], starts)


def merged(parts: Sequence[Terms]) -> tuple[Terms, list[Numbers]]:
    """Several vocabularies as one, and the numbers of each one's terms in it, which rise."""
    if not parts:
        return Terms.of([]), []
    if len(parts) == 1:
        return parts[0], [np.arange(len(parts[0]), dtype=np.int32)]
    middle = len(parts) // 2
    left, left_numbers = merged(parts[:middle])
    right, right_numbers = merged(parts[middle:])
    text, starts, of_left, of_right = merged_terms(left.text, left.starts, right.text, right.starts)
    numbers = [of_left[one] for one in left_numbers] + [of_right[one] for one in right_numbers]
    return Terms(text, starts), numbers
