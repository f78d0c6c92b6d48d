/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/reel-sentence.h"
#include "library/reel-fingerprint.h"
#include "uploads/reel-upload-job-private.h"

/*
 * Whether the collection has the content of a file already. The fingerprint of a large file is of samples: where it is that
 * of another row, all of the file is compared before its row may go, with the other file, or with the SHA-256 of what was
 * sent. A constant-rate export changed in one shot has the size and the samples of the one before.
 */

/* Another row with the fingerprint, as plain copies for the worker. */
typedef struct
{
  char *uri;      /* (owned) */
  char *sha256;   /* (owned) (nullable): of the file itself, as it was sent */
  gboolean sent;  /* what was sent may be another content than that of its file now */
} Candidate;

/* What a worker compares. */
typedef struct
{
  GFile *file;           /* (owned) */
  char *uri;             /* (owned): of it */
  char *fingerprint;     /* (owned) */
  GPtrArray *candidates; /* (owned) (element-type Candidate) */
  char *sha256;          /* (owned) (nullable): of the file, as soon as it is needed */
} Comparison;

/* What waits for it on the main thread. */
typedef struct
{
  ReelUploadStep *step; /* (owned) */
  GPtrArray *rows;      /* (owned) (element-type ReelVideo): in the order of the candidates */
} Waiting;

static void
candidate_free (Candidate *self)
{
  g_free (self->uri);
  g_free (self->sha256);
  g_free (self);
}

static void
comparison_free (Comparison *self)
{
  g_object_unref (self->file);
  g_free (self->uri);
  g_free (self->fingerprint);
  g_ptr_array_unref (self->candidates);
  g_free (self->sha256);
  g_free (self);
}

static void
waiting_free (Waiting *self)
{
  reel_upload_step_free (self->step);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Waiting, waiting_free)

static gboolean
is_sent (ReelVideoState state)
{
  return state == REEL_VIDEO_STATE_UPLOADING || state == REEL_VIDEO_STATE_WAITING || state == REEL_VIDEO_STATE_PROCESSING ||
         state == REEL_VIDEO_STATE_READY;
}

/* (transfer full) (element-type ReelVideo): other rows of the collection with the same fingerprint: those that are further
 * than this one, or were there before it, so that of two that are prepared at the same time exactly one goes on; or that
 * failed as their file was no longer where it had been. */
static GPtrArray *
find_rows (ReelUploadJob *self)
{
  g_autoptr (GPtrArray) same = reel_catalogue_list_same (self->catalogue, reel_video_get_fingerprint (self->video));
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < same->len; i++)
    {
      ReelVideo *other = same->pdata[i];
      ReelVideoState state = reel_video_get_state (other);

      if (other == self->video || state == REEL_VIDEO_STATE_CANCELLED || state == REEL_VIDEO_STATE_ELSEWHERE ||
          (state == REEL_VIDEO_STATE_FAILED && !reel_video_get_missing (other)) ||
          g_strcmp0 (reel_video_get_collection_id (other), reel_video_get_collection_id (self->video)) != 0 ||
          g_strcmp0 (reel_video_get_profile (other), reel_video_get_profile (self->video)) != 0)
        continue;
      if (is_sent (state) || reel_video_get_row_id (other) < reel_video_get_row_id (self->video))
        g_ptr_array_add (rows, g_object_ref (other));
    }
  return rows;
}

/* Whether the file has that content; where it can't be read it has not, and whoever sends it says so. */
static gboolean
has_content (Comparison   *self,
             const char   *sha256,
             GCancellable *cancellable)
{
  if (self->sha256 == NULL)
    self->sha256 = reel_fingerprint_hash_whole (self->file, cancellable, NULL);
  return self->sha256 != NULL && g_str_equal (self->sha256, sha256);
}

