/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "local/reel-local-error.h"
#include "local/reel-local-store-private.h"

/* The rows of video_spaces that a deletion takes along, then the deletion itself. ?1 is the same in all statements. */
typedef struct
{
  const char *select; /* video, space, and the id of a video whose copy goes, or NULL */
  const char *any;    /* (nullable): has a row if there may be any, and is quicker */
  const char *delete; /* run once; or, with ?2 and ?3, for each video and space */
  gboolean for_each;
  const char *value;  /* (borrowed) */
  GPtrArray *ids;     /* (borrowed) (element-type utf8) */
} Deletion;

static gboolean
has_any (sqlite3    *db,
         Deletion   *deletion,
         gboolean   *row,
         GError    **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;

  *row = TRUE;
  if (deletion->any == NULL)
    return TRUE;
  stmt = reel_database_prepare (db, deletion->any, error);
  if (stmt == NULL)
    return FALSE;
  reel_database_bind_text (stmt, 1, deletion->value);
  return reel_database_step (stmt, row, error);
}

static gboolean
collect (sqlite3  *db,
         Deletion *deletion,
         GArray   *freed,
         GError  **error)
{
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, deletion->select, error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  reel_database_bind_text (stmt, 1, deletion->value);
  while (reel_database_step (stmt, &row, error))
    {
      ReelLocalFreed one;

      if (!row)
        return TRUE;
      one.video = sqlite3_column_int64 (stmt, 0);
      one.space = g_intern_string ((const char *) sqlite3_column_text (stmt, 1));
      g_array_append_val (freed, one);
      if (sqlite3_column_type (stmt, 2) != SQLITE_NULL)
        g_ptr_array_add (deletion->ids, reel_database_dup_text (stmt, 2));
    }
  return FALSE;
}

static gpointer
delete (sqlite3      *db,
        gpointer      data,
        GCancellable *cancellable,
        GError      **error)
{
  Deletion *deletion = data;
  g_autoptr (GArray) freed = g_array_new (FALSE, FALSE, sizeof (ReelLocalFreed));
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean row = FALSE;

  if (!has_any (db, deletion, &row, error))
    return NULL;
  if (!row)
    return g_steal_pointer (&freed);
  if (!reel_database_begin (db, error) || !collect (db, deletion, freed, error))
    return NULL;
  stmt = reel_database_prepare (db, deletion->delete, error);
  if (stmt == NULL)
    return NULL;
  for (guint i = 0; i < (deletion->for_each ? freed->len : 1); i++)
    {
      sqlite3_reset (stmt);
      if (deletion->for_each)
        {
          sqlite3_bind_int64 (stmt, 1, g_array_index (freed, ReelLocalFreed, i).video);
          reel_database_bind_text (stmt, 2, g_array_index (freed, ReelLocalFreed, i).space);
        }
      else
        reel_database_bind_text (stmt, 1, deletion->value);
      if (!reel_database_step (stmt, NULL, error))
        return NULL;
    }
  g_clear_pointer (&stmt, sqlite3_finalize);
  return reel_database_commit (db, error) ? g_steal_pointer (&freed) : NULL;
}

static GArray *
run (ReelLocalStore *self,
     Deletion       *deletion,
     GError        **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  GArray *freed;

  deletion->ids = ids;
  freed = reel_database_run_sync (self->db, delete, deletion, (GDestroyNotify) g_array_unref, NULL, error);
  if (freed == NULL || freed->len > 0)
    reel_local_store_changed (self);
  for (guint i = 0; freed != NULL && i < ids->len; i++)
    {
      g_autofree char *path = reel_local_store_get_video_path (self, g_ptr_array_index (ids, i));

      if (g_unlink (path) != 0 && errno != ENOENT)
        g_message ("%s: %s", path, g_strerror (errno)); /* it goes at the next start */
    }
  return freed;
}

