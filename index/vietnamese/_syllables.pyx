# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The syllables of a text, natively: `syllables.scan_in_python` for all but what a rule may want.

A plain syllable (letters, then neither a letter, a digit nor an address) is found here; at
everything else the Python rules are asked. Both give the same syllables.

Every form is described by Python once, when it is first met, and known by a number from then on;
so are the terms. A text becomes an array of such numbers, and objects only when asked for.
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Realloc
from cpython.dict cimport PyDict_GetItem
from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport PyTuple_SET_ITEM
from cpython.unicode cimport (
    PyUnicode_AsUTF8AndSize,
    PyUnicode_FromKindAndData,
    PyUnicode_GET_LENGTH,
    PyUnicode_READ_CHAR,
)
from libc.stdint cimport uint32_t, uint64_t
from libc.string cimport memset

from index.vietnamese._plain cimport DIGIT, IN_TABLE, LETTER, MARK, OTHER, Kind
from index.vietnamese._plain cimport fill_table, is_before_number, is_plain, is_plain_number
from index.vietnamese._plain cimport kind_of, run

cdef extern from "Python.h":
    ctypedef struct PyTypeObject:
        object (*tp_alloc)(PyTypeObject*, Py_ssize_t)

    void PyObject_GC_UnTrack(PyObject*)
    Py_UCS4* PyUnicode_AsUCS4Copy(object text) except NULL
    bint Py_UNICODE_ISALNUM(Py_UCS4)
    bint Py_UNICODE_ISSPACE(Py_UCS4)

cdef enum:  # traits of forms
    SHORTENS = 1  # a full stop after it ends no sentence
    LEADS = 2  # a number after it may be one thing with it
    PUT_RIGHT = 4  # its tone stood on the wrong vowel

cdef enum:
    LONGEST_LEADER = 3

cdef enum:
    MOST_IN_KEY = 8  # characters
    SIEVE = 0x1000  # places: far more than the forms that a query looks for

cdef unsigned char kinds[IN_TABLE]

fill_table(kinds)


cdef inline Key key_of(const Py_UCS4* surface, Py_ssize_t length) noexcept:
    """The key of letters and digits, none of which is 0; no key if they are too many or too odd."""
    cdef Key key = Key(first=0, second=0)
    cdef uint32_t odd = 0
    cdef Py_ssize_t i
    if length <= MOST_IN_KEY:
        for i in range(length - 1, -1, -1):
            odd |= <uint32_t>surface[i]
            key.second = key.second << 16 | key.first >> 48
            key.first = key.first << 16 | <uint32_t>surface[i]
        if odd >= 0x10000:
            key.first = key.second = 0
    return key


cdef void* resized(void* items, size_t size) except NULL:
    items = PyMem_Realloc(items, size)
    if not items:
        raise MemoryError
    return items


cdef inline str from_ucs4(const Py_UCS4* text, Py_ssize_t length):
    return PyUnicode_FromKindAndData(4, text, length)


