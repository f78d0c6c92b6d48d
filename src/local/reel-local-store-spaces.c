/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "local/reel-local-error.h"
#include "local/reel-local-store-private.h"

/**
 * reel_local_store_get_space:
 * @self: a #ReelLocalStore
 *
 * Returns: (transfer none): the current space, interned; empty before reel_local_store_tidy()
 */
const char *
reel_local_store_get_space (ReelLocalStore *self)
{
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);

  return self->space;
}

void
reel_local_store_changed (ReelLocalStore *self)
{
  g_atomic_int_inc (&self->generation);
}

/**
 * reel_local_store_get_generation:
 * @self: a #ReelLocalStore
 *
 * Returns: a number that grows with each change of what can be found where
 */
guint
reel_local_store_get_generation (ReelLocalStore *self)
{
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), 0);

  return (guint) g_atomic_int_get (&self->generation);
}

static gpointer
list_spaces (sqlite3      *db,
             gpointer      data,
             GCancellable *cancellable,
             GError      **error)
{
  g_autoptr (GStrvBuilder) spaces = g_strv_builder_new ();
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean row = FALSE;

  stmt = reel_database_prepare (db,
                                "SELECT DISTINCT space FROM video_spaces WHERE state IN ('done', 'quick') ORDER BY space",
                                error);
  if (stmt == NULL)
    return NULL;
  while (reel_database_step (stmt, &row, error))
    {
      if (!row)
        return g_strv_builder_end (spaces);
      g_strv_builder_add (spaces, (const char *) sqlite3_column_text (stmt, 0));
    }
  return NULL;
}

/**
 * reel_local_store_list_spaces:
 * @self: a #ReelLocalStore
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the spaces in which any video can be found
 */
char **
reel_local_store_list_spaces (ReelLocalStore *self,
                              GError        **error)
{
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);

  return reel_database_run_sync (self->db, list_spaces, NULL, (GDestroyNotify) g_strfreev, NULL, error);
}

static gpointer
list_places (sqlite3      *db,
             gpointer      data,
             GCancellable *cancellable,
             GError      **error)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (ReelLocalPlace));
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean row = FALSE;

  stmt = reel_database_prepare (db,
                                "SELECT s.video, s.space, s.state IN ('done', 'quick'), "
                                "s.state IN ('waiting', 'processing', 'quick') "
                                "FROM videos v JOIN video_spaces s ON s.video = v.seq "
                                "WHERE v.collection = (SELECT seq FROM collections WHERE id = ?1) "
                                "ORDER BY s.video, s.changed DESC, s.space",
                                error);
  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, data);
  while (reel_database_step (stmt, &row, error))
    {
      ReelLocalPlace place;

      if (!row)
        return g_steal_pointer (&places);
      place.video = sqlite3_column_int64 (stmt, 0);
      place.space = g_intern_string ((const char *) sqlite3_column_text (stmt, 1));
      place.is_searchable = sqlite3_column_int (stmt, 2) != 0;
      place.is_open = sqlite3_column_int (stmt, 3) != 0;
      g_array_append_val (places, place);
    }
  return NULL;
}

/**
 * reel_local_store_list_places:
 * @self: a #ReelLocalStore
 * @collection_id: a collection
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ReelLocalPlace): the spaces of each of its videos, one video after the
 *   other; of each video those that were done last first
 */
GArray *
reel_local_store_list_places (ReelLocalStore *self,
                              const char     *collection_id,
                              GError        **error)
{
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);

  return reel_database_run_sync (self->db, list_places, (gpointer) collection_id, (GDestroyNotify) g_array_unref, NULL,
                                 error);
}

typedef struct
{
  const char *space;       /* (borrowed) */
  ReelLocalCounts *counts; /* (borrowed) */
} Count;

static gpointer
count_videos (sqlite3      *db,
              gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  Count *count = data;
  ReelLocalCounts *counts = count->counts;
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean row = FALSE;

  stmt = reel_database_prepare (
      db,
      "WITH here AS (SELECT s.state AS state, s.progress AS progress, "
      "  s.state <> 'done' AND EXISTS (SELECT 1 FROM video_spaces o WHERE o.video = s.video AND o.space <> ?1 "
      "                                AND o.state IN ('done', 'quick')) AS old "
      "  FROM video_spaces s WHERE s.space = ?1) "
      "SELECT count(*), total (state = 'done'), total (state IN ('waiting', 'quick')), total (state = 'processing'), "
      "  total (state = 'lost'), total (state = 'failed'), total (old AND state IN ('waiting', 'processing', 'quick')), "
      "  total (old AND state <> 'quick'), total (iif (state = 'processing', progress, 0)) FROM here",
      error);
  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, count->space);
  if (!reel_database_step (stmt, &row, error))
    return NULL;
  *counts = (ReelLocalCounts) {
    .videos = (guint) sqlite3_column_int (stmt, 0),
    .done = (guint) sqlite3_column_int (stmt, 1),
    .waiting = (guint) sqlite3_column_int (stmt, 2),
    .processing = (guint) sqlite3_column_int (stmt, 3),
    .lost = (guint) sqlite3_column_int (stmt, 4),
    .failed = (guint) sqlite3_column_int (stmt, 5),
    .again = (guint) sqlite3_column_int (stmt, 6),
    .old = (guint) sqlite3_column_int (stmt, 7),
    .progress = sqlite3_column_double (stmt, 8),
  };
  return GINT_TO_POINTER (TRUE);
}

