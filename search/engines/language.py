"""What an archive knows of its language: its syllables, and which of them follow which."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache, partial
from threading import RLock

import numpy as np
from numpy.typing import NDArray

from index.storage.bigrams import Bigrams, bigram_keys, first_terms, numbered_terms, with_terms
from index.vietnamese.spelling import fold
from search.engines.edit_distance import Nearness

Numbers = NDArray[np.int64]
Near = Callable[[str, int], list[int]]

# How many occurrences of a syllable weigh as much as what is known of the one after it alone: the
# constant of the interpolation, measured on mistyped queries (100 suggests too much, 1,000 too
# little).
KAPPA = 300.0
# How often a syllable stands that the archive does not hold.
_UNKNOWN = 0.5
_REMEMBERED = 4096  # answers to `near`


class _Part:
    """The pairs of one segment, asked by the numbers that its terms have in the whole archive."""

    def __init__(self, pairs: Bigrams, numbers: Numbers, terms: int) -> None:
        """`numbers` are those of the segment's terms; the archive has so many `terms`."""
        self.pairs = pairs
        self.numbers = numbers
        self._own = np.full(terms + 1, -1, np.int64)  # the last is asked for what is no term: -1
        self._own[numbers] = np.arange(len(numbers))

    @cached_property
    def _keys(self) -> NDArray[np.uint64]:
        """Every pair as one number, rising."""
        return bigram_keys(first_terms(self.pairs), self.pairs.seconds)

    def counts(self, first: Numbers, second: Numbers) -> Numbers:
        """See `Model.pair_counts`."""
        own_first, own_second = self._own[first], self._own[second]
        wanted = bigram_keys(own_first[:, np.newaxis], own_second)
        if not len(self._keys):
            return np.zeros(wanted.shape, np.int64)
        at = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        return np.where(self._keys[at] == wanted, self.pairs.times[at], 0).astype(np.int64)

    def row(self, number: int) -> tuple[Numbers, Numbers]:
        """What follows a term, and how often."""
        own = int(self._own[number])
        begin, end = self.pairs.starts[own : own + 2].tolist() if own >= 0 else (0, 0)
        times = self.pairs.times[begin:end].astype(np.int64)
        return self.numbers[self.pairs.seconds[begin:end]], times


class Model:
    """The terms of one field of an archive and their neighbours, by the numbers of the terms.

    `terms` are in the order of their bytes; `counts` tell how often each stands in the archive,
    `articles` in how many articles. Deleted articles count.
    """

    def __init__(self, parts: Sequence[Bigrams]) -> None:
        """`parts` are the pairs of the archive's segments."""
        self._numbers, numbers_of = numbered_terms([part.terms for part in parts])
        self.terms = list(self._numbers)
        self.counts = np.zeros(len(self.terms), np.int64)
        self.articles = np.zeros(len(self.terms), np.int64)
        for part, numbers in zip(parts, numbers_of, strict=True):
            self.counts[numbers] += part.counts
            self.articles[numbers] += part.articles
        self.parts = [
            _Part(part, numbers, len(self.terms))
            for part, numbers in zip(parts, numbers_of, strict=True)
        ]
        self._total = max(float(self.counts.sum()), 1.0)

    def number(self, term: str) -> int | None:
        """The number of a term, if it stands in the archive."""
        return self._numbers.get(term)

    def count(self, term: str) -> int:
        """How often a term stands in the archive."""
        number = self._numbers.get(term)
        return 0 if number is None else int(self.counts[number])

    @cached_property
    def near(self) -> Near:
        """Gives for a text and a distance the numbers of the terms at most so many edits away.

        The closest come first (the text itself if it is a term), of those the most frequent.
        """
        return _remembering(self.terms, self.counts)

    def pair_counts(self, first: Numbers, second: Numbers) -> Numbers:
        """How often each of `second` stands directly behind each of `first`, which make the rows.

        Both are numbers of terms; -1 is a term that the archive does not hold.
        """
        total = np.zeros((len(first), len(second)), np.int64)
        for part in self.parts:
            total += part.counts(first, second)
        return total

    def probabilities(self, numbers: Numbers) -> NDArray[np.float64]:
        """How likely each term is at any place: its share of all that stands in the archive."""
        counts = np.where(numbers < 0, 0, self.counts[numbers]) if len(self.terms) else 0 * numbers
        return np.maximum(counts, _UNKNOWN) / self._total

    def log_probabilities(self, first: Numbers, second: Numbers) -> NDArray[np.float64]:
        """ln P(second | first) for each of `first`, which make the rows, and each of `second`.

        P(b | a) = (c(ab) + K P(b)) / (c(a) + K), the Dirichlet interpolation of Zhai and Lafferty
        (2004), with K = `KAPPA`; c(ab) leaves out some pairs that stand in the archive once.
        """
        pairs = self.pair_counts(first, second)
        counts = np.where(first < 0, 0, self.counts[first]) if len(self.terms) else 0 * first
        likely = (pairs + KAPPA * self.probabilities(second)) / (counts[:, np.newaxis] + KAPPA)
        return np.log(np.minimum(likely, 1.0))

    def followers(self, number: int) -> tuple[Numbers, Numbers]:
        """The terms that stand directly behind one, by their rising numbers, and how often."""
        rows = [part.row(number) for part in self.parts]
        if len(rows) == 1:
            return rows[0]
        nothing = np.empty(0, np.int64)
        every = np.concatenate([nothing, *(numbers for numbers, _ in rows)])
        times = np.concatenate([nothing, *(times for _, times in rows)])
        numbers, owners = np.unique(every, return_inverse=True)
        return numbers, np.bincount(owners, times, len(numbers)).astype(np.int64)


