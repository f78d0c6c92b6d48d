/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/reel-sentence.h"
#include "library/reel-catalogue-call.h"

/*
 * The service on this computer has the same profile on every computer, and knows only what was indexed here. Each row that
 * it has says whose service that is; a row of another one is Elsewhere: Ready in files, as it is so there, but nothing that
 * a search here finds. It can be indexed here: then it is a new video of this service, in a collection of this service, and
 * its old id stays as a further one, so that a later import knows it again.
 */

/* Stands for another computer where nobody knows which. */
#define UNKNOWN ""

static gboolean
knows_collection (ReelCatalogue *self, const char *collection_id)
{
  GPtrArray *records = g_hash_table_lookup (self->collections, self->own_profile);

  for (guint i = 0; records != NULL && i < records->len; i++)
    if (g_str_equal (((ReelCollectionRecord *) records->pdata[i])->id, collection_id))
      return TRUE;
  return FALSE;
}

static gboolean
is_at_service (ReelVideoState state)
{
  return state == REEL_VIDEO_STATE_WAITING || state == REEL_VIDEO_STATE_PROCESSING || state == REEL_VIDEO_STATE_READY;
}

/*
 * reel_catalogue_judge:
 * @self: a #ReelCatalogue
 * @video: a video as it was read
 * @imported: whether it came from a file
 *
 * Says where it is: a file of an earlier program does not tell, but ids of collections are never the same on two computers.
 *
 * Returns: whether it is to be written
 */
gboolean
reel_catalogue_judge (ReelCatalogue *self, ReelVideo *video, gboolean imported)
{
  gboolean changed = FALSE;

  if (self->own_service == NULL || g_strcmp0 (reel_video_get_profile (video), self->own_profile) != 0 ||
      reel_video_get_video_id (video) == NULL || !is_at_service (reel_video_get_state (video)))
    return FALSE;
  if (reel_video_get_service (video) == NULL)
    {
      reel_video_set_service (video, !imported || knows_collection (self, reel_video_get_collection_id (video))
                                       ? self->own_service : UNKNOWN);
      changed = TRUE;
    }
  if (g_str_equal (reel_video_get_service (video), self->own_service))
    return changed;
  reel_video_set_state (video, REEL_VIDEO_STATE_ELSEWHERE);
  reel_video_set_error (video,
    reel_sentence (N_ ("This video was indexed on another computer. Searches on this one do not find it before it "
                                  "is indexed here, too.")), FALSE);
  return changed;
}

/*
 * reel_catalogue_stamp:
 * @self: a #ReelCatalogue
 * @video: a video that is about to be written
 *
 * What the service on this computer took has its id from then on.
 */
void
reel_catalogue_stamp (ReelCatalogue *self, ReelVideo *video)
{
  if (self->own_service != NULL && reel_video_get_service (video) == NULL && reel_video_get_video_id (video) != NULL &&
      g_strcmp0 (reel_video_get_profile (video), self->own_profile) == 0)
    reel_video_set_service (video, self->own_service);
}

void
reel_catalogue_name_collections (ReelCatalogue *self, const char *profile, GPtrArray *records)
{
  for (guint i = 0; i < records->len; i++)
    {
      const ReelCollectionRecord *record = records->pdata[i];

      reel_collection_notes_set (self->names, profile, record->id, record->name, FALSE);
    }
}

/**
 * reel_catalogue_get_other_name:
 * @self: a #ReelCatalogue
 * @profile: whose collection
 * @collection_id: a collection of another computer
 *
 * Returns: (transfer none) (nullable): what it was called there
 */
const char *
reel_catalogue_get_other_name (ReelCatalogue *self, const char *profile, const char *collection_id)
{
  const ReelCollectionNote *note;

  g_return_val_if_fail (REEL_IS_CATALOGUE (self), NULL);

  note = reel_collection_notes_lookup (self->names, profile, collection_id);
  return note != NULL ? note->local_name : NULL;
}

