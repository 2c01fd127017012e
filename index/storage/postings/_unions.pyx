# cython: language_level=3, boundscheck=False, cdivision=True
"""Several terms of one inverted index as one, natively: see `reference.unions`."""

import numpy as np

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, qsort, realloc
from libc.string cimport memchr, memcmp, memcpy

from index.storage.postings._blocks cimport BLOCK, Skip
from index.storage.postings._reading cimport (
    before_block, block_size, blocks_of, has_skips, InvertedIndex, read_block, read_gaps, skip_of,
    Term, Walker,
)

cdef enum:
    FULL = 512  # articles of a list that is long enough to ask first whether all are flagged
    PAGE = 64  # articles that are looked at together


cdef extern from *:
    """
    #if defined(__GNUC__)
    #define lowest_bit(x) __builtin_ctzll(x)
    #else
    static int lowest_bit(unsigned long long x) { int n = 0; while (!(x >> n & 1)) n++; return n; }
    #endif
    """
    int lowest_bit(uint64_t) noexcept nogil


cdef class Lists:
    """The posting lists of some terms."""

    cdef Term* terms
    cdef size_t count, room

    def __dealloc__(self):
        free(self.terms)

    cdef inline int add(self, const Term* term) except -1:
        cdef Term* terms
        if self.count == self.room:
            terms = <Term*>realloc(self.terms, (2 * self.room + 64) * sizeof(Term))
            if not terms:
                raise MemoryError
            self.terms = terms
            self.room = 2 * self.room + 64
        self.terms[self.count] = term[0]
        self.count += 1
        return 0

    cdef int find(self, InvertedIndex index, terms) except -1:
        """Add the lists of those of some terms that the index has, each once."""
        cdef Term found
        for term in dict.fromkeys(terms):
            if index.look_up(term, &found):
                self.add(&found)
        return 0


def holders(InvertedIndex index not None, terms not None):
    """Flags of the articles that hold any of some terms (see `reference.unions.holders`)."""
    cdef Lists lists = Lists()
    lists.find(index, terms)
    return flagged(index, lists)


def holders_between(InvertedIndex index not None, uint32_t begin, uint32_t end):
    """Flags of the articles that hold any term between two numbers (see `reference.unions`)."""
    cdef Lists lists = Lists()
    cdef Walker walker
    end = min(end, index.terms)
    walker.text = NULL
    walker.size = walker.room = 0
    try:
        if begin < end:
            index.walk_to(&walker, begin)
        while begin < end and index.step(&walker):
            begin += 1
            index.check_list(&walker.term)
            lists.add(&walker.term)
    finally:
        free(walker.text)
    return flagged(index, lists)


cdef int compare_dfs(const void* one, const void* other) noexcept nogil:
    cdef uint32_t a = (<const Term*>one).df, b = (<const Term*>other).df
    return (a < b) - (a > b)


cdef object flagged(InvertedIndex index, Lists lists):
    """Flags of the articles that any of the lists hold: the longest leave least to the others."""
    flags = np.zeros(index.articles, np.bool_)
    cdef uint8_t[::1] view = flags.view(np.uint8)
    cdef size_t i
    cdef int state = 0
    if not lists.count:
        return flags
    with nogil:
        qsort(lists.terms, lists.count, sizeof(Term), compare_dfs)
        for i in range(lists.count):
            if lists.terms[i].df >= FULL and memchr(&view[0], 0, index.articles) == NULL:
                break
            state = flag(&lists.terms[i], &view[0], index.articles)
            if state < 0:
                break
    if state < 0:
        raise ValueError("a posting list is damaged")
    return flags


cdef int flag(const Term* term, uint8_t* flags, uint32_t articles) noexcept nogil:
    """Flag the articles of a list; -1 when it is damaged.

    A block is left out if all articles between its first and last are flagged already.
    """
    cdef uint32_t found[BLOCK]
    cdef uint32_t frequencies[BLOCK]
    cdef uint32_t block, first
    cdef int i, count
    cdef Skip skip
    for block in range(blocks_of(term)):
        count = block_size(term, block)
        if has_skips(term):
            skip = skip_of(term, block)
            first = before_block(term, block) + 1  # 0 before the first
            if skip.last >= articles or skip.last < first:
                return -1
            if memchr(flags + first, 0, skip.last - first + 1) == NULL:
                continue
            if count == BLOCK:
                if read_gaps(term, &skip, first - 1, found) < 0:
                    return -1
                for i in range(BLOCK):
                    flags[found[i]] = 1
                continue
        if read_block(term, block, articles, found, frequencies) < 0:
            return -1
        for i in range(count):
            flags[found[i]] = 1
    return 0


