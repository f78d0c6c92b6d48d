/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/reel-database.h"
#include "local/reel-local-error.h"
#include "local/reel-local-indexer.h"
#include "local/reel-work-thread.h"

/* How often the progress is saved, for those who ask after a restart. */
#define SAVE_EVERY (5 * G_USEC_PER_SEC)

/* Microseconds after which it tries again what could not be saved, unless it is woken before. */
#define RETRY_PAUSE (60 * (gint64) G_USEC_PER_SEC)

/* Bytes from which on a video gets a quick pass first: some ten seconds of it. */
#define LARGE_VIDEO (4 * 1024 * 1024)

struct _ReelLocalIndexer
{
  GObject parent_instance;

  /* owned */
  ReelLocalStore *store;
  ReelAnalyser *analyser;
  ReelEngine *engine;
  ReelVectorIndex *index;
  ReelWorkThread *thread; /* (nullable): %NULL once stopped */

  /* under the lock */
  GMutex lock;
  char *current; /* (owned) (nullable): the video being indexed */
  double progress;

  /* the thread's */
  gint64 saved; /* monotonic time */
  char *left;       /* (owned) (nullable): a video that is still said to be indexed, as the end could not be saved */
  gboolean is_open; /* whether the index was opened, or that was tried */
};

G_DEFINE_FINAL_TYPE (ReelLocalIndexer, reel_local_indexer, G_TYPE_OBJECT)

static void
set_current (ReelLocalIndexer *self,
             const char       *video_id)
{
  g_mutex_lock (&self->lock);
  g_free (self->current);
  self->current = g_strdup (video_id);
  self->progress = 0;
  g_mutex_unlock (&self->lock);
  self->saved = g_get_monotonic_time ();
}

static void
note_progress (double   fraction,
               gpointer user_data)
{
  ReelLocalIndexer *self = user_data;
  g_autoptr (GError) error = NULL;
  /* 100 belongs to what is stored */
  double percent = CLAMP (fraction * 100.0, 0.0, 99.0);

  g_mutex_lock (&self->lock);
  self->progress = percent;
  g_mutex_unlock (&self->lock);

  if (g_get_monotonic_time () - self->saved < SAVE_EVERY)
    return;
  self->saved = g_get_monotonic_time ();
  if (!reel_local_store_set_progress (self->store, self->current, percent, &error))
    g_message ("%s", error->message);
}

static GPtrArray *
analyse (ReelLocalIndexer  *self,
         ReelLocalVideo    *video,
         ReelAnalysisDepth  depth,
         GCancellable      *cancellable,
         GError           **error)
{
  g_autofree char *path = reel_local_store_get_video_path (self->store, video->id);
  g_autofree char *uri = g_filename_to_uri (path, NULL, error);

  if (uri == NULL)
    return NULL;
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NOT_FOUND, "%s is gone", path);
      return NULL;
    }
  return reel_analyser_run (self->analyser, self->engine, uri, depth, depth == REEL_ANALYSIS_FULL ? note_progress : NULL, self,
                            cancellable, error);
}

/* One that nothing finds yet is made searchable first, unless the full pass is about as quick. */
static gboolean
wants_quick_pass (ReelLocalVideo *video)
{
  return video->state == REEL_LOCAL_VIDEO_UPLOADED && video->size >= LARGE_VIDEO;
}

/* To people the video is called as it was where it came from; here it only has its id. */
static char *
dup_reason (ReelLocalVideo *video,
            const GError   *error)
{
  GString *reason = g_string_new (error->message);

  g_string_replace (reason, video->id, video->file_name, 0);
  return g_string_free (reason, FALSE);
}

/* Whether it is the disk, the database or the system that refuses, and not the video that is bad: then all there is stays, to be tried
 * again. */
