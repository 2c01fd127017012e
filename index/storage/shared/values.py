"""The values that articles print of a facet: which article has which, and which of them are one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.articles.facets import value_identities
from index.storage.columns.facet_column import Facet
from index.storage.lookup import begins_of
from index.storage.terms import Numbers, Terms, merged

Starts = NDArray[np.int32] | None
"""Where the numbers of each article begin; None where each has one at most (see `Printed`)."""


class Printed(NamedTuple):
    """What articles print of a facet: `a` the values numbers[starts[a] : starts[a + 1]], each once.

    Where no article has several, `starts` is None, and numbers[a] the value, 0 for none. Values are
    numbered from 1, in as few bytes as that takes, in the order of `values`. Those that are
    spellings of one have one of the `identities` (see `index.articles.facets`): value `v` that of
    number of[v - 1]. `plain` flags those that are neither in capitals nor in small letters alone.
    """

    values: Terms
    starts: Starts
    numbers: NDArray[Any]
    identities: Terms
    of: Numbers
    plain: NDArray[np.bool_]

    def followed(self, articles: int, parts: Sequence[tuple[Facet, int]]) -> Printed:
        """What the first so many of these articles print, and others behind them: parts of so many
        articles each. Raises ValueError when a value is none."""
        if not parts and articles == self.articles:
            return self
        texts = [_in_order(facet) for facet, _ in parts]
        values, numbers = merged([self.values, *(terms for terms, _ in texts)])
        known, type = numbers[0], np.min_scalar_type(len(values))
        laid = [self._first(articles, known, len(values))]
        for own, (_, places), (facet, several) in zip(numbers[1:], texts, parts, strict=True):
            laid.append(_laid_out(facet, (own[places] + 1).astype(type), several))
        if any(starts is not None for starts, _ in laid):
            laid = [_with_starts(*one) for one in laid]
        starts = [one for one, _ in laid if one is not None]
        joined = np.concatenate([one.astype(type, copy=False) for _, one in laid])
        return Printed(
            values, _joined_starts(starts) if starts else None, joined, *self._told(values, known)
        )

    @property
    def articles(self) -> int:
        """How many articles there are."""
        return len(self.numbers) if self.starts is None else len(self.starts) - 1

    def _first(self, articles: int, known: Numbers, several: int) -> tuple[Starts, NDArray[Any]]:
        """What the first articles print, by the numbers that values have among so many."""
        starts = None if self.starts is None else self.starts[: articles + 1]
        numbers = self.numbers[: articles if starts is None else starts[-1]]
        if len(known) < several:  # others may stand between them
            numbers = np.append(0, known + 1).astype(np.min_scalar_type(several))[numbers]
        return starts, numbers

    def _told(self, values: Terms, known: Numbers) -> tuple[Terms, Numbers, NDArray[np.bool_]]:
        """What is told of values, of which these are those that are `known`."""
        if len(known) == len(values):
            return self.identities, self.of, self.plain
        is_new = np.ones(len(values), np.bool_)
        is_new[known] = False
        texts = list(_each(values.those(is_new)))
        identities = value_identities(texts)
        rising = sorted({*identities})
        own = Terms.of(rising)
        if len(own) != len(rising):
            raise ValueError("a value of a facet has no letters")
        joined, (old, new) = merged([self.identities, own])
        places = dict(zip(rising, new.tolist(), strict=True))
        of = np.empty(len(values), np.int32)
        of[known] = old[self.of]
        of[is_new] = np.fromiter(map(places.__getitem__, identities), np.int32, len(texts))
        plain = np.empty(len(values), np.bool_)
        plain[known] = self.plain
        plain[is_new] = [not (text.isupper() or text.islower()) for text in texts]
        return joined, of, plain

    @property
    def texts(self) -> list[str]:
        """The values, in order."""
        return list(_each(self.values))


NOTHING_PRINTED = Printed(
    Terms.of([]),
    None,
    np.empty(0, np.uint8),
    Terms.of([]),
    np.empty(0, np.int32),
    np.empty(0, np.bool_),
)


def _each(terms: Terms) -> Iterator[str]:
    return iter(terms.lines().split("\n") if len(terms) else ())


def _in_order(facet: Facet) -> tuple[Terms, NDArray[np.int64]]:
    """The values of a facet in order, and the place that each has there. Raises ValueError."""
    encoded = facet.encoded()
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    terms = Terms.of_lines(b"\n".join([encoded[at] for at in order]))
    if len(terms) != len(encoded) or (order and not encoded[order[0]]):
        raise ValueError("a value of a facet has no letters, or several lines")
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    return terms, places


def _laid_out(facet: Facet, number_of: NDArray[Any], articles: int) -> tuple[Starts, NDArray[Any]]:
    """What so many articles print, whose values have these numbers."""
    owners = facet.owners
    numbers = np.take(number_of, facet.ordinals)
    if (owners[1:] <= owners[:-1]).any():
        return begins_of(np.bincount(owners, minlength=articles), np.int32), numbers
    if len(owners) == articles:
        return None, numbers
    single = np.zeros(articles, numbers.dtype)
    single[owners] = numbers
    return None, single


def _with_starts(starts: Starts, numbers: NDArray[Any]) -> tuple[Starts, NDArray[Any]]:
    if starts is not None:
        return starts, numbers
    has_value = numbers != 0
    return begins_of(has_value, np.int32), numbers[has_value]


def _joined_starts(parts: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
    sizes = np.concatenate([np.diff(starts) for starts in parts])
    return begins_of(sizes, np.int32)
