"""The values of a facet in an archive: which spellings are one value, and which value is near.

An engine gives the values as articles print them; what is the same value, and how it is shown,
is told here, once for every snapshot and the same for every engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from index.articles.facets import value_identities, value_identity
from index.storage.shared.nearness import Nearness
from index.vietnamese.spelling import fold

_WORD = re.compile(r"\w+")
# So many letters are a slip in one of them; shorter values are never near to others by letters.
_LETTERS_OF_A_SLIP = 5
_SHORTEST = 3
_MOST_SLIPS = 3


class Near(NamedTuple):
    """A value that may have been meant, and in how many letters, without marks, it differs."""

    value: str
    slips: int


class KnownValues:
    """The values of one facet that articles of a snapshot carry, each in its commonest spelling.

    `spellings` are these, by the number of the value. `are_told` is False where the archive cannot
    know any.
    """

    are_told = True

    def __init__(self, printed: Sequence[str], counts: Sequence[int]) -> None:
        """`counts` tells how many articles that can be found carry each of the printed values."""
        numbers: dict[str, int] = {}
        of = [numbers.setdefault(one, len(numbers)) for one in value_identities(printed)]
        self.spellings, self._counts = [*printed], [*counts]
        if len(numbers) < len(printed):
            self.spellings, self._counts = _joined(of, len(numbers), printed, counts)
        self._identities = list(numbers)
        self._numbers = {one: at for one, at in numbers.items() if self._counts[at]}

    def number(self, value: str) -> int | None:
        """The number of a value in any spelling; None if no article carries it."""
        return self._numbers.get(value_identity(value))

    def spelling(self, value: str) -> str | None:
        """A value in its commonest spelling; None if no article carries it."""
        number = self.number(value)
        return None if number is None else self.spellings[number]

    def counted(self) -> Iterator[tuple[str, int]]:
        """Each value that articles carry, and how many do."""
        for number in self._numbers.values():
            yield self.spellings[number], self._counts[number]

    def falling(self) -> Iterator[tuple[str, int]]:
        """What `counted` tells, the values of most articles first, then by value: worked out as far
        as somebody asks."""
        yield from sorted(self.counted(), key=lambda one: (-one[1], one[0]))

    def count(self, value: str) -> int:
        """How many articles carry a value, in any spelling."""
        number = self.number(value)
        return 0 if number is None else self._counts[number]

    def articles(self, number: int) -> int:
        """How many articles carry the value of a number."""
        return self._counts[number]

    def without_marks(self, value: str) -> tuple[str, ...]:
        """The values that a text without marks may stand for, those of most articles first."""
        identity = value_identity(value)
        return () if fold(identity) != identity else self._shown(self._folded.get(identity, ()))

    def most_words(self, first: str) -> int:
        """How many words the longest value has that begins with a word, whatever its marks."""
        return self._most_words.get(fold(value_identity(first)), 0)

    def holding(self, words: str) -> int:
        """In how many values some words stand in a row; typed without marks, with any."""
        wanted = _row(value_identity(words))
        rows = self._rows if fold(wanted) != wanted else self._folded_rows
        return sum(wanted in row for row in rows)

    def near(self, value: str) -> Near | None:
        """The value that is spelled most like one that no article carries, if any is."""
        identity = value_identity(value)
        folded = fold(identity)
        same = self._folded.get(folded, ())
        if same:
            return Near(self._nearest(identity, same), 0)
        if len(folded) < _SHORTEST:
            return None
        most = min(max(1, len(folded) // _LETTERS_OF_A_SLIP), _MOST_SLIPS)
        found, distances = self._nearness.within(folded, most)
        if not len(found):
            return None
        slips = int(distances.min())
        forms = [self._folded_forms[at] for at in found[distances == slips].tolist()]
        meant = [number for one in forms for number in self._folded[one]]
        return Near(self._nearest(identity, meant), slips)

    def nearest(self, value: str) -> str | None:
        """The value that was probably meant by one that no article carries, if any is near.

        One that is spelled nearly so, or the most frequent that has all of its words in a row.
        """
        near = self.near(value)
        if near is not None:
            return near.value
        wanted = fold(_row(value_identity(value)))
        rows = zip(self._numbers.values(), self._folded_rows, strict=True)
        holding = [number for number, row in rows if wanted in row] if wanted.strip() else ()
        return self._shown(holding)[0] if holding else None

    def _nearest(self, identity: str, numbers: Sequence[int]) -> str:
        """Of some values, the one that differs from an identity in the fewest letters and marks."""
        forms = [self._identities[number] for number in numbers]
        longest = max(map(len, [identity, *forms]))
        found, distances = Nearness.of(forms).within(identity, longest)
        least = distances.min()
        return self._shown([numbers[at] for at in found[distances == least].tolist()])[0]

    def _shown(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """Values in their spellings, those of most articles first."""
        pairs = sorted((-self._counts[number], self.spellings[number]) for number in numbers)
        return tuple(spelling for _, spelling in pairs)

    @cached_property
    def _folded(self) -> dict[str, list[int]]:
        """The numbers of the values that are the same without marks."""
        found: dict[str, list[int]] = {}
        for identity, number in self._numbers.items():
            found.setdefault(fold(identity), []).append(number)
        return found

    @cached_property
    def _folded_forms(self) -> list[str]:
        return [one for one in self._folded if one]

    @cached_property
    def _nearness(self) -> Nearness:
        return Nearness.of(self._folded_forms)

    @cached_property
    def _most_words(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for folded in self._folded_forms:
            words = folded.split()
            found[words[0]] = max(found.get(words[0], 0), len(words))
        return found

    @cached_property
    def _rows(self) -> list[str]:
        return [_row(identity) for identity in self._numbers]

    @cached_property
    def _folded_rows(self) -> list[str]:
        return [fold(row) for row in self._rows]


def _joined(
    numbers: Sequence[int], several: int, printed: Sequence[str], counts: Sequence[int]
) -> tuple[list[str], list[int]]:
    """The commonest spelling of each of `several` values, and how many articles carry it in any.

    Of spellings in as many articles, one in capitals and small letters is chosen.
    """
    best: dict[int, tuple[int, bool, str]] = {}
    sums = [0] * several
    for number, text, count in zip(numbers, printed, counts, strict=True):
        sums[number] += count
        place = (-count, text.isupper() or text.islower(), text)
        best[number] = min(best.get(number, place), place)
    return [best[number][2] for number in range(several)], sums


def _row(identity: str) -> str:
    """The words of a value between spaces, so that whole words are found in it."""
    return f" {' '.join(_WORD.findall(identity))} "
