/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "base/reel-file-place.h"
#include "media/reel-frame-grabber-private.h"
#include "media/reel-media-error.h"
#include "media/reel-media-file.h"

/*
 * A request goes through two queues, the newest first in both:
 *
 *   grab_async → [lookups] → N_LOOKUPS threads: the file's state, memory, disk → [decodes] → N_DECODERS threads, each with
 *   one file open → the caller's context
 *
 * Of one disk, or share, one file is looked up at a time, so that one which does not answer keeps one thread, and all others
 * are as quick as ever.
 *
 * Before the newest request come those of the same file whose frames lie on the way to its own from the key frame on:
 * together they take about as long as it alone.
 *
 * So what is in a cache never waits behind a decoder. A request is answered exactly once, by whoever comes first: a
 * thread, or the cancellable's source in the caller's context.
 */
#define MEMORY_BYTES (64 * 1024 * 1024)
#define DISK_BYTES (G_GUINT64_CONSTANT (256) * 1024 * 1024)

/* Seconds: so much later than asked for a frame may be that stands for a clip. */
#define MOST_WITHIN 60.0

struct _ReelFrameGrabber
{
  GObject parent_instance;

  /* owned */
  Shared *shared;
  gboolean started;
};

G_DEFINE_FINAL_TYPE (ReelFrameGrabber, reel_frame_grabber, G_TYPE_OBJECT)

static void
request_clear (gpointer data)
{
  Request *request = data;

  g_clear_pointer (&request->cancel, g_source_unref);
  g_clear_object (&request->task);
  g_free (request->uri);
  g_free (request->key);
  g_free (request->place);
  g_free (request->stamp);
}

void
reel_frame_grabber_request_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, request_clear);
}

static void
shared_clear (gpointer data)
{
  Shared *shared = data;

  g_queue_clear_full (&shared->lookups, reel_frame_grabber_request_unref);
  g_queue_clear_full (&shared->decodes, reel_frame_grabber_request_unref);
  for (guint i = 0; i < N_LOOKUPS; i++)
    g_free (shared->places[i]);
  for (guint i = 0; i < N_DECODERS; i++)
    g_free (shared->open[i]);
  reel_frame_memory_free (shared->memory);
  reel_frame_cache_free (shared->cache);
  g_cond_clear (&shared->changed);
  g_mutex_clear (&shared->lock);
}

void
reel_frame_grabber_shared_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, shared_clear);
}

/* Answers a request unless it was answered before. Takes @frame and @error. Never called with the lock held. */
void
reel_frame_grabber_answer (Shared    *shared,
                           Request   *request,
                           ReelFrame *frame,
                           GError    *error)
{
  g_autoptr (GTask) task = NULL;

  g_mutex_lock (&shared->lock);
  if (!request->answered)
    {
      request->answered = TRUE;
      task = g_steal_pointer (&request->task);
    }
  g_mutex_unlock (&shared->lock);

  if (task == NULL)
    {
      g_clear_pointer (&frame, reel_frame_unref);
      g_clear_error (&error);
      return;
    }
  if (request->cancel != NULL)
    g_source_destroy (request->cancel);
  if (frame != NULL)
    g_task_return_pointer (task, frame, (GDestroyNotify) reel_frame_unref);
  else
    g_task_return_error (task, error);
}

typedef struct
{
  Shared *shared;   /* (owned) */
  Request *request; /* (owned) */
} Cancel;

static void
cancel_free (gpointer data)
{
  Cancel *cancel = data;

  reel_frame_grabber_shared_unref (cancel->shared);
  reel_frame_grabber_request_unref (cancel->request);
  g_free (cancel);
}

/* In the caller's context. */
static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      data)
{
  Cancel *cancel = data;
  Shared *shared = cancel->shared;
  gboolean was_queued;

  g_mutex_lock (&shared->lock);
  was_queued = g_queue_remove (&shared->lookups, cancel->request) || g_queue_remove (&shared->decodes, cancel->request);
  g_mutex_unlock (&shared->lock);

  reel_frame_grabber_answer (shared, cancel->request, NULL,
          g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, g_strerror (ECANCELED)));
  if (was_queued)
    reel_frame_grabber_request_unref (cancel->request);
  return G_SOURCE_REMOVE;
}

GCancellable *
reel_frame_grabber_dup_cancellable (Shared  *shared,
                                    Request *request)
{
  GCancellable *cancellable = NULL;

  g_mutex_lock (&shared->lock);
  if (request->task != NULL && g_task_get_cancellable (request->task) != NULL)
    cancellable = g_object_ref (g_task_get_cancellable (request->task));
  g_mutex_unlock (&shared->lock);
  return cancellable;
}

