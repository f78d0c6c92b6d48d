/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixoutputstream.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "app/reel-local-pulse.h"
#include "app/reel-local-service.h"
#include "base/reel-random.h"

/* A service that dies this often without having run for SETTLED seconds in between won't be mended by another start. */
#define MOST_STARTS 5
#define SETTLED 60

/* Milliseconds: how often it is asked whether it answers, and how long it may take. A disk that is busy can hold it up for a
 * while, and to start it again would not make that better. */
#define PULSE_INTERVAL (30 * 1000)
#define PULSE_PATIENCE (120 * 1000)

#define READY_PREFIX "listening on "
#define NOTICE_PREFIX "notice: "

/* The file descriptor on which the child reads its key. */
#define KEY_FD 3
#define KEY_BYTES 32

struct _ReelLocalService
{
  GObject parent_instance;

  ReelLocalServiceState state;
  guint n_restarts;
  guint n_quick; /* starts since it last ran for a while */
  gint64 started_at;
  guint restart_source;
  gboolean wanted;
  guint pulse_interval, pulse_patience; /* ms */
  gboolean renewing; /* it was asked to end, to be started again at once */
  gboolean died;     /* it ended by itself, and has not come up since */

  /* owned */
  char *data_dir;
  char *base_url;
  char *key;
  char *message; /* (nullable): the last line that the process wrote to stderr */
  char *notice;  /* (nullable): what people should hear of, as of its last start that had something to say */
  ReelLocalPulse *pulse; /* (nullable): while it runs */
  GSubprocess *process;
  GCancellable *cancellable; /* of the present process's pipes */
};

enum
{
  PROP_0,
  PROP_STATE,
  PROP_NOTICE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ReelLocalService, reel_local_service, G_TYPE_OBJECT)

static void launch (ReelLocalService *self);

static void
set_state (ReelLocalService     *self,
           ReelLocalServiceState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
forget_key (ReelLocalService *self)
{
  if (self->key != NULL)
    explicit_bzero (self->key, strlen (self->key));
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->base_url, g_free);
}

static void
set_message (ReelLocalService *self,
             const char       *message)
{
  g_free (self->message);
  self->message = g_strdup (message);
}

static gboolean
on_restart (gpointer data)
{
  ReelLocalService *self = data;

  self->restart_source = 0;
  launch (self);
  return G_SOURCE_REMOVE;
}

/* It lives, and does not answer: nothing but its end helps, which it bears at any time. */
static void
on_silent (ReelLocalService *self)
{
  g_message ("reelseek-local does not answer and is ended");
  set_message (self, _("It did not answer any more."));
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);
}

static void
stop_pulse (ReelLocalService *self)
{
  if (self->pulse == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->pulse, self);
  reel_local_pulse_stop (self->pulse);
  g_clear_object (&self->pulse);
}

/* The process is gone, or never came: try again with growing pauses, or give up with its last words. */
static void
on_gone (ReelLocalService *self)
{
  g_clear_object (&self->process);
  stop_pulse (self);
  forget_key (self);
  if (!self->wanted)
    {
      set_state (self, REEL_LOCAL_SERVICE_STOPPED);
      return;
    }
  if (self->renewing)
    {
      self->renewing = FALSE;
      self->n_quick = 0;
      launch (self);
      return;
    }
  if (g_get_monotonic_time () - self->started_at > SETTLED * G_USEC_PER_SEC)
    self->n_quick = 0;
  if (++self->n_quick >= MOST_STARTS)
    {
      self->wanted = FALSE;
      set_state (self, REEL_LOCAL_SERVICE_FAILED);
      return;
    }
  self->n_restarts++;
  self->died = TRUE;
  self->restart_source = g_timeout_add (200u << self->n_quick, on_restart, self);
  set_state (self, REEL_LOCAL_SERVICE_STARTING);
}

static void
on_exited (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (ReelLocalService) self = user_data;

  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  if (self->process == G_SUBPROCESS (source))
    on_gone (self);
}

static void
on_stderr_line (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (ReelLocalService) self = user_data;
  GDataInputStream *stream = G_DATA_INPUT_STREAM (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (stream, result, NULL, &error);

  if (line == NULL) /* the end, no text, or the process was given up */
    return;
  if (g_str_has_prefix (line, NOTICE_PREFIX))
    {
      g_free (self->notice);
      self->notice = g_strdup (line + strlen (NOTICE_PREFIX));
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTICE]);
    }
  else if (*line != '\0')
    {
      g_info ("reelseek-local: %s", line);
      set_message (self, line);
    }
  g_data_input_stream_read_line_async (stream, G_PRIORITY_DEFAULT, self->cancellable, on_stderr_line, g_object_ref (self));
}

