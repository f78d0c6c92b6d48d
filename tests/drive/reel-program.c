/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>

#include "reel-program.h"

struct _ReelProgram
{
  GObject parent_instance;

  /* owned */
  GSubprocess *process;
  GCancellable *waiting;
  char *log;

  int pid;
  gboolean over;
};

G_DEFINE_FINAL_TYPE (ReelProgram, reel_program, G_TYPE_OBJECT)

static void
reel_program_dispose (GObject *object)
{
  ReelProgram *self = REEL_PROGRAM (object);

  g_cancellable_cancel (self->waiting);
  if (self->process != NULL && !self->over)
    {
      g_subprocess_force_exit (self->process);
      g_subprocess_wait (self->process, NULL, NULL); /* it can't refuse */
    }
  g_clear_object (&self->process);
  G_OBJECT_CLASS (reel_program_parent_class)->dispose (object);
}

static void
reel_program_finalize (GObject *object)
{
  ReelProgram *self = REEL_PROGRAM (object);

  g_clear_object (&self->waiting);
  g_clear_pointer (&self->log, g_free);
  G_OBJECT_CLASS (reel_program_parent_class)->finalize (object);
}

static void
reel_program_class_init (ReelProgramClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reel_program_dispose;
  G_OBJECT_CLASS (klass)->finalize = reel_program_finalize;
}

static void
reel_program_init (ReelProgram *self)
{
  self->waiting = g_cancellable_new ();
}

static void
on_end (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr (ReelProgram) self = g_weak_ref_get (weak);

  if (g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL) && self != NULL)
    self->over = TRUE;
  g_weak_ref_clear (weak);
  g_free (weak);
}

/**
 * reel_program_start:
 * @argv: the program and its arguments
 * @settings: (nullable): variables of its environment, each `NAME=value`, or `NAME` alone to unset it
 * @log: a file, made anew
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the running program
 */
ReelProgram *
reel_program_start (const char *const *argv,
                    const char *const *settings,
                    const char        *log,
                    GError           **error)
{
  g_autoptr (ReelProgram) self = g_object_new (REEL_TYPE_PROGRAM, NULL);
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  GWeakRef *weak;

  g_return_val_if_fail (argv != NULL && log != NULL, NULL);

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_subprocess_launcher_set_stdout_file_path (launcher, log);
  for (guint i = 0; settings != NULL && settings[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (settings[i], "=", 2);

      if (parts[1] != NULL)
        g_subprocess_launcher_setenv (launcher, parts[0], parts[1], TRUE);
      else
        g_subprocess_launcher_unsetenv (launcher, parts[0]);
    }
  self->log = g_strdup (log);
  g_unlink (log); /* GSubprocess writes over what is in a file, and leaves the rest */
  self->process = g_subprocess_launcher_spawnv (launcher, argv, error);
  if (self->process == NULL)
    return NULL;
  self->pid = (int) g_ascii_strtoll (g_subprocess_get_identifier (self->process), NULL, 10);
  weak = g_new (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  g_subprocess_wait_async (self->process, self->waiting, on_end, weak);
  return g_steal_pointer (&self);
}

int
reel_program_get_pid (ReelProgram *self)
{
  g_return_val_if_fail (REEL_IS_PROGRAM (self), 0);

  return self->pid;
}

gboolean
reel_program_is_alive (ReelProgram *self)
{
  g_return_val_if_fail (REEL_IS_PROGRAM (self), FALSE);

  return !self->over;
}

static gboolean
set_true (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

static gboolean
wait_for_end (ReelProgram *self,
              guint        seconds,
              GError     **error)
{
  gboolean late = FALSE;
  guint timeout = g_timeout_add_seconds (seconds, set_true, &late);

  while (!self->over && !late)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
  if (self->over)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The program has not ended within %u s", seconds);
  return FALSE;
}

/**
 * reel_program_wait:
 * @self: a program
 * @seconds: at most
 * @error: return location for G_IO_ERROR_TIMED_OUT, or an error of G_SPAWN_EXIT_ERROR with the exit status as its code
 *
 * Waits for the end of a program that was asked to end, turning the default main context.
 *
 * Returns: whether it ended with status 0
 */
gboolean
reel_program_wait (ReelProgram *self,
                   guint        seconds,
                   GError     **error)
{
  g_return_val_if_fail (REEL_IS_PROGRAM (self), FALSE);

  return wait_for_end (self, seconds, error) &&
         g_spawn_check_wait_status (g_subprocess_get_status (self->process), error);
}

/**
 * reel_program_kill:
 * @self: a program
 * @seconds: at most
 * @error: return location for G_IO_ERROR_TIMED_OUT, or G_IO_ERROR_FAILED where it had ended before
 *
 * Sends it SIGKILL, and waits until it is gone, turning the default main context.
 *
 * Returns: whether that is what it ended of
 */
gboolean
reel_program_kill (ReelProgram *self,
                   guint        seconds,
                   GError     **error)
{
  g_return_val_if_fail (REEL_IS_PROGRAM (self), FALSE);

  g_subprocess_force_exit (self->process);
  if (!wait_for_end (self, seconds, error))
    return FALSE;
  if (g_subprocess_get_if_signaled (self->process) && g_subprocess_get_term_sig (self->process) == SIGKILL)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The program had ended by itself");
  return FALSE;
}

/**
 * reel_program_interrupt:
 * @self: a program
 *
 * Sends it SIGTERM.
 */
void
reel_program_interrupt (ReelProgram *self)
{
  g_return_if_fail (REEL_IS_PROGRAM (self));

  if (!self->over)
    g_subprocess_send_signal (self->process, SIGTERM);
}

/**
 * reel_program_dup_log:
 * @self: a program
 *
 * Returns: (transfer full): what it wrote so far
 */
char *
reel_program_dup_log (ReelProgram *self)
{
  g_autofree char *text = NULL;
  gsize length;

  g_return_val_if_fail (REEL_IS_PROGRAM (self), NULL);

  if (!g_file_get_contents (self->log, &text, &length, NULL))
    return g_strdup ("");
  return g_utf8_make_valid (text, (gssize) length);
}
