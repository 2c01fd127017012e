# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""An article's texts in UTF-8, natively: as JSON, and one after another.

Each text is encoded once and keeps that as long as it lives, so that who asks next copies bytes.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Free, PyMem_Realloc
from libc.stdint cimport uint8_t
from libc.string cimport memcpy

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size) except NULL

cdef enum:
    MOST_OF_ONE = 6  # bytes that stand for one: backslash, u, four digits
    AT_ONCE = 16  # bytes that are looked at together
    MUCH_ROOM = 1 << 20  # bytes; they are given back after a text with so many

cdef uint8_t letters[256]  # behind the backslash; 0 where a byte has no letter of its own

for _code, _letter in zip(b'"\\\b\f\n\r\t', b'"\\bfnrt'):
    letters[_code] = _letter

cdef const char* DIGITS = "0123456789abcdef"


cdef inline bint is_special(uint8_t byte) noexcept nogil:
    """Whether JSON writes a byte in another way."""
    return (byte < 0x20) | (byte == c'"') | (byte == c"\\")


cdef inline bint has_special(const uint8_t* bytes) noexcept nogil:
    """Whether one of so many bytes as are looked at together is written in another way."""
    cdef uint8_t found = 0
    cdef int i
    for i in range(AT_ONCE):
        found |= is_special(bytes[i])
    return found


cdef class _Out:
    """Bytes that are written one after another."""

    cdef uint8_t* bytes
    cdef Py_ssize_t size, room

    def __dealloc__(self):
        PyMem_Free(self.bytes)

    cdef int reserve(self, Py_ssize_t more) except -1:
        cdef uint8_t* bytes
        if self.size + more > self.room:
            bytes = <uint8_t*>PyMem_Realloc(self.bytes, self.size + more + (self.size >> 1))
            if not bytes:
                raise MemoryError
            self.bytes = bytes
            self.room = self.size + more + (self.size >> 1)
        return 0

    cdef int put(self, bytes data) except -1:
        self.reserve(PyBytes_GET_SIZE(data))
        memcpy(self.bytes + self.size, PyBytes_AS_STRING(data), PyBytes_GET_SIZE(data))
        self.size += PyBytes_GET_SIZE(data)
        return 0

    cdef int put_text(self, str text) except -1:
        """A text between quotation marks. Raises UnicodeEncodeError for lone surrogates."""
        cdef Py_ssize_t size = 0, at = 0, end
        cdef const uint8_t* bytes = <const uint8_t*>PyUnicode_AsUTF8AndSize(text, &size)
        cdef uint8_t* out
        self.reserve(MOST_OF_ONE * size + 2)
        out = self.bytes + self.size
        out[0] = c'"'
        out += 1
        while at < size:
            if size - at >= AT_ONCE and not has_special(bytes + at):
                memcpy(out, bytes + at, AT_ONCE)
                out += AT_ONCE
                at += AT_ONCE
                continue
            end = min(at + AT_ONCE, size)
            while at < end:
                out = put_byte(out, bytes[at])
                at += 1
        out[0] = c'"'
        self.size = out + 1 - self.bytes
        return 0

    cdef bint put_value(self, value) except -1:
        """A text, a tuple of texts, or None; returns whether it was one of these."""
        cdef bint is_first = True
        if value is None:
            self.put(b"null")
        elif type(value) is str:
            self.put_text(value)
        elif type(value) is not tuple:
            return False
        else:
            self.put(b"[")
            for text in <tuple>value:
                if type(text) is not str:
                    return False
                if not is_first:
                    self.put(b",")
                is_first = False
                self.put_text(text)
            self.put(b"]")
        return True

    cdef bytes taken(self):
        """What was written; nothing is left of it here, nor the room of a giant."""
        cdef bytes found = PyBytes_FromStringAndSize(<char*>self.bytes, self.size)
        self.size = 0
        if self.room > MUCH_ROOM:
            PyMem_Free(self.bytes)
            self.bytes = NULL
            self.room = 0
        return found


cdef inline uint8_t* put_byte(uint8_t* out, uint8_t byte) noexcept nogil:
    """Write a byte of a text; returns where the next one goes."""
    if not is_special(byte):
        out[0] = byte
        return out + 1
    out[0] = c"\\"
    if letters[byte]:
        out[1] = letters[byte]
        return out + 2
    memcpy(out + 1, b"u00", 3)
    out[4] = DIGITS[byte >> 4]
    out[5] = DIGITS[byte & 0xF]
    return out + 6


cdef _Out out = _Out()  # between its first byte and what is taken no other thread runs


def joined(list texts not None):
    """The texts in UTF-8 with a zero byte between each two; lone surrogates are passed through."""
    cdef Py_ssize_t length = max(0, len(texts) - 1), size = 0
    cdef const char* data
    cdef bytes found
    cdef char* place
    cdef str text
    cdef bint is_first = True
    try:
        for text in texts:
            PyUnicode_AsUTF8AndSize(text, &size)
            length += size
    except UnicodeEncodeError:
        return "\0".join(texts).encode("utf-8", "surrogatepass")
    found = PyBytes_FromStringAndSize(NULL, length)
    place = PyBytes_AS_STRING(found)
    for text in texts:
        if not is_first:
            place[0] = 0
            place += 1
        is_first = False
        data = PyUnicode_AsUTF8AndSize(text, &size)
        memcpy(place, data, size)
        place += size
    return found


# In the order in which they are written; `extra` is the last.
_FIELDS = (
    "id", "title", "summary", "body", "captions", "published", "category", "source", "authors",
    "url", "tags",
)
cdef tuple keys = tuple(
    [f'{"," if place else "{"}"{name}":'.encode() for place, name in enumerate(_FIELDS)]
)


def json_of(tuple values not None, bytes extra not None):
    """The JSON of an article: its values in the order of `_FIELDS`, texts, tuples of texts or None,
    and what is JSON already of what it has besides. None if one of them is something else.

    Raises UnicodeEncodeError for lone surrogates.
    """
    cdef Py_ssize_t i
    out.size = 0
    for i in range(len(keys)):
        out.put(keys[i])
        if not out.put_value(values[i]):
            return None
    out.put(b',"extra":')
    out.put(extra)
    out.put(b"}")
    return out.taken()
