# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Spelling natively: `is_plain`, `may_look_otherwise` and `respell`, by the tables of `spelling`."""

from cpython.mem cimport PyMem_Free
from cpython.unicode cimport (
    PyUnicode_DATA,
    PyUnicode_FromKindAndData,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
)
from libc.stdint cimport uint8_t, uint16_t, uint32_t

cdef extern from "Python.h":
    bint Py_UNICODE_ISALNUM(Py_UCS4)
    Py_UCS4* PyUnicode_AsUCS4Copy(object text) except NULL

cdef enum:  # traits of characters
    WORD = 1  # \w
    SECOND = 2  # may be the second vowel of a rime whose tone moves
    IS_I = 4  # i with any tone
    BEFORE_Y = 8  # before an i alone it makes the i a y

cdef enum:
    TABLE = 0x2000  # characters whose traits are looked up; the others are words or nothing
    RIMES = 256  # places in the table of rimes; a power of two, more than twice their number

ctypedef fused Unit:
    uint8_t
    uint16_t
    uint32_t


cdef struct Rime:
    Py_UCS4 first
    Py_UCS4 second
    Py_UCS4 new_first
    Py_UCS4 new_second


cdef bint all_plain(const Unit* text, Py_ssize_t length) noexcept nogil:
    cdef bint plain = True
    cdef Py_ssize_t i
    cdef uint32_t c
    for i in range(length):
        c = text[i]
        plain &= (
            (c < 0x300) & (c != 0x09) & (c != 0xA0) & (c != 0xAD)
            & ((c & ~<uint32_t>0x20) != 0xD0) & (c != 0x189) & (c != 0x256)  # like Đ and đ
            | (c - 0x1E00 < 0x100)
            | (c - 0x2010 < 0x18)
        )
    return plain


cdef bint any_odd(const Unit* text, Py_ssize_t length) noexcept nogil:
    cdef bint odd = False
    cdef Py_ssize_t i
    cdef uint32_t c
    for i in range(length):
        c = text[i]
        odd |= (
            ((c & ~<uint32_t>0x20) == 0xD0) | (c == 0x189) | (c == 0x256)
            | (c - 0x335 < 2) | (c - 0x370 < 0x1C0) | (c - 0x2080 < 0x480)
            | (c - 0x3371 < 0x6F) | (c - 0xFB00 < 0x4F0) | (c - 0x1D400 < 0x400)
        )
    return odd


def is_plain(str text not None):
    """Whether nothing in `text` is unseen, an odd space, a look-alike, or may change under NFC."""
    cdef const void* data = PyUnicode_DATA(text)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    cdef unsigned int width = PyUnicode_KIND(text)
    if width == 1:
        return all_plain(<const uint8_t*>data, length)
    if width == 2:
        return all_plain(<const uint16_t*>data, length)
    return all_plain(<const uint32_t*>data, length)


def may_look_otherwise(str text not None):
    """Whether there is anything in `text` for which it is worth to ask `lookalikes.likeness`."""
    cdef const void* data = PyUnicode_DATA(text)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    cdef unsigned int width = PyUnicode_KIND(text)
    if width == 1:
        return any_odd(<const uint8_t*>data, length)
    if width == 2:
        return any_odd(<const uint16_t*>data, length)
    return any_odd(<const uint32_t*>data, length)


cdef class Respeller:
    """Never changes after it is made: for any thread."""

    cdef uint8_t traits[TABLE]
    cdef uint16_t y[TABLE]  # for an i
    cdef Rime rimes[RIMES]

    def __cinit__(self, dict moved, dict i_to_y, str before_y):
        """`moved` is from rimes to rimes, `i_to_y` from codes to codes."""
        cdef Py_UCS4 c
        cdef uint32_t code
        cdef Rime* rime
        for code in range(TABLE):
            if code == c"_" or Py_UNICODE_ISALNUM(code):
                self.traits[code] = WORD
        for old, new in moved.items():
            rime = self.rime(old[0], old[1])
            rime.first, rime.second = old
            rime.new_first, rime.new_second = new
            self.traits[rime.second] |= SECOND
        for code, y in i_to_y.items():
            self.traits[code] |= IS_I
            self.y[code] = y
        for c in before_y:
            self.traits[c] |= BEFORE_Y

    cdef inline Rime* rime(self, Py_UCS4 first, Py_UCS4 second) noexcept:
        """The rime, or the empty place where it would be."""
        cdef uint32_t place = (<uint32_t>first * 31 + <uint32_t>second) & (RIMES - 1)
        while self.rimes[place].first and (
            self.rimes[place].first != first or self.rimes[place].second != second
        ):
            place = (place + 1) & (RIMES - 1)
        return &self.rimes[place]

    cdef inline uint8_t look(self, Py_UCS4 c) noexcept:
        return self.traits[c] if c < TABLE else WORD if Py_UNICODE_ISALNUM(c) else 0

    cdef inline bint takes_y(self, const Py_UCS4* text, Py_ssize_t at) noexcept:
        """Whether the i at `at` ends a syllable that is written with y."""
        cdef Py_UCS4 before
        if at == 0:
            return False
        before = text[at - 1]
        if self.look(before) & BEFORE_Y:
            return at == 1 or not self.look(text[at - 2]) & WORD
        if (before == c"u" or before == c"U") and at > 1:
            before = text[at - 2]
            return (before == c"q" or before == c"Q") and (
                at == 2 or not self.look(text[at - 3]) & WORD
            )
        return False

    def respell(self, str text not None):
        """`text` (in NFC) with one placement of tones and one choice of i and y."""
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), i
        cdef Py_UCS4* copy = PyUnicode_AsUCS4Copy(text)
        cdef bint changed = False
        cdef uint8_t traits
        cdef Rime* rime
        try:
            for i in range(length):
                traits = self.look(copy[i])
                if not traits & (SECOND | IS_I) or self.look(copy[i + 1]) & WORD:
                    continue
                if traits & IS_I:
                    if self.takes_y(copy, i):
                        copy[i] = self.y[copy[i]]
                        changed = True
                elif i:
                    rime = self.rime(copy[i - 1], copy[i])
                    if rime.first:
                        copy[i - 1] = rime.new_first
                        copy[i] = rime.new_second
                        changed = True
            return PyUnicode_FromKindAndData(4, copy, length) if changed else text
        finally:
            PyMem_Free(copy)
