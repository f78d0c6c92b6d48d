/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/reel-sentence.h"
#include "uploads/reel-upload-queue-private.h"

/* What of the queue runs: which job starts when, and what becomes of its answers. */

/* Preparing looks so far ahead of what is being sent, or by as many as are sent at once where that is more, so that sending
 * small files never waits for it. How many are sent at once is the client's to say, which paces all that is asked. */
#define AHEAD 4
/* How many are looked into at the same time: as many as there are processors, within bounds. */
#define LEAST_PREPARING 2
#define MOST_PREPARING  4
/* Seconds between attempts to reach a service that can't be reached; doubled each time. */
#define REST_FIRST 1.0
#define REST_MOST  60.0

/* Starts what there is room for, in the order of the rows. One that was moved before those that are prepared needs no place
 * of theirs: it would have to wait until one of them was sent. */
static gboolean
schedule_cb (gpointer data)
{
  ReelUploadQueue *self = data;
  const guint most_preparing = CLAMP (g_get_num_processors (), LEAST_PREPARING, MOST_PREPARING);
  guint n_preparing, n_prepared, n_uploading, n_before = 0, most_uploading = 0;
  gboolean may_send = self->client != NULL && !self->refused && self->rest_source == 0 && !reel_upload_queue_is_held (self) &&
                      reel_upload_queue_get_network_wait (self) == REEL_NETWORK_WAIT_NONE;

  self->schedule_source = 0;
  if (may_send)
    g_object_get (self->client, "max-uploads", &most_uploading, NULL);
  if (reel_upload_queue_is_feeling (self))
    most_uploading = MIN (most_uploading, 1);
  reel_upload_queue_count_parts (self);
  n_preparing = reel_upload_queue_get_part (self, REEL_UPLOAD_PART_PREPARING);
  n_prepared = reel_upload_queue_get_part (self, REEL_UPLOAD_PART_PREPARED);
  n_uploading = reel_upload_queue_get_part (self, REEL_UPLOAD_PART_UPLOADING);
  for (GSequenceIter *i = g_sequence_get_begin_iter (self->open);
       !g_sequence_iter_is_end (i) && n_uploading < most_uploading && n_prepared > 0; i = g_sequence_iter_next (i))
    {
      ReelUploadJob *job = g_sequence_get (i);

      if (!reel_upload_job_is_prepared (job))
        continue;
      n_prepared--;
      n_uploading++;
      reel_upload_job_upload (job);
    }
  for (GSequenceIter *i = g_sequence_get_begin_iter (self->open);
       !g_sequence_iter_is_end (i) && n_before < MAX (AHEAD, most_uploading) && n_preparing < most_preparing;
       i = g_sequence_iter_next (i))
    {
      ReelUploadJob *job = g_sequence_get (i);

      n_before += reel_video_get_state (reel_upload_job_get_video (job)) == REEL_VIDEO_STATE_PREPARING &&
                  !reel_upload_job_is_making_proxy (job);
      if (!reel_upload_job_can_start (job))
        continue;
      n_before++;
      n_preparing++;
      reel_upload_job_prepare (job);
    }
  reel_upload_queue_make_next_proxy (self);
  return G_SOURCE_REMOVE;
}

void
reel_upload_queue_schedule (ReelUploadQueue *self)
{
  if (self->schedule_source == 0)
    self->schedule_source = g_idle_add (schedule_cb, self);
}

/* Why nothing is done for a row, where it is so. The network is no matter of what the service has already. */
static void
set_note (ReelUploadQueue *self, ReelUploadJob *job)
{
  const ReelVideoState state = reel_video_get_state (reel_upload_job_get_video (job));
  const ReelNetworkWait wait = reel_upload_queue_get_network_wait (self);
  const char *note = NULL;

  if (self->client == NULL)
    note = reel_sentence (N_ ("Waits until the service is there."));
  else if (self->refused)
    note = reel_sentence (N_ ("Waits, as the service did not accept the key."));
  else if (state == REEL_VIDEO_STATE_WAITING || state == REEL_VIDEO_STATE_PROCESSING)
    note = NULL;
  else if (wait == REEL_NETWORK_WAIT_SIGN_IN)
    note = reel_sentence (N_ ("Waits until you have signed in to this network."));
  else if (wait == REEL_NETWORK_WAIT_METERED)
    note = reel_sentence (N_ ("Waits, as this network is metered."));
  else
    note = self->held_why;
  reel_upload_job_set_note (job, note);
}

