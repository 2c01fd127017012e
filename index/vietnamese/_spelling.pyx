# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Spelling natively: `is_plain`, `may_look_otherwise`, composing and `respell`.

By the tables of `spelling`, which has the reference of each.
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_Realloc
from cpython.unicode cimport (
    PyUnicode_DATA,
    PyUnicode_FromKindAndData,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
    PyUnicode_READ_CHAR,
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
    for i in range(length):
        plain &= is_plain_character(text[i])
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


cdef class Composer:
    """Makes NFC of texts, with the way back; never changes after it is made: for any thread."""

    def __cinit__(self, dict pairs, compose_run):
        """`pairs` are a letter and one mark -> the letter with the mark; any other run of what is
        not plain is given to `compose_run`, with the plain character before it.
        """
        cdef Pair* pair
        self.compose_run = compose_run
        for apart, composed in pairs.items():
            pair = self.pair(apart[0], apart[1])
            pair.letter, pair.mark = apart
            pair.composed = composed

    cdef Pair* pair(self, Py_UCS4 letter, Py_UCS4 mark) noexcept:
        """The pair, or the empty place where it would be."""
        cdef uint32_t place = (<uint32_t>letter * 31 + <uint32_t>mark) & (PAIRS - 1)
        while self.pairs[place].letter and (
            self.pairs[place].letter != letter or self.pairs[place].mark != mark
        ):
            place = (place + 1) & (PAIRS - 1)
        return &self.pairs[place]

    cdef Py_ssize_t compose_here(
        self, Py_UCS4* data, Py_ssize_t length, uint32_t** places
    ) except -2:
        """Compose letters with one mark each, and give the new length; -1 if there is more to do.

        `places` becomes where each character, and what is behind the last, began before; the caller
        frees it. It is left alone where all was plain, or nothing was done.
        """
        cdef Py_ssize_t i, at, count
        cdef const Pair* pair = NULL
        cdef bint plain = True
        for i in range(length):
            plain &= is_plain_character(data[i])
        if plain:
            return length
        for at in range(length):
            if not is_plain_character(data[at]) and not (
                at
                and is_plain_character(data[at - 1])
                and (at + 1 == length or is_plain_character(data[at + 1]))
                and self.pair(data[at - 1], data[at]).letter
            ):
                return -1
        places[0] = <uint32_t*>PyMem_Malloc((length + 1) * sizeof(uint32_t))
        if not places[0]:
            raise MemoryError
        at = count = 0
        while at < length:
            places[0][count] = at
            data[count] = data[at]
            at += 1
            if at < length and not is_plain_character(data[at]):
                data[count] = self.pair(data[at - 1], data[at]).composed
                at += 1
            count += 1
        places[0][count] = length
        data[count] = 0
        return count

    def compose(self, str text not None):
        """The text, and for each of its characters where it started and ended in the original."""
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), at = 0, end = 0, start, i
        cdef Py_ssize_t count = 0, room = length + 1
        cdef Py_UCS4* data = PyUnicode_AsUCS4Copy(text)
        cdef Py_UCS4* made = <Py_UCS4*>PyMem_Malloc(room * sizeof(Py_UCS4))
        cdef Py_UCS4* larger
        cdef list places = list(range(length + 1)), starts = [], ends = [], run_starts, run_ends
        cdef const Pair* pair
        cdef str run
        try:
            if not made:
                raise MemoryError
            while True:
                start = end
                while start < length and is_plain_character(data[start]):
                    start += 1
                end = start
                while end < length and not is_plain_character(data[end]):
                    end += 1
                if end > start and start > at:
                    start -= 1  # the plain character before may be combined with the run
                for i in range(at, start):
                    made[count] = data[i]
                    count += 1
                    starts.append(places[i])
                    ends.append(places[i + 1])
                if end == start:
                    break
                at = end
                pair = self.pair(data[start], data[start + 1])
                if end == start + 2 and pair.letter:
                    made[count] = pair.composed
                    count += 1
                    starts.append(places[start])
                    ends.append(places[end])
                    continue
                run, run_starts, run_ends = self.compose_run(text[start:end])
                if count + PyUnicode_GET_LENGTH(run) + length - end >= room:
                    room = 2 * (count + PyUnicode_GET_LENGTH(run) + length - end) + 1
                    larger = <Py_UCS4*>PyMem_Realloc(made, room * sizeof(Py_UCS4))
                    if not larger:
                        raise MemoryError
                    made = larger
                for i in range(PyUnicode_GET_LENGTH(run)):
                    made[count] = PyUnicode_READ_CHAR(run, i)
                    count += 1
                    starts.append(places[start + <Py_ssize_t>run_starts[i]])
                    ends.append(places[start + <Py_ssize_t>run_ends[i]])
            return PyUnicode_FromKindAndData(4, made, count), starts, ends
        finally:
            PyMem_Free(data)
            PyMem_Free(made)
