# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Matches and fragments natively: `matching`, `fragments` and `spans` have what must be the same."""

from cpython.mem cimport PyMem_Free
from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport PyTuple_SET_ITEM
from cpython.unicode cimport PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR

from libc.stdint cimport uint32_t
from libc.string cimport memcmp

cdef extern from "Python.h":
    ctypedef struct PyTypeObject:
        object (*tp_alloc)(PyTypeObject*, Py_ssize_t)

    void PyObject_GC_UnTrack(PyObject*)
    Py_UCS4* PyUnicode_AsUCS4Copy(object text) except NULL
    bint Py_UNICODE_ISSPACE(Py_UCS4)

cdef enum:  # lengths of fragments, as `fragments` has them
    LONGEST = 220
    SHORTEST = 60
    BEFORE = 70
    NEAR = 80
    FAR_BACK = 40


cdef inline bint ends_sentence(Py_UCS4 c) noexcept:
    return c == u"." or c == u"!" or c == u"?" or c == u"…"


cdef inline bint closes(Py_UCS4 c) noexcept:
    return c == u"”" or c == u'"' or c == u"'" or c == u")" or c == u"]"


cdef class Matcher:
    """Makes matches, which are of the type `match`."""

    cdef type match

    def __cinit__(self, type match):
        self.match = match

    cdef object new(self, object start, object end, object key, object paired):
        """A match, which is a tuple: `tuple.__new__` would build another one first."""
        cdef tuple made = <tuple>(<PyTypeObject*>self.match).tp_alloc(<PyTypeObject*>self.match, 4)
        Py_INCREF(start)
        PyTuple_SET_ITEM(made, 0, start)
        Py_INCREF(end)
        PyTuple_SET_ITEM(made, 1, end)
        Py_INCREF(key)
        PyTuple_SET_ITEM(made, 2, key)
        Py_INCREF(paired)
        PyTuple_SET_ITEM(made, 3, paired)
        PyObject_GC_UnTrack(<PyObject*>made)  # it holds nothing that could hold it
        return made

    def matches(self, list found not None, set paired not None, dict forms, dict phrases):
        """See `matching.matches_in_python`."""
        cdef list matches = []
        cdef tuple one, syllable, role
        cdef object place, key, form
        cdef bint is_paired
        for one in found:
            place = one[0]
            syllable = <tuple>one[1]
            role = <tuple>one[2]
            key = role[0]
            form = syllable[2]
            if phrases and place in phrases:
                matches.append(self.new(syllable[0], syllable[1], phrases[place], True))
            elif key is not None:
                is_paired = place in paired
                if is_paired or key not in forms or form in forms[key]:
                    matches.append(
                        self.new(syllable[0], syllable[1], key, True if is_paired else False)
                    )
            elif role[1]:
                matches.append(self.new(syllable[0], syllable[1], form, False))
        return matches


def paired_places(list found not None, set pairs not None):
    """See `matching.paired_places_in_python`."""
    cdef set paired = set()
    cdef tuple one, syllable, role
    cdef Py_ssize_t place, last = -1
    cdef object key, last_key = None
    for one in found:
        place = one[0]
        syllable = <tuple>one[1]
        role = <tuple>one[2]
        key = role[0]
        if place == last + 1 and not syllable[4] and (last_key, key) in pairs:
            paired.add(last)
            paired.add(place)
        last = place
        last_key = key
    return paired


cdef class _Text:
    """A text that is looked through; a zero stands behind it."""

    cdef Py_UCS4* data
    cdef Py_ssize_t length

    def __cinit__(self, str text):
        self.data = PyUnicode_AsUCS4Copy(text)
        self.length = PyUnicode_GET_LENGTH(text)

    def __dealloc__(self):
        PyMem_Free(self.data)

    cdef Py_ssize_t passage_end(self, Py_ssize_t begun, bint* is_rest) noexcept:
        """The end of the sentence that begins there, with the white space behind it.

        A short one goes with the next in its paragraph. With it, whether no sentence ends there.
        """
        cdef const Py_UCS4* data = self.data
        cdef Py_ssize_t at = begun, mark
        cdef Py_UCS4 c
        cdef bint is_line
        is_rest[0] = False
        while at < self.length:
            c = data[at]
            if c > u"?" and c != u"…":  # as most letters are
                at += 1
                continue
            if c == u"\n":
                mark = at + 1
            elif ends_sentence(c) and not (at and ends_sentence(data[at - 1])):
                mark = at + 1
                while ends_sentence(data[mark]):
                    mark += 1
                while closes(data[mark]):
                    mark += 1
                if mark == self.length or not Py_UNICODE_ISSPACE(data[mark]):
                    at += 1
                    continue
            else:
                at += 1
                continue
            is_line = c == u"\n"
            at = mark
            while at < self.length and Py_UNICODE_ISSPACE(data[at]):
                is_line |= data[at] == u"\n"
                at += 1
            if is_line or mark - begun >= SHORTEST:
                return at
        is_rest[0] = True
        return self.length

    cdef Py_ssize_t word_start(self, Py_ssize_t at, Py_ssize_t most) noexcept:
        """The first beginning of a word at or after `at`, not beyond `most`."""
        while at < most and not (
            Py_UNICODE_ISSPACE(self.data[at - 1]) and not Py_UNICODE_ISSPACE(self.data[at])
        ):
            at += 1
        return at

    cdef Py_ssize_t word_end(self, Py_ssize_t at) noexcept:
        """The last end of a word at or before `at` (or `at`, inside a word without end)."""
        cdef Py_ssize_t end = at
        if at >= self.length:
            return self.length
        while end > at - FAR_BACK and not Py_UNICODE_ISSPACE(self.data[end]):
            end -= 1
        return end if end > at - FAR_BACK else at


