# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Term vectors natively, byte for byte as the reference in `terms` makes them.

The syllables of a text come as numbers (`_syllables.Found`), and go into a vector without an
object for any of them.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Realloc
from libc.stdint cimport uint32_t, uint64_t
from libc.string cimport memcpy

from index.vietnamese._syllables cimport Form, Found, Piece, Scanner, Term

cdef enum:  # which forms of a syllable are terms
    MARKED = 1
    FOLDED = 2

cdef enum:
    WIDTH = 4  # bytes of a number in a vector
    MUCH_ROOM = 1 << 20  # terms or occurrences; it is given back after an article with so many
    GAP = 100  # positions between two texts, as in `terms`


cdef void* resized(void* items, size_t size) except NULL:
    items = PyMem_Realloc(items, size)
    if not items:
        raise MemoryError
    return items


cdef inline char* put(char* place, uint32_t number) noexcept:
    """Write a number; returns where the next one goes."""
    place[0] = <char>(number & 0xFF)
    place[1] = <char>(number >> 8 & 0xFF)
    place[2] = <char>(number >> 16 & 0xFF)
    place[3] = <char>(number >> 24)
    return place + WIDTH


cdef struct Occurrence:
    uint32_t form
    uint32_t packed

cdef struct Listed:  # a term of the vector that is being made
    uint32_t term
    uint32_t frequency
    char* next  # where its next position goes

cdef struct Seen:  # of every term: its place among those listed, if the stamp is the vector's
    uint32_t stamp
    uint32_t place


cdef inline bint fits(size_t need, size_t room) noexcept:
    """Whether there is room enough, and not the room of a giant for something small."""
    return need <= room and (room < MUCH_ROOM or need >= MUCH_ROOM)


cdef class Listing:
    """The terms of a vector, in the order in which they occur; made anew for every vector."""

    cdef Seen* seen
    cdef uint32_t seen_room, stamp
    cdef Listed* terms
    cdef uint32_t count
    cdef uint32_t* places  # among the terms, of each occurrence
    cdef Py_ssize_t occurrences, room

    def __dealloc__(self):
        PyMem_Free(self.seen)
        PyMem_Free(self.terms)
        PyMem_Free(self.places)

    cdef int begin(self, uint32_t known, Py_ssize_t most) except -1:
        """Forget all. Terms have numbers below `known`, and there are at most so many of them."""
        self.count = 0
        self.occurrences = 0
        self.stamp += 1
        if not fits(known, self.seen_room) or not self.stamp:
            self.seen_room = known + (known >> 1)
            PyMem_Free(self.seen)
            self.seen = <Seen*>PyMem_Calloc(self.seen_room, sizeof(Seen))
            if not self.seen:
                self.seen_room = 0
                raise MemoryError
            self.stamp = 1
        if not fits(most, self.room):
            self.room = 0
            self.terms = <Listed*>resized(self.terms, most * sizeof(Listed))
            self.places = <uint32_t*>resized(self.places, most * sizeof(uint32_t))
            self.room = most
        return 0

    cdef inline void add(self, uint32_t term) noexcept:
        """One more occurrence of a term."""
        cdef Seen* seen = &self.seen[term]
        if seen.stamp != self.stamp:
            seen.stamp = self.stamp
            seen.place = self.count
            self.terms[self.count].term = term
            self.terms[self.count].frequency = 0
            self.count += 1
        self.terms[seen.place].frequency += 1
        self.places[self.occurrences] = seen.place
        self.occurrences += 1


cdef Listing listing = Listing()  # between its beginning and the vector no other thread runs


