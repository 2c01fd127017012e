"""The types of names, told by all articles of an archive together.

An article tells of a name what stands beside it there: that decides (a title before it, a surname
with a year of birth), leans to one side, or is nothing. Each article has one vote for a name. What
its own evidence decides holds in an article unless hardly any other agrees; everywhere else the
vote does. So a name can be two things, and the number of segments, workers and runs is nothing to
it: whoever opens an archive counts the votes of what can be found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis.names import name_identity
from index.articles.facets import value_identities, value_identity
from index.storage.columns.facet_column import Facet
from index.vietnamese.names.mention import (
    BODY,
    MAYBE_PERSON,
    MAYBE_PLACE,
    PERSON,
    SITE,
    UNKNOWN,
    is_vietnamese,
)

PEOPLE, PLACES, ORGANISATIONS, NONE = range(4)
"""The types, as numbers."""
_CODES = (PERSON, SITE, BODY, MAYBE_PERSON, MAYBE_PLACE, UNKNOWN)
_DECIDES = 3  # so many of them, the first ones
_PERSON, _PLACE, _BODY, _MAYBE_PERSON, _MAYBE_PLACE, _UNKNOWN = range(len(_CODES))
# What evidence that does not decide counts, and what an article without evidence counts against.
_MAYBE_PERSON_COUNTS, _MAYBE_PLACE_COUNTS = 0.5, 0.4
_UNKNOWN_COUNTS, _UNKNOWN_WORD_COUNTS = 0.1, 0.3
_MAJORITY = 0.5
# What decides in an article does not hold where less than this share of the others agrees.
_AGREE, _FEW = 0.1, 3
# Of the articles with a short form or a long one that ends with it, this share has the same.
_OWNS = 0.8
_STREETS = ("đường ", "phố ")
_LONG_FORMS = (
    (re.compile("^(?:uỷ ban nhân dân|ubnd)"), "ubnd"),
    (re.compile("^hội đồng nhân dân"), "hđnd"),
    (re.compile("^toà án nhân dân"), "tand"),
    (re.compile("^viện (?:kiểm sát nhân dân|ksnd)"), "vksnd"),
    (re.compile(r" (?:thành phố|tỉnh|tp\.?)(?= )"), ""),
    (re.compile(" hồ chí minh$"), " hcm"),
)


class Correction(NamedTuple):
    """What a person says of a name: its type (`NONE`: it is no name), and the form that stands for
    it."""

    type: int
    shown: str


Corrections = Mapping[str, Correction]
"""By the identities of names."""


class Told(NamedTuple):
    """The types of the names that articles carry: of each printed value its type, and the number
    among `names` of the one it stands for, which is shown so; `own` is that of its own name, and
    `elected` the type that name has without evidence."""

    types: NDArray[np.int8]
    numbers: NDArray[np.int32]
    names: list[str]
    own: NDArray[np.int32]
    elected: NDArray[np.int8]

    def facet(self, type: int, printed: Facet) -> Facet:
        """The names of one type, as articles carry them; `printed` are the values."""
        kept = self.types[printed.ordinals] == type
        several = max(1, len(self.names))
        owners = printed.owners[kept].astype(np.int64)
        pairs = np.unique(owners * several + self.numbers[printed.ordinals[kept]])
        used, ordinals = np.unique(pairs % several, return_inverse=True)
        return Facet(
            [self.names[one] for one in used.tolist()],
            (pairs // several).astype(np.int32),
            ordinals.astype(np.int32),
        )


def identities(values: Sequence[str]) -> list[str]:
    """What all spellings of one name have in common, for each printed value of the column."""
    texts = value_identities([value[1:] for value in values])
    return [_identity(text, value[0] == BODY) for text, value in zip(texts, values, strict=True)]


def identity(type: int, text: str) -> str:
    """The identity of a name of one type, in whatever form it is written."""
    return _identity(value_identity(text), type == ORGANISATIONS)


def told(
    values: Sequence[str],
    counts: NDArray[np.int64],
    corrections: Corrections,
    carried: Facet | None = None,
) -> Told:
    """The types of the names that are printed as `values`, each by so many articles.

    `carried` tells which articles these are; without it, short forms stay names of their own.
    """
    number_of: dict[str, int] = {}
    numbers = np.array(
        [number_of.setdefault(one, len(number_of)) for one in identities(values)], np.int32
    )
    names = list(number_of)
    codes = np.array([_CODES.index(value[0]) for value in values], np.int8)
    votes = np.zeros((len(names), len(_CODES)), np.int64)
    np.add.at(votes, (numbers, codes), counts)
    scores, total = _scores(names, number_of, votes)
    types = _elected(scores, total)
    shown = _spellings(values, counts, numbers, len(names))
    owner = np.arange(len(names), dtype=np.int32)
    if carried is not None:
        for short, long in _owned(names, types, _Articles(numbers, carried)):
            owner[short] = long
    of_values = types[numbers]
    decided = codes < _DECIDES
    agree = scores[numbers, np.minimum(codes, _DECIDES - 1)] >= _AGREE * total[numbers]
    own = decided & (agree | (votes.sum(1)[numbers] < _FEW))
    of_values[own] = codes[own]
    people = of_values == PEOPLE
    own_numbers = numbers
    numbers = np.where(people, owner[numbers], numbers).astype(np.int32)
    elected = types[own_numbers]
    return _corrected(Told(of_values, numbers, shown, own_numbers, elected), number_of, corrections)


def _identity(text: str, is_body: bool) -> str:
    identity = " ".join(text.replace("-", " ").replace("–", " ").split())
    if is_body:
        for long, short in _LONG_FORMS:
            identity = long.sub(short, identity)
    return identity


def _scores(
    names: Sequence[str], number_of: Mapping[str, int], votes: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What speaks for each type of each name, and for and against all of them together."""
    spaces = np.array([name.count(" ") for name in names], np.int64)
    every = votes.sum(1)
    scores = np.zeros((len(names), _DECIDES))
    scores[:, PEOPLE] = votes[:, _PERSON] + _MAYBE_PERSON_COUNTS * votes[:, _MAYBE_PERSON]
    scores[:, PLACES] = votes[:, _PLACE] + _MAYBE_PLACE_COUNTS * votes[:, _MAYBE_PLACE]
    scores[:, ORGANISATIONS] = votes[:, _BODY]
    # Near what stands before places there are other things, too.
    maybe = votes[:, _MAYBE_PLACE]
    scores[(votes[:, _PLACE] == 0) & ((maybe < 2) | (2 * maybe < every)), PLACES] = 0
    # Nobody is called so: two syllables, or a street.
    unsure = (votes[:, _PERSON] == 0) & (votes[:, _MAYBE_PERSON] > 0)
    streets = [
        number
        for number in np.flatnonzero(unsure).tolist()
        if any(street + names[number] in number_of for street in _STREETS)
    ]
    scores[unsure & (spaces < 2), PEOPLE] = 0
    scores[streets, PEOPLE] = 0
    against = np.where(spaces > 0, _UNKNOWN_COUNTS, _UNKNOWN_WORD_COUNTS) * votes[:, _UNKNOWN]
    return scores, scores.sum(1) + against


