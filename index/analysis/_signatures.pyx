# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Signatures natively, byte for byte as the reference in `signatures` makes them."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_Free, PyMem_Realloc
from libc.stdint cimport uint32_t, uint64_t

from index.vietnamese._syllables cimport Found, Scanner, Term

cdef enum:
    BINS = 128
    BIN_SHIFT = 57  # the upper seven bits choose the bin
    VALUE_SHIFT = 25  # the next 32 bits compete in it
    VALUES = 255

cdef const uint64_t BASIS = 0xCBF29CE484222325  # of FNV-1a, and its prime
cdef const uint64_t PRIME = 0x100000001B3
cdef const uint64_t STEP = 0x9E3779B97F4A7C15  # odd multipliers, as in `signatures`
cdef const uint64_t FIRST = 0xFF51AFD7ED558CCD
cdef const uint64_t SECOND = 0xC4CEB9FE1A85EC53


cdef class Hashes:
    """The hash of every term that a scanner knows, by the term's number."""

    cdef Scanner scanner
    cdef uint64_t* items
    cdef Py_ssize_t count, room

    def __dealloc__(self):
        PyMem_Free(self.items)

    cdef const uint64_t* of(self, Scanner scanner) except NULL:
        """The hashes of the terms that `scanner` knows by now."""
        cdef Py_ssize_t known = len(scanner.texts)
        cdef uint64_t* items
        if self.scanner is not scanner:
            self.scanner = scanner
            self.count = 0
        if known > self.room:
            items = <uint64_t*>PyMem_Realloc(self.items, 2 * known * sizeof(uint64_t))
            if not items:
                raise MemoryError
            self.items = items
            self.room = 2 * known
        while self.count < known:
            self.items[self.count] = hash_of(&scanner.terms[self.count])
            self.count += 1
        return self.items


cdef Hashes hashes = Hashes()  # of the scanner that was used last


cdef uint64_t hash_of(const Term* term) noexcept:
    cdef uint64_t hash = BASIS
    cdef uint32_t i
    for i in range(term.length):
        hash = (hash ^ <unsigned char>term.data[i]) * PRIME
    return hash


cdef class Signature:
    """The shingles of an article, syllable by syllable, as one small value for each bin."""

    cdef uint32_t least[BINS]
    cdef bint taken[BINS]
    cdef uint64_t before, last  # hashes of the two syllables before the next
    cdef Py_ssize_t count

    def add(self, Found found not None):
        """Go on with the syllables of one more text, or piece of a text."""
        cdef const uint64_t* known
        cdef uint64_t hash
        cdef Py_ssize_t i
        if not found.count:
            return
        known = hashes.of(found.scanner)
        for i in range(found.count):
            hash = known[found.scanner.forms[found.pieces[i].form].normal]
            self.count += 1
            if self.count > 2:
                self._take(self.before, self.last, hash)
            self.before = self.last
            self.last = hash

    def packed(self):
        """The signature: a byte for each bin, 0 where it is empty; nothing without syllables."""
        cdef bytes packed
        cdef unsigned char* place
        cdef int i
        if not self.count:
            return b""
        if self.count < 3:  # too short for a shingle: what there is, after nothing
            self._take(0, self.before, self.last)
        packed = PyBytes_FromStringAndSize(NULL, BINS)
        place = <unsigned char*>PyBytes_AS_STRING(packed)
        for i in range(BINS):
            place[i] = <unsigned char>(1 + self.least[i] % VALUES) if self.taken[i] else 0
        return packed

    cdef inline void _take(self, uint64_t first, uint64_t second, uint64_t third) noexcept:
        """Let a shingle compete in its bin."""
        cdef uint64_t hash = (first * STEP + second) * STEP + third
        cdef uint32_t bin, value
        hash = (hash ^ hash >> 33) * FIRST
        hash = (hash ^ hash >> 33) * SECOND
        hash ^= hash >> 33
        bin = <uint32_t>(hash >> BIN_SHIFT)
        value = <uint32_t>(hash >> VALUE_SHIFT)
        if not self.taken[bin] or value < self.least[bin]:
            self.taken[bin] = True
            self.least[bin] = value