static gboolean
is_store_error (const GError *error)
{
  /* No process to be had, or no descriptor: that is no fault of the video either. */
  if (error->domain == G_SPAWN_ERROR || error->domain == G_IO_ERROR)
    return TRUE;
  return error->domain == REEL_DATABASE_ERROR || g_error_matches (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NO_SPACE);
}

/* Returns when the next step is to be. */
static gint64
index_video (ReelLocalIndexer *self,
             ReelLocalVideo   *video,
             GCancellable     *cancellable)
{
  g_autoptr (GPtrArray) clips = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) save_error = NULL;
  gboolean saved, is_quick, is_stuck = FALSE;

  set_current (self, video->id);
  is_quick = wants_quick_pass (video);
  clips = is_quick ? analyse (self, video, REEL_ANALYSIS_QUICK, cancellable, NULL) : NULL;
  /* Where key frames do not suffice, the full pass says what is wrong, if anything is. */
  is_quick = clips != NULL;
  if (clips == NULL)
    clips = analyse (self, video, REEL_ANALYSIS_FULL, cancellable, &error);
  if (clips != NULL)
    saved = reel_vector_index_finish_video (self->index, video->id, clips, is_quick, &error);
  else
    saved = FALSE;

  if (saved)
    g_info ("%s: %u clips", video->id, clips->len);
  else if (g_cancellable_is_cancelled (cancellable))
    reel_local_store_put_back_video (self->store, video->id, &save_error);
  else if (is_store_error (error))
    {
      is_stuck = TRUE;
      g_message ("%s: %s", video->id, error->message);
      reel_local_store_put_back_video (self->store, video->id, &save_error);
    }
  else if (g_error_matches (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NOT_FOUND))
    saved = reel_vector_index_lose_video (self->index, video->id, &save_error);
  else
    {
      g_autofree char *reason = dup_reason (video, error);

      g_info ("%s: %s", video->id, reason);
      saved = reel_vector_index_fail_video (self->index, video->id, reason, &save_error);
    }
  /* Where not even that can be saved the video stays as it is, and is put back before the next is begun. */
  if (save_error != NULL)
    {
      is_stuck = TRUE;
      g_message ("%s: %s", video->id, save_error->message);
      g_free (self->left);
      self->left = g_strdup (video->id);
    }
  if (saved && !is_quick) /* the full pass still needs it */
    reel_local_store_drop_copy (self->store, video->id);
  set_current (self, NULL);
  return is_stuck ? RETRY_PAUSE : REEL_WORK_AT_ONCE;
}

/* The video whose end could not be saved. */
static gboolean
put_back_left (ReelLocalIndexer *self,
               GError          **error)
{
  if (self->left != NULL && !reel_local_store_put_back_video (self->store, self->left, error))
    return FALSE;
  g_clear_pointer (&self->left, g_free);
  return TRUE;
}

static gint64
step (gpointer      data,
      GCancellable *cancellable)
{
  ReelLocalIndexer *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelLocalVideo) video = NULL;

  if (!self->is_open)
    {
      self->is_open = TRUE;
      if (!reel_vector_index_open (self->index, &error))
        g_message ("%s", error->message); /* a search tries again, and says so */
      g_clear_error (&error);
    }
  if (put_back_left (self, &error))
    video = reel_local_store_begin_video (self->store, &error);
  if (error != NULL)
    {
      g_message ("%s", error->message);
      return RETRY_PAUSE;
    }
  if (video == NULL)
    {
      if (!reel_vector_index_compact (self->index, cancellable, &error))
        g_message ("%s", error->message);
      return REEL_WORK_WHEN_WOKEN;
    }
  return index_video (self, video, cancellable);
}

/**
 * reel_local_indexer_new:
 * @store: what waits, and where the clips go
 * @analyser: what analyses
 * @engine: what measures
 * @index: what the clips are put into
 *
 * Returns: (transfer full): an indexer, which begins at once; stop it before the last reference goes
 */