def _remembering(terms: Sequence[str], counts: Numbers) -> Near:
    """See `Model.near`."""
    return lru_cache(_REMEMBERED)(partial(_near, Nearness(terms), counts))


def _near(nearness: Nearness, counts: Numbers, text: str, distance: int) -> list[int]:
    numbers, distances = nearness.within(text, distance)
    found: list[int] = numbers[np.lexsort((-counts[numbers], distances))].tolist()
    return found


class Language:
    """The syllables of an archive's texts, with their marks and without; any thread may ask."""

    def __init__(self, parts: Sequence[Bigrams]) -> None:
        """`parts` are the columns `pairs` of the segments."""
        self._lock = RLock()
        self.marked = Model(parts)

    @cached_property
    def folded_terms(self) -> list[str]:
        """The term without marks for each of `marked.terms`."""
        text = "\n".join(self.marked.terms)
        table = {ord(character): fold(character) for character in set(text)}
        return text.translate(table).split("\n") if text else []

    @cached_property
    def folded(self) -> Model:
        """The syllables without marks; those that fold to one form are one."""
        with self._lock:
            names = np.array(self.folded_terms, np.object_)
            return Model(
                [with_terms(one.pairs, names[one.numbers].tolist()) for one in self.marked.parts]
            )

    @cached_property
    def _forms(self) -> dict[str, list[int]]:
        forms: dict[str, list[int]] = {}
        for number, term in enumerate(self.folded_terms):
            forms.setdefault(term, []).append(number)
        return forms

    def forms(self, folded: str) -> list[int]:
        """The numbers (in `marked`) of the syllables that are `folded` without their marks."""
        return self._forms.get(folded, [])

    @cached_property
    def _by_folded(self) -> tuple[list[str], Numbers, Numbers]:
        """The folded terms in order, their numbers in `marked`, and the place of each number."""
        order = sorted(range(len(self.folded_terms)), key=self.folded_terms.__getitem__)
        places = np.empty(len(order), np.int64)
        places[order] = np.arange(len(order))
        return [self.folded_terms[number] for number in order], np.array(order, np.int64), places

    def beginning(self, folded: str) -> Numbers:
        """The numbers (in `marked`) of the syllables that begin so without their marks."""
        first, last = self._beginning(folded)
        return self._by_folded[1][first:last]

    def begin(self, folded: str, numbers: Numbers) -> NDArray[np.bool_]:
        """Which of some syllables begin so without their marks."""
        first, last = self._beginning(folded)
        places = self._by_folded[2][numbers]
        return (places >= first) & (places < last)

    def _beginning(self, folded: str) -> tuple[int, int]:
        terms, _, _ = self._by_folded
        return bisect_left(terms, folded), bisect_left(terms, folded + "\U0010ffff")

    def near(self, text: str, distance: int) -> list[str]:
        """The syllables at most `distance` (1 or 2) edits from `text`, itself included.

        The closest come first, of those the most frequent. `text` is in lower case and NFC.
        """
        return [self.marked.terms[number] for number in self.marked.near(text, distance)]

    def near_folded(self, folded: str, distance: int) -> list[str]:
        """The syllables without marks that are near to `folded`, in the order of `near`."""
        terms, near = self._folded_near
        return [terms[number] for number in near(folded, distance)]

    @cached_property
    def _folded_near(self) -> tuple[list[str], Near]:
        """The folded terms, each once, and which of them are near to one: without their pairs,
        which take longer to gather."""
        numbers = {term: number for number, term in enumerate(dict.fromkeys(self.folded_terms))}
        places = np.fromiter(map(numbers.__getitem__, self.folded_terms), np.int64)
        counts = np.bincount(places, self.marked.counts, len(numbers)).astype(np.int64)
        return list(numbers), _remembering(list(numbers), counts)
