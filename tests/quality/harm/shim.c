/* Makes file calls fail, or signals arrive at them: preloaded (LD_PRELOAD) and armed by shim.py.

   Only calls on paths below one folder count, or on descriptors that were opened there. They are
   counted by kind; at the N-th of the chosen kinds the plan is carried out, once or from then on.
   Counts, and what was hit, go to memory that outlives the process. */

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* The order is that of KINDS in shim.py. */
enum kind {
    OPEN, CREATE, OPENDIR, READDIR, READ, WRITE, FSYNC, FDATASYNC, RENAME, LINK, UNLINK, RMDIR,
    FTRUNCATE, MKDIR, MMAP, FLOCK, COPY, STAT, KINDS
};
/* The order is that of ACTIONS in shim.py. */
enum action { GO_ON, FAIL, SHORTEN, SIGNAL_BEFORE, SIGNAL_AFTER, SIGNAL_INSTEAD };

struct report {
    long counts[KINDS];
    int hit; /* 1 + the kind of the first call that the plan was carried out on; 0: none yet */
    char path[512];
};

static struct {
    char scope[PATH_MAX];
    size_t length;
    unsigned kinds;
    long nth;
    int action, value, lasting;
    struct report *report;
    void (*listener)(int kind, const char *path);
} plan;
static volatile int armed, inside;
static long reached;

void faults_arm(const char *scope, unsigned kinds, long nth, int action, int value, int lasting,
                struct report *report, void (*listener)(int, const char *))
{
    snprintf(plan.scope, sizeof plan.scope, "%s", scope);
    plan.length = strlen(plan.scope);
    plan.kinds = kinds;
    plan.nth = nth;
    plan.action = action;
    plan.value = value;
    plan.lasting = lasting;
    plan.report = report;
    plan.listener = listener;
    memset(report, 0, sizeof *report);
    reached = 0;
    armed = 1;
}

void faults_disarm(void) { armed = 0; }

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