ReelLocalIndexer *
reel_local_indexer_new (ReelLocalStore  *store,
                        ReelAnalyser    *analyser,
                        ReelEngine      *engine,
                        ReelVectorIndex *index)
{
  ReelLocalIndexer *self;

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (store), NULL);
  g_return_val_if_fail (REEL_IS_ANALYSER (analyser), NULL);
  g_return_val_if_fail (REEL_IS_ENGINE (engine), NULL);
  g_return_val_if_fail (REEL_IS_VECTOR_INDEX (index), NULL);

  self = g_object_new (REEL_TYPE_LOCAL_INDEXER, NULL);
  self->store = g_object_ref (store);
  self->analyser = g_object_ref (analyser);
  self->engine = g_object_ref (engine);
  self->index = g_object_ref (index);
  self->thread = reel_work_thread_start ("indexer", step, self);
  return self;
}

/**
 * reel_local_indexer_wake:
 * @self: a #ReelLocalIndexer
 *
 * A video waits. From any thread.
 */
void
reel_local_indexer_wake (ReelLocalIndexer *self)
{
  g_return_if_fail (REEL_IS_LOCAL_INDEXER (self));

  reel_work_thread_wake (self->thread);
}

/**
 * reel_local_indexer_get_progress:
 * @self: a #ReelLocalIndexer
 * @video_id: a video
 * @progress: (out): percent, 0…99
 *
 * From any thread.
 *
 * Returns: whether this video is being indexed now; otherwise @progress is not set
 */
gboolean
reel_local_indexer_get_progress (ReelLocalIndexer *self,
                                 const char       *video_id,
                                 double           *progress)
{
  gboolean is_current;

  g_return_val_if_fail (REEL_IS_LOCAL_INDEXER (self), FALSE);

  g_mutex_lock (&self->lock);
  is_current = g_strcmp0 (self->current, video_id) == 0;
  if (is_current)
    *progress = self->progress;
  g_mutex_unlock (&self->lock);
  return is_current;
}

/**
 * reel_local_indexer_get_current:
 * @self: a #ReelLocalIndexer
 *
 * From any thread.
 *
 * Returns: how far the video that is being indexed is, in percent; 0 where none is
 */
double
reel_local_indexer_get_current (ReelLocalIndexer *self)
{
  double progress;

  g_return_val_if_fail (REEL_IS_LOCAL_INDEXER (self), 0);

  g_mutex_lock (&self->lock);
  progress = self->current != NULL ? self->progress : 0;
  g_mutex_unlock (&self->lock);
  return progress;
}

/**
 * reel_local_indexer_stop:
 * @self: a #ReelLocalIndexer
 *
 * Stops the video under way, which then waits again, and the thread. Nothing may wake it afterwards.
 */
void
reel_local_indexer_stop (ReelLocalIndexer *self)
{
  g_return_if_fail (REEL_IS_LOCAL_INDEXER (self));

  g_clear_pointer (&self->thread, reel_work_thread_stop);
}

static void
reel_local_indexer_dispose (GObject *object)
{
  ReelLocalIndexer *self = REEL_LOCAL_INDEXER (object);

  reel_local_indexer_stop (self);
  g_clear_object (&self->store);
  g_clear_object (&self->analyser);
  g_clear_object (&self->engine);
  g_clear_object (&self->index);

  G_OBJECT_CLASS (reel_local_indexer_parent_class)->dispose (object);
}

static void
reel_local_indexer_finalize (GObject *object)
{
  ReelLocalIndexer *self = REEL_LOCAL_INDEXER (object);

  g_free (self->current);
  g_free (self->left);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (reel_local_indexer_parent_class)->finalize (object);
}

static void
reel_local_indexer_class_init (ReelLocalIndexerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reel_local_indexer_dispose;
  G_OBJECT_CLASS (klass)->finalize = reel_local_indexer_finalize;
}

static void
reel_local_indexer_init (ReelLocalIndexer *self)
{
  g_mutex_init (&self->lock);
}
