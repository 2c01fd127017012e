"""Near-duplicates: which articles of a run are nearly the same as an earlier one.

Articles are near-duplicates from a Jaccard similarity of .8 of their shingles on, as their
signatures estimate it (see `index.analysis.signatures`). Only those are compared that agree in one
of the 32 bands of their signatures, each of four bins (locality-sensitive hashing by bands): at a
similarity of .8 all but one pair in 20 million do, at .3 a quarter. Of the pairs of 105,418 real
articles that are at least so similar by an exact count, .998 share a group, and .998 of those that
share one are; the others are at .77 and above (tests/quality/duplicates.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.storage.columns import BANDS, Bands, Live

SIMILAR = 0.8
# How often two bytes of different shingles are equal.
_BY_ACCIDENT = 1 / 255
# Of those that agree in a band, an article is compared with so many nearest before it, and with so
# many first ones: time stays linear where thousands of articles are alike.
_NEAREST = 12
_FIRST = 4
_COMPARED_AT_ONCE = 1 << 15
_MOST_PAIRS = 1 << 20  # before those that agree in several bands are made one
# Up to so many values of a band are looked for one by one among those of earlier articles, more by
# a sieve. It has 2 ** _SIEVE_BITS flags for each value, and 2 ** _MOST_SIEVE_BITS at the most.
_FEW = 16
_SIEVE_BITS = 6
_MOST_SIEVE_BITS = 20

Places = NDArray[np.int64]
Groups = NDArray[np.int64]


class GroupedArticles(NamedTuple):
    """Articles with a group each: their signatures, their groups, and which are not deleted."""

    bands: Bands
    groups: Groups
    live: Live


def own_group(id: str, signature: bytes) -> int:
    """The number of the group that an article begins if it resembles none before it.

    It comes from the id and the signature: another text under this id begins another group.
    """
    digest = blake2b(id.encode() + signature, digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def similarities(one: Bands, other: Bands) -> NDArray[np.float64]:
    """The estimated Jaccard similarity of each article of `one` to that beside it in `other`.

    0 for articles without shingles.
    """
    first, second = _bins(one), _bins(other)
    used = np.count_nonzero((first != 0) | (second != 0), axis=1)
    equal = np.count_nonzero((first == second) & (first != 0), axis=1)
    share = equal / np.maximum(used, 1)
    found: NDArray[np.float64] = np.maximum(0.0, (share - _BY_ACCIDENT) / (1 - _BY_ACCIDENT))
    return found


def _bins(bands: Bands) -> NDArray[np.uint8]:
    return np.ascontiguousarray(bands.T.astype("<u4", copy=False)).view(np.uint8)


def find_groups(new: GroupedArticles, earlier: Sequence[GroupedArticles]) -> Groups:
    """The groups of new articles, which come after the `earlier` ones, in their order.

    An article takes the group of the earliest live one that it resembles; else it keeps its own,
    which `new.groups` has. Groups that exist never change.
    """
    known = [one for one in earlier if one.bands.size]
    firsts = list(accumulate((len(one.live) for one in known), initial=0))
    pairs = _candidates(new, known, firsts)
    groups: Groups = new.groups.copy()
    begin = firsts[-1]  # the place of the first new article
    for place, other in _alike(new, known, firsts, pairs):
        if other >= begin:
            groups[place - begin] = groups[other - begin]
        else:
            part = int(np.searchsorted(firsts, other, "right")) - 1
            groups[place - begin] = known[part].groups[other - firsts[part]]
    return groups


def _candidates(
    new: GroupedArticles, known: Sequence[GroupedArticles], firsts: Sequence[int]
) -> Places:
    """Pairs that agree in a band, each once: (place of a new one, place of one before), rising."""
    every = firsts[-1] + new.bands.shape[1]  # how many places there are
    pairs = [np.empty(0, np.int64)]  # place * every + place before
    for band in range(BANDS):
        keys = new.bands[band]
        chosen = np.flatnonzero(new.live & (keys != 0))
        if not len(chosen):
            continue
        sieve = _Sieve(keys[chosen])
        all_places, all_keys = [], []
        for part, first in zip(known, firsts, strict=False):
            found = sieve.find(part.bands[band])
            found = found[part.live[found]]
            all_places.append(first + found)
            all_keys.append(part.bands[band, found])
        places = np.concatenate([*all_places, firsts[-1] + chosen])
        if len(places) > 1:
            found_keys = np.concatenate([*all_keys, keys[chosen]])
            pairs += (a * every + b for a, b in _agreeing(places, found_keys, firsts[-1]))
        if sum(map(len, pairs)) > _MOST_PAIRS:
            pairs = [np.unique(np.concatenate(pairs))]
    return np.stack(np.divmod(np.unique(np.concatenate(pairs)), every), axis=1)


class _Sieve:
    """Finds where any of some numbers stand among many others, by flags for their hashes."""

    def __init__(self, wanted: NDArray[np.uint32]) -> None:
        """`wanted` are those, in any order."""
        wanted = np.unique(wanted)
        self._wanted = wanted
        if len(wanted) <= _FEW:
            return
        bits = min(len(wanted).bit_length() + _SIEVE_BITS, _MOST_SIEVE_BITS)
        self._shift = np.uint32(32 - bits)
        self._flags = np.zeros(1 << bits, np.bool_)
        self._flags[self._places(wanted)] = True

    def _places(self, numbers: NDArray[np.uint32]) -> NDArray[np.uint32]:
        places: NDArray[np.uint32] = (numbers * np.uint32(0x9E3779B1)) >> self._shift
        return places

    def find(self, numbers: NDArray[np.uint32]) -> Places:
        """Where wanted ones stand."""
        if len(self._wanted) <= _FEW:
            flags = numbers == self._wanted[0]
            for wanted in self._wanted[1:]:
                flags |= numbers == wanted
            return np.flatnonzero(flags)
        found = np.flatnonzero(self._flags[self._places(numbers)])
        places = np.searchsorted(self._wanted, numbers[found])
        places[places == len(self._wanted)] = 0
        kept: Places = found[self._wanted[places] == numbers[found]]
        return kept


def _agreeing(
    places: Places, keys: NDArray[np.uint32], first_new: int
) -> Iterator[tuple[Places, Places]]:
    """Pairs with one key: places from `first_new` on, and ones before them. `places` rise."""
    order = np.argsort(keys, kind="stable")
    places, keys = places[order], keys[order]
    begins = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    sizes = np.diff(np.append(begins, len(keys)))
    starts = np.repeat(begins, sizes)
    later = np.flatnonzero((places >= first_new) & (starts < np.arange(len(keys))))
    for step in range(1, _NEAREST + 1):
        later = later[later - step >= starts[later]]
        if not len(later):
            return
        yield places[later], places[later - step]
    for step in range(_FIRST):
        later = later[starts[later] + step < later - _NEAREST]
        yield places[later], places[starts[later] + step]


def _alike(
    new: GroupedArticles, known: Sequence[GroupedArticles], firsts: Sequence[int], pairs: Places
) -> Iterator[tuple[int, int]]:
    """For each new article that resembles one before it: both places, the earliest such; rising."""
    parts = [*known, new]
    done = -1
    for start in range(0, len(pairs), _COMPARED_AT_ONCE):
        chunk = pairs[start : start + _COMPARED_AT_ONCE]
        ones = new.bands[:, chunk[:, 0] - firsts[-1]]
        others = np.empty_like(ones)
        owners = np.searchsorted(firsts, chunk[:, 1], "right") - 1
        for part in np.unique(owners).tolist():
            mine = owners == part
            others[:, mine] = parts[part].bands[:, chunk[mine, 1] - firsts[part]]
        for place, other in chunk[similarities(ones, others) >= SIMILAR].tolist():
            if place != done:
                yield place, other
                done = place
