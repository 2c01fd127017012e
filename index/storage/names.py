"""The types of names, told by all articles of an archive together.

An article tells of a name what stands beside it there: that decides (a title before it, a surname
with a year of birth), leans to one side, or is nothing. Each article has one vote for a name. What
its own evidence decides holds in an article unless hardly any other agrees; everywhere else the
vote does. So a name can be two things, and the number of segments, workers and runs is nothing to
it: whoever opens an archive counts the votes of what can be found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.storage.columns.name_encoding import CODES
from index.storage.name_keys import identity
from index.storage.printed_names import Articles, Numbers, Printed, sums

PEOPLE, PLACES, ORGANISATIONS, NONE = range(4)
"""The types, as numbers."""
_DECIDES = 3  # of `CODES` so many do, the first ones
_PERSON, _PLACE, _BODY, _MAYBE_PERSON, _MAYBE_PLACE, _UNKNOWN = range(len(CODES))
# What evidence that does not decide counts, and what an article without evidence counts against.
_MAYBE_PERSON_COUNTS, _MAYBE_PLACE_COUNTS = 0.5, 0.4
_UNKNOWN_COUNTS, _UNKNOWN_WORD_COUNTS = 0.1, 0.3
_MAJORITY = 0.5
# What decides in an article does not hold where less than this share of the others agrees.
_AGREE, _FEW = 0.1, 3
# Of the articles with a short form or a long one that ends with it, this share has the same.
_OWNS = 0.8


class Correction(NamedTuple):
    """What a person says of a name: its type (`NONE`: it is no name), and the form that stands for
    it."""

    type: int
    shown: str


Corrections = Mapping[str, Correction]
"""By the identities of names."""


def identity_of(type: int, text: str) -> str:
    """The identity of a name of one type, in whatever form it is written."""
    return identity(text, is_body=type == ORGANISATIONS)


class Told:
    """The types of the names that articles print, and for which name each stands.

    Behind the names that are `printed` are those that people say, `said`. Value v is of the type
    types[v] and stands for names[v].
    """

    def __init__(self, printed: Printed, types: NDArray[np.int8], names: Numbers) -> None:
        """As the articles have it (see `told`)."""
        self.printed = printed
        self.types = types
        self.names = names
        self.said: list[str] = []
        self.said_forms: list[list[str]] = []  # the identities of their forms that are printed
        self._doubled: list[tuple[Articles, Numbers]] = []  # of each type

    @property
    def several(self) -> int:
        """How many names there are, those included that nobody carries."""
        return len(self.printed.keys) + len(self.said)

    def shown(self, name: int) -> str:
        """How a name is shown."""
        several = len(self.printed.keys)
        return self.printed.shown(name) if name < several else self.said[name - several]

    def shown_each(self, names: Iterable[int]) -> list[str]:
        """How each of some names is shown; those that were asked for before are remembered."""
        return list(map(self._texts.__getitem__, names))

    @cached_property
    def _texts(self) -> dict[int, str]:
        return _Texts(self.shown)

    def forms(self, type: int, name: int) -> set[str]:
        """The spellings in which articles print a name of a type, and the one that is shown."""
        found = {self.shown(name)}
        for value in np.flatnonzero((self.names == name) & (self.types == type)).tolist():
            found.add(self.printed.text(int(self.printed.entries[value])))
        return found

    def number(self, type: int, text: str) -> int | None:
        """The number of the name of a type that a form stands for; None if no article has it."""
        own = identity_of(type, text)
        printed = self.printed.number(own)
        of_form = [] if printed is None else self.printed.values(printed)
        found = [int(self.names[value]) for value in of_form if self.types[value] == type]
        found += [
            number
            for number, said in enumerate(self.said, len(self.printed.keys))
            if identity_of(type, said) == own
        ]
        return next((number for number in found if self.every(type)[number]), None)

    def count(self, type: int, articles: Articles) -> Numbers:
        """How many of some articles, which rise, carry each name of a type."""
        values, counts = self.printed.count(articles)
        is_own = self.types[values] == type
        found = sums(self.names[values[is_own]], counts[is_own], self.several)
        of, doubled = self._doubled[type]
        if len(of):
            at = np.searchsorted(articles, of)
            is_there = at < len(articles)
            is_there[is_there] = articles[at[is_there]] == of[is_there]
            np.subtract.at(found, doubled[is_there], 1)
        return found

    def every(self, type: int) -> Numbers:
        """How many articles carry each name of a type."""
        return self._every[type]

    @cached_property
    def _every(self) -> list[Numbers]:
        return [self._count_every(type) for type in range(NONE)]

    def _count_every(self, type: int) -> Numbers:
        is_own = self.types == type
        found = sums(self.names[is_own], self.printed.counts[is_own], self.several)
        return found - np.bincount(self._doubled[type][1], minlength=self.several)

    def carriers(self, type: int, wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which of all articles carry one of the wanted names of a type (a flag for each)."""
        flags = np.zeros(len(self.printed.live), np.bool_)
        articles, _ = self.printed.rows((self.types == type) & wanted[self.names])
        flags[articles] = True
        return flags

    def _correct(self, corrections: Corrections) -> None:
        """Let people have the last word."""
        number_of: dict[str, int] = {}
        for form, correction in corrections.items():
            name = self.printed.number(form)
            if name is None:
                continue
            own = identity(correction.shown, is_body=False)
            if own not in number_of:
                number_of[own] = self.several
                self.said.append(correction.shown)
                self.said_forms.append([])
            self.said_forms[number_of[own] - len(self.printed.keys)].append(form)
            is_form = self.printed.of_values == name
            self.types[is_form] = correction.type
            self.names[is_form] = number_of[own]

    def _settle(self) -> None:
        """Look for articles that carry one name in several forms."""
        is_used = self.types != NONE
        target = self.types.astype(np.int64) * self.several + self.names
        moved = is_used & (self.names != self.printed.of_values)
        has_forms = np.zeros(NONE * self.several, np.bool_)
        has_forms[target[moved]] = True
        has_more = is_used.copy()
        has_more[is_used] = has_forms[target[is_used]]
        read = self.printed.rows if self.said else self.printed.foreign_rows
        articles, values = read(has_more)
        order = np.lexsort((target[values], articles))
        articles, targets = articles[order], target[values][order]
        is_again = (np.diff(articles, prepend=-1) == 0) & (np.diff(targets, prepend=-1) == 0)
        of_types, names = np.divmod(targets[is_again], max(1, self.several))
        again = articles[is_again].astype(np.uint32)
        self._doubled = [(again[of_types == type], names[of_types == type]) for type in range(NONE)]


