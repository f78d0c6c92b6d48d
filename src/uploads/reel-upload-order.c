/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "uploads/reel-upload-queue-private.h"

/*
 * The order of the queue: that of the rows, and that in which they are worked on. The jobs lie sorted by the positions of
 * their videos; a move gives one video a position between two others, and only that is written.
 */

/* Before all with a greater position, so that those with the same stay in the order of coming. */
guint
reel_upload_queue_find_place (ReelUploadQueue *self,
                              double           position)
{
  guint from = 0, to = self->jobs->len;

  while (from < to)
    {
      guint middle = from + (to - from) / 2;

      if (reel_video_get_position (reel_upload_job_get_video (self->jobs->pdata[middle])) > position)
        to = middle;
      else
        from = middle + 1;
    }
  return from;
}

gboolean
reel_upload_queue_find (ReelUploadQueue *self,
                        ReelVideo       *video,
                        guint           *row)
{
  ReelUploadJob *job = g_hash_table_lookup (self->by_video, video);
  guint place;

  if (job == NULL)
    return FALSE;
  place = reel_upload_queue_find_place (self, reel_video_get_position (video));
  if (place > 0 && self->jobs->pdata[place - 1] == job)
    {
      *row = place - 1;
      return TRUE;
    }
  return g_ptr_array_find (self->jobs, job, row); /* of several with one position */
}

static double
position_at (ReelUploadQueue *self,
             guint            row)
{
  return reel_video_get_position (reel_upload_job_get_video (self->jobs->pdata[row]));
}

/* Gives every row a new position, when there is no number left between two: after some fifty moves to one place. */
static void
spread (ReelUploadQueue *self)
{
  double first = reel_catalogue_take_positions (self->catalogue, self->jobs->len);
  g_autoptr (GPtrArray) videos = g_ptr_array_new ();

  for (guint i = 0; i < self->jobs->len; i++)
    {
      ReelVideo *video = reel_upload_job_get_video (self->jobs->pdata[i]);

      reel_video_set_position (video, first + i);
      g_ptr_array_add (videos, video);
    }
  reel_catalogue_save_order (self->catalogue, videos);
}

/* Gives the row @row, which was put there, a position between its neighbours. */
static void
place_row (ReelUploadQueue *self,
           guint            row)
{
  ReelVideo *video = reel_upload_job_get_video (self->jobs->pdata[row]);
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  double position;

  if (row + 1 == self->jobs->len)
    position = reel_catalogue_take_positions (self->catalogue, 1);
  else if (row == 0)
    position = position_at (self, 1) - 1;
  else
    position = position_at (self, row - 1) / 2 + position_at (self, row + 1) / 2;
  if ((row > 0 && position <= position_at (self, row - 1)) ||
      (row + 1 < self->jobs->len && position >= position_at (self, row + 1)))
    {
      spread (self);
      return;
    }
  reel_video_set_position (video, position);
  g_ptr_array_add (one, video);
  reel_catalogue_save_order (self->catalogue, one);
}

static void
move_row (ReelUploadQueue *self,
          guint            from,
          guint            to)
{
  gpointer job;

  if (from == to)
    return;
  job = g_ptr_array_steal_index (self->jobs, from);
  if (MAX (from, to) - MIN (from, to) > 1)
    {
      /* Two small changes: what lies between is not drawn anew. */
      g_list_model_items_changed (G_LIST_MODEL (self), from, 1, 0);
      g_ptr_array_insert (self->jobs, (int) to, job);
      place_row (self, to);
      reel_upload_queue_part_moved (self, job);
      g_list_model_items_changed (G_LIST_MODEL (self), to, 0, 1);
    }
  else
    {
      g_ptr_array_insert (self->jobs, (int) to, job);
      place_row (self, to);
      reel_upload_queue_part_moved (self, job);
      g_list_model_items_changed (G_LIST_MODEL (self), MIN (from, to), 2, 2);
    }
  reel_upload_queue_schedule (self);
}

/* Behind all others, so that it stands in nobody's way. */
void
reel_upload_queue_put_last (ReelUploadQueue *self,
                            ReelUploadJob   *job)
{
  guint row;

  if (reel_upload_queue_find (self, reel_upload_job_get_video (job), &row))
    move_row (self, row, self->jobs->len - 1);
}

/**
 * reel_upload_queue_move:
 * @self: a #ReelUploadQueue
 * @video: one of its videos
 * @other: another one
 * @behind: whether to put @video behind @other, instead of before it
 *
 * Rows are worked on in their order; it is kept over restarts.
 */
void
reel_upload_queue_move (ReelUploadQueue *self,
                        ReelVideo       *video,
                        ReelVideo       *other,
                        gboolean         behind)
{
  guint from, to;

  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));
  g_return_if_fail (REEL_IS_VIDEO (video) && REEL_IS_VIDEO (other));

  if (video == other || !reel_upload_queue_find (self, video, &from) || !reel_upload_queue_find (self, other, &to))
    return;
  to += behind ? 1 : 0;
  move_row (self, from, to > from ? to - 1 : to);
}

/* The first row whose turn has not come yet. */
static gboolean
find_next (ReelUploadQueue *self,
           guint           *row)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      ReelVideoState state = reel_video_get_state (reel_upload_job_get_video (self->jobs->pdata[i]));

      if (state == REEL_VIDEO_STATE_QUEUED || state == REEL_VIDEO_STATE_PREPARING)
        {
          *row = i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * reel_upload_queue_send_next:
 * @self: a #ReelUploadQueue
 * @video: one of its videos, Queued or Preparing
 *
 * Moves @video before all others that wait, and ends its rest where it has one. What is being sent is not held up.
 */
void
reel_upload_queue_send_next (ReelUploadQueue *self,
                             ReelVideo       *video)
{
  ReelVideoState state;
  guint from, to;

  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));
  g_return_if_fail (REEL_IS_VIDEO (video));

  state = reel_video_get_state (video);
  if (!(state == REEL_VIDEO_STATE_QUEUED || state == REEL_VIDEO_STATE_PREPARING) || !reel_upload_queue_find (self, video, &from) ||
      !find_next (self, &to))
    return;
  reel_upload_job_end_rest (self->jobs->pdata[from]);
  move_row (self, from, to);
  reel_upload_queue_schedule (self);
}
