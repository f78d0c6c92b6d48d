/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-analyser-private.h"
#include "local/reel-power.h"
#include "local/reel-wire.h"
#include "local/reel-worker-sandbox.h"

/* Seconds without a sign of life after which a worker is given up: more than its decoder has (REEL_FRAME_SOURCE_PATIENCE). */
#define PATIENCE 90

/* Microseconds between two looks at the battery. */
#define POWER_INTERVAL (10 * G_USEC_PER_SEC)

G_DEFINE_FINAL_TYPE (ReelAnalyser, reel_analyser, G_TYPE_OBJECT)

/* With the lock held. Workers give way to whatever else wants the processor (nice), which leaves caches and memory to share. */
guint
reel_analyser_count_threads (ReelAnalyser *self)
{
  static const guint shares[] = { [REEL_ANALYSER_ALONE] = 1, [REEL_ANALYSER_BESIDE] = 2, [REEL_ANALYSER_BUSY] = 4 };
  guint most = self->n_threads > 0 ? self->n_threads : g_get_num_processors ();

  return MAX (1, most / shares[self->use]);
}

/* With the lock held. */
static void
tell_threads (ReelAnalyser *self)
{
  g_autoptr (ReelWireMessage) message = reel_wire_message_new (REEL_WIRE_THREADS);

  reel_wire_message_put_u32 (message, reel_analyser_count_threads (self));
  /* One that is just ending does not hear it. */
  for (guint i = 0; i < self->wires->len; i++)
    reel_wire_send (g_ptr_array_index (self->wires, i), message, NULL);
}

/**
 * reel_analyser_run:
 * @self: a #ReelAnalyser
 * @engine: what measures; one without a recipe is used in this process
 * @uri: a file:// URI; nothing else is opened
 * @depth: how well to look
 * @progress: (nullable) (scope call): is told how far it is, on this thread, rising, and 1 at the end
 * @progress_data: for @progress
 * @cancellable: (nullable): ends it at once
 * @error: return location of a #ReelMediaError, a #ReelEngineError, a #GIOErrorEnum, or what keeps a process from starting
 *
 * Analyses a video: see reel_video_analyser_run(). A video that makes the worker crash is %REEL_MEDIA_ERROR_DAMAGED, one that
 * makes it hang %REEL_MEDIA_ERROR_TIMED_OUT, one that needs too much memory %REEL_MEDIA_ERROR_FAILED. On battery it waits where
 * that was chosen.
 *
 * Blocks: for a worker thread, which must not end before.
 *
 * Returns: (transfer full) (element-type ReelClip): as of reel_video_analyser_run(); or %NULL with @error set
 */
GPtrArray *
reel_analyser_run (ReelAnalyser          *self,
                   ReelEngine            *engine,
                   const char            *uri,
                   ReelAnalysisDepth      depth,
                   ReelAnalysisProgress   progress,
                   gpointer               progress_data,
                   GCancellable          *cancellable,
                   GError               **error)
{
  g_auto (GStrv) recipe = NULL;

  g_return_val_if_fail (REEL_IS_ANALYSER (self), NULL);
  g_return_val_if_fail (REEL_IS_ENGINE (engine), NULL);
  g_return_val_if_fail (uri != NULL, NULL);

  recipe = self->program != NULL ? reel_engine_dup_recipe (engine) : NULL;
  if (recipe == NULL)
    return reel_video_analyser_run (engine, uri, depth, progress, progress_data, cancellable, error);

  return reel_analyser_run_in_worker (self, engine, (const char *const *) recipe, uri, depth, progress, progress_data,
                                      cancellable, error);
}

/**
 * reel_analyser_run_frames:
 * @self: a #ReelAnalyser
 * @engine: what measures; one without a recipe is used in this process
 * @path: of the file of @frames
 * @frames: valid frames
 * @cancellable: (nullable): ends it at once
 * @error: return location, as for reel_analyser_run()
 *
 * Analyses frames that were chosen from a video: see reel_video_analyser_run_frames().
 *
 * Blocks: for a worker thread, which must not end before.
 *
 * Returns: (transfer full) (element-type ReelClip): one at least; or %NULL with @error set
 */
GPtrArray *
reel_analyser_run_frames (ReelAnalyser         *self,
                          ReelEngine           *engine,
                          const char           *path,
                          const ReelRawFrames  *frames,
                          GCancellable         *cancellable,
                          GError              **error)
{
  g_auto (GStrv) recipe = NULL;

  g_return_val_if_fail (REEL_IS_ANALYSER (self), NULL);
  g_return_val_if_fail (REEL_IS_ENGINE (engine), NULL);
  g_return_val_if_fail (path != NULL && reel_raw_frames_is_valid (frames), NULL);

  recipe = self->program != NULL ? reel_engine_dup_recipe (engine) : NULL;
  if (recipe == NULL)
    return reel_video_analyser_run_frames (engine, path, frames, cancellable, error);

  return reel_analyser_run_frames_in_worker (self, engine, (const char *const *) recipe, path, frames, cancellable, error);
}

/**
 * reel_analyser_set_limits:
 * @self: a #ReelAnalyser
 * @patience: seconds without a sign of life after which a worker is stopped; 90 otherwise
 * @memory: most bytes that a worker may write to at a time; %REEL_WORKER_MEMORY otherwise
 *
 * The patience holds for workers that run, too, the limit on memory for those after this.
 */
