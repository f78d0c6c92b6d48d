/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>
#include <gst/pbutils/pbutils.h>
#include <string.h>

#include "media/reel-media-error.h"
#include "media/reel-media-file.h"
#include "media/reel-media-span.h"
#include "media/reel-missing-codec.h"
#include "media/reel-orientation.h"
#include "media/reel-prober.h"

#define TIMEOUT_SECONDS 15
#define MEASURE_SECONDS 5
#define MAX_DISCOVERERS 4

/*
 * The discoverers at work, each with the time (monotonic) after which it does not count any more, 0 for a free place. A
 * discoverer has about ten threads, and a cancelled one works on: without a limit, a user who cancels many files could make
 * the computer refuse the next thread. One that hangs on a dead mount gives up its place, so that other files are not held up.
 */
static GMutex places_lock;
static GCond place_free;
static gint64 places[MAX_DISCOVERERS]; /* under the lock */

/*
 * A discoverer at work, on a thread of its own, shared with who waits for it. GstDiscoverer 1.22 can't be stopped in the
 * middle: it sets its pipeline's state under a lock that the pipeline's threads want at that moment too. So whoever does not
 * want the answer any more leaves the thread behind, which ends by itself within the discoverer's own bound.
 */
typedef struct
{
  grefcount references; /* under the lock */
  GMutex lock;
  GCond over;

  char *uri;               /* (owned) */
  guint place;             /* index in the places */
  gint64 deadline;         /* monotonic; what stands in the place */
  gboolean done;           /* under the lock; what follows is not touched by the thread any more then */
  GstDiscovererInfo *info; /* (owned) (nullable) */
  gboolean measured;
  ReelMediaSpan span;      /* where it was measured */
  GError *error;           /* (owned) (nullable) */
} Probe;

static void
probe_unref (Probe *probe)
{
  gboolean last;

  g_mutex_lock (&probe->lock);
  last = g_ref_count_dec (&probe->references);
  g_mutex_unlock (&probe->lock);
  if (!last)
    return;
  g_clear_object (&probe->info);
  g_clear_error (&probe->error);
  g_free (probe->uri);
  g_mutex_clear (&probe->lock);
  g_cond_clear (&probe->over);
  g_free (probe);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Probe, probe_unref)

static void
on_cancelled_waiting (GCancellable *cancellable,
                      gpointer      data)
{
  g_mutex_lock (&places_lock);
  g_cond_broadcast (&place_free);
  g_mutex_unlock (&places_lock);
}

/* Waits for a place of its own among the discoverers, or until it is cancelled. Returns: whether it has one */
static gboolean
take_place (Probe        *probe,
            GCancellable *cancellable)
{
  gulong handler = cancellable != NULL ? g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled_waiting), NULL, NULL) : 0;
  gboolean taken = FALSE;

  g_mutex_lock (&places_lock);
  while (!taken && !g_cancellable_is_cancelled (cancellable))
    {
      gint64 now = g_get_monotonic_time ();
      guint first = 0;

      for (guint i = 1; i < MAX_DISCOVERERS; i++)
        if (places[i] < places[first])
          first = i;
      taken = places[first] <= now;
      if (taken)
        {
          probe->place = first;
          probe->deadline = places[first] = now + (TIMEOUT_SECONDS + MEASURE_SECONDS) * G_USEC_PER_SEC;
        }
      else
        g_cond_wait_until (&place_free, &places_lock, places[first]);
    }
  g_mutex_unlock (&places_lock);
  g_cancellable_disconnect (cancellable, handler);
  return taken;
}

static void
leave_place (Probe *probe)
{
  g_mutex_lock (&places_lock);
  if (places[probe->place] == probe->deadline)
    places[probe->place] = 0;
  g_cond_broadcast (&place_free);
  g_mutex_unlock (&places_lock);
}

/* Whether it was taken apart, into pictures among other things. */
static gboolean
has_pictures (GstDiscovererInfo *info)
{
  GstDiscovererResult result = gst_discoverer_info_get_result (info);
  GList *videos = gst_discoverer_info_get_video_streams (info);
  gboolean has = videos != NULL && (result == GST_DISCOVERER_OK || result == GST_DISCOVERER_MISSING_PLUGINS);

  gst_discoverer_stream_info_list_free (videos);
  return has;
}

