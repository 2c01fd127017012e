# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Fragments natively: `fragments` and `spans` have what must be the same."""

from cpython.mem cimport PyMem_Free
from cpython.unicode cimport PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR

from libc.stdint cimport uint32_t
from libc.stdlib cimport qsort
from libc.string cimport memcmp, memmove

from search.display._matches cimport Matched, Matches, resized

cdef extern from "Python.h":
    Py_UCS4* PyUnicode_AsUCS4Copy(object text) except NULL
    bint Py_UNICODE_ISSPACE(Py_UCS4)

cdef enum:  # lengths of fragments, as `fragments` has them
    LONGEST = 220
    SHORTEST = 60
    BEFORE = 70
    NEAR = 80
    FAR_BACK = 40


cdef inline bint ends_sentence(Py_UCS4 c) noexcept:
    return (c == u".") | (c == u"!") | (c == u"?") | (c == u"…")


cdef inline bint closes(Py_UCS4 c) noexcept:
    return c == u"”" or c == u'"' or c == u"'" or c == u")" or c == u"]"


cdef class _Text:
    """A text that is looked through; a zero stands behind it."""

    cdef str text
    cdef Py_UCS4* data
    cdef Py_ssize_t length

    def __cinit__(self, str text):
        self.text = text
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
            if not ((c == u"\n") | ends_sentence(c)):  # told without a branch for each of them
                at += 1
                continue
            if c == u"\n":
                mark = at + 1
            elif not (at and ends_sentence(data[at - 1])):
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


cdef Matches shortened(Matches matches):
    """The matches, each of which fits a fragment: a run without spaces can be longer than any."""
    cdef Matches short
    cdef const Matched* one
    cdef Py_ssize_t i
    for i in range(matches.count):
        if matches.items[i].end - matches.items[i].start > LONGEST:
            break
    else:
        return matches
    short = Matches()
    for i in range(matches.count):
        one = &matches.items[i]
        short.add(one.start, min(one.end, one.start + LONGEST), <object>one.key, one.is_paired)
    return short


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


cdef struct Key:  # a syllable of the query
    double weight
    Py_ssize_t part  # the last part that shows it, and where among its values
    Py_ssize_t place
    bint is_seen

cdef struct Value:  # what a part shows of one
    Py_ssize_t key
    double worth

cdef struct Part:  # a part of a text that may be shown, with its matches and its values
    Py_ssize_t text
    Py_ssize_t start
    Py_ssize_t end
    Py_ssize_t first_match
    Py_ssize_t last_match
    Py_ssize_t first_value
    Py_ssize_t last_value

cdef struct Ranked:
    double alone  # what a part is worth alone
    Py_ssize_t part


cdef int falling(const void* one, const void* other) noexcept nogil:
    cdef const Ranked* a = <const Ranked*>one
    cdef const Ranked* b = <const Ranked*>other
    if a.alone != b.alone:
        return -1 if a.alone > b.alone else 1
    return -1 if a.part < b.part else 1


