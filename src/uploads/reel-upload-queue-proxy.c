/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "uploads/reel-upload-proxy-sweep.h"
#include "uploads/reel-upload-queue-private.h"

/* Videos that are larger than the service advises: who chooses for them, and which is made smaller when. */

/* Copies that are made and not yet sent: more of them would fill the disk where the network is slower than the encoder. */
#define MOST_WAITING 2

/* Somebody took away copies that were kept; those of jobs are looked for when they are sent. */
static void
forget_lost (ReelUploadQueue *self,
             GArray          *lost)
{
  GListModel *all = G_LIST_MODEL (self->catalogue);
  const guint n = lost->len > 0 ? g_list_model_get_n_items (all) : 0;
  g_autoptr (GPtrArray) videos = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_int64_hash, g_int64_equal); /* of places in @lost */

  for (guint k = 0; k < lost->len; k++)
    g_hash_table_add (ids, &g_array_index (lost, gint64, k));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelVideo) video = g_list_model_get_item (all, i);
      gint64 id = reel_video_get_row_id (video);

      if (!g_hash_table_contains (ids, &id) || reel_video_get_state (video) != REEL_VIDEO_STATE_READY)
        continue;
      reel_video_set_proxy (video, NULL, reel_video_get_proxy_size (video));
      g_ptr_array_add (videos, g_steal_pointer (&video));
    }
  if (videos->len > 0)
    reel_catalogue_save_videos_async (self->catalogue, videos, NULL, NULL, NULL); /* else the next run finds it out again */
}

static void
swept_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ReelUploadQueue) self = g_steal_pointer (&user_data);

  g_autoptr (GArray) lost = reel_upload_proxy_sweep_finish (result, NULL);

  if (lost != NULL)
    forget_lost (self, lost);
  self->swept = TRUE;
  reel_upload_queue_schedule (self);
}

/* Once, before the first copy is made. */
void
reel_upload_queue_sweep (ReelUploadQueue *self)
{
  GListModel *all = G_LIST_MODEL (self->catalogue);
  const guint n = g_list_model_get_n_items (all);
  ReelUploadProxyRows *rows;

  if (self->rules.folder == NULL)
    return;
  rows = reel_upload_proxy_rows_new ();
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelVideo) video = g_list_model_get_item (all, i);

      reel_upload_proxy_rows_add (rows, reel_video_get_row_id (video), reel_video_get_proxy (video),
                                  g_strcmp0 (reel_video_get_profile (video), self->profile) == 0);
    }
  reel_upload_proxy_sweep_async (self->rules.folder, rows, swept_cb, g_object_ref (self));
}

/* One at a time, in the order of the rows: it takes the whole machine. */
void
reel_upload_queue_make_next_proxy (ReelUploadQueue *self)
{
  ReelUploadJob *next = NULL;
  guint n_waiting = 0;

  if (!self->swept)
    return;
  reel_upload_queue_count_parts (self);
  if (reel_upload_queue_get_part (self, REEL_UPLOAD_PART_WANTS_PROXY) == 0 ||
      reel_upload_queue_get_part (self, REEL_UPLOAD_PART_MAKING) > 0)
    return;
  for (GSequenceIter *i = g_sequence_get_begin_iter (self->open); !g_sequence_iter_is_end (i); i = g_sequence_iter_next (i))
    {
      ReelUploadJob *job = g_sequence_get (i);

      if (reel_upload_job_is_making_proxy (job))
        return;
      n_waiting += reel_upload_job_is_prepared (job) && reel_video_get_proxy (reel_upload_job_get_video (job)) != NULL;
      if (next == NULL && reel_upload_job_wants_proxy (job))
        next = job;
    }
  if (next != NULL && n_waiting < MOST_WAITING)
    reel_upload_job_make_proxy (next);
}

/* Other rules hold from now on. */
void
reel_upload_queue_reconsider (ReelUploadQueue *self)
{
  for (guint i = 0; i < self->jobs->len; i++)
    reel_upload_job_reconsider (self->jobs->pdata[i]);
}

/**
 * reel_upload_queue_choose:
 * @self: a #ReelUploadQueue
 * @video: one of its videos
 * @choice: how it is to go out
 *
 * Takes up what @video offers, see reel_video_get_offers().
 */
void
reel_upload_queue_choose (ReelUploadQueue *self,
                          ReelVideo       *video,
                          ReelVideoChoice  choice)
{
  ReelUploadJob *job;

  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));
  g_return_if_fail (REEL_IS_VIDEO (video));

  job = g_hash_table_lookup (self->by_video, video);
  if (job != NULL)
    reel_upload_job_choose (job, choice, NULL);
}

/**
 * reel_upload_queue_choose_all:
 * @self: a #ReelUploadQueue
 * @choice: how all are to go out that wait for somebody to choose
 *
 * Those that can't be made smaller wait on, where that is what was chosen.
 */
void
reel_upload_queue_choose_all (ReelUploadQueue *self,
                              ReelVideoChoice  choice)
{
  g_autoptr (GPtrArray) unsaved = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));

  for (guint i = 0; i < self->jobs->len; i++)
    if (reel_video_get_choosing (reel_upload_job_get_video (self->jobs->pdata[i])))
      reel_upload_job_choose (self->jobs->pdata[i], choice, unsaved);
  reel_upload_queue_save_all (self, unsaved);
}

/**
 * reel_upload_queue_count_large:
 * @self: a #ReelUploadQueue
 * @large: (out): what waits for somebody to choose
 */
void
reel_upload_queue_count_large (ReelUploadQueue *self,
                               ReelUploadLarge *large)
{
  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));
  g_return_if_fail (large != NULL);

  *large = (ReelUploadLarge){ 0 };
  for (guint i = 0; i < self->jobs->len; i++)
    {
      ReelVideo *video = reel_upload_job_get_video (self->jobs->pdata[i]);

      if (!reel_video_get_choosing (video))
        continue;
      large->n++;
      large->size += reel_video_get_size (video);
      if ((reel_video_get_offers (video) & REEL_VIDEO_OFFERS_PROXY) == 0)
        continue;
      large->n_proxies++;
      large->n_unknown += reel_video_get_proxy_size (video) == 0;
      large->proxies_size += reel_video_get_proxy_size (video);
    }
}
