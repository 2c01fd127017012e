# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""A model file of CRFsuite, read natively: see `words_model.read_in_python`."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from cpython.mem cimport PyMem_Calloc, PyMem_Free
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdint cimport uint32_t
from libc.string cimport memchr, memcmp, memcpy, strlen, strstr

cdef enum:
    FEATURE = 20  # bytes of one
    HEAD = 12  # of the features
    INDEX_HEAD = 24  # of the names


cdef inline uint32_t number_at(const char* data, Py_ssize_t at) noexcept:
    """The little-endian number of 32 bits at a place."""
    cdef const unsigned char* bytes = <const unsigned char*>data + at
    return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | <uint32_t>bytes[3] << 24


cdef inline double weight_at(const char* data, Py_ssize_t at) noexcept:
    """The little-endian number of 64 bits, in floating point, at a place."""
    cdef unsigned long long bits = number_at(data, at)
    cdef double weight
    bits |= <unsigned long long>number_at(data, at + 4) << 32
    memcpy(&weight, &bits, sizeof(double))
    return weight


def read(bytes crf not None, Py_ssize_t features, Py_ssize_t names, int begins, str token,
         dict of_tokens):
    """What the attributes of a model add (see `words_model.read_in_python`)."""
    cdef const char* data = PyBytes_AS_STRING(crf)
    cdef Py_ssize_t size = PyBytes_GET_SIZE(crf), count, at, i, length, start
    cdef uint32_t kind, source, label
    cdef double weight
    cdef double* weight_of = NULL  # of each attribute for the first label, then for the second
    cdef double* begins_of
    cdef double* inside_of
    cdef const char* name
    cdef const char* found
    cdef bytes mark = token.encode()
    cdef dict places = {place.encode(): number for place, number in of_tokens.items()}
    cdef dict tokens = {}, others = {}
    cdef list transitions = [[0.0, 0.0], [0.0, 0.0]], weights
    if not (0 <= features <= size - HEAD and 0 <= names <= size - INDEX_HEAD):
        raise ValueError("the file is cut")
    if memcmp(data + names, b"CQDB", 4) or number_at(data, names + 12) != 0x62445371:
        raise ValueError("no names where they should be")
    if memcmp(data + features, b"FEAT", 4):
        raise ValueError("no features where they should be")
    count = number_at(data, names + 16)
    at = names + number_at(data, names + 20)
    if at + 4 * count > size:
        raise ValueError("the file is cut")
    weight_of = <double*>PyMem_Calloc(2 * count + 1, sizeof(double))
    if not weight_of:
        raise MemoryError
    begins_of = weight_of + (count if begins else 0)
    inside_of = weight_of + (0 if begins else count)
    try:
        length = number_at(data, features + 8)
        if features + HEAD + FEATURE * length > size:
            raise ValueError("the file is cut")
        for i in range(length):
            start = features + HEAD + FEATURE * i
            kind, source, label = (
                number_at(data, start), number_at(data, start + 4), number_at(data, start + 8)
            )
            weight = weight_at(data, start + 12)
            if label > 1 or source >= (2 if kind else <size_t>count):
                raise ValueError("a weight of what is not there")
            if kind:
                transitions[label][source] = weight
                continue
            weight_of[label * count + source] = weight
        for i in range(count):
            start = names + number_at(data, at + 4 * i) + 8  # after its number and its length
            if start >= size or memchr(data + start, 0, size - start) == NULL:
                raise ValueError("a name is cut")
            name = data + start
            found = strstr(name, mark)
            if found == NULL:
                others[PyUnicode_DecodeUTF8(name, strlen(name), NULL)] = inside_of[i] - begins_of[i]
                continue
            weights = tokens.setdefault(
                PyUnicode_DecodeUTF8(found + len(mark), strlen(found) - len(mark), NULL),
                [0.0, 0.0, 0.0],
            )
            weights[places[name[:found - name]]] = inside_of[i] - begins_of[i]
    finally:
        PyMem_Free(weight_of)
    return tokens, others, transitions