cdef class _Parts:
    """The parts of texts that hold matches: sentences, or parts of long ones."""

    cdef list texts, found  # of the texts that have matches
    cdef dict numbers  # of keys
    cdef object weights
    cdef Key* keys
    cdef Value* values
    cdef Part* parts
    cdef Ranked* left  # those that are not chosen, the worthiest alone first
    cdef Py_ssize_t key_count, value_count, count, left_count, key_room, value_room, room

    def __cinit__(self, weights):
        self.texts = []
        self.found = []
        self.numbers = {}
        self.weights = weights

    def __dealloc__(self):
        PyMem_Free(self.keys)
        PyMem_Free(self.values)
        PyMem_Free(self.parts)
        PyMem_Free(self.left)

    cdef int add(self, _Text whole, Matches matches) except -1:
        """Add the parts of a text, see `fragments._fragments`."""
        cdef const Py_UCS4* data = whole.data
        cdef const Matched* items
        cdef Py_ssize_t begun, ended = 0, start, end, first, last, shown, at = 0
        cdef bint is_rest = False
        matches = shortened(matches)
        items = matches.items
        self.texts.append(whole)
        self.found.append(matches)
        while at < matches.count and not is_rest:
            begun = ended
            ended = whole.passage_end(begun, &is_rest)
            if items[at].end > ended:
                continue
            start, end = begun, ended
            while end > begun and Py_UNICODE_ISSPACE(data[end - 1]):
                end -= 1
            while start < end and Py_UNICODE_ISSPACE(data[start]):
                start += 1
            while at < matches.count and items[at].end <= end:
                first, last = start, end
                if end - start > LONGEST:
                    shown = items[at].start
                    if shown - start > BEFORE:
                        first = whole.word_start(shown - BEFORE, shown)
                    last = min(end, max(whole.word_end(first + LONGEST), items[at].end))
                shown = at
                while at < matches.count and items[at].end <= last:
                    at += 1
                self._add(first, last, items, shown, at)
        return 0

    cdef int _add(
        self, Py_ssize_t start, Py_ssize_t end, const Matched* items, Py_ssize_t first,
        Py_ssize_t last
    ) except -1:
        """Add a part and what each of the query's syllables is worth there.

        That is twice as much where it stands in a pair.
        """
        cdef Py_ssize_t i, number
        cdef Part* part
        cdef Key* key
        if self.count == self.room:
            self.room = 2 * self.room + 16
            self.parts = <Part*>resized(self.parts, self.room * sizeof(Part))
        part = &self.parts[self.count]
        part.text = len(self.texts) - 1
        part.start, part.end = start, end
        part.first_match, part.last_match = first, last
        part.first_value = self.value_count
        for i in range(first, last):
            number = self._number(<object>items[i].key)
            key = &self.keys[number]
            if key.part != self.count:
                key.part = self.count
                key.place = self.value_count
                self._add_value(number, key.weight)
            if items[i].is_paired:
                self.values[key.place].worth = key.weight * 2.0
        part.last_value = self.value_count
        self.count += 1
        return 0

    cdef int _add_value(self, Py_ssize_t number, double worth) except -1:
        if self.value_count == self.value_room:
            self.value_room = 2 * self.value_room + 32
            self.values = <Value*>resized(self.values, self.value_room * sizeof(Value))
        self.values[self.value_count] = Value(key=number, worth=worth)
        self.value_count += 1
        return 0

    cdef Py_ssize_t _number(self, object text) except -1:
        """The number of a syllable of the query."""
        cdef object known = self.numbers.get(text)
        if known is not None:
            return known
        if self.key_count == self.key_room:
            self.key_room = 2 * self.key_room + 16
            self.keys = <Key*>resized(self.keys, self.key_room * sizeof(Key))
        self.keys[self.key_count] = Key(
            weight=self.weights.get(text, 1.0), part=-1, place=0, is_seen=False
        )
        self.numbers[text] = self.key_count
        self.key_count += 1
        return self.key_count - 1

    cdef double worth(self, Py_ssize_t part) noexcept:
        """What a part is worth beside what is seen."""
        cdef double worth = 0.0
        cdef const Value* value
        cdef Py_ssize_t i
        for i in range(self.parts[part].first_value, self.parts[part].last_value):
            value = &self.values[i]
            worth += 0.25 * value.worth if self.keys[value.key].is_seen else value.worth
        return worth

    cdef int rank(self) except -1:
        """Bring the parts into the order of what they are worth alone."""
        cdef Py_ssize_t i
        self.left_count = self.count
        self.left = <Ranked*>resized(self.left, (self.count + 1) * sizeof(Ranked))
        for i in range(self.count):
            self.left[i] = Ranked(alone=self.worth(i), part=i)
        qsort(self.left, self.count, sizeof(Ranked), falling)
        return 0

    cdef Py_ssize_t take(self, double* worth) noexcept:
        """Take the worthiest of what is left, see `fragments._worthiest`."""
        cdef Py_ssize_t at, place = 0, part
        cdef double here
        worth[0] = -1.0
        for at in range(self.left_count):
            if self.left[at].alone < worth[0]:
                break
            part = self.left[at].part
            here = self.worth(part)
            if here > worth[0] or (here == worth[0] and part < self.left[place].part):
                worth[0], place = here, at
        part = self.left[place].part
        self.left_count -= 1
        memmove(
            &self.left[place], &self.left[place + 1], (self.left_count - place) * sizeof(Ranked)
        )
        return part

    cdef int see(self, Py_ssize_t part) noexcept:
        """What a part shows is seen."""
        cdef Py_ssize_t i
        for i in range(self.parts[part].first_value, self.parts[part].last_value):
            self.keys[self.values[i].key].is_seen = True
        return 0

    cdef tuple cut_out(self, Py_ssize_t number, str name):
        """A part as a fragment."""
        cdef const Part* part = &self.parts[number]
        cdef _Text whole = self.texts[part.text]
        cdef bint is_before = False, is_after = False
        if name == "summary" or name == "body":
            is_before = part.start > 0 and not is_whole_before(whole.text, part.start)
            is_after = goes_on(whole.text, part.start, part.end)
        return (
            name,
            part.start,
            part.end,
            spans_of(
                whole.text, self.found[part.text], part.first_match, part.last_match, part.start
            ),
            is_before,
            is_after,
        )


