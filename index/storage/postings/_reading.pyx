# cython: language_level=3, boundscheck=False, cdivision=True
"""The posting lists of one field in one segment, read natively: see `reference`.

`layout` tells how they lie in the file. What is damaged raises ValueError, whatever the
bytes are: nothing is read or written outside of its place. Header, lengths and runs are checked
(see `index.checksums`) when a column is opened, a run of the dictionary and a list when they are
looked up, positions when they are read.
"""

import sys

import numpy as np

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stdlib cimport free, realloc
from libc.string cimport memcmp, memcpy

from index.storage.postings._blocks cimport get_long_varint
from index.storage.postings._checking cimport ensure, failure_of

from index.storage.checksums import as_checked
from index.storage.postings.layout import END, HAS_POSITIONS, HEADER, RUN, WIDE_LENGTHS, read_header

if sys.byteorder != "little":
    raise ImportError("posting lists are little-endian")

cdef uint32_t RUN_SIZE = RUN
cdef int REMEMBERED = 128  # terms: what some queries ask for
cdef int FEW = 256  # one of so many articles is flagged: most blocks have none


cdef int64_t count_flagged(const Term* term, uint32_t articles, const uint8_t* flags,
                           const uint32_t* before) noexcept nogil:
    """How many of the flagged ones among `articles` hold the term; -1 when damaged.

    `before` tells how many are flagged before each article: blocks between which none is are not
    read. It may be NULL.
    """
    cdef uint32_t found[BLOCK]
    cdef uint32_t frequencies[BLOCK]
    cdef uint32_t block, last, first
    cdef int64_t flagged = 0
    cdef int i, count
    cdef Skip skip
    if not skips_rise(term):
        return -1
    for block in range(blocks_of(term)):
        count = block_size(term, block)
        if has_skips(term) and count == BLOCK:  # the frequencies need not be read
            skip = skip_of(term, block)
            last = skip.last
            if before != NULL and last < articles:
                first = before_block(term, block) + 1  # 0 before the first
                if before[last + 1] == before[first]:
                    continue
            if last >= articles or read_gaps(term, &skip, before_block(term, block), found) < 0:
                return -1
        elif read_block(term, block, articles, found, frequencies) < 0:
            return -1
        for i in range(count):
            flagged += flags[found[i]]
    return flagged


cdef inline bint is_before(const uint8_t* one, uint32_t size, const uint8_t* other,
                           uint32_t other_size) noexcept nogil:
    cdef int order = memcmp(one, other, min(size, other_size))
    return order < 0 or (order == 0 and size < other_size)


