/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-clip-pool.h"

/* A clip under way. */
typedef struct
{
  ReelClip *clip;    /* (owned) (nullable): %NULL once it was given away */
  GPtrArray *frames; /* (owned) (nullable): until it is encoded; %NULL where it shows what the clip before shows */
  gboolean done;
} Task;

struct _ReelClipPool
{
  ReelEngine *engine;        /* (owned) */
  ReelAnalysisDepth depth;
  const int *n_threads;      /* (borrowed) (nullable): atomic */
  GCancellable *cancellable; /* (owned) (nullable) */
  GThreadPool *threads;      /* (owned) */
  GQueue tasks;              /* (owned) (element-type Task): in the order of time */
  ReelClip *last;            /* (owned) (nullable): what the clip showed that was given last */

  GMutex lock; /* for `done` of tasks, and what follows */
  GCond done;
  GError *error;   /* (owned) (nullable): the first; the other clips need not be encoded then */
  gboolean ending; /* nor when the pool goes */
};

static void
task_free (Task *task)
{
  g_clear_pointer (&task->clip, reel_clip_free);
  g_clear_pointer (&task->frames, g_ptr_array_unref);
  g_free (task);
}

static guint
count_threads (ReelClipPool *self)
{
  return self->n_threads != NULL ? (guint) MAX (1, g_atomic_int_get (self->n_threads)) : 1;
}

static void
encode (ReelClipPool  *self,
        Task          *task,
        GError       **error)
{
  g_autoptr (ReelEvidence) evidence = NULL;
  gboolean encoded;
  guint dims;

  if (self->depth == REEL_ANALYSIS_QUICK)
    encoded = reel_engine_glance (self->engine, task->frames, task->clip->vector, &evidence, self->cancellable, error);
  else
    encoded = reel_engine_encode_frames (self->engine, task->frames, task->clip->vector, &evidence, self->cancellable, error);
  if (!encoded || evidence == NULL)
    return;

  g_array_append_vals (task->clip->tags, evidence->tags->data, evidence->tags->len);
  task->clip->written = g_strdup (evidence->written);
  if (reel_engine_get_likeness (self->engine, &dims) != NULL)
    {
      task->clip->likeness = g_new0 (float, dims);
      reel_engine_fill_likeness (self->engine, evidence, task->clip->likeness, error);
    }
}

/* In a thread of the pool. */
static void
run (gpointer data,
     gpointer user_data)
{
  Task *task = data;
  ReelClipPool *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean wanted;

  g_mutex_lock (&self->lock);
  wanted = self->error == NULL && !self->ending;
  g_mutex_unlock (&self->lock);

  if (wanted)
    encode (self, task, &error);
  g_clear_pointer (&task->frames, g_ptr_array_unref);

  g_mutex_lock (&self->lock);
  task->done = TRUE;
  if (self->error == NULL)
    self->error = g_steal_pointer (&error);
  g_cond_signal (&self->done);
  g_mutex_unlock (&self->lock);
}

/**
 * reel_clip_pool_new:
 * @engine: what encodes
 * @depth: how well
 * @n_threads: (nullable): how many threads at most, 1 at least; read again for each clip, atomically. %NULL for one
 * @cancellable: (nullable): ends the encoding within a moment
 *
 * Returns: (transfer full): a pool without clips
 */
ReelClipPool *
reel_clip_pool_new (ReelEngine        *engine,
                    ReelAnalysisDepth  depth,
                    const int         *n_threads,
                    GCancellable      *cancellable)
{
  ReelClipPool *self = g_new0 (ReelClipPool, 1);

  self->engine = g_object_ref (engine);
  self->depth = depth;
  self->n_threads = n_threads;
  g_set_object (&self->cancellable, cancellable);
  g_mutex_init (&self->lock);
  g_cond_init (&self->done);
  g_queue_init (&self->tasks);
  /* Not exclusive: that can't fail. */
  self->threads = g_thread_pool_new (run, self, (int) count_threads (self), FALSE, NULL);
  return self;
}

/**
 * reel_clip_pool_free:
 * @self: (transfer full) (nullable): a pool
 *
 * Waits for what is being encoded: cancel it first where that matters. What waits is left out.
 */
