/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* O_PATH */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#include "local/reel-worker-sandbox-private.h"
#include "local/reel-worker-sandbox.h"

/* Enough for plugins, models, wake-up descriptors of threads. */
#define MOST_FILES 256

/* The sanitizers reserve terabytes for themselves. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAS_SANITIZER 1
#else
#define HAS_SANITIZER 0
#endif

/**
 * reel_worker_sandbox_follow:
 *
 * From here on this process ends with the thread that started it, however that ends, leaves no core, and gives way to
 * others: nice 10, and the disk when nobody else wants it.
 */
void
reel_worker_sandbox_follow (void)
{
  const struct rlimit none = { 0, 0 };

#ifdef __linux__
  prctl (PR_SET_PDEATHSIG, SIGKILL);
#ifdef SYS_ioprio_set
  syscall (SYS_ioprio_set, 1 /* this process */, 0, 3 << 13 /* idle */);
#endif
#endif
  setrlimit (RLIMIT_CORE, &none);
  setpriority (PRIO_PROCESS, 0, 10);
}

#ifdef __linux__

/* Rights that kernels have learnt after Landlock's first version; a kernel that does not know them refuses them. */
#define RIGHT_REFER (1ULL << 13)      /* 2 */
#define RIGHT_TRUNCATE (1ULL << 14)   /* 3 */
#define RIGHT_IOCTL_DEV (1ULL << 15)  /* 5 */
#define RIGHTS_OF_NETWORK 3ULL        /* 4: to bind and to connect TCP */
#define SCOPES 3ULL                   /* 6: abstract sockets, and signals */

/* struct landlock_ruleset_attr as of version 6: headers may be older than the kernel. */
typedef struct
{
  guint64 files, network, scopes;
} Ruleset;

static gboolean
allow_reading (int         rules,
               const char *path)
{
  struct landlock_path_beneath_attr beneath = { .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR };
  gboolean is_folder = g_file_test (path, G_FILE_TEST_IS_DIR);
  long failed;

  beneath.parent_fd = open (path, O_PATH | O_CLOEXEC);
  if (beneath.parent_fd < 0)
    return TRUE; /* what is not there need not be allowed */
  if (!is_folder)
    beneath.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE;

  failed = syscall (SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
  close (beneath.parent_fd);
  return failed == 0;
}

/* Whatever is beneath @readable, and the system's libraries, may be read, and nothing else; executing is never allowed. */
static gboolean
restrict_files (const char *const *readable)
{
  static const char *const of_system[] = {
    "/usr", "/lib", "/lib64", "/app", "/etc/ld.so.cache", "/dev/null", "/dev/urandom", "/proc/self", "/proc/cpuinfo",
    "/sys/devices/system/cpu", NULL,
  };
  long version = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  Ruleset attributes = { (1ULL << 13) - 1, 0, 0 };
  gsize size = sizeof attributes.files;
  gboolean ok = TRUE;
  int rules;

  if (version < 1)
    return FALSE;
  if (version >= 2)
    attributes.files |= RIGHT_REFER;
  if (version >= 3)
    attributes.files |= RIGHT_TRUNCATE;
  if (version >= 4)
    {
      attributes.network = RIGHTS_OF_NETWORK;
      size = 2 * sizeof attributes.files;
    }
  if (version >= 5)
    attributes.files |= RIGHT_IOCTL_DEV;
  if (version >= 6)
    {
      attributes.scopes = SCOPES;
      size = sizeof attributes;
    }

  rules = (int) syscall (SYS_landlock_create_ruleset, &attributes, size, 0);
  if (rules < 0)
    return FALSE;
  for (guint i = 0; of_system[i] != NULL; i++)
    ok = ok && allow_reading (rules, of_system[i]);
  for (guint i = 0; readable != NULL && readable[i] != NULL; i++)
    ok = ok && allow_reading (rules, readable[i]);

  ok = ok && syscall (SYS_landlock_restrict_self, rules, 0) == 0;
  close (rules);
  return ok;
}

#endif

static gboolean
limit (int     what,
       guint64 most)
{
  const struct rlimit both = { (rlim_t) most, (rlim_t) most };

  return setrlimit (what, &both) == 0;
}

/**
 * reel_worker_sandbox_lock:
 * @readable: (nullable) (array zero-terminated=1): files and folders that may still be opened, to be read, beside the system's
 *   libraries
 * @memory: most bytes that this process may write to at a time, %REEL_WORKER_MEMORY usually
 *
 * Locks this process in for good. It keeps what it has open. Call it while there is one thread: Landlock holds for that one,
 * and for those that it starts.
 *
 * Returns: what holds now; the rest this kernel does not know
 */
ReelWorkerWalls
reel_worker_sandbox_lock (const char *const *readable,
                          guint64            memory)
{
  ReelWorkerWalls walls = 0;

  /* Under a sanitizer memory can't be limited, and what it finds must be written somewhere. */
  if (!HAS_SANITIZER)
    {
      limit (RLIMIT_FSIZE, 0);
      if (limit (RLIMIT_DATA, memory))
        walls |= REEL_WORKER_WALL_MEMORY;
    }
  limit (RLIMIT_NOFILE, MOST_FILES);

#ifdef __linux__
  prctl (PR_SET_DUMPABLE, 0);
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
    {
      if (restrict_files (readable))
        walls |= REEL_WORKER_WALL_FILES;
      if (reel_worker_sandbox_filter_calls ())
        walls |= REEL_WORKER_WALL_CALLS;
    }
#endif

  return walls;
}
