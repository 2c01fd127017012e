"""What is said of filters by values that no article carries."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from search.engines.protocol import Snapshot
from search.query.known_values import unknown_value_note
from search.query.notes import MOST_NOTES_ALIKE, Note
from search.selection import Selection


def unknown_filters(selection: Selection, snapshot: Snapshot) -> Iterator[Note]:
    """A note for each of the first such values, with the value that was probably meant."""
    return islice(_unknown(selection, snapshot), MOST_NOTES_ALIKE)


def _unknown(selection: Selection, snapshot: Snapshot) -> Iterator[Note]:
    for facet in selection.facets():
        known = snapshot.values(facet)
        given = selection.values.get(facet, frozenset()) | selection.excluded.get(
            facet, frozenset()
        )
        for value in sorted(given):
            if known.number(value) is None:
                yield unknown_value_note(known, facet, value)