static gpointer
discover (gpointer data)
{
  g_autoptr (Probe) probe = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GstDiscoverer) discoverer = gst_discoverer_new (TIMEOUT_SECONDS * GST_SECOND, &error);
  g_autoptr (GstDiscovererInfo) info = NULL;
  g_autofree char *path = g_filename_from_uri (probe->uri, NULL, NULL);
  ReelMediaSpan span = { 0 };
  gboolean measured;

  if (discoverer != NULL)
    info = gst_discoverer_discover_uri (discoverer, probe->uri, &error);
  g_clear_object (&discoverer); /* with its threads, before the next one begins */
  measured = info != NULL && path != NULL && has_pictures (info) && reel_media_span_measure (&span, path, NULL);
  leave_place (probe);

  g_mutex_lock (&probe->lock);
  probe->measured = measured;
  probe->span = span;
  probe->info = g_steal_pointer (&info);
  probe->error = g_steal_pointer (&error);
  probe->done = TRUE;
  g_cond_broadcast (&probe->over);
  g_mutex_unlock (&probe->lock);
  return NULL;
}

static void
on_cancelled (GCancellable *cancellable,
              gpointer      data)
{
  Probe *probe = data;

  g_mutex_lock (&probe->lock);
  g_cond_broadcast (&probe->over);
  g_mutex_unlock (&probe->lock);
}

/*
 * Waits until it is done, cancelled, or has taken too long: the discoverer's bound misses a disk that does not answer.
 * Returns: (nullable): %NULL with @error set where the work could not begin
 */
static Probe *
run_discoverer (const char    *uri,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr (Probe) probe = g_new0 (Probe, 1);
  GThread *thread;
  gulong handler;

  g_ref_count_init (&probe->references);
  g_mutex_init (&probe->lock);
  g_cond_init (&probe->over);
  probe->uri = g_strdup (uri);
  if (!take_place (probe, cancellable))
    {
      g_cancellable_set_error_if_cancelled (cancellable, error);
      return NULL;
    }
  g_ref_count_inc (&probe->references); /* the thread's */
  thread = g_thread_try_new ("reel-probe", discover, probe, error);
  if (thread == NULL)
    {
      leave_place (probe);
      probe_unref (probe);
      return NULL;
    }
  g_thread_unref (thread);

  handler = cancellable != NULL ? g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), probe, NULL) : 0;
  g_mutex_lock (&probe->lock);
  while (!probe->done && !g_cancellable_is_cancelled (cancellable) &&
         g_cond_wait_until (&probe->over, &probe->lock, probe->deadline))
    ;
  g_mutex_unlock (&probe->lock);
  g_cancellable_disconnect (cancellable, handler);
  return g_steal_pointer (&probe);
}

