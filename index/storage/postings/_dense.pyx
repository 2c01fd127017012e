# cython: language_level=3, boundscheck=False, cdivision=True
"""Lists of terms that many articles hold, by article: see `reference.dense`."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stdlib cimport free
from libc.string cimport memcmp, memset

from index.storage.postings._blocks cimport BLOCK, number_at
from index.storage.postings._reading cimport (
    blocks_of, InvertedIndex, read_block, Term, Walker,
)

from index.storage.checksums import as_checked
from index.storage.postings.layout import DENSE_ALIGNED, DENSE_HEADER, DENSE_MAGIC

cdef uint64_t ALIGNED = DENSE_ALIGNED
cdef str DAMAGED = "a column of dense lists is damaged"


cdef class DenseLists:
    """The dense lists of a field in a segment (see `reference.DenseLists`)."""

    def __init__(self, data, uint32_t articles):
        """`data` are a column's bytes, and are not copied."""
        cdef uint64_t size, text_at, rows_at
        cdef uint32_t i
        column = as_checked(data)
        column.check(0, DENSE_HEADER.size)
        if len(column) < DENSE_HEADER.size:
            raise ValueError(DAMAGED)
        magic, self.articles, self.count, size = DENSE_HEADER.unpack_from(column.data)
        text_at = DENSE_HEADER.size + 4 * (<uint64_t>self.count + 1)
        rows_at = (text_at + size + ALIGNED - 1) // ALIGNED * ALIGNED
        self.row_size = (<uint64_t>articles + GROUP - 1) // GROUP * GROUP_BYTES
        if (
            magic != DENSE_MAGIC or self.articles != articles or size >> 40
            or <uint64_t>len(column) != rows_at + self.count * self.row_size
        ):
            raise ValueError(DAMAGED)
        column.check(0, rows_at)
        self.hold(column, DAMAGED)
        self.begins = self.base + <size_t>DENSE_HEADER.size
        self.texts = self.base + text_at
        self.rows = self.base + rows_at
        for i in range(self.count):
            if number_at(self.begins, i) > number_at(self.begins, i + 1):
                raise ValueError(DAMAGED)
        if number_at(self.begins, 0) != 0 or number_at(self.begins, self.count) != size:
            raise ValueError(DAMAGED)

    cdef const uint8_t* find(self, const uint8_t* text, uint32_t size) except? NULL:
        """The row of a term, which is checked; NULL where it has none."""
        cdef uint32_t low = 0, high = self.count, middle, begin, length
        cdef const uint8_t* found
        cdef int order
        while low < high:
            middle = low + (high - low) // 2
            begin = number_at(self.begins, middle)
            length = number_at(self.begins, middle + 1) - begin
            order = memcmp(self.texts + begin, text, min(length, size))
            if order == 0 and length == size:
                found = self.rows + middle * self.row_size
                self.check(found, found + self.row_size)
                return found
            if order < 0 or (order == 0 and length < size):
                low = middle + 1
            else:
                high = middle
        return NULL

    @property
    def terms(self):
        """The terms that have a row, in the order of their bytes."""
        cdef uint32_t i, begin
        found = []
        for i in range(self.count):
            begin = number_at(self.begins, i)
            found.append(
                PyBytes_FromStringAndSize(
                    <const char*>self.texts + begin, number_at(self.begins, i + 1) - begin
                )
            )
        return found

    def row(self, bytes term not None):
        """The row of a term; None where it has none."""
        cdef const uint8_t* found = self.find(
            <const uint8_t*>PyBytes_AS_STRING(term), <uint32_t>PyBytes_GET_SIZE(term)
        )
        if found == NULL:
            return None
        return PyBytes_FromStringAndSize(<const char*>found, self.row_size)


def frequent_terms(InvertedIndex index not None, uint32_t least):
    """The terms that so many articles hold, in the order of their bytes."""
    cdef Walker walker
    found = []
    walker.text = NULL
    walker.size = walker.room = 0
    try:
        index.walk(&walker, 0)
        while index.step(&walker):
            if walker.term.df >= least:
                found.append(PyBytes_FromStringAndSize(<char*>walker.text, walker.size))
    finally:
        free(walker.text)
    return found


def dense_row(InvertedIndex index not None, bytes term not None):
    """The row of a term."""
    cdef Term found
    cdef uint32_t articles[BLOCK]
    cdef uint32_t frequencies[BLOCK]
    cdef uint32_t block, article
    cdef uint64_t size = (<uint64_t>index.articles + GROUP - 1) // GROUP * GROUP_BYTES
    cdef uint8_t* row
    cdef int i, count, code
    made = PyBytes_FromStringAndSize(NULL, size)
    row = <uint8_t*>PyBytes_AS_STRING(made)
    memset(row, 0, size)
    if not index.look_up(term, &found):
        return made
    for block in range(blocks_of(&found)):
        count = read_block(&found, block, index.articles, articles, frequencies)
        if count < 0:
            raise index.failure("a posting list is damaged")
        for i in range(count):
            article = articles[i]
            code = <int>min(frequencies[i], <uint32_t>MOST_CODE)
            row[GROUP_BYTES * (article // GROUP) + article % GROUP_BYTES] |= (
                code << 4 if article % GROUP >= GROUP_BYTES else code
            )
    return made