char *
reel_frame_grabber_dup_disk_key (const Request *request)
{
  return g_strdup_printf ("2 %s %s", request->stamp, request->key);
}

static int
compare_age (gconstpointer a,
             gconstpointer b,
             gpointer      data)
{
  const Request *one = a, *two = b;

  return (one->serial < two->serial) - (one->serial > two->serial);
}

/* Of the look-up thread: answers from a cache, or hands on to the decoders. */
static void
look_up (Shared  *shared,
         Request *request)
{
  g_autoptr (ReelMediaFile) file = NULL;
  g_autoptr (GCancellable) cancellable = reel_frame_grabber_dup_cancellable (shared, request);
  g_autofree char *key = NULL;
  GError *error = NULL;
  ReelFrame *frame;

  if (g_cancellable_set_error_if_cancelled (cancellable, &error))
    {
      reel_frame_grabber_answer (shared, request, NULL, error);
      return;
    }
  file = reel_media_file_check (request->uri, &error);
  if (file == NULL)
    {
      reel_frame_grabber_answer (shared, request, NULL, error);
      return;
    }
  request->stamp = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GUINT64_FORMAT, file->mtime, file->size);
  frame = reel_frame_memory_lookup (shared->memory, request->key, request->stamp);
  if (frame == NULL)
    {
      key = reel_frame_grabber_dup_disk_key (request);
      frame = reel_frame_cache_lookup (shared->cache, key, request->max_edge);
      if (frame != NULL)
        reel_frame_memory_add (shared->memory, request->key, request->stamp, frame);
    }
  if (frame != NULL)
    {
      reel_frame_grabber_answer (shared, request, frame, NULL);
      return;
    }

  g_mutex_lock (&shared->lock);
  if (!request->answered)
    g_queue_insert_sorted (&shared->decodes, g_atomic_rc_box_acquire (request), compare_age, NULL);
  g_cond_broadcast (&shared->changed);
  g_mutex_unlock (&shared->lock);
}

/* The newest request on a disk where no other thread looks just now. With the lock held. */
static Request *
next_lookup (Shared             *shared,
             const char * const *mounts)
{
  for (GList *link = shared->lookups.head; link != NULL; link = link->next)
    {
      Request *request = link->data;
      gboolean taken = FALSE;

      if (request->place == NULL)
        request->place = reel_file_place_dup_mount (request->uri, mounts);
      for (guint i = 0; i < N_LOOKUPS; i++)
        taken |= g_strcmp0 (shared->places[i], request->place) == 0;
      if (taken)
        continue;
      g_queue_delete_link (&shared->lookups, link);
      return request;
    }
  return NULL;
}

static gpointer
look_up_thread (gpointer data)
{
  g_autofree Worker *self = data;
  g_autoptr (Shared) shared = self->shared;

  g_mutex_lock (&shared->lock);
  while (!shared->quit)
    {
      g_auto (GStrv) mounts = NULL;
      g_autoptr (Request) request = NULL;

      if (shared->lookups.length == 0)
        {
          g_cond_wait (&shared->changed, &shared->lock);
          continue;
        }
      g_mutex_unlock (&shared->lock);
      mounts = reel_file_place_get_mounts ();
      g_mutex_lock (&shared->lock);
      request = next_lookup (shared, (const char * const *) mounts);
      if (request == NULL)
        {
          if (shared->lookups.length > 0 && !shared->quit)
            g_cond_wait (&shared->changed, &shared->lock);
          continue;
        }
      shared->places[self->index] = g_strdup (request->place);
      g_mutex_unlock (&shared->lock);
      look_up (shared, request);
      g_clear_pointer (&request, reel_frame_grabber_request_unref);
      g_mutex_lock (&shared->lock);
      g_clear_pointer (&shared->places[self->index], g_free);
      g_cond_broadcast (&shared->changed);
    }
  g_mutex_unlock (&shared->lock);
  return NULL;
}

static void
start_threads (ReelFrameGrabber *self)
{
  for (guint i = 0; i < N_LOOKUPS; i++)
    {
      Worker *worker = g_new0 (Worker, 1);

      worker->shared = g_atomic_rc_box_acquire (self->shared);
      worker->index = i;
      g_thread_unref (g_thread_new ("frame-lookup", look_up_thread, worker));
    }
  for (guint i = 0; i < N_DECODERS; i++)
    {
      Worker *decoder = g_new0 (Worker, 1);

      decoder->shared = g_atomic_rc_box_acquire (self->shared);
      decoder->index = i;
      g_thread_unref (g_thread_new ("frame-decode", reel_frame_grabber_decode_thread, decoder));
    }
  self->started = TRUE;
}

/* Any thread: a worker may hold the last task that holds the grabber. Does not wait for the threads: they end by
 * themselves, after the frame at hand. */