cdef class Scanner:
    """Cuts texts into syllables, and remembers their forms; for any number of threads."""

    def __cinit__(
        self,
        rules,
        describe,
        type syllable,
        str glue,
        Py_ssize_t longest,
        Py_ssize_t longest_short,
    ):
        """`rules(text, at)` gives the pieces of what begins at `at`, and where it ends.

        `describe` gives a `syllables.Form` for the first `longest` characters of a syllable. A
        character of `glue` keeps no syllables apart; a full stop shortens no more letters than
        `longest_short`.
        """
        self.rules = rules
        self.describe = describe
        self.syllable = syllable
        self.glue = glue
        self.longest = longest
        self.longest_short = longest_short
        self.long_forms = {}
        self.texts = []
        self.numbers = {}
        self.form_count = 1
        self._make_room()

    def __dealloc__(self):
        PyMem_Free(self.forms)
        PyMem_Free(self.terms)
        PyMem_Free(self.slots)

    @property
    def known(self):
        """How many forms are remembered."""
        return self.form_count - 1

    def find(self, str text not None, list starts=None, list ends=None):
        """The syllables of `text`; `starts` and `ends` lead back to the original's offsets."""
        cdef Found found = Found.__new__(Found)
        cdef Py_UCS4* data = PyUnicode_AsUCS4Copy(text)
        found.scanner = self
        found.starts = starts
        found.ends = ends
        try:
            self._find(found, text, data, PyUnicode_GET_LENGTH(text))
        finally:
            PyMem_Free(data)
        return found

    def scan(self, str text not None, list starts=None, list ends=None):
        """The syllables of `text`: a `Syllable` for each."""
        return self.find(text, starts, ends).syllables()

    cdef int _find(
        self, Found found, str text, const Py_UCS4* data, Py_ssize_t length
    ) except -1:
        cdef Py_ssize_t at = 0, end = 0, start, piece_end
        cdef bint breaks, plain, is_joined
        cdef Kind kind
        cdef object result
        cdef str surface
        while at < length:
            kind = kind_of(kinds, data[at])
            if kind == OTHER or kind == MARK:
                at += 1
                continue
            start = at
            plain = False
            if kind == DIGIT:
                at = run(kinds, data, at + 1, DIGIT, DIGIT)
                plain = is_plain_number(kinds, data, start, at, length)
            elif kind == LETTER:
                at = run(kinds, data, at + 1, LETTER, MARK)
                plain = is_plain(kinds, data, start, at)
                if (
                    plain
                    and at - start <= LONGEST_LEADER
                    and is_before_number(kinds, data, at, &is_joined)
                ):
                    plain = not is_joined and not self._leads(data + start, at - start)
            if plain:
                breaks = end > 0 and self._is_break(data, end, start)
                self._keep(found, start, at, self.form_of(data + start, at - start), breaks)
                end = at
                continue
            result = self.rules(text, start)
            if result is None:
                at = start + 1
                continue
            breaks = end > 0 and self._is_break(data, end, start)
            for start, piece_end, surface in result[0]:
                end = piece_end
                self._keep(found, start, end, self._form_of_text(surface), breaks)
                breaks = False
            at = result[1]
        return 0

    cdef int _keep(
        self, Found found, Py_ssize_t start, Py_ssize_t end, uint32_t form, bint after_break
    ) except -1:
        cdef Piece* piece
        if found.count == found.room:
            found.room = 2 * found.room + 32
            found.pieces = <Piece*>resized(found.pieces, found.room * sizeof(Piece))
        piece = &found.pieces[found.count]
        piece.start = start
        piece.end = end
        piece.after_break = after_break
        piece.form = form
        if self.forms[form].number and found.count:
            if self.forms[found.pieces[found.count - 1].form].counts >= self.forms[form].needs:
                piece.form = self.forms[form].number
        elif self.forms[form].traits & PUT_RIGHT:
            found.wrong += 1
        found.count += 1
        return 0

    cdef bint _leads(self, const Py_UCS4* letters, Py_ssize_t length) except -1:
        """Whether a number behind the letters, after a space, may be one thing with them."""
        return self.forms[self.form_of(letters, length)].traits & LEADS != 0

    cdef int _is_break(self, const Py_UCS4* data, Py_ssize_t end, Py_ssize_t start) except -1:
        """Whether what stands between two syllables, from `end` to `start`, keeps them apart."""
        cdef Py_UCS4 first = data[end]
        cdef Py_ssize_t at = end + 1
        cdef bint line_feed = False
        if start == end or (start == end + 1 and first == u" "):
            return False
        if Py_UNICODE_ISSPACE(first):
            for at in range(end, start):
                if not Py_UNICODE_ISSPACE(data[at]):
                    return True
                line_feed |= data[at] == u"\n"
            return line_feed
        if start == end + 1 and first in self.glue:
            return False
        if first != u".":
            return True
        while at < start and data[at] == u" ":
            at += 1
        return at < start or not self._shortens(data, end)

    cdef int _shortens(self, const Py_UCS4* data, Py_ssize_t end) except -1:
        """Whether the letters before `end` are some that a full stop shortens."""
        cdef Py_ssize_t start = end
        while start and Py_UNICODE_ISALNUM(data[start - 1]):
            start -= 1
            if end - start > self.longest_short:
                return False
        if start == end:
            return False
        return self.forms[self.form_of(data + start, end - start)].traits & SHORTENS

    cdef uint32_t form_of(self, const Py_UCS4* surface, Py_ssize_t length) except 0:
        """The number of the form of `surface`."""
        cdef Key key = key_of(surface, length)
        cdef uint32_t known
        if key.first:
            known = self._slot(key).form
            return known if known else self._add(from_ucs4(surface, length), key)
        return self._long_form(from_ucs4(surface, min(length, self.longest)))

    cdef uint32_t _form_of_text(self, str text) except 0:
        cdef Py_UCS4 surface[MOST_IN_KEY]
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), i
        if length > MOST_IN_KEY:
            return self._long_form(text[: self.longest])
        for i in range(length):
            surface[i] = PyUnicode_READ_CHAR(text, i)
        return self.form_of(surface, length)

    cdef uint32_t _long_form(self, str text) except 0:
        known = self.long_forms.get(text)
        return known if known is not None else self._add(text, Key(first=0, second=0))

    cdef Slot* _slot(self, Key key) noexcept:
        """Where the form with the key is, or the empty place where it would be."""
        cdef uint64_t hash = (key.first ^ key.second * <uint64_t>0x9E3779B97F4A7C15)
        cdef uint32_t place
        hash *= <uint64_t>0xD6E8FEB86659FD93
        place = <uint32_t>(hash >> 32) & self.slots_mask
        while self.slots[place].form and (
            self.slots[place].key.first != key.first or self.slots[place].key.second != key.second
        ):
            place = (place + 1) & self.slots_mask
        return &self.slots[place]

    cdef uint32_t _add(self, str text, Key key) except 0:
        """Describe a form and remember it."""
        cdef Form form
        cdef Slot* slot
        cdef str normal, folded, number
        normal, folded, number, needs, counts, shortens, leads, is_put_right = self.describe(text)
        form.normal = self._term(normal)
        form.folded = self._term(folded)
        form.number = self._form_of_text(number) if number else 0
        form.needs = needs
        form.counts = counts
        form.traits = (
            (SHORTENS if shortens else 0)
            | (LEADS if leads else 0)
            | (PUT_RIGHT if is_put_right else 0)
        )
        self._make_room()
        if key.first:
            slot = self._slot(key)
            if slot.form:  # another thread has added it meanwhile
                return slot.form
            slot.key = key
            slot.form = self.form_count
        else:
            self.long_forms[text] = self.form_count
        self.forms[self.form_count] = form
        self.form_count += 1
        return self.form_count - 1

    cdef int _make_room(self) except -1:
        """See to it that there is room for one more form."""
        cdef Slot* older = self.slots
        cdef uint32_t older_size = self.slots_mask + 1 if older else 0, room, i
        if self.form_count < self.form_room:
            return 0
        room = 2 * self.form_room if self.form_room else 1024
        self.forms = <Form*>resized(self.forms, room * sizeof(Form))
        self.slots = <Slot*>PyMem_Calloc(2 * room, sizeof(Slot))
        if not self.slots:
            self.slots = older
            raise MemoryError
        self.slots_mask = 2 * room - 1
        self.form_room = room
        for i in range(older_size):
            if older[i].form:
                self._slot(older[i].key)[0] = older[i]
        PyMem_Free(older)
        return 0

    cdef uint32_t _term(self, str text) except? 0:
        """The number of a term."""
        cdef object number = self.numbers.get(text)
        cdef uint32_t n
        cdef Py_ssize_t length
        cdef const char* data
        if number is not None:
            return number
        data = PyUnicode_AsUTF8AndSize(text, &length)
        n = <uint32_t>len(self.texts)
        if n == self.term_room:
            self.term_room = 2 * n + 1024
            self.terms = <Term*>resized(self.terms, self.term_room * sizeof(Term))
        self.terms[n].data = data
        self.terms[n].length = <uint32_t>length
        self.texts.append(text)
        self.numbers[text] = n
        return n


