/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "local/reel-local-error.h"
#include "local/reel-local-store-private.h"
#include "local/reel-local-store-words.h"

void
reel_local_video_free (ReelLocalVideo *self)
{
  g_free (self->id);
  g_free (self->collection_id);
  g_free (self->file_name);
  g_free (self->sha256);
  g_free (self->reason);
  g_free (self);
}

/* Found anywhere is processed, whatever the current engine is at; only where nothing finds it the current space tells. */
static void
read_state (ReelLocalVideo *video,
            const char     *state,
            gboolean        is_found,
            double          progress)
{
  if (is_found)
    video->state = REEL_LOCAL_VIDEO_PROCESSED;
  else if (g_strcmp0 (state, "processing") == 0)
    video->state = REEL_LOCAL_VIDEO_PROCESSING;
  else if (g_strcmp0 (state, "failed") == 0 || g_strcmp0 (state, "lost") == 0)
    video->state = REEL_LOCAL_VIDEO_FAILED;
  else
    video->state = REEL_LOCAL_VIDEO_UPLOADED;
  /* the quick pass is done, and the full one still has some way to go */
  video->progress = is_found && g_strcmp0 (state, "quick") != 0 ? 100 : progress;
}

ReelLocalVideo *
reel_local_video_read_row (sqlite3_stmt *stmt)
{
  ReelLocalVideo *video = g_new0 (ReelLocalVideo, 1);
  const char *state = (const char *) sqlite3_column_text (stmt, 6);

  video->seq = sqlite3_column_int64 (stmt, 0);
  video->id = reel_database_dup_text (stmt, 1);
  video->collection_id = reel_database_dup_text (stmt, 2);
  video->file_name = reel_database_dup_text (stmt, 3);
  video->sha256 = reel_database_dup_text (stmt, 4);
  video->size = (guint64) sqlite3_column_int64 (stmt, 5);
  read_state (video, state, sqlite3_column_int (stmt, 9) != 0, sqlite3_column_double (stmt, 7));
  if (video->state == REEL_LOCAL_VIDEO_FAILED && g_str_equal (state, "lost"))
    video->reason = g_strdup (_("The copy of this video is gone from the service's folder. Add the video again."));
  else if (video->state == REEL_LOCAL_VIDEO_FAILED)
    video->reason = reel_database_dup_text (stmt, 8);
  return video;
}

typedef struct
{
  const char *id;            /* (borrowed) */
  const char *collection_id; /* (borrowed) */
  const char *file_name;     /* (borrowed) */
  const char *sha256;        /* (borrowed) (nullable) */
  const char *space;         /* (borrowed) */
  guint64 size;
} Add;

static gpointer
add_video (sqlite3      *db,
           gpointer      data,
           GCancellable *cancellable,
           GError      **error)
{
  Add *add = data;
  g_autoptr (sqlite3_stmt) video = NULL;
  g_autoptr (sqlite3_stmt) space = NULL;
  gint64 seq;

  if (!reel_database_begin (db, error))
    return NULL;
  video = reel_database_prepare (db,
                                 "INSERT INTO videos (id, collection, file_name, size, sha256) "
                                 "VALUES (?1, (SELECT seq FROM collections WHERE id = ?2), ?3, ?4, ?5)",
                                 error);
  space = reel_database_prepare (db, "INSERT INTO video_spaces (video, space) VALUES (last_insert_rowid (), ?1)",
                                 video != NULL ? error : NULL);
  if (video != NULL && space != NULL)
    {
      reel_database_bind_text (video, 1, add->id);
      reel_database_bind_text (video, 2, add->collection_id);
      reel_database_bind_text (video, 3, add->file_name);
      sqlite3_bind_int64 (video, 4, (gint64) add->size);
      reel_database_bind_text (video, 5, add->sha256);
      reel_database_bind_text (space, 1, add->space);
      if (!reel_database_step (video, NULL, error))
        return NULL;
      seq = sqlite3_last_insert_rowid (db);
      if (reel_database_step (space, NULL, error) && reel_local_words_add_video (db, seq, add->file_name, error) &&
          reel_database_commit (db, error))
        return GINT_TO_POINTER (TRUE);
    }
  return NULL;
}

/**
 * reel_local_store_add_video:
 * @self: a #ReelLocalStore
 * @collection_id: a collection that exists
 * @file_name: as people call it
 * @sha256: (nullable): of @file, in hexadecimal digits
 * @file: all of the video; it is moved to its place
 * @error: return location, #ReelLocalError too
 *
 * Takes a video in. When this returns, the video is on disk and waits to be indexed.
 *
 * Returns: (transfer full) (nullable): the new video's id
 */
char *
reel_local_store_add_video (ReelLocalStore *self,
                            const char     *collection_id,
                            const char     *file_name,
                            const char     *sha256,
                            ReelFileWriter *file,
                            GError        **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *path = NULL;
  Add add;
  gboolean ok;

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);
  g_return_val_if_fail (file != NULL, NULL);

  if (!reel_local_store_has_collection (self, collection_id, error))
    return NULL;
  add = (Add) { id, collection_id, file_name, sha256, self->space, reel_file_writer_get_size (file) };
  path = reel_local_store_get_video_path (self, id);

  g_mutex_lock (&self->files);
  ok = reel_file_writer_commit (file, path, error);
  if (ok)
    {
      ok = reel_database_run_sync (self->db, add_video, &add, NULL, NULL, error) != NULL;
      if (!ok)
        g_unlink (path);
    }
  g_mutex_unlock (&self->files);
  return ok ? g_steal_pointer (&id) : NULL;
}

static gpointer
read_video (sqlite3      *db,
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
  if (!reel_database_step (stmt, &row, error))
    return NULL;
  if (row)
    return reel_local_video_read_row (stmt);
  g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NOT_FOUND, _("There is no such video on this computer."));
  return NULL;
}

/**
 * reel_local_store_get_video:
 * @self: a #ReelLocalStore
 * @video_id: an id
 * @error: return location; %REEL_LOCAL_ERROR_NOT_FOUND where there is none
 *
 * Returns: (transfer full) (nullable): the video
 */
ReelLocalVideo *
reel_local_store_get_video (ReelLocalStore *self,
                            const char     *video_id,
                            GError        **error)
{
  ReelLocalStatement statement = {
    "SELECT " REEL_LOCAL_VIDEO_COLUMNS REEL_LOCAL_VIDEO_ANY "WHERE v.id = ?2", { NULL, video_id }, 2
  };

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);

  statement.values[0] = self->space;
  return reel_database_run_sync (self->db, read_video, &statement, (GDestroyNotify) reel_local_video_free, NULL, error);
}