def told(printed: Printed, corrections: Corrections | None = None) -> Told:
    """What the articles of all segments tell of the names that they print, and people say."""
    votes = _votes(printed)
    scores, total = _scores(printed, votes)
    elected, articles_of = _majorities(scores, total), votes.sum(1)
    owners = np.arange(len(printed.keys))
    for short, long in _owned(printed, elected, articles_of):
        owners[short] = long
    of_values, codes = printed.of_values, printed.codes
    types = elected[of_values]
    agree = scores[of_values, np.minimum(codes, _DECIDES - 1)] >= _AGREE * total[of_values]
    own = (codes < _DECIDES) & (agree | (articles_of[of_values] < _FEW))
    types[own] = codes[own]
    names = np.where(types == PEOPLE, owners[of_values], of_values).astype(np.int64)
    found = Told(printed, types, names)
    found._correct(corrections or {})
    found._settle()
    return found


def elected_types(printed: Printed) -> NDArray[np.int8]:
    """The type that each name has without evidence, for which no lists are read."""
    return _majorities(*_scores(printed, _votes(printed)))


def _votes(printed: Printed) -> Numbers:
    """How many articles have which evidence of each name: a row for each."""
    several = len(printed.keys)
    places = printed.of_values.astype(np.int64) * len(CODES) + printed.codes
    return sums(places, printed.counts, several * len(CODES)).reshape(several, len(CODES))


