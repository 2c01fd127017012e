# cython: language_level=3, boundscheck=False, cdivision=True
"""Articles' terms into posting lists, natively: see `reference.inverting`."""

import numpy as np

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.string cimport memcmp, memset

from index.storage.postings._ahead cimport will_read
from index.storage.postings._encoding cimport *

from index.storage.postings.layout import MOST_ARTICLES


cdef enum:
    AHEAD = 16  # postings whose places are asked for before their turn

cdef struct Known:  # a term; what is asked of it with each posting lies together
    uint32_t hash
    uint32_t begin  # among the texts of all, which end where the next one begins
    uint32_t count  # in how many articles it stands
    uint32_t latest  # which call of `add` brought it last

cdef struct Posting:
    uint32_t article
    uint32_t frequency
    uint64_t packed  # where its positions begin


cdef inline Known* known_in(const Buffer* every) noexcept:
    return <Known*>every.data


cdef class Inverter:
    """Collects the terms of articles, in the order of the articles, and inverts them at the end.

    `nbytes` is about how much memory it takes.
    """

    cdef Buffer texts  # the terms end to end
    cdef Buffer every  # a `Known` for each term, and one behind them
    cdef Buffer slots  # uint32_t; a slot of 0 is empty, else it is a term's number plus 1
    cdef Buffer terms, frequencies, packed  # uint32_t for each posting, for each position
    cdef Buffer owners  # uint32_t: (article, number of its postings) of each article added
    cdef uint32_t known, mask, articles, calls
    cdef bint finished
    cdef Encoder encoder

    def __cinit__(self, bint has_positions):
        """`has_positions`: whether the vectors that will come hold positions."""
        self.encoder = Encoder(has_positions)
        self.mask = (1 << 12) - 1
        reserve(&self.slots, 4 * (<size_t>self.mask + 1))
        memset(self.slots.data, 0, 4 * (<size_t>self.mask + 1))
        reserve(&self.every, sizeof(Known))
        memset(self.every.data, 0, sizeof(Known))

    def __dealloc__(self):
        release(&self.texts)
        release(&self.every)
        release(&self.slots)
        release(&self.terms)
        release(&self.frequencies)
        release(&self.packed)
        release(&self.owners)

    @property
    def nbytes(self):
        return (
            self.texts.size + 20 * <size_t>self.known + 2 * self.slots.room
            + self.terms.size * 6 + self.packed.size + self.encoder.lengths.size
        )

    def add(self, uint32_t article, const uint8_t[::1] vector):
        """Add a term vector (see `vectors`) for `article`, whose number is above all before.

        Raises ValueError for bytes that are no vector; nothing of them is kept then.
        """
        cdef size_t size = vector.shape[0], head, texts = 0
        cdef uint32_t count, positions, i, length, total = 0, number
        cdef const uint8_t* at
        cdef const uint8_t* text
        cdef uint32_t* lengths
        cdef uint32_t* added
        if self.finished:
            raise ValueError("these articles have been inverted")
        if article < self.articles:
            raise ValueError("articles must be added in rising order")
        if article >= <uint32_t>MOST_ARTICLES:
            raise OverflowError("too many articles for one segment")
        if size < 8:
            raise ValueError("this is no term vector")
        at = &vector[0]
        memcpy(&count, at, 4)
        memcpy(&positions, at + 4, 4)
        head = 8 + 8 * <size_t>count + 4 * <size_t>positions
        if head > size or (positions > 0) != (self.encoder.has_positions and count > 0):
            raise ValueError("this is no term vector of this field")
        for i in range(count):
            memcpy(&length, at + 8 + 4 * <size_t>i, 4)
            if not length or length > 0x7FFFFFFF - total:
                raise ValueError("this is no term vector")
            total += length
            memcpy(&length, at + 8 + 4 * (<size_t>count + i), 4)
            texts += length
        if head + texts != size or (positions and positions != total):
            raise ValueError("this is no term vector")
        if self.terms.size >> 34 or self.packed.size >> 34 or self.texts.size + texts >> 32:
            raise OverflowError("too many terms for one segment")
        reserve(&self.encoder.lengths, 4 * (<size_t>article + 1 - self.articles))
        reserve(&self.owners, 8)
        reserve(&self.terms, 4 * <size_t>count)
        reserve(&self.frequencies, 4 * <size_t>count)
        reserve(&self.packed, 4 * <size_t>positions)
        added = numbers(&self.terms) + self.terms.size // 4
        text = at + head
        self.calls += 1
        for i in range(count):
            memcpy(&length, at + 8 + 4 * (<size_t>count + i), 4)
            number = self.number_of(text, length)
            if known_in(&self.every)[number].latest == self.calls:
                raise ValueError("a term vector holds a term twice")
            known_in(&self.every)[number].latest = self.calls
            added[i] = number
            text += length
        for i in range(count):
            known_in(&self.every)[added[i]].count += 1
        self.terms.size += 4 * <size_t>count
        put(&self.frequencies, at + 8, 4 * <size_t>count)
        put(&self.packed, at + 8 + 8 * <size_t>count, 4 * <size_t>positions)
        put(&self.owners, &article, 4)
        put(&self.owners, &count, 4)
        lengths = numbers(&self.encoder.lengths)
        memset(lengths + self.articles, 0, 4 * <size_t>(article - self.articles))
        lengths[article] = total
        self.articles = article + 1
        self.encoder.lengths.size = 4 * <size_t>self.articles

    cdef uint32_t number_of(self, const uint8_t* text, uint32_t size) except? 0xFFFFFFFF:
        """The number of a term, which may be a new one."""
        cdef uint32_t hash = 2166136261, slot, number, i
        cdef Known* term
        for i in range(size):
            hash = (hash ^ text[i]) * <uint32_t>16777619
        hash ^= hash >> 15
        slot = hash & self.mask
        while True:
            number = numbers(&self.slots)[slot]
            if not number:
                break
            term = known_in(&self.every) + (number - 1)
            if term.hash == hash and term[1].begin - term.begin == size and (
                memcmp(self.texts.data + term.begin, text, size) == 0
            ):
                return number - 1
            slot = (slot + 1) & self.mask
        reserve(&self.texts, size)
        self.every.size = sizeof(Known) * (<size_t>self.known + 1)
        reserve(&self.every, sizeof(Known))
        put(&self.texts, text, size)
        term = known_in(&self.every) + self.known
        term.hash = hash
        memset(term + 1, 0, sizeof(Known))
        term[1].begin = <uint32_t>self.texts.size
        self.known += 1
        numbers(&self.slots)[slot] = self.known
        if self.known * <uint64_t>2 > self.mask:
            self.grow()
        return self.known - 1

    cdef int grow(self) except -1:
        cdef uint32_t number, slot
        self.slots.size = 0
        reserve(&self.slots, 8 * (<size_t>self.mask + 1))
        self.mask = 2 * self.mask + 1
        memset(self.slots.data, 0, 4 * (<size_t>self.mask + 1))
        for number in range(self.known):
            slot = known_in(&self.every)[number].hash & self.mask
            while numbers(&self.slots)[slot]:
                slot = (slot + 1) & self.mask
            numbers(&self.slots)[slot] = number + 1
        return 0

    def finish(self, uint32_t articles):
        """The parts of the file for a segment of so many articles; nothing can be added then."""
        cdef size_t missing
        if self.finished:
            raise ValueError("these articles have been inverted")
        if articles < self.articles:
            raise ValueError("more articles were added")
        if articles >= <uint32_t>MOST_ARTICLES:
            raise OverflowError("too many articles for one segment")
        self.finished = True
        missing = 4 * <size_t>(articles - self.articles)
        reserve(&self.encoder.lengths, missing)
        memset(self.encoder.lengths.data + self.encoder.lengths.size, 0, missing)
        self.encoder.begin(articles)
        self.write(self.sorted_terms())
        return list(self.encoder.finish())

    cdef object sorted_terms(self):
        """The numbers of the terms in the order of their bytes."""
        keys = np.zeros((2, self.known), np.uint64)
        cdef uint64_t[:, ::1] view = keys
        cdef uint32_t number, i, begin, size
        cdef uint64_t key
        for number in range(self.known):
            begin = known_in(&self.every)[number].begin
            size = known_in(&self.every)[number + 1].begin - begin
            for part in range(2):
                key = 0
                for i in range(8 * part, 8 * part + 8):
                    key = key << 8 | (self.texts.data[begin + i] if i < size else 0)
                view[part, number] = key
        order = np.lexsort((keys[1], keys[0])).astype(np.uint32)
        same = np.flatnonzero((keys[:, order[1:]] == keys[:, order[:-1]]).all(axis=0))
        # Terms of which the first 16 bytes are the same are sorted one by one.
        for run in np.split(same, np.flatnonzero(np.diff(same) != 1) + 1) if len(same) else ():
            among = slice(int(run[0]), int(run[-1]) + 2)
            order[among] = sorted(order[among].tolist(), key=self.text)
        return order

    def text(self, uint32_t number):
        """The bytes of a term."""
        cdef const Known* term = known_in(&self.every) + number
        return PyBytes_FromStringAndSize(
            <char*>self.texts.data + term.begin, term[1].begin - term.begin
        )

    cdef int write(self, const uint32_t[::1] order) except -1:
        cdef Buffer postings, articles, frequencies, packed
        memset(&postings, 0, sizeof(Buffer))
        memset(&articles, 0, sizeof(Buffer))
        memset(&frequencies, 0, sizeof(Buffer))
        memset(&packed, 0, sizeof(Buffer))
        try:
            self.sort_postings(order, &postings)
            self.encode(order, <Posting*>postings.data, &articles, &frequencies, &packed)
        finally:
            release(&postings)
            release(&articles)
            release(&frequencies)
            release(&packed)
        return 0

    cdef int sort_postings(self, const uint32_t[::1] order, Buffer* postings) except -1:
        """All postings by term and article: a stable distribution, as articles came in order."""
        cdef uint64_t at = 0, position = 0
        cdef size_t owner, posting = 0, postings_in_all = self.terms.size // 4
        cdef uint32_t i, number
        cdef Posting* sorted_postings
        places = np.zeros(self.known, np.uint64)
        cdef uint64_t[::1] place = places
        for i in range(self.known):
            place[order[i]] = at
            at += known_in(&self.every)[order[i]].count
        reserve(postings, at * sizeof(Posting))
        sorted_postings = <Posting*>postings.data
        for owner in range(self.owners.size // 8):
            for i in range(numbers(&self.owners)[2 * owner + 1]):
                number = numbers(&self.terms)[posting]
                if posting + AHEAD < postings_in_all:
                    will_read(sorted_postings + place[numbers(&self.terms)[posting + AHEAD]])
                at = place[number]
                place[number] = at + 1
                sorted_postings[at].article = numbers(&self.owners)[2 * owner]
                sorted_postings[at].frequency = numbers(&self.frequencies)[posting]
                sorted_postings[at].packed = position
                position += numbers(&self.frequencies)[posting]
                posting += 1
        return 0

    cdef int encode(self, const uint32_t[::1] order, const Posting* postings, Buffer* articles,
                    Buffer* frequencies, Buffer* packed) except -1:
        cdef uint32_t i, k, df
        cdef const Known* term
        for i in range(self.known):
            term = known_in(&self.every) + order[i]
            df = term.count
            if not df:  # only a vector that was refused held it
                continue
            articles.size = frequencies.size = packed.size = 0
            reserve(articles, 4 * <size_t>df)
            reserve(frequencies, 4 * <size_t>df)
            for k in range(df):
                if self.encoder.has_positions and k + AHEAD < df:
                    will_read(numbers(&self.packed) + postings[k + AHEAD].packed)
                numbers(articles)[k] = postings[k].article
                numbers(frequencies)[k] = postings[k].frequency
                if self.encoder.has_positions:
                    reserve(packed, 4 * <size_t>postings[k].frequency)
                    put(packed, numbers(&self.packed) + postings[k].packed,
                        4 * <size_t>postings[k].frequency)
            self.encoder.add(
                self.texts.data + term.begin, term[1].begin - term.begin, df,
                numbers(articles), numbers(frequencies), numbers(packed),
            )
            postings += df
        return 0
