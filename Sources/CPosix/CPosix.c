#define _GNU_SOURCE
#include "CPosix.h"
#include <malloc.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

int entrada_rename_noreplace(const char *from, const char *to) {
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

int entrada_openat(int dirfd, const char *path, int flags, mode_t mode) { return openat(dirfd, path, flags, mode); }

int entrada_flock(int fd, int operation) { return flock(fd, operation); }

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

int entrada_become_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1); }

static sigset_t guarded_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    const int signals[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1};
    for (size_t index = 0; index < sizeof signals / sizeof *signals; index++) sigaddset(&set, signals[index]);
    return set;
}

int entrada_block_signals(void) {
    sigset_t set = guarded_signals();
    return sigprocmask(SIG_BLOCK, &set, NULL);
}

int entrada_wait_for_signal(int milliseconds, pid_t *sender) {
    sigset_t set = guarded_signals();
    siginfo_t info;
    struct timespec time = {milliseconds / 1000, (milliseconds % 1000) * 1000000L};
    int signal = milliseconds < 0 ? sigwaitinfo(&set, &info) : sigtimedwait(&set, &info, &time);
    if (signal < 0) return 0;
    *sender = info.si_pid;
    return signal;
}

pid_t entrada_reap(int *exit_code, int *signal) {
    int status = 0;
    pid_t pid;
    do pid = waitpid(-1, &status, WNOHANG);
    while (pid < 0 && errno == EINTR);
    *exit_code = pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    *signal = pid > 0 && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return pid;
}

pid_t entrada_start(const char *path, char *const arguments[], char *const environment[]) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    pid_t pid = -1;
    int problem = posix_spawn(&pid, path, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (problem == 0) return pid;
    errno = problem;
    return -1;
}

void entrada_die_of(int number) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    signal(number, SIG_DFL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    raise(number);
    _exit(128 + number);
}
