/* A layer between the program and the system: it records what is written, fails what is to fail, and moves the clock.
 *
 * Loaded by LD_PRELOAD. It minds only what lies under the directory FAULTS_ROOT; all else goes through untouched.
 *
 * FAULTS_RECORD names a file to which every change is appended once it is made: a header of seven numbers of eight
 * bytes (kind, inode, offset, result, length of the first text, length of the second, pid), then the two texts.
 *   O created (inode, path)     W written (inode, offset, bytes)   T cut or grown (inode, offset: the size)
 *   M directory made (inode, path)   R renamed (path, path)        U removed (path)
 *   B a sync begins (inode, offset: its number)   E it has ended (inode, offset: its number, result)
 *   G sync_file_range, which makes nothing durable (inode)
 * Changes are made and recorded one at a time, so that the record has their order. A sync covers what stands before
 * its beginning, and counts from its end.
 *
 * FAULTS_CONTROL names a file, looked at with every call, of lines "WHAT NUMBER WORD":
 *   sync N WORD    fsync and fdatasync fail with EIO after the first N on paths that hold WORD
 *   write N WORD   writes fail with ENOSPC after the first N on paths that hold WORD; so does the making of files
 *   kill N         the process is killed at the change or sync after the first N; of a write half the pages are done
 *   room N         the file system says that so many bytes are free
 *   clock N        the clock is N seconds ahead of the real one
 * The first N count from when the line is there. Without WORD every path will do.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int record = -1;
static const char *root, *control;
static size_t root_length;

static int plain_open(const char *path, int flags, int mode) {
    REAL(open64);
    return real(path, flags, mode);
}

static void plain_close(int fd) {
    REAL(close);
    real(fd);
}

__attribute__((constructor)) static void begin(void) {
    root = getenv("FAULTS_ROOT");
    root_length = root ? strlen(root) : 0;
    control = getenv("FAULTS_CONTROL");
    const char *path = getenv("FAULTS_RECORD");
    if (path) {
        int fd = plain_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        /* Out of the way of the program's own. */
        record = fcntl(fd, F_DUPFD_CLOEXEC, 1000);
        plain_close(fd);
        if (record < 0) abort();
    }
}

static int under(const char *path) {
    return root_length && !strncmp(path, root, root_length) && (path[root_length] == '/' || !path[root_length]);
}

/* The path of what is open, if it lies under the root. */
static int known(int fd, char *path) {
    char link[64];
    if (!root_length || fd < 0 || fd == record) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, 4095);
    if (length <= 0) return 0;
    path[length] = 0;
    return under(path);
}

/* The path of what is named, if it lies under the root. The program names its files by absolute paths. */
static int named(int dir, const char *name, char *path) {
    if (!root_length) return 0;
    if (name[0] == '/') {
        snprintf(path, 4096, "%s", name);
    } else {
        char base[4096];
        if (dir == AT_FDCWD ? !getcwd(base, sizeof base) : !known(dir, base)) return 0;
        if ((size_t)snprintf(path, 4096, "%s/%s", base, name) >= 4096) return 0;
    }
    return under(path);
}

static uint64_t inode_of(const char *path) {
    struct stat64 found;
    return lstat64(path, &found) ? 0 : found.st_ino;
}

static uint64_t inode(int fd) {
    struct stat64 found;
    return fstat64(fd, &found) ? 0 : found.st_ino;
}

static void note(char kind, uint64_t inode, uint64_t offset, int64_t result, const void *first, size_t first_length,
                 const void *second, size_t second_length) {
    if (record < 0) return;
    int before = errno;
    uint64_t head[7] = {kind, inode, offset, result, first_length, second_length, getpid()};
    struct iovec parts[3] = {{head, sizeof head}, {(void *)first, first_length}, {(void *)second, second_length}};
    REAL(writev);
    if (real(record, parts, 3) != (ssize_t)(sizeof head + first_length + second_length)) abort();
    errno = before;
}

/* What the control file says of a matter: the number after it, or `otherwise`; and whether `path` holds the word. */
static int64_t told(const char *what, const char *path, int64_t otherwise) {
    char text[1024], name[16], word[256];
    int before = errno;
    int fd = control ? plain_open(control, O_RDONLY | O_CLOEXEC, 0) : -1;
    ssize_t length = fd < 0 ? 0 : pread64(fd, text, sizeof text - 1, 0);
    if (fd >= 0) plain_close(fd);
    errno = before;
    text[length > 0 ? length : 0] = 0;
    for (char *rest, *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        long long number;
        int found = sscanf(line, "%15s %lld %255s", name, &number, word);
        if (found >= 2 && !strcmp(name, what) && (found < 3 || !path || strstr(path, word))) return number;
    }
    return otherwise;
}