void
reel_clip_pool_free (ReelClipPool *self)
{
  if (self == NULL)
    return;

  g_mutex_lock (&self->lock);
  self->ending = TRUE;
  g_mutex_unlock (&self->lock);
  g_thread_pool_free (self->threads, FALSE, TRUE);
  g_queue_clear_full (&self->tasks, (GDestroyNotify) task_free);
  g_clear_pointer (&self->last, reel_clip_free);
  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  g_object_unref (self->engine);
  g_cond_clear (&self->done);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * reel_clip_pool_push:
 * @self: a pool
 * @start: seconds
 * @end: seconds
 * @frames: (transfer full) (element-type ReelSampledFrame): the pictures of the clip, one at least
 *
 * Has a clip encoded. Take clips by reel_clip_pool_pop() after each: that is where one waits when there are many.
 */
void
reel_clip_pool_push (ReelClipPool *self,
                     double        start,
                     double        end,
                     GPtrArray    *frames)
{
  Task *task = g_new0 (Task, 1);
  int n_threads = (int) count_threads (self);

  task->frames = frames;
  task->clip = g_new0 (ReelClip, 1);
  task->clip->start = start;
  task->clip->end = end;
  task->clip->vector = g_new0 (float, reel_engine_get_dims (self->engine));
  task->clip->tags = g_array_new (FALSE, FALSE, sizeof (ReelTag));
  g_queue_push_tail (&self->tasks, task);

  if (g_thread_pool_get_max_threads (self->threads) != n_threads)
    g_thread_pool_set_max_threads (self->threads, n_threads, NULL);
  g_thread_pool_push (self->threads, task, NULL);
}

/**
 * reel_clip_pool_repeat:
 * @self: a pool that was given a clip before
 * @start: seconds
 * @end: seconds
 *
 * Adds a clip that shows what the one before it shows, as in a recording of a screen where nothing changes: it costs nothing.
 */
void
reel_clip_pool_repeat (ReelClipPool *self,
                       double        start,
                       double        end)
{
  Task *task = g_new0 (Task, 1);

  task->clip = g_new0 (ReelClip, 1);
  task->clip->start = start;
  task->clip->end = end;
  task->done = TRUE;
  g_queue_push_tail (&self->tasks, task);
}

/* What a clip shows, without when. */
static void
copy_content (ReelClipPool   *self,
              ReelClip       *to,
              const ReelClip *from)
{
  guint dims = 0;

  to->vector = g_memdup2 (from->vector, reel_engine_get_dims (self->engine) * sizeof (float));
  to->tags = g_array_copy (from->tags);
  to->written = g_strdup (from->written);
  if (from->likeness != NULL && reel_engine_get_likeness (self->engine, &dims) != NULL)
    to->likeness = g_memdup2 (from->likeness, dims * sizeof (float));
}

/**
 * reel_clip_pool_pop:
 * @self: a pool
 * @all: whether to wait for each clip, as at the end, or only while more are under way than there should be
 * @clip: (out) (transfer full) (nullable): the next clip in the order of time, or %NULL where there is none to be had now
 * @error: return location of an error of the engine, or %G_IO_ERROR_CANCELLED
 *
 * Returns: %FALSE with @error set
 */
gboolean
reel_clip_pool_pop (ReelClipPool  *self,
                    gboolean       all,
                    ReelClip     **clip,
                    GError       **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Task *task = g_queue_peek_head (&self->tasks);

  *clip = NULL;
  if (task == NULL)
    return TRUE;

  while (!task->done && self->error == NULL
         && (all || g_queue_get_length (&self->tasks) > count_threads (self)))
    g_cond_wait (&self->done, &self->lock);
  if (self->error != NULL)
    {
      g_propagate_error (error, g_error_copy (self->error));
      return FALSE;
    }
  if (!task->done)
    return TRUE;

  g_queue_pop_head (&self->tasks);
  if (task->clip->vector == NULL)
    copy_content (self, task->clip, self->last);
  else
    {
      g_clear_pointer (&self->last, reel_clip_free);
      self->last = g_new0 (ReelClip, 1);
      copy_content (self, self->last, task->clip);
    }
  *clip = g_steal_pointer (&task->clip);
  task_free (task);
  return TRUE;
}
