# cython: language_level=3
"""What `_syllables` finds, for native code that goes on with it."""

from libc.stdint cimport uint16_t, uint32_t, uint64_t

from index.vietnamese._spelling cimport Composer

cdef enum:
    SIEVE_WORDS = 64

cdef struct Piece:  # a syllable; the offsets are those of the clean text
    Py_ssize_t start
    Py_ssize_t end
    uint32_t form
    bint after_break
    Py_ssize_t place  # among all syllables of the text

cdef struct Form:  # what a stretch of letters or digits means wherever it stands
    uint32_t normal  # the number of a term
    uint32_t folded
    uint32_t number  # the form that it has after a counted word, if it is a Roman numeral; or 0
    uint16_t needs  # how much that word must count
    uint16_t counts  # how much this one does
    uint32_t traits

cdef struct Key:  # up to eight characters of 16 bits; all 0 for none
    uint64_t first
    uint64_t second

cdef struct Slot:
    Key key
    uint32_t form

cdef struct Term:
    const char* data  # in UTF-8
    uint32_t length

cdef struct Sieve:  # a bit for each of some folded forms, by their letters
    uint64_t bits[SIEVE_WORDS]
    bint has_figures  # one of them is of other signs than letters

cdef class Scanner:
    cdef object rules, describe, clean
    cdef Composer composer
    cdef dict stretches  # what the rules make of some that mean one thing wherever they stand
    cdef str glue
    cdef Py_ssize_t longest, longest_short
    cdef type syllable
    cdef Form* forms  # number 0 is none
    cdef Term* terms
    cdef Slot* slots  # the forms by key
    cdef uint32_t form_count, form_room, term_room, slots_mask
    cdef dict long_forms  # those that have no key
    cdef list texts  # the terms by number
    cdef dict numbers  # and the way back
    cdef frozenset sieved  # the forms that `sieve` was last made for
    cdef Sieve sieve

    cdef uint32_t form_of(self, const Py_UCS4* surface, Py_ssize_t length) except 0
    cdef uint32_t _form_of_text(self, str text) except 0
    cdef uint32_t _long_form(self, str text) except 0
    cdef uint32_t _add(self, str text, Key key) except 0
    cdef Slot* _slot(self, Key key) noexcept
    cdef int _make_room(self) except -1
    cdef uint32_t _term(self, str text) except? 0
    cdef Found sought(self, str text, object folded, bint* is_as_given)
    cdef Found _found(self, str text, object starts, object ends, const Sieve* sieve)
    cdef int _find(
        self, Found found, str text, const Py_UCS4* data, Py_ssize_t length, const Sieve* sieve
    ) except -1
    cdef tuple _pieces(self, str text, const Py_UCS4* data, Py_ssize_t start, Py_ssize_t* offset)
    cdef int _keep(self, Found found, Piece piece, uint32_t before) except -1
    cdef int _make_sieve(self, object folded, Sieve* sieve) except -1
    cdef int _is_break(self, const Py_UCS4* data, Py_ssize_t end, Py_ssize_t start) except -1
    cdef bint _leads(self, const Py_UCS4* letters, Py_ssize_t length) except -1
    cdef int _shortens(self, const Py_UCS4* data, Py_ssize_t end) except -1

cdef class Found:
    cdef Scanner scanner
    cdef Piece* pieces
    cdef Py_ssize_t count, room
    cdef Py_ssize_t wrong  # so many syllables had their tone on another vowel
    cdef readonly list starts, ends  # from offsets of the clean text to the original's, or None
    cdef uint32_t* places  # the same, where letters were composed only; or NULL

    cdef list select(self, object choose, dict known, object folded)
    cdef object syllable(self, Py_ssize_t i)

    cdef inline Py_ssize_t start(self, Py_ssize_t at):
        """The offset in the original of a character that begins something."""
        if self.places is not NULL:
            return self.places[at]
        return at if self.starts is None else self.starts[at]

    cdef inline Py_ssize_t end(self, Py_ssize_t at):
        """The offset in the original of the end of something."""
        if self.places is not NULL:
            return self.places[at]
        return at if self.ends is None else self.ends[at - 1]
