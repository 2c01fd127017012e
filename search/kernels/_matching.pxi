# Which articles of a window a tree matches, and what it scores. A part of `_kernels`.


cdef enum:
    FEW = 12  # articles that are looked for in a block one by one


cdef int list_articles(Run* run, Leaf* leaf, const uint64_t* wanted) noexcept nogil:
    """Put the list's articles of the window into `joined`, and their places: how many.

    Those that are not `wanted` may be left out.
    """
    cdef int i, stop, count = 0
    cdef uint32_t place, article, base = run.base
    cdef uint16_t* joined = run.joined
    cdef uint32_t* places = leaf.places
    advance(run, leaf, base)
    while True:
        stop = inside(run, leaf)
        if not stop:
            return count
        place = (leaf.block - 1) * BLOCK
        for i in range(leaf.at, stop):
            article = leaf.articles[i] - base
            joined[count] = <uint16_t>article
            places[article] = place + i
            count += 1
        leave(run, leaf, stop, wanted)


cdef int join(Run* run, Leaf* leaf, int count) noexcept nogil:
    """Keep those of the `joined` articles that the list holds, and note their places: how many."""
    cdef int k = 0, kept = 0, end, i
    cdef uint32_t last, place, article, base = run.base
    cdef uint16_t* joined = run.joined
    cdef uint32_t* places = leaf.places
    cdef uint8_t* table = run.table
    while k < count and seek(run, leaf, base + joined[k]):
        place = (leaf.block - 1) * BLOCK
        last = leaf.articles[leaf.count - 1] - base
        if k + FEW >= count or joined[k + FEW] > last:
            while k < count and joined[k] <= last:
                article = joined[k]
                i = find_in_block(leaf.articles, base + article)
                joined[kept] = <uint16_t>article
                places[article] = place + i
                kept += leaf.articles[i] == base + article
                k += 1
        else:
            # Where each article of the window would be; what was there before does no harm.
            end = inside(run, leaf)
            for i in range(find_in_block(leaf.articles, base + joined[k]), end):
                table[leaf.articles[i] - base] = <uint8_t>i
            while k < count and joined[k] <= last:
                article = joined[k]
                i = table[article]
                joined[kept] = <uint16_t>article
                places[article] = place + i
                kept += leaf.articles[i] == base + article
                k += 1
    return kept


cdef int list_wanted(Run* run, const uint64_t* wanted) noexcept nogil:
    """Put the wanted articles into `joined`: how many."""
    cdef int k, count = 0
    cdef uint64_t left
    for k in range(WORDS):
        left = wanted[k]
        while left:
            run.joined[count] = <uint16_t>(64 * k + lowest_bit(left))
            left &= left - 1
            count += 1
    return count


