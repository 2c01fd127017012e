"""The people, places and organisations that an archive knows, for who looks through them."""

from __future__ import annotations

from heapq import nsmallest
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
    found = []
    for name, articles in snapshot.values(facet).counted():
        if wanted:
            identity = name_identity(name)
            if wanted not in (fold(identity) if is_plain else identity):
                continue
        found.append((-articles, name))
    first = nsmallest(len(found) if limit is None else limit, found)
    forms = snapshot.name_forms(facet, [name for _, name in first])
    return [
        KnownName(facet, name, -articles, tuple(of))
        for (articles, name), of in zip(first, forms, strict=True)
    ]
