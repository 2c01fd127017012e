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


cdef inline bint is_plain_number(
    const unsigned char* kinds, const Py_UCS4* data, Py_ssize_t at, Py_ssize_t length
) noexcept:
    """Whether digits that end at `at` are all of a number: what follows can belong to none."""
    cdef Py_UCS4 c = data[at]
    cdef Py_ssize_t next
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


cdef inline bint is_followed_by_other(const Py_UCS4* data) noexcept:
    """Whether what follows tp is no hcm and belongs to no address."""
    if data[0] == u"." and data[1] in u" \n":
        data += 1
    return data[0] in u",;)\n" or (data[0] == u" " and lower(data[1]) != u"h")


cdef inline bint may_be_ruled(const Py_UCS4* data) noexcept:
    """Whether a rule that begins with letters may match here: covid, tp hcm, http, www."""
    cdef Py_UCS4 first = lower(data[0]), second
    if first != u"c" and first != u"t" and first != u"h" and first != u"w":
        return False
    second = lower(data[1])
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
