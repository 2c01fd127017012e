# cython: language_level=3
"""Which stretches of a text are syllables for certain, whatever the rules: for `_syllables`.

Inline functions over a text as an array of code points with a zero after the last one.
"""

from libc.stdint cimport uint32_t

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
    if c == u"," or c == u":":
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


cdef inline bint is_city(const Py_UCS4* data) noexcept:
    """Whether hcm is behind tp."""
    data += data[0] == u"."
    data += data[0] == u" " or data[0] == 0xA0
    return lower(data[0]) == u"h" and lower(data[1]) == u"c" and lower(data[2]) == u"m"


cdef inline bint is_strain(const unsigned char* kinds, const Py_UCS4* data) noexcept:
    """Whether the h of a kind of influenza, and a figure, are behind a."""
    cdef bint is_apart = data[0] == u" "
    data += is_apart
    if data[0] == u"(" or data[0] == u"/" or data[0] == u"-":
        data += 1
        data += data[0] == u" "
    elif not is_apart:
        return False
    return lower(data[0]) == u"h" and kind_of(kinds, data[1]) == DIGIT


cdef inline bint may_be_ruled(const unsigned char* kinds, const Py_UCS4* data) noexcept:
    """Whether a rule for letters may match here: covid, sars, a/h1n1, tp hcm, http, www."""
    cdef Py_UCS4 first = lower(data[0]), second
    if first == u"a":
        return is_strain(kinds, data + 1)
    if first != u"c" and first != u"t" and first != u"h" and first != u"w" and first != u"s":
        return False
    second = lower(data[1])
    if first == u"s":
        return second == u"a" and lower(data[2]) == u"r" and lower(data[3]) == u"s"
    return (
        (first == u"c" and second == u"o" and lower(data[2]) == u"v")
        or (first == u"t" and second == u"p" and is_city(data + 2))
        or (first == u"h" and second == u"t")
        or (first == u"w" and second == u"w")
    )


cdef inline bint is_plain(
    const unsigned char* kinds, const Py_UCS4* data, Py_ssize_t start, Py_ssize_t at
) noexcept:
    """Whether letters that end at `at` are a syllable: no digit, @, .x or ..@ follows them."""
    cdef Py_UCS4 c = data[at]
    cdef Kind kind = kind_of(kinds, c)
    if kind == DIGIT or kind == UNDERSCORE or c == u"@":
        return False
    if c == u".":
        while c == u".":
            at += 1
            c = data[at]
        kind = kind_of(kinds, c)
        if kind == LETTER or kind == DIGIT or kind == UNDERSCORE or c in u"+-@":
            return False
    return not may_be_ruled(kinds, data + start)


cdef inline bint is_over(const unsigned char* kinds, const Py_UCS4* data) noexcept:
    """Whether nothing of an address or a number goes on at `data`, nor a word."""
    cdef Py_UCS4 c = data[0]
    if c == u".":
        return data[1] == 0 or data[1] == u" " or data[1] == u"\n"
    if c == u",":
        return kind_of(kinds, data[1]) != DIGIT
    return c == 0 or c in u" ;)\n\"”"


cdef inline uint32_t short_word(const Py_UCS4* data, Py_ssize_t start, Py_ssize_t end) noexcept:
    """Up to three small or capital letters of ASCII, and đ as 1, as one number; else 0."""
    cdef uint32_t word = 0
    cdef Py_UCS4 c
    cdef Py_ssize_t at
    if end - start > 3:
        return 0
    for at in range(start, end):
        c = lower(data[at])
        if c == 0x111 or c == 0x110:
            c = 1
        elif not u"a" <= c <= u"z":
            return 0
        word = word << 8 | <uint32_t>c
    return word


cdef inline bint is_road(uint32_t word) noexcept:
    """Whether the letters stand before the number of a road, or of a place in a town."""
    return (
        word == 0x716C or word == 0x746C or word == 0x686C or word == 0x6B70  # ql tl hl kp
        or word == 0x746470 or word == 0x0174 or word == 0x6474  # tdp đt dt
        or word == 0x70 or word == 0x71 or word == 0x6B6D  # p q km
    )


cdef inline bint is_unit(uint32_t word) noexcept:
    """Whether the letters are a unit (see `patterns.UNITS`)."""
    return (
        word == 0x6D or word == 0x6B6D or word == 0x636D or word == 0x646D  # m km cm dm
        or word == 0x6D6D or word == 0x686D or word == 0x6861 or word == 0x6B67  # mm hm ha kg
        or word == 0x67 or word == 0x6D67 or word == 0x6C or word == 0x6D6C  # g mg l ml
        or word == 0x76 or word == 0x7472 or word == 0x6B or word == 0x01  # v tr k đ
        or word == 0x757364 or word == 0x766E01 or word == 0x766E64  # usd vnđ vnd
    )


cdef inline Py_ssize_t mixed_end(
    const unsigned char* kinds, const Py_UCS4* data, Py_ssize_t start, Py_ssize_t at
) noexcept:
    """The end of a number (1A, 20cm) or of letters (G20) at `start`, whose first run ends at `at`.

    Of a number before a unit it is where the unit begins. 0 where a rule may want what is here.
    """
    cdef Py_ssize_t end
    cdef Py_UCS4 c = lower(data[at])
    if kind_of(kinds, data[start]) == LETTER:
        if kind_of(kinds, data[at]) != DIGIT or at - start > 3:
            return 0
        if is_road(short_word(data, start, at)) or not short_word(data, start, at):
            return 0
    elif kind_of(kinds, data[at]) != LETTER or (start and kind_of(kinds, data[start - 1]) != OTHER):
        return 0
    elif c >= 0x80 or c in u"kcdmhglvtuopm":  # as units, hours and degrees begin
        end = run(kinds, data, at, LETTER, MARK)
        return at if is_unit(short_word(data, at, end)) and is_over(kinds, data + end) else 0
    end = at
    while kind_of(kinds, data[end]) == LETTER or kind_of(kinds, data[end]) == DIGIT:
        end += 1
    return end if is_over(kinds, data + end) else 0