cdef class Terms:
    """The syllables of one field, with and without marks, and their positions."""

    cdef Scanner scanner
    cdef Occurrence* items
    cdef Py_ssize_t count, room
    cdef uint32_t next

    def __dealloc__(self):
        PyMem_Free(self.items)

    def add(self, Found found not None, bint starts_text):
        """Go on with a text, or with a new one, of which `found` is the first piece."""
        cdef const Piece* piece
        cdef Py_ssize_t i
        if self.scanner is None:
            self.scanner = found.scanner
        elif self.scanner is not found.scanner:
            raise ValueError("the texts of a field were found by several scanners")
        if starts_text and self.next:
            self.next += GAP
        if self.count + found.count > self.room:
            self.room = max(self.count + found.count, 2 * self.room)
            self.items = <Occurrence*>resized(self.items, self.room * sizeof(Occurrence))
        for i in range(found.count):
            piece = &found.pieces[i]
            self.items[self.count].form = piece.form
            self.items[self.count].packed = self.next << 1 | (piece.after_break or starts_text)
            starts_text = False
            self.count += 1
            self.next += 1

    def marked(self):
        """The vector of the syllables with their marks; empty if there are none."""
        return self._vector(MARKED)

    def folded(self):
        """The vector of the syllables without marks; empty if there are none."""
        return self._vector(FOLDED)

    def either(self):
        """The vector of the syllables with and without marks, at the same positions."""
        return self._vector(MARKED | FOLDED)

    cdef bytes _vector(self, int which):
        cdef const Form* form
        cdef const Term* term
        cdef Listed* listed
        cdef Py_ssize_t i, at = 0, length = 0
        cdef uint32_t n
        cdef bytes vector
        cdef char* place
        if not self.count:
            return b""
        listing.begin(<uint32_t>len(self.scanner.texts), 2 * self.count)
        for i in range(self.count):
            form = &self.scanner.forms[self.items[i].form]
            if which & MARKED:
                listing.add(form.normal)
            if which & FOLDED and not (which & MARKED and form.folded == form.normal):
                listing.add(form.folded)
        for n in range(listing.count):
            length += self.scanner.terms[listing.terms[n].term].length
        length += WIDTH * (2 + 2 * <Py_ssize_t>listing.count + listing.occurrences)
        vector = PyBytes_FromStringAndSize(NULL, length)
        place = put(PyBytes_AS_STRING(vector), listing.count)
        place = put(place, <uint32_t>listing.occurrences)
        for n in range(listing.count):
            place = put(place, listing.terms[n].frequency)
        for n in range(listing.count):
            place = put(place, self.scanner.terms[listing.terms[n].term].length)
        for n in range(listing.count):
            listed = &listing.terms[n]
            listed.next = place
            place += WIDTH * <Py_ssize_t>listed.frequency
        for n in range(listing.count):
            term = &self.scanner.terms[listing.terms[n].term]
            memcpy(place, term.data, term.length)
            place += term.length
        for i in range(self.count):
            listed = &listing.terms[listing.places[at]]
            listed.next = put(listed.next, self.items[i].packed)
            at += 1
            form = &self.scanner.forms[self.items[i].form]
            if which == MARKED | FOLDED and form.folded != form.normal:
                listed = &listing.terms[listing.places[at]]
                listed.next = put(listed.next, self.items[i].packed)
                at += 1
        return vector


cdef enum:
    MOST_CHAINED = 8  # terms of a word that is found term by term
    MOST_WORDS = 1 << 17  # that are remembered, about
    MUCH_TEXT = 1 << 23  # bytes of them, about

cdef enum:
    IS_WORD = 1 << 31  # a word stands first, and no term

cdef uint64_t no_key = <uint64_t>-1  # of a word that is found by its text

cdef struct Word:  # of several terms
    uint64_t key  # what it is made of: a term, or IS_WORD and a word, and the term behind
    size_t start  # of its text
    uint32_t length
    uint32_t folded  # the word without marks; 0 where nobody asked for it yet


cdef inline uint32_t scatter(uint64_t key) noexcept:
    key *= <uint64_t>0x9E3779B97F4A7C15
    return <uint32_t>(key >> 32)


