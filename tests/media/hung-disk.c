/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* RTLD_NEXT, O_TMPFILE */

#include "config.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/types.h>

#include "hung-disk.h"

static GMutex lock;
static GCond changed;
static int n_waiting;
static gboolean released;

typedef int (*Open) (const char *path, int flags, ...);

static void
wait_for_disk (const char *path)
{
  if (strstr (path, HUNG_DISK_NAME) == NULL)
    return;
  g_mutex_lock (&lock);
  n_waiting++;
  while (!released)
    g_cond_wait (&changed, &lock);
  n_waiting--;
  g_mutex_unlock (&lock);
}

static int
open_really (const char *symbol,
             const char *path,
             int         flags,
             mode_t      mode)
{
  Open real = (Open) dlsym (RTLD_NEXT, symbol);

  wait_for_disk (path);
  return real (path, flags, mode);
}

int test_open (const char *path, int flags, ...) __asm__ ("open");
int test_open64 (const char *path, int flags, ...) __asm__ ("open64");

int
test_open (const char *path,
           int         flags,
           ...)
{
  va_list arguments;
  mode_t mode = 0;

  va_start (arguments, flags);
  if (flags & (O_CREAT | O_TMPFILE))
    mode = va_arg (arguments, mode_t);
  va_end (arguments);
  return open_really ("open", path, flags, mode);
}

int
test_open64 (const char *path,
             int         flags,
             ...)
{
  va_list arguments;
  mode_t mode = 0;

  va_start (arguments, flags);
  if (flags & (O_CREAT | O_TMPFILE))
    mode = va_arg (arguments, mode_t);
  va_end (arguments);
  return open_really ("open64", path, flags, mode);
}

int
hung_disk_n_waiting (void)
{
  int n;

  g_mutex_lock (&lock);
  n = n_waiting;
  g_mutex_unlock (&lock);
  return n;
}

void
hung_disk_release (void)
{
  g_mutex_lock (&lock);
  released = TRUE;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}
