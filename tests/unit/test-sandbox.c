/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memfd_create, process_vm_readv */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "local/reel-worker-sandbox.h"
#include "reel-test.h"

/*
 * What a worker that was taken over may try. Each attempt is made in a process of its own that is locked in first, and must
 * fail there; `before` says that it works without walls, so that the test can fail. The table is printed.
 */

static char *folder, *readable, *secret; /* paths; a file in each folder */

static int
result_of (long result)
{
  return result >= 0 ? 0 : errno;
}

static int
try_socket (void)
{
  return result_of (socket (AF_INET, SOCK_STREAM, 0));
}

static int
try_unix_socket (void)
{
  return result_of (socket (AF_UNIX, SOCK_STREAM, 0));
}

static int
try_read_secret (void)
{
  return result_of (open (secret, O_RDONLY));
}

static int
try_list_home (void)
{
  return result_of (open (folder, O_RDONLY | O_DIRECTORY));
}

static int
try_write_file (void)
{
  g_autofree char *path = g_build_filename (readable, "new", NULL);

  return result_of (open (path, O_WRONLY | O_CREAT, 0600));
}

static int
try_overwrite (void)
{
  g_autofree char *path = g_build_filename (readable, "file", NULL);

  return result_of (open (path, O_RDWR));
}

static int
try_truncate (void)
{
  g_autofree char *path = g_build_filename (readable, "file", NULL);

  return result_of (truncate (path, 4));
}

static int
try_delete (void)
{
  g_autofree char *path = g_build_filename (readable, "file", NULL);
  g_autofree char *moved = g_build_filename (readable, "moved", NULL);

  if (rename (path, moved) != 0)
    return errno;
  return result_of (rename (moved, path));
}

static int
try_link (void)
{
  g_autofree char *path = g_build_filename (readable, "link", NULL);
  int result = result_of (symlink ("/etc/passwd", path));

  g_unlink (path);
  return result;
}

static int
try_chmod (void)
{
  return result_of (chmod (secret, 0600));
}

static int
try_fork (void)
{
  pid_t pid = fork ();

  if (pid == 0)
    _exit (0);
  if (pid > 0)
    waitpid (pid, NULL, 0);
  return result_of (pid);
}

static int
try_exec (void)
{
  execl ("/bin/true", "true", NULL);
  return errno;
}

static int
try_kill (void)
{
  return result_of (kill (getppid (), 0));
}

static int
try_ptrace (void)
{
  return result_of (ptrace (PTRACE_TRACEME, 0, NULL, NULL));
}

static int
try_read_memory (void)
{
  int here = 0, there = 0;
  struct iovec local = { &here, sizeof here }, remote = { &there, sizeof there };

  return result_of (process_vm_readv (getpid (), &local, 1, &remote, 1, 0));
}

static int
try_memfd (void)
{
  return result_of (memfd_create ("code", 0));
}

static int
try_ioctl (void)
{
  int n;

  return result_of (syscall (SYS_ioctl, 0, 0x541b /* FIONREAD */, &n)) == ENOTTY ? ENOTTY : 0;
}

static int
try_raise_limit (void)
{
  struct rlimit limit = { 64, 64 };

  return result_of (setrlimit (RLIMIT_NOFILE, &limit));
}

static int
try_io_uring (void)
{
  char parameters[256] = { 0 };

  return result_of (syscall (SYS_io_uring_setup, 1, parameters));
}

static int
try_namespace (void)
{
  return result_of (syscall (SYS_unshare, 0));
}

static const struct
{
  const char *what;
  int (*attempt) (void);
  gboolean needs_landlock;
  gboolean not_everywhere; /* may fail without walls, too, as in containers */
} attempts[] = {
  { "a socket to the network", try_socket, FALSE, FALSE },
  { "a socket to another program", try_unix_socket, FALSE, FALSE },
  { "to read another file", try_read_secret, TRUE, FALSE },
  { "to list another folder", try_list_home, TRUE, FALSE },
  { "to make a file", try_write_file, FALSE, FALSE },
  { "to open a file for writing", try_overwrite, FALSE, FALSE },
  { "to cut a file", try_truncate, FALSE, FALSE },
  { "to rename a file", try_delete, FALSE, FALSE },
  { "to make a link", try_link, FALSE, FALSE },
  { "to change permissions", try_chmod, FALSE, FALSE },
  { "to start a process", try_fork, FALSE, FALSE },
  { "to become another program", try_exec, FALSE, TRUE },
  { "to send a signal", try_kill, FALSE, FALSE },
  { "to trace a process", try_ptrace, FALSE, TRUE },
  { "to read a process's memory", try_read_memory, FALSE, TRUE },
  { "memory as a file", try_memfd, FALSE, FALSE },
  { "to talk to a device", try_ioctl, FALSE, TRUE },
  { "to change a limit", try_raise_limit, FALSE, FALSE },
  { "calls by io_uring", try_io_uring, FALSE, TRUE },
  { "a namespace of its own", try_namespace, FALSE, FALSE },
};