cdef list fragments(_Text whole, list matches):
    """See `fragments._fragments`."""
    cdef const Py_UCS4* data = whole.data
    cdef list found = []
    cdef Py_ssize_t begun, ended = 0, start, end, first, last, shown, at = 0, count = len(matches)
    cdef bint is_rest = False
    matches = shortened(matches)
    while at < count and not is_rest:
        begun = ended
        ended = whole.passage_end(begun, &is_rest)
        if end_of(matches, at) > ended:
            continue
        start, end = begun, ended
        while end > begun and Py_UNICODE_ISSPACE(data[end - 1]):
            end -= 1
        while start < end and Py_UNICODE_ISSPACE(data[start]):
            start += 1
        while at < count and end_of(matches, at) <= end:
            first, last = start, end
            if end - start > LONGEST:
                shown = start_of(matches, at)
                if shown - start > BEFORE:
                    first = whole.word_start(shown - BEFORE, shown)
                last = min(end, max(whole.word_end(first + LONGEST), end_of(matches, at)))
            shown = at
            while at < count and end_of(matches, at) <= last:
                at += 1
            found.append((first, last, matches[shown:at]))
    return found


cdef inline Py_ssize_t start_of(list matches, Py_ssize_t at) except -1:
    return (<tuple>matches[at])[0]


cdef inline Py_ssize_t end_of(list matches, Py_ssize_t at) except -1:
    return (<tuple>matches[at])[1]


cdef list shortened(list matches):
    """The matches, each of which fits a fragment: a run without spaces can be longer than any."""
    cdef Py_ssize_t i
    for i in range(len(matches)):
        if end_of(matches, i) - start_of(matches, i) > LONGEST:
            return [
                one._replace(end=min(one.end, one.start + LONGEST)) for one in matches
            ]
    return matches


cdef struct Word:
    Py_ssize_t start
    Py_ssize_t end
    uint32_t hash


cdef enum:
    # Of a fragment, which is LONGEST, or reaches from BEFORE a match to its end: no more than half
    # as many words as LONGEST and BEFORE together.
    MOST_WORDS = 256
    PLACES = 512  # for them; a power of two


cdef class Words:
    """The different words of a fragment, which white space keeps apart."""

    cdef _Text text
    cdef Word words[MOST_WORDS]
    cdef short places[PLACES]  # 0 for none, else a word's number from 1
    cdef int count

    cdef void read(self, _Text text, Py_ssize_t at, Py_ssize_t end) noexcept:
        """Read the words from `at` to `end`, up to so many as there is room for."""
        cdef Word word
        cdef short* place
        self.text = text
        while True:
            while at < end and Py_UNICODE_ISSPACE(text.data[at]):
                at += 1
            if at >= end or self.count == MOST_WORDS:
                return
            word.start = at
            word.hash = 0
            while at < end and not Py_UNICODE_ISSPACE(text.data[at]):
                word.hash = word.hash * 33 + <uint32_t>text.data[at]
                at += 1
            word.end = at
            place = self.place(text, &word)
            if not place[0]:
                self.words[self.count] = word
                self.count += 1
                place[0] = self.count

    cdef short* place(self, _Text text, const Word* word) noexcept:
        """Where a word is, or would be; it stands in `text`."""
        cdef uint32_t at = word.hash ^ word.hash >> 15
        cdef Py_ssize_t size = word.end - word.start
        cdef const Word* other
        while True:
            at &= PLACES - 1
            if not self.places[at]:
                return &self.places[at]
            other = &self.words[self.places[at] - 1]
            if (
                other.hash == word.hash
                and other.end - other.start == size
                and not memcmp(
                    self.text.data + other.start, text.data + word.start, size * sizeof(Py_UCS4)
                )
            ):
                return &self.places[at]
            at += 1

    cdef bint repeats(self, Words others) noexcept:
        """Whether more than seven of ten words are among others."""
        cdef int i, shared = 0
        for i in range(self.count):
            shared += others.place(self.text, &self.words[i])[0] != 0
        return shared > 0.7 * self.count


