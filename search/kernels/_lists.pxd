# cython: language_level=3, boundscheck=False, cdivision=True
"""Reading one list in windows of articles, block by block, and the scores in it."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from index.storage.postings._blocks cimport BLOCK, Skip
from index.storage.postings._reading cimport (
    before_block, block_size, frequencies_fit, has_skips, read_block, read_frequencies, read_gaps,
    skip_of,
)
from search.kernels._bits cimport any_between
from search.kernels._nodes cimport Leaf, NONE, Run


cdef inline bint is_full(const Leaf* leaf, uint32_t block) noexcept nogil:
    """Whether a block lies in equal bits."""
    return (
        leaf.all_articles == NULL and has_skips(&leaf.term)
        and block_size(&leaf.term, block) == BLOCK
    )


cdef inline void copy_frequencies(Leaf* leaf, uint32_t begin, int count) noexcept nogil:
    """Read frequencies of a list that lies in no file."""
    cdef int i
    if leaf.all_bytes == NULL:
        memcpy(leaf.frequencies, leaf.all_frequencies + begin, 4 * <size_t>count)
        return
    for i in range(count):
        leaf.frequencies[i] = leaf.all_bytes[begin + i]


cdef inline int load(Run* run, Leaf* leaf) noexcept nogil:
    """Read the articles of the next block; there must be one."""
    cdef uint32_t begin, block = leaf.block, before
    cdef Skip skip
    if is_full(leaf, block):
        skip = skip_of(&leaf.term, block)
        leaf.count = BLOCK
        before = before_block(&leaf.term, block)
        if (
            skip.last >= run.articles
            or (block and before >= skip.last)
            or not frequencies_fit(&leaf.term, &skip)
            or read_gaps(&leaf.term, &skip, before, leaf.articles) < 0
        ):
            leaf.count = -1
    elif leaf.all_articles != NULL:
        begin = block * BLOCK
        leaf.counted = block
        leaf.count = <int>min(<uint32_t>BLOCK, leaf.size - begin)
        memcpy(leaf.articles, leaf.all_articles + begin, 4 * leaf.count)
        copy_frequencies(leaf, begin, leaf.count)
    else:
        leaf.counted = block
        leaf.count = read_block(
            &leaf.term, block, run.articles, leaf.articles, leaf.frequencies
        )
    if leaf.count < 0:
        run.damaged = True
        leaf.count = 0
        leaf.block = leaf.blocks
        leaf.next = NONE
        return -1
    if leaf.count < BLOCK:
        memset(leaf.articles + leaf.count, 255, 4 * (BLOCK - leaf.count))
    leaf.block += 1
    leaf.at = 0
    leaf.next = leaf.articles[0]
    return 0


cdef inline void count_block(Run* run, Leaf* leaf, uint32_t block) noexcept nogil:
    """See to it that the frequencies of a block, which was loaded once, are there."""
    cdef uint32_t begin = block * BLOCK
    cdef Skip skip
    cdef int state
    if leaf.counted == block:
        return
    leaf.counted = block
    if is_full(leaf, block):
        skip = skip_of(&leaf.term, block)
        state = read_frequencies(&leaf.term, &skip, leaf.frequencies)
    elif leaf.all_articles != NULL:
        copy_frequencies(leaf, begin, <int>min(<uint32_t>BLOCK, leaf.size - begin))
        state = 0
    else:  # the last block
        state = read_block(&leaf.term, block, run.articles, leaf.articles, leaf.frequencies)
    if state < 0:
        run.damaged = True
        memset(leaf.frequencies, 0, sizeof(leaf.frequencies))


cdef inline uint32_t last_of(Leaf* leaf, uint32_t block) noexcept nogil:
    """The last article of a block, if that can be told without reading it."""
    if leaf.all_articles != NULL:
        return leaf.all_articles[min((block + 1) * BLOCK, leaf.size) - 1]
    return skip_of(&leaf.term, block).last if has_skips(&leaf.term) else NONE


cdef inline int find_in_block(const uint32_t* articles, uint32_t target) noexcept nogil:
    """Where in a block the first article stands that is not below `target`; the last is not."""
    cdef int low = 0, half = BLOCK // 2
    while half:
        low += half * (articles[low + half - 1] < target)
        half >>= 1
    return low


cdef inline uint32_t block_with(Leaf* leaf, uint32_t target) noexcept nogil:
    """The first block from the next one on that may end with `target` or behind it.

    By steps that double, so that a far one is found soon, and the one behind at once.
    """
    cdef uint32_t low = leaf.block, high, middle, step = 1
    if low >= leaf.blocks or last_of(leaf, low) >= target:
        return low
    while step < leaf.blocks - low and last_of(leaf, low + step) < target:
        low += step
        step *= 2
    high = low + min(step, leaf.blocks - low)
    while high - low > 1:
        middle = low + (high - low) // 2
        if last_of(leaf, middle) < target:
            low = middle
        else:
            high = middle
    return high


cdef inline bint seek(Run* run, Leaf* leaf, uint32_t target) noexcept nogil:
    """Read the block with the first article that is not below `target`; whether there is one."""
    if leaf.count and leaf.articles[leaf.count - 1] >= target:
        return True
    leaf.block = block_with(leaf, target)
    while leaf.block < leaf.blocks:
        if load(run, leaf) < 0:
            return False
        if leaf.articles[leaf.count - 1] >= target:
            return True
    leaf.next = NONE
    leaf.count = 0
    return False


cdef inline void advance(Run* run, Leaf* leaf, uint32_t target) noexcept nogil:
    """Stand on the first article that is not below `target`."""
    if (leaf.next < target or not leaf.count) and seek(run, leaf, target):
        leaf.at = find_in_block(leaf.articles, target)
        leaf.next = leaf.articles[leaf.at]


cdef inline int inside(Run* run, Leaf* leaf) noexcept nogil:
    """Where in the block that was read the part inside the window ends; it begins at `leaf.at`.

    0 when nothing more is inside.
    """
    cdef uint32_t end = run.base + run.width
    if leaf.next >= end:
        return 0
    if leaf.articles[leaf.count - 1] < end:
        return leaf.count
    return find_in_block(leaf.articles, end)


cdef inline void leave(Run* run, Leaf* leaf, int stop, const uint64_t* wanted) noexcept nogil:
    """Go on behind `stop`. Blocks without a `wanted` article of the window may be left out."""
    cdef uint32_t end = run.base + run.width, first, last
    if stop < leaf.count:
        leaf.at = stop
        leaf.next = leaf.articles[stop]
        return
    first = leaf.articles[leaf.count - 1] + 1
    leaf.count = 0
    leaf.next = NONE
    if wanted != NULL:
        while leaf.block < leaf.blocks and first < end:
            last = last_of(leaf, leaf.block)
            if last >= end or last < first:
                break
            if any_between(wanted, first - run.base, last - run.base):
                break
            first = last + 1
            leaf.block += 1
    if leaf.block < leaf.blocks:
        load(run, leaf)


cdef inline void flag_list(Run* run, Leaf* leaf) noexcept nogil:
    """Flag the list's articles of the window."""
    cdef uint8_t* flags = run.flags - run.base
    cdef int i, stop
    advance(run, leaf, run.base)
    while True:
        stop = inside(run, leaf)
        if not stop:
            return
        for i in range(leaf.at, stop):
            flags[leaf.articles[i]] = 1
        leave(run, leaf, stop, NULL)


cdef inline double saturation_of(const Leaf* leaf, uint32_t article) noexcept nogil:
    cdef uint16_t length
    if not leaf.sized:
        return leaf.saturations[article]
    memcpy(&length, leaf.sized + 2 * <size_t>article, 2)
    return leaf.saturations[length]


cdef inline double score_of(const Leaf* leaf, uint32_t article, uint32_t frequency) noexcept nogil:
    if leaf.saturations == NULL:
        return leaf.weight
    return leaf.weight * frequency / (frequency + saturation_of(leaf, article))