static gboolean
is_same (Comparison   *self,
         Candidate    *candidate,
         GCancellable *cancellable)
{
  g_autoptr (GFile) file = g_file_new_for_uri (candidate->uri);
  const gboolean one_file = g_str_equal (candidate->uri, self->uri);
  g_autofree char *fingerprint = NULL;
  g_autofree char *sha256 = NULL;

  if (candidate->sha256 != NULL)
    return has_content (self, candidate->sha256, cancellable);
  if (one_file)
    return !candidate->sent; /* what was in it as it was sent, nobody knows */
  /* Its own file, where that is still the one. */
  fingerprint = reel_fingerprint_compute (file, NULL, cancellable, NULL);
  if (g_strcmp0 (fingerprint, self->fingerprint) == 0)
    sha256 = reel_fingerprint_hash_whole (file, cancellable, NULL);
  return sha256 == NULL || has_content (self, sha256, cancellable); /* gone: moved, by all that is known */
}

/* Returns the place of the first candidate that is the same, counted from 1, or 0. */
static void
compare_in_thread (GTask        *task,
                   gpointer      source,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  Comparison *self = task_data;

  for (guint i = 0; i < self->candidates->len; i++)
    if (is_same (self, self->candidates->pdata[i], cancellable))
      {
        g_task_return_int (task, i + 1);
        return;
      }
  g_task_return_int (task, 0);
}

static void
take (ReelUploadJob *self,
      ReelVideo     *original)
{
  g_set_object (&self->original, original);
  reel_upload_job_duplicate (self);
}

static void
compared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Waiting) waiting = g_steal_pointer (&user_data);
  ReelUploadJob *self = waiting->step->job;
  gssize place = g_task_propagate_int (G_TASK (result), NULL);

  if (reel_upload_step_is_over (waiting->step))
    return;
  reel_upload_job_say (self, self->note);
  if (place > 0)
    {
      take (self, waiting->rows->pdata[place - 1]);
      return;
    }
  reel_video_set_insisted (self->video, TRUE); /* another content, whatever the samples say */
  reel_upload_job_probe (self);
}

static void
compare (ReelUploadJob *self,
         GPtrArray     *rows)
{
  g_autoptr (GTask) task = NULL;
  Comparison *comparison = g_new0 (Comparison, 1);
  Waiting *waiting = g_new0 (Waiting, 1);

  comparison->uri = g_strdup (reel_video_get_uri (self->video));
  comparison->file = g_file_new_for_uri (comparison->uri);
  comparison->fingerprint = g_strdup (reel_video_get_fingerprint (self->video));
  comparison->candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) candidate_free);
  for (guint i = 0; i < rows->len; i++)
    {
      Candidate *candidate = g_new0 (Candidate, 1);

      candidate->uri = g_strdup (reel_video_get_uri (rows->pdata[i]));
      candidate->sent = is_sent (reel_video_get_state (rows->pdata[i]));
      if (reel_video_get_proxy_size (rows->pdata[i]) == 0) /* else it is of the smaller copy */
        candidate->sha256 = g_strdup (reel_video_get_sha256 (rows->pdata[i]));
      g_ptr_array_add (comparison->candidates, candidate);
    }
  waiting->step = reel_upload_step_new (self);
  waiting->rows = g_ptr_array_ref (rows);
  reel_upload_job_say (self, reel_sentence (N_ ("Looks whether this video is already there.")));
  task = g_task_new (NULL, self->cancellable, compared_cb, waiting);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, comparison, (GDestroyNotify) comparison_free);
  g_task_run_in_thread (task, compare_in_thread);
}

/*
 * reel_upload_job_look_for_same:
 * @self: a job in Preparing whose fingerprint is known
 *
 * Goes on with it, or finds that the collection has its content already, and tells so.
 */
void
reel_upload_job_look_for_same (ReelUploadJob *self)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (reel_video_get_insisted (self->video))
    {
      reel_upload_job_probe (self);
      return;
    }
  rows = find_rows (self);
  if (rows->len == 0)
    reel_upload_job_probe (self);
  else if (reel_fingerprint_is_whole (reel_video_get_fingerprint (self->video)))
    take (self, rows->pdata[0]);
  else
    compare (self, rows);
}

/**
 * reel_upload_job_get_original:
 * @self: a #ReelUploadJob that told of a duplicate
 *
 * Returns: (transfer none): the row that has its content
 */
ReelVideo *
reel_upload_job_get_original (ReelUploadJob *self)
{
  g_return_val_if_fail (REEL_IS_UPLOAD_JOB (self), NULL);

  return self->original;
}
