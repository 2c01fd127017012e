# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Looks through texts natively: `text_scanner` and `matching` have what must be the same.

No syllable becomes an object.
"""

from cpython.dict cimport PyDict_GetItem
from cpython.mem cimport PyMem_Free
from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_GET_LENGTH

from index.vietnamese._syllables cimport Form, Found, Piece, Scanner
from search.display._matches cimport Matches, resized

from index.vietnamese.syllables import scanner as current_scanner
from search.display.phrase_places import places_in_phrases
from search.display.query_forms import RoleTeller
from search.display.text_parts import MOST_COMPOSED, WHOLE, parts_of

cdef struct Sought:  # a syllable that has a role
    Py_ssize_t place  # among all of its text
    Py_ssize_t start
    Py_ssize_t end
    PyObject* text  # which the scanner holds, as it does the folded form
    PyObject* folded
    PyObject* role  # which those that are known hold
    bint after_break
    bint is_paired

cdef Py_ssize_t whole = WHOLE, most_composed = MOST_COMPOSED

cdef Matches none = Matches()


cdef class ScannedTexts:
    """See `matching.ScannedTextsInPython`."""

    cdef list names
    cdef list ends  # of the texts among `items`
    cdef Scanner scanner
    cdef dict known
    cdef Sought* items
    cdef Py_ssize_t count, room

    def __dealloc__(self):
        PyMem_Free(self.items)

    cdef int add(
        self, str text, object role_of, object folded, Py_ssize_t after, Py_ssize_t offset,
        bint* is_as_given
    ) except -1:
        """Add what has a role in a text, to which places and offsets are counted from there."""
        cdef Found found = self.scanner.sought(text, folded, is_as_given)
        cdef list texts = self.scanner.texts
        cdef const Piece* piece
        cdef const Form* form
        cdef PyObject* kept
        cdef Sought* item
        cdef object normal, bare, role
        cdef Py_ssize_t i
        for i in range(found.count):
            form = &self.scanner.forms[found.pieces[i].form]
            bare = texts[form.folded]
            normal = texts[form.normal]
            if folded is not None and bare not in folded:
                continue
            kept = PyDict_GetItem(self.known, normal)
            if kept is NULL:
                role = self.known.setdefault(normal, role_of(normal, bare))
            else:
                role = <object>kept
            if role is None:
                continue
            if self.count == self.room:
                self.room = 2 * self.room + 32
                self.items = <Sought*>resized(self.items, self.room * sizeof(Sought))
            piece = &found.pieces[i]
            item = &self.items[self.count]
            item.place = after + piece.place
            item.start = offset + found.start(piece.start)
            item.end = offset + found.end(piece.end)
            item.text = <PyObject*>normal
            item.folded = <PyObject*>bare
            item.role = <PyObject*>role
            item.after_break = piece.after_break
            item.is_paired = False
            self.count += 1
        return 0

    cdef int end_text(self, Py_ssize_t begin, set pairs) except -1:
        """The text that began there is over: its syllables that stand in a pair are told."""
        cdef Sought* item
        cdef Py_ssize_t i, last = -1
        cdef object key, last_key = None
        for i in range(begin, self.count):
            item = &self.items[i]
            key = (<tuple><object>item.role)[0]
            if item.place == last + 1 and not item.after_break and (last_key, key) in pairs:
                item.is_paired = True
                if i > begin:
                    self.items[i - 1].is_paired = True
            last = item.place
            last_key = key
        self.ends.append(self.count)
        return 0

    def paired_forms(self):
        """See `matching.ScannedTextsInPython`."""
        cdef dict forms = {}
        cdef const Sought* item
        cdef object key
        cdef Py_ssize_t i
        for i in range(self.count):
            item = &self.items[i]
            key = (<tuple><object>item.role)[0]
            if item.is_paired and key is not None:
                if key not in forms:
                    forms[key] = set()
                (<set>forms[key]).add(<object>item.text)
        return forms

    def matches(self, dict forms not None, list phrases not None):
        """See `matching.ScannedTextsInPython`."""
        cdef dict found = {}
        cdef Py_ssize_t begin = 0, end
        for name, end in zip(self.names, self.ends):
            found[name] = none if begin == end else self._matches(begin, end, forms, phrases)
            begin = end
        return found

    cdef Matches _matches(self, Py_ssize_t begin, Py_ssize_t end, dict forms, list phrases):
        cdef Matches matches = Matches.__new__(Matches)
        cdef const Sought* item
        cdef tuple role
        cdef object key, text
        cdef dict inside = None
        cdef Py_ssize_t i
        if phrases:
            inside = places_in_phrases(
                phrases, self._forms(begin, end, True), self._forms(begin, end, False)
            )
        for i in range(begin, end):
            item = &self.items[i]
            role = <tuple><object>item.role
            key = role[0]
            text = <object>item.text
            if inside and item.place in inside:
                matches.add(item.start, item.end, inside[item.place], True)
            elif key is not None:
                if item.is_paired or key not in forms or text in <set>forms[key]:
                    matches.add(item.start, item.end, key, item.is_paired)
            elif role[1]:
                matches.add(item.start, item.end, text, False)
        return matches

    cdef dict _forms(self, Py_ssize_t begin, Py_ssize_t end, bint exact):
        """The syllables of a text by their places, as they are or folded."""
        cdef dict forms = {}
        cdef Py_ssize_t i
        for i in range(begin, end):
            forms[self.items[i].place] = <object>(
                self.items[i].text if exact else self.items[i].folded
            )
        return forms


cdef class TextScanner:
    """See `text_scanner.TextScannerInPython`."""

    cdef readonly object strict, loose
    cdef object folded
    cdef set pairs
    cdef Py_ssize_t composed

    def __init__(self, forms):
        self.strict = RoleTeller(forms.role, {})
        self.loose = RoleTeller(forms.loose_role, {})
        self.folded = forms.folded
        self.pairs = forms.pairs

    @property
    def is_slow(self):
        """See `text_scanner.TextScannerInPython`."""
        return self.composed >= most_composed

    def scan(self, texts not None, roles not None, most=None):
        """See `text_scanner.TextScannerInPython`."""
        cdef ScannedTexts scanned = ScannedTexts.__new__(ScannedTexts)
        cdef Py_ssize_t begin
        scanned.names = list(texts)
        scanned.ends = []
        scanned.scanner = current_scanner()
        scanned.known = roles.known
        for text in texts.values():
            begin = scanned.count
            if most is None:
                self._look(scanned, text, roles.role_of, 0, 0)
            elif begin < most:
                self._look_through(scanned, text, roles.role_of, begin, most)
            scanned.end_text(begin, self.pairs)
        return scanned

    cdef int _look(
        self, ScannedTexts scanned, str text, role_of, Py_ssize_t after, Py_ssize_t offset
    ) except -1:
        cdef bint is_as_given
        scanned.add(text, role_of, self.folded, after, offset, &is_as_given)
        if not is_as_given:
            self.composed += PyUnicode_GET_LENGTH(text)
        return 0

    cdef int _look_through(
        self, ScannedTexts scanned, str text, role_of, Py_ssize_t begin, Py_ssize_t most
    ) except -1:
        """Look through a text part by part, until there are enough."""
        cdef Py_ssize_t start, end, after = 0
        if PyUnicode_GET_LENGTH(text) < whole:
            self._look(scanned, text, role_of, 0, 0)
        else:
            for start, end in parts_of(text):
                self._look(scanned, text[start:end], role_of, after, start)
                if scanned.count >= most or self.is_slow:
                    break
                after = scanned.items[scanned.count - 1].place + 2 if scanned.count > begin else 0
        scanned.count = min(scanned.count, most)
        return 0
