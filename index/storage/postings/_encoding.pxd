# cython: language_level=3
"""Growing buffers, and the writer of posting lists that inverting and joining share."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcpy

from index.storage.postings._blocks cimport Skip


cdef struct Buffer:
    uint8_t* data
    size_t size
    size_t room


cdef inline int reserve(Buffer* buffer, size_t more) except -1:
    """Make room for `more` bytes after those that are there."""
    cdef size_t room
    cdef uint8_t* data
    if buffer.size + more > buffer.room or not buffer.data:
        room = max(buffer.size + more, buffer.room + buffer.room // 2)
        data = <uint8_t*>realloc(buffer.data, max(room, <size_t>1024))
        if not data:
            raise MemoryError
        buffer.data = data
        buffer.room = max(room, <size_t>1024)
    return 0


cdef inline void put_varint(Buffer* buffer, uint64_t value) noexcept nogil:
    """Ten bytes at most; there must be room."""
    while value >= 128:
        buffer.data[buffer.size] = <uint8_t>(value & 127 | 128)
        value >>= 7
        buffer.size += 1
    buffer.data[buffer.size] = <uint8_t>value
    buffer.size += 1


cdef inline void put(Buffer* buffer, const void* data, size_t size) noexcept nogil:
    memcpy(buffer.data + buffer.size, data, size)
    buffer.size += size


cdef inline uint32_t* numbers(Buffer* buffer) noexcept nogil:
    return <uint32_t*>buffer.data


cdef inline void release(Buffer* buffer) noexcept:
    free(buffer.data)
    buffer.data = NULL
    buffer.size = buffer.room = 0


cdef class Encoder:
    cdef Buffer index, dictionary, data, positions
    cdef Buffer lengths  # uint32_t for each article
    cdef Buffer before  # the text of the term before
    cdef Buffer codes
    cdef object spooled_data, spooled_positions  # what came before those, None if nothing goes there
    cdef uint32_t articles, terms
    cdef uint64_t postings, total_length
    cdef uint64_t data_before, positions_before  # bytes that were spooled
    cdef bint has_positions
    cdef double average

    cdef int begin(self, uint32_t articles) except -1
    cdef int add(self, const uint8_t* text, uint32_t size, uint32_t df, const uint32_t* articles,
                 const uint32_t* frequencies, const uint32_t* packed) except -1
    cdef uint32_t checked(self, uint64_t offset) except? 0xFFFFFFFF
    cdef int put_short_block(self, uint32_t before, uint32_t count, const uint32_t* articles,
                             const uint32_t* frequencies) except -1
    cdef int put_full_block(self, Skip* skip, uint32_t before, const uint32_t* articles,
                            const uint32_t* frequencies) except -1
    cdef uint64_t put_positions(self, uint32_t count, const uint32_t* frequencies,
                                const uint32_t* packed) except? 0xFFFFFFFF
    cdef int spool(self, size_t least) except -1
    cdef object finish(self)