gpointer
reel_catalogue_store_index_here (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  ReelCatalogueChange *change = data;
  g_autoptr (sqlite3_stmt) copy = NULL;
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (!reel_database_begin (db, error))
    return NULL;
  copy = reel_database_prepare (db,
                                "INSERT OR IGNORE INTO copies (row, video_id) SELECT id, video_id FROM videos "
                                "WHERE id = ?1 AND video_id IS NOT NULL",
                                error);
  if (copy == NULL)
    return NULL;
  stmt = reel_database_prepare (db,
                                "UPDATE videos SET collection = ?2, position = ?3, video_id = NULL, service = NULL, "
                                "sha256 = NULL, state = 'queued', error = NULL, reason = NULL, can_retry = 0, "
                                "unanswered = 0 WHERE id = ?1",
                                error);
  if (stmt == NULL)
    return NULL;
  for (guint i = 0; i < change->ids->len; i++)
    {
      gint64 id = g_array_index (change->ids, gint64, i);

      if (g_cancellable_set_error_if_cancelled (change->cancellable, error))
        return NULL;
      sqlite3_reset (copy);
      sqlite3_bind_int64 (copy, 1, id);
      if (!reel_database_step (copy, NULL, error))
        return NULL;
      sqlite3_reset (stmt);
      sqlite3_bind_int64 (stmt, 1, id);
      reel_database_bind_text (stmt, 2, change->collection_id);
      sqlite3_bind_double (stmt, 3, change->position + i);
      if (!reel_database_step (stmt, NULL, error))
        return NULL;
    }
  reel_database_commit (db, error);
  return NULL;
}

/* Views filter by the collection, and a filter asks again only about what has changed in the list. */
static void
tell_list (ReelCatalogue *self, GPtrArray *videos)
{
  guint first = G_MAXUINT, last = 0;

  for (guint i = 0; i < videos->len; i++)
    {
      guint position;

      if (!reel_catalogue_find (self, videos->pdata[i], &position))
        continue;
      first = MIN (first, position);
      last = MAX (last, position);
    }
  if (first <= last)
    g_list_model_items_changed (G_LIST_MODEL (self), first, last + 1 - first, last + 1 - first);
}

static gpointer
apply_index_here (ReelCatalogue *self, ReelCatalogueCall *call, gpointer value)
{
  for (guint i = 0; i < call->videos->len; i++)
    {
      ReelVideo *video = call->videos->pdata[i];
      g_autofree char *id = g_strdup (reel_video_get_video_id (video));

      g_object_freeze_notify (G_OBJECT (video));
      reel_video_set_video_id (video, NULL);
      if (id != NULL)
        reel_video_add_copy (video, id);
      reel_video_set_service (video, NULL);
      reel_video_set_sha256 (video, NULL);
      reel_video_set_unanswered (video, FALSE);
      reel_video_set_collection_id (video, call->collection_id);
      reel_video_set_position (video, call->position + i);
      reel_video_set_error (video, NULL, FALSE);
      reel_video_set_state (video, REEL_VIDEO_STATE_QUEUED);
      g_object_thaw_notify (G_OBJECT (video));
    }
  tell_list (self, call->videos);
  g_signal_emit (self, reel_catalogue_signals[REEL_CATALOGUE_VIDEOS_RETURNED], 0, call->videos);
  return NULL;
}

/**
 * reel_catalogue_index_here_async:
 * @self: a #ReelCatalogue
 * @videos: (element-type ReelVideo): videos of this catalogue, of which those that are Elsewhere are meant
 * @collection_id: the collection of this computer's service that they are put into
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Queues them behind all others, all or none.
 */
void
reel_catalogue_index_here_async (ReelCatalogue *self,
                                 GPtrArray *videos,
                                 const char *collection_id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  ReelCatalogueChange *change;
  ReelCatalogueCall *call;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (videos != NULL && collection_id != NULL);

  change = reel_catalogue_change_new (cancellable);
  call = reel_catalogue_call_new (apply_index_here);
  call->videos = g_ptr_array_new_with_free_func (g_object_unref);
  call->collection_id = g_strdup (collection_id);
  change->collection_id = g_strdup (collection_id);
  change->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < videos->len; i++)
    if (reel_video_get_state (videos->pdata[i]) == REEL_VIDEO_STATE_ELSEWHERE && reel_catalogue_has (self, videos->pdata[i]))
      {
        gint64 id = reel_video_get_row_id (videos->pdata[i]);

        g_array_append_val (change->ids, id);
        g_ptr_array_add (call->videos, g_object_ref (videos->pdata[i]));
      }
  call->position = change->position = reel_catalogue_take_positions (self, change->ids->len);
  reel_catalogue_run (self, reel_catalogue_store_index_here, change, NULL, reel_catalogue_call_cb,
                      reel_catalogue_call_begin (self, call, reel_catalogue_index_here_async, cancellable, callback,
                                                 user_data));
}

/**
 * reel_catalogue_index_here_finish:
 * @self: a #ReelCatalogue
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether they are queued
 */
gboolean
reel_catalogue_index_here_finish (ReelCatalogue *self, GAsyncResult *result, GError **error)
{
  return reel_catalogue_call_finish (self, result, reel_catalogue_index_here_async, error);
}
