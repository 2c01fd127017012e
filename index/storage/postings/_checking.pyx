# cython: language_level=3, boundscheck=False
"""Columns whose blocks are checked natively before they are read."""

from xxhash import xxh3_64_intdigest

from cpython.buffer cimport PyBUF_READ
from cpython.memoryview cimport PyMemoryView_FromMemory
from libc.string cimport memcpy

from index.storage.checksums import BLOCK_SIZE

cdef int BLOCK_SHIFT = BLOCK_SIZE.bit_length() - 1


cdef class CheckedColumn:
    """What lies in a column's bytes. Those of `checks.base` are read where they lie."""

    cdef int hold(self, column, str damaged) except -1:
        """Keep a `Checked`, and say `damaged` where more of it is wrong than its checksums."""
        cdef const uint8_t[::1] view = column.data, sums = column.checksums
        cdef uint8_t[::1] flags = column.checked  # it keeps its size while it is held
        self._column, self._view, self._flags, self._sums = column, view, flags, sums
        self.damaged = damaged
        self.checks.base = self.base = &view[0]
        self.checks.size = view.shape[0]
        self.checks.shift = BLOCK_SHIFT
        self.checks.checked = &flags[0]
        self.checks.sums = &sums[0] if sums.shape[0] else NULL
        self.checks.owner = <void*>column
        return 0

    cdef int check(self, const uint8_t* begin, const uint8_t* end) except -1:
        """Raise a ValueError unless some bytes are what was written."""
        if ensure(&self.checks, begin, end) < 0:
            raise failure_of(&self.checks, self.damaged)
        return 0


cdef int check_anew(const Checks* checks, uint64_t begin, uint64_t end) noexcept nogil:
    """Check some bytes of a column; -1 if they are damaged, or could not be checked."""
    with gil:
        column = <object>checks.owner
        try:
            if not are_written(checks, begin, end):
                column.check(begin, end)  # which says what is wrong
        except ValueError:  # which the column remembers
            return -1
        except BaseException as error:
            column.interruption = error
            return -1
    return 0


cdef bint are_written(const Checks* checks, uint64_t begin, uint64_t end) except -1:
    """Whether some bytes of a column are what was written: `Checked.check` in fewer steps."""
    cdef uint64_t block, at, size = <uint64_t>1 << checks.shift, expected
    for block in range(begin >> checks.shift, ((end - 1) >> checks.shift) + 1):
        if not checks.checked[block]:
            at = block << checks.shift
            memcpy(&expected, checks.sums + 8 * block, 8)
            if <uint64_t>xxh3_64_intdigest(
                PyMemoryView_FromMemory(
                    <char*>checks.base + at, min(size, checks.size - at), PyBUF_READ
                )
            ) != expected:
                return False
            checks.checked[block] = 1
    return True


cdef object failure_of(const Checks* checks, str otherwise):
    """The error to raise where `ensure` or a reader said -1; `checks` may be NULL."""
    if checks == NULL:
        return ValueError(otherwise)
    return (<object>checks.owner).failure(otherwise)