def chosen(texts not None, matches not None, weights not None, Py_ssize_t most):
    """See `fragments.chosen_in_python`."""
    cdef _Parts parts = _Parts(weights)
    cdef list names = [], picked = [], shown = []
    cdef const Part* part
    cdef Words words
    cdef Py_ssize_t number
    cdef double worth = 0.0
    for name, text in texts.items():
        found = matches.get(name) if name != "title" else None
        if found:
            names.append(name)
            parts.add(_Text(text), of_list(found))
    parts.rank()
    while len(picked) < most and parts.left_count:
        number = parts.take(&worth)
        if picked and not worth > 0:
            break
        part = &parts.parts[number]
        words = Words()
        words.read(parts.texts[part.text], part.start, part.end)
        for others in shown:
            if words.repeats(others):
                break
        else:
            picked.append((part.text, part.start, len(picked), number))
            shown.append(words)
            parts.see(number)
    picked.sort()
    return [parts.cut_out(number, names[at]) for at, _, _, number in picked]


cdef Matches of_list(matches):
    return <Matches>matches if type(matches) is Matches else Matches(matches)


def joined_spans(str text not None, matches not None):
    """See `spans.joined_spans_in_python`."""
    cdef Matches found = of_list(matches)
    return spans_of(text, found, 0, found.count, 0)


cdef list spans_of(
    str text, Matches matches, Py_ssize_t begin, Py_ssize_t stop, Py_ssize_t origin
):
    """The spans of some matches, counted from `origin`."""
    cdef list spans = []
    cdef const Matched* match
    cdef Py_ssize_t i, at, last_start = 0, last = -1
    cdef Py_UCS4 c
    cdef bint is_one
    cdef int hyphens
    for i in range(begin, stop):
        match = &matches.items[i]
        is_one = last >= 0
        hyphens = 0
        if is_one:
            for at in range(last, match.start):
                c = PyUnicode_READ_CHAR(text, at)
                hyphens += c == u"-"
                if (c != u" " and c != 0xA0 and c != u"-") or hyphens > 1:
                    is_one = False
                    break
        if not is_one:
            if last >= 0:
                spans.append((last_start - origin, last - origin))
            last_start = match.start
        last = match.end
    if last >= 0:
        spans.append((last_start - origin, last - origin))
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