def union(InvertedIndex index not None, terms not None):
    """(articles, frequencies) of several terms as one (see `reference.unions.union`)."""
    cdef Lists lists = Lists()
    cdef uint32_t found[BLOCK]
    cdef uint32_t frequencies[BLOCK]
    cdef uint64_t[::1] pages  # a bit for each PAGE articles of which one holds a term
    cdef uint32_t[::1] sums, numbers, counts
    cdef uint32_t block, page, article, some = 0
    cdef uint64_t left
    cdef size_t k
    cdef int i, count
    cdef bint is_damaged = False
    lists.find(index, terms)
    sums = np.zeros(index.articles + PAGE, np.uint32)  # memory that is not written to costs nothing
    pages = np.zeros(index.articles // (64 * PAGE) + 1, np.uint64)
    with nogil:
        for k in range(lists.count):
            for block in range(blocks_of(&lists.terms[k])):
                count = read_block(&lists.terms[k], block, index.articles, found, frequencies)
                if count < 0:
                    is_damaged = True
                    break
                for i in range(count):
                    article = found[i]
                    some += sums[article] == 0
                    sums[article] += frequencies[i]
                    pages[article // (64 * PAGE)] |= <uint64_t>1 << (article // PAGE & 63)
    if is_damaged:
        raise ValueError("a posting list is damaged")
    numbers = np.empty(some + 1, np.uint32)  # one more is written than there are
    counts = np.empty(some + 1, np.uint32)
    with nogil:
        some = 0
        for k in range(<size_t>pages.shape[0]):
            left = pages[k]
            while left:
                page = 64 * <uint32_t>k + lowest_bit(left)
                left &= left - 1
                for article in range(PAGE * page, PAGE * (page + 1)):
                    numbers[some] = article
                    counts[some] = sums[article]
                    some += sums[article] != 0
    return np.asarray(numbers)[:some], np.asarray(counts)[:some]


def terms_like(InvertedIndex index not None, bytes pattern not None):
    """The terms that look like a pattern: (lines, dfs) (see `reference.unions.terms_like`)."""
    cdef const uint8_t* shape = <const uint8_t*>PyBytes_AS_STRING(pattern)
    cdef uint32_t size = PyBytes_GET_SIZE(pattern), fixed = 0, tail = 0
    cdef uint32_t found = 0
    cdef Walker walker
    cdef uint8_t* lines = NULL
    cdef uint8_t* grown
    cdef size_t length = 0, room = 0
    cdef uint32_t* dfs = NULL
    cdef uint32_t dfs_room = 0
    cdef uint32_t* more
    while fixed < size and shape[fixed] != c"*" and shape[fixed] != c"?":
        fixed += 1
    while tail < size - fixed and shape[size - 1 - tail] != c"*" and shape[size - 1 - tail] != c"?":
        tail += 1
    walker.text = NULL
    walker.size = walker.room = 0
    try:
        index.walk_to(&walker, index.place(pattern[:fixed]))
        while index.step(&walker):
            if fixed and (walker.size < fixed or memcmp(walker.text, shape, fixed)):
                break
            if walker.size < tail or memcmp(walker.text + walker.size - tail, shape + size - tail, tail):
                continue
            if not looks_like(walker.text + fixed, walker.size - fixed, shape + fixed, size - fixed):
                continue
            if length + walker.size + 1 > room:
                room = 2 * room + walker.size + 4096
                grown = <uint8_t*>realloc(lines, room)
                if not grown:
                    raise MemoryError
                lines = grown
            memcpy(lines + length, walker.text, walker.size)
            length += walker.size
            lines[length] = 10
            length += 1
            if found == dfs_room:
                more = <uint32_t*>realloc(dfs, 4 * (2 * <size_t>dfs_room + 256))
                if not more:
                    raise MemoryError
                dfs = more
                dfs_room = 2 * dfs_room + 256
            dfs[found] = walker.term.df
            found += 1
        of = np.empty(found, np.uint32)
        if found:
            copy_numbers(of, dfs)
        return PyBytes_FromStringAndSize(<char*>lines, length - 1 if length else 0), of
    finally:
        free(walker.text)
        free(lines)
        free(dfs)


cdef void copy_numbers(uint32_t[::1] to, const uint32_t* numbers):
    memcpy(&to[0], numbers, 4 * to.shape[0])


cdef inline uint32_t letter(const uint8_t* text, uint32_t size) noexcept nogil:
    """How many bytes the code point at the beginning of a text has."""
    cdef uint32_t count = 1
    while count < size and text[count] & 0xC0 == 0x80:
        count += 1
    return count


cdef bint looks_like(const uint8_t* text, uint32_t size, const uint8_t* shape,
                     uint32_t length) noexcept nogil:
    """Whether a text is a shape, in which `*` is any letters and `?` is one.

    Each piece between stars is looked for from the left; only the last star is ever gone back to.
    """
    cdef uint32_t at = 0, place = 0, star = 0, resumed = 0
    cdef bint has_star = False
    while at < size:
        if place < length and shape[place] == c"*":
            has_star = True
            place += 1
            star, resumed = place, at
        elif place < length and shape[place] == c"?":
            at += letter(text + at, size - at)
            place += 1
        elif place < length and shape[place] == text[at]:
            at += 1
            place += 1
        elif has_star:
            resumed += letter(text + resumed, size - resumed)
            at, place = resumed, star
        else:
            return False
    while place < length and shape[place] == c"*":
        place += 1
    return place == length
