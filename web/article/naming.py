"""The names beside an article's text, one of which an address may ask to be marked in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from index.analysis.names import name_identity
from index.articles.facets import NAME_FACETS
from search import ArticleName
from search.display.spans import Span
from search.insight.article_names import LOOKED_AT
from web.pages.preferences import Problems
from web.parameters.types import BadParameterError

MARK = "mark"
"""The parameter that names what is marked: `person:Trần Văn Bình`."""
_SHOWN = 8  # of each type; the others are folded away
_MOST = 200


@dataclass(frozen=True)
class NameList:
    """The names of one type that an article carries: those in sight, those folded away, and how
    many more there are."""

    facet: str
    shown: Sequence[ArticleName]
    folded: Sequence[ArticleName]
    others: int


def name_lists(names: Sequence[ArticleName]) -> list[NameList]:
    """The names of an article by type; types without any are left out."""
    found = []
    for facet in NAME_FACETS:
        mine = [one for one in names if one.facet == facet]
        if mine:
            shown, rest = mine[:_SHOWN], mine[_SHOWN:_MOST]
            found.append(NameList(facet, shown, rest, max(0, len(mine) - _MOST)))
    return found


def mark_of(name: ArticleName) -> str:
    """What an address asks for in order to mark a name."""
    return f"{name.facet}:{name.name}"


def marked_name(
    args: MultiDict[str, str], names: Sequence[ArticleName], problems: Problems
) -> ArticleName | None:
    """The name that an address asks to be marked, in whatever spelling; None if it asks for none.

    A name that the article does not have is one of the `problems`.
    """
    wanted = args.get(MARK, "").strip()
    facet, _, text = wanted.partition(":")
    identity = name_identity(text)

    def read(_: object) -> ArticleName | None:
        for one in names:
            if one.facet == facet and name_identity(one.name) == identity:
                return one
        raise BadParameterError(MARK, wanted, "wanted.name")

    return problems.caught(read, args) if wanted else None


def spans_of(
    name: ArticleName,
) -> Callable[[Mapping[str, str], Callable[[str], bool]], Iterator[tuple[str, list[Span]]]]:
    """What finds a name in the texts of its article (see `search.display.article_spans`).

    Texts beyond those that names are looked for in are not told of.
    """

    def find(
        texts: Mapping[str, str], _wanted: Callable[[str], bool]
    ) -> Iterator[tuple[str, list[Span]]]:
        left = LOOKED_AT
        for place, text in texts.items():
            left -= len(text)
            if left >= 0 or place in name.spans:
                yield place, name.spans.get(place, [])

    return find