/* Says on every row why nothing is sent, where it is so. */
void
reel_upload_queue_set_notes (ReelUploadQueue *self)
{
  for (guint i = 0; i < self->jobs->len; i++)
    set_note (self, self->jobs->pdata[i]);
}

static void
set_refused (ReelUploadQueue *self, gboolean refused)
{
  if (self->refused == refused)
    return;
  self->refused = refused;
  reel_upload_queue_set_notes (self);
  reel_upload_queue_count_soon (self);
}

void
reel_upload_queue_end_rest (ReelUploadQueue *self)
{
  self->rest_attempts = 0;
  g_clear_handle_id (&self->rest_source, g_source_remove);
}

/* Somebody wants it to be tried now. */
void
reel_upload_queue_wake_up (ReelUploadQueue *self)
{
  reel_upload_queue_end_rest (self);
  reel_upload_queue_end_hold (self);
  set_refused (self, FALSE);
  reel_upload_queue_schedule (self);
}

static gboolean
rested_cb (gpointer data)
{
  ReelUploadQueue *self = data;

  self->rest_source = 0;
  reel_upload_queue_schedule (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ReelUploadJob *job, gpointer data)
{
  ReelUploadQueue *self = data;

  set_note (self, job);
  reel_upload_queue_part_changed (self, job);
  reel_upload_queue_schedule (self);
  reel_upload_queue_count_soon (self);
}

static void
progressed_cb (ReelUploadJob *job, gpointer data)
{
  ReelUploadQueue *self = data;

  reel_upload_queue_count_soon (self);
}

/* What keeps one job from the service keeps all: they rest together, instead of failing one after the other. */
static void
trouble_cb (ReelUploadJob *job, const GError *error, gpointer data)
{
  ReelUploadQueue *self = data;

  if (g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_UNAUTHORISED))
    set_refused (self, TRUE);
  else if (reel_upload_queue_obey (self, error))
    return;
  else if (g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_SERVER) ||
           g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_TIMEOUT))
    {
      /* It may be the file's own fault: those that never failed go before it. */
      if (reel_video_get_state (reel_upload_job_get_video (job)) == REEL_VIDEO_STATE_QUEUED)
        reel_upload_queue_put_last (self, job);
      reel_upload_queue_note_fault (self, job);
    }
  else if (g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_OFFLINE) ||
           g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_INTERCEPTED) ||
           g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_TLS) ||
           g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_UPSTREAM) ||
           g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_RATE_LIMITED))
    {
      if (self->rest_source != 0)
        return; /* another one of the same outage */
      self->rest_source = g_timeout_add (
        (guint) (1000 * self->time_scale * MIN (REST_FIRST * pow (2, self->rest_attempts), REST_MOST)), rested_cb, self);
      self->rest_attempts++;
    }
}

static void
answered_cb (ReelUploadJob *job, gpointer data)
{
  ReelUploadQueue *self = data;

  reel_upload_queue_prove_network (self);
  reel_upload_queue_end_rest (self);
  reel_upload_queue_schedule (self);
}

static void
taken_cb (ReelUploadJob *job, gpointer data)
{
  ReelUploadQueue *self = data;

  if (self->n_holds > 0) /* else it is the service that asked for it */
    reel_upload_queue_end_hold (self);
  reel_upload_queue_end_faults (self);
  answered_cb (job, self);
}

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ReelUploadJob) job = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;

  /* The catalogue tells the queue of a success; a row that must stay says why. */
  if (!reel_catalogue_forget_video_finish (REEL_CATALOGUE (source), result, &error))
    {
      reel_video_set_error (reel_upload_job_get_video (job), error->message, FALSE);
      reel_upload_job_apply (job, REEL_UPLOAD_EVENT_CANCEL, NULL);
    }
}

