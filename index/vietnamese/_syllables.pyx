# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The syllables of a text, natively: `analysis.scan` for all but what a rule may want.

A plain syllable (letters, then neither a letter, a digit nor an address) is found here; at
everything else the Python rules are asked. Both give the same syllables.
"""

from cpython.dict cimport PyDict_GetItem
from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport PyTuple_SET_ITEM
from cpython.unicode cimport (
    PyUnicode_DATA,
    PyUnicode_KIND,
    PyUnicode_READ,
    PyUnicode_Substring,
)
from libc.string cimport memset

cdef extern from "Python.h":
    ctypedef struct PyTypeObject:
        object (*tp_alloc)(PyTypeObject*, Py_ssize_t)

    void PyObject_GC_UnTrack(PyObject*)
    bint Py_UNICODE_ISALNUM(Py_UCS4)
    bint Py_UNICODE_ISDECIMAL(Py_UCS4)

cdef enum Kind:
    OTHER
    LETTER
    DIGIT
    UNDERSCORE
    MARK

cdef enum:
    TABLE = 0x2000  # characters whose kind is looked up; the others are rare
    MOST_FORMS = 0x10000
    SIEVE = 0x1000  # places: a power of two, far more than the forms that are looked for
    LONGEST_SIEVED = 32  # letters; a form can be less than what is longer

cdef unsigned char kinds[TABLE]


cdef Kind classify(Py_UCS4 c) noexcept:
    if c == u"_":
        return UNDERSCORE
    if 0x300 <= c <= 0x36F:
        return MARK
    if Py_UNICODE_ISDECIMAL(c):
        return DIGIT
    return LETTER if Py_UNICODE_ISALNUM(c) else OTHER


cdef void fill_table() noexcept:
    cdef Py_UCS4 c
    for c in range(TABLE):
        kinds[c] = classify(c)


fill_table()


cdef inline Kind kind_of(Py_UCS4 c) noexcept:
    return <Kind>kinds[c] if c < TABLE else classify(c)


cdef inline Py_UCS4 lower(Py_UCS4 c) noexcept:
    return <Py_UCS4>(<unsigned int>c + 32) if u"A" <= c <= u"Z" else c


cdef class Scanner:
    """Cuts texts into syllables; made once, used by any number of threads."""

    cdef object rules, normalise, is_break
    cdef type syllable
    cdef dict forms, roman
    cdef frozenset counted
    cdef unsigned char bases[TABLE]  # of Latin letters, without case and marks; 0 for all else

    def __init__(self, rules, normalise, is_break, type syllable, dict roman, frozenset counted):
        """`rules(text, at)` gives the pieces of what begins at `at`, and where it ends."""
        self.rules = rules
        self.normalise = normalise
        self.is_break = is_break
        self.syllable = syllable
        self.roman = roman
        self.counted = counted
        self.forms = {}
        self.fill_bases()

    cdef fill_bases(self):
        """Fold each letter by itself; y counts as i, which `respell` makes a y in some places."""
        cdef Py_UCS4 c
        cdef str folded
        for c in range(TABLE):
            self.bases[c] = 0
            if kinds[c] == LETTER and (c < 0x250 or 0x1E00 <= c < 0x1F00):
                folded = self.normalise(chr(c))[1]
                if len(folded) == 1 and u"a" <= folded[0] <= u"z":
                    self.bases[c] = c"i" if folded == u"y" else <unsigned char>folded[0]

    def scan(self, str text, list starts=None, list ends=None):
        """The syllables of `text`; `starts` and `ends` lead back to the original's offsets."""
        cdef Py_ssize_t length = len(text), at = 0, end = 0, start
        cdef unsigned int width = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        cdef list found = []
        cdef bint breaks, plain
        cdef Kind kind
        cdef object result, piece
        cdef str surface, before = ""
        while at < length:
            kind = kind_of(PyUnicode_READ(width, data, at))
            if kind == OTHER or kind == MARK:
                at += 1
                continue
            start = at
            plain = False
            if kind == DIGIT:
                at = digits_end(width, data, at + 1, length)
                plain = is_plain_number(width, data, at, length)
            elif kind == LETTER and not special_prefix(width, data, at, length):
                at = letters_end(width, data, at + 1, length)
                plain = is_plain(width, data, at, length)
            if plain:
                breaks = end > 0 and self.breaks(text, width, data, end, start)
                surface = PyUnicode_Substring(text, start, at)
                before = self.add(found, start, at, surface, breaks, before, starts, ends)
                end = at
                continue
            result = self.rules(text, start)
            if result is None:
                at = start + 1
                continue
            breaks = end > 0 and self.breaks(text, width, data, end, start)
            for piece in result[0]:
                before = self.add(
                    found, piece[0], piece[1], piece[2], breaks, before, starts, ends
                )
                end = piece[1]
                breaks = False
            at = result[1]
        return found

    def select(self, str text, choose, dict known, folded=None, *, list starts=None,
               list ends=None):
        """The syllables that `choose` picks; see `syllables.select_in_python`.

        Of those that are not among `folded` most are only counted: a sieve keeps them back.
        """
        cdef Py_ssize_t length = len(text), at = 0, end = 0, start, place = 0
        cdef Py_ssize_t before_start = 0
        cdef unsigned int width = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        cdef list found = [], pieces = []
        cdef bint breaks, plain, passes, numbers_pass
        cdef Kind kind
        cdef object result, piece, answer
        cdef str surface, before = ""  # None for one that was only counted
        cdef unsigned char sieve[SIEVE]
        self.fill_sieve(sieve, folded)
        numbers_pass = folded is None or any([form[:1].isdigit() for form in folded])
        while at < length:
            kind = kind_of(PyUnicode_READ(width, data, at))
            if kind == OTHER or kind == MARK:
                at += 1
                continue
            start = at
            plain = False
            if kind == DIGIT:
                at = digits_end(width, data, at + 1, length)
                plain = is_plain_number(width, data, at, length)
                passes = numbers_pass
            elif kind == LETTER and not special_prefix(width, data, at, length):
                at = letters_end(width, data, at + 1, length)
                plain = is_plain(width, data, at, length)
                passes = plain and self.passes(sieve, width, data, start, at)
            if plain and not passes:
                before = None
                before_start, end = start, at
                place += 1
                continue
            if before is None and (not plain or PyUnicode_READ(width, data, start) in u"ivxIVX"):
                before = self.normalise(PyUnicode_Substring(text, before_start, end))[0]
            if plain:
                breaks = end > 0 and self.breaks(text, width, data, end, start)
                surface = PyUnicode_Substring(text, start, at)
                before = self.add(pieces, start, at, surface, breaks, before, starts, ends)
                end = at
            else:
                result = self.rules(text, start)
                if result is None:
                    at = start + 1
                    continue
                breaks = end > 0 and self.breaks(text, width, data, end, start)
                for piece in result[0]:
                    before = self.add(
                        pieces, piece[0], piece[1], piece[2], breaks, before, starts, ends
                    )
                    end = piece[1]
                    breaks = False
                at = result[1]
            for piece in pieces:
                answer = answer_for(piece, choose, known, folded)
                if answer is not None:
                    found.append((place, piece, answer))
                place += 1
            pieces.clear()
        return found

    cdef fill_sieve(self, unsigned char* sieve, folded):
        """Open the sieve for forms of Latin letters; what has other letters always passes."""
        cdef unsigned int place
        cdef Py_UCS4 c
        memset(sieve, folded is None, SIEVE)
        for form in folded or ():
            place = 0
            for c in <str>form:
                place = next_place(place, self.bases[c] if c < TABLE else 0)
            sieve[place % SIEVE] = True

    cdef bint passes(self, unsigned char* sieve, unsigned int width, void* data,
                     Py_ssize_t start, Py_ssize_t end) noexcept:
        """Whether some letters may be a syllable that is looked for."""
        cdef unsigned int place = 0
        cdef Py_ssize_t at
        cdef Py_UCS4 c
        if end - start > LONGEST_SIEVED:
            return True
        for at in range(start, end):
            c = PyUnicode_READ(width, data, at)
            if c >= TABLE or self.bases[c] == 0:
                return True
            place = next_place(place, self.bases[c])
        if sieve[place % SIEVE]:
            return True
        for at in range(start, end):
            if PyUnicode_READ(width, data, at) not in u"ivxIVX":
                return False
        return True  # maybe a Roman numeral

    cdef str add(self, list found, Py_ssize_t start, Py_ssize_t end, str surface, bint breaks,
                 str before, list starts, list ends):
        cdef PyObject* known = PyDict_GetItem(self.forms, surface)
        cdef object forms
        cdef str normal, folded
        if known is not NULL:
            forms = <object>known
        else:
            forms = self.normalise(surface)
            if len(self.forms) >= MOST_FORMS:
                self.forms = {}
            self.forms[surface] = forms
        normal = <str>(<tuple>forms)[0]
        folded = <str>(<tuple>forms)[1]
        if surface[0] in u"ivxIVX" and surface in self.roman and before in self.counted:
            normal = folded = <str>self.roman[surface]
        if starts is None:
            found.append(self.make(start, end, normal, folded, breaks))
        else:
            found.append(self.make(starts[start], ends[end - 1], normal, folded, breaks))
        return normal

    cdef object make(self, object start, object end, str normal, str folded, bint breaks):
        """A Syllable, which is a tuple: `tuple.__new__` would build another one first."""
        cdef PyTypeObject* kind = <PyTypeObject*>self.syllable
        cdef tuple made = <tuple>kind.tp_alloc(kind, 5)
        cdef object after_break = True if breaks else False
        Py_INCREF(start)
        PyTuple_SET_ITEM(made, 0, start)
        Py_INCREF(end)
        PyTuple_SET_ITEM(made, 1, end)
        Py_INCREF(normal)
        PyTuple_SET_ITEM(made, 2, normal)
        Py_INCREF(folded)
        PyTuple_SET_ITEM(made, 3, folded)
        Py_INCREF(after_break)
        PyTuple_SET_ITEM(made, 4, after_break)
        PyObject_GC_UnTrack(<PyObject*>made)  # it holds nothing that could hold it
        return made

    cdef bint breaks(self, str text, unsigned int width, void* data, Py_ssize_t end,
                     Py_ssize_t start):
        cdef Py_UCS4 c
        if start == end:
            return False
        c = PyUnicode_READ(width, data, end)
        if start == end + 1 and c == u" ":
            return False
        if c in u",;:()?!\"“”…\n":
            return True
        return self.is_break(text, end, start)


