"""What all articles of an archive together tell of the names that they print.

A *carried* name is one of a type: *Hoàng Mai*, the place, and *Hoàng Mai*, the person, are two. So
names are counted, and numbered here. What was told of some segments is gone on from when others
follow, or articles are deleted: only names that these print, or people say something of, are voted
on anew, with those that may be forms of theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from index.storage.columns.name_column import Names
from index.storage.growth import much_is_other
from index.storage.lookup import MISSING, distinct, places_of
from index.storage.names.initials import Initials, initials_of
from index.storage.names.keys import identity
from index.storage.names.kinds import NONE, PEOPLE, Corrections, identity_of
from index.storage.names.printed import (
    Articles,
    Asked,
    Live,
    Numbers,
    Printed,
    Rows,
    printed,
    runs,
)
from index.storage.names.votes import Vote, vote
from index.storage.terms import Terms

Targets = list[NDArray[np.int32]]
"""For each segment, which carried name each of its values, as its lists number them, stands for; -1
for none."""
_MANY = 1_000  # names that are shown are read as they lie
_MOST_SHOWN = 1 << 13  # names whose spellings are remembered
_MOST_CARRIERS = 16  # sets of names of which it is remembered which articles carry them


class Carried(NamedTuple):
    """What is counted of names.

    Carried name k is names[k], and of the type types[k]; `every` tells how many articles carry
    each. In the articles `again`, which rise, a value stands for the carried name again_as[i] that
    another stands for, too.
    """

    names: NDArray[np.int32]  # rising, as far as they were joined
    types: NDArray[np.int8]
    every: NDArray[np.int32]
    targets: Targets
    again: Articles
    again_as: NDArray[np.int32]


_NOTHING = Carried(
    np.empty(0, np.int32),
    np.empty(0, np.int8),
    np.empty(0, np.int32),
    [],
    np.empty(0, np.uint32),
    np.empty(0, np.int32),
)


class Spelled(NamedTuple):
    """How some names are shown: their numbers, rising, and a text for each."""

    names: NDArray[np.int32]
    texts: Terms

    def of(self, name: int) -> str | None:
        """How a name is shown, if it is one of them."""
        at = int(np.searchsorted(self.names, name))
        return self.texts[at] if at < len(self.names) and self.names[at] == name else None


class Told:
    """The names that the articles of some segments carry; any thread may ask."""

    def __init__(  # noqa: PLR0917 - as it lies in a file
        self,
        printed: Printed,
        carried: Carried,
        owners: dict[int, int],
        kept: Rows,
        shown: NDArray[np.int32] | None = None,
        initials: Initials | None = None,
        spelled: Spelled | None = None,
    ) -> None:
        """`owners` are short forms of people, and the long one that each stands for; `kept` all
        rows of some values, in the order of these; `shown` is the entry that shows each name, where
        that was looked for, `spelled` has the texts of some, and `initials` likewise."""
        self.printed = printed
        self.carried = carried
        self.owners = owners
        self.kept = kept
        self.base = self
        self.is_changed: NDArray[np.bool_] | None = None  # which names are told anew, if any are
        self.said: list[str] = []
        self.said_forms: list[list[str]] = []  # the identities of their forms that are printed
        self._shown_by = shown
        self._initials = initials
        self._spelled = spelled
        self._said_of: dict[int, tuple[int, int]] = {}
        self._shown: dict[int, str] = {}
        self._made: dict[str, Any] = {}
        self._known_carriers: dict[tuple[int, ...], NDArray[np.uint8]] = {}
        self._known_ranks: dict[int, NDArray[np.int32]] = {}
        self._counted: tuple[Callable[[], object], NDArray[np.uint32]]
        self._counted = (lambda: None), np.empty(0, np.uint32)

    def __len__(self) -> int:
        """How many carried names there are, those included that nobody carries any more."""
        return len(self.carried.names)

    @property
    def every(self) -> NDArray[np.int32]:
        """How many articles carry each carried name."""
        return self.carried.every

    @property
    def types(self) -> NDArray[np.int8]:
        """The type of each carried name."""
        return self.carried.types

    def of_type(self, type: int) -> Numbers:
        """The carried names of a type that any article carries."""
        return np.flatnonzero((self.types == type) & (self.every > 0))

    def shown(self, carried: int) -> str:
        """How a carried name is shown."""
        return self.shown_name(int(self.carried.names[carried]))

    def shown_each(self, carried: Sequence[int] | NDArray[Any]) -> list[str]:
        """How each of some carried names is shown."""
        names = self.carried.names[np.asarray(carried, np.int64)].tolist()
        shown_by = self.base._shown_by
        texts: dict[int, str] = {}
        if len(names) > _MANY and shown_by is not None:
            own = (one for one in names if one < len(shown_by))
            for name in sorted(own, key=shown_by.__getitem__):  # as they lie
                texts[name] = self.shown_name(name)
        return [texts[name] if name in texts else self.shown_name(name) for name in names]

    def shown_name(self, name: int) -> str:
        """How a name is shown: as people say, or else as most articles print it."""
        if name >= self.printed.several:
            return self.said[name - self.printed.several]
        found = self._shown.get(name)
        if found is None:
            is_others = self.base is not self and not self._is_changed(name)
            found = self.base.shown_name(name) if is_others else self._looked_up(name)
            if len(self._shown) >= _MOST_SHOWN:
                self._shown.clear()
            self._shown[name] = found
        return found

    def _is_changed(self, name: int) -> bool:
        return self.is_changed is not None and bool(self.is_changed[name])

    def _looked_up(self, name: int) -> str:
        spelled = None if self._spelled is None else self._spelled.of(name)
        if spelled is not None:
            return spelled
        if self._shown_by is not None:
            return self.printed.text(int(self._shown_by[name]))
        texts = self.printed.texts(name)
        return min(texts, key=lambda text: (-texts[text], text))

    def forms(self, carried: Sequence[int]) -> dict[int, set[str]]:
        """The spellings in which articles print each of some carried names, and the one that is
        shown."""
        found = {one: {text} for one, text in zip(carried, self.shown_each(carried), strict=True)}
        is_wanted = np.zeros(len(self) + 1, np.bool_)
        is_wanted[list(carried)] = True
        begins = zip(self.printed.value_begins.tolist(), self.printed.ranked, strict=False)
        for (begin, ranked), targets in zip(begins, self.carried.targets, strict=True):
            ranks = np.flatnonzero(is_wanted[targets])
            entries = self.printed.entries_of(ranked[ranks] + begin)
            pairs = distinct(entries * len(self) + targets[ranks])
            for entry, one in zip(
                *(each.tolist() for each in divmod(pairs, len(self))), strict=True
            ):
                found[one].add(self.printed.text(entry))
        return found

    def number(self, type: int, text: str) -> int | None:
        """The carried name of a type that a form stands for; None if no article carries it."""
        own = identity_of(type, text)
        found: list[int] = []
        name = self.printed.number(own)
        if name is not None:
            if name in self._said_of:
                of_type, said = self._said_of[name]
                found += [said] if of_type == type else []
            else:
                found.append(self.owners.get(name, name) if type == PEOPLE else name)
        found += [
            number
            for number, said in enumerate(self.said, self.printed.several)
            if identity_of(type, said) == own
        ]
        for one in found:
            number = self._number(one, type)
            if number is not None and self.every[number]:
                return number
        return None

    def _number(self, name: int, type: int) -> int | None:
        """The carried name that a name of a type is."""
        names = self.carried.names
        first = len(self.base.carried.names)
        begin = int(np.searchsorted(names[:first], name))
        further = np.flatnonzero(names[first:] == name) + first
        numbers: Iterable[int] = (*range(begin, min(begin + NONE, first)), *further.tolist())
        own = (at for at in numbers if names[at] == name and self.types[at] == type)
        return next(own, None)

    def counts(self, articles: Articles) -> NDArray[np.uint32]:
        """How many of some articles, which rise, carry each carried name.

        What was counted last is remembered: it is asked for by one type after another.
        """
        last, found = self._counted
        if last() is articles:
            return found
        if len(articles) == self._articles:
            return self.every.view(np.uint32)
        counts = np.zeros(len(self), np.uint32)
        for at, (part, targets) in enumerate(
            zip(self.printed.parts, self.carried.targets, strict=True)
        ):
            own = self.printed.own(at, articles)
            if len(own):
                part.lists.add_up(own, targets, counts)
        again, again_as = self.carried.again, self.carried.again_as
        if len(again):
            is_there = places_of(again, articles) != MISSING
            np.subtract.at(counts, again_as[is_there], np.uint32(1))
        self._counted = ref(articles), counts
        return counts

    @cached_property
    def _articles(self) -> int:
        """How many articles can be found."""
        return int(np.count_nonzero(self.printed.live))

    def carriers(self, wanted: Iterable[int]) -> Live:
        """Which of all articles carry one of some carried names (a flag for each).

        The latest are remembered: who narrows a search goes on with it.
        """
        asked = tuple(sorted(wanted))
        known = self._known_carriers.get(asked)
        if known is None:
            found = self._carriers(asked)
            if len(self._known_carriers) >= _MOST_CARRIERS:
                self._known_carriers.clear()
            self._known_carriers[asked] = np.packbits(found)
            return found
        return np.unpackbits(known, count=len(self.printed.live)).view(np.bool_)

    def _carriers(self, wanted: Sequence[int]) -> Live:
        is_wanted = np.zeros(len(self) + 1, np.bool_)
        is_wanted[[*wanted]] = True
        found = np.zeros(len(self.printed.live), np.bool_)
        firsts = pairwise(self.printed.firsts.tolist())
        parts = zip(self.printed.parts, self.carried.targets, firsts, strict=True)
        for part, targets, (first, last) in parts:
            held = is_wanted[targets]
            if held.any():
                found[first:last] = part.lists.having(held)
        return found & self.printed.live

    def once(self, name: str, made: Callable[[], Any]) -> Any:
        """What is `made` of this alone and kept by a name: made when it is first asked for."""
        if name not in self._made:
            self._made[name] = made()
        return self._made[name]

    @property
    def initials(self) -> Initials:
        """The carried names by their first letters."""
        if self._initials is None:
            self._initials = initials_of(self)
        return self._initials

    def goes_on_to(self, parts: Sequence[Names], live: Live) -> bool:
        """Whether what is told of these segments can be gone on to: they begin with those that are
        known, no article is live again, and few are others."""
        own = self.printed.live
        known = len(self.printed.parts)
        if len(parts) < known or any(
            one is not other for one, other in zip(self.printed.parts, parts, strict=False)
        ):
            return False
        here = live[: len(own)]
        others = len(live) - len(own) + int(np.count_nonzero(own & ~here))
        return not much_is_other(others, len(live)) and not (here & ~own).any()

    def gone_on(
        self, parts: Sequence[Names], live: Live, corrections: Corrections | None = None
    ) -> Told:
        """What is told with further segments, without articles that are no longer live, and with
        what people say.

        Nothing may have been corrected here. Raises ValueError when damaged lists are read.
        """
        own = self.printed.live
        deleted = np.flatnonzero(own & ~live[: len(own)]).astype(np.uint32)
        if len(parts) == len(self.printed.parts) and not len(deleted) and not corrections:
            return self
        now, changed = self.printed.grown(parts, live, deleted)
        found = Told(now, self.carried, self.owners, self.kept)
        found.base = self
        said = found._correct(corrections or {})
        concerned = distinct(np.concatenate([changed, np.array([*said], np.int64)]))
        if len(parts) == len(self.printed.parts) and not len(deleted) and not len(concerned):
            return self
        found._vote_anew(now.starred(concerned), said)
        return found

    def _correct(self, corrections: Corrections) -> dict[int, tuple[int, int]]:
        """Let people have the last word: for each name of which they say it, the type and the name
        that it stands for."""
        number_of: dict[str, int] = {}
        for form, correction in corrections.items():
            name = self.printed.number(form)
            if name is None:
                continue
            own = identity(correction.shown, is_body=False)
            if own not in number_of:
                number_of[own] = self.printed.several + len(self.said)
                self.said.append(correction.shown)
                self.said_forms.append([])
            self.said_forms[number_of[own] - self.printed.several].append(form)
            self._said_of[name] = correction.type, number_of[own]
        return self._said_of

    def _vote_anew(self, names: Numbers, said: dict[int, tuple[int, int]]) -> None:
        """Tell anew of some names, which rise."""
        asked = self.printed.asked(names)
        found = vote(asked, said, self._rows)
        self.is_changed = np.zeros(self.printed.several + len(self.said), np.bool_)
        self.is_changed[names] = self.is_changed[self.printed.several :] = True
        kept = {one: of for one, of in self.owners.items() if not self.is_changed[one]}
        self.owners = {**kept, **found.owners}
        is_kept = ~self.is_changed[self.carried.names]
        self.carried = _carried_on(self.carried, is_kept, asked, found, self._retargeted)

    def _retargeted(self, values: Numbers, numbers: Numbers) -> Targets:
        """What values stand for now, of which some, which rise, stand for the carried names of
        these numbers."""
        found: Targets = []
        before = self.base.carried.targets
        for at, (begin, end) in enumerate(pairwise(self.printed.value_begins.tolist())):
            first, last = np.searchsorted(values, [begin, end]).tolist()
            ranks = self._ranks(at)[values[first:last] - begin]
            is_new = at >= len(before)
            targets = np.full(end - begin, -1, np.int32) if is_new else before[at]
            differs = targets[ranks] != numbers[first:last]
            if differs.any():
                targets = targets.copy()
                targets[ranks] = numbers[first:last]
            found.append(targets)
        return found

    def _ranks(self, at: int) -> NDArray[np.int32]:
        """How the lists of a part number each of its values."""
        if at < len(self.base.printed.parts) and self.base is not self:
            return self.base._ranks(at)
        known = self._known_ranks
        if at not in known:
            ranked = self.printed.ranked[at]
            ranks = np.empty(len(ranked), np.int32)
            ranks[ranked] = np.arange(len(ranked), dtype=np.int32)
            known[at] = ranks
        return known[at]

    def _rows(self, values: Numbers) -> Rows:
        """Which article that can be found has which of some values, which rise; what is known is
        not read again."""
        of, held = self.base.kept
        begins, ends = (np.searchsorted(held, values, side=side) for side in ("left", "right"))
        known, _ = runs(begins, ends)
        known = known[self.printed.live[of[known]]]
        read = self.printed.rows(values[begins == ends])
        articles = np.concatenate([of[known], read[0]])
        found = np.concatenate([held[known], read[1]])
        order = np.argsort(articles, kind="stable")
        return articles[order], found[order]


def told(parts: Sequence[Names], live: Live, corrections: Corrections | None = None) -> Told:
    """What the articles of some segments that are `live` tell of the names that they print, and
    people say. Raises ValueError when something that is read is damaged."""
    found = told_at_once(printed(parts, live))
    return found.gone_on(parts, live, corrections) if corrections else found


def told_at_once(joined: Printed) -> Told:
    """What is told of all names that are joined; nobody corrects it."""
    asked = joined.asked(np.arange(joined.several))
    found = vote(asked, {}, joined.rows)
    by_value = np.argsort(found.looked_at[1], kind="stable")

    def targets(_: Numbers, numbers: Numbers) -> Targets:
        ends = pairwise(joined.value_begins.tolist())
        return [
            numbers[begin:end][ranked].astype(np.int32)
            for (begin, end), ranked in zip(ends, joined.ranked, strict=True)
        ]

    return Told(
        joined,
        _carried_on(_NOTHING, np.empty(0, np.bool_), asked, found, targets),
        found.owners,
        (found.looked_at[0][by_value], found.looked_at[1][by_value]),
    )


def _carried_on(
    before: Carried,
    is_kept: Live,
    asked: Asked,
    found: Vote,
    targets: Callable[[Numbers, Numbers], Targets],
) -> Carried:
    """What is counted after a vote on the values that were `asked` for; of what was counted
    `before`, flags tell what is kept.

    `targets` is given these values and the carried name that each stands for, -1 for none.
    """
    numbers, names, types = _numbered(before, found)
    is_used = numbers >= 0
    counts = asked.counts[is_used]
    every = np.bincount(numbers[is_used], weights=counts, minlength=len(names)).astype(np.int64)
    every[: len(is_kept)][is_kept] += before.every[is_kept]
    again_as = numbers[np.searchsorted(asked.values, found.again_as)]
    every -= np.bincount(again_as, minlength=len(names))
    stays = is_kept[before.again_as]
    again = np.concatenate([before.again[stays], found.again])
    again_as = np.concatenate([before.again_as[stays], again_as])
    order = np.argsort(again, kind="stable")
    return Carried(
        names,
        types,
        every.astype(np.int32),
        targets(asked.values, numbers),
        again[order],
        again_as[order].astype(np.int32),
    )


def _numbered(before: Carried, found: Vote) -> tuple[Numbers, NDArray[np.int32], NDArray[np.int8]]:
    """Which carried name each value of a vote stands for, -1 for none, and the names and types of
    all carried names: those from `before`, and others behind them."""
    is_used = found.types != NONE
    codes = found.names * NONE + found.types
    wanted = distinct(codes[is_used])
    known = before.names.astype(np.int64) * NONE + before.types
    places = places_of(wanted, known)
    more = wanted[places == MISSING]
    places[places == MISSING] = len(known) + np.arange(len(more))
    numbers = np.full(len(codes), -1, np.int64)
    numbers[is_used] = places[np.searchsorted(wanted, codes[is_used])]
    names = np.concatenate([before.names, (more // NONE).astype(np.int32)])
    types = np.concatenate([before.types, (more % NONE).astype(np.int8)])
    return numbers, names, types