cdef class InvertedIndex:
    """The posting lists of one field in one segment; never changes, any thread may read it.

    `articles` and `terms` are their numbers, `lengths` the field's exact length in each article,
    `total_length` their sum, `has_positions` whether positions are kept.
    """

    def __init__(self, data):
        """`data` is what `Inverter.finish` wrote (see `checksums.Data`), and is not copied."""
        column = as_checked(data)
        column.check(0, HEADER.size)
        column.check(len(column) - END.size, len(column))  # finds most cuts
        header = read_header(column.data)
        column.check(header.lengths, header.dictionary)
        self.hold(column, "posting lists are damaged")
        self.index = self.base + <size_t>header.runs
        self.dictionary = self.base + <size_t>header.dictionary
        self.dictionary_end = self.data = self.base + <size_t>header.data
        self.positions = self.base + <size_t>header.positions
        self.end = self.base + <size_t>header.end
        self.known = {}
        self.articles = header.articles
        self.terms = header.terms
        self.total_length = header.total_length
        self.has_positions = header.flags & HAS_POSITIONS != 0
        width = "<u4" if header.flags & WIDE_LENGTHS else "<u2"
        if not header.flags & WIDE_LENGTHS:
            self.short_lengths = self.base + <size_t>header.lengths
        self.lengths = np.frombuffer(
            self._view, width, count=header.articles, offset=header.lengths
        )

    cdef int check_all(self) except -1:
        """See to it that all bytes are what was written."""
        return self.check(self.base, self.base + self.checks.size)

    cdef object failure(self, str otherwise):
        """The error to raise for damage: of the check that failed, else what `otherwise` says."""
        return failure_of(&self.checks, otherwise)

    cdef int64_t runs_until(self, const uint8_t* text, uint32_t size) noexcept nogil:
        """How many runs do not begin after a term; -1 when damaged."""
        cdef uint32_t low = 0, high = (self.terms + RUN_SIZE - 1) // RUN_SIZE, middle, length
        cdef const uint8_t* at
        while low < high:
            middle = (low + high) // 2
            at = self.run_at(middle)
            if at != NULL:
                at = self.text_at(at, &length)
            if at == NULL:
                return -1
            if is_before(text, size, at, length):
                high = middle
            else:
                low = middle + 1
        return low

    cdef int find(self, const uint8_t* text, uint32_t size, Term* found) noexcept nogil:
        """1 if there is the term, 0 if not, -1 when damaged."""
        cdef int64_t runs = self.runs_until(text, size)
        cdef uint32_t low, length, i
        cdef uint32_t shared, common = 0, begin
        cdef const uint8_t* at
        cdef int order
        cdef uint64_t data = 0, positions = 0
        if runs <= 0:
            return <int>runs
        low = <uint32_t>(runs - 1)
        at = self.run_at(low)
        if at == NULL:
            return -1
        for i in range(min(RUN_SIZE, self.terms - low * RUN_SIZE)):
            if at >= self.dictionary_end:
                return -1
            shared = 0 if i == 0 else get_varint(&at)
            at = self.text_at(at, &length)
            if at == NULL:
                return -1
            # `common` bytes of the term are those of the entry before, which was smaller.
            order = -1
            if shared < common:
                return 0
            if shared == common:
                begin = common
                while (
                    common < size and common - begin < length and text[common] == at[common - begin]
                ):
                    common += 1
                if common - begin == length:
                    order = 0 if common == size else -1
                elif common == size or at[common - begin] > text[common]:
                    return 0
            at += length
            if i == 0:
                data = get_long_varint(&at)
                positions = get_long_varint(&at)
            at = self.entry(at, found, &data, &positions)
            if at == NULL:
                return -1
            if order == 0:
                return 1
        return 0

    cdef const uint8_t* run_at(self, uint32_t run) noexcept nogil:
        """Where a run begins, which is checked to its end; NULL when damaged."""
        cdef uint32_t begin, following
        cdef uint64_t end = self.dictionary_end - self.dictionary
        memcpy(&begin, self.index + 4 * <size_t>run, 4)
        if (<uint64_t>run + 1) * RUN_SIZE < self.terms:
            memcpy(&following, self.index + 4 * (<size_t>run + 1), 4)
            end = min(end, <uint64_t>following)
        if begin >= end or ensure(
            &self.checks, self.dictionary + begin, self.dictionary + end
        ) < 0:
            return NULL
        return self.dictionary + begin

    cdef const uint8_t* text_at(self, const uint8_t* at, uint32_t* size) noexcept nogil:
        """Where a text lies, behind its size; NULL when damaged."""
        size[0] = get_varint(&at)
        if at > self.dictionary_end or size[0] > <uint64_t>(self.dictionary_end - at):
            return NULL
        return at

    cdef const uint8_t* entry(self, const uint8_t* at, Term* term, uint64_t* data,
                              uint64_t* positions) noexcept nogil:
        """Read what stands behind a term's text; NULL when damaged."""
        cdef uint64_t size
        term.checks = &self.checks
        # No more is read at once than two of the longest numbers: they fit into the file's end.
        if at > self.dictionary_end:
            return NULL
        term.df = get_varint(&at)
        term.cf = term.df + get_long_varint(&at)
        if at > self.dictionary_end:
            return NULL
        size = get_long_varint(&at)
        if data[0] > <uint64_t>(self.positions - self.data) or (
            size > <uint64_t>(self.positions - self.data) - data[0]
        ):
            return NULL
        term.data = self.data + data[0]
        data[0] += size
        term.data_end = term.data + size
        term.positions = term.positions_end = self.positions
        if self.has_positions:
            size = get_long_varint(&at)
            if positions[0] > <uint64_t>(self.end - self.positions) or (
                size > <uint64_t>(self.end - self.positions) - positions[0]
            ):
                return NULL
            term.positions = self.positions + positions[0]
            positions[0] += size
            term.positions_end = term.positions + size
        if at > self.dictionary_end or not term.df or term.df > self.articles:
            return NULL
        return at if skips_fit(term) else NULL

    cdef int look_up(self, bytes text, Term* found) except -1:
        """Find a term, whose list is checked: a query asks for each of its terms some times."""
        cdef bytes known = self.known.get(text)
        cdef int state
        if known is not None:
            memcpy(found, PyBytes_AS_STRING(known), sizeof(Term))
            return 1
        state = self.find(
            <const uint8_t*>PyBytes_AS_STRING(text), PyBytes_GET_SIZE(text), found
        )
        if state < 0:
            raise self.failure("a dictionary of terms is damaged")
        if state:
            self.check_list(found)
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            self.known[text] = (<const char*>found)[: sizeof(Term)]
        return state

    cdef int check_list(self, const Term* term) except -1:
        """See to it that a term's list is what was written, and that blocks may be left out."""
        if ensure(&self.checks, term.data, term.data_end) < 0 or not skips_rise(term):
            raise self.failure("a posting list is damaged")
        return 0

    cdef int walk(self, Walker* walker, uint32_t run) except -1:
        """Stand before the first term of a run; `walker.text` must be NULL or allocated."""
        walker.next = run * RUN_SIZE
        walker.size = 0
        walker.term.data = NULL
        walker.at = self.dictionary_end
        if walker.next < self.terms:
            walker.at = self.run_at(run)
            if walker.at == NULL:
                raise self.failure("a dictionary of terms is damaged")
        return 0

    cdef int walk_to(self, Walker* walker, uint32_t number) except -1:
        """Stand before the term with a number."""
        self.walk(walker, number // RUN_SIZE)
        while walker.next < number and self.step(walker):
            pass
        return 0

    cdef int step(self, Walker* walker) except -1:
        """Go to the next term; returns whether there is one."""
        cdef uint32_t shared = 0, length
        cdef uint8_t* text
        cdef uint64_t data, positions
        cdef bint first = walker.term.data == NULL
        cdef int order
        if walker.next >= self.terms:
            return 0
        if walker.at >= self.dictionary_end or (
            walker.next % RUN_SIZE == 0 and walker.at != self.run_at(walker.next // RUN_SIZE)
        ):
            raise self.failure("a dictionary of terms is damaged")
        if walker.next % RUN_SIZE:
            shared = get_varint(&walker.at)
            if shared > walker.size:
                raise ValueError("a dictionary of terms is damaged")
        walker.at = self.text_at(walker.at, &length)
        if walker.at == NULL or <uint64_t>shared + length > 0x7FFFFFFF:
            raise ValueError("a dictionary of terms is damaged")
        if not first:
            order = memcmp(walker.at, walker.text + shared, min(length, walker.size - shared))
            if order < 0 or (order == 0 and length <= walker.size - shared):
                raise ValueError("a dictionary of terms is not in order")
        if shared + length > walker.room or not walker.text:
            text = <uint8_t*>realloc(walker.text, shared + length + 64)
            if not text:
                raise MemoryError
            walker.text = text
            walker.room = shared + length + 64
        memcpy(walker.text + shared, walker.at, length)
        walker.at += length
        walker.size = shared + length
        if walker.next % RUN_SIZE == 0:
            data = get_long_varint(&walker.at)
            positions = get_long_varint(&walker.at)
            if not first and (
                data != <uint64_t>(walker.term.data_end - self.data)
                or positions != <uint64_t>(walker.term.positions_end - self.positions)
            ):
                raise ValueError("a dictionary of terms is damaged")
        else:
            data = walker.term.data_end - self.data
            positions = walker.term.positions_end - self.positions
        walker.at = self.entry(walker.at, &walker.term, &data, &positions)
        if walker.at == NULL:
            raise ValueError("a dictionary of terms is damaged")
        walker.next += 1
        return 1

    def __contains__(self, bytes term not None):
        cdef Term found
        return self.look_up(term, &found) == 1

    def frequencies(self, bytes term not None):
        """(in how many articles the term stands, how often in all); (0, 0) if nowhere."""
        cdef Term found
        if not self.look_up(term, &found):
            return 0, 0
        return found.df, found.cf

    def terms_from(self, bytes first not None, int most=-1):
        """The terms from `first` on in the order of their bytes, up to `most` (-1: all)."""
        cdef Walker walker
        cdef int64_t runs = self.runs_until(
            <const uint8_t*>PyBytes_AS_STRING(first), <uint32_t>PyBytes_GET_SIZE(first)
        )
        if runs < 0:
            raise self.failure("a dictionary of terms is damaged")
        found = []
        walker.text = NULL
        walker.size = walker.room = 0
        try:
            self.walk(&walker, <uint32_t>(runs - 1) if runs else 0)
            while (most < 0 or len(found) < most) and self.step(&walker):
                text = PyBytes_FromStringAndSize(<char*>walker.text, walker.size)
                if found or text >= first:
                    found.append((text, walker.term.df, walker.term.cf))
        finally:
            free(walker.text)
        return found

    def place(self, bytes text not None):
        """How many terms come before a text, in the order of their bytes."""
        cdef Walker walker
        cdef const uint8_t* sought = <const uint8_t*>PyBytes_AS_STRING(text)
        cdef uint32_t size = PyBytes_GET_SIZE(text)
        cdef int64_t runs = self.runs_until(sought, size)
        if runs < 0:
            raise self.failure("a dictionary of terms is damaged")
        if not runs:
            return 0
        walker.text = NULL
        walker.size = walker.room = 0
        try:
            self.walk(&walker, <uint32_t>(runs - 1))
            while walker.next < runs * RUN_SIZE and self.step(&walker):
                if not is_before(walker.text, walker.size, sought, size):
                    return walker.next - 1
        finally:
            free(walker.text)
        return min(runs * RUN_SIZE, <int64_t>self.terms)

    def term_lines(self, uint32_t begin, uint32_t end):
        """The terms from number `begin` to `end`: a line of text each, and in how many articles."""
        cdef Walker walker
        cdef uint8_t* text = NULL
        cdef uint8_t* grown
        cdef size_t size = 0, room = 0
        end = min(end, self.terms)
        cdef uint32_t[::1] dfs = np.empty(end - begin if begin < end else 0, np.uint32)
        walker.text = NULL
        walker.size = walker.room = 0
        try:
            if begin < end:
                self.walk(&walker, begin // RUN_SIZE)
            while begin < end and walker.next < end and self.step(&walker):
                if walker.next <= begin:
                    continue
                if size + walker.size + 1 > room:
                    room = 2 * room + walker.size + 4096
                    grown = <uint8_t*>realloc(text, room)
                    if not grown:
                        raise MemoryError
                    text = grown
                memcpy(text + size, walker.text, walker.size)
                size += walker.size
                text[size] = 10
                size += 1
                dfs[walker.next - 1 - begin] = walker.term.df
            return PyBytes_FromStringAndSize(<char*>text, size - 1 if size else 0), np.asarray(dfs)
        finally:
            free(walker.text)
            free(text)

    def count_within(self, flags not None):
        """In how many of the flagged articles each term stands, in the order of the terms.

        `flags` are as many Booleans as there are articles; the counts are uint32.
        """
        cdef const uint8_t[::1] view = flags.view(np.uint8)
        cdef uint32_t[::1] counts = np.zeros(self.terms, np.uint32)
        cdef uint32_t[::1] before
        cdef const uint32_t* few = NULL
        cdef Walker walker
        cdef int64_t count
        if view.shape[0] != self.articles:
            raise ValueError("a mask has one flag for each article")
        walker.text = NULL
        walker.size = walker.room = 0
        self.check(self.data, self.positions)
        if np.count_nonzero(flags) * FEW < self.articles:
            before = np.concatenate([[0], np.cumsum(flags)]).astype(np.uint32)
            few = &before[0]
        try:
            self.walk(&walker, 0)
            while self.step(&walker):
                count = count_flagged(&walker.term, self.articles, &view[0], few)
                if count < 0:
                    raise ValueError("a posting list is damaged")
                counts[walker.next - 1] = <uint32_t>count
        finally:
            free(walker.text)
        return np.asarray(counts)

    def count_each(self, terms, flags not None):
        """In how many of the flagged articles each of some terms stands; see `count_within`."""
        cdef const uint8_t[::1] view = flags.view(np.uint8)
        cdef int64_t[::1] counts = np.zeros(len(terms), np.int64)
        cdef Term found
        cdef Py_ssize_t i
        if view.shape[0] != self.articles:
            raise ValueError("a mask has one flag for each article")
        for i, term in enumerate(terms):
            if self.look_up(term, &found):
                counts[i] = count_flagged(&found, self.articles, &view[0], NULL)
                if counts[i] < 0:
                    raise ValueError("a posting list is damaged")
        return np.asarray(counts)

    def term_at(self, uint32_t place):
        """The term at a place in the order of all. Raises IndexError where there is none."""
        cdef Walker walker
        if place >= self.terms:
            raise IndexError("there are not so many terms")
        walker.text = NULL
        walker.size = walker.room = 0
        try:
            self.walk(&walker, place // RUN_SIZE)
            while walker.next <= place:
                self.step(&walker)
            return PyBytes_FromStringAndSize(<char*>walker.text, walker.size)
        finally:
            free(walker.text)

    def postings(self, bytes term not None, bint positions=True):
        """(articles, frequencies, packed positions) of a term as arrays; empty if there is none.

        Articles rise; the positions of all articles follow each other, and are empty where none
        are kept or wanted.
        """
        cdef Term found
        cdef uint32_t block
        cdef uint64_t at = 0
        cdef int count
        cdef uint32_t[::1] articles, frequencies
        if not self.look_up(term, &found):
            found.df = found.cf = 0
        # A block may be read with room for all of its numbers.
        articles = np.empty(blocks_of(&found) * BLOCK, np.uint32)
        frequencies = np.empty(blocks_of(&found) * BLOCK, np.uint32)
        for block in range(blocks_of(&found)):
            count = read_block(
                &found, block, self.articles, &articles[block * BLOCK], &frequencies[block * BLOCK]
            )
            if count < 0:
                raise ValueError("a posting list is damaged")
        packed = np.empty(0, np.uint32)
        if found.df and positions and self.has_positions:
            packed = self.packed(&found, frequencies)
        return np.asarray(articles)[: found.df], np.asarray(frequencies)[: found.df], packed

    cdef object packed(self, Term* term, uint32_t[::1] frequencies):
        """The packed positions of all articles of a term."""
        cdef uint64_t total = 0, at = 0, codes
        cdef uint32_t block, i
        cdef const uint8_t* begin
        cdef uint32_t[::1] packed
        self.check(term.positions, term.positions_end)
        for i in range(term.df):
            total += frequencies[i]
        if total != term.cf or not codes_fit(term.positions, term.positions_end, total):
            raise ValueError("a posting list is damaged")
        packed = np.empty(total + BLOCK, np.uint32)
        for block in range(blocks_of(term)):
            codes = 0
            for i in range(block_size(term, block)):
                codes += frequencies[block * BLOCK + i]
            begin = positions_of(term, block)
            if begin == NULL or read_codes(begin, term.positions_end, codes, &packed[at]) < 0:
                raise ValueError("the positions of a term are damaged")
            for i in range(block_size(term, block)):
                decode_positions(&packed[at], frequencies[block * BLOCK + i])
                at += frequencies[block * BLOCK + i]
        return np.asarray(packed)[: total]
