# cython: language_level=3
"""Memory that is asked for before its turn."""

cdef extern from *:
    """
    #if defined(__GNUC__)
    #define KHOBAO_WILL_READ(at) __builtin_prefetch(at)
    #else
    #define KHOBAO_WILL_READ(at)
    #endif
    """
    void will_read "KHOBAO_WILL_READ"(const void* at) noexcept nogil
