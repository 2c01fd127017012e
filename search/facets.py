"""Facets: in how many articles each value of category, source, author and year stands."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search import schemas

Facets = dict[str, list[tuple[str, int]]]
"""For each facet its values, each with the number of articles: the most frequent first."""
MOST_VALUES = 1_000
"""So many values of a facet are told in an answer, those of most articles."""
LONGEST_VALUE = 500
"""Characters of a facet's value that can be asked for; a longer one is not told."""


def ordered_counts(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Values that articles have, with how many do: the most frequent first, then by value."""
    found = ((value, count) for value, count in counts.items() if count)
    return sorted(found, key=lambda one: (-one[1], one[0]))


def facets_to_dict(facets: Facets, most: int | None = None) -> dict[str, list[schemas.FacetValue]]:
    """The facets as JSON; with `most`, of each the first values that can be filters."""
    return {
        name: [
            {"value": value, "count": count}
            for value, count in islice(
                (one for one in counts if most is None or len(one[0]) <= LONGEST_VALUE), most
            )
        ]
        for name, counts in facets.items()
    }
