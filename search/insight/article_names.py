"""The people, places and organisations that an article names, and where they stand in its texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from index.analysis.mentions import Named, named_in
from index.articles.facets import NAME_FACETS
from search.display.spans import Span
from search.engines.protocol import Key, Snapshot

if TYPE_CHECKING:
    from search import schemas

LOOKED_AT = 200_000
"""Names are looked for in so many characters of an article, its first ones."""


class ArticleName(NamedTuple):
    """A name that an article carries.

    `facet` is its type (person, place or org), `name` how facets show it, and `articles` tells how
    many of the archive carry it. `forms` are the spellings in which the texts have it, in the order
    of the texts; `spans` tells by the name of each text where, as offsets into what is printed.
    Both are empty where the texts were not asked.
    """

    facet: str
    name: str
    articles: int
    forms: tuple[str, ...]
    spans: Mapping[str, list[Span]]

    def to_dict(self) -> schemas.ArticleName:
        """The name as the JSON of the HTTP API."""
        return {
            "type": self.facet,
            "name": self.name,
            "articles": self.articles,
            "forms": list(self.forms),
            "spans": dict(self.spans),
        }


def names_in_article(
    snapshot: Snapshot, key: Key, texts: Mapping[str, str], authors: Iterable[str]
) -> list[ArticleName]:
    """The names that an article carries, by type, those of most articles first.

    They are looked for in `texts`, those of the article by names of the caller's, as far as
    `LOOKED_AT`; who wrote it (`authors`) is none of them.
    """
    carried = snapshot.names_of(key)
    if not carried:
        return []
    texts = _beginnings(texts)
    found: dict[tuple[str, str | None], list[Named]] = {}
    values = [(facet, snapshot.values(facet)) for facet in NAME_FACETS]
    for named in named_in(texts, authors):
        for facet, known in values:
            found.setdefault((facet, known.spelling(named.name.text)), []).append(named)
    told = []
    for facet, name, articles in carried:
        spans = _spans(found.get((facet, name), ()))
        forms = dict.fromkeys(
            " ".join(texts[place][start:end].split())
            for place in texts
            for start, end in spans.get(place, ())
        )
        told.append(ArticleName(facet, name, articles, tuple(forms), spans))
    return told


def _beginnings(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts as far as they are looked at."""
    left = LOOKED_AT
    found = {}
    for place, text in texts.items():
        found[place] = text[:left]
        left -= len(found[place])
    return found


def _spans(found: Iterable[Named]) -> dict[str, list[Span]]:
    """Where several names that are one stand in each text, in order."""
    spans: dict[str, list[Span]] = {}
    for named in found:
        for place, some in named.spans.items():
            spans.setdefault(place, []).extend(some)
    return {place: sorted(some) for place, some in spans.items()}