cdef int find_candidates(Run* run, Leaf* leaf, const uint64_t* wanted) noexcept nogil:
    """Put the list's articles of the window that are `wanted` into `joined`: how many."""
    cdef int k, count = 0, kept = 0
    if wanted == NULL:
        return list_articles(run, leaf, NULL)
    for k in range(WORDS):
        count += count_bits(wanted[k])
    if <uint64_t>count * run.articles < <uint64_t>leaf.size * (WINDOW // 4):
        return join(run, leaf, list_wanted(run, wanted))
    count = list_articles(run, leaf, wanted)
    for k in range(count):
        run.joined[kept] = run.joined[k]
        kept += is_in(wanted, run.joined[k])
    return kept


cdef void set_bits(Run* run, int count, uint64_t* bits) noexcept nogil:
    """Set the bits of the `joined` articles, and no others."""
    cdef int k
    cdef uint16_t article
    memset(bits, 0, 8 * WORDS)
    for k in range(count):
        article = run.joined[k]
        bits[article >> 6] |= <uint64_t>1 << (article & 63)


cdef inline bint is_empty(const uint64_t* bits) noexcept nogil:
    cdef int i
    cdef uint64_t any_bit = 0
    for i in range(WORDS):
        any_bit |= bits[i]
    return any_bit == 0


cdef inline void all_of_window(Run* run, uint64_t* bits) noexcept nogil:
    cdef int i, left
    for i in range(WORDS):
        left = run.width - 64 * i
        bits[i] = <uint64_t>-1 if left >= 64 else (
            0 if left <= 0 else (<uint64_t>1 << left) - 1
        )


cdef inline uint64_t bits_of_flags(const uint8_t* flags) noexcept nogil:
    """The bits of 64 flags, each of which is set if it is not 0."""
    cdef uint64_t eight, bits = 0
    cdef int i
    for i in range(8):
        memcpy(&eight, flags + 8 * i, 8)
        eight |= (eight & 0x7F7F7F7F7F7F7F7Full) + 0x7F7F7F7F7F7F7F7Full
        eight = eight >> 7 & 0x0101010101010101ull
        bits |= (eight * 0x0102040810204080ull >> 56) << 8 * i
    return bits


cdef void mask_bits(Run* run, const uint8_t* mask, uint64_t* bits) noexcept nogil:
    """The bits of the window's part of a mask."""
    cdef uint8_t flags[64]
    cdef int i, words = run.width // 64, left = run.width % 64
    memset(bits, 0, 8 * WORDS)
    for i in range(words):
        bits[i] = bits_of_flags(mask + run.base + 64 * i)
    if left:
        memset(flags, 0, sizeof(flags))
        memcpy(flags, mask + run.base + 64 * words, left)
        bits[words] = bits_of_flags(flags)


cdef void match(Run* run, Tree* tree, Node* node, const uint64_t* wanted) noexcept nogil:
    """Set the node's bits for the window. Articles that are not `wanted` may be left out."""
    cdef int k
    cdef Node* child
    if node.kind == LIST or node.kind == ARRAY:
        set_bits(run, find_candidates(run, node.leaf, wanted), node.bits)
    elif node.kind == MASK:
        mask_bits(run, node.mask, node.bits)
    elif node.kind == EVERY:
        all_of_window(run, node.bits)
    elif node.kind == AND or node.kind == PHRASE:
        match_all(run, tree, node, wanted)
    elif node.kind == OR:
        match_any(run, tree, node, wanted)
    elif node.kind == NOT:
        child = child_of(tree, node, 0)
        match(run, tree, child, wanted)
        all_of_window(run, node.bits)
        for k in range(WORDS):
            node.bits[k] &= ~child.bits[k]
    else:  # CONSTANT and MAYBE: what their first child says
        child = child_of(tree, node, 0)
        match(run, tree, child, wanted)
        memcpy(node.bits, child.bits, sizeof(node.bits))
        if node.kind == MAYBE:
            child = child_of(tree, node, 1)
            match(run, tree, child, node.bits)


cdef void match_any(Run* run, Tree* tree, Node* node, const uint64_t* wanted) noexcept nogil:
    cdef int i, k
    cdef Node* child
    if node.minimum > 1:
        match_enough(run, tree, node, wanted)
        return
    memset(node.bits, 0, sizeof(node.bits))
    for i in range(node.count):
        child = child_of(tree, node, i)
        match(run, tree, child, wanted)
        for k in range(WORDS):
            node.bits[k] |= child.bits[k]


cdef void match_enough(Run* run, Tree* tree, Node* node, const uint64_t* wanted) noexcept nogil:
    """Set the bits of the articles that the least number of children match."""
    cdef int i, k
    cdef Node* child
    cdef uint64_t bits
    cdef uint32_t counts[WINDOW]
    memset(counts, 0, sizeof(counts))
    memset(node.bits, 0, sizeof(node.bits))
    for i in range(node.count):
        child = child_of(tree, node, i)
        match(run, tree, child, wanted)
        for k in range(WORDS):
            bits = child.bits[k]
            while bits:
                counts[64 * k + lowest_bit(bits)] += 1
                if counts[64 * k + lowest_bit(bits)] == <uint32_t>node.minimum:
                    node.bits[k] |= bits & (~bits + 1)
                bits &= bits - 1


cdef int join_all(Run* run, Tree* tree, Node* node, const uint64_t* wanted) noexcept nogil:
    """Put the articles into `joined` that all lists of the node hold, as a phrase if it is one."""
    cdef int i, count = find_candidates(run, child_of(tree, node, 0).leaf, wanted)
    for i in range(1, node.leaves):
        count = join(run, child_of(tree, node, i).leaf, count)
    return keep_phrases(run, node, count) if node.kind == PHRASE else count


cdef void match_all(Run* run, Tree* tree, Node* node, const uint64_t* wanted) noexcept nogil:
    cdef int i, k
    cdef Node* child
    if node.leaves:
        set_bits(run, join_all(run, tree, node, wanted), node.bits)
    elif wanted == NULL:
        all_of_window(run, node.bits)
    else:
        memcpy(node.bits, wanted, sizeof(node.bits))
    for i in range(node.leaves, node.count):
        if is_empty(node.bits):
            break
        child = child_of(tree, node, i)
        match(run, tree, child, node.bits if i or wanted != NULL else NULL)
        for k in range(WORDS):
            node.bits[k] &= child.bits[k]
    for i in range(node.leaves):
        memcpy(child_of(tree, node, i).bits, node.bits, sizeof(node.bits))


cdef int keep_phrases(Run* run, Node* node, int count) noexcept nogil:
    """Keep the `joined` articles in which the terms stand in order: how many."""
    cdef int k, kept = 0
    for k in range(count):
        run.joined[kept] = run.joined[k]
        kept += has_phrase(run, node, run.joined[k])
    return kept


cdef inline uint32_t keep_following(const uint32_t* firsts, uint32_t n, uint32_t* seconds,
                                    uint32_t m, uint32_t slop) noexcept nogil:
    """Keep the second positions that come at most `slop` after one of the first: how many."""
    cdef uint32_t i = 0, k, kept = 0, position
    for k in range(m):
        position = seconds[k] >> 1
        while i < n and firsts[i] >> 1 < position:
            i += 1
        if i and position - (firsts[i - 1] >> 1) <= slop:
            seconds[kept] = seconds[k]
            kept += 1
    return kept


cdef inline bint any_follows(const uint32_t* firsts, uint32_t n, const uint32_t* seconds,
                             uint32_t m) noexcept nogil:
    """Whether a second position comes right after a first one."""
    cdef uint32_t i, k
    cdef bint found = False
    for i in range(n):
        for k in range(m):
            found |= (firsts[i] >> 1) + 1 == seconds[k] >> 1
    return found


cdef bint has_phrase(Run* run, Node* node, uint16_t article) noexcept nogil:
    """Whether each term stands after the one before, at most `slop` further."""
    cdef int i
    cdef uint32_t count, ends = 0  # of the phrase up to a term, which are left of its positions
    cdef uint32_t* before = NULL
    cdef uint32_t* here
    for i in range(node.count):
        if read_positions_at(
            node.steps[i].reader, node.steps[i].leaf.places[article], &here, &count
        ) < 0:
            run.damaged = True
            run.checks = node.steps[i].reader.term.checks
            return False
        if i and i + 1 == node.count and node.slop == 1 and ends * count <= 128:
            return any_follows(before, ends, here, count)
        ends = keep_following(before, ends, here, count, node.slop) if i else count
        if not ends:
            return False
        before = here
    return True


cdef enum:
    SOME = 12  # frequencies that are read one by one, in a block


cdef void score_joined(Run* run, Leaf* leaf, int count) noexcept nogil:
    """Add the scores of the `joined` articles, all of which the list holds."""
    cdef int k
    cdef uint32_t article, place, block, frequency
    cdef bint few
    cdef Skip skip
    if not count:
        return
    if leaf.saturations == NULL:
        for k in range(count):
            run.scores[run.joined[k]] += leaf.weight
        return
    block = leaf.places[run.joined[0]] // BLOCK
    place = leaf.places[run.joined[count - 1]]
    few = count < <int>(SOME * (1 + place // BLOCK - block))
    for k in range(count):
        article = run.joined[k]
        place = leaf.places[article]
        block = place // BLOCK
        if few and leaf.counted != block and is_full(leaf, block):
            skip = skip_of(&leaf.term, block)
            frequency = frequency_at(&leaf.term, &skip, place % BLOCK)
        else:
            count_block(run, leaf, block)
            frequency = leaf.frequencies[place % BLOCK]
        run.scores[article] += score_of(leaf, run.base + article, frequency)


cdef void score(Run* run, Tree* tree, Node* node, const uint64_t* wanted) noexcept nogil:
    """Add the node's scores of the `wanted` articles that match it."""
    cdef int i, k
    cdef uint64_t among[WORDS]
    cdef uint64_t bits
    if not node.scored:
        return
    for k in range(WORDS):
        among[k] = node.bits[k] & wanted[k]
    if node.leaf:
        score_joined(run, node.leaf, list_wanted(run, among))
    elif node.kind == CONSTANT or node.kind == EVERY:
        for k in range(WORDS):
            bits = among[k]
            while bits:
                run.scores[64 * k + lowest_bit(bits)] += node.score
                bits &= bits - 1
    else:
        for i in range(node.count):
            score(run, tree, child_of(tree, node, i), among)


cdef uint32_t next_of(Run* run, Tree* tree, Node* node) noexcept nogil:
    """An article before which none matches; never below the window's first."""
    cdef int i
    cdef uint32_t found, one
    if node.kind == LIST or node.kind == ARRAY:
        advance(run, node.leaf, run.base)
        return node.leaf.next
    if node.kind == AND or node.kind == PHRASE:
        found = run.base
        for i in range(node.count):
            if i == 0 or i >= node.leaves:  # the other lists are only read where the first one is
                found = max(found, next_of(run, tree, child_of(tree, node, i)))
        return found
    if node.kind == OR:
        found = NONE
        for i in range(node.count):
            one = next_of(run, tree, child_of(tree, node, i))
            found = min(found, one)
        return found
    if node.kind == CONSTANT or node.kind == MAYBE:
        return next_of(run, tree, child_of(tree, node, 0))
    return run.base
