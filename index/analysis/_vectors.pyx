# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Term vectors natively, byte for byte as the reference in `terms` makes them.

The syllables of a text come as numbers (`_syllables.Found`), and go into a vector without an
object for any of them.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Realloc
from libc.stdint cimport uint32_t
from libc.string cimport memcmp, memcpy

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


cdef struct Entry:  # of a Tally
    size_t start
    uint32_t length
    uint32_t hash
    uint32_t count


cdef class Tally:
    """Different pieces of UTF-8, in the order in which they occur, and how often each does."""

    cdef Entry* entries
    cdef uint32_t* slots  # numbers of entries plus one, by hash; 0 is an empty one
    cdef char* text  # the pieces end to end
    cdef uint32_t count, room
    cdef size_t length, text_room

    def __dealloc__(self):
        PyMem_Free(self.entries)
        PyMem_Free(self.slots)
        PyMem_Free(self.text)

    cdef inline char* end(self, size_t more) except NULL:
        """Where to write a piece of up to `more` bytes, for `keep` to be told."""
        if self.length + more > self.text_room:
            self.text_room = max(2 * self.text_room, self.length + more + 1024)
            self.text = <char*>resized(self.text, self.text_room)
        return self.text + self.length

    cdef uint32_t keep(self, uint32_t length) except? 0xFFFFFFFF:
        """The number of the piece that was written at the end, counted once more."""
        cdef const unsigned char* piece = <const unsigned char*>self.text + self.length
        cdef Entry* entry
        cdef uint32_t hash = 0, i, place
        for i in range(length):
            hash = (hash ^ piece[i]) * <uint32_t>16777619
        hash ^= hash >> 15
        if self.count == self.room:
            self._grow()
        place = hash & (2 * self.room - 1)
        while self.slots[place]:
            entry = &self.entries[self.slots[place] - 1]
            if entry.hash == hash and entry.length == length and not memcmp(
                self.text + entry.start, piece, length
            ):
                entry.count += 1
                return self.slots[place] - 1
            place = (place + 1) & (2 * self.room - 1)
        self.entries[self.count] = Entry(start=self.length, length=length, hash=hash, count=1)
        self.length += length
        self.count += 1
        self.slots[place] = self.count
        return self.count - 1

    cdef int _grow(self) except -1:
        cdef uint32_t room = 2 * self.room if self.room else 128, n, place
        cdef uint32_t* slots
        self.entries = <Entry*>resized(self.entries, room * sizeof(Entry))
        slots = <uint32_t*>PyMem_Calloc(2 * <size_t>room, sizeof(uint32_t))
        if not slots:
            raise MemoryError
        PyMem_Free(self.slots)
        self.slots = slots
        self.room = room
        for n in range(self.count):
            place = self.entries[n].hash & (2 * room - 1)
            while slots[place]:
                place = (place + 1) & (2 * room - 1)
            slots[place] = n + 1
        return 0

    cdef bytes vector(self, const uint32_t* numbers=NULL, Py_ssize_t positions=0):
        """The vector of all; `numbers` are those of the entries at the positions 0, 1, 2."""
        cdef Py_ssize_t header = WIDTH * (2 + 2 * <Py_ssize_t>self.count), at
        cdef bytes vector = PyBytes_FromStringAndSize(
            NULL, header + WIDTH * positions + <Py_ssize_t>self.length
        )
        cdef char* place = put(put(PyBytes_AS_STRING(vector), self.count), <uint32_t>positions)
        cdef uint32_t n
        cdef size_t next
        for n in range(self.count):
            place = put(place, self.entries[n].count)
        for n in range(self.count):
            place = put(place, self.entries[n].length)
        if self.length:
            memcpy(place + WIDTH * positions, self.text, self.length)
        if positions:
            next = 0
            for n in range(self.count):  # from now on `start` is where its next position goes
                self.entries[n].start = next
                next += WIDTH * <size_t>self.entries[n].count
            for at in range(positions):
                put(place + self.entries[numbers[at]].start, <uint32_t>at << 1)
                self.entries[numbers[at]].start += WIDTH
        return vector


cdef class Compounds:
    """The words of several syllables, with and without marks, and how often they stand there."""

    cdef Tally with_marks, without

    def __cinit__(self):
        self.with_marks = Tally()
        self.without = Tally()

    def add(self, Found found not None, bytes spans not None):
        """Count those of one more text, or piece of a text; `spans` are its `packed_words`."""
        cdef const uint32_t* span = <const uint32_t*>PyBytes_AS_STRING(spans)
        cdef Py_ssize_t at = 0, first, start, end, i
        for i in range(0, PyBytes_GET_SIZE(spans) // <Py_ssize_t>sizeof(uint32_t), 2):
            start = found.start(span[i])
            end = found.end(span[i + 1])
            while at < found.count and found.start(found.pieces[at].start) < start:
                at += 1
            first = at
            while at < found.count and found.end(found.pieces[at].end) <= end:
                at += 1
            if at - first > 1:
                self._count(found, first, at)

    cdef int _count(self, Found found, Py_ssize_t first, Py_ssize_t last) except -1:
        cdef const Form* form
        cdef size_t marked = 0, folded = 0
        cdef Py_ssize_t i
        for i in range(first, last):
            form = &found.scanner.forms[found.pieces[i].form]
            marked = join(self.with_marks, marked, &found.scanner.terms[form.normal])
            folded = join(self.without, folded, &found.scanner.terms[form.folded])
        self.with_marks.keep(<uint32_t>marked)
        self.without.keep(<uint32_t>folded)
        return 0

    def marked(self):
        """The vector of the words with their marks; empty if there are none."""
        return self.with_marks.vector() if self.with_marks.count else b""

    def folded(self):
        """The vector of the words without marks; empty if there are none."""
        return self.without.vector() if self.without.count else b""


cdef inline size_t join(Tally tally, size_t length, const Term* term) except? 0:
    """Write a term after `length` bytes of a piece, and an underscore between; the new length."""
    cdef char* place = tally.end(length + term.length + 1) + length
    if length:
        place[0] = c"_"
        place += 1
        length += 1
    memcpy(place, term.data, term.length)
    return length + term.length