cdef class Words:
    """The words of several terms of a scanner, known by numbers from 1 on; texts are in UTF-8.

    A word is found by its first terms and its last one; no term has an underscore in it, so that
    words of other terms have other texts. One of very many terms is found by its text: the
    beginnings of a long one would take the square of its room.
    """

    cdef Scanner scanner
    cdef Word* words
    cdef uint32_t* slots  # the words that are found by terms; 0 is an empty one
    cdef char* text
    cdef uint32_t count, room, slots_mask
    cdef size_t length, text_room
    cdef size_t written  # bytes of the text of a word to be
    cdef dict long_words

    def __cinit__(self, Scanner scanner not None):
        self.scanner = scanner
        self.long_words = {}
        self._grow()

    def __dealloc__(self):
        PyMem_Free(self.words)
        PyMem_Free(self.slots)
        PyMem_Free(self.text)

    cdef inline bint is_full(self) noexcept:
        """Whether others should take its place."""
        return self.count >= MOST_WORDS or self.length >= MUCH_TEXT

    cdef uint32_t number(self, Found found, Py_ssize_t first, Py_ssize_t last) except 0:
        """The number of the word of some syllables; the one without marks is known then, too."""
        cdef uint32_t word = self._of(found, first, last, False), folded
        if not self.words[word].folded:
            folded = self._of(found, first, last, True)
            self.words[word].folded = folded
        return word

    cdef uint32_t _of(
        self, Found found, Py_ssize_t first, Py_ssize_t last, bint is_folded
    ) except 0:
        cdef uint32_t word = 0, before
        cdef Py_ssize_t i
        if last - first > MOST_CHAINED:
            return self._long(found, first, last, is_folded)
        before = self._term(found, first, is_folded)
        for i in range(first + 1, last):
            word = self._longer(before, self._term(found, i, is_folded))
            before = IS_WORD | word
        return word

    cdef inline uint32_t _term(self, Found found, Py_ssize_t at, bint is_folded) noexcept:
        cdef const Form* form = &self.scanner.forms[found.pieces[at].form]
        return form.folded if is_folded else form.normal

    cdef uint32_t _longer(self, uint32_t before, uint32_t term) except 0:
        """The word of a term, or of the terms of a word, and of one more."""
        cdef uint64_t key = <uint64_t>before << 32 | term
        cdef uint32_t place = scatter(key) & self.slots_mask
        cdef const Word* word
        while self.slots[place]:
            if self.words[self.slots[place]].key == key:
                return self.slots[place]
            place = (place + 1) & self.slots_mask
        self.written = 0
        if before & IS_WORD:
            word = &self.words[before ^ IS_WORD]
            self._reserve(word.length)
            memcpy(self.text + self.length, self.text + word.start, word.length)
            self.written = word.length
        else:
            self._put(before)
        self._put(term)
        self._add(key)
        self._settle(self.count)
        return self.count

    cdef uint32_t _long(
        self, Found found, Py_ssize_t first, Py_ssize_t last, bint is_folded
    ) except 0:
        """The word of very many terms."""
        cdef Py_ssize_t i
        cdef bytes text
        self.written = 0
        for i in range(first, last):
            self._put(self._term(found, i, is_folded))
        text = PyBytes_FromStringAndSize(self.text + self.length, self.written)
        known = self.long_words.get(text)
        if known is not None:
            return known
        self._add(no_key)
        self.long_words[text] = self.count
        return self.count

    cdef int _reserve(self, size_t more) except -1:
        """See to room for so many bytes more of the text of a word to be."""
        cdef size_t need = self.length + self.written + more
        if need > self.text_room:
            need += need >> 1
            self.text = <char*>resized(self.text, need)
            self.text_room = need
        return 0

    cdef int _put(self, uint32_t number) except -1:
        """Write a term of a word to be, behind an underscore if others stand before."""
        cdef const Term* term = &self.scanner.terms[number]
        self._reserve(term.length + 1)
        if self.written:
            self.text[self.length + self.written] = c"_"
            self.written += 1
        memcpy(self.text + self.length + self.written, term.data, term.length)
        self.written += term.length
        return 0

    cdef int _add(self, uint64_t key) except -1:
        """Let what was written be the text of another word."""
        cdef Word word = Word(key, self.length, <uint32_t>self.written, 0)
        if self.count + 1 == self.room:
            self._grow()
        self.count += 1
        self.words[self.count] = word
        self.length += self.written
        return 0

    cdef void _settle(self, uint32_t number) noexcept:
        cdef uint32_t place = scatter(self.words[number].key) & self.slots_mask
        while self.slots[place]:
            place = (place + 1) & self.slots_mask
        self.slots[place] = number

    cdef int _grow(self) except -1:
        cdef uint32_t room = 2 * self.room if self.room else 1024, n
        cdef uint32_t* slots
        self.words = <Word*>resized(self.words, room * sizeof(Word))
        slots = <uint32_t*>PyMem_Calloc(2 * <size_t>room, sizeof(uint32_t))
        if not slots:
            raise MemoryError
        PyMem_Free(self.slots)
        self.slots = slots
        self.slots_mask = 2 * room - 1
        self.room = room
        for n in range(1, self.count + 1):
            if self.words[n].key != no_key:
                self._settle(n)
        return 0


