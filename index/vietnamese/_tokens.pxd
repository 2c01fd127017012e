# cython: language_level=3
"""pyvi's tokens (ViTokenizer.sylabelize) natively, in time linear in the text's length.

Inline functions for `_words`. A text is an array of code points with a zero after the last one;
`words_pure.tokenize` has the pattern that is followed here.
"""

from libc.stdint cimport uint16_t, uint32_t

cdef extern from "Python.h":
    bint Py_UNICODE_ISALNUM(Py_UCS4 c) noexcept nogil
    bint Py_UNICODE_ISSPACE(Py_UCS4 c) noexcept nogil
    bint Py_UNICODE_ISDECIMAL(Py_UCS4 c) noexcept nogil
    bint Py_UNICODE_ISDIGIT(Py_UCS4 c) noexcept nogil
    bint Py_UNICODE_ISUPPER(Py_UCS4 c) noexcept nogil
    bint Py_UNICODE_ISTITLE(Py_UCS4 c) noexcept nogil
    bint Py_UNICODE_ISLOWER(Py_UCS4 c) noexcept nogil
    Py_UCS4 Py_UNICODE_TOLOWER(Py_UCS4 c) noexcept nogil

cdef enum:  # traits of characters, as Python's regular expressions and str methods see them
    WORD = 1  # \w
    SPACE = 2  # \s
    DECIMAL = 4  # \d
    CAPITAL = 8  # [A-ZĐ]
    LOCAL = 16  # [a-zA-Z0-9_.+-]
    DOMAIN = 32  # [a-zA-Z0-9-]
    UPPER = 64
    TITLE = 128
    LOWER = 256
    DIGIT = 512
    PUNCTUATION = 1024  # string.punctuation
    ODD = 2048  # its lower case takes more than the character; no token of the model has it

cdef enum:
    IN_TABLE = 0x2100  # characters whose traits are looked up; the others are rare

cdef struct Character:
    uint16_t traits
    uint16_t lower

cdef struct Address:  # the e-mail address around the next @, if `end` is not 0
    Py_ssize_t first  # where it may begin, at the earliest
    Py_ssize_t at
    Py_ssize_t end


cdef inline uint16_t traits_of(Py_UCS4 c) noexcept nogil:
    cdef bint alphanumeric = c"a" <= c <= c"z" or c"A" <= c <= c"Z" or c"0" <= c <= c"9"
    cdef uint16_t traits = 0
    if Py_UNICODE_ISALNUM(c) or c == c"_":
        traits |= WORD
    if 32 < c < 127 and not alphanumeric:
        traits |= PUNCTUATION
    if Py_UNICODE_ISSPACE(c):
        traits |= SPACE
    if Py_UNICODE_ISDECIMAL(c):
        traits |= DECIMAL
    if Py_UNICODE_ISDIGIT(c):
        traits |= DIGIT
    if Py_UNICODE_ISUPPER(c):
        traits |= UPPER
    if Py_UNICODE_ISTITLE(c):
        traits |= TITLE
    if Py_UNICODE_ISLOWER(c):
        traits |= LOWER
    if c"A" <= c <= c"Z" or c == 0x110:
        traits |= CAPITAL
    if alphanumeric or c == c"-":
        traits |= DOMAIN | LOCAL
    if c == c"_" or c == c"." or c == c"+":
        traits |= LOCAL
    if c == 0x130 or c == 0x3A3:
        traits |= ODD
    return traits


cdef inline void fill_table(Character* table) noexcept nogil:
    cdef int c
    for c in range(IN_TABLE):
        table[c].traits = traits_of(<Py_UCS4>c)
        table[c].lower = <uint16_t>Py_UNICODE_TOLOWER(<Py_UCS4>c)


cdef inline uint16_t look(const Character* table, Py_UCS4 c) noexcept nogil:
    return table[c].traits if c < IN_TABLE else traits_of(c)


cdef inline Py_UCS4 lower(const Character* table, Py_UCS4 c) noexcept nogil:
    return table[c].lower if c < IN_TABLE else Py_UNICODE_TOLOWER(c)


