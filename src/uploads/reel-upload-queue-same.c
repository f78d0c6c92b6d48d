/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "uploads/reel-upload-queue-private.h"

/* What the collection has already is not sent twice, unless somebody insists; a file that was moved is found again. */

/* A job whose content another row has, on the way to what becomes of it. */
typedef struct
{
  ReelUploadQueue *queue; /* (owned) */
  ReelUploadJob *job;     /* (owned) */
  ReelVideo *original;    /* (owned) */
  char *old_uri;          /* (owned): of the original */
} Same;

static void
same_free (Same *self)
{
  g_object_unref (self->queue);
  g_object_unref (self->job);
  g_object_unref (self->original);
  g_free (self->old_uri);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Same, same_free)

static void
refuse (Same *same)
{
  ReelVideo *video = reel_upload_job_get_video (same->job);
  g_autoptr (GFile) file = g_file_new_for_uri (reel_video_get_uri (video));

  /* Of what came by itself, nobody has to hear. */
  if (same->queue->quiet == NULL || !same->queue->quiet (video, same->queue->quiet_data))
    reel_upload_queue_refuse (same->queue, file, _ ("This video is already there."), reel_video_get_collection_id (video));
  reel_upload_queue_forget (same->queue, same->job);
}

static void
relinked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Same) same = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;

  if (!reel_catalogue_save_video_finish (REEL_CATALOGUE (source), result, &error))
    {
      /* Not noted is not done. */
      reel_video_set_uri (same->original, same->old_uri);
      reel_video_set_missing (same->original, TRUE);
      refuse (same);
      return;
    }
  reel_upload_queue_relinked (same->queue, same->original);
  reel_upload_queue_forget (same->queue, same->job);
  if (reel_video_get_state (same->original) == REEL_VIDEO_STATE_FAILED)
    reel_upload_queue_retry (same->queue, same->original);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Same) same = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  ReelVideo *original;

  if (!reel_upload_queue_has (same->queue, reel_upload_job_get_video (same->job)))
    return; /* taken off the list meanwhile */
  if (info != NULL || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      refuse (same);
      return;
    }
  original = same->original;
  reel_video_set_uri (original, reel_video_get_uri (reel_upload_job_get_video (same->job)));
  reel_video_set_missing (original, FALSE);
  reel_catalogue_save_video_async (same->queue->catalogue, original, NULL, relinked_cb, same);
  g_steal_pointer (&same); /* the callback's */
}

/* The job does nothing more: its row goes, and the one that was there stays, with the file where it is now. */
void
reel_upload_queue_take_duplicate (ReelUploadQueue *self, ReelUploadJob *job)
{
  ReelVideo *original = reel_upload_job_get_original (job);
  g_autoptr (Same) same = NULL;
  g_autoptr (GFile) file = NULL;

  g_return_if_fail (original != NULL);

  same = g_new0 (Same, 1);
  same->queue = g_object_ref (self);
  same->job = g_object_ref (job);
  same->original = g_object_ref (original);
  same->old_uri = g_strdup (reel_video_get_uri (original));
  file = g_file_new_for_uri (same->old_uri);
  /* A share that is not mounted now is not a file that was moved. */
  if (g_file_is_native (file))
    g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL,
                             looked_cb, g_steal_pointer (&same));
  else
    refuse (same);
}

/* Files that somebody insists on. */
typedef struct
{
  ReelUploadQueue *queue; /* (owned) */
  GPtrArray *files;       /* (owned) (element-type GFile) */
  GPtrArray *videos;      /* (owned) (nullable) (element-type ReelVideo) */
} Insisting;

static void
insisting_free (Insisting *self)
{
  g_object_unref (self->queue);
  g_ptr_array_unref (self->files);
  g_clear_pointer (&self->videos, g_ptr_array_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Insisting, insisting_free)

static void
refuse_all (Insisting *insisting, const GError *error)
{
  for (guint i = 0; i < insisting->files->len; i++)
    reel_upload_queue_refuse (insisting->queue, insisting->files->pdata[i], error->message, NULL);
}

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Insisting) insisting = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;

  /* A row without the note would only be refused again. */
  if (reel_catalogue_save_videos_finish (REEL_CATALOGUE (source), result, &error))
    {
      reel_upload_queue_take_in (insisting->queue, insisting->videos);
      return;
    }
  refuse_all (insisting, error);
  for (guint i = 0; i < insisting->videos->len; i++)
    reel_catalogue_forget_video_async (REEL_CATALOGUE (source), insisting->videos->pdata[i], NULL, NULL, NULL);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Insisting) insisting = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  GPtrArray *videos = reel_catalogue_add_videos_finish (REEL_CATALOGUE (source), result, &error);

  if (videos == NULL)
    {
      refuse_all (insisting, error);
      return;
    }
  insisting->videos = videos;
  for (guint i = 0; i < videos->len; i++)
    reel_video_set_insisted (videos->pdata[i], TRUE);
  reel_catalogue_save_videos_async (REEL_CATALOGUE (source), videos, NULL, noted_cb, g_steal_pointer (&insisting));
}

/**
 * reel_upload_queue_insist:
 * @self: a #ReelUploadQueue
 * @collection_id: where to
 * @files: (element-type GFile): files that were refused because the collection has them already
 *
 * Sends them all the same, each in a row of its own. What can't be noted is told by "refused".
 */
void
reel_upload_queue_insist (ReelUploadQueue *self, const char *collection_id, GPtrArray *files)
{
  g_autoptr (GStrvBuilder) builder = NULL;
  g_auto (GStrv) uris = NULL;
  Insisting *insisting;

  g_return_if_fail (REEL_IS_UPLOAD_QUEUE (self));
  g_return_if_fail (collection_id != NULL && files != NULL);

  builder = g_strv_builder_new ();
  insisting = g_new0 (Insisting, 1);
  insisting->queue = g_object_ref (self);
  insisting->files = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *uri = g_file_get_uri (files->pdata[i]);

      g_ptr_array_add (insisting->files, g_object_ref (files->pdata[i]));
      g_strv_builder_add (builder, uri);
    }
  uris = g_strv_builder_end (builder);
  reel_catalogue_add_videos_async (self->catalogue, self->profile, collection_id, (const char * const *) uris, NULL,
                                   added_cb, insisting);
}