def _elected(scores: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.int8]:
    """The type of each name, `NONE` without a majority."""
    best = scores.argmax(1) if len(scores) else np.empty(0, np.int64)
    most = scores.max(1) if len(scores) else np.empty(0)
    return np.where((most > 0) & (most >= _MAJORITY * total), best, NONE).astype(np.int8)


def _owned(
    names: Sequence[str], types: NDArray[np.int8], articles: _Articles
) -> Iterable[tuple[int, int]]:
    """The short forms of people that belong to one long form, and that one, by their numbers.

    Only foreign names: a Vietnamese given name is nobody's alone.
    """
    people = np.flatnonzero(types == PEOPLE).tolist()
    short = {
        names[one]: one for one in people if " " not in names[one] and not is_vietnamese(names[one])
    }
    longer: dict[int, list[int]] = {}
    for one in people:
        first, _, last = names[one].rpartition(" ")
        if first and last in short:
            longer.setdefault(short[last], []).append(one)
    for one, forms in longer.items():
        best = max(forms, key=lambda form: (len(articles.of(form)), -form))
        every = set(chain.from_iterable(map(articles.of, (one, *forms))))
        if len(articles.of(best)) >= _OWNS * len(every):
            yield one, best


class _Articles:
    """Which articles carry each name."""

    def __init__(self, numbers: NDArray[np.int32], carried: Facet) -> None:
        """`numbers` has the name of each value."""
        of = numbers[carried.ordinals]
        order = np.argsort(of, kind="stable")
        self._owners = carried.owners[order]
        self._ends = np.cumsum(np.bincount(of, minlength=int(numbers.max(initial=-1)) + 1))

    def of(self, name: int) -> list[int]:
        """The articles that carry a name."""
        begin = self._ends[name - 1] if name else 0
        found: list[int] = self._owners[begin : self._ends[name]].tolist()
        return found


def _spellings(
    values: Sequence[str], counts: NDArray[np.int64], numbers: NDArray[np.int32], several: int
) -> list[str]:
    """How each name is shown: as most articles print it."""
    printed: list[dict[str, int]] = [{} for _ in range(several)]
    for value, count, number in zip(values, counts.tolist(), numbers.tolist(), strict=True):
        text = value[1:]
        printed[number][text] = printed[number].get(text, 0) + count
    return [
        next(iter(of)) if len(of) == 1 else min(of, key=lambda text: (-of[text], text))
        for of in printed
    ]


def _corrected(found: Told, number_of: Mapping[str, int], corrections: Corrections) -> Told:
    """What was told, but for what people say."""
    if not corrections:
        return found
    types, numbers, shown = found.types.copy(), found.numbers.copy(), [*found.names]
    place_of: dict[str, int] = {}
    of_name = {
        number: correction
        for identity, correction in corrections.items()
        if (number := number_of.get(identity)) is not None
    }
    for at, number in enumerate(found.own.tolist()):
        correction = of_name.get(number)
        if correction is None:
            continue
        types[at] = correction.type
        identity = name_identity(correction.shown)
        if identity not in place_of:
            place_of[identity] = len(shown)
            shown.append(correction.shown)
        numbers[at] = place_of[identity]
    return found._replace(types=types, numbers=numbers, names=shown)
