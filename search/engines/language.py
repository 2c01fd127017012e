"""What an archive knows of its language: its syllables, and which of them follow which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache, partial
from threading import RLock

import numpy as np
from numpy.typing import NDArray

from index.storage.bigrams import Bigrams
from index.storage.columns.bigram_column import BigramRows, rows_of
from index.storage.postings import add_followers, count_pairs
from index.storage.shared.folding import Folding
from index.storage.shared.language import Arranged, TermsArranged
from index.storage.shared.nearness import Nearness
from index.storage.shared.terms import SharedTerms
from index.storage.terms import Terms

Numbers = NDArray[np.int64]
Near = Callable[[str, int], list[int]]

# How many occurrences of a syllable weigh as much as what is known of the one after it alone: the
# constant of the interpolation, measured on mistyped queries (100 suggests too much, 1,000 too
# little).
KAPPA = 300.0
# How often a syllable stands that the archive does not hold.
_UNKNOWN = 0.5
_REMEMBERED = 4096  # answers to `near`


class Model:
    """The terms of one field of an archive and their neighbours, by the numbers of the terms.

    `terms` are in the order of their bytes; `counts` tell how often each stands in the archive,
    `articles` in how many articles. Deleted articles count.
    """

    def __init__(
        self,
        terms: Terms,
        counts: Numbers,
        articles: Numbers,
        shared: SharedTerms,
        *,
        nearness: Callable[[], Nearness],
        folding: Folding | None = None,
    ) -> None:
        """`shared` are the segments' terms, `nearness` gives how the terms are arranged by their
        letters; with a `folding` of these, the terms are the folded ones, what stands for them is
        added up, and an article that holds two counts twice."""
        self.terms = terms
        self.counts = counts
        self.articles = articles
        self._shared: SharedTerms = shared
        self._nearness = nearness
        self._folding = folding
        self._total = max(float(counts.sum()), 1.0)

    def number(self, term: str) -> int | None:
        """The number of a term, if it stands in the archive."""
        return self.terms.number(term)

    def count(self, term: str) -> int:
        """How often a term stands in the archive."""
        number = self.number(term)
        return 0 if number is None else int(self.counts[number])

    @cached_property
    def near(self) -> Near:
        """Gives for a text and a distance the numbers of the terms at most so many edits away.

        The closest come first (the text itself if it is a term), of those the most frequent.
        """
        return lru_cache(_REMEMBERED)(partial(_near, self.nearness, self.counts))

    @property
    def nearness(self) -> Nearness:
        """The terms, arranged for finding those that are near to one."""
        return self._nearness()

    def pair_counts(self, first: Numbers, second: Numbers) -> Numbers:
        """How often each of `second` stands directly behind each of `first`, which make the rows.

        Both are numbers of terms; -1 is a term that the archive does not hold.
        """
        total = np.zeros((len(first), len(second)), np.int64)
        firsts, rows = self._forms(first)
        seconds, columns = self._forms(second)
        order = np.argsort(seconds, kind="stable")
        second_places = seconds[order], columns[order]
        shared = self._shared
        count_pairs(shared.rows, shared.numbers, (firsts, rows), second_places, total)
        return total

    def _forms(self, numbers: Numbers) -> tuple[NDArray[np.int32], Numbers]:
        """The terms of segments that some terms stand for, and for each the place in `numbers`."""
        places = np.flatnonzero(numbers >= 0)
        known = np.asarray(numbers, np.int64)[places]
        if self._folding is None:
            return known.astype(np.int32), places
        starts = self._folding.starts
        sizes = starts[known + 1] - starts[known]
        ends = np.cumsum(sizes)
        within = np.arange(int(sizes.sum())) - np.repeat(ends - sizes, sizes)
        return self._folding.forms[np.repeat(starts[known], sizes) + within], np.repeat(
            places, sizes
        )

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
        times = np.zeros(len(self._shared.terms), np.int64)
        for form in self._forms(np.array([number]))[0].tolist():
            add_followers(self._shared.rows, self._shared.numbers, form, times)
        if self._folding is not None:
            size = len(self.terms)
            times = np.bincount(self._folding.of, times, size).astype(np.int64)
        numbers = np.flatnonzero(times != 0)  # of flags, in a third of the time
        return numbers, times[numbers]


def _near(nearness: Nearness, counts: Numbers, text: str, distance: int) -> list[int]:
    numbers, distances = nearness.within(text, distance)
    found: list[int] = numbers[np.lexsort((-counts[numbers], distances))].tolist()
    return found


class Language:
    """The syllables of an archive's texts, with their marks and without; any thread may ask."""

    def __init__(
        self, parts: Sequence[Bigrams | BigramRows], before: Language | None = None
    ) -> None:
        """`parts` are the bigrams of the segments; those of the language `before` that are the
        very same need not be looked at again."""
        rows = [part if isinstance(part, BigramRows) else rows_of(part) for part in parts]
        shared = SharedTerms.of(rows, None if before is None else before._shared)
        if before is not None and shared.terms is before._shared.terms:
            self._lay(shared, before._arranged)
        else:
            known = None if before is None else before._arranged.known_folding
            self._lay(shared, TermsArranged(shared.terms, shared.kept, known))

    @classmethod
    def arranged(cls, shared: SharedTerms, arranged: Arranged) -> Language:
        """The language of terms that are arranged already."""
        language = cls.__new__(cls)
        language._lay(shared, arranged)
        return language

    def _lay(self, shared: SharedTerms, arranged: Arranged) -> None:
        self._lock = RLock()
        self._shared: SharedTerms = shared
        self._arranged: Arranged = arranged
        self.marked = Model(
            shared.terms, shared.counts, shared.articles, shared, nearness=lambda: arranged.marked
        )

    @cached_property
    def folding(self) -> Folding:
        """What the terms are without their marks."""
        return self._arranged.folding

    @cached_property
    def folded_terms(self) -> list[str]:
        """The term without marks for each of `marked.terms`."""
        names = list(self.folding.terms)
        return [names[number] for number in self.folding.of.tolist()]

    @cached_property
    def folded(self) -> Model:
        """The syllables without marks; those that fold to one form are one."""
        with self._lock:
            folding, shared = self.folding, self._shared
            counts, articles = (
                np.bincount(folding.of, numbers, len(folding.terms)).astype(np.int64)
                for numbers in (shared.counts, shared.articles)
            )
            arranged = self._arranged
            return Model(
                folding.terms,
                counts,
                articles,
                shared,
                nearness=lambda: arranged.folded,
                folding=folding,
            )

    def forms(self, folded: str) -> list[int]:
        """The numbers (in `marked`) of the syllables that are `folded` without their marks."""
        number = self.folding.terms.number(folded)
        if number is None:
            return []
        begin, end = self.folding.starts[number : number + 2].tolist()
        found: list[int] = self.folding.forms[begin:end].tolist()
        return found

    def beginning(self, folded: str) -> Numbers:
        """The numbers (in `marked`) of the syllables that begin so without their marks."""
        return self.folding.forms[slice(*self.folding.beginning(folded))].astype(np.int64)

    def begin(self, folded: str, numbers: Numbers) -> NDArray[np.bool_]:
        """Which of some syllables begin so without their marks."""
        first, last = self.folding.beginning(folded)
        flags = np.zeros(len(self.folding.of), np.bool_)
        flags[self.folding.forms[first:last]] = True
        return flags[numbers]

    def near(self, text: str, distance: int) -> list[str]:
        """The syllables at most `distance` (1 or 2) edits from `text`, itself included.

        The closest come first, of those the most frequent. `text` is in lower case and NFC.
        """
        return [self.marked.terms[number] for number in self.marked.near(text, distance)]

    def near_folded(self, folded: str, distance: int) -> list[str]:
        """The syllables without marks that are near to `folded`, in the order of `near`; of those
        that are as near and as frequent, the shorter, then that of the first form in order."""
        numbers, distances = self.folded.nearness.within(folded, distance)
        folding = self.folding
        firsts = folding.forms[folding.starts[numbers]]
        terms = [folding.terms[number] for number in numbers.tolist()]
        lengths = np.array([len(term) for term in terms], np.int64)
        counts = self.folded.counts[numbers]
        return [terms[at] for at in np.lexsort((firsts, lengths, -counts, distances)).tolist()]