cdef inline bint is_composed(const Py_UCS4* text, Py_ssize_t length) noexcept nogil:
    """Whether all characters are of blocks where nothing changes under NFC; not true of all NFC."""
    cdef uint32_t c
    cdef bint all_are = True
    cdef Py_ssize_t i
    for i in range(length):
        c = text[i]
        all_are &= (c < 0x300) | (c - 0x1E00 < 0x100) | (c - 0x2010 < 0x18)
    return all_are


cdef inline bint is_title(
    const Character* table, const Py_UCS4* text, Py_ssize_t start, Py_ssize_t end
) noexcept nogil:
    """str.istitle of what has a capital: capitals where a run of cased letters begins, only."""
    cdef bint cased = False
    cdef Py_ssize_t i
    cdef uint16_t traits
    for i in range(start, end):
        traits = look(table, text[i]) & (UPPER | TITLE | LOWER)
        if traits and cased == (traits != LOWER):
            return False
        cased = traits != 0
    return True


cdef inline Py_ssize_t run(
    const Character* table, const Py_UCS4* text, Py_ssize_t at, uint16_t trait
) noexcept nogil:
    """The end of the characters with `trait` that begin at `at`; the final zero has no trait."""
    while look(table, text[at]) & trait:
        at += 1
    return at


cdef inline bint stands(const char* literal, const Py_UCS4* text) noexcept nogil:
    while literal[0] and text[0] == <Py_UCS4>literal[0]:
        text += 1
        literal += 1
    return not literal[0]


cdef inline bint separated(const Character* table, const Py_UCS4* text) noexcept nogil:
    """Whether `[.,_]\\d` stands at `text`."""
    return (
        text[0] == c"." or text[0] == c"," or text[0] == c"_"
    ) and look(table, text[1]) & DECIMAL


cdef inline void find_address(
    const Character* table, const Py_UCS4* text, Py_ssize_t length, Py_ssize_t start, Address* found
) noexcept nogil:
    """Look for the next @. Every @ is looked at once, and so is what stands between two."""
    cdef Py_ssize_t end = start
    cdef int labels = 0
    while end < length and text[end] != c"@":
        end += 1
    found.at = found.first = end
    found.end = 0
    while found.first > start and look(table, text[found.first - 1]) & LOCAL:
        found.first -= 1
    while end < length and (not labels or text[end] == c"."):
        if not look(table, text[end + 1]) & DOMAIN:
            break
        end = run(table, text, end + 1, DOMAIN)
        labels += 1
    if labels > 1:
        found.end = end


cdef inline Py_ssize_t token_end(
    const Character* table, const Py_UCS4* text, Py_ssize_t length, Py_ssize_t start, Address* near
) noexcept nogil:
    """The end of the token at `start`, by the first alternative of pyvi's pattern that matches.

    `near` goes from one call to the next; it begins with `at` at -1.
    """
    cdef uint16_t traits = look(table, text[start])
    cdef const Py_UCS4* here = text + start
    cdef Py_ssize_t end = start + 1, further
    if traits & CAPITAL:
        end = run(table, text, start, CAPITAL)
        if text[end] == c".":
            return end + 1
        if stands("Tp.", here) or stands("Mr.", here) or stands("Ms.", here) or stands("Dr.", here):
            return start + 3
        if stands("Mrs.", here) or stands("ThS.", here):
            return start + 4
    if traits & WORD:
        end = run(table, text, end, WORD)
        if stands("://", text + end):
            further = end + 3
            while further < length and not look(table, text[further]) & SPACE:
                further += 1
            if further > end + 3:
                return further
    elif stands("==>", here) or stands("...", here):
        return start + 3
    elif stands("->", here) or stands(">>", here):
        return start + 2
    if traits & LOCAL:
        if near.at < start:
            find_address(table, text, length, start, near)
        if near.first <= start and near.end:
            return near.end
    if traits & DECIMAL:
        further = run(table, text, start, DECIMAL)
        if separated(table, text + further):
            while separated(table, text + further):
                further = run(table, text, further + 1, DECIMAL)
            return further
    return end