cdef class Found:
    """The syllables of a text as they were found; a `Syllable` is made only when asked for."""

    def __dealloc__(self):
        PyMem_Free(self.pieces)

    def __len__(self):
        return self.count

    def syllables(self):
        """A `Syllable` for each."""
        cdef Py_ssize_t i
        return [self.syllable(i) for i in range(self.count)]

    def put_right(self):
        """Where in the clean text the tone of a syllable stood on the wrong vowel."""
        cdef const Piece* piece
        cdef Py_ssize_t i
        if not self.wrong:
            return []
        found = []
        for i in range(self.count):
            piece = &self.pieces[i]
            if self.scanner.forms[piece.form].traits & PUT_RIGHT:
                found.append((piece.start, piece.end))
        return found

    def select(self, choose, dict known not None, folded=None):
        """Those that `choose` picks, see `syllables.FoundInPython`; the others are not made.

        The number of the folded form tells most of the others, before anything is looked up.
        """
        cdef list found = []
        cdef Py_ssize_t i
        cdef const Form* form
        cdef PyObject* kept
        cdef object text, bare, number, answer
        cdef unsigned char sieve[SIEVE]
        memset(sieve, folded is None, SIEVE)
        for bare in folded or ():
            number = self.scanner.numbers.get(bare)
            if number is not None:
                sieve[<uint32_t>number % SIEVE] = True
        for i in range(self.count):
            form = &self.scanner.forms[self.pieces[i].form]
            if not sieve[form.folded % SIEVE]:
                continue
            text = self.scanner.texts[form.normal]
            bare = self.scanner.texts[form.folded]
            if folded is not None and bare not in folded:
                continue
            kept = PyDict_GetItem(known, text)
            if kept is not NULL:
                answer = <object>kept
            else:
                answer = choose(text, bare)
                known[text] = answer
            if answer is not None:
                found.append((i, self.syllable(i), answer))
        return found

    cdef object syllable(self, Py_ssize_t i):
        cdef const Piece* piece = &self.pieces[i]
        cdef const Form* form = &self.scanner.forms[piece.form]
        return new_syllable(
            <PyTypeObject*>self.scanner.syllable,
            self.start(piece.start),
            self.end(piece.end),
            self.scanner.texts[form.normal],
            self.scanner.texts[form.folded],
            True if piece.after_break else False,
        )


cdef object new_syllable(
    PyTypeObject* kind, object start, object end, object text, object folded, object after_break
):
    """A Syllable, which is a tuple: `tuple.__new__` would build another one first."""
    cdef tuple made = <tuple>kind.tp_alloc(kind, 5)
    Py_INCREF(start)
    PyTuple_SET_ITEM(made, 0, start)
    Py_INCREF(end)
    PyTuple_SET_ITEM(made, 1, end)
    Py_INCREF(text)
    PyTuple_SET_ITEM(made, 2, text)
    Py_INCREF(folded)
    PyTuple_SET_ITEM(made, 3, folded)
    Py_INCREF(after_break)
    PyTuple_SET_ITEM(made, 4, after_break)
    PyObject_GC_UnTrack(<PyObject*>made)  # it holds nothing that could hold it
    return made
