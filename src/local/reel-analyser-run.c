/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <sys/socket.h>

#include "local/reel-analyser-private.h"
#include "local/reel-power.h"
#include "local/reel-wire.h"
#include "local/reel-worker-sandbox.h"
#include "local/reel-worker.h"
#include "media/reel-media-file.h"

/* One analysis, from the service's side: starts the worker, and follows what it says without believing it. */

/* Seconds after which any video is given up: what takes longer is there to keep us busy. */
#define LONGEST_ANALYSIS (48 * 3600)

/* The shortest clip is half a second, and the longest video a week. */
#define MOST_CLIPS (2 * 7 * 24 * 3600)

/* What a worker may know of our environment. */
static const char *const passed_on[] = {
  "LANG", "LC_", "HOME=", "TMPDIR=", "XDG_CACHE_HOME=", "XDG_DATA_", "LD_LIBRARY_PATH=", "GST_", "G_MESSAGES_DEBUG=", "G_DEBUG=",
  "REELSEEK_", "OPENCV_", "ASAN_", "UBSAN_", "LSAN_",
};

/* An analysis under way. */
typedef struct
{
  ReelAnalyser *analyser; /* (borrowed) */
  ReelEngine *engine;     /* (borrowed) */
  char *name;             /* (owned): of the file */
  const ReelRawFrames *frames; /* (borrowed) (nullable): instead of a video */
  GSubprocess *process;   /* (owned) (nullable) */
  ReelWire *wire;         /* (owned) (nullable) */
  GPtrArray *clips;       /* (owned) (element-type ReelClip) */
  ReelAnalysisProgress progress;
  gpointer progress_data;
  double fraction;
} Run;

static void
run_clear (Run *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->analyser->lock);

  if (self->wire != NULL)
    g_ptr_array_remove (self->analyser->wires, self->wire);
  g_clear_pointer (&locker, g_mutex_locker_free);

  /* Whatever it was at: nothing of it is needed any more, and it may be stopped or hang. */
  if (self->process != NULL)
    {
      g_subprocess_force_exit (self->process);
      g_subprocess_wait (self->process, NULL, NULL);
    }
  g_clear_object (&self->process);
  g_clear_pointer (&self->wire, reel_wire_free);
  g_clear_pointer (&self->clips, g_ptr_array_unref);
  g_free (self->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static GStrv
list_environment (void)
{
  g_auto (GStrv) all = g_get_environ ();
  g_autoptr (GStrvBuilder) some = g_strv_builder_new ();

  for (guint i = 0; all[i] != NULL; i++)
    for (guint j = 0; j < G_N_ELEMENTS (passed_on); j++)
      if (g_str_has_prefix (all[i], passed_on[j]))
        {
          g_strv_builder_add (some, all[i]);
          break;
        }

  return g_strv_builder_end (some);
}

/* Takes @file. */
static gboolean
start_worker (Run     *self,
              int      file,
              GError **error)
{
  const char *const argv[] = { self->analyser->program, REEL_WORKER_OPTION, NULL };
  /* What a worker prints may be anything; it is looked at only by who looks for a fault. */
  gboolean quiet = g_getenv ("G_MESSAGES_DEBUG") == NULL && g_getenv ("ASAN_OPTIONS") == NULL;
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | (quiet ? G_SUBPROCESS_FLAGS_STDERR_SILENCE : 0));
  g_auto (GStrv) environment = list_environment ();
  int ends[2];

  g_subprocess_launcher_take_fd (launcher, file, REEL_WORKER_FILE_FD);
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
      return FALSE;
    }

  /* One that does not listen must not make us wait. */
  fcntl (ends[0], F_SETFL, O_NONBLOCK);
  self->wire = reel_wire_new (ends[0]);
  g_subprocess_launcher_take_fd (launcher, ends[1], REEL_WORKER_WIRE_FD);
  g_subprocess_launcher_set_environ (launcher, environment);
  self->process = g_subprocess_launcher_spawnv (launcher, argv, error);
  return self->process != NULL;
}

