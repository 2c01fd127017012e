# Reading one list in windows of articles, and the scores in it. A part of `_kernels`.


cdef inline bint is_full(const Leaf* leaf, uint32_t block) noexcept nogil:
    """Whether a block lies in equal bits."""
    return (
        leaf.all_articles == NULL and has_skips(&leaf.term)
        and block_size(&leaf.term, block) == BLOCK
    )


cdef int load(Run* run, Leaf* leaf) noexcept nogil:
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
        memcpy(leaf.frequencies, leaf.all_frequencies + begin, 4 * leaf.count)
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


cdef void count_block(Run* run, Leaf* leaf, uint32_t block) noexcept nogil:
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
        memcpy(leaf.frequencies, leaf.all_frequencies + begin, 4 * min(BLOCK, leaf.size - begin))
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


cdef bint seek(Run* run, Leaf* leaf, uint32_t target) noexcept nogil:
    """Read the block with the first article that is not below `target`; whether there is one."""
    if leaf.count and leaf.articles[leaf.count - 1] >= target:
        return True
    while leaf.block < leaf.blocks and last_of(leaf, leaf.block) < target:
        leaf.block += 1
    while leaf.block < leaf.blocks:
        if load(run, leaf) < 0:
            return False
        if leaf.articles[leaf.count - 1] >= target:
            return True
    leaf.next = NONE
    leaf.count = 0
    return False


cdef void advance(Run* run, Leaf* leaf, uint32_t target) noexcept nogil:
    """Stand on the first article that is not below `target`."""
    if (leaf.next < target or not leaf.count) and seek(run, leaf, target):
        leaf.at = find_in_block(leaf.articles, target)
        leaf.next = leaf.articles[leaf.at]


cdef inline uint64_t between(uint32_t word, uint32_t first, uint32_t last) noexcept nogil:
    """The bits of a word that stand for articles from `first` to `last`."""
    cdef uint64_t bits = <uint64_t>-1
    if word == first >> 6:
        bits &= <uint64_t>-1 << (first & 63)
    if word == last >> 6:
        bits &= <uint64_t>-1 >> (63 - (last & 63))
    return bits


cdef inline bint any_between(const uint64_t* bits, uint32_t first, uint32_t last) noexcept nogil:
    """Whether a bit from `first` to `last` is set."""
    cdef uint32_t word
    cdef uint64_t found = 0
    for word in range(first >> 6, (last >> 6) + 1):
        found |= bits[word] & between(word, first, last)
    return found != 0


cdef int inside(Run* run, Leaf* leaf) noexcept nogil:
    """Where in the block that was read the part inside the window ends; it begins at `leaf.at`.

    0 when nothing more is inside.
    """
    cdef uint32_t end = run.base + run.width
    if leaf.next >= end:
        return 0
    if leaf.articles[leaf.count - 1] < end:
        return leaf.count
    return find_in_block(leaf.articles, end)


cdef void leave(Run* run, Leaf* leaf, int stop, const uint64_t* wanted) noexcept nogil:
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


# Scores


cdef inline double score_of(const Leaf* leaf, uint32_t article, uint32_t frequency) noexcept nogil:
    if leaf.saturations == NULL:
        return leaf.weight
    return leaf.weight * frequency / (frequency + leaf.saturations[article])


cdef inline bint is_in(const uint64_t* bits, uint32_t i) noexcept nogil:
    return bits[i >> 6] >> (i & 63) & 1


cdef int find_bounds(Leaf* leaf) except -1:
    """Find how much each block can score at most, from the pairs that its skip keeps."""
    cdef uint32_t block
    cdef Skip skip
    cdef int i
    cdef double score, best
    if not has_skips(&leaf.term) or leaf.saturations == NULL:
        return 0
    leaf.bounds = <double*>malloc(leaf.blocks * sizeof(double))
    if not leaf.bounds:
        raise MemoryError
    leaf.highest = 0
    for block in range(leaf.blocks):
        skip = skip_of(&leaf.term, block)
        best = 0 if 0 < skip.bounds <= 3 else leaf.weight
        for i in range(skip.bounds if skip.bounds <= 3 else 0):
            score = leaf.weight
            if skip.frequencies[i] < 255:
                score *= skip.frequencies[i] / (
                    skip.frequencies[i] + SHORTEST + leaf.share * skip.lengths[i]
                )
            best = max(best, score)
        leaf.bounds[block] = best * (1 + 1e-12)  # the sums may round differently
        leaf.highest = max(leaf.highest, leaf.bounds[block])
    return 0


cdef double window_bound(Run* run, Leaf* leaf) noexcept nogil:
    """How much an article of the window can score at most."""
    cdef uint32_t block, end = run.base + run.width, last
    cdef double best = 0
    if leaf.next >= end:
        return 0
    if leaf.bounds == NULL:
        return leaf.highest
    block = leaf.block - 1 if leaf.count else leaf.block  # the one that was read last
    while block < leaf.blocks:
        last = last_of(leaf, block)
        if last >= run.base:
            best = max(best, leaf.bounds[block])
        if last >= end - 1:
            break
        block += 1
    return best
