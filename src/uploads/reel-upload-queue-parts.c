/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "uploads/reel-upload-queue-private.h"

/*
 * How many jobs are at what, kept up to date job by job: the queue asks after each change of any, and there may be a hundred
 * thousand, most of which are behind it. A job that changed is looked at when the queue asks next, as it may go on to change until then.
 */

static guint
get_parts (ReelUploadJob *job)
{
  switch (reel_video_get_state (reel_upload_job_get_video (job)))
    {
    case REEL_VIDEO_STATE_QUEUED:
      return REEL_UPLOAD_PART_OPEN | (reel_upload_job_wants_proxy (job) ? REEL_UPLOAD_PART_WANTS_PROXY : 0);
    case REEL_VIDEO_STATE_PREPARING:
      if (reel_upload_job_is_making_proxy (job))
        return REEL_UPLOAD_PART_OPEN | REEL_UPLOAD_PART_MAKING;
      return REEL_UPLOAD_PART_OPEN |
             (reel_upload_job_is_prepared (job) ? REEL_UPLOAD_PART_PREPARED : REEL_UPLOAD_PART_PREPARING);
    case REEL_VIDEO_STATE_UPLOADING:
      return REEL_UPLOAD_PART_OPEN | REEL_UPLOAD_PART_UPLOADING;
    default:
      return 0;
    }
}

static void
count (ReelUploadQueue *self,
       guint            parts,
       int              more)
{
  for (guint i = 0; i < REEL_UPLOAD_N_PARTS; i++)
    if (parts & (1u << i))
      self->n_parts[i] += (guint) more;
}

/* In the order of the rows; of several with one position in that of coming. */
static int
compare_places (gconstpointer a,
                gconstpointer b,
                gpointer      data)
{
  ReelVideo *left = reel_upload_job_get_video ((ReelUploadJob *) a), *right = reel_upload_job_get_video ((ReelUploadJob *) b);
  double one = reel_video_get_position (left), two = reel_video_get_position (right);

  if (one != two)
    return one < two ? -1 : 1;
  return reel_video_get_row_id (left) < reel_video_get_row_id (right) ? -1
         : reel_video_get_row_id (left) > reel_video_get_row_id (right);
}

static void
close_job (ReelUploadQueue *self,
           ReelUploadJob   *job)
{
  GSequenceIter *at = g_hash_table_lookup (self->open_at, job);

  if (at == NULL)
    return;
  g_sequence_remove (at);
  g_hash_table_remove (self->open_at, job);
}

static void
look_at (ReelUploadQueue *self,
         ReelUploadJob   *job)
{
  const guint old = GPOINTER_TO_UINT (g_hash_table_lookup (self->parts, job)), now = get_parts (job);

  if (old == now)
    return;
  count (self, old, -1);
  count (self, now, 1);
  g_hash_table_insert (self->parts, job, GUINT_TO_POINTER (now));
  if ((now & REEL_UPLOAD_PART_OPEN) && !(old & REEL_UPLOAD_PART_OPEN))
    g_hash_table_insert (self->open_at, job, g_sequence_insert_sorted (self->open, job, compare_places, NULL));
  else if (!(now & REEL_UPLOAD_PART_OPEN))
    close_job (self, job);
}

/* It changed, or is new. */
void
reel_upload_queue_part_changed (ReelUploadQueue *self,
                                ReelUploadJob   *job)
{
  g_hash_table_add (self->changed, job);
}

void
reel_upload_queue_part_gone (ReelUploadQueue *self,
                             ReelUploadJob   *job)
{
  count (self, GPOINTER_TO_UINT (g_hash_table_lookup (self->parts, job)), -1);
  g_hash_table_remove (self->parts, job);
  g_hash_table_remove (self->changed, job);
  close_job (self, job);
}

void
reel_upload_queue_part_moved (ReelUploadQueue *self,
                              ReelUploadJob   *job)
{
  GSequenceIter *at = g_hash_table_lookup (self->open_at, job);

  if (at != NULL)
    g_sequence_sort_changed (at, compare_places, NULL);
}

void
reel_upload_queue_count_parts (ReelUploadQueue *self)
{
  GHashTableIter iter;
  gpointer job;

  g_hash_table_iter_init (&iter, self->changed);
  while (g_hash_table_iter_next (&iter, &job, NULL))
    look_at (self, job);
  g_hash_table_remove_all (self->changed);
}

guint
reel_upload_queue_get_part (ReelUploadQueue *self,
                            ReelUploadPart   part)
{
  return self->n_parts[g_bit_nth_lsf (part, -1)];
}