#define REAL(type, name, ...)                                                                      \
    static type (*real)(__VA_ARGS__);                                                              \
    if (!real) real = (type(*)(__VA_ARGS__))next(#name)

/* The path of a descriptor, or of `path` as seen from the folder of one. */
static const char *place(int descriptor, const char *path, char *buffer)
{
    char link[64];
    ssize_t length;
    if (path && path[0] == '/') return path;
    if (descriptor == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
    else snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    length = readlink(link, buffer, PATH_MAX - 1);
    if (length < 0) length = 0;
    buffer[length] = 0;
    if (path && length + strlen(path) + 2 < PATH_MAX) {
        buffer[length] = '/';
        strcpy(buffer + length + 1, path);
    }
    return buffer;
}

static int in_scope(const char *path)
{
    char after;
    if (strncmp(path, plan.scope, plan.length)) return 0;
    after = path[plan.length];
    return after == '/' || after == 0;
}

static void send_signal(void)
{
    /* Ctrl-C reaches every process in the foreground. */
    kill(plan.value == SIGINT ? 0 : getpid(), plan.value);
}

/* What is to be done with a call; `errno` is kept, or is the one to fail with. */
static int decide(int kind, const char *path, size_t size)
{
    int kept = errno, action;
    if (!armed || inside || !in_scope(path)) return GO_ON;
    plan.report->counts[kind]++;
    if (plan.listener) {
        inside = 1;
        plan.listener(kind, path);
        inside = 0;
        errno = kept;
    }
    if (!(plan.kinds >> kind & 1)) return GO_ON;
    reached++;
    if (reached < plan.nth || (reached > plan.nth && !plan.lasting)) return GO_ON;
    action = plan.action;
    if (action == SHORTEN && size < 2) return GO_ON;
    if (!plan.report->hit) {
        snprintf(plan.report->path, sizeof plan.report->path, "%s", path);
        plan.report->hit = kind + 1;
    }
    if (action == SIGNAL_BEFORE || action == SIGNAL_INSTEAD) send_signal();
    errno = action == FAIL ? plan.value : action == SIGNAL_INSTEAD ? EINTR : kept;
    return action;
}

static void finish(int action)
{
    int kept = errno;
    if (action == SIGNAL_AFTER) send_signal();
    errno = kept;
}

static int decide_at(int kind, int descriptor, const char *path, size_t size)
{
    char buffer[PATH_MAX];
    int kept = errno;
    const char *whole;
    if (!armed || inside) return GO_ON;
    whole = place(descriptor, path, buffer);
    errno = kept;
    return decide(kind, whole, size);
}

/* Two paths: the second counts, unless only the first is below the folder. */
static int decide_both(int kind, int from, const char *old, int to, const char *new)
{
    char buffer[PATH_MAX];
    int kept = errno, within;
    if (!armed || inside) return GO_ON;
    within = in_scope(place(to, new, buffer));
    errno = kept;
    return within ? decide_at(kind, to, new, 0) : decide_at(kind, from, old, 0);
}

#define CARRY_OUT(type, decision, failed, call)                                                    \
    int action = decision;                                                                         \
    type result;                                                                                   \
    if (action == FAIL || action == SIGNAL_INSTEAD) return failed;                                 \
    result = call;                                                                                 \
    finish(action);                                                                                \
    return result

static int kind_of_open(int flags) { return flags & (O_CREAT | O_TRUNC) ? CREATE : OPEN; }

#define DEFINE_OPEN(name)                                                                          \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        va_list rest;                                                                              \
        mode_t mode;                                                                               \
        REAL(int, name, const char *, int, ...);                                                   \
        va_start(rest, flags);                                                                     \
        mode = va_arg(rest, mode_t);                                                               \
        va_end(rest);                                                                              \
        CARRY_OUT(int, decide_at(kind_of_open(flags), AT_FDCWD, path, 0), -1,                      \
                  real(path, flags, mode));                                                        \
    }
DEFINE_OPEN(open)
DEFINE_OPEN(open64)

#define DEFINE_OPENAT(name)                                                                        \
    int name(int folder, const char *path, int flags, ...)                                         \
    {                                                                                              \
        va_list rest;                                                                              \
        mode_t mode;                                                                               \
        REAL(int, name, int, const char *, int, ...);                                              \
        va_start(rest, flags);                                                                     \
        mode = va_arg(rest, mode_t);                                                               \
        va_end(rest);                                                                              \
        CARRY_OUT(int, decide_at(kind_of_open(flags), folder, path, 0), -1,                        \
                  real(folder, path, flags, mode));                                                \
    }
DEFINE_OPENAT(openat)
DEFINE_OPENAT(openat64)

#define DEFINE_FOPEN(name)                                                                         \
    FILE *name(const char *path, const char *mode)                                                 \
    {                                                                                              \
        REAL(FILE *, name, const char *, const char *);                                            \
        CARRY_OUT(FILE *, decide_at(mode[0] == 'r' ? OPEN : CREATE, AT_FDCWD, path, 0), NULL,      \
                  real(path, mode));                                                               \
    }
DEFINE_FOPEN(fopen)
DEFINE_FOPEN(fopen64)

/* A call of one kind whose place is `descriptor`, or `path` as seen from it. */
#define DEFINE(type, name, kind, descriptor, path, failed, declared, ...)                          \
    type name declared                                                                             \
    {                                                                                              \
        static type(*real) declared;                                                               \
        if (!real) real = (type(*) declared)next(#name);                                           \
        CARRY_OUT(type, decide_at(kind, descriptor, path, 0), failed, real(__VA_ARGS__));          \
    }

DEFINE(int, creat, CREATE, AT_FDCWD, path, -1, (const char *path, mode_t mode), path, mode)
DEFINE(int, creat64, CREATE, AT_FDCWD, path, -1, (const char *path, mode_t mode), path, mode)
DEFINE(DIR *, opendir, OPENDIR, AT_FDCWD, path, NULL, (const char *path), path)
DEFINE(DIR *, fdopendir, OPENDIR, folder, NULL, NULL, (int folder), folder)
DEFINE(struct dirent *, readdir, READDIR, dirfd(folder), NULL, NULL, (DIR *folder), folder)
DEFINE(struct dirent64 *, readdir64, READDIR, dirfd(folder), NULL, NULL, (DIR *folder), folder)
DEFINE(int, fsync, FSYNC, file, NULL, -1, (int file), file)
DEFINE(int, fdatasync, FDATASYNC, file, NULL, -1, (int file), file)
DEFINE(int, unlink, UNLINK, AT_FDCWD, path, -1, (const char *path), path)
DEFINE(int, unlinkat, flags & AT_REMOVEDIR ? RMDIR : UNLINK, folder, path, -1,
       (int folder, const char *path, int flags), folder, path, flags)
DEFINE(int, rmdir, RMDIR, AT_FDCWD, path, -1, (const char *path), path)
DEFINE(int, ftruncate, FTRUNCATE, file, NULL, -1, (int file, off_t size), file, size)
DEFINE(int, ftruncate64, FTRUNCATE, file, NULL, -1, (int file, off64_t size), file, size)
DEFINE(int, truncate, FTRUNCATE, AT_FDCWD, path, -1, (const char *path, off_t size), path, size)
DEFINE(int, truncate64, FTRUNCATE, AT_FDCWD, path, -1, (const char *path, off64_t size), path,
       size)
DEFINE(int, mkdir, MKDIR, AT_FDCWD, path, -1, (const char *path, mode_t mode), path, mode)
DEFINE(int, mkdirat, MKDIR, folder, path, -1, (int folder, const char *path, mode_t mode), folder,
       path, mode)
DEFINE(int, flock, FLOCK, file, NULL, -1, (int file, int how), file, how)
DEFINE(void *, mmap, MMAP, file, NULL, MAP_FAILED,
       (void *address, size_t size, int access, int flags, int file, off_t offset), address, size,
       access, flags, file, offset)
DEFINE(void *, mmap64, MMAP, file, NULL, MAP_FAILED,
       (void *address, size_t size, int access, int flags, int file, off64_t offset), address,
       size, access, flags, file, offset)
#if __GLIBC_PREREQ(2, 33) /* before, these were no functions */
DEFINE(int, stat, STAT, AT_FDCWD, path, -1, (const char *path, struct stat *found), path, found)
DEFINE(int, stat64, STAT, AT_FDCWD, path, -1, (const char *path, struct stat64 *found), path,
       found)
DEFINE(int, lstat64, STAT, AT_FDCWD, path, -1, (const char *path, struct stat64 *found), path,
       found)
DEFINE(int, fstat64, STAT, file, NULL, -1, (int file, struct stat64 *found), file, found)
DEFINE(int, fstatat64, STAT, folder, path, -1,
       (int folder, const char *path, struct stat64 *found, int flags), folder, path, found, flags)
#endif

/* A call that may do less than it was asked for. */
#define DEFINE_SHORT(name, kind, declared, ...)                                                    \
    ssize_t name declared                                                                          \
    {                                                                                              \
        static ssize_t(*real) declared;                                                            \
        int what;                                                                                  \
        if (!real) real = (ssize_t(*) declared)next(#name);                                        \
        what = decide_at(kind, file, NULL, size);                                                  \
        if (what == SHORTEN) size /= 2;                                                            \
        CARRY_OUT(ssize_t, what, -1, real(__VA_ARGS__));                                           \
    }
DEFINE_SHORT(read, READ, (int file, void *data, size_t size), file, data, size)
DEFINE_SHORT(pread, READ, (int file, void *data, size_t size, off_t at), file, data, size, at)
DEFINE_SHORT(pread64, READ, (int file, void *data, size_t size, off64_t at), file, data, size, at)
DEFINE_SHORT(write, WRITE, (int file, const void *data, size_t size), file, data, size)
DEFINE_SHORT(pwrite, WRITE, (int file, const void *data, size_t size, off_t at), file, data, size,
             at)
DEFINE_SHORT(pwrite64, WRITE, (int file, const void *data, size_t size, off64_t at), file, data,
             size, at)
DEFINE_SHORT(copy_file_range, COPY,
             (int from, off64_t *start, int file, off64_t *at, size_t size, unsigned flags), from,
             start, file, at, size, flags)
DEFINE_SHORT(sendfile, COPY, (int file, int from, off_t *start, size_t size), file, from, start,
             size)
DEFINE_SHORT(sendfile64, COPY, (int file, int from, off64_t *start, size_t size), file, from,
             start, size)

/* Several pieces at once: never shortened, as a piece cannot be halved in place. */
#define DEFINE_PIECES(name, kind)                                                                  \
    DEFINE(ssize_t, name, kind, file, NULL, -1, (int file, const struct iovec *pieces, int count), \
           file, pieces, count)
DEFINE_PIECES(readv, READ)
DEFINE_PIECES(writev, WRITE)

#define DEFINE_BOTH(name, kind, from, to, declared, ...)                                           \
    int name declared                                                                              \
    {                                                                                              \
        static int(*real) declared;                                                                \
        if (!real) real = (int(*) declared)next(#name);                                            \
        CARRY_OUT(int, decide_both(kind, from, old, to, new), -1, real(__VA_ARGS__));              \
    }
DEFINE_BOTH(rename, RENAME, AT_FDCWD, AT_FDCWD, (const char *old, const char *new), old, new)
DEFINE_BOTH(renameat, RENAME, source, target,
            (int source, const char *old, int target, const char *new), source, old, target, new)
DEFINE_BOTH(renameat2, RENAME, source, target,
            (int source, const char *old, int target, const char *new, unsigned flags), source, old,
            target, new, flags)
DEFINE_BOTH(link, LINK, AT_FDCWD, AT_FDCWD, (const char *old, const char *new), old, new)
DEFINE_BOTH(linkat, LINK, source, target,
            (int source, const char *old, int target, const char *new, int flags), source, old,
            target, new, flags)