static gboolean
send_work (Run               *self,
           const char *const *recipe,
           ReelAnalysisDepth  depth,
           GError           **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->analyser->lock);
  g_autoptr (ReelWireMessage) message = reel_wire_message_new (REEL_WIRE_WORK);

  reel_wire_message_put_u32 (message, depth);
  reel_wire_message_put_u32 (message, reel_analyser_count_threads (self->analyser));
  reel_wire_message_put_u64 (message, self->analyser->memory);
  reel_wire_message_put_text (message, self->name);
  reel_wire_message_put_u32 (message, self->frames != NULL ? self->frames->n : 0);
  if (self->frames != NULL)
    {
      reel_wire_message_put_u32 (message, self->frames->width);
      reel_wire_message_put_u32 (message, self->frames->height);
      reel_wire_message_put_double (message, self->frames->interval);
    }
  reel_wire_message_put_u32 (message, g_strv_length ((char **) recipe));
  for (guint i = 0; recipe[i] != NULL; i++)
    reel_wire_message_put_text (message, recipe[i]);
  g_ptr_array_add (self->analyser->wires, self->wire);

  return reel_wire_send (self->wire, message, error);
}

static void
tell_walls (ReelAnalyser *self,
            guint32       walls)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->walls_told)
    return;

  self->walls_told = TRUE;
  if ((walls & REEL_WORKER_WALL_FILES) == 0)
    g_message ("This kernel has no Landlock: a process that decodes a video could read the user's files.");
  if ((walls & REEL_WORKER_WALL_CALLS) == 0)
    g_message ("This kernel has no filter for system calls: a process that decodes a video could reach the network.");
  if ((walls & REEL_WORKER_WALL_MEMORY) == 0)
    g_message ("The memory of a process that decodes a video is not limited.");
}

static gboolean
fail_nonsense (Run     *self,
               GError **error)
{
  g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_DAMAGED,
               /* Translators: %s is a file */
               _ ("“%s” made its decoder answer nonsense. The file is damaged, or made to do harm."), self->name);
  return FALSE;
}

static gboolean
fail_memory (Run     *self,
             GError **error)
{
  g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_FAILED,
               /* Translators: %s is a file */
               _ ("Decoding “%s” needs more memory than a video may take."), self->name);
  return FALSE;
}

/* It ended without a word. */
static gboolean
fail_ended (Run     *self,
            GError **error)
{
  g_subprocess_wait (self->process, NULL, NULL);
  /* Nobody but the kernel kills it so, for want of memory. */
  if (g_subprocess_get_if_signaled (self->process) && g_subprocess_get_term_sig (self->process) == SIGKILL)
    return fail_memory (self, error);

  g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_DAMAGED,
               /* Translators: %s is a file */
               _ ("“%s” made its decoder crash. The file is damaged, or made to do harm."), self->name);
  return FALSE;
}

static gboolean
fail_hung (Run     *self,
           GError **error)
{
  g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_TIMED_OUT,
               /* Translators: %s is a file */
               _ ("“%s” made its decoder hang, so it was stopped. The file is damaged, or made to do harm."), self->name);
  return FALSE;
}

/* The error that the worker had, if it is of a kind that analyses have. */
static gboolean
take_failure (Run             *self,
              ReelWireMessage *message,
              GError         **error)
{
  g_autofree char *domain = reel_wire_message_get_text (message);
  g_autofree char *text = NULL;
  GQuark quark = 0;
  guint32 code;

  if (domain == NULL || !reel_wire_message_get_u32 (message, &code)
      || (text = reel_wire_message_get_text (message)) == NULL || code > G_MAXINT)
    return fail_nonsense (self, error);

  if (g_str_equal (domain, g_quark_to_string (REEL_ENGINE_ERROR)))
    quark = REEL_ENGINE_ERROR;
  else if (g_str_equal (domain, g_quark_to_string (REEL_MEDIA_ERROR)))
    quark = REEL_MEDIA_ERROR;

  if (quark != 0)
    g_set_error_literal (error, quark, (int) code, text);
  else
    g_set_error_literal (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_FAILED, text);
  return FALSE;
}