void
reel_upload_queue_forget (ReelUploadQueue *self, ReelUploadJob *job)
{
  reel_catalogue_forget_video_async (self->catalogue, reel_upload_job_get_video (job), NULL, forgotten_cb,
                                     g_object_ref (job));
}

static void
duplicate_cb (ReelUploadJob *job, gpointer data)
{
  reel_upload_queue_take_duplicate (data, job);
}

static const ReelUploadJobListener listener = { changed_cb, progressed_cb, trouble_cb, answered_cb, taken_cb, duplicate_cb };

gboolean
reel_upload_queue_has (ReelUploadQueue *self, ReelVideo *video)
{
  return g_hash_table_contains (self->by_video, video);
}

/* (transfer full) */
static ReelUploadJob *
add_job (ReelUploadQueue *self, ReelVideo *video)
{
  ReelUploadJob *job = reel_upload_job_new (video, self->catalogue, self->time_scale);

  reel_upload_job_listen (job, &listener, self);
  reel_upload_job_set_rules (job, &self->rules);
  reel_upload_job_set_client (job, self->client);
  g_hash_table_insert (self->by_video, video, job);
  return job;
}

void
reel_upload_queue_list (ReelUploadQueue *self, GPtrArray *videos)
{
  guint i = 0;

  if (videos->len == 0)
    return;
  while (i < videos->len)
    {
      const guint first = i;
      const guint place = reel_upload_queue_find_place (self, reel_video_get_position (videos->pdata[i]));
      ReelVideo *next = place < self->jobs->len ? reel_upload_job_get_video (self->jobs->pdata[place]) : NULL;

      do
        {
          ReelUploadJob *job = add_job (self, videos->pdata[i]);

          g_ptr_array_insert (self->jobs, (int) (place + i - first), job);
          set_note (self, job);
          reel_upload_queue_part_changed (self, job);
          i++;
        }
      while (i < videos->len &&
             (next == NULL || reel_video_get_position (videos->pdata[i]) < reel_video_get_position (next)));
      g_list_model_items_changed (G_LIST_MODEL (self), place, 0, i - first);
    }
  reel_upload_queue_schedule (self);
  reel_upload_queue_count_soon (self);
}

void
reel_upload_queue_unlist (ReelUploadQueue *self, guint position, guint n)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_full (n, g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      ReelUploadJob *job = g_object_ref (self->jobs->pdata[position + i]);

      reel_upload_job_listen (job, NULL, NULL);
      reel_upload_job_set_rules (job, NULL);
      g_hash_table_remove (self->by_video, reel_upload_job_get_video (job));
      reel_upload_queue_part_gone (self, job);
      g_ptr_array_add (jobs, job);
    }
  g_ptr_array_remove_range (self->jobs, position, n);
  for (guint i = 0; i < n; i++)
    g_object_run_dispose (jobs->pdata[i]); /* what runs for it ends now, whoever still holds it */
  g_list_model_items_changed (G_LIST_MODEL (self), position, n, 0);
  reel_upload_queue_schedule (self);
  reel_upload_queue_count_soon (self);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  const guint one = *(const guint *) a, two = *(const guint *) b;

  return (one > two) - (one < two);
}

/* From the end, one change of the list for all that stand together. */
static void
videos_removed_cb (ReelCatalogue *catalogue, GPtrArray *videos, ReelUploadQueue *self)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < videos->len; i++)
    {
      guint row;

      if (reel_upload_queue_find (self, videos->pdata[i], &row))
        g_array_append_val (rows, row);
    }
  g_array_sort (rows, compare_numbers);
  for (guint end = rows->len, first; end > 0; end = first)
    {
      first = end - 1;
      while (first > 0 && g_array_index (rows, guint, first - 1) + 1 == g_array_index (rows, guint, first))
        first--;
      reel_upload_queue_unlist (self, g_array_index (rows, guint, first), end - first);
    }
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  double one = reel_video_get_position (*(ReelVideo **) a), two = reel_video_get_position (*(ReelVideo **) b);

  return (one > two) - (one < two);
}

