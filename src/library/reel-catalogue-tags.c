/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-catalogue-private.h"

/* #ReelDatabaseFunc, with a #ReelCatalogueChange */
static gpointer
save_tags (sqlite3      *db,
           gpointer      data,
           GCancellable *cancellable,
           GError      **error)
{
  ReelCatalogueChange *change = data;
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, "UPDATE videos SET tags = ? WHERE id = ?", error);

  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, change->text);
  sqlite3_bind_int64 (stmt, 2, change->row_id);
  reel_database_step (stmt, NULL, error);
  return NULL;
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ReelCatalogue) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;

  reel_catalogue_run_finish (source, result, &error);
  if (error != NULL)
    g_signal_emit (self, reel_catalogue_signals[REEL_CATALOGUE_SAVE_FAILED], 0, error);
}

/**
 * reel_catalogue_save_tags:
 * @self: a #ReelCatalogue
 * @profile: which service said it
 * @uri: the file that it was asked about
 * @lines: a line for each tag, see reel_video_get_tags()
 *
 * Keeps what a service said of a file with the videos that were made of it, and with those of the same fingerprint. Where it
 * can't be written, "save-failed" says so.
 */
void
reel_catalogue_save_tags (ReelCatalogue *self,
                          const char    *profile,
                          const char    *uri,
                          const char    *lines)
{
  const char *fingerprint = NULL;

  g_return_if_fail (REEL_IS_CATALOGUE (self));
  g_return_if_fail (profile != NULL && uri != NULL && lines != NULL);

  for (guint i = 0; i < self->videos->len && fingerprint == NULL; i++)
    if (g_strcmp0 (reel_video_get_uri (self->videos->pdata[i]), uri) == 0)
      fingerprint = reel_video_get_fingerprint (self->videos->pdata[i]);
  for (guint i = 0; i < self->videos->len; i++)
    {
      ReelVideo *video = self->videos->pdata[i];
      ReelCatalogueChange *change;

      if (g_strcmp0 (reel_video_get_profile (video), profile) != 0 ||
          (g_strcmp0 (reel_video_get_uri (video), uri) != 0 &&
           (fingerprint == NULL || g_strcmp0 (reel_video_get_fingerprint (video), fingerprint) != 0)))
        continue;
      reel_video_set_tags (video, lines);
      change = reel_catalogue_change_new (NULL);
      change->row_id = reel_video_get_row_id (video);
      change->text = g_strdup (lines);
      reel_catalogue_write (self, save_tags, change, saved_cb, g_object_ref (self));
    }
}