static void
reel_frame_grabber_finalize (GObject *object)
{
  ReelFrameGrabber *self = REEL_FRAME_GRABBER (object);

  g_mutex_lock (&self->shared->lock);
  self->shared->quit = TRUE;
  g_cond_broadcast (&self->shared->changed);
  g_mutex_unlock (&self->shared->lock);
  g_clear_pointer (&self->shared, reel_frame_grabber_shared_unref);
  G_OBJECT_CLASS (reel_frame_grabber_parent_class)->finalize (object);
}

static void
reel_frame_grabber_class_init (ReelFrameGrabberClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_frame_grabber_finalize;
}

static void
reel_frame_grabber_init (ReelFrameGrabber *self)
{
  self->shared = g_atomic_rc_box_new0 (Shared);
  self->shared->memory = reel_frame_memory_new (MEMORY_BYTES);
  g_mutex_init (&self->shared->lock);
  g_cond_init (&self->shared->changed);
  g_queue_init (&self->shared->lookups);
  g_queue_init (&self->shared->decodes);
}

/**
 * reel_frame_grabber_new:
 * @cache_dir: (nullable): a folder for frames on disk, all its own, bounded to 256 MiB; %NULL for one in the user's cache folder
 *
 * Returns: (transfer full): a new grabber; its threads start with the first request
 */
ReelFrameGrabber *
reel_frame_grabber_new (const char *cache_dir)
{
  ReelFrameGrabber *self = g_object_new (REEL_TYPE_FRAME_GRABBER, NULL);
  g_autofree char *folder = NULL;

  folder = cache_dir != NULL ? g_strdup (cache_dir)
                             : g_build_filename (g_get_user_cache_dir (), "reelseek", "frames", NULL);
  self->shared->cache = reel_frame_cache_new (folder, DISK_BYTES);
  return self;
}

/* Microseconds: finer than any frame rate, coarse enough that the same time computed twice is the same. */
static char *
make_key (const char *uri,
          double      time,
          double      within,
          gboolean    exact,
          guint       max_edge)
{
  gint64 us = isfinite (time) ? (gint64) llround (CLAMP (time, 0.0, 1e8) * 1e6) : 0;

  if (within > 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT " %c within %.3f %u %s", us, exact ? 'e' : 'k', within, max_edge, uri);
  return g_strdup_printf ("%" G_GINT64_FORMAT " %c %u %s", us, exact ? 'e' : 'k', max_edge, uri);
}

/* @later: behind all that are asked for without it, now and until its turn comes */
static void
grab (ReelFrameGrabber    *self,
      const char          *uri,
      double               time,
      double               within,
      gboolean             exact,
      guint                max_edge,
      gboolean             later,
      GCancellable        *cancellable,
      GAsyncReadyCallback  callback,
      gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (Request) request = NULL;

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_frame_grabber_grab_async);
  /* The threads look at the cancellable; a frame that came first is the answer. */
  g_task_set_check_cancellable (task, FALSE);
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", g_strerror (ECANCELED));
      return;
    }

  request = g_atomic_rc_box_new0 (Request);
  request->task = g_object_ref (task);
  request->uri = g_strdup (uri);
  request->time = isfinite (time) ? time : 0.0;
  request->within = isfinite (within) ? CLAMP (within, 0.0, MOST_WITHIN) : 0.0;
  request->exact = exact;
  request->max_edge = max_edge;
  request->key = make_key (uri, time, request->within, exact, max_edge);
  if (cancellable != NULL)
    {
      Cancel *cancel = g_new0 (Cancel, 1);

      cancel->shared = g_atomic_rc_box_acquire (self->shared);
      cancel->request = g_atomic_rc_box_acquire (request);
      request->cancel = g_cancellable_source_new (cancellable);
      g_source_set_callback (request->cancel, G_SOURCE_FUNC (on_cancelled), cancel, cancel_free);
      g_source_attach (request->cancel, g_task_get_context (task));
    }

  if (!self->started)
    start_threads (self);
  g_mutex_lock (&self->shared->lock);
  if (later)
    g_queue_push_tail (&self->shared->lookups, g_steal_pointer (&request));
  else
    {
      request->serial = ++self->shared->n_requests;
      g_queue_push_head (&self->shared->lookups, g_steal_pointer (&request));
    }
  g_cond_broadcast (&self->shared->changed);
  g_mutex_unlock (&self->shared->lock);
}

