"""What an engine can be asked to find: nodes of a tree, the same for every engine.

A node says which articles hold something. Those with a `weight` also say what that adds to an
article's score: BM25 (see `index.storage.scoring`) with the weight times the inverse document
frequency. A weight of 0 adds nothing. All are immutable, and equal when they ask for the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias


class Term(NamedTuple):
    """A term of the index. (A tuple, since a query makes, hashes and compares very many.)"""

    field: str
    text: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class TermSet:
    """Terms of one field that count as one: any of them will do.

    An article has the sum of their frequencies; how rare they are is told by the articles that
    hold any of them. `typed` is the part of the query that they stand for.
    """

    field: str
    texts: tuple[str, ...]
    weight: float = 0.0
    typed: str = ""


@dataclass(frozen=True, slots=True)
class FormSet:
    """Forms of one concept, each some terms in a row, that count as one as those of `TermSet` do.

    The `weight` of these has their inverse document frequency in it. `typed` is the word of the
    query that they stand for.
    """

    field: str
    forms: tuple[tuple[str, ...], ...]
    weight: float = 0.0
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any of the first `most` terms of a field that begin with a text, or of some more."""

    field: str
    text: str
    most: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that stand in this order, each at most `slop` places after the one before.

    With `gaps` each pair of neighbours has a slop of its own: one number less than there are terms.
    They are of one field, which has positions, or some of its twin for syllables without marks,
    which has the same. Punctuation between them does not matter.
    """

    terms: tuple[Term, ...]
    slop: int = 1
    gaps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Conjunction:
    """All of some nodes; without any, every article."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Disjunction:
    """At least so many of some nodes."""

    parts: tuple[Node, ...]
    least: int = 1


@dataclass(frozen=True, slots=True)
class Negation:
    """What a node does not hold of; it adds nothing to scores."""

    part: Node


@dataclass(frozen=True, slots=True)
class Constant:
    """What a node holds of, with one score for all."""

    part: Node
    score: float


@dataclass(frozen=True, slots=True)
class Preference:
    """What a node holds of; where another one holds too, its score is added."""

    part: Node
    preferred: Node


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article, with one score."""

    score: float = 0.0


DATES = {"date": "published", "added": "added", "changed": "changed"}
"""What `Dated` calls the dates that a `Present` asks for."""


@dataclass(frozen=True, slots=True)
class Dated:
    """Published between two seconds (since 1970, UTC), which are included; or first held by the
    archive (`of` is "added"), or last changed there ("changed").

    An article without such a date never was.
    """

    since: int
    until: int
    of: str = "published"


@dataclass(frozen=True, slots=True)
class Present:
    """Has anything in a field at all; `date` is one."""

    field: str


@dataclass(frozen=True, slots=True)
class Carrying:
    """Carries one of some values of a facet, in any spelling (`value_identity`)."""

    facet: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sited:
    """Has an address on a host, or on one below it; or one of its hosts has this name.

    An archive may hold articles of which it does not know the host, though they have an address, if
    it was written before hosts were kept: of these it is `address` that must hold.
    """

    host: str
    address: Node


@dataclass(frozen=True, slots=True)
class Identified:
    """Has this id."""

    id: str


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Is the article with this id, or one of its near-duplicates."""

    id: str


Scored: TypeAlias = Term | TermSet | FormSet
Node: TypeAlias = (
    Scored
    | Prefix
    | Phrase
    | Conjunction
    | Disjunction
    | Negation
    | Constant
    | Preference
    | Everything
    | Dated
    | Present
    | Carrying
    | Sited
    | Identified
    | NearDuplicate
)
NOTHING = Disjunction(())
