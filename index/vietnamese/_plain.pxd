# cython: language_level=3
"""Which stretches of a text are syllables for certain, whatever the rules: for `_syllables`.

Inline functions over a text as an array of code points with a zero after the last one.
"""

cdef extern from "Python.h":
    bint Py_UNICODE_ISALNUM(Py_UCS4)
    bint Py_UNICODE_ISDECIMAL(Py_UCS4)

cdef enum Kind:
    OTHER
    LETTER
    DIGIT
    UNDERSCORE
    MARK

cdef enum:
    IN_TABLE = 0x2000  # characters whose kind is looked up; the others are rare


cdef inline Kind classify(Py_UCS4 c) noexcept:
    if c == u"_":
        return UNDERSCORE
    if 0x300 <= c <= 0x36F:
        return MARK
    if Py_UNICODE_ISDECIMAL(c):
        return DIGIT
    return LETTER if Py_UNICODE_ISALNUM(c) else OTHER


cdef inline void fill_table(unsigned char* kinds) noexcept:
    cdef Py_UCS4 c
    for c in range(IN_TABLE):
        kinds[c] = classify(c)


cdef inline Kind kind_of(const unsigned char* kinds, Py_UCS4 c) noexcept:
    return <Kind>kinds[c] if c < IN_TABLE else classify(c)


cdef inline Py_UCS4 lower(Py_UCS4 c) noexcept:
    return <Py_UCS4>(<unsigned int>c + 32) if u"A" <= c <= u"Z" else c


cdef inline Py_ssize_t run(
    const unsigned char* kinds, const Py_UCS4* data, Py_ssize_t at, Kind kind, Kind other
) noexcept:
    """The end of the characters of two kinds that begin at `at`; the final zero is of neither."""
    cdef Kind found = kind_of(kinds, data[at])
    while found == kind or found == other:
        at += 1
        found = kind_of(kinds, data[at])
    return at


cdef inline bint is_dash(Py_UCS4 c) noexcept:
    return c == u"-" or c == u"\u2010" or c == u"\u2011" or c == u"\u2013"


cdef inline bint is_before_number(
    const unsigned char* kinds, const Py_UCS4* data, Py_ssize_t at, bint* is_joined
) noexcept:
    """Whether a number is behind the letters that end at `at`, and if a dash joins them to it."""
    if data[at] == u"." and data[at + 1] == u" ":
        at += 1
    if data[at] == u" ":
        at += 1
    is_joined[0] = is_dash(data[at])
    return kind_of(kinds, data[at + is_joined[0]]) == DIGIT


cdef inline bint may_be_dialled(
    const unsigned char* kinds, const Py_UCS4* data, Py_ssize_t start, Py_ssize_t at
) noexcept:
    """Whether the digits from `start` to `at` may begin a telephone number of several groups."""
    cdef Py_UCS4 c = data[at]
    if data[start] == u"0":
        if at == start + 1:
            return False
    elif data[start] == u"8":
        if data[start + 1] != u"4" or not start or data[start - 1] != u"+":
            return False
        if at > start + 2:
            return True
    elif data[start] != u"1" or at != start + 4 or data[start + 2] != u"0":
        return False
    if c == u")" and data[at + 1] == u" ":
        return kind_of(kinds, data[at + 2]) == DIGIT or data[at + 2] == u"("
    if c == u" " and data[at + 1] == u"(":
        return True
    return (c == u" " or c == u")" or is_dash(c)) and kind_of(kinds, data[at + 1]) == DIGIT


cdef inline bint is_plain_number(
    const unsigned char* kinds,
    const Py_UCS4* data,
    Py_ssize_t start,
    Py_ssize_t at,
    Py_ssize_t length,
) noexcept:
    """Whether the digits from `start` to `at` are all of a number: none goes on behind them."""
    cdef Py_UCS4 c = data[at]
    cdef Py_ssize_t next
    if may_be_dialled(kinds, data, start, at) or (
        c == u" " and data[at + 1] in u"oO°º˚⁰"  # degrees
    ):
        return False
    if at == length or c in u" ;)\"”\n%":
        return True
    if c == u",":
        return kind_of(kinds, data[at + 1]) != DIGIT
    if c == u".":
        return at + 1 == length or data[at + 1] in u" \n"
    if c == u"/" or c == u"-":  # of a date, unless the second number is the last
        next = run(kinds, data, at + 1, DIGIT, DIGIT)
        return next == length or data[next] in u" ,;)\"”\n%" or (c == u"/" and data[next] != c)
    return False


cdef inline Py_ssize_t quantity_end(
    const unsigned char* kinds, const Py_UCS4* data, Py_ssize_t start, Py_ssize_t at
) noexcept:
    """The end of a quantity with separators (6,3 or 2.900.000) whose first digits end at `at`.

    0 where it may be anything else: a date, a telephone number, degrees.
    """
    cdef Py_ssize_t end = at, next
    if may_be_dialled(kinds, data, start, at):
        return 0
    if start and (kind_of(kinds, data[start - 1]) != OTHER or data[start - 1] in u"+.,"):
        return 0
    while data[end] == u"," or data[end] == u".":
        next = run(kinds, data, end + 1, DIGIT, DIGIT)
        if next == end + 1:
            break
        if data[end] == u"." and (next != end + 4 or end - at > 0 and data[at] == u","):
            return 0
        if data[at] == u"." and (at > start + 3 or data[start] == u"0"):
            return 0
        end = next
    if end == at:
        return 0
    if data[end] == u" ":
        return 0 if data[end + 1] in u"oO°º˚⁰" else end
    if data[end] == u"," or data[end] == u".":
        return end if data[end + 1] == u" " or data[end + 1] == u"\n" else 0
    return end if data[end] in u";)%\n" else 0


cdef inline bint is_followed_by_other(const Py_UCS4* data) noexcept:
    """Whether what follows tp is no hcm and belongs to no address."""
    if data[0] == u"." and data[1] in u" \n":
        data += 1
    return data[0] in u",;)\n" or (data[0] == u" " and lower(data[1]) != u"h")


cdef inline bint may_be_ruled(const Py_UCS4* data) noexcept:
    """Whether a rule for letters may match here: covid, sars, a/h1n1, tp hcm, http, www."""
    cdef Py_UCS4 first = lower(data[0]), second
    if first == u"a":
        return data[1] == u"(" or data[1] == u"/" or data[1] == u"-" or (
            data[1] == u" " and (lower(data[2]) == u"h" or data[2] in u"(/-")
        )
    if first != u"c" and first != u"t" and first != u"h" and first != u"w" and first != u"s":
        return False
    second = lower(data[1])
    if first == u"s":
        return second == u"a" and lower(data[2]) == u"r"
    return (
        (first == u"c" and second == u"o" and lower(data[2]) == u"v")
        or (first == u"t" and second == u"p" and not is_followed_by_other(data + 2))
        or (first == u"h" and second == u"t")
        or (first == u"w" and second == u"w")
    )


cdef inline bint is_plain(
    const unsigned char* kinds, const Py_UCS4* data, Py_ssize_t start, Py_ssize_t at
) noexcept:
    """Whether letters that end at `at` are a syllable: no digit, @ or .x follows them."""
    cdef Py_UCS4 c = data[at]
    cdef Kind kind = kind_of(kinds, c)
    if kind == DIGIT or kind == UNDERSCORE or c == u"@":
        return False
    if c == u".":
        c = data[at + 1]
        kind = kind_of(kinds, c)
        if kind == LETTER or kind == DIGIT or kind == UNDERSCORE or c == u"+" or c == u"-":
            return False
    return not may_be_ruled(data + start)