/**
 * reel_frame_grabber_grab_async:
 * @self: a grabber
 * @uri: URI of a file on this computer
 * @time: seconds from the first frame; before it and past the end is the first and the last frame
 * @exact: the frame shown at @time, else a near key frame, which is much quicker
 * @max_edge: pixels, the longer edge at most; 0 for the full size; never enlarged
 * @cancellable: (nullable): to drop the request
 * @callback: called on the caller's context
 * @user_data: for @callback
 *
 * Asks for a frame. Answered within about 10 seconds from when its turn comes, the newest request first.
 * Errors: #ReelMediaError, %G_IO_ERROR_CANCELLED.
 */
void
reel_frame_grabber_grab_async (ReelFrameGrabber    *self,
                               const char          *uri,
                               double               time,
                               gboolean             exact,
                               guint                max_edge,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (REEL_IS_FRAME_GRABBER (self));
  g_return_if_fail (uri != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  grab (self, uri, time, 0, exact, max_edge, FALSE, cancellable, callback, user_data);
}

/**
 * reel_frame_grabber_grab_later_async:
 * @self: a grabber
 * @uri: as in reel_frame_grabber_grab_async()
 * @time: as there
 * @exact: as there
 * @max_edge: as there
 * @cancellable: (nullable): to drop the request
 * @callback: called on the caller's context
 * @user_data: for @callback
 *
 * The same for what nobody waits for: it is decoded when nothing else is asked for. Ends with
 * reel_frame_grabber_grab_finish(), too.
 */
void
reel_frame_grabber_grab_later_async (ReelFrameGrabber    *self,
                                     const char          *uri,
                                     double               time,
                                     gboolean             exact,
                                     guint                max_edge,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_return_if_fail (REEL_IS_FRAME_GRABBER (self));
  g_return_if_fail (uri != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  grab (self, uri, time, 0, exact, max_edge, TRUE, cancellable, callback, user_data);
}

/**
 * reel_frame_grabber_grab_poster_async:
 * @self: a grabber
 * @uri: as in reel_frame_grabber_grab_async()
 * @time: as there
 * @within: seconds after @time; 60 at the most
 * @exact: as there
 * @max_edge: as there
 * @cancellable: (nullable): to drop the request
 * @callback: called on the caller's context
 * @user_data: for @callback
 *
 * The same for what stands for a video or a clip. Where the frame at @time is blank, as within a fade, it is the first one of
 * some that are looked at after it, and no later than @within, which is not. Which one that is, is kept with it. Ends with
 * reel_frame_grabber_grab_finish(), too.
 */
void
reel_frame_grabber_grab_poster_async (ReelFrameGrabber    *self,
                                      const char          *uri,
                                      double               time,
                                      double               within,
                                      gboolean             exact,
                                      guint                max_edge,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  g_return_if_fail (REEL_IS_FRAME_GRABBER (self));
  g_return_if_fail (uri != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  grab (self, uri, time, within, exact, max_edge, FALSE, cancellable, callback, user_data);
}

/**
 * reel_frame_grabber_grab_finish:
 * @self: a grabber
 * @result: of reel_frame_grabber_grab_async()
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the frame, or %NULL with @error set
 */
ReelFrame *
reel_frame_grabber_grab_finish (ReelFrameGrabber  *self,
                                GAsyncResult      *result,
                                GError           **error)
{
  g_return_val_if_fail (REEL_IS_FRAME_GRABBER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == reel_frame_grabber_grab_async, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * reel_frame_grabber_peek:
 * @self: a grabber
 * @uri: as in reel_frame_grabber_grab_async()
 * @time: as there
 * @exact: as there
 * @max_edge: as there
 *
 * What is in memory, without waiting and without looking whether the file has changed since.
 *
 * Returns: (transfer full) (nullable): the frame
 */
ReelFrame *
reel_frame_grabber_peek (ReelFrameGrabber *self,
                         const char       *uri,
                         double            time,
                         gboolean          exact,
                         guint             max_edge)
{
  return reel_frame_grabber_peek_poster (self, uri, time, 0, exact, max_edge);
}

/**
 * reel_frame_grabber_peek_poster:
 * @self: a grabber
 * @uri: as in reel_frame_grabber_grab_poster_async()
 * @time: as there
 * @within: as there
 * @exact: as there
 * @max_edge: as there
 *
 * What is in memory, without waiting and without looking whether the file has changed since.
 *
 * Returns: (transfer full) (nullable): the frame
 */
ReelFrame *
reel_frame_grabber_peek_poster (ReelFrameGrabber *self,
                                const char       *uri,
                                double            time,
                                double            within,
                                gboolean          exact,
                                guint             max_edge)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (REEL_IS_FRAME_GRABBER (self), NULL);
  g_return_val_if_fail (uri != NULL, NULL);

  key = make_key (uri, time, isfinite (within) ? CLAMP (within, 0.0, MOST_WITHIN) : 0.0, exact, max_edge);
  return reel_frame_memory_lookup (self->shared->memory, key, NULL);
}