cdef Words known_words = None  # of the scanner that was last asked


cdef class Compounds:
    """The words of several syllables, with and without marks, and how often they stand there."""

    cdef Words words
    cdef uint32_t* items  # the numbers of the words, as they stand there
    cdef Py_ssize_t count, room

    def __dealloc__(self):
        PyMem_Free(self.items)

    def add(self, Found found not None, bytes spans not None):
        """Count those of one more text, or piece of a text; `spans` are its `packed_words`."""
        cdef const uint32_t* span = <const uint32_t*>PyBytes_AS_STRING(spans)
        cdef Py_ssize_t at = 0, first, start, end, i
        cdef bint moved = found.places is not NULL or found.starts is not None
        if self.words is None:
            self.words = words_of(found.scanner)
        elif self.words.scanner is not found.scanner:
            raise ValueError("the texts of a field were found by several scanners")
        for i in range(0, PyBytes_GET_SIZE(spans) // <Py_ssize_t>sizeof(uint32_t), 2):
            start = found.start(span[i]) if moved else span[i]
            end = found.end(span[i + 1]) if moved else span[i + 1]
            while at < found.count and begin_of(found, at, moved) < start:
                at += 1
            first = at
            while at < found.count and end_of(found, at, moved) <= end:
                at += 1
            if at - first > 1:
                if self.count == self.room:
                    self.room = 2 * self.room + 256
                    self.items = <uint32_t*>resized(self.items, self.room * sizeof(uint32_t))
                self.items[self.count] = self.words.number(found, first, at)
                self.count += 1

    def marked(self):
        """The vector of the words with their marks; empty if there are none."""
        return self._vector(False)

    def folded(self):
        """The vector of the words without marks; empty if there are none."""
        return self._vector(True)

    cdef bytes _vector(self, bint is_folded):
        cdef const Word* word
        cdef Py_ssize_t i, length = 0
        cdef uint32_t n
        cdef bytes vector
        cdef char* place
        if not self.count:
            return b""
        listing.begin(self.words.count + 1, self.count)
        for i in range(self.count):
            n = self.items[i]
            listing.add(self.words.words[n].folded if is_folded else n)
        for n in range(listing.count):
            length += self.words.words[listing.terms[n].term].length
        vector = PyBytes_FromStringAndSize(
            NULL, length + WIDTH * (2 + 2 * <Py_ssize_t>listing.count)
        )
        place = put(put(PyBytes_AS_STRING(vector), listing.count), 0)
        for n in range(listing.count):
            place = put(place, listing.terms[n].frequency)
        for n in range(listing.count):
            place = put(place, self.words.words[listing.terms[n].term].length)
        for n in range(listing.count):
            word = &self.words.words[listing.terms[n].term]
            memcpy(place, self.words.text + word.start, word.length)
            place += word.length
        return vector


cdef inline Py_ssize_t begin_of(Found found, Py_ssize_t at, bint moved):
    """Where a syllable begins in the original, where that may be elsewhere."""
    cdef Py_ssize_t begin = found.pieces[at].start
    return found.start(begin) if moved else begin


cdef inline Py_ssize_t end_of(Found found, Py_ssize_t at, bint moved):
    """Where a syllable ends in the original, where that may be elsewhere."""
    cdef Py_ssize_t end = found.pieces[at].end
    return found.end(end) if moved else end


cdef Words words_of(Scanner scanner):
    """What knows the words of a scanner."""
    global known_words
    if known_words is None or known_words.scanner is not scanner or known_words.is_full():
        known_words = Words(scanner)
    return known_words