/**
 * reel_local_store_free_old:
 * @self: a #ReelLocalStore
 * @error: return location
 *
 * Removes what earlier engines made of videos that are done in the current space, in collections that are complete there:
 * none of their videos that an earlier engine finds still waits for the current one. Videos that failed in the current
 * space, or whose file is missing, keep their old clips.
 *
 * Returns: (transfer full) (nullable) (element-type ReelLocalFreed): what was removed
 */
GArray *
reel_local_store_free_old (ReelLocalStore *self,
                           GError        **error)
{
  Deletion deletion = {
    .any = "SELECT 1 FROM video_spaces WHERE space < ?1 UNION ALL SELECT 1 FROM video_spaces WHERE space > ?1 LIMIT 1",
    .select = "SELECT o.video, o.space, NULL FROM video_spaces o JOIN video_spaces n ON n.video = o.video "
              "JOIN videos v ON v.seq = o.video "
              "WHERE o.space <> ?1 AND n.space = ?1 AND n.state = 'done' AND v.collection NOT IN ("
              "  SELECT w.collection FROM videos w JOIN video_spaces p ON p.video = w.seq "
              "  WHERE p.space = ?1 AND p.state IN ('waiting', 'processing', 'quick') AND EXISTS ("
              "    SELECT 1 FROM video_spaces q WHERE q.video = w.seq AND q.space <> ?1 AND q.state IN ('done', 'quick')))",
    .delete = "DELETE FROM video_spaces WHERE video = ?1 AND space = ?2",
    .for_each = TRUE,
  };

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);

  deletion.value = self->space;
  return run (self, &deletion, error);
}

/**
 * reel_local_store_delete_video:
 * @self: a #ReelLocalStore
 * @video_id: a video
 * @error: return location
 *
 * Deletes a video, its clips in all spaces, and its copy.
 *
 * Returns: (transfer full) (nullable) (element-type ReelLocalFreed): what was removed; empty where there is no such video
 */
GArray *
reel_local_store_delete_video (ReelLocalStore *self,
                               const char     *video_id,
                               GError        **error)
{
  Deletion deletion = {
    .select = "SELECT s.video, s.space, v.id FROM videos v JOIN video_spaces s ON s.video = v.seq WHERE v.id = ?1",
    .delete = "DELETE FROM videos WHERE id = ?1",
    .value = video_id,
  };

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);
  g_return_val_if_fail (video_id != NULL, NULL);

  return run (self, &deletion, error);
}

/**
 * reel_local_store_delete_collection:
 * @self: a #ReelLocalStore
 * @collection_id: a collection
 * @error: return location
 *
 * Deletes a collection with all of its videos.
 *
 * Returns: (transfer full) (nullable) (element-type ReelLocalFreed): what was removed
 */
GArray *
reel_local_store_delete_collection (ReelLocalStore *self,
                                    const char     *collection_id,
                                    GError        **error)
{
  Deletion deletion = {
    .select = "SELECT s.video, s.space, v.id FROM videos v JOIN video_spaces s ON s.video = v.seq "
              "WHERE v.collection = (SELECT seq FROM collections WHERE id = ?1)",
    .delete = "DELETE FROM collections WHERE id = ?1",
    .value = collection_id,
  };

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);
  g_return_val_if_fail (collection_id != NULL, NULL);

  return run (self, &deletion, error);
}

/**
 * reel_local_store_delete_space:
 * @self: a #ReelLocalStore
 * @space_id: a space that is not the current one
 * @error: return location
 *
 * Forgets what the engine of this space made of all videos. Those that have no other space can no longer be found.
 *
 * Returns: (transfer full) (nullable) (element-type ReelLocalFreed): what was removed
 */
GArray *
reel_local_store_delete_space (ReelLocalStore *self,
                               const char     *space_id,
                               GError        **error)
{
  Deletion deletion = {
    .select = "SELECT video, space, NULL FROM video_spaces WHERE space = ?1",
    .delete = "DELETE FROM video_spaces WHERE space = ?1",
    .value = space_id,
  };

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);
  g_return_val_if_fail (space_id != NULL && g_strcmp0 (space_id, self->space) != 0, NULL);

  return run (self, &deletion, error);
}