/* Whether a call is to fail: the first so many are spared. */
static int fails(const char *what, const char *path, long *spared) {
    int64_t after = told(what, path, -1);
    if (after < 0) return 0;
    return __atomic_fetch_add(spared, 1, __ATOMIC_SEQ_CST) >= after;
}

static long spared_syncs, spared_writes, spared_steps;

static int last_step(const char *path) {
    return fails("kill", path, &spared_steps);
}

static void step(const char *path) {
    if (last_step(path)) kill(getpid(), SIGKILL), pause();
}

static int full(const char *path) {
    if (!fails("write", path, &spared_writes)) return 0;
    errno = ENOSPC;
    return 1;
}

/* ---- opening ---- */

static int open_recorded(int dir, const char *name, int flags, int mode) {
    REAL(openat64);
    char path[4096];
    if (!(flags & (O_CREAT | O_TRUNC)) || !named(dir, name, path)) return real(dir, name, flags, mode);
    pthread_mutex_lock(&turn);
    step(path);
    int was = inode_of(path) != 0;
    int fd = -1;
    if (was || !(flags & O_CREAT) || !full(path)) fd = real(dir, name, flags, mode);
    if (fd >= 0 && !was) note('O', inode(fd), 0, 0, path, strlen(path), NULL, 0);
    if (fd >= 0 && was && (flags & O_TRUNC)) note('T', inode(fd), 0, 0, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&turn);
    return fd;
}

#define MODE(flags) int mode = 0; if ((flags) & (O_CREAT | __O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, int); va_end(more); }

