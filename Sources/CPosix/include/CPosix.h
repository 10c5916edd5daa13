#pragma once
#include <stdint.h>
#include <stddef.h>
#include <sys/types.h>

// Linux calls that Glibc's module map leaves out, or gives in a form that Swift cannot call.

/// renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE): 0, or -1 with errno.
int entrada_rename_noreplace(const char *from, const char *to);
/// openat with a fixed number of arguments (the variadic one is not importable).
int entrada_openat(int dirfd, const char *path, int flags, mode_t mode);
/// flock(fd, LOCK_EX|LOCK_NB) / LOCK_SH / LOCK_UN; operation as in <sys/file.h>.
int entrada_flock(int fd, int operation);
/// Keeps a long-running process small: two heaps whatever the number of threads, and large blocks go back to the system
/// when they are freed (mallopt(3)). To be called before there are threads.
void entrada_keep_heap_small(void);
/// setrlimit(RLIMIT_DATA / RLIMIT_CPU): memory that is the process's own (heap, stacks, private mappings), and processor
/// time; 0 leaves a limit as it is.
int entrada_limit_self(uint64_t data_bytes, uint64_t cpu_seconds);
/// File system magic of statfs(2) for a path; 0 on error.
uint64_t entrada_filesystem_type(const char *path);
/// The free and total bytes of the filesystem that holds path: 0, or -1 with errno.
int entrada_disk_space(const char *path, uint64_t *free_bytes, uint64_t *total_bytes);

// What `entrada-worker guard` needs to keep hold of a program and of all that it starts.

/// prctl(PR_SET_CHILD_SUBREAPER): orphans among the descendants become children of this process.
int entrada_become_subreaper(void);
/// Blocks CHLD, TERM, INT, HUP, QUIT and USR1 in this thread and those it makes, so that they can be waited for.
int entrada_block_signals(void);
/// Waits for one of them, for so long at the most (-1: for ever): its number and its sender; 0 when the time is over.
int entrada_wait_for_signal(int milliseconds, pid_t *sender);
/// Reaps one child that has ended: its number, with its exit code, or the signal that it died of. 0: none has ended;
/// -1: there are no children.
pid_t entrada_reap(int *exit_code, int *signal);
/// Starts a program with /dev/null as its standard input and all signals as they are by default: its number, or -1 with
/// errno.
pid_t entrada_start(const char *path, char *const arguments[], char *const environment[]);
/// Dies of a signal, without leaving a core.
void entrada_die_of(int signal) __attribute__((noreturn));
