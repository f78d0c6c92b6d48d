/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* O_TMPFILE */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#ifdef __linux__
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "local/reel-worker-sandbox-private.h"

/*
 * A filter for system calls (seccomp, mode 2): a list of what decoding and computing need, everything else is refused with an
 * error. Refused, not ended for: what a plug-in tries in vain, such as opening a graphics card, must not make its video fail.
 * Written out in BPF, as that is a page, and a library for it would be one more thing to have.
 */

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#ifdef __x86_64__
#define ARCHITECTURE AUDIT_ARCH_X86_64
#define FOREIGN_BIT 0x40000000u /* x32 numbers its calls from there on */
#else
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#define FOREIGN_BIT 0x80000000u
#endif

#define LOW_WORD (G_BYTE_ORDER == G_LITTLE_ENDIAN ? 0 : 4)
#define ARGUMENT(n) ((guint32) (offsetof (struct seccomp_data, args) + 8 * (n) + LOW_WORD))
#define ARGUMENT_HIGH(n) ((guint32) (offsetof (struct seccomp_data, args) + 8 * (n) + 4 - LOW_WORD))

/* Opening is allowed without these: to write, to make a file or to cut one (O_TMPFILE has O_DIRECTORY in it, which is fine). */
#define WRITING (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY))

/* What clone() must have: a thread, not a process. */
#define THREAD 0x00010000u

static const int allowed[] = {
  /* What is open */
  SYS_read, SYS_readv, SYS_pread64, SYS_preadv, SYS_write, SYS_writev, SYS_close, SYS_lseek, SYS_fstat, SYS_fcntl, SYS_dup,
  SYS_ppoll, SYS_pselect6, SYS_epoll_create1, SYS_epoll_ctl, SYS_epoll_pwait, SYS_eventfd2, SYS_pipe2, SYS_getdents64,
  SYS_fadvise64,
  /* Files, by name: Landlock and the check of flags below say which */
  SYS_statx, SYS_newfstatat, SYS_faccessat, SYS_faccessat2, SYS_readlinkat, SYS_getcwd,
  /* Memory */
  SYS_mmap, SYS_munmap, SYS_mremap, SYS_mprotect, SYS_madvise, SYS_mincore, SYS_brk, SYS_membarrier,
  /* Threads */
  SYS_futex, SYS_set_robust_list, SYS_get_robust_list, SYS_set_tid_address, SYS_rseq, SYS_exit, SYS_exit_group, SYS_gettid,
  SYS_sched_yield, SYS_sched_getaffinity, SYS_sched_getparam, SYS_sched_getscheduler, SYS_sched_get_priority_max,
  SYS_sched_get_priority_min, SYS_getpriority,
  /* Signals to itself, and time */
  SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack, SYS_restart_syscall, SYS_nanosleep,
  SYS_clock_nanosleep, SYS_clock_gettime, SYS_clock_getres, SYS_gettimeofday, SYS_times,
  /* Who am I */
  SYS_getpid, SYS_getppid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_uname, SYS_sysinfo, SYS_getrusage,
  SYS_getrandom, SYS_getcpu,
#ifdef __x86_64__
  SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_poll, SYS_select, SYS_epoll_wait, SYS_pipe, SYS_time, SYS_getrlimit,
#endif
};

/* glibc has an older way for these, which it takes where they do not exist. */
static const int unknown[] = { SYS_clone3, SYS_openat2, SYS_close_range };

static void
add (GArray *filter,
     guint16 code,
     guint8  if_true,
     guint8  if_false,
     guint32 value)
{
  const struct sock_filter instruction = { code, if_true, if_false, value };

  g_array_append_val (filter, instruction);
}

static void
load (GArray *filter,
      guint32 offset)
{
  add (filter, BPF_LD | BPF_W | BPF_ABS, 0, 0, offset);
}

static void
answer (GArray *filter,
        guint32 action)
{
  add (filter, BPF_RET | BPF_K, 0, 0, action);
}

#define ALLOW SECCOMP_RET_ALLOW
#define REFUSE(errsv) (SECCOMP_RET_ERRNO | (guint32) (errsv))

/* The call @number gets @action. */
static void
add_call (GArray *filter,
          int     number,
          guint32 action)
{
  add (filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, (guint32) number);
  answer (filter, action);
}

/* The call @number is allowed if its argument @n has none of @bits, or, if @wanted, any of them. */
static void
add_call_with_bits (GArray  *filter,
                    int      number,
                    guint    n,
                    guint32  bits,
                    gboolean wanted)
{
  add (filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 4, (guint32) number);
  load (filter, ARGUMENT (n));
  add (filter, BPF_JMP | BPF_JSET | BPF_K, wanted ? 1 : 0, wanted ? 0 : 1, bits);
  answer (filter, REFUSE (EPERM));
  answer (filter, ALLOW);
}

/* The call @number is allowed if its argument @n is @value. */
static void
add_call_with_value (GArray *filter,
                     int     number,
                     guint   n,
                     guint32 value)
{
  add (filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 6, (guint32) number);
  load (filter, ARGUMENT_HIGH (n));
  add (filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 2, 0);
  load (filter, ARGUMENT (n));
  add (filter, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, value);
  answer (filter, REFUSE (EPERM));
  answer (filter, ALLOW);
}

/* Holds for all threads of this process, and for what it starts. */
gboolean
reel_worker_sandbox_filter_calls (void)
{
  g_autoptr (GArray) filter = g_array_new (FALSE, FALSE, sizeof (struct sock_filter));
  struct sock_fprog program;

  load (filter, offsetof (struct seccomp_data, arch));
  add (filter, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, ARCHITECTURE);
  answer (filter, SECCOMP_RET_KILL_PROCESS);
  load (filter, offsetof (struct seccomp_data, nr));
  add (filter, BPF_JMP | BPF_JGE | BPF_K, 0, 1, FOREIGN_BIT);
  answer (filter, SECCOMP_RET_KILL_PROCESS);

  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    add_call (filter, allowed[i], ALLOW);
  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    add_call (filter, unknown[i], REFUSE (ENOSYS));
  add_call (filter, SYS_ioctl, REFUSE (ENOTTY));
  add_call_with_bits (filter, SYS_openat, 2, WRITING, FALSE);
#ifdef __x86_64__
  add_call_with_bits (filter, SYS_open, 1, WRITING, FALSE);
#endif
  add_call_with_bits (filter, SYS_clone, 0, THREAD, TRUE);
  add_call_with_value (filter, SYS_tgkill, 0, (guint32) getpid ());
  add_call_with_value (filter, SYS_socketpair, 0, AF_UNIX); /* GStreamer wakes threads by it; it leads nowhere else */
  add_call_with_value (filter, SYS_prctl, 0, PR_SET_NAME);
  add_call_with_value (filter, SYS_prlimit64, 2, 0);       /* reading a limit */
  add_call_with_value (filter, SYS_sched_setaffinity, 0, 0); /* of the calling thread */
  answer (filter, REFUSE (EPERM));

  program = (struct sock_fprog) { (unsigned short) filter->len, (struct sock_filter *) (gpointer) filter->data };
  return syscall (SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
}

#else

gboolean
reel_worker_sandbox_filter_calls (void)
{
  return FALSE;
}

#endif