cdef inline unsigned int next_place(unsigned int place, unsigned char base) noexcept:
    return ((place ^ base) * <unsigned int>16777619) ^ place >> 15


cdef object answer_for(object syllable, choose, dict known, folded):
    cdef object text = (<tuple>syllable)[2], form = (<tuple>syllable)[3]
    cdef PyObject* answer
    if folded is not None and form not in folded:
        return None
    answer = PyDict_GetItem(known, text)
    if answer is NULL:
        known[text] = choose(text, form)
        return known[text]
    return <object>answer


cdef inline bint special_prefix(unsigned int width, void* data, Py_ssize_t at,
                                Py_ssize_t length) noexcept:
    """Whether a rule that begins with letters may match here: covid, tp, http, www."""
    cdef Py_UCS4 first = lower(PyUnicode_READ(width, data, at)), second
    if first != u"c" and first != u"t" and first != u"h" and first != u"w":
        return False
    if at + 1 >= length:
        return False
    second = lower(PyUnicode_READ(width, data, at + 1))
    return (
        (first == u"c" and second == u"o" and at + 2 < length and lower(PyUnicode_READ(width, data, at + 2)) == u"v")
        or (first == u"t" and second == u"p")
        or (first == u"h" and second == u"t")
        or (first == u"w" and second == u"w")
    )