static void
on_stdout_line (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (ReelLocalService) self = user_data;
  GDataInputStream *stream = G_DATA_INPUT_STREAM (source);
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (stream, result, NULL, NULL);

  if (line == NULL)
    return;
  if (g_str_has_prefix (line, READY_PREFIX) && self->state != REEL_LOCAL_SERVICE_RUNNING && !self->renewing)
    {
      self->base_url = g_strdup (line + strlen (READY_PREFIX));
      set_message (self, NULL);
      self->pulse = reel_local_pulse_new (self->base_url, self->key, self->pulse_interval, self->pulse_patience);
      g_signal_connect_swapped (self->pulse, "silent", G_CALLBACK (on_silent), self);
      self->died = FALSE;
      set_state (self, REEL_LOCAL_SERVICE_RUNNING);
    }
  /* Read on, so that the pipe never fills up. */
  g_data_input_stream_read_line_async (stream, G_PRIORITY_DEFAULT, self->cancellable, on_stdout_line, g_object_ref (self));
}

static void
read_lines (ReelLocalService   *self,
            GInputStream       *pipe,
            GAsyncReadyCallback on_line)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (pipe);

  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, self->cancellable, on_line, g_object_ref (self));
}

/* Hands the key over a pipe: not on the command line or in the environment, where other processes could read it. A pipe
 * holds the few bytes at once, so this does not wait for the child. */
static int
make_key_pipe (const char *key,
               GError    **error)
{
  int fds[2];
  gsize length = strlen (key);

  if (!g_unix_open_pipe (fds, FD_CLOEXEC, error))
    return -1;
  if (write (fds[1], key, length) != (gssize) length)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
      close (fds[0]);
      close (fds[1]);
      return -1;
    }
  close (fds[1]);
  return fds[0];
}

static void
launch (ReelLocalService *self)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *key_fd = g_strdup_printf ("%d", KEY_FD);
  const char *program = g_getenv ("REELSEEK_LOCAL"); /* set by build/run and the tests */
  int fd;

  g_assert (self->process == NULL);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->started_at = g_get_monotonic_time ();
  self->key = reel_random_hex (KEY_BYTES);
  set_state (self, REEL_LOCAL_SERVICE_STARTING);

  fd = make_key_pipe (self->key, &error);
  if (fd >= 0)
    {
      launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
      g_subprocess_launcher_take_fd (launcher, fd, KEY_FD);
      self->process = g_subprocess_launcher_spawn (launcher, &error, program != NULL ? program : REEL_BINDIR "/reelseek-local",
                                                   "--port", "0", "--data-dir", self->data_dir, "--key-fd", key_fd,
                                                   "--exit-with-parent", NULL);
    }
  if (self->process == NULL)
    {
      set_message (self, error->message);
      on_gone (self);
      return;
    }
  read_lines (self, g_subprocess_get_stdout_pipe (self->process), on_stdout_line);
  read_lines (self, g_subprocess_get_stderr_pipe (self->process), on_stderr_line);
  g_subprocess_wait_async (self->process, NULL, on_exited, g_object_ref (self));
}

/**
 * reel_local_service_start:
 * @self: a #ReelLocalService
 *
 * Starts the process, if it does not run or is about to.
 */
void
reel_local_service_start (ReelLocalService *self)
{
  g_return_if_fail (REEL_IS_LOCAL_SERVICE (self));

  self->wanted = TRUE;
  if (self->process != NULL || self->restart_source != 0)
    return;
  self->n_quick = 0;
  self->died = FALSE;
  launch (self);
}

/**
 * reel_local_service_stop:
 * @self: a #ReelLocalService
 *
 * Asks the process to end. What it was indexing goes on next time.
 */
void
reel_local_service_stop (ReelLocalService *self)
{
  g_return_if_fail (REEL_IS_LOCAL_SERVICE (self));

  self->wanted = FALSE;
  self->renewing = FALSE;
  g_clear_handle_id (&self->restart_source, g_source_remove);
  if (self->process != NULL)
    g_subprocess_send_signal (self->process, SIGTERM);
}

/**
 * reel_local_service_restart:
 * @self: a #ReelLocalService
 *
 * Starts the process anew, for what it reads at its start, if it runs or is about to. What it was indexing goes on then.
 */
void
reel_local_service_restart (ReelLocalService *self)
{
  g_return_if_fail (REEL_IS_LOCAL_SERVICE (self));

  if (!self->wanted || self->process == NULL)
    return;
  self->renewing = TRUE;
  set_state (self, REEL_LOCAL_SERVICE_STARTING);
  g_subprocess_send_signal (self->process, SIGTERM);
}

