# cython: language_level=3, boundscheck=False, cdivision=True
"""Which words each article has, natively: see `reference.word_lists`."""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t
from libc.stdlib cimport free
from libc.string cimport memset

from index.storage.postings._ahead cimport will_read
from index.storage.postings._blocks cimport BLOCK, get_varint
from index.storage.postings._reading cimport (
    blocks_of, InvertedIndex, read_block, skips_rise, Walker,
)
from index.storage.postings._wide cimport LONGEST, prepare_wide, read_wide

from index.storage.postings.layout import RUN

cdef enum:
    TAIL = 8  # zeros behind all: so many bytes are read at once
    AHEAD = 12  # lists whose bytes are asked for before their turn
    USUAL = 32  # bytes of a list: most have few more

cdef uint32_t RUN_SIZE = RUN
cdef bint IS_WIDE = prepare_wide()


def word_lists(indexes, numbers, places, uint32_t articles):
    """The words of each article (see `reference.word_lists.word_lists`)."""
    cdef const uint8_t[::1] index_of = np.ascontiguousarray(numbers, np.uint8)
    cdef const uint32_t[::1] place_of = np.ascontiguousarray(places, np.uint32)
    cdef uint32_t words = <uint32_t>len(places), rank, place
    cdef int64_t[::1] ends
    cdef uint32_t[::1] last
    cdef uint8_t[::1] data = np.empty(0, np.uint8)
    cdef InvertedIndex index
    cdef Walker walker
    cdef bint writes
    if len(numbers) != words:
        raise ValueError("an index and a place for each word")
    begins = np.zeros(articles + 1, np.int64)
    memset(&walker, 0, sizeof(Walker))
    try:
        for writes in (False, True):  # first how much there is of each article
            last = np.zeros(articles, np.uint32)
            if writes:
                begins = np.concatenate([[0], np.cumsum(begins[:articles])])
                data = np.empty(begins[articles], np.uint8)
            ends = begins.copy() if writes else begins
            for rank in range(words):
                index = indexes[index_of[rank]]
                place = place_of[rank]
                if index is None or index.articles != articles or place >= index.terms:
                    raise ValueError("a word is none of its index")
                index.walk(&walker, place // RUN_SIZE)
                while walker.next <= place:
                    index.step(&walker)
                index.check_list(&walker.term)
                if put(&walker, rank + 1, articles, last, ends, data, writes) < 0:
                    raise ValueError("a posting list is damaged")
    finally:
        free(walker.text)
    return begins, np.asarray(data)


cdef int put(const Walker* walker, uint32_t number, uint32_t articles, uint32_t[::1] last,
             int64_t[::1] ends, uint8_t[::1] data, bint writes) noexcept nogil:
    """Put a word behind the others of each article that holds it; -1 when damaged."""
    cdef uint32_t in_block[BLOCK]
    cdef uint32_t frequencies[BLOCK]
    cdef uint32_t block, article, gap
    cdef int i, count
    for block in range(blocks_of(&walker.term)):
        count = read_block(&walker.term, block, articles, in_block, frequencies)
        if count < 0:
            return -1
        for i in range(count):
            article = in_block[i]
            gap = number - last[article]
            last[article] = number
            while gap >= 128:
                if writes:
                    data[ends[article]] = <uint8_t>(gap & 127 | 128)
                ends[article] += 1
                gap >>= 7
            if writes:
                data[ends[article]] = <uint8_t>gap
            ends[article] += 1
    return 0


def add_up(data, begins, articles, targets, counts):
    """Count what the words of some articles stand for (see `reference.word_lists.add_up`)."""
    cdef const uint8_t[::1] view = data
    cdef const uint32_t[::1] begin_of = begins
    cdef const uint32_t[::1] wanted = articles
    cdef const int32_t[::1] target_of = targets
    cdef uint32_t[::1] count_of = counts
    cdef const uint8_t* at
    cdef const uint8_t* end
    cdef uint32_t words = <uint32_t>target_of.shape[0], number, ahead
    cdef uint32_t[LONGEST + 8] gaps
    cdef const int32_t* target_at = &target_of[0] if target_of.shape[0] else NULL
    cdef uint32_t* count_at = &count_of[0] if count_of.shape[0] else NULL
    cdef int32_t target, several = <int32_t>count_of.shape[0]
    cdef Py_ssize_t i
    cdef int k, read
    cdef bint damaged = False
    with nogil:
        for i in range(wanted.shape[0]):
            if i + 2 * AHEAD < wanted.shape[0] and wanted[i + 2 * AHEAD] < begin_of.shape[0]:
                will_read(&begin_of[wanted[i + 2 * AHEAD]])
            if i + AHEAD < wanted.shape[0] and wanted[i + AHEAD] < begin_of.shape[0]:
                ahead = begin_of[wanted[i + AHEAD]]
                if ahead + USUAL < view.shape[0]:
                    will_read(&view[ahead])
                    will_read(&view[ahead + USUAL])
            if not list_of(view, begin_of, wanted[i], &at, &end):
                damaged = True
                break
            number = 0
            read = -1
            if IS_WIDE and end - at <= LONGEST:
                read = read_wide(at, end, words, gaps)
            if read >= 0:
                add_gaps(gaps, read, target_at, count_at, several)
                continue
            while at < end:
                if not next_of(&at, end, words, &number):
                    damaged = True
                    break
                target = target_of[number - 1]
                if 0 <= target < several:
                    count_of[target] += 1
            if damaged:
                break
    if damaged:
        raise ValueError("the words of articles are damaged")


cdef inline void add_gaps(const uint32_t* gaps, int read, const int32_t* target_at,
                          uint32_t* count_at, uint32_t several) noexcept nogil:
    """Count what the words of a list stand for, of which these are the gaps."""
    cdef uint32_t number = 0, target
    cdef int k
    for k in range(read):
        number += gaps[k]
        target = <uint32_t>target_at[number - 1]
        if target < several:
            count_at[target] += 1


def having(data, begins, wanted):
    """Which articles have a wanted word (see `reference.word_lists.having`)."""
    cdef const uint8_t[::1] view = data
    cdef const uint32_t[::1] begin_of = begins
    cdef const uint8_t[::1] is_wanted = np.ascontiguousarray(wanted).view(np.uint8)
    cdef uint8_t[::1] found = np.zeros(max(0, begin_of.shape[0] - 1), np.uint8)
    cdef uint32_t words = <uint32_t>is_wanted.shape[0], last = last_of(wanted), number
    cdef const uint8_t* at
    cdef const uint8_t* end
    cdef Py_ssize_t article
    cdef bint damaged = False
    with nogil:
        for article in range(found.shape[0]):
            if not list_of(view, begin_of, article, &at, &end):
                damaged = True
                break
            number = 0
            while at < end:
                if not next_of(&at, end, words, &number):
                    damaged = True
                    break
                if number > last:
                    break
                if is_wanted[number - 1]:
                    found[article] = 1
                    break
            if damaged:
                break
    if damaged:
        raise ValueError("the words of articles are damaged")
    return np.asarray(found).view(np.bool_)


def listed(data, begins, wanted):
    """Which of the wanted words which article has (see `reference.word_lists.listed`)."""
    cdef const uint8_t[::1] view = data
    cdef const uint32_t[::1] begin_of = begins
    cdef const uint8_t[::1] is_wanted = np.ascontiguousarray(wanted).view(np.uint8)
    # A number has a byte at least; memory that is not written to is none.
    cdef uint32_t room = begin_of[begin_of.shape[0] - 1] if begin_of.shape[0] else 0
    articles, numbers = np.empty(room, np.uint32), np.empty(room, np.uint32)
    cdef uint32_t[::1] article_at = articles, number_at = numbers
    cdef uint32_t last = last_of(wanted)
    cdef int64_t found
    with nogil:
        found = list_wanted(view, begin_of, is_wanted, last, article_at, number_at)
    if found < 0:
        raise ValueError("the words of articles are damaged")
    return articles[:found].copy(), numbers[:found].copy()


cdef uint32_t last_of(wanted):
    """The last wanted word, counted from 1; 0 where none is."""
    places = np.flatnonzero(wanted)
    return 0 if not len(places) else <uint32_t>places[-1] + 1


cdef inline bint list_of(const uint8_t[::1] view, const uint32_t[::1] begin_of, int64_t article,
                         const uint8_t** at, const uint8_t** end) noexcept nogil:
    """Where the list of an article begins and ends; False when that is damaged."""
    cdef uint32_t begin, following
    if article < 0 or article + 1 >= begin_of.shape[0]:
        return False
    begin, following = begin_of[article], begin_of[article + 1]
    # A number ends in the tail, at the latest, whatever stands before.
    if begin > following or <int64_t>following + TAIL > view.shape[0]:
        return False
    at[0], end[0] = &view[begin], &view[following]
    return True


cdef inline bint next_of(const uint8_t** at, const uint8_t* end, uint32_t words,
                         uint32_t* number) noexcept nogil:
    """Go on from a number of a list to the next one; False when that is damaged."""
    cdef uint32_t gap = get_varint(at)
    if not 0 < gap <= words - number[0] or at[0] > end:
        return False
    number[0] += gap
    return True


cdef int64_t list_wanted(const uint8_t[::1] view, const uint32_t[::1] begin_of,
                         const uint8_t[::1] is_wanted, uint32_t last, uint32_t[::1] articles,
                         uint32_t[::1] numbers) noexcept nogil:
    """Write the rows, and how many there are; -1 when a list is damaged."""
    cdef int64_t found = 0
    cdef uint32_t words = <uint32_t>is_wanted.shape[0], number
    cdef const uint8_t* at
    cdef const uint8_t* end
    cdef Py_ssize_t article
    for article in range(begin_of.shape[0] - 1):
        if not list_of(view, begin_of, article, &at, &end):
            return -1
        number = 0
        while at < end:
            if not next_of(&at, end, words, &number):
                return -1
            if number > last:
                break
            if is_wanted[number - 1]:
                if found >= articles.shape[0]:
                    return -1
                articles[found] = <uint32_t>article
                numbers[found] = number - 1
                found += 1
    return found