cdef dict values_of(list matches, weights):
    """What each of the query's syllables is worth: twice as much where it stands in a pair."""
    cdef dict values = {}
    cdef object key
    for match in matches:
        key = (<tuple>match)[2]
        if (<tuple>match)[3]:
            values[key] = <double>weights.get(key, 1.0) * 2.0
        elif key not in values:
            values[key] = weights.get(key, 1.0)
    return values


def chosen(texts not None, matches not None, weights not None, Py_ssize_t most):
    """See `fragments.chosen_in_python`."""
    cdef list left = [], picked = [], shown = []
    cdef set seen = set()
    cdef list inside
    cdef dict values
    cdef tuple best
    cdef _Text whole
    cdef Words words
    cdef Py_ssize_t place
    cdef double worth
    for name, text in texts.items():
        found = matches.get(name) if name != "title" else None
        if found:
            whole = _Text(text)
            for start, end, inside in fragments(whole, found):
                values = values_of(inside, weights)
                left.append((sum(values.values()), -len(left), name, start, end, inside, values, whole))
    left.sort(reverse=True)  # no two are as early
    while len(picked) < most and left:
        place = worthiest(left, seen, &worth)
        if picked and not worth > 0:
            break
        best = left.pop(place)
        words = Words()
        words.read(best[7], best[3], best[4])
        for others in shown:
            if words.repeats(others):
                break
        else:
            picked.append(best[2:6])
            shown.append(words)
            seen.update(<dict>best[6])
    return picked


cdef Py_ssize_t worthiest(list left, set seen, double* most) except -1:
    """See `fragments._worthiest`: the place of the worthiest, and what it is worth."""
    cdef double best = -1.0, worth, value
    cdef Py_ssize_t earliest = 0, early, place = 0, at
    cdef tuple one
    for at in range(len(left)):
        one = left[at]
        if <double>one[0] < best:
            break
        worth = 0.0
        early = one[1]
        for key, value in (<dict>one[6]).items():
            worth += 0.25 * value if key in seen else value
        if worth > best or (worth == best and early > earliest):
            best, earliest, place = worth, early, at
    most[0] = best
    return place


def joined_spans(str text not None, matches not None):
    """See `spans.joined_spans_in_python`."""
    cdef list spans = []
    cdef Py_ssize_t start, end, at, last_start = 0, last = -1
    cdef Py_UCS4 c
    cdef bint is_one
    cdef int hyphens
    for match in matches:
        start = (<tuple>match)[0]
        end = (<tuple>match)[1]
        is_one = last >= 0
        hyphens = 0
        if is_one:
            for at in range(last, start):
                c = PyUnicode_READ_CHAR(text, at)
                hyphens += c == u"-"
                if (c != u" " and c != 0xA0 and c != u"-") or hyphens > 1:
                    is_one = False
                    break
        if not is_one:
            if last >= 0:
                spans.append((last_start, last))
            last_start = start
        last = end
    if last >= 0:
        spans.append((last_start, last))
    return spans


def cut_ends(str text not None, Py_ssize_t start, Py_ssize_t end):
    """See `fragments.cut_ends_in_python`."""
    return (
        start > 0 and not is_whole_before(text, start),
        goes_on(text, start, end),
    )


cdef bint is_whole_before(str text, Py_ssize_t start):
    cdef Py_ssize_t first = max(0, start - NEAR), at = start
    cdef Py_UCS4 c
    while at > first and Py_UNICODE_ISSPACE(PyUnicode_READ_CHAR(text, at - 1)):
        if PyUnicode_READ_CHAR(text, at - 1) == u"\n":
            return True
        at -= 1
    if at == first:
        return True
    while at > first and closes(PyUnicode_READ_CHAR(text, at - 1)):
        at -= 1
    if at == first:
        return False
    c = PyUnicode_READ_CHAR(text, at - 1)
    return ends_sentence(c) or c == u":" or c == u";"


cdef bint goes_on(str text, Py_ssize_t start, Py_ssize_t end):
    cdef Py_ssize_t at = end, last = min(end + NEAR, PyUnicode_GET_LENGTH(text)), first
    cdef Py_UCS4 c
    while at < last:
        c = PyUnicode_READ_CHAR(text, at)
        if c != u" " and c != u"\t" and c != u"\r":
            break
        at += 1
    if at == last or PyUnicode_READ_CHAR(text, at) == u"\n":
        return False
    first = max(start, end - 10)
    at = end
    if at > first and PyUnicode_READ_CHAR(text, at - 1) == u"\n":
        at -= 1
    while at > first and closes(PyUnicode_READ_CHAR(text, at - 1)):
        at -= 1
    return at == first or not ends_sentence(PyUnicode_READ_CHAR(text, at - 1))
