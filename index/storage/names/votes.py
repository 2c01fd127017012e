"""The types of names, told by all articles of an archive together.

An article tells of a name what stands beside it there: that decides (a title before it, a surname
with a year of birth), leans to one side, or is nothing. Each article has one vote for a name. What
its own evidence decides holds in an article unless hardly any other agrees; everywhere else the
vote does. So a name can be two things, and the number of segments, workers and runs is nothing to
it: the votes of what can be found are counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.storage.columns.name_encoding import CODES
from index.storage.lookup import distinct
from index.storage.names.kinds import NONE, ORGANISATIONS, PEOPLE, PLACES
from index.storage.names.printed import FOREIGN, SPACES, STREET, Articles, Asked, Numbers, Rows

RULES = 1
"""Raise it when what articles tell comes out otherwise than before."""
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


class Vote(NamedTuple):
    """What each of some values is: of which type, and which name it stands for.

    In the articles `again`, which rise, the values `again_as` are one name with another value.
    `looked_at` are the rows that were read for that.
    """

    types: NDArray[np.int8]
    names: Numbers
    owners: dict[int, int]  # short forms, and the long one that each stands for
    again: Articles
    again_as: Numbers
    looked_at: Rows


def vote(
    asked: Asked, said: Mapping[int, tuple[int, int]], rows: Callable[[Numbers], Rows]
) -> Vote:
    """What is told of some names.

    `said` has for some of them the type and the name that people say; `rows` gives the articles
    that can be found with some of the values.
    """
    votes = _votes(asked)
    scores, total = _scores(asked, votes)
    elected, articles_of = _majorities(scores, total), votes.sum(1)
    owners, looked_at = _owners(asked, elected, articles_of, rows)
    stands_for = asked.names.copy()
    for short, long in owners.items():
        stands_for[short] = asked.names[long]
    of, codes = asked.of, asked.codes
    types = elected[of]
    agree = scores[of, np.minimum(codes, _DECIDES - 1)] >= _AGREE * total[of]
    own = (codes < _DECIDES) & (agree | (articles_of[of] < _FEW))
    types[own] = codes[own]
    names = np.where(types == PEOPLE, stands_for[of], asked.names[of])
    for name, (type, as_name) in said.items():
        is_form = of == np.searchsorted(asked.names, name)
        types[is_form] = type
        names[is_form] = as_name
    again, again_as = _again(asked, types, names, rows)
    named = {int(asked.names[one]): int(asked.names[long]) for one, long in owners.items()}
    return Vote(types, names, named, again, again_as, looked_at)


def elected_types(asked: Asked) -> NDArray[np.int8]:
    """The type that each name has without evidence, for which no lists are read."""
    return _majorities(*_scores(asked, _votes(asked)))


def _votes(asked: Asked) -> Numbers:
    """How many articles have which evidence of each name: a row for each."""
    several = len(asked.names)
    places = asked.of * len(CODES) + asked.codes
    found = np.bincount(places, weights=asked.counts, minlength=several * len(CODES))
    return found.astype(np.int64).reshape(several, len(CODES))


def _scores(asked: Asked, votes: Numbers) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What speaks for each type of each name, and for and against all of them together."""
    spaces = asked.kinds & SPACES
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
    scores[unsure & ((spaces < 2) | (asked.kinds & STREET > 0)), PEOPLE] = 0
    against = np.where(spaces > 0, _UNKNOWN_COUNTS, _UNKNOWN_WORD_COUNTS) * votes[:, _UNKNOWN]
    return scores, scores.sum(1) + against


def _majorities(scores: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.int8]:
    """The type of each name, `NONE` without a majority."""
    best = scores.argmax(1) if len(scores) else np.empty(0, np.int64)
    most = scores.max(1) if len(scores) else np.empty(0)
    return np.where((most > 0) & (most >= _MAJORITY * total), best, NONE).astype(np.int8)


def _owners(
    asked: Asked,
    elected: NDArray[np.int8],
    articles_of: Numbers,
    rows: Callable[[Numbers], Rows],
) -> tuple[dict[int, int], Rows]:
    """The short forms of people that belong to one long form, and that one, by their places.

    Only foreign names: a Vietnamese given name is nobody's alone. `articles_of` tells how many
    articles carry each name. The rows of all that may own or be owned are returned, too.
    """
    are_people = elected == PEOPLE
    long, short = asked.long, asked.short
    kept = are_people[long] & are_people[short] & (asked.kinds[short] & FOREIGN > 0)
    long, short = long[kept], short[kept]
    most = np.zeros(len(elected), np.int64)
    np.maximum.at(most, short, articles_of[long])
    kept = most[short] >= _OWNS * articles_of[short]  # of others no long form can have so many
    long, short = long[kept], short[kept]
    is_asked = np.zeros(len(elected), np.bool_)
    is_asked[long] = is_asked[short] = True
    read = rows(asked.values[is_asked[asked.of]])
    carried = _by_name(asked.of[np.searchsorted(asked.values, read[1])], read[0])
    return dict(_each_owner(short, long, carried)), read


def _each_owner(
    short: Numbers, long: Numbers, carried: Mapping[int, list[int]]
) -> Iterator[tuple[int, int]]:
    longer: dict[int, list[int]] = {}
    for one, form in zip(short.tolist(), long.tolist(), strict=True):
        longer.setdefault(one, []).append(form)
    for one, forms in longer.items():
        best = max(forms, key=lambda form: (len(carried[form]), -form))
        every = set().union(carried[one], *(carried[form] for form in forms))
        if len(carried[best]) >= _OWNS * len(every):
            yield one, best


def _by_name(names: Numbers, articles: Articles) -> dict[int, list[int]]:
    """The articles of each of some names; none of those that only deleted ones have."""
    order = np.argsort(names, kind="stable")
    found, begins = np.unique(names[order], return_index=True)
    each = np.split(articles[order], begins[1:])
    return defaultdict(list, zip(found.tolist(), (of.tolist() for of in each), strict=False))


def _again(
    asked: Asked,
    types: NDArray[np.int8],
    names: Numbers,
    rows: Callable[[Numbers], Rows],
) -> tuple[Articles, Numbers]:
    """The articles that carry one name in several values, for each value but one of them, and that
    value."""
    is_used = types != NONE
    moved = is_used & (names != asked.names[asked.of])
    target = np.where(is_used, names * NONE + types, -1)
    has_more = is_used & np.isin(target, distinct(target[moved]))
    articles, values = rows(asked.values[has_more])
    targets = target[np.searchsorted(asked.values, values)]
    order = np.lexsort((targets, articles))
    articles, values, targets = articles[order], values[order], targets[order]
    is_again = np.zeros(len(articles), np.bool_)
    is_again[1:] = (articles[1:] == articles[:-1]) & (targets[1:] == targets[:-1])
    return articles[is_again], values[is_again]