static gboolean
take_clip (Run             *self,
           ReelWireMessage *message,
           GError         **error)
{
  guint dims = 0;
  guint likeness_dims = reel_engine_get_likeness (self->engine, &dims) != NULL ? dims : 0;
  ReelClip *clip = reel_wire_message_get_clip (message, reel_engine_get_dims (self->engine), likeness_dims);
  const ReelClip *last = self->clips->len > 0 ? g_ptr_array_index (self->clips, self->clips->len - 1) : NULL;

  if (clip == NULL || self->clips->len >= MOST_CLIPS || (last != NULL && clip->start < last->end - 1e-3))
    {
      reel_clip_free (clip);
      return fail_nonsense (self, error);
    }

  g_ptr_array_add (self->clips, clip);
  return TRUE;
}

static void
take_progress (Run    *self,
               double  fraction)
{
  if (fraction <= self->fraction || fraction > 1 || self->progress == NULL)
    return;

  self->fraction = fraction;
  self->progress (fraction, self->progress_data);
}

/* @done: set where it was the last. */
static gboolean
take_message (Run             *self,
              ReelWireMessage *message,
              gboolean        *done,
              GError         **error)
{
  guint32 number;
  double fraction;

  switch (reel_wire_message_get_type (message))
    {
    case REEL_WIRE_READY:
      if (!reel_wire_message_get_u32 (message, &number))
        return fail_nonsense (self, error);
      tell_walls (self->analyser, number);
      return TRUE;

    case REEL_WIRE_ALIVE:
      return TRUE;

    case REEL_WIRE_PROGRESS:
      if (!reel_wire_message_get_double (message, &fraction))
        return fail_nonsense (self, error);
      take_progress (self, fraction);
      return TRUE;

    case REEL_WIRE_CLIP:
      return take_clip (self, message, error);

    case REEL_WIRE_DONE:
      if (!reel_wire_message_get_u32 (message, &number) || number != self->clips->len || number == 0)
        return fail_nonsense (self, error);
      *done = TRUE;
      return TRUE;

    case REEL_WIRE_FAILED:
      return take_failure (self, message, error);

    case REEL_WIRE_NO_MEMORY:
      return fail_memory (self, error);

    default:
      return fail_nonsense (self, error);
    }
}

/* @interval: (out): microseconds until the next look */
static gboolean
should_pause (ReelAnalyser *self,
              gint64       *interval)
{
  g_autofree char *folder = NULL;

  g_mutex_lock (&self->lock);
  folder = self->pause_on_battery ? g_strdup (self->power_folder) : NULL;
  *interval = self->power_interval;
  g_mutex_unlock (&self->lock);
  return folder != NULL && reel_power_is_on_battery (folder);
}

static void
note_paused (ReelAnalyser *self,
             int           more)
{
  g_mutex_lock (&self->lock);
  self->n_paused = (guint) ((int) self->n_paused + more);
  g_mutex_unlock (&self->lock);
}

