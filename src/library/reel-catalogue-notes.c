/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-catalogue-private.h"

/* What is noted beside the videos: their copies, collections last seen, and past searches. */

/* For what is kept in memory in any case: that it will not be there next time is said, and nothing else is lost. */
static void
noted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ReelCatalogue) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;

  reel_catalogue_run_finish (source, result, &error);
  if (error != NULL)
    g_signal_emit (self, reel_catalogue_signals[REEL_CATALOGUE_SAVE_FAILED], 0, error);
}

static gpointer
copy_record (gconstpointer record, gpointer data)
{
  return reel_collection_record_copy (record);
}

static GPtrArray *
copy_records (GPtrArray *records)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_collection_record_free);

  for (guint i = 0; records != NULL && i < records->len; i++)
    g_ptr_array_add (copy, copy_record (records->pdata[i], NULL));
  return copy;
}

/**
 * reel_catalogue_save_collections:
 * @self: a #ReelCatalogue
 * @profile: whose collections
 * @infos: (element-type ReelCollectionRecord): all of them, in the order in which they are shown; copied
 *
 * Remembers the collections that a profile has now, in place of those that it had. Where they can't be written,
 * "save-failed" says so.
 */
void
reel_catalogue_save_collections (ReelCatalogue *self, const char *profile, GPtrArray *infos)
{
  ReelCatalogueChange *change;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (profile != NULL && infos != NULL);

  g_hash_table_insert (self->collections, g_strdup (profile), copy_records (infos));
  g_signal_emit (self, reel_catalogue_signals[REEL_CATALOGUE_COLLECTIONS_SAVED], 0);
  change = reel_catalogue_change_new (NULL);
  change->profile = g_strdup (profile);
  change->collections = copy_records (infos);
  reel_catalogue_run (self, reel_catalogue_store_save_collections, change, NULL, noted_cb, g_object_ref (self));
}

/**
 * reel_catalogue_get_collections:
 * @self: a #ReelCatalogue
 * @profile: whose collections
 *
 * Returns: (transfer full) (element-type ReelCollectionRecord): those that it was last seen to have, with what is noted of
 *   them on this computer; empty for none
 */
GPtrArray *
reel_catalogue_get_collections (ReelCatalogue *self, const char *profile)
{
  GPtrArray *records;

  g_return_val_if_fail (REEL_IS_CATALOGUE (self), NULL);
  g_return_val_if_fail (profile != NULL, NULL);

  records = copy_records (g_hash_table_lookup (self->collections, profile));
  for (guint i = 0; i < records->len; i++)
    {
      ReelCollectionRecord *record = records->pdata[i];
      const ReelCollectionNote *note = reel_collection_notes_lookup (self->notes, profile, record->id);

      if (note == NULL)
        continue;
      g_free (record->local_name);
      record->local_name = g_strdup (note->local_name);
      record->hidden = note->hidden;
    }
  return records;
}

/**
 * reel_catalogue_add_copy:
 * @self: a #ReelCatalogue
 * @video: a video of this catalogue
 * @video_id: a further id under which the service has its content in the same collection
 *
 * From now on both ids are that of @video. Where it can't be written, "save-failed" says so.
 */
void
reel_catalogue_add_copy (ReelCatalogue *self, ReelVideo *video, const char *video_id)
{
  ReelCatalogueChange *change;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (REEL_IS_VIDEO (video));
  g_return_if_fail (video_id != NULL);

  if (reel_video_is_known_as (video, video_id))
    return;
  reel_video_add_copy (video, video_id);
  change = reel_catalogue_change_new (NULL);
  change->row_id = reel_video_get_row_id (video);
  change->text = g_strdup (video_id);
  reel_catalogue_write (self, reel_catalogue_store_add_copy, change, noted_cb, g_object_ref (self));
}

void
reel_catalogue_remember_search (ReelCatalogue *self, const char *profile, const char *text)
{
  GPtrArray *searches = g_hash_table_lookup (self->searches, profile);
  guint position;

  if (searches == NULL)
    {
      searches = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (self->searches, g_strdup (profile), searches);
    }
  if (g_ptr_array_find_with_equal_func (searches, text, g_str_equal, &position))
    g_ptr_array_remove_index (searches, position);
  g_ptr_array_add (searches, g_strdup (text));
  if (searches->len > REEL_CATALOGUE_MOST_SEARCHES)
    g_ptr_array_remove_index (searches, 0);
}

/**
 * reel_catalogue_add_search:
 * @self: a #ReelCatalogue
 * @profile: where it was asked
 * @collection_id: (nullable): in which collection; %NULL for all
 * @text: what was asked; nothing but blanks is not remembered
 *
 * Remembers a search as the newest of its profile. Where it can't be written, "save-failed" says so.
 */
void
reel_catalogue_add_search (ReelCatalogue *self, const char *profile, const char *collection_id, const char *text)
{
  g_autofree char *asked = NULL;
  ReelCatalogueChange *change;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (profile != NULL && text != NULL);

  asked = g_strstrip (g_strdup (text));
  if (asked[0] == '\0')
    return;
  reel_catalogue_remember_search (self, profile, asked);
  if (self->n_imports > 0)
    {
      if (self->asked == NULL)
        self->asked = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (self->asked, g_strdup (profile));
      g_ptr_array_add (self->asked, g_strdup (asked));
    }

  change = reel_catalogue_change_new (NULL);
  change->profile = g_strdup (profile);
  change->collection_id = g_strdup (collection_id);
  change->text = g_steal_pointer (&asked);
  reel_catalogue_run (self, reel_catalogue_store_add_search, change, NULL, noted_cb, g_object_ref (self));
}

/**
 * reel_catalogue_get_searches:
 * @self: a #ReelCatalogue
 * @profile: where they were asked
 * @most: how many at most
 *
 * Returns: (transfer full) (array zero-terminated=1): newest first, each text once
 */
char **
reel_catalogue_get_searches (ReelCatalogue *self, const char *profile, guint most)
{
  g_autoptr (GStrvBuilder) texts = NULL;
  GPtrArray *searches;

  g_return_val_if_fail (REEL_IS_CATALOGUE (self), NULL);
  g_return_val_if_fail (profile != NULL, NULL);

  texts = g_strv_builder_new ();
  searches = g_hash_table_lookup (self->searches, profile);
  for (guint i = 0; searches != NULL && i < MIN (most, searches->len); i++)
    g_strv_builder_add (texts, searches->pdata[searches->len - 1 - i]);
  return g_strv_builder_end (texts);
}
