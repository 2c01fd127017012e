# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The values of an article's JSON, natively, where it is written as `serialization` writes it.

Whatever is written in another way is left to Python's own reader.
"""

import json

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.object cimport PyObject
from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.string cimport memchr, memcmp

cdef extern from "Python.h":
    object PyUnicode_New(Py_ssize_t size, Py_UCS4 maxchar)
    void* PyUnicode_DATA(object text)

ctypedef fused Unit:
    uint8_t
    uint16_t
    uint32_t

cdef enum Shape:
    TEXT
    TEXT_OR_NULL
    TEXTS

# In the order in which they are written; `extra` is the last.
_FIELDS = [
    (name, f'{"," if place else "{"}"{name}":'.encode(), shape)
    for place, (name, shape) in enumerate(
        [
            ("id", TEXT), ("title", TEXT), ("summary", TEXT), ("body", TEXT), ("captions", TEXTS),
            ("published", TEXT_OR_NULL), ("category", TEXT), ("source", TEXT), ("authors", TEXTS),
            ("url", TEXT), ("tags", TEXTS),
        ]
    )
]
_EXTRA = b',"extra":'

cdef uint8_t escaped[256]  # what stands for a character behind a backslash; 0 where it is no letter

for _code, _stands_for in zip(b'"\\/bfnrt', b'"\\/\b\f\n\r\t'):
    escaped[_code] = _stands_for

cdef uint8_t[16] heads = [  # which bits of a byte that begins a character are part of it
    0x7F, 0x7F, 0x7F, 0x7F, 0x7F, 0x7F, 0x7F, 0x7F, 0, 0, 0, 0, 0x1F, 0x1F, 0x0F, 0x07
]


cdef class _Reader:
    """A place in the JSON of one article."""

    cdef bytes data
    cdef const uint8_t* bytes
    cdef Py_ssize_t at, length

    def __cinit__(self, bytes data):
        self.data = data
        self.bytes = <const uint8_t*>PyBytes_AS_STRING(data)
        self.length = PyBytes_GET_SIZE(data)

    cdef bint passes(self, bytes literal):
        """Whether the literal stands here, which then is behind."""
        cdef Py_ssize_t size = PyBytes_GET_SIZE(literal)
        if self.length - self.at < size:
            return False
        if memcmp(self.bytes + self.at, PyBytes_AS_STRING(literal), size):
            return False
        self.at += size
        return True

    cdef str text(self):
        """The text that begins here; None if there is none, or nothing that was written so."""
        cdef Py_ssize_t begin = self.at + 1, end = begin, back
        cdef const void* quote
        if self.at >= self.length or self.bytes[self.at] != c'"':
            return None
        while True:
            quote = memchr(self.bytes + end, c'"', self.length - end)
            if quote is NULL:
                return None
            end = <const uint8_t*>quote - self.bytes
            back = end
            while back > begin and self.bytes[back - 1] == c"\\":
                back -= 1
            if not (end - back) & 1:
                break
            end += 1
        self.at = end + 1
        return self._decoded(begin, end)

    cdef str _decoded(self, Py_ssize_t begin, Py_ssize_t end):
        cdef const uint8_t* bytes = self.bytes + begin
        cdef Py_ssize_t size = end - begin, i
        cdef uint32_t further = 0
        cdef uint8_t most = 0, least = 0xFF
        cdef const void* backslash
        cdef str text
        for i in range(size):
            further += (bytes[i] & 0xC0) == 0x80
            most = bytes[i] if bytes[i] > most else most
            least = bytes[i] if bytes[i] < least else least
        if least < 0x20 or (most >= 0x80 and not is_utf8(bytes, size)):
            return None
        i = 0
        while i < size:
            backslash = memchr(bytes + i, c"\\", size - i)
            if backslash is NULL:
                break
            i = <const uint8_t*>backslash - bytes + 2
            if not escaped[bytes[i - 1]]:
                return self._by_python(begin, end)
            further += 1
        if most < 0xC4:
            text = PyUnicode_New(size - further, 0x7F if most < 0x80 else 0xFF)
            decode[uint8_t](bytes, size, <uint8_t*>PyUnicode_DATA(text))
        elif most < 0xF0:
            text = PyUnicode_New(size - further, 0xFFFF)
            decode[uint16_t](bytes, size, <uint16_t*>PyUnicode_DATA(text))
        else:
            text = PyUnicode_New(size - further, 0x10FFFF)
            decode[uint32_t](bytes, size, <uint32_t*>PyUnicode_DATA(text))
        return text

    cdef str _by_python(self, Py_ssize_t begin, Py_ssize_t end):
        return json.loads(self.data[begin - 1 : end + 1].decode("utf-8", "surrogatepass"))

    cdef tuple texts(self):
        """The list of texts that begins here, or None."""
        cdef list found = []
        cdef str text
        if not self.passes(b"["):
            return None
        if self.passes(b"]"):
            return ()
        while True:
            text = self.text()
            if text is None:
                return None
            found.append(text)
            if self.passes(b"]"):
                return tuple(found)
            if not self.passes(b","):
                return None

    cdef dict rest(self):
        """The object that reaches from here to the last brace, or None."""
        if self.at >= self.length or self.bytes[self.at] != c"{":
            return None
        if self.bytes[self.length - 1] != c"}":
            return None
        cdef Py_ssize_t begin = self.at
        cdef dict found = self.pairs()
        if found is None:
            return json.loads(self.data[begin : self.length - 1].decode("utf-8", "surrogatepass"))
        return found

    cdef dict pairs(self):
        """The object of texts only that begins here and reaches to the last brace, or None."""
        cdef dict found = {}
        cdef str name, text
        self.at += 1
        if not self.passes(b"}"):
            while True:
                name = self.text()
                text = self.text() if name is not None and self.passes(b":") else None
                if text is None:
                    return None
                found[name] = text
                if self.passes(b"}"):
                    break
                if not self.passes(b","):
                    return None
        return found if self.at == self.length - 1 else None


cdef inline void decode(const uint8_t* bytes, Py_ssize_t size, Unit* text) noexcept nogil:
    """Decode UTF-8 in which only what `escaped` knows stands behind a backslash.

    Without a branch for each character, which nobody could foretell in Vietnamese. The byte behind
    the last one begins a character.
    """
    cdef Py_ssize_t at = 0, end
    cdef uint32_t byte, code = 0
    cdef const void* backslash
    while at < size:
        backslash = memchr(bytes + at, c"\\", size - at)
        end = size if backslash is NULL else <const uint8_t*>backslash - bytes
        while at < end:
            byte = bytes[at]
            code = (code << 6 | byte & 0x3F) if (byte & 0xC0) == 0x80 else byte & heads[byte >> 4]
            at += 1
            text[0] = <Unit>code
            text += (bytes[at] & 0xC0) != 0x80
        if at < size:
            text[0] = <Unit>escaped[bytes[at + 1]]
            text += 1
            at += 2


cdef inline bint is_utf8(const uint8_t* bytes, Py_ssize_t size) noexcept nogil:
    """Whether the bytes are UTF-8; three of ASCII stand before them, and one behind them."""
    cdef uint8_t wrong = 0, byte, before, leads
    cdef Py_ssize_t i
    for i in range(size + 1):
        byte = bytes[i]
        before = bytes[i - 1]
        leads = (before >= 0xC0) | (bytes[i - 2] >= 0xE0) | (bytes[i - 3] >= 0xF0)
        wrong |= ((byte & 0xC0) == 0x80) ^ leads
        wrong |= ((byte & 0xFE) == 0xC0) | (byte > 0xF4)
        wrong |= ((before == 0xE0) & (byte < 0xA0)) | ((before == 0xED) & (byte >= 0xA0))
        wrong |= ((before == 0xF0) & (byte < 0x90)) | ((before == 0xF4) & (byte >= 0x90))
    return not wrong


def fields(bytes data not None):
    """The value of each field of `data`, lists as tuples; None if it is not written as we write."""
    try:
        return _fields(_Reader(data))
    except ValueError:
        return None


cdef dict _fields(_Reader reader):
    cdef dict found = {}
    cdef bytes key
    cdef int shape
    for name, key, shape in _FIELDS:
        if not reader.passes(key):
            return None
        if shape == TEXT_OR_NULL and reader.passes(b"null"):
            found[name] = None
            continue
        value = reader.texts() if shape == TEXTS else reader.text()
        if value is None:
            return None
        found[name] = value
    value = reader.rest() if reader.passes(_EXTRA) else None
    if value is None:
        return None
    found["extra"] = value
    return found
