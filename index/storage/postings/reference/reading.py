"""The posting lists of one field in one segment, with NumPy: the reference for `_reading`.

`layout` tells how they lie in the file. What is damaged raises ValueError, whatever the
bytes are. Header, lengths and runs are checked (see `index.storage.checksums`) when a column is
opened, a run of the dictionary, lists and positions when they are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

import numpy as np
from numpy.typing import NDArray

from index.storage.checksums import Data, as_checked
from index.storage.postings.layout import END, HAS_POSITIONS, HEADER, RUN, WIDE_LENGTHS, read_header
from index.storage.postings.reference.blocks import Bytes, Numbers
from index.storage.postings.reference.lists import Entry, read_lists

_AT_ONCE = 4096  # lists that are read together


class InvertedIndex:
    """The posting lists of one field in one segment; never changes, any thread may read it.

    `articles` and `terms` are their numbers, `lengths` the field's exact length in each article,
    `total_length` their sum, `has_positions` whether positions are kept.
    """

    def __init__(self, data: Data) -> None:
        """`data` is what `Inverter.finish` wrote (see `checksums.Data`), and is not copied."""
        self._column = as_checked(data)
        view = self._column.data
        self._column.check(0, HEADER.size)
        self._column.check(len(view) - END.size, len(view))  # finds most cuts
        self._header = header = read_header(view)
        self._column.check(header.lengths, header.dictionary)
        self.articles = header.articles
        self.terms = header.terms
        self.total_length = header.total_length
        self.has_positions = header.flags & HAS_POSITIONS != 0
        width = "<u4" if header.flags & WIDE_LENGTHS else "<u2"
        self.lengths = np.frombuffer(view, width, header.articles, header.lengths)
        count = -(-header.terms // RUN)
        self._runs = np.frombuffer(view, "<u4", count, header.runs)
        self._dictionary = view[header.dictionary : header.data]
        self._data = section(view, header.data, header.positions)
        self._positions = section(view, header.positions, header.end)

    def __contains__(self, term: bytes) -> bool:
        return self._find(term) is not None

    def frequencies(self, term: bytes) -> tuple[int, int]:
        """(in how many articles the term stands, how often in all); (0, 0) if nowhere."""
        entry = self._find(term)
        return (entry.df, entry.cf) if entry else (0, 0)

    def terms_from(self, first: bytes, most: int = -1) -> list[tuple[bytes, int, int]]:
        """The terms from `first` on in the order of their bytes, up to `most` (-1: all)."""
        found: list[tuple[bytes, int, int]] = []
        if most:
            for entry in self.entries(first):
                found.append(entry[:3])
                if len(found) == most:
                    break
        return found

    def place(self, text: bytes) -> int:
        """How many terms come before a text, in the order of their bytes."""
        return sum(1 for _ in takewhile(lambda entry: entry.text < text, self.entries()))

    def term_lines(self, begin: int, end: int) -> tuple[bytes, Numbers]:
        """The terms from number `begin` to `end`: a line of text each, and in how many articles."""
        found = list(islice(self.entries(), begin, max(begin, end)))
        text = b"\n".join(entry.text for entry in found)
        return text, np.array([entry.df for entry in found], np.uint32)

    def count_within(self, flags: NDArray[np.bool_]) -> Numbers:
        """In how many of the flagged articles each term stands, in the order of the terms.

        `flags` are as many Booleans as there are articles; the counts are uint32.
        """
        if len(flags) != self.articles:
            raise ValueError("a mask has one flag for each article")
        counts = [np.empty(0, np.uint32)]
        entries = self.entries()
        while some := list(islice(entries, _AT_ONCE)):
            articles, _, _ = self.lists(some, positions=False)
            ends = np.cumsum([entry.df for entry in some])
            flagged = np.concatenate([[0], np.cumsum(flags[articles])])
            counts.append(np.diff(flagged[ends], prepend=0).astype(np.uint32))
        return np.concatenate(counts)

    def count_each(self, terms: Sequence[bytes], flags: NDArray[np.bool_]) -> NDArray[np.int64]:
        """In how many of the flagged articles each of some terms stands; see `count_within`."""
        if len(flags) != self.articles:
            raise ValueError("a mask has one flag for each article")
        held = (self.postings(term, positions=False)[0] for term in terms)
        return np.array([np.count_nonzero(flags[articles]) for articles in held], np.int64)

    def term_at(self, place: int) -> bytes:
        """The term at a place in the order of all. Raises IndexError where there is none."""
        if not 0 <= place < self.terms:
            raise IndexError("there are not so many terms")
        entry = next(islice(self._run(place // RUN), place % RUN, None), None)
        if entry is None:
            raise damaged_dictionary()
        return entry.text

    def postings(self, term: bytes, positions: bool = True) -> tuple[Numbers, Numbers, Numbers]:
        """(articles, frequencies, packed positions) of a term as arrays; empty if there is none.

        Articles rise; the positions of all articles follow each other, and are empty where none
        are kept or wanted.
        """
        entry = self._find(term)
        return self.lists([entry] if entry else [], positions)

    def lists(
        self, entries: Sequence[Entry], positions: bool = True
    ) -> tuple[Numbers, Numbers, Numbers]:
        """What `postings` gives for each of some terms, one after the other."""
        wanted = self._positions if positions and self.has_positions else None
        for entry in entries:
            self._check(self._header.data, entry.data, entry.data_end)
            if wanted is not None:
                self._check(self._header.positions, entry.positions, entry.positions_end)
        return read_lists(entries, self.articles, self._data, wanted)

    def entries(self, first: bytes = b"") -> Iterator[Entry]:
        """The terms from `first` on in the order of their bytes."""
        before = None
        for run in range(max(self._run_after(first) - 1, 0), len(self._runs)):
            for entry in self._run(run):
                if before is not None and (
                    entry.text <= before.text
                    or entry.data != before.data_end
                    or entry.positions != before.positions_end
                ):
                    raise damaged_dictionary()
                before = entry
                if entry.text >= first:
                    yield entry

    def _find(self, term: bytes) -> Entry | None:
        if not isinstance(term, bytes):
            raise TypeError(f"a term is bytes, not {type(term).__name__}")
        run = self._run_after(term) - 1
        if run >= 0:
            for entry in self._run(run):
                if entry.text >= term:
                    return entry if entry.text == term else None
        return None

    def _run_after(self, term: bytes) -> int:
        """The first run that begins after the term."""
        low, high = 0, len(self._runs)
        while low < high:
            middle = (low + high) // 2
            if self._first_of(middle) > term:
                high = middle
            else:
                low = middle + 1
        return low

    def _check(self, section: int, begin: int, end: int) -> None:
        """See to it that a part of a section is what was written."""
        self._column.check(section + begin, section + end)

    def _span(self, run: int) -> tuple[int, int]:
        """Where a run begins and ends in the dictionary; it is checked."""
        begin = int(self._runs[run])
        end = int(self._runs[run + 1]) if run + 1 < len(self._runs) else len(self._dictionary)
        if not begin < end <= len(self._dictionary):
            raise damaged_dictionary()
        self._check(self._header.dictionary, begin, end)
        return begin, end

    def _first_of(self, run: int) -> bytes:
        """The first term of a run."""
        begin, _ = self._span(run)
        head = bytes(self._dictionary[begin : begin + 5])
        try:
            size, at = read_varint(head, 0)
        except IndexError:
            raise damaged_dictionary() from None
        text = bytes(self._dictionary[begin + at : begin + at + size])
        if len(text) < size:
            raise damaged_dictionary()
        return text

    def _run(self, run: int) -> Iterator[Entry]:
        """The terms of a run."""
        begin, end = self._span(run)
        data = bytes(self._dictionary[begin:end])
        at = list_end = positions_end = shared = size = 0
        text = b""
        try:
            for n in range(min(RUN, self.terms - run * RUN)):
                if n:
                    shared, at = read_varint(data, at)
                rest, at = read_varint(data, at)
                if shared > len(text) or at + rest > len(data):
                    raise damaged_dictionary()
                text = text[:shared] + data[at : at + rest]
                at += rest
                if n == 0:
                    list_end, at = read_varint(data, at)
                    positions_end, at = read_varint(data, at)
                df, at = read_varint(data, at)
                more, at = read_varint(data, at)
                size, at = read_varint(data, at)
                list_begin, list_end = list_end, list_end + size
                positions_begin = positions_end
                if self.has_positions:
                    size, at = read_varint(data, at)
                    positions_end += size
                if (
                    not 0 < df <= self.articles
                    or more > df << 32
                    or list_end > len(self._data)
                    or positions_end > len(self._positions)
                ):
                    raise damaged_dictionary()
                yield Entry(
                    text, df, df + more, list_begin, list_end, positions_begin, positions_end
                )
        except IndexError:
            raise damaged_dictionary() from None
        if at < len(data):
            raise damaged_dictionary()


def section(view: memoryview, begin: int, end: int) -> Bytes:
    return np.frombuffer(view, np.uint8, end - begin, begin)


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of up to 70 bits, and where the next begins. Raises IndexError at the end."""
    value = data[at]
    at += 1
    if value > 127:
        value &= 127
        for shift in range(7, 70, 7):
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                break
    return value, at


def damaged_dictionary() -> ValueError:
    return ValueError("a dictionary of terms is damaged")