cdef inline Py_ssize_t letters_end(unsigned int width, void* data, Py_ssize_t at,
                                   Py_ssize_t length) noexcept:
    cdef Kind kind
    while at < length:
        kind = kind_of(PyUnicode_READ(width, data, at))
        if kind != LETTER and kind != MARK:
            break
        at += 1
    return at


cdef inline Py_ssize_t digits_end(unsigned int width, void* data, Py_ssize_t at,
                                  Py_ssize_t length) noexcept:
    while at < length and kind_of(PyUnicode_READ(width, data, at)) == DIGIT:
        at += 1
    return at


cdef inline bint is_plain_number(unsigned int width, void* data, Py_ssize_t at,
                                 Py_ssize_t length) noexcept:
    """Whether digits that end at `at` are all of a number: what follows can belong to none."""
    return at >= length or PyUnicode_READ(width, data, at) in u" ,;)\"”\n%" and (
        PyUnicode_READ(width, data, at) != u"," or at + 1 < length
        and kind_of(PyUnicode_READ(width, data, at + 1)) != DIGIT
    )


cdef inline bint is_plain(unsigned int width, void* data, Py_ssize_t at,
                          Py_ssize_t length) noexcept:
    """Whether letters that end at `at` are a syllable: no digit, @ or .x follows them."""
    cdef Py_UCS4 c
    cdef Kind kind
    if at >= length:
        return True
    c = PyUnicode_READ(width, data, at)
    kind = kind_of(c)
    if kind == DIGIT or kind == UNDERSCORE or c == u"@":
        return False
    if c == u"." and at + 1 < length:
        c = PyUnicode_READ(width, data, at + 1)
        kind = kind_of(c)
        return not (kind == LETTER or kind == DIGIT or kind == UNDERSCORE or c == u"+" or c == u"-")
    return True
