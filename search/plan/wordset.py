"""Several words of one field that count as one."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from search.engines.local.segments import Ids, Segment, Segments
from search.kernels import Tree, union


class WordSet:
    """The words of one field that count as one, and where they stand; `field` is the index's."""

    def __init__(self, field: str, words: Iterable[str]) -> None:
        self.field = field
        self.words = list(words)
        self._lists: dict[int, tuple[Ids, Ids]] = {}  # by the first article of a segment

    def lists(self, segment: Segment) -> tuple[Ids, Ids]:
        """(articles, frequencies) of all the words in a segment."""
        if segment.first not in self._lists:
            index = segment.index(self.field)
            words = [word.encode() for word in self.words] if index is not None else []
            found = union(index, words) if index is not None and words else _NOTHING
            self._lists[segment.first] = found
        return self._lists[segment.first]

    def df(self, segments: Segments) -> int:
        """In how many articles any of the words stands."""
        return sum(len(self.lists(segment)[0]) for segment in segments)

    def tree(self, segments: Segments, segment: Segment, weight: float = 0.0) -> Tree:
        """Where any of the words stands; `weight` is as for `Segments.term`."""
        return segments.array(segment, self.field, *self.lists(segment), weight)


_NOTHING = np.empty(0, np.uint32), np.empty(0, np.uint32)
