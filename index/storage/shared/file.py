"""What is worked out of all segments of a generation, as a file that lies beside them.

Readers map it: what took long to work out is there when they open the archive, and no process has
it in its own memory. It is a file as those of segments, whose columns are arrays of little-endian
numbers and texts with a line for each term, and one of JSON: by which rules, and of which segments
(the file, the checksum of its table, how many articles it has), which are the first ones of the
generation. What is deleted changes nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.articles.facets import PRINTED_FACETS, facet_column
from index.storage.beside import array_of, head_of, write_beside
from index.storage.columns import Facet, FacetColumn, NumberColumn
from index.storage.columns.bigram_column import BigramRows, rows_in
from index.storage.growth import much_is_other
from index.storage.lookup import begins_of
from index.storage.schema import NO_DATE
from index.storage.segment_file import SegmentFile
from index.storage.segment_info import SegmentInfo
from index.storage.shared.explained import ABBREVIATIONS, added_up
from index.storage.shared.folding import Folding
from index.storage.shared.language import TermsArranged
from index.storage.shared.nearness import Nearness
from index.storage.shared.terms import SharedTerms
from index.storage.shared.values import NOTHING_PRINTED, Printed
from index.storage.shared.years import numbers_of
from index.storage.terms import Numbers, Terms

WORTH = 5_000
"""Of so many articles and more the file is written: less is worked out in little time."""
RULES = 2
"""Raise it when something else comes of the same segments: files by other rules are not read."""
_NEARNESS = {
    "letters": np.uint32,
    "numbers": np.int32,
    "lengths": np.int32,
    "begins": np.int32,
    "masks": np.uint64,
}
_PRINTED = {
    "values": np.uint8,
    "value_starts": np.uint32,
    "identities": np.uint8,
    "identity_starts": np.uint32,
    "identity_of": np.int32,
    "plain": np.bool_,
    "starts": np.int32,
}
_Arrays = Iterator[tuple[str, NDArray[Any]]]


def write_shared(folder: Path, segments: Sequence[SegmentFile]) -> SegmentInfo:
    """Write what is worked out of some segments into a new file of a folder.

    Returns what is known of the file. Raises OSError, and ValueError when something is damaged.
    """
    head = {"rules": RULES, "segments": _named([one.info for one in segments])}
    articles = sum(one.info.articles for one in segments)
    return write_beside(folder, "shared", head, _arrays(segments), articles)


def goes_on_to(file: SegmentFile, segments: Sequence[SegmentInfo]) -> bool:
    """Whether what the file has can be gone on from to some segments: they begin with those that it
    is of, and few articles are others. Raises ValueError when it is damaged."""
    own = first_of(file, segments)
    others = sum(one.articles for one in segments[own:])
    return bool(own) and not much_is_other(others, sum(one.articles for one in segments))


def first_of(file: SegmentFile, segments: Sequence[SegmentInfo]) -> int:
    """How many of the first of some segments a file is of; 0 where it is of others, or by other
    rules. Raises ValueError when it is damaged."""
    head = head_of(file)
    own = head["segments"]
    is_ours = head["rules"] == RULES and own == _named(segments[: len(own)])
    return len(own) if is_ours else 0


def is_by_our_rules(file: SegmentFile) -> bool:
    """Whether a file was written under our rules: others are not read. Raises ValueError when it is
    damaged."""
    return bool(head_of(file)["rules"] == RULES)


def is_otherwise(file: SegmentFile, segments: Sequence[SegmentFile]) -> bool:
    """Whether a file has something else than what comes of the segments that it is of. Raises
    ValueError when something is damaged."""
    return any(
        not np.array_equal(array_of(file, name, array.dtype), array)
        for name, array in _arrays(segments)
    )


class SharedFile:
    """What a file has of the first segments of a generation: read and checked when asked for.

    All that is read raises ValueError when it is damaged.
    """

    def __init__(self, file: SegmentFile, segments: int) -> None:
        """`segments` is how many it is of (see `first_of`)."""
        self._file = file
        self.segments = segments

    def printed(self, facet: str) -> Printed:
        """What the articles print of a facet."""
        named = {name: self._array(f"{facet}_{name}", type) for name, type in _PRINTED.items()}
        values = Terms(named["values"], named["value_starts"])
        identities = Terms(named["identities"], named["identity_starts"])
        of, plain, starts = named["identity_of"], named["plain"], named["starts"]
        numbers = self._array(f"{facet}_numbers", np.min_scalar_type(len(values)))
        last = int(starts[-1]) if len(starts) else self._file.info.articles
        wanted = len(starts) or self._file.info.articles + 1
        self._must(len(of) == len(plain) == len(values), facet)
        self._must(wanted == self._file.info.articles + 1 and len(numbers) == last, facet)
        self._must(_within(of, len(identities)), facet)
        return Printed(values, starts if len(starts) else None, numbers, identities, of, plain)

    @property
    def years(self) -> NDArray[np.uint16]:
        """The year of each article, 0 for one without a date."""
        found = self._array("years", np.uint16)
        self._must(len(found) == self._file.info.articles, "years")
        return found

    @property
    def explained(self) -> dict[bytes, int]:
        """The abbreviations that articles explain, deleted ones included, and how many do."""
        sizes, counts = (self._array(f"explained_{name}", np.int32) for name in ("sizes", "counts"))
        text = self._array("explained", np.uint8).tobytes()
        ends = begins_of(sizes).tolist()
        self._must(len(sizes) == len(counts) and ends[-1] == len(text), "explained")
        self._must(_within(sizes, len(text) + 1), "explained")
        values = (text[begin:end] for begin, end in pairwise(ends))
        return dict(zip(values, counts.tolist(), strict=True))

    def terms(self, parts: Sequence[BigramRows]) -> SharedTerms:
        """The terms of the texts; `parts` are the bigrams of the segments that the file is of."""
        named = {name: self._array(name, np.int64) for name in ("counts", "articles")}
        terms, numbers = self._terms("terms", "term_starts"), self._array("numbers", np.int32)
        ends = begins_of([part.followers.terms for part in parts])
        self._must(len(named["counts"]) == len(named["articles"]) == len(terms), "terms")
        self._must(len(numbers) == ends[-1] and _within(numbers, len(terms)), "numbers")
        each = [numbers[begin:end] for begin, end in pairwise(ends.tolist())]
        return SharedTerms(parts, each, terms, named["counts"], named["articles"])

    @cached_property
    def folding(self) -> Folding:
        """What the terms are without their marks."""
        terms, of = self._terms("folded", "folded_starts"), self._array("folds_to", np.int32)
        forms, starts = (self._array(name, np.int32) for name in ("forms", "form_starts"))
        several = len(self._terms("terms", "term_starts"))
        self._must(len(of) == len(forms) == several and len(starts) == len(terms) + 1, "folded")
        self._must(_within(of, len(terms)) and _within(forms, several), "folded")
        return Folding(terms, of, forms, starts)

    @property
    def known_folding(self) -> Folding:
        """The same."""
        return self.folding

    @cached_property
    def marked(self) -> Nearness:
        """The terms, for finding those that are near to one."""
        return self._nearness("marked")

    @cached_property
    def folded(self) -> Nearness:
        """The same of the terms without their marks."""
        return self._nearness("bare")

    def _nearness(self, of: str) -> Nearness:
        found = [self._array(f"{of}_{name}", type) for name, type in _NEARNESS.items()]
        _, numbers, lengths, begins, masks = found
        self._must(len(numbers) == len(lengths) == len(begins) == len(masks), of)
        return Nearness(*found)

    def _terms(self, text: str, starts: str) -> Terms:
        return Terms(self._array(text, np.uint8), self._array(starts, np.uint32))

    def _array(self, name: str, type: Any) -> NDArray[Any]:
        return array_of(self._file, name, type)

    def _must(self, is_so: bool, what: str) -> None:
        if not is_so:
            raise ValueError(f"the file {self._file.path} is damaged: {what}")


def _named(segments: Sequence[SegmentInfo]) -> list[list[Any]]:
    return [[one.file, one.table_checksum, one.articles] for one in segments]


def _within(numbers: Numbers, several: int) -> bool:
    return not len(numbers) or bool(numbers.min() >= 0 and numbers.max() < several)


def _arrays(segments: Sequence[SegmentFile]) -> _Arrays:
    """All arrays, with the names of their columns."""
    yield from _of_texts(segments)
    yield "years", np.concatenate([np.empty(0, np.uint16), *map(_years, segments)])
    yield from _of_explained(segments)
    for facet in PRINTED_FACETS:
        column = facet_column(facet)
        parts = [(_facet(one, column), one.info.articles) for one in segments]
        for name, array in _of_printed(NOTHING_PRINTED.followed(0, parts)):
            yield f"{facet}_{name}", array


def _of_texts(segments: Sequence[SegmentFile]) -> _Arrays:
    shared = SharedTerms.of([*map(rows_in, segments)])
    arranged = TermsArranged(shared.terms)
    folding = arranged.folding
    yield "terms", shared.terms.text
    yield "term_starts", shared.terms.starts
    yield "counts", shared.counts
    yield "articles", shared.articles
    yield "numbers", np.concatenate([np.empty(0, np.int32), *shared.numbers])
    yield "folded", folding.terms.text
    yield "folded_starts", folding.terms.starts
    yield "folds_to", folding.of
    yield "forms", folding.forms
    yield "form_starts", folding.starts
    for name, nearness in (("marked", arranged.marked), ("bare", arranged.folded)):
        yield f"{name}_letters", nearness.letters
        yield f"{name}_numbers", nearness.numbers
        yield f"{name}_lengths", nearness.lengths
        yield f"{name}_begins", nearness.begins
        yield f"{name}_masks", nearness.masks


def _of_explained(segments: Sequence[SegmentFile]) -> _Arrays:
    found = added_up({}, ((_facet(one, ABBREVIATIONS), None) for one in segments))
    yield "explained", np.frombuffer(b"".join(found), np.uint8)
    yield "explained_sizes", np.array([*map(len, found)], np.int32)
    yield "explained_counts", np.array([*found.values()], np.int32)


def _of_printed(printed: Printed) -> _Arrays:
    yield "values", printed.values.text
    yield "value_starts", printed.values.starts
    yield "identities", printed.identities.text
    yield "identity_starts", printed.identities.starts
    yield "identity_of", printed.of
    yield "plain", printed.plain
    yield "starts", np.empty(0, np.int32) if printed.starts is None else printed.starts
    yield "numbers", printed.numbers


def _years(file: SegmentFile) -> NDArray[np.uint16]:
    return numbers_of(file.opened("published", NumberColumn(NO_DATE)).values)


def _facet(file: SegmentFile, column: str) -> Facet:
    found: Facet = file.opened(column, FacetColumn())
    return found