/**
 * reel_local_store_count_videos:
 * @self: a #ReelLocalStore
 * @counts: (out caller-allocates): how far the current space is
 * @error: return location
 *
 * Returns: whether @counts is set
 */
gboolean
reel_local_store_count_videos (ReelLocalStore  *self,
                               ReelLocalCounts *counts,
                               GError         **error)
{
  Count count = { NULL, counts };

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);
  g_return_val_if_fail (counts != NULL, FALSE);

  count.space = self->space;
  return reel_database_run_sync (self->db, count_videos, &count, NULL, NULL, error) != NULL;
}

static gpointer
list_lost (sqlite3      *db,
           gpointer      data,
           GCancellable *cancellable,
           GError      **error)
{
  g_autoptr (GPtrArray) videos = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_local_video_free);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gboolean row = FALSE;

  stmt = reel_database_prepare (db, "SELECT " REEL_LOCAL_VIDEO_COLUMNS REEL_LOCAL_VIDEO_IN "('lost') ORDER BY v.seq", error);
  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, data);
  while (reel_database_step (stmt, &row, error))
    {
      if (!row)
        return g_steal_pointer (&videos);
      g_ptr_array_add (videos, reel_local_video_read_row (stmt));
    }
  return NULL;
}

/**
 * reel_local_store_list_lost:
 * @self: a #ReelLocalStore
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ReelLocalVideo): the videos that wait for their file, in the order of
 *   upload
 */
GPtrArray *
reel_local_store_list_lost (ReelLocalStore *self,
                            GError        **error)
{
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);

  return reel_database_run_sync (self->db, list_lost, (gpointer) self->space, (GDestroyNotify) g_ptr_array_unref, NULL,
                                 error);
}

/* Whether a video, by its id, waits for its file, or might be tried again with it. */
static gpointer
is_wanted (sqlite3      *db,
           gpointer      data,
           GCancellable *cancellable,
           GError      **error)
{
  ReelLocalStatement *statement = data;
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, statement->sql, error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, statement->values[0]);
  reel_database_bind_text (stmt, 2, statement->values[1]);
  return GINT_TO_POINTER (reel_database_step (stmt, &row, error) && row);
}

#define THIS_ROW "video = (SELECT seq FROM videos WHERE id = ?1) AND space = ?2 AND state IN ('lost', 'failed')"

/* Under the lock of the files. The file is at its place before the row says that it waits. */
static gboolean
take_file (ReelLocalStore *self,
           const char     *video_id,
           const char     *sha256,
           ReelFileWriter *file,
           GError        **error)
{
  ReelLocalStatement wanted = { "SELECT 1 FROM video_spaces WHERE " THIS_ROW, { video_id, self->space }, 2 };
  g_autofree char *path = reel_local_store_get_video_path (self, video_id);
  g_autoptr (GError) read_error = NULL;

  if (reel_database_run_sync (self->db, is_wanted, &wanted, NULL, NULL, &read_error) == NULL)
    {
      if (read_error == NULL)
        return TRUE; /* it is not needed */
      g_propagate_error (error, g_steal_pointer (&read_error));
      return FALSE;
    }
  return reel_file_writer_commit (file, path, error) &&
         reel_local_store_execute (self, error, "UPDATE videos SET sha256 = ?2 WHERE id = ?1", video_id, sha256, NULL) &&
         reel_local_store_execute (self, error,
                                   "UPDATE video_spaces SET state = 'waiting', progress = 0, reason = NULL, attempts = 0 "
                                   "WHERE " THIS_ROW,
                                   video_id, self->space, NULL);
}

static gboolean
check_file (ReelLocalVideo *video,
            const char     *sha256,
            guint64         size,
            GError        **error)
{
  if (size == video->size && (video->sha256 == NULL || g_ascii_strcasecmp (video->sha256, sha256) == 0))
    return TRUE;
  g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST,
               /* Translators: %s is the name of a video's file */
               _("This is not the file that “%s” was made of. Hand over the same file, or add this one as a new video."),
               video->file_name);
  return FALSE;
}

/**
 * reel_local_store_return_video:
 * @self: a #ReelLocalStore
 * @video_id: a video
 * @sha256: of @file, in hexadecimal digits
 * @file: all of the video, as it was uploaded; it is moved to its place
 * @error: return location; %REEL_LOCAL_ERROR_BAD_REQUEST where @file is another one, %REEL_LOCAL_ERROR_NOT_FOUND where there
 *   is no such video
 *
 * Takes the file of a video again whose copy is gone, so that it can be indexed in the current space, also after it failed
 * there. Where the file is not needed, it is dropped.
 *
 * Returns: whether all is well
 */
gboolean
reel_local_store_return_video (ReelLocalStore *self,
                               const char     *video_id,
                               const char     *sha256,
                               ReelFileWriter *file,
                               GError        **error)
{
  g_autoptr (ReelLocalVideo) video = NULL;
  gboolean ok;

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);
  g_return_val_if_fail (sha256 != NULL && file != NULL, FALSE);

  video = reel_local_store_get_video (self, video_id, error);
  if (video == NULL || !check_file (video, sha256, reel_file_writer_get_size (file), error))
    return FALSE;
  g_mutex_lock (&self->files);
  ok = take_file (self, video->id, sha256, file, error);
  g_mutex_unlock (&self->files);
  reel_local_store_changed (self);
  return ok;
}
