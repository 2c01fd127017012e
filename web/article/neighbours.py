"""Where an article stands in the list that it was found in, and what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass

from index.articles.article import Article
from search import Archive
from web.parameters.asked import Parameters


@dataclass(frozen=True)
class Neighbour:
    """An article before or after another, and the page of results that it stands on."""

    article: Article
    parameters: Parameters


@dataclass(frozen=True)
class Place:
    """An article's place in a list of results, from 1; `total` is the length of the list."""

    number: int
    total: int
    previous: Neighbour | None
    next: Neighbour | None


def place(archive: Archive, article: Article, parameters: Parameters) -> Place | None:
    """Where the article stands on the page of results that `parameters` ask for, or None.

    The search is that of the page, with a hit more on either side, so that reading on goes over
    its borders. Hits beyond the matches only fill the first page, here as there.
    """
    first = max(0, parameters.offset - 1)
    arguments = parameters.search_arguments()
    arguments.update(offset=first, limit=parameters.offset + parameters.size + 1 - first)
    results = archive.search(parameters.q, snippets=False, excerpts=True, **arguments)
    listed = [
        hit.article
        for number, hit in enumerate(results.hits, first + 1)
        if not hit.beyond or number <= parameters.size
    ]
    at = next((n for n, one in enumerate(listed) if one.id == article.id), None)
    if at is None:
        return None

    def neighbour(n: int) -> Neighbour | None:
        if not 0 <= n < len(listed):
            return None
        page = (first + n) // parameters.size + 1
        return Neighbour(listed[n], parameters.but(page=page))

    matches = results.total if results.groups is None else results.groups
    total = max(matches, first + len(listed))
    return Place(first + at + 1, total, neighbour(at - 1), neighbour(at + 1))
