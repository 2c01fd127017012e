# cython: language_level=3
"""Maps of files that others may cut: reading beyond the new end must not end the process.

The system answers such a read with SIGBUS. The handler here puts a page of zeros under the
address, if it lies in a map that is watched, and notes that; the checks of blocks and whoever asks
`Watch.is_torn` see to it that zeros are never taken for what was written. Other faults go to the
handler that was there before.
"""

cdef extern from *:
    """
    #include <errno.h>
    #include <signal.h>
    #include <stdatomic.h>
    #include <stdint.h>
    #include <string.h>
    #include <sys/mman.h>
    #include <unistd.h>

    #ifndef MAP_ANONYMOUS
    #define MAP_ANONYMOUS MAP_ANON
    #endif

    enum { MOST_WATCHED = 4096 };

    typedef struct {
        atomic_uintptr_t begin;  /* 0 in a free place */
        atomic_uintptr_t end;
        atomic_int torn;
    } watched_map;

    static watched_map watched[MOST_WATCHED];
    static struct sigaction handler_before;
    static long page_size;

    static void pass_on(int number, siginfo_t* info, void* context) {
        if (handler_before.sa_flags & SA_SIGINFO) {
            handler_before.sa_sigaction(number, info, context);
        } else if (handler_before.sa_handler == SIG_DFL || handler_before.sa_handler == SIG_IGN) {
            /* The read is tried again, and ends the process as it would have without us. */
            signal(number, SIG_DFL);
        } else {
            handler_before.sa_handler(number);
        }
    }

    static void on_fault(int number, siginfo_t* info, void* context) {
        int error = errno;
        uintptr_t address = (uintptr_t)info->si_addr;
        for (int i = 0; i < MOST_WATCHED; i++) {
            uintptr_t begin = atomic_load(&watched[i].begin);
            if (begin && address >= begin && address < atomic_load(&watched[i].end)) {
                void* page = (void*)(address - address % (uintptr_t)page_size);
                int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
                atomic_store(&watched[i].torn, 1);
                if (mmap(page, (size_t)page_size, PROT_READ, flags, -1, 0) != MAP_FAILED) {
                    errno = error;
                    return;
                }
            }
        }
        errno = error;
        pass_on(number, info, context);
    }

    static int install_handler(void) {
        struct sigaction action, now;
        page_size = sysconf(_SC_PAGESIZE);
        if (sigaction(SIGBUS, NULL, &now)) return -1;
        if ((now.sa_flags & SA_SIGINFO) && now.sa_sigaction == on_fault) return 0;
        memset(&action, 0, sizeof action);
        action.sa_sigaction = on_fault;
        action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
        sigemptyset(&action.sa_mask);
        handler_before = now;
        return sigaction(SIGBUS, &action, NULL);
    }

    /* Under Python's lock; returns the place, -1 where there is none left. */
    static int watch_map(const void* begin, size_t size) {
        for (int i = 0; i < MOST_WATCHED; i++) {
            if (!atomic_load(&watched[i].begin)) {
                atomic_store(&watched[i].torn, 0);
                atomic_store(&watched[i].end, (uintptr_t)begin + size);
                atomic_store(&watched[i].begin, (uintptr_t)begin);
                return i;
            }
        }
        return -1;
    }

    static void unwatch_map(int place) { atomic_store(&watched[place].begin, 0); }
    static int map_is_torn(int place) { return atomic_load(&watched[place].torn); }
    """
    int install_handler() nogil
    int watch_map(const void* begin, size_t size) nogil
    void unwatch_map(int place) nogil
    int map_is_torn(int place) nogil


cdef class Watch:
    """Watches the bytes of one map, as long as it lives."""

    cdef object data
    cdef int place

    def __cinit__(self, data):
        """`data` is the map's whole buffer."""
        cdef const unsigned char[::1] view = data
        self.place = -1
        if view.shape[0] and install_handler() == 0:
            self.place = watch_map(&view[0], view.shape[0])
        self.data = data

    def __dealloc__(self):
        if self.place >= 0:
            unwatch_map(self.place)

    @property
    def is_torn(self):
        """Whether something was read that was no more in the file: zeros stand there since."""
        return self.place >= 0 and map_is_torn(self.place) != 0
