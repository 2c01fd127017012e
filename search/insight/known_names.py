"""The people, places and organisations that an archive knows, for who looks through them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from index.analysis.names import name_identity
from index.vietnamese.spelling import fold
from search.engines.protocol import Snapshot

if TYPE_CHECKING:
    from search import schemas


class KnownName(NamedTuple):
    """A name of a type (`facet`: person, place or org): how many `articles` carry it, and the forms
    in which they print it, itself among them."""

    facet: str
    name: str
    articles: int
    forms: tuple[str, ...]

    def to_dict(self) -> schemas.KnownName:
        """The name as JSON."""
        return {
            "type": self.facet,
            "name": self.name,
            "articles": self.articles,
            "forms": list(self.forms),
        }


def known_names(
    snapshot: Snapshot, facet: str, limit: int | None, contains: str
) -> list[KnownName]:
    """The names of a type that have some letters in them, those of most articles first.

    Up to `limit` are given, without one all. Letters typed without marks stand for any.
    """
    wanted = name_identity(contains)
    is_plain = fold(wanted) == wanted

    def has_them(one: tuple[str, int]) -> bool:
        identity = name_identity(one[0])
        return wanted in (fold(identity) if is_plain else identity)

    falling = snapshot.values(facet).falling()
    first = [*islice(filter(has_them, falling) if wanted else falling, limit)]
    forms = snapshot.name_forms(facet, [name for name, _ in first])
    return [
        KnownName(facet, name, articles, tuple(of))
        for (name, articles), of in zip(first, forms, strict=True)
    ]
