"""Where the forms of a word stand in an archive: as many words, one concept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.storage.postings import InvertedIndex
from search.engines.local.segments import Ids, Key, Segment, Segments
from search.kernels import Best, Matches, evaluate, merged, pair_frequencies
from search.kernels.nodes import Phrase, PostingList

# What is remembered takes at most about so many bytes for each article of the archive.
_BYTES_PER_ARTICLE = 20

# The syllables of a form, as the index holds them.
Terms = tuple[str, ...]
_Asked = tuple[str, tuple[Terms, ...]]  # a field and forms


class Listed:
    """The articles of a segment, by their numbers there, that have any of the forms.

    Deleted ones are among them.
    """

    def __init__(self, articles: Ids, counted: Callable[[], NDArray[Any]]) -> None:
        """`counted` tells how often each has any of the forms."""
        self.articles = articles
        self._counted = counted

    @cached_property
    def _known(self) -> NDArray[Any]:
        return _packed(self._counted())

    @property
    def frequencies(self) -> NDArray[Any]:
        """How often each article has any of the forms, in 8 or 32 bits: counted when it is first
        asked for."""
        known = self._known
        return known if known.itemsize == 1 else known.astype(np.uint32, copy=False)


class Occurrences:
    """Where any of some forms stands in a whole archive."""

    def __init__(self, lists: Mapping[Key, Listed]) -> None:
        """`lists` are those of all segments, by what names these."""
        self.lists = lists
        self.df = sum(len(one.articles) for one in lists.values())  # in how many articles
        self.bytes = self.df * (np.dtype(np.uint32).itemsize + 1)  # with frequencies

    def within(self, segment: Segment) -> Listed:
        """Those of one segment."""
        return self.lists[segment.key]


class Forms:
    """Finds the occurrences of forms, and remembers the latest. For any number of threads."""

    def __init__(self, segments: Segments, before: Forms | None = None) -> None:
        """The segments are those of one generation: what stands in them does not change.

        What is remembered of those that `before` has, too, is gone on from.
        """
        self.segments = segments
        self._lock = Lock()
        self._known: OrderedDict[_Asked, Occurrences] = OrderedDict()
        self._before: OrderedDict[_Asked, Occurrences] = OrderedDict()
        if before is not None:
            with before._lock:
                self._before.update(before._known)
        self._most_bytes = _BYTES_PER_ARTICLE * segments.articles
        self._bytes = sum(one.bytes for one in self._before.values())

    def occurrences(self, field: str, forms: tuple[Terms, ...]) -> Occurrences:
        """Where any of the forms stands in a field, the terms of each in a row.

        Raises ValueError for damaged posting lists.
        """
        key = field, tuple(sorted(forms))
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
            before = self._before.pop(key, None)
            self._bytes -= 0 if before is None else before.bytes
        known = {} if before is None else before.lists
        each = []
        if before is None and len(forms) > 1:  # who asks for several has asked for most of them
            each = [self.occurrences(field, (form,)) for form in forms]
        found = Occurrences(
            {
                one.key: known[one.key] if one.key in known else _listed(one, field, forms, each)
                for one in self.segments
            }
        )
        self._remember(key, found)
        return found

    def reach(self, field: str, forms: tuple[Terms, ...], several: int) -> bool:
        """Whether any of the forms stands in `several` articles at least. What was looked for in
        all segments, because it does not, is remembered.

        Raises ValueError for damaged posting lists.
        """
        key = field, tuple(sorted(forms))
        with self._lock:
            is_known = key in self._known or key in self._before
        if is_known:
            return self.occurrences(field, forms).df >= several
        lists: dict[Key, Listed] = {}
        df = 0
        for segment in self.segments:
            if df >= several:
                return True
            found = lists[segment.key] = _listed(segment, field, forms, ())
            df += len(found.articles)
        self._remember(key, Occurrences(lists))
        return df >= several

    def _remember(self, key: _Asked, found: Occurrences) -> None:
        with self._lock:
            if key not in self._known:
                self._known[key] = found
                self._bytes += found.bytes
                while self._bytes > self._most_bytes:
                    oldest = self._before or self._known
                    self._bytes -= oldest.popitem(last=False)[1].bytes


def _listed(
    segment: Segment, field: str, forms: tuple[Terms, ...], each: Sequence[Occurrences]
) -> Listed:
    """Where any of the forms stands in a segment; `each` are those of every form, if known."""
    index = segment.index(field)
    if index is None:
        return _kept(np.empty(0, np.uint32), np.empty(0, np.uint32))
    lists = [one.within(segment) for one in each] or [
        _in_a_row(index, [term.encode() for term in form]) for form in forms
    ]
    if len(lists) == 1:
        return lists[0]
    return _kept(*merged([(one.articles, one.frequencies) for one in lists], segment.articles))


def _kept(articles: Ids, frequencies: NDArray[np.uint32]) -> Listed:
    packed = _packed(frequencies)
    return Listed(articles, lambda: packed)


def _packed(numbers: NDArray[Any]) -> NDArray[Any]:
    """Numbers in the fewest bytes that all of them can have."""
    return numbers.astype(np.min_scalar_type(numbers.max(initial=0)), copy=False)


def _in_a_row(index: InvertedIndex, terms: list[bytes]) -> Listed:
    """The articles that have some terms in a row, and how often.

    That is as often as the rarest pair of neighbours. A pair with punctuation between is not
    counted, but the phrase is.
    """
    if len(terms) == 1:
        return _kept(*index.postings(terms[0], False)[:2])
    phrase = Phrase.of(*(PostingList.of(index, term) for term in terms))
    matches = Matches(0.0)
    evaluate(index.articles, 0, None, phrase, None, False, None, Best(0), matches)
    articles, _ = matches.found()

    def counted() -> NDArray[np.uint32]:
        neighbours = [(i, i + 1) for i in range(len(terms) - 1)]
        counts = pair_frequencies([(index, term) for term in terms], neighbours, articles)
        found: NDArray[np.uint32] = np.maximum(counts.min(axis=0), 1).astype(np.uint32)
        return found

    return Listed(articles, counted)
