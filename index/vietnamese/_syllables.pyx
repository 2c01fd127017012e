# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The syllables of a text, natively: `syllables.scan_in_python` for all but what a rule may want.

A plain syllable (letters, then neither a letter, a digit nor an address) is found here; at
everything else the Python rules are asked. Both give the same syllables.

Every form is described by Python once, when it is first met, and known by a number from then on;
so are the terms. A text becomes an array of such numbers, and objects only when asked for.
"""

from unicodedata import normalize

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Realloc
from cpython.dict cimport PyDict_GetItem
from cpython.object cimport PyObject
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
from index.vietnamese._plain cimport kind_of, mixed_end, quantity_end, run, stretch_end
from index.vietnamese._spelling cimport Composer
from index.vietnamese._tuples cimport new_of_five

cdef extern from "Python.h":
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

cdef enum:
    MOST_STRETCHES = 4096

cdef enum:  # what is told of a letter beside its place in the alphabet
    NUMERAL = 0x80  # it may be part of a Roman numeral
    LETTER_BITS = 0x1F

cdef unsigned char kinds[IN_TABLE]
# The letters of Vietnamese: which of a to z they fold to, where i and y are one. Others have 0.
cdef unsigned char letters[IN_TABLE]

fill_table(kinds)


def _fill_letters():
    cdef Py_ssize_t code
    marks_of_letters = set("\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323")
    for code in (*range(0x41, 0x1B1), *range(0x1EA0, 0x1EFA)):
        bare, *marks = normalize("NFD", chr(code))
        bare = {"Đ": "d", "đ": "d"}.get(bare, bare.lower())
        if "a" <= bare <= "z" and set(marks) <= marks_of_letters:
            letters[code] = ord("i" if bare == "y" else bare) - 0x60
    for code in map(ord, "ivxlIVXL"):
        letters[code] |= NUMERAL


_fill_letters()


cdef inline uint32_t mixed(uint32_t hash, unsigned char letter) noexcept:
    return hash * 33 + (letter & LETTER_BITS)


cdef inline bint is_let_through(const Sieve* sieve, uint32_t hash) noexcept:
    hash ^= hash >> 12
    return sieve.bits[hash >> 6 & (SIEVE_WORDS - 1)] >> (hash & 63) & 1


cdef inline Py_ssize_t sifted(
    const Sieve* sieve, const Py_UCS4* data, Py_ssize_t start, Py_ssize_t longest, bint* may_be_one
) noexcept:
    """The end of the letters that begin at `start`, and whether they may fold to a wanted form.

    What a form folds to is told by its letters where all are Vietnamese. Other letters, what is
    cut, and Roman numerals, which may be numbers, are always let through.
    """
    cdef Py_ssize_t at = start
    cdef uint32_t hash = 0
    cdef unsigned char letter, all_of = 0xFF
    cdef bint odd = False
    cdef Kind kind
    while True:
        kind = kind_of(kinds, data[at])
        if kind != LETTER and kind != MARK:
            break
        letter = letters[data[at]] if data[at] < IN_TABLE else 0
        odd |= letter == 0
        all_of &= letter
        hash = mixed(hash, letter)
        at += 1
    may_be_one[0] = (
        odd or all_of & NUMERAL or at - start > longest or is_let_through(sieve, hash)
    )
    return at


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
        Composer composer,
        clean,
    ):
        """`rules(text, at)` gives the pieces of what begins at `at`, and where it ends.

        `describe` gives a `syllables.Form` for the first `longest` characters of a syllable. A
        character of `glue` keeps no syllables apart; a full stop shortens no more letters than
        `longest_short`. `clean` gives the `spelling.CleanText` of a text that `composer` cannot
        compose in place.
        """
        self.rules = rules
        self.describe = describe
        self.syllable = syllable
        self.glue = glue
        self.longest = longest
        self.longest_short = longest_short
        self.composer = composer
        self.clean = clean
        self.stretches = {}
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
        return self._found(text, starts, ends, NULL)

    def scan(self, str text not None, list starts=None, list ends=None):
        """The syllables of `text`: a `Syllable` for each."""
        return self.find(text, starts, ends).syllables()

    def select(self, str text not None, choose, dict known not None, folded=None):
        """See `syllables.ScannerInPython.select`.

        Most of those that fold to none of `folded` are told by their letters, and passed over.
        """
        cdef bint is_as_given
        cdef Found found = self.sought(text, folded, &is_as_given)
        return found.select(choose, known, folded), is_as_given

    cdef Found sought(self, str text, folded, bint* is_as_given):
        """The syllables of any text; of those that fold to none of `folded`, only few are kept.

        With them, whether nothing had to be composed or left out.
        """
        cdef Sieve sieve
        cdef Found found = Found.__new__(Found)
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), composed
        cdef Py_UCS4* data = PyUnicode_AsUCS4Copy(text)
        found.scanner = self
        try:
            composed = self.composer.compose_here(data, length, &found.places)
            if composed < 0:
                text, found.starts, found.ends = self.clean(text)
                composed = PyUnicode_GET_LENGTH(text)
                PyMem_Free(data)
                data = NULL
                data = PyUnicode_AsUCS4Copy(text)
            elif found.places is not NULL:
                text = None
            is_as_given[0] = found.places is NULL and found.starts is None
            if folded is not None:
                self._make_sieve(folded, &sieve)
            self._find(found, text, data, composed, NULL if folded is None else &sieve)
        finally:
            PyMem_Free(data)
        return found

    cdef int _make_sieve(self, folded, Sieve* sieve) except -1:
        cdef uint32_t hash
        cdef Py_ssize_t i
        cdef Py_UCS4 c
        cdef str form
        if folded is self.sieved:
            sieve[0] = self.sieve
            return 0
        memset(sieve, 0, sizeof(Sieve))
        for form in folded:
            hash = 0
            for i in range(PyUnicode_GET_LENGTH(form)):
                c = PyUnicode_READ_CHAR(form, i)
                hash = mixed(hash, letters[c] if c < IN_TABLE else 0)
                sieve.has_figures |= c >= IN_TABLE or not letters[c]
            hash ^= hash >> 12
            sieve.bits[hash >> 6 & (SIEVE_WORDS - 1)] |= <uint64_t>1 << (hash & 63)
        if type(folded) is frozenset:
            self.sieve = sieve[0]
            self.sieved = folded
        return 0

    cdef Found _found(self, str text, starts, ends, const Sieve* sieve):
        cdef Found found = Found.__new__(Found)
        cdef Py_UCS4* data = PyUnicode_AsUCS4Copy(text)
        found.scanner = self
        found.starts = starts
        found.ends = ends
        try:
            self._find(found, text, data, PyUnicode_GET_LENGTH(text), sieve)
        finally:
            PyMem_Free(data)
        return found

    cdef int _find(
        self, Found found, str text, const Py_UCS4* data, Py_ssize_t length, const Sieve* sieve
    ) except -1:
        """Keep all syllables, or those that the sieve lets through.

        `text` is None where it is only made when it is needed.
        """
        cdef Py_ssize_t at = 0, end = 0, start, last = 0, offset
        cdef uint32_t before = 0  # the form of the syllable before; 0 where nobody asked for it
        cdef bint plain, is_joined, is_wanted
        cdef Kind kind
        cdef Piece piece
        cdef tuple result
        cdef str surface
        piece.place = 0
        while at < length:
            kind = kind_of(kinds, data[at])
            if kind == OTHER or kind == MARK:
                at += 1
                continue
            start = at
            plain = False
            is_wanted = True
            if kind == DIGIT:
                at = run(kinds, data, at + 1, DIGIT, DIGIT)
                plain = is_plain_number(kinds, data, start, at, length)
                if not plain and sieve is not NULL and not sieve.has_figures:
                    piece.end = quantity_end(kinds, data, start, at)
                    if piece.end:
                        at = piece.end
                        plain = True
                        is_wanted = False
            elif kind == LETTER:
                if sieve is NULL:
                    at = run(kinds, data, at + 1, LETTER, MARK)
                else:
                    at = sifted(sieve, data, at, self.longest, &is_wanted)
                plain = is_plain(kinds, data, start, at)
                if (
                    plain
                    and at - start <= LONGEST_LEADER
                    and is_before_number(kinds, data, at, &is_joined)
                ):
                    plain = not is_joined and not self._leads(data + start, at - start)
            if not plain:
                piece.end = mixed_end(kinds, data, start, at)
                if piece.end:
                    at = piece.end
                    plain = is_wanted = True
            if plain and not is_wanted:
                before = 0
                last, end = start, at
                piece.place += 1
                continue
            if plain:
                piece.form = self.form_of(data + start, at - start)
                result = None
            else:
                if text is None:
                    text = from_ucs4(data, length)
                result = self._pieces(text, data, start, &offset)
                if result is None:
                    at = start + 1
                    continue
            piece.after_break = end > 0 and self._is_break(data, end, start)
            if not before and piece.place:
                before = self.form_of(data + last, end - last)
            if plain:
                piece.start, piece.end = start, at
                self._keep(found, piece, before)
                before = found.pieces[found.count - 1].form
                last, end = start, at
                piece.place += 1
                continue
            for piece.start, piece.end, surface in result[0]:
                piece.start += offset
                piece.end += offset
                piece.form = self._form_of_text(surface)
                self._keep(found, piece, before)
                before = found.pieces[found.count - 1].form
                end = piece.end
                piece.after_break = False
                piece.place += 1
            at = offset + <Py_ssize_t>result[1]
        return 0

    cdef tuple _pieces(self, str text, const Py_UCS4* data, Py_ssize_t start, Py_ssize_t* offset):
        """What the rules find at `start`: the pieces, and where it ends, both counted from `offset`.

        None where nothing begins.
        """
        cdef Py_ssize_t end = stretch_end(kinds, data, start)
        cdef PyObject* kept
        cdef str stretch
        cdef tuple result
        offset[0] = start
        if end:
            stretch = from_ucs4(data + start, end - start)
            kept = PyDict_GetItem(self.stretches, stretch)
            if kept is not NULL:
                return <tuple>kept
            result = self.rules(stretch, 0)
            if result is not None and result[1] == end - start:
                if len(self.stretches) >= MOST_STRETCHES:
                    self.stretches.clear()
                self.stretches[stretch] = result
                return result
        offset[0] = 0
        return self.rules(text, start)

    cdef int _keep(self, Found found, Piece piece, uint32_t before) except -1:
        """Keep a syllable behind one of another form, or behind none."""
        cdef const Form* form = &self.forms[piece.form]
        if found.count == found.room:
            found.room = 2 * found.room + 32
            found.pieces = <Piece*>resized(found.pieces, found.room * sizeof(Piece))
        if form.number and before:
            if self.forms[before].counts >= form.needs:
                piece.form = form.number
        elif form.traits & PUT_RIGHT:
            found.wrong += 1
        found.pieces[found.count] = piece
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
        PyMem_Free(self.places)

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

    cdef list select(self, choose, dict known, folded):
        """Those that `choose` picks, see `syllables.FoundInPython`; the others are not made."""
        cdef list found = []
        cdef Py_ssize_t i
        cdef const Form* form
        cdef PyObject* kept
        cdef object text, bare, answer
        for i in range(self.count):
            form = &self.scanner.forms[self.pieces[i].form]
            bare = self.scanner.texts[form.folded]
            if folded is not None and bare not in folded:
                continue
            text = self.scanner.texts[form.normal]
            kept = PyDict_GetItem(known, text)
            if kept is not NULL:
                answer = <object>kept
            else:
                answer = choose(text, bare)
                known[text] = answer
            if answer is not None:
                found.append((self.pieces[i].place, self.syllable(i), answer))
        return found

    cdef object syllable(self, Py_ssize_t i):
        cdef const Piece* piece = &self.pieces[i]
        cdef const Form* form = &self.scanner.forms[piece.form]
        return new_of_five(
            self.scanner.syllable,
            self.start(piece.start),
            self.end(piece.end),
            self.scanner.texts[form.normal],
            self.scanner.texts[form.folded],
            True if piece.after_break else False,
        )