int open(const char *path, int flags, ...) { MODE(flags) return open_recorded(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_recorded(AT_FDCWD, path, flags, mode); }
int openat(int dir, const char *path, int flags, ...) { MODE(flags) return open_recorded(dir, path, flags, mode); }
int openat64(int dir, const char *path, int flags, ...) { MODE(flags) return open_recorded(dir, path, flags, mode); }
int creat(const char *path, mode_t mode) { return open_recorded(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

int mkdir(const char *name, mode_t mode) {
    REAL(mkdir);
    char path[4096];
    if (!named(AT_FDCWD, name, path)) return real(name, mode);
    pthread_mutex_lock(&turn);
    step(path);
    int done = !inode_of(path) && full(path) ? -1 : real(name, mode);
    if (!done) note('M', inode_of(path), 0, 0, path, strlen(path), NULL, 0);
    pthread_mutex_unlock(&turn);
    return done;
}

/* ---- writing ---- */

/* How much of a write is done where the process is killed in the middle of it: some pages, each of them whole. */
static size_t torn(size_t length, off64_t at) {
    size_t first = 4096 - at % 4096;
    return length <= first ? 0 : first + (length - first) / 8192 * 4096;
}

/* Writes at an offset, or where the file stands (-1), and records what was written. */
static ssize_t write_recorded(int fd, const void *bytes, size_t length, off64_t at) {
    REAL(pwrite64);
    static __typeof__(&write) plain;
    if (!plain) plain = (__typeof__(&write))dlsym(RTLD_NEXT, "write");
    char path[4096];
    if (!known(fd, path)) return at < 0 ? plain(fd, bytes, length) : real(fd, bytes, length, at);
    pthread_mutex_lock(&turn);
    off64_t offset = at;
    if (at < 0) {
        struct stat64 found;
        int appends = fcntl(fd, F_GETFL) & O_APPEND;
        offset = appends && !fstat64(fd, &found) ? found.st_size : lseek64(fd, 0, SEEK_CUR);
    }
    int last = last_step(path);
    if (last) length = torn(length, offset);
    ssize_t done = full(path) ? -1 : at < 0 ? plain(fd, bytes, length) : real(fd, bytes, length, at);
    if (done > 0) note('W', inode(fd), offset, done, bytes, done, NULL, 0);
    if (last) kill(getpid(), SIGKILL), pause();
    pthread_mutex_unlock(&turn);
    return done;
}

ssize_t write(int fd, const void *bytes, size_t length) { return write_recorded(fd, bytes, length, -1); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return write_recorded(fd, bytes, length, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) { return write_recorded(fd, bytes, length, at); }

/* Under the root a write of many parts is a write of the first that is not empty: a caller has to go on anyway. */
static ssize_t parts_recorded(int fd, const struct iovec *parts, int count, off64_t at) {
    for (int part = 0; part < count; part++) {
        if (parts[part].iov_len) return write_recorded(fd, parts[part].iov_base, parts[part].iov_len, at);
    }
    return 0;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    REAL(writev);
    char path[4096];
    return known(fd, path) ? parts_recorded(fd, parts, count, -1) : real(fd, parts, count);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { return parts_recorded(fd, parts, count, at); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) { return parts_recorded(fd, parts, count, at); }

/* The short cuts of the system are refused under the root, so that a caller takes the long way, which is recorded. */
ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t length, unsigned flags) {
    REAL(copy_file_range);
    char path[4096];
    if (!known(to, path)) return real(from, from_at, to, to_at, length, flags);
    errno = ENOSYS;
    return -1;
}

int ftruncate64(int fd, off64_t length) {
    REAL(ftruncate64);
    char path[4096];
    if (!known(fd, path)) return real(fd, length);
    pthread_mutex_lock(&turn);
    step(path);
    int done = real(fd, length);
    if (!done) note('T', inode(fd), length, 0, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&turn);
    return done;
}
int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

/* ---- names ---- */

int renameat(int from_dir, const char *from, int to_dir, const char *to) {
    REAL(renameat);
    char old[4096], new[4096];
    if (!named(from_dir, from, old) || !named(to_dir, to, new)) return real(from_dir, from, to_dir, to);
    pthread_mutex_lock(&turn);
    step(new);
    int done = real(from_dir, from, to_dir, to);
    if (!done) note('R', 0, 0, 0, old, strlen(old), new, strlen(new));
    pthread_mutex_unlock(&turn);
    return done;
}
int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }

int unlinkat(int dir, const char *name, int flags) {
    REAL(unlinkat);
    char path[4096];
    if (!named(dir, name, path)) return real(dir, name, flags);
    pthread_mutex_lock(&turn);
    step(path);
    int done = real(dir, name, flags);
    if (!done) note('U', 0, 0, 0, path, strlen(path), NULL, 0);
    pthread_mutex_unlock(&turn);
    return done;
}
int unlink(const char *name) { return unlinkat(AT_FDCWD, name, 0); }
int rmdir(const char *name) { return unlinkat(AT_FDCWD, name, AT_REMOVEDIR); }

/* A second name for a file is more than the record can tell. */
int link(const char *from, const char *to) {
    REAL(link);
    char path[4096];
    if (!named(AT_FDCWD, to, path)) return real(from, to);
    errno = EPERM;
    return -1;
}

/* ---- syncs ---- */

static uint64_t syncs;

static int sync_recorded(int fd, int (*real)(int)) {
    char path[4096];
    if (!known(fd, path)) return real(fd);
    uint64_t number = __atomic_add_fetch(&syncs, 1, __ATOMIC_SEQ_CST);
    pthread_mutex_lock(&turn);
    step(path);
    note('B', inode(fd), number, 0, path, strlen(path), NULL, 0);
    pthread_mutex_unlock(&turn);
    int done = -1;
    if (fails("sync", path, &spared_syncs)) errno = EIO;
    else done = real(fd);
    int before = errno;
    pthread_mutex_lock(&turn);
    note('E', inode(fd), number, done, path, strlen(path), NULL, 0);
    pthread_mutex_unlock(&turn);
    errno = before;
    return done;
}

int fsync(int fd) {
    REAL(fsync);
    return sync_recorded(fd, real);
}

int fdatasync(int fd) {
    REAL(fdatasync);
    return sync_recorded(fd, real);
}

int sync_file_range(int fd, off64_t at, off64_t length, unsigned flags) {
    REAL(sync_file_range);
    char path[4096];
    int done = real(fd, at, length, flags);
    if (known(fd, path)) {
        pthread_mutex_lock(&turn);
        note('G', inode(fd), 0, done, path, strlen(path), NULL, 0);
        pthread_mutex_unlock(&turn);
    }
    return done;
}

/* ---- room and time ---- */

static int room(int done, struct statvfs *found) {
    int64_t free = told("room", NULL, -1);
    if (!done && free >= 0 && found->f_frsize) found->f_bavail = found->f_bfree = (uint64_t)free / found->f_frsize;
    return done;
}

int statvfs(const char *path, struct statvfs *found) {
    REAL(statvfs);
    return room(real(path, found), found);
}
int statvfs64(const char *path, struct statvfs64 *found) { return statvfs(path, (struct statvfs *)found); }

int fstatvfs(int fd, struct statvfs *found) {
    REAL(fstatvfs);
    return room(real(fd, found), found);
}
int fstatvfs64(int fd, struct statvfs64 *found) { return fstatvfs(fd, (struct statvfs *)found); }

int clock_gettime(clockid_t clock, struct timespec *time) {
    REAL(clock_gettime);
    int done = real(clock, time);
    if (!done && clock == CLOCK_REALTIME && control) time->tv_sec += told("clock", NULL, 0);
    return done;
}
