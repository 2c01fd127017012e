"""What a query asks of an article beside words that rank: immutable values, for any engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from index.vietnamese.segmentation import Segmentation, Syllable

# Fields with a twin for syllables without marks; all others hold both forms.
TWINNED = ("text", "title")
_SCHEMES = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Words:
    """Words that were typed in a row: where they must hold, every syllable must be there."""

    text: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words in quotation marks: they stand in this order, each within `slop` of the one before.

    `start` and `end` are where in the query they stand.
    """

    text: str
    field: str | None
    slop: int
    start: int
    end: int

    def syllables(self) -> list[Syllable]:
        """What stands in a row; an address is cut as whole ones are, whatever its beginning."""
        if self.field != "url":
            return Segmentation(self.text).syllables
        scheme = next(filter(self.text.lower().startswith, _SCHEMES), "")
        return Segmentation(_SCHEMES[0] + self.text[len(scheme) :]).syllables[1:]


@dataclass(frozen=True, slots=True)
class Near:
    """Two pieces of one or more words, the second at most `within` syllables behind the first.

    Unless they are `ordered`, the first may be behind the second as well. Marks count as in one
    quotation of both.
    """

    first: str
    second: str
    field: str | None
    within: int
    ordered: bool

    def orders(self) -> Iterator[tuple[list[Syllable], tuple[int, ...]]]:
        """The syllables of both pieces in each order that will do, and the gaps between them all.

        A gap is how far a syllable may stand behind the one before.
        """
        pieces = Segmentation(self.first).syllables, Segmentation(self.second).syllables
        for one, other in [pieces] if self.ordered else [pieces, pieces[::-1]]:
            gaps = [1] * (len(one) + len(other) - 1)
            gaps[len(one) - 1] = self.within
            yield [*one, *other], tuple(gaps)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One word with `*` (any letters) and `?` (one letter) in it; it stands at [start:end]."""

    text: str
    field: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """One word, and all that differ from it in up to `edits` letters; it stands at [start:end]."""

    text: str
    field: str | None
    edits: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Dated:
    """Published between two seconds (since 1970, in UTC), which are included; or added to the
    archive, or changed there (`of`)."""

    since: int
    until: int
    of: str = "published"


@dataclass(frozen=True, slots=True)
class Present:
    """Articles that have something in a field at all."""

    field: str


@dataclass(frozen=True, slots=True)
class Carrying:
    """Articles that carry one of some values of a field, whole, in any spelling."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sited:
    """Articles whose address is on a host, or on one below it."""

    host: str


@dataclass(frozen=True, slots=True)
class Identified:
    """The article with an id."""

    id: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of some conditions; without any, every article."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of some conditions; without any, no article."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The articles that a condition does not hold of."""

    part: Condition


# What an article can show where it holds.
Shown = Words | Quoted | Near | Pattern | Fuzzy
# What stands for many words of the archive, and ranks by all of them as if they were one.
Expanding = Pattern | Fuzzy
# What knows where in the query it stands.
Located = Quoted | Pattern | Fuzzy
Leaf = Words | Quoted | Near | Pattern | Fuzzy | Dated | Present | Carrying | Sited | Identified
LeafT = TypeVar("LeafT", bound=Leaf)
Condition: TypeAlias = "Leaf | AllOf | AnyOf | Not"


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The conditions that a condition is directly made of; none for a leaf."""
    if isinstance(condition, AllOf | AnyOf):
        return condition.parts
    return (condition.part,) if isinstance(condition, Not) else ()


def leaves(condition: Condition) -> Iterator[Condition]:
    """Everything at the bottom of a condition: leaves, and groups without any parts."""
    parts = parts_of(condition)
    if not parts:
        yield condition
    for part in parts:
        yield from leaves(part)


def shown_leaves(condition: Condition) -> Iterator[Shown]:
    """The leaves that a matching article can show, so none of what must not hold."""
    if isinstance(condition, Shown):
        yield condition
    elif isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from shown_leaves(part)


def carried_leaves(condition: Condition | None) -> Iterator[Carrying]:
    """The values that an article which meets a condition may carry for it."""
    if isinstance(condition, Carrying):
        yield condition
    elif isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from carried_leaves(part)


def dates_of(condition: Condition | None) -> Iterator[Dated]:
    """The dates that must hold wherever a condition does."""
    if isinstance(condition, Dated):
        yield condition
    elif isinstance(condition, AllOf):
        for part in condition.parts:
            yield from dates_of(part)


def exclude_each_other(dates: Iterable[Dated]) -> bool:
    """Whether no moment meets all of some dates."""
    ends: dict[str, tuple[int, int]] = {}
    for one in dates:
        since, until = ends.get(one.of, (one.since, one.until))
        ends[one.of] = max(since, one.since), min(until, one.until)
    return any(since > until for since, until in ends.values())


def with_leaves(condition: Condition, change: Callable[[Leaf], Leaf]) -> Condition:
    """The condition with each leaf as `change` makes it anew."""
    if isinstance(condition, AllOf):
        return AllOf(tuple(with_leaves(part, change) for part in condition.parts))
    if isinstance(condition, AnyOf):
        return AnyOf(tuple(with_leaves(part, change) for part in condition.parts))
    if isinstance(condition, Not):
        return Not(with_leaves(condition.part, change))
    return change(condition)