def _scores(printed: Printed, votes: Numbers) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What speaks for each type of each name, and for and against all of them together."""
    spaces = printed.spaces
    every = votes.sum(1)
    scores = np.zeros((len(votes), _DECIDES))
    scores[:, PEOPLE] = votes[:, _PERSON] + _MAYBE_PERSON_COUNTS * votes[:, _MAYBE_PERSON]
    scores[:, PLACES] = votes[:, _PLACE] + _MAYBE_PLACE_COUNTS * votes[:, _MAYBE_PLACE]
    scores[:, ORGANISATIONS] = votes[:, _BODY]
    # Near what stands before places there are other things, too.
    maybe = votes[:, _MAYBE_PLACE]
    scores[(votes[:, _PLACE] == 0) & ((maybe < 2) | (2 * maybe < every)), PLACES] = 0
    # Nobody is called so: two syllables, or a street.
    unsure = (votes[:, _PERSON] == 0) & (votes[:, _MAYBE_PERSON] > 0)
    is_street = np.zeros(len(votes), np.bool_)
    is_street[printed.street_names()] = True
    scores[unsure & ((spaces < 2) | is_street), PEOPLE] = 0
    against = np.where(spaces > 0, _UNKNOWN_COUNTS, _UNKNOWN_WORD_COUNTS) * votes[:, _UNKNOWN]
    return scores, scores.sum(1) + against


def _majorities(scores: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.int8]:
    """The type of each name, `NONE` without a majority."""
    best = scores.argmax(1) if len(scores) else np.empty(0, np.int64)
    most = scores.max(1) if len(scores) else np.empty(0)
    return np.where((most > 0) & (most >= _MAJORITY * total), best, NONE).astype(np.int8)


def _owned(
    printed: Printed, elected: NDArray[np.int8], articles_of: Numbers
) -> Iterator[tuple[int, int]]:
    """The short forms of people that belong to one long form, and that one, by their numbers.

    Only foreign names: a Vietnamese given name is nobody's alone. `articles_of` tells how many
    articles carry each name.
    """
    are_people = elected == PEOPLE
    long, short = printed.ends()
    kept = are_people[long] & are_people[short] & printed.foreign[short]
    long, short = long[kept], short[kept]
    most = np.zeros(len(elected), np.int64)
    np.maximum.at(most, short, articles_of[long])
    kept = most[short] >= _OWNS * articles_of[short]  # of others no long form can have so many
    long, short = long[kept], short[kept]
    is_asked = np.zeros(len(elected), np.bool_)
    is_asked[long] = is_asked[short] = True
    articles, values = printed.foreign_rows(is_asked[printed.of_values])
    carried = _by_name(printed.of_values[values], articles)
    longer: dict[int, list[int]] = {}
    for one, form in zip(short.tolist(), long.tolist(), strict=True):
        longer.setdefault(one, []).append(form)
    for one, forms in longer.items():
        best = max(forms, key=lambda form: (len(carried[form]), -form))
        every = set().union(carried[one], *(carried[form] for form in forms))
        if len(carried[best]) >= _OWNS * len(every):
            yield one, best


def _by_name(names: NDArray[np.int32], articles: Numbers) -> dict[int, list[int]]:
    """The articles of each of some names; none of those that only deleted ones have."""
    order = np.argsort(names, kind="stable")
    found, begins = np.unique(names[order], return_index=True)
    each = np.split(articles[order], begins[1:])
    return defaultdict(list, zip(found.tolist(), (of.tolist() for of in each), strict=False))


class _Texts(dict[int, str]):
    """How names are shown, by their numbers: each is looked up when it is first asked for."""

    def __init__(self, shown: Callable[[int], str]) -> None:
        super().__init__()
        self._shown = shown

    def __missing__(self, name: int) -> str:
        text = self[name] = self._shown(name)
        return text