/* Waits until the computer is plugged in, with the worker stopped where it is. @interval: (out): see should_pause() */
static gboolean
wait_for_power (Run           *self,
                gint64        *interval,
                GCancellable  *cancellable,
                GError       **error)
{
  GPollFD cancelled = { -1, G_IO_IN, 0 };
  gboolean has_cancelled;

  if (!should_pause (self->analyser, interval))
    return TRUE;

  g_subprocess_send_signal (self->process, SIGSTOP);
  note_paused (self->analyser, 1);
  has_cancelled = g_cancellable_make_pollfd (cancellable, &cancelled);
  do
    g_poll (&cancelled, has_cancelled ? 1 : 0, (int) MAX (1, *interval / 1000));
  while (!g_cancellable_is_cancelled (cancellable) && should_pause (self->analyser, interval));
  if (has_cancelled)
    g_cancellable_release_fd (cancellable);
  note_paused (self->analyser, -1);
  g_subprocess_send_signal (self->process, SIGCONT);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* Microseconds. */
static gint64
get_patience (ReelAnalyser *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return (gint64) self->patience * G_USEC_PER_SEC;
}

static gboolean
follow (Run           *self,
        GCancellable  *cancellable,
        GError       **error)
{
  gint64 began = g_get_monotonic_time (), heard = began, power_due = began, interval = 0;
  gboolean done = FALSE;

  while (!done)
    {
      g_autoptr (ReelWireMessage) message = NULL;
      g_autoptr (GError) failure = NULL;
      gint64 now = g_get_monotonic_time (), patience = get_patience (self->analyser);

      if (now >= power_due)
        {
          if (!wait_for_power (self, &interval, cancellable, error))
            return FALSE;
          power_due = g_get_monotonic_time () + interval;
          heard += g_get_monotonic_time () - now; /* nobody speaks who is stopped */
        }

      message = reel_wire_receive (self->wire, MIN (patience, interval), cancellable, &failure);
      now = g_get_monotonic_time ();
      if (message != NULL)
        {
          heard = now;
          if (!take_message (self, message, &done, error))
            return FALSE;
        }
      else if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      else if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
        return fail_nonsense (self, error);
      else if (!g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
        return fail_ended (self, error);

      if (!done && (now - heard >= patience || now - began >= LONGEST_ANALYSIS * (gint64) G_USEC_PER_SEC))
        return fail_hung (self, error);
    }

  return TRUE;
}

/* @fd: (transfer full): what is to be analysed; the name is set */
static GPtrArray *
run_worker (Run                *self,
            int                 fd,
            const char *const  *recipe,
            ReelAnalysisDepth   depth,
            GCancellable       *cancellable,
            GError            **error)
{
  self->clips = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_clip_free);
  if (!start_worker (self, fd, error))
    {
      g_prefix_error (error, "%s ", _ ("The process that decodes videos can’t be started:"));
      return NULL;
    }
  /* Where it is gone already, follow() says why. */
  send_work (self, recipe, depth, NULL);

  return follow (self, cancellable, error) ? g_steal_pointer (&self->clips) : NULL;
}

/* reel_analyser_run() for an engine that can be made again; see there. */
GPtrArray *
reel_analyser_run_in_worker (ReelAnalyser          *self,
                             ReelEngine            *engine,
                             const char *const     *recipe,
                             const char            *uri,
                             ReelAnalysisDepth      depth,
                             ReelAnalysisProgress   progress,
                             gpointer               progress_data,
                             GCancellable          *cancellable,
                             GError               **error)
{
  g_auto (Run) run = { .analyser = self, .engine = engine, .progress = progress, .progress_data = progress_data };
  g_autoptr (ReelMediaFile) file = NULL;
  int fd;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  file = reel_media_file_open (uri, &fd, error);
  if (file == NULL)
    return NULL;

  run.name = g_strdup (file->name);
  return run_worker (&run, fd, recipe, depth, cancellable, error);
}

/* reel_analyser_run_frames() for an engine that can be made again; see there. */
GPtrArray *
reel_analyser_run_frames_in_worker (ReelAnalyser         *self,
                                    ReelEngine           *engine,
                                    const char *const    *recipe,
                                    const char           *path,
                                    const ReelRawFrames  *frames,
                                    GCancellable         *cancellable,
                                    GError              **error)
{
  g_auto (Run) run = { .analyser = self, .engine = engine, .frames = frames };
  int fd;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  fd = reel_raw_frames_open (path, error);
  if (fd < 0)
    return NULL;

  run.name = g_path_get_basename (path);
  return run_worker (&run, fd, recipe, REEL_ANALYSIS_FULL, cancellable, error);
}