static void
make_files (void)
{
  g_autofree char *inside = NULL;

  folder = reel_test_tmp ("sandbox");
  readable = g_build_filename (folder, "readable", NULL);
  secret = g_build_filename (folder, "secret", NULL);
  inside = g_build_filename (readable, "file", NULL);
  g_assert_cmpint (g_mkdir_with_parents (readable, 0700), ==, 0);
  g_assert_true (g_file_set_contents (secret, "secret", -1, NULL));
  g_assert_true (g_file_set_contents (inside, "inside", -1, NULL));
}

static void
forget_files (void)
{
  g_clear_pointer (&folder, g_free);
  g_clear_pointer (&readable, g_free);
  g_clear_pointer (&secret, g_free);
}

/* The error number of an attempt, in a process of its own. */
static int
make_attempt (guint    i,
              gboolean locked)
{
  pid_t pid = fork ();
  int status;

  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      const char *const paths[] = { readable, NULL };

      if (locked)
        reel_worker_sandbox_lock (paths, REEL_WORKER_MEMORY);
      _exit (attempts[i].attempt ());
    }
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static ReelWorkerWalls
find_walls (void)
{
  pid_t pid = fork ();
  int status;

  if (pid == 0)
    _exit ((int) reel_worker_sandbox_lock (NULL, REEL_WORKER_MEMORY));
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFEXITED (status));
  return (ReelWorkerWalls) WEXITSTATUS (status);
}

static void
test_attempts (void)
{
  ReelWorkerWalls walls = find_walls ();

  g_test_message ("calls: %s, files: %s, memory: %s", walls & REEL_WORKER_WALL_CALLS ? "filtered" : "no filter",
                  walls & REEL_WORKER_WALL_FILES ? "Landlock" : "no Landlock",
                  walls & REEL_WORKER_WALL_MEMORY ? "limited" : "no limit");
  if ((walls & REEL_WORKER_WALL_CALLS) == 0)
    {
      g_test_skip ("This kernel, or this kind of processor, has no filter");
      return;
    }

  make_files ();
  for (guint i = 0; i < G_N_ELEMENTS (attempts); i++)
    {
      int before = make_attempt (i, FALSE), after;

      if (attempts[i].needs_landlock && (walls & REEL_WORKER_WALL_FILES) == 0)
        continue;
      after = make_attempt (i, TRUE);
      g_test_message ("%-32s before: %-24s within the walls: %s", attempts[i].what,
                      before == 0 ? "possible" : g_strerror (before), after == 0 ? "POSSIBLE" : g_strerror (after));
      if (!attempts[i].not_everywhere)
        g_assert_cmpint (before, ==, 0);
      g_assert_cmpint (after, !=, 0);
    }
  forget_files ();
}

static gpointer
add_one (gpointer data)
{
  return GINT_TO_POINTER (GPOINTER_TO_INT (data) + 1);
}

/* What a worker needs: threads, memory, libraries, what it has open, what it was told to read. Exit status 0, or which failed. */
static int
use_what_is_needed (void)
{
  const char *const paths[] = { readable, NULL };
  g_autofree char *path = g_build_filename (readable, "file", NULL);
  g_autofree char *text = NULL;
  int fd = open (secret, O_RDONLY), library;
  char byte;

  reel_worker_sandbox_lock (paths, REEL_WORKER_MEMORY);
  if (GPOINTER_TO_INT (g_thread_join (g_thread_new ("thread", add_one, GINT_TO_POINTER (1)))) != 2)
    return 1;
  if (pread (fd, &byte, 1, 0) != 1)
    return 2;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 3;
  library = open ("/usr", O_RDONLY | O_DIRECTORY);
  if (library < 0)
    return 4;
  if (g_get_monotonic_time () <= 0)
    return 5;
  return 0;
}

static void
test_needed (void)
{
  pid_t pid;
  int status;

  make_files ();
  pid = fork ();
  if (pid == 0)
    _exit (use_what_is_needed ());
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  forget_files ();
}

/* Memory that is used counts, addresses alone do not. */
static void
test_memory (void)
{
  pid_t pid;
  int status;

  if ((find_walls () & REEL_WORKER_WALL_MEMORY) == 0)
    {
      g_test_skip ("Not under a sanitizer");
      return;
    }

  pid = fork ();
  if (pid == 0)
    {
      gsize mib = 1024 * 1024;

      reel_worker_sandbox_lock (NULL, 256 * mib);
      if (mmap (NULL, 1024 * mib, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
        _exit (1);
      if (mmap (NULL, 64 * mib, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
        _exit (2);
      if (mmap (NULL, 256 * mib, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
        _exit (3);
      _exit (0);
    }
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/sandbox/attempts", test_attempts);
  g_test_add_func ("/sandbox/needed", test_needed);
  g_test_add_func ("/sandbox/memory", test_memory);
  return g_test_run ();
}