void
reel_analyser_set_limits (ReelAnalyser *self,
                          guint         patience,
                          guint64       memory)
{
  g_return_if_fail (REEL_IS_ANALYSER (self));

  g_mutex_lock (&self->lock);
  self->patience = patience;
  self->memory = memory;
  g_mutex_unlock (&self->lock);
}

/**
 * reel_analyser_set_threads:
 * @self: a #ReelAnalyser
 * @n_threads: how many threads a worker has; 0 for as many as there are cores
 *
 * Holds for workers that run, too. Does not block for long: from any thread but the main one.
 */
void
reel_analyser_set_threads (ReelAnalyser *self,
                           guint         n_threads)
{
  g_return_if_fail (REEL_IS_ANALYSER (self));

  g_mutex_lock (&self->lock);
  self->n_threads = n_threads;
  tell_threads (self);
  g_mutex_unlock (&self->lock);
}

/**
 * reel_analyser_get_threads:
 * @self: a #ReelAnalyser
 *
 * Returns: as it was set
 */
guint
reel_analyser_get_threads (ReelAnalyser *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (REEL_IS_ANALYSER (self), 0);

  locker = g_mutex_locker_new (&self->lock);
  return self->n_threads;
}

/**
 * reel_analyser_set_use:
 * @self: a #ReelAnalyser
 * @use: what else the computer is used for
 *
 * Holds for workers that run, too. Does not block for long: from any thread.
 */
void
reel_analyser_set_use (ReelAnalyser    *self,
                       ReelAnalyserUse  use)
{
  g_return_if_fail (REEL_IS_ANALYSER (self));
  g_return_if_fail (use <= REEL_ANALYSER_BUSY);

  g_mutex_lock (&self->lock);
  if (self->use != use)
    {
      self->use = use;
      tell_threads (self);
    }
  g_mutex_unlock (&self->lock);
}

/**
 * reel_analyser_get_threads_now:
 * @self: a #ReelAnalyser
 *
 * Returns: how many threads a worker has as the computer is used now
 */
guint
reel_analyser_get_threads_now (ReelAnalyser *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (REEL_IS_ANALYSER (self), 0);

  locker = g_mutex_locker_new (&self->lock);
  return reel_analyser_count_threads (self);
}

/**
 * reel_analyser_set_power:
 * @self: a #ReelAnalyser
 * @folder: where batteries are told of, %REEL_POWER_FOLDER otherwise
 * @interval: milliseconds between two looks; ten seconds otherwise
 *
 * For tests. Holds for workers that run, too.
 */
void
reel_analyser_set_power (ReelAnalyser *self,
                         const char   *folder,
                         guint         interval)
{
  g_return_if_fail (REEL_IS_ANALYSER (self));
  g_return_if_fail (folder != NULL);

  g_mutex_lock (&self->lock);
  g_free (self->power_folder);
  self->power_folder = g_strdup (folder);
  self->power_interval = (gint64) interval * 1000;
  g_mutex_unlock (&self->lock);
}

/**
 * reel_analyser_is_paused:
 * @self: a #ReelAnalyser
 *
 * Returns: whether a worker waits until the computer is plugged in
 */
gboolean
reel_analyser_is_paused (ReelAnalyser *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (REEL_IS_ANALYSER (self), FALSE);

  locker = g_mutex_locker_new (&self->lock);
  return self->n_paused > 0;
}

/**
 * reel_analyser_set_pause_on_battery:
 * @self: a #ReelAnalyser
 * @pause: whether to wait while the computer runs on its battery
 *
 * Workers that run are stopped within ten seconds, and go on within ten seconds after the computer is plugged in.
 */
void
reel_analyser_set_pause_on_battery (ReelAnalyser *self,
                                    gboolean      pause)
{
  g_return_if_fail (REEL_IS_ANALYSER (self));

  g_mutex_lock (&self->lock);
  self->pause_on_battery = pause;
  g_mutex_unlock (&self->lock);
}

/**
 * reel_analyser_get_pause_on_battery:
 * @self: a #ReelAnalyser
 *
 * Returns: as it was set
 */
gboolean
reel_analyser_get_pause_on_battery (ReelAnalyser *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (REEL_IS_ANALYSER (self), FALSE);

  locker = g_mutex_locker_new (&self->lock);
  return self->pause_on_battery;
}

static void
reel_analyser_finalize (GObject *object)
{
  ReelAnalyser *self = REEL_ANALYSER (object);

  g_assert (self->wires->len == 0);
  g_ptr_array_unref (self->wires);
  g_mutex_clear (&self->lock);
  g_free (self->program);
  g_free (self->power_folder);

  G_OBJECT_CLASS (reel_analyser_parent_class)->finalize (object);
}

static void
reel_analyser_class_init (ReelAnalyserClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_analyser_finalize;
}

static void
reel_analyser_init (ReelAnalyser *self)
{
  g_mutex_init (&self->lock);
  self->wires = g_ptr_array_new ();
  self->patience = PATIENCE;
  self->memory = REEL_WORKER_MEMORY;
  self->power_folder = g_strdup (REEL_POWER_FOLDER);
  self->power_interval = POWER_INTERVAL;
}

/**
 * reel_analyser_new:
 * @program: (nullable): `reelseek-local`, which becomes a worker by %REEL_WORKER_OPTION; %NULL to analyse in this process
 *
 * Returns: (transfer full): a #ReelAnalyser
 */
ReelAnalyser *
reel_analyser_new (const char *program)
{
  ReelAnalyser *self = g_object_new (REEL_TYPE_ANALYSER, NULL);

  self->program = g_strdup (program);
  return self;
}