cdef inline Py_ssize_t figures_end(const Py_UCS4* data, Py_ssize_t at, Py_ssize_t most) noexcept:
    """The end of the figures that begin at `at`, of which up to `most` are looked at."""
    cdef Py_ssize_t end = at
    while end < at + most and u"0" <= data[end] <= u"9":
        end += 1
    return end


cdef inline Py_ssize_t separated_end(const Py_UCS4* data, Py_ssize_t start) noexcept:
    """The end of a quantity with separators at `start`: 2.900.000, 2.900,5 or 3,25.

    0 where a date, a telephone number or degrees may be written so, or the number is none of these.
    """
    cdef Py_ssize_t first = figures_end(data, start, 3), at = first, end
    if start and data[start - 1] == u"+":
        return 0
    while data[at] == u"." and figures_end(data, at + 1, 4) == at + 4:
        at += 4
    if at > first and data[start] == u"0":
        return 0
    if data[at] == u",":
        end = figures_end(data, at + 1, 8)
        at = end if end > at + 1 else at
    if at == first or (data[at] == u" " and data[at + 1] in u"°º˚⁰oO"):
        return 0
    return at


cdef inline bint is_initial(Py_UCS4 c) noexcept:
    return u"A" <= c <= u"Z" or c == u"Đ" or c == u"Ư"


cdef inline Py_ssize_t initials_end(const Py_UCS4* data, Py_ssize_t start) noexcept:
    """The end of two to seven capitals with full stops between them at `start`: T.Ư, U.S; or 0."""
    cdef Py_ssize_t at = start
    if not is_initial(data[at]):
        return 0
    while at <= start + 12 and data[at + 1] == u"." and is_initial(data[at + 2]):
        at += 2
    return at + 1 if start < at <= start + 12 else 0


cdef inline Py_ssize_t letters_end(
    const unsigned char* kinds, const Py_UCS4* data, Py_ssize_t start
) noexcept:
    """The end of some letters of ASCII at `start`, before a full stop and a letter: PGS.TS.

    0 where an address may begin, or something else stands there.
    """
    cdef Py_ssize_t at = start, end
    while u"a" <= lower(data[at]) <= u"z":
        at += 1
    if not start + 2 <= at <= start + 20:
        return 0
    if data[at] != u"." or kind_of(kinds, data[at + 1]) != LETTER:
        return 0
    if at == start + 3 and lower(data[start]) == u"w":  # www
        return 0
    for end in range(at, start + 66):  # what stands before an @ is no longer
        if data[end] == u"@":
            return 0
        if data[end] == 0 or data[end] == u" ":
            break
    return at


cdef inline Py_ssize_t stretch_end(
    const unsigned char* kinds, const Py_UCS4* data, Py_ssize_t start
) noexcept:
    """The end of what a rule finds at `start` whatever stands around it: TP. HCM, F-35, 8h30, 1.000.

    0 where it may be anything else.
    """
    cdef Py_ssize_t at = start, end
    cdef Py_UCS4 mark
    if start and kind_of(kinds, data[start - 1]) != OTHER:
        return 0
    if lower(data[at]) == u"t" and lower(data[at + 1]) == u"p":
        at += 2
        at += data[at] == u"."
        at += data[at] == u" "
        if (
            lower(data[at]) == u"h" and lower(data[at + 1]) == u"c" and lower(data[at + 2]) == u"m"
        ):
            return at + 3 if is_over(kinds, data + at + 3) else 0
        return 0
    end = initials_end(data, start)
    if end:
        return end if is_over(kinds, data + end) else 0
    end = letters_end(kinds, data, start)
    if end:
        return end
    if u"A" <= data[at] <= u"Z":
        at += 1
        while at < start + 3 and u"a" <= data[at] <= u"z":
            at += 1
        if is_road(short_word(data, start, at)) or (
            start and (data[start - 1] == u"-" or data[start - 1] == u".")
        ):
            return 0
        at += data[at] == u" "
        if not is_dash(data[at]):
            return 0
        end = figures_end(data, at + 1, 4)
        if end == at + 1 or (
            end == at + 5 and (
                (data[at + 1] == u"1" and data[at + 2] == u"9")
                or (data[at + 1] == u"2" and data[at + 2] == u"0")
            )
        ):
            return 0
        return end if is_over(kinds, data + end) else 0
    at = figures_end(data, start, 2)
    if at == start:
        return 0
    end = separated_end(data, start)
    if end:
        return end if is_over(kinds, data + end) else 0
    mark = data[at]
    if mark == u"-" and data[start] != u"0" and not (start and data[start - 1] == u"+"):
        end = figures_end(data, at + 1, 3)
        if end > at + 1 and is_over(kinds, data + end):
            return at
    if lower(mark) == u"h":
        if at == start + 2 and data[start] > u"2":
            return 0
        end = figures_end(data, at + 1, 2)
        if end == at + 2 or (end == at + 3 and data[at + 1] > u"5"):
            return 0
        return end if is_over(kinds, data + end) else 0
    if mark != u"/" and (mark != u"-" or data[start] == u"0"):
        return 0
    end = figures_end(data, at + 1, 2)
    if end == at + 1 or data[end] != mark:
        return 0
    at = end + 1
    end = figures_end(data, at, 4)
    return end if end == at + 4 and is_over(kinds, data + end) else 0