/* Makes jobs for @videos, which go on from where they were; what has to be written of them is written at once. */
static void
go_on (ReelUploadQueue *self, GPtrArray *videos)
{
  g_autoptr (GPtrArray) unsaved = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_sort (videos, compare_positions);
  reel_upload_queue_list (self, videos);
  for (guint i = 0; i < videos->len; i++)
    reel_upload_job_apply (g_hash_table_lookup (self->by_video, videos->pdata[i]), REEL_UPLOAD_EVENT_RESTART, unsaved);
  reel_upload_queue_save_all (self, unsaved);
}

/* Whether there is nothing to do in @state, now or later. */
static gboolean
is_done (ReelVideoState state)
{
  return state == REEL_VIDEO_STATE_READY || state == REEL_VIDEO_STATE_ELSEWHERE;
}

/* As when the program starts. What was cancelled is on the list, too, as it was there. */
static void
videos_returned_cb (ReelCatalogue *catalogue, GPtrArray *videos, ReelUploadQueue *self)
{
  g_autoptr (GPtrArray) ours = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < videos->len; i++)
    {
      ReelVideo *video = videos->pdata[i];

      if (g_strcmp0 (reel_video_get_profile (video), self->profile) == 0 && !reel_upload_queue_has (self, video) &&
          !is_done (reel_video_get_state (video)))
        g_ptr_array_add (ours, g_object_ref (video));
    }
  go_on (self, ours);
}

static void
videos_completed_cb (ReelCatalogue *catalogue, GPtrArray *videos, ReelUploadQueue *self)
{
  for (guint i = 0; i < videos->len; i++)
    {
      ReelUploadJob *job = g_hash_table_lookup (self->by_video, videos->pdata[i]);

      if (job != NULL)
        reel_upload_job_identified (job);
    }
}

static void
saved_all_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GPtrArray) jobs = g_steal_pointer (&user_data);

  if (reel_catalogue_save_videos_finish (REEL_CATALOGUE (source), result, NULL))
    return;
  /* All or none: so each by itself, which says on its row what is wrong. */
  for (guint i = 0; i < jobs->len; i++)
    reel_upload_job_save (jobs->pdata[i]);
}

void
reel_upload_queue_save_all (ReelUploadQueue *self, GPtrArray *unsaved)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func (g_object_unref);

  if (unsaved->len == 0)
    return;
  for (guint i = 0; i < unsaved->len; i++)
    g_ptr_array_add (jobs, g_object_ref (g_hash_table_lookup (self->by_video, unsaved->pdata[i])));
  reel_catalogue_save_videos_async (self->catalogue, unsaved, NULL, saved_all_cb, g_steal_pointer (&jobs));
}

/* From the catalogue: what an earlier run left. */
void
reel_upload_queue_take_up (ReelUploadQueue *self)
{
  GListModel *all = G_LIST_MODEL (self->catalogue);
  const guint n = g_list_model_get_n_items (all);
  g_autoptr (GPtrArray) videos = g_ptr_array_new_with_free_func (g_object_unref);

  g_signal_connect_object (self->catalogue, "videos-removed", G_CALLBACK (videos_removed_cb), self, 0);
  g_signal_connect_object (self->catalogue, "videos-returned", G_CALLBACK (videos_returned_cb), self, 0);
  g_signal_connect_object (self->catalogue, "videos-completed", G_CALLBACK (videos_completed_cb), self, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelVideo) video = g_list_model_get_item (all, i);
      ReelVideoState state = reel_video_get_state (video);

      if (g_strcmp0 (reel_video_get_profile (video), self->profile) != 0 || is_done (state))
        continue;
      if (state != REEL_VIDEO_STATE_CANCELLED)
        g_ptr_array_add (videos, g_steal_pointer (&video));
      else if (reel_video_get_video_id (video) == NULL)
        reel_catalogue_forget_video_async (self->catalogue, video, NULL, NULL, NULL); /* given up before it ever went out */
    }
  go_on (self, videos);
}
