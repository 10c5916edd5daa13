#define _GNU_SOURCE
#include "CPosix.h"
#include <malloc.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

int entrada_rename_noreplace(const char *from, const char *to) {
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

int entrada_openat(int dirfd, const char *path, int flags, mode_t mode) { return openat(dirfd, path, flags, mode); }

int entrada_flock(int fd, int operation) { return flock(fd, operation); }

int entrada_peer_credentials(int fd, uint32_t *pid, uint32_t *uid, uint32_t *gid) {
    struct ucred credentials;
    socklen_t length = sizeof credentials;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) return -1;
    *pid = (uint32_t)credentials.pid;
    *uid = credentials.uid;
    *gid = credentials.gid;
    return 0;
}

int entrada_die_with_parent(int signal) { return prctl(PR_SET_PDEATHSIG, signal); }

static int limit(int resource, uint64_t value) {
    struct rlimit limit = {value, value};
    return value == 0 ? 0 : setrlimit(resource, &limit);
}

int entrada_limit_self(uint64_t data_bytes, uint64_t cpu_seconds) {
    if (limit(RLIMIT_DATA, data_bytes) != 0) return -1;
    return limit(RLIMIT_CPU, cpu_seconds);
}

uint64_t entrada_filesystem_type(const char *path) {
    struct statfs info;
    return statfs(path, &info) == 0 ? (uint64_t)info.f_type : 0;
}

int entrada_disk_space(const char *path, uint64_t *free_bytes, uint64_t *total_bytes) {
    struct statvfs info;
    if (statvfs(path, &info) != 0) return -1;
    *free_bytes = (uint64_t)info.f_bavail * info.f_frsize;
    *total_bytes = (uint64_t)info.f_blocks * info.f_frsize;
    return 0;
}

void entrada_keep_heap_small(void) {
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
    mallopt(M_TRIM_THRESHOLD, 256 * 1024);
}