static void
reel_local_service_get_property (GObject    *object,
                                 guint       id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  ReelLocalService *self = REEL_LOCAL_SERVICE (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_NOTICE:
      g_value_set_string (value, self->notice);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_local_service_dispose (GObject *object)
{
  ReelLocalService *self = REEL_LOCAL_SERVICE (object);

  reel_local_service_stop (self);
  stop_pulse (self);
  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (reel_local_service_parent_class)->dispose (object);
}

static void
reel_local_service_finalize (GObject *object)
{
  ReelLocalService *self = REEL_LOCAL_SERVICE (object);

  forget_key (self);
  g_clear_object (&self->process);
  g_clear_object (&self->cancellable);
  g_free (self->data_dir);
  g_free (self->message);
  g_free (self->notice);

  G_OBJECT_CLASS (reel_local_service_parent_class)->finalize (object);
}

static void
reel_local_service_class_init (ReelLocalServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = reel_local_service_get_property;
  object_class->dispose = reel_local_service_dispose;
  object_class->finalize = reel_local_service_finalize;

  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, REEL_LOCAL_SERVICE_STOPPED, REEL_LOCAL_SERVICE_FAILED,
                                             REEL_LOCAL_SERVICE_STOPPED,
                                             G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_NOTICE] = g_param_spec_string ("notice", NULL, NULL, NULL,
                                                 G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
reel_local_service_init (ReelLocalService *self)
{
  self->pulse_interval = PULSE_INTERVAL;
  self->pulse_patience = PULSE_PATIENCE;
}

/**
 * reel_local_service_new:
 * @data_dir: where the service keeps its collections and indexes; it makes the folder itself
 *
 * Returns: (transfer full): the service, not yet started
 */
ReelLocalService *
reel_local_service_new (const char *data_dir)
{
  ReelLocalService *self = g_object_new (REEL_TYPE_LOCAL_SERVICE, NULL);

  self->data_dir = g_strdup (data_dir);
  return self;
}

/**
 * reel_local_service_get_state:
 * @self: a #ReelLocalService
 *
 * Returns: how it is
 */
ReelLocalServiceState
reel_local_service_get_state (ReelLocalService *self)
{
  g_return_val_if_fail (REEL_IS_LOCAL_SERVICE (self), REEL_LOCAL_SERVICE_STOPPED);

  return self->state;
}

/**
 * reel_local_service_get_base_url:
 * @self: a #ReelLocalService
 *
 * Returns: (transfer none) (nullable): where it listens now
 */
const char *
reel_local_service_get_base_url (ReelLocalService *self)
{
  g_return_val_if_fail (REEL_IS_LOCAL_SERVICE (self), NULL);

  return self->base_url;
}

/**
 * reel_local_service_get_key:
 * @self: a #ReelLocalService
 *
 * Returns: (transfer none) (nullable): the key of this start
 */
const char *
reel_local_service_get_key (ReelLocalService *self)
{
  g_return_val_if_fail (REEL_IS_LOCAL_SERVICE (self), NULL);

  return self->key;
}

/**
 * reel_local_service_get_message:
 * @self: a #ReelLocalService
 *
 * Returns: (transfer none) (nullable): the process's last words, where it failed
 */
const char *
reel_local_service_get_message (ReelLocalService *self)
{
  g_return_val_if_fail (REEL_IS_LOCAL_SERVICE (self), NULL);

  return self->message;
}

/**
 * reel_local_service_get_notice:
 * @self: a #ReelLocalService
 *
 * Returns: (transfer none) (nullable): what people should hear of although it runs, such as that it had to begin anew
 */
const char *
reel_local_service_get_notice (ReelLocalService *self)
{
  g_return_val_if_fail (REEL_IS_LOCAL_SERVICE (self), NULL);

  return self->notice;
}

/**
 * reel_local_service_set_pulse:
 * @self: a #ReelLocalService that is not started yet
 * @interval: milliseconds between two questions whether it answers; 30,000 otherwise
 * @patience: milliseconds without an answer after which it is started again; 120,000 otherwise
 */
void
reel_local_service_set_pulse (ReelLocalService *self,
                              guint             interval,
                              guint             patience)
{
  g_return_if_fail (REEL_IS_LOCAL_SERVICE (self));

  self->pulse_interval = interval;
  self->pulse_patience = patience;
}

/**
 * reel_local_service_get_died:
 * @self: a #ReelLocalService
 *
 * Returns: whether it ended by itself, and has not come up since
 */
gboolean
reel_local_service_get_died (ReelLocalService *self)
{
  g_return_val_if_fail (REEL_IS_LOCAL_SERVICE (self), FALSE);

  return self->died;
}

/**
 * reel_local_service_get_n_restarts:
 * @self: a #ReelLocalService
 *
 * Returns: how often it had to be started again
 */
guint
reel_local_service_get_n_restarts (ReelLocalService *self)
{
  g_return_val_if_fail (REEL_IS_LOCAL_SERVICE (self), 0);

  return self->n_restarts;
}