/* Whether the type of a stream is among what can't be decoded. */
static gboolean
is_missing (GstDiscovererStreamInfo *stream,
            const char             **missing)
{
  g_autoptr (GstCaps) caps = gst_discoverer_stream_info_get_caps (stream);
  g_autofree char *start = NULL;

  if (caps == NULL || gst_caps_get_size (caps) == 0)
    return FALSE;
  start = g_strconcat ("|decoder-", gst_structure_get_name (gst_caps_get_structure (caps, 0)), NULL);
  for (gsize i = 0; missing != NULL && missing[i] != NULL; i++)
    {
      const char *found = strstr (missing[i], start);

      if (found != NULL && strchr (", ;", found[strlen (start)]) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* The first stream that moves and can be decoded, else the first that moves: a cover picture in a sound file is no video. */
static GstDiscovererVideoInfo *
find_video (GList       *streams,
            const char **missing)
{
  GstDiscovererVideoInfo *first = NULL;

  for (GList *item = streams; item != NULL; item = item->next)
    {
      GstDiscovererVideoInfo *video = GST_DISCOVERER_VIDEO_INFO (item->data);

      if (gst_discoverer_video_info_is_image (video))
        continue;
      if (!is_missing (GST_DISCOVERER_STREAM_INFO (video), missing))
        return video;
      first = first != NULL ? first : video;
    }
  return first;
}

static void
set_size (ReelMediaInfo          *self,
          GstDiscovererInfo      *info,
          GstDiscovererVideoInfo *video)
{
  g_autoptr (GstDiscovererStreamInfo) top = gst_discoverer_info_get_stream_info (info);
  ReelOrientation orientation = { 0 };

  /* The container's tag first: MP4 has the rotation with the stream, and that one wins. */
  if (GST_IS_DISCOVERER_CONTAINER_INFO (top))
    reel_orientation_from_tags (&orientation, gst_discoverer_container_info_get_tags (GST_DISCOVERER_CONTAINER_INFO (top)));
  reel_orientation_from_tags (&orientation, gst_discoverer_stream_info_get_tags (GST_DISCOVERER_STREAM_INFO (video)));
  reel_orientation_size (orientation, gst_discoverer_video_info_get_width (video),
                         gst_discoverer_video_info_get_height (video), (int) gst_discoverer_video_info_get_par_num (video),
                         (int) gst_discoverer_video_info_get_par_denom (video), &self->width, &self->height);
}

static ReelMediaInfo *
make_info (const Probe  *probe,
           const char  **missing,
           const char   *name,
           GError      **error)
{
  GstDiscovererInfo *info = probe->info;
  g_autoptr (ReelMediaInfo) self = g_new0 (ReelMediaInfo, 1);
  GList *videos = gst_discoverer_info_get_video_streams (info);
  GList *audios = gst_discoverer_info_get_audio_streams (info);
  GstDiscovererVideoInfo *video = find_video (videos, missing);
  GstClockTime duration = gst_discoverer_info_get_duration (info);

  self->fps_d = 1;
  self->has_audio = audios != NULL;
  for (GList *item = audios; item != NULL; item = item->next)
    self->plays_audio = self->plays_audio || !is_missing (item->data, missing);
  self->seekable = gst_discoverer_info_get_seekable (info);
  self->duration = GST_CLOCK_TIME_IS_VALID (duration) ? (double) duration / GST_SECOND : 0.0;
  self->length = self->duration > 0 ? REEL_MEDIA_LENGTH_ESTIMATED : REEL_MEDIA_LENGTH_UNKNOWN;
  if (probe->measured)
    {
      self->lead = probe->span.lead;
      self->varies = probe->span.varies;
      self->length = probe->span.length;
      if (probe->span.duration > 0 || self->length == REEL_MEDIA_LENGTH_UNKNOWN)
        self->duration = probe->span.duration;
    }
  if (video != NULL)
    {
      g_autoptr (GstCaps) caps = gst_discoverer_stream_info_get_caps (GST_DISCOVERER_STREAM_INFO (video));

      set_size (self, info, video);
      if (gst_discoverer_video_info_get_framerate_num (video) > 0 && gst_discoverer_video_info_get_framerate_denom (video) > 0)
        {
          self->fps_n = gst_discoverer_video_info_get_framerate_num (video);
          self->fps_d = gst_discoverer_video_info_get_framerate_denom (video);
        }
      if (caps != NULL && gst_caps_is_fixed (caps))
        self->video_codec = gst_pb_utils_get_codec_description (caps);
    }
  gst_discoverer_stream_info_list_free (videos);
  gst_discoverer_stream_info_list_free (audios);

  if (video == NULL)
    {
      g_propagate_error (error, reel_media_error_new_no_video (name));
      return NULL;
    }
  if (self->width == 0 || self->height == 0)
    {
      g_propagate_error (error, reel_media_error_new_damaged (name));
      return NULL;
    }
  return g_steal_pointer (&self);
}

/* (transfer container) (nullable): the details in @missing that keep anybody from the pictures. Sound that can't be decoded
 * does not, nor do the tracks of data that cameras and phones write beside them, which are nobody's business. */
static GPtrArray *
find_what_matters (GstDiscovererInfo *info,
                   const char       **missing)
{
  g_autoptr (GPtrArray) matters = g_ptr_array_new ();
  GList *videos = gst_discoverer_info_get_video_streams (info);
  GstDiscovererVideoInfo *video = find_video (videos, missing);
  gboolean shown = video != NULL && !is_missing (GST_DISCOVERER_STREAM_INFO (video), missing);
  gboolean hidden = video != NULL && !shown;

  gst_discoverer_stream_info_list_free (videos);
  for (gsize i = 0; !shown && missing != NULL && missing[i] != NULL; i++)
    if (reel_missing_codec_hides_pictures (missing[i]) || (!hidden && reel_missing_codec_is_text (missing[i])))
      g_ptr_array_add (matters, (gpointer) missing[i]);
  if (matters->len == 0)
    return NULL;
  g_ptr_array_add (matters, NULL);
  return g_steal_pointer (&matters);
}

/**
 * reel_prober_probe:
 * @uri: URI of a file on this computer; no other scheme is opened
 * @cancellable: (nullable): to stop early
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Finds out what a video file is, within 20 seconds once it is its turn. Blocks: for worker threads.
 *
 * Returns: (transfer full): what is known, or %NULL with @error set
 */
ReelMediaInfo *
reel_prober_probe (const char    *uri,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr (Probe) probe = NULL;
  g_autoptr (ReelMediaFile) file = NULL;
  g_autoptr (GPtrArray) matters = NULL;
  const char **missing = NULL;
  GstDiscovererResult result;
  gboolean done;

  g_return_val_if_fail (uri != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  file = reel_media_file_check (uri, error);
  if (file == NULL)
    return NULL;

  probe = run_discoverer (uri, cancellable, error);
  if (probe == NULL)
    return NULL;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  g_mutex_lock (&probe->lock);
  done = probe->done;
  g_mutex_unlock (&probe->lock);
  if (!done)
    {
      g_propagate_error (error, reel_media_error_new_timed_out (file->name));
      return NULL;
    }
  result = probe->info != NULL ? gst_discoverer_info_get_result (probe->info) : GST_DISCOVERER_ERROR;
  if (result == GST_DISCOVERER_TIMEOUT)
    {
      g_propagate_error (error, reel_media_error_new_timed_out (file->name));
      return NULL;
    }
  if (result == GST_DISCOVERER_MISSING_PLUGINS)
    missing = gst_discoverer_info_get_missing_elements_installer_details (probe->info);
  if (result != GST_DISCOVERER_OK && result != GST_DISCOVERER_MISSING_PLUGINS)
    {
      if (probe->error != NULL)
        g_propagate_error (error, reel_media_error_from_gst (probe->error, file->name, NULL));
      else
        g_propagate_error (error, reel_media_error_new_damaged (file->name));
      return NULL;
    }
  matters = find_what_matters (probe->info, missing);
  if (matters != NULL)
    {
      g_propagate_error (error, reel_missing_codec_error_new (file->name, (const char * const *) matters->pdata));
      return NULL;
    }
  return make_info (probe, missing, file->name, error);
}

static void
probe_thread (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  GError *error = NULL;
  ReelMediaInfo *info = reel_prober_probe (data, cancellable, &error);

  if (info != NULL)
    g_task_return_pointer (task, info, (GDestroyNotify) reel_media_info_free);
  else
    g_task_return_error (task, error);
}

/**
 * reel_prober_probe_async:
 * @uri: see reel_prober_probe()
 * @cancellable: (nullable): to stop early
 * @callback: called on the caller's context
 * @user_data: for @callback
 *
 * Runs reel_prober_probe() on a worker thread.
 */
void
reel_prober_probe_async (const char          *uri,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (uri != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_prober_probe_async);
  g_task_set_task_data (task, g_strdup (uri), g_free);
  g_task_run_in_thread (task, probe_thread);
}

/**
 * reel_prober_probe_finish:
 * @result: of reel_prober_probe_async()
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): what is known, or %NULL with @error set
 */
ReelMediaInfo *
reel_prober_probe_finish (GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == reel_prober_probe_async, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
