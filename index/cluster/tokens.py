"""The tokens of one article in order, from a term vector."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from index.analysis.vectors import unpack
from index.storage.postings.reference import named_breaks, pair_number
from index.vietnamese.spelling import fold

Token = tuple[int, str]
"""The place of a token, and its text."""


class Tokens(NamedTuple):
    """The tokens of a field, in the order of their places."""

    tokens: list[Token]

    @classmethod
    def of_vector(cls, vector: bytes) -> Tokens:
        """The tokens of a term vector; in a field without places all stand at one."""
        texts, frequencies, packed = unpack(vector)
        if not any(map(len, packed)):
            return cls(
                [(0, text) for text, n in zip(texts, frequencies, strict=True) for _ in range(n)]
            )
        places = zip(texts, packed, strict=True)
        return cls(sorted((one >> 1, text) for text, of in places for one in of))

    def twins(self) -> tuple[Tokens, Tokens]:
        """Those with their marks, and those without, of tokens of which both stand at one place."""
        folded = [one for one in self.tokens if fold(one[1]) == one[1]]
        marked = {one[0] for one in self.tokens if fold(one[1]) != one[1]}
        beside = [one for one in self.tokens if fold(one[1]) != one[1] or one[0] not in marked]
        return Tokens(beside), Tokens(folded)

    def texts(self) -> list[str]:
        """The texts in which they stand: tokens of places that follow each other, with spaces."""
        rows: list[list[str]] = []
        before: int | None = None
        for place, text in self.tokens:
            if before is None or place > before + 1:
                rows.append([])
            rows[-1].append(text)
            before = place
        return [*map(" ".join, rows)]

    def json(self) -> bytes:
        """The texts as a list of JSON; b"" where there are none."""
        return msgspec.json.encode(self.texts()) if self.tokens else b""


def breaks_of(vector: bytes) -> bytes:
    """The pairs of a field that punctuation parts (see `texts_and_breaks`), by its term vector."""
    texts, _, packed = unpack(vector)
    places = {code >> 1: text for text, of in zip(texts, packed, strict=True) for code in of}
    numbers = sorted(
        pair_number(places[(code >> 1) - 1].encode(), text.encode())
        for text, of in zip(texts, packed, strict=True)
        for code in of
        if code & 1 and (code >> 1) - 1 in places
    )
    return named_breaks(numbers)
