/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-local-store-private.h"

static gpointer
list_moments (sqlite3      *db,
              gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  ReelLocalStatement *statement = data;
  g_autoptr (GArray) moments = g_array_new (FALSE, FALSE, sizeof (ReelLocalMoment));
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, statement->sql, error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return NULL;
  for (guint i = 0; i < statement->n_values; i++)
    reel_database_bind_text (stmt, (int) i + 1, statement->values[i]);
  while (reel_database_step (stmt, &row, error))
    {
      ReelLocalMoment moment;

      if (!row)
        return g_steal_pointer (&moments);
      moment.clip = sqlite3_column_int64 (stmt, 0);
      moment.start = sqlite3_column_double (stmt, 1);
      moment.end = sqlite3_column_double (stmt, 2);
      g_array_append_val (moments, moment);
    }
  return NULL;
}

/**
 * reel_local_store_list_moments:
 * @self: a #ReelLocalStore
 * @video_id: a video
 * @space_id: a space
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ReelLocalMoment): its clips in that space, in the order of time; none
 *   where there is no such video
 */
GArray *
reel_local_store_list_moments (ReelLocalStore *self,
                               const char     *video_id,
                               const char     *space_id,
                               GError        **error)
{
  ReelLocalStatement statement = {
    "SELECT seq, start, end FROM clips WHERE video = (SELECT seq FROM videos WHERE id = ?1) AND space = ?2 ORDER BY start",
    { video_id, space_id },
    2,
  };

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);
  g_return_val_if_fail (video_id != NULL && space_id != NULL, NULL);

  return reel_database_run_sync (self->db, list_moments, &statement, (GDestroyNotify) g_array_unref, NULL, error);
}
