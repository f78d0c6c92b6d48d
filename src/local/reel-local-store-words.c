/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-local-store-private.h"
#include "local/reel-local-store-words.h"
#include "local/reel-written-query.h"

void
reel_local_text_free (ReelLocalText *self)
{
  g_free (self->text);
  g_free (self);
}

static gboolean
add_words (sqlite3    *db,
           const char *sql,
           gint64      row,
           const char *words,
           GError    **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;

  if (*words == '\0')
    return TRUE;
  stmt = reel_database_prepare (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, row);
  reel_database_bind_text (stmt, 2, words);
  return reel_database_step (stmt, NULL, error);
}

/**
 * reel_local_words_add_clip:
 * @db: the database
 * @clip: a clip's number
 * @written: what is written in it
 * @error: return location
 *
 * Has it found by these words, until its row goes.
 *
 * Returns: whether it could be written down
 */
gboolean
reel_local_words_add_clip (sqlite3    *db,
                           gint64      clip,
                           const char *written,
                           GError    **error)
{
  g_autofree char *words = reel_written_fold (written);

  return add_words (db, "INSERT INTO clip_words (rowid, written) VALUES (?1, ?2)", clip, words, error);
}

/**
 * reel_local_words_add_video:
 * @db: the database
 * @video: a video's number
 * @file_name: the name of its file
 * @error: return location
 *
 * Has it found by this name, until its row goes.
 *
 * Returns: whether it could be written down
 */
gboolean
reel_local_words_add_video (sqlite3    *db,
                            gint64      video,
                            const char *file_name,
                            GError    **error)
{
  g_autofree char *words = reel_written_fold_name (file_name);

  return add_words (db, "INSERT INTO video_words (rowid, file_name) VALUES (?1, ?2)", video, words, error);
}

static gpointer
fill (sqlite3      *db,
      gpointer      data,
      GCancellable *cancellable,
      GError      **error)
{
  g_autoptr (sqlite3_stmt) missing = NULL;
  gboolean row = FALSE;

  if (!reel_database_begin (db, error))
    return NULL;
  missing = reel_database_prepare (db, "SELECT seq, file_name FROM videos WHERE seq NOT IN (SELECT rowid FROM video_words)",
                                   error);
  if (missing == NULL)
    return NULL;
  while (reel_database_step (missing, &row, error))
    {
      if (!row)
        {
          g_clear_pointer (&missing, sqlite3_finalize);
          return GINT_TO_POINTER (reel_database_commit (db, error));
        }
      if (!reel_local_words_add_video (db, sqlite3_column_int64 (missing, 0), (const char *) sqlite3_column_text (missing, 1),
                                       error))
        return NULL;
    }
  return NULL;
}

/**
 * reel_local_words_fill:
 * @self: a #ReelLocalStore that is put right
 * @error: return location
 *
 * Videos from before names were looked for are found by theirs, too.
 *
 * Returns: whether it could be done
 */
gboolean
reel_local_words_fill (ReelLocalStore *self,
                       GError        **error)
{
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);

  return reel_database_run_sync (self->db, fill, NULL, NULL, NULL, error) != NULL;
}

typedef struct
{
  const char *sql;        /* static */
  const char *collection; /* (borrowed) */
  const char *expression; /* (borrowed) */
  guint n_most;
} Find;

static gpointer
find (sqlite3      *db,
      gpointer      data,
      GCancellable *cancellable,
      GError      **error)
{
  const Find *wanted = data;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_local_text_free);
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, wanted->sql, error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, wanted->expression);
  reel_database_bind_text (stmt, 2, wanted->collection);
  sqlite3_bind_int64 (stmt, 3, wanted->n_most);
  while (reel_database_step (stmt, &row, error))
    {
      ReelLocalText *text;

      if (!row)
        return g_steal_pointer (&texts);
      if (sqlite3_column_type (stmt, 0) == SQLITE_NULL) /* a space in which the video has no clips */
        continue;
      text = g_new0 (ReelLocalText, 1);
      text->clip = sqlite3_column_int64 (stmt, 0);
      text->video = sqlite3_column_int64 (stmt, 1);
      text->space = g_intern_string ((const char *) sqlite3_column_text (stmt, 2));
      text->text = reel_database_dup_text (stmt, 3);
      g_ptr_array_add (texts, text);
    }
  return NULL;
}

/**
 * reel_local_store_find_written:
 * @self: a #ReelLocalStore
 * @collection_id: where to look
 * @expression: of FTS5, see reel_written_query_dup_phrase()
 * @n_most: the most clips
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ReelLocalText): clips of any space in which that is read, those where it
 *   says most by bm25 first
 */
GPtrArray *
reel_local_store_find_written (ReelLocalStore *self,
                               const char     *collection_id,
                               const char     *expression,
                               guint           n_most,
                               GError        **error)
{
  Find wanted = {
    "SELECT p.seq, p.video, p.space, p.written FROM clip_words "
    "JOIN clips p ON p.seq = clip_words.rowid JOIN videos v ON v.seq = p.video JOIN collections c ON c.seq = v.collection "
    "WHERE clip_words MATCH ?1 AND c.id = ?2 ORDER BY clip_words.rank LIMIT ?3",
    collection_id, expression, n_most
  };

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);
  g_return_val_if_fail (collection_id != NULL && expression != NULL, NULL);

  return reel_database_run_sync (self->db, find, &wanted, (GDestroyNotify) g_ptr_array_unref, NULL, error);
}

/**
 * reel_local_store_find_names:
 * @self: a #ReelLocalStore
 * @collection_id: where to look
 * @expression: of FTS5
 * @n_most: the most rows
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ReelLocalText): a row for each video whose file has such a name, and each
 *   space that it has clips in
 */
GPtrArray *
reel_local_store_find_names (ReelLocalStore *self,
                             const char     *collection_id,
                             const char     *expression,
                             guint           n_most,
                             GError        **error)
{
  Find wanted = {
    "SELECT (SELECT p.seq FROM clips p WHERE p.video = v.seq AND p.space = s.space ORDER BY p.start LIMIT 1), "
    "v.seq, s.space, v.file_name FROM video_words "
    "JOIN videos v ON v.seq = video_words.rowid JOIN collections c ON c.seq = v.collection "
    "JOIN video_spaces s ON s.video = v.seq "
    "WHERE video_words MATCH ?1 AND c.id = ?2 ORDER BY video_words.rank LIMIT ?3",
    collection_id, expression, n_most
  };

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);
  g_return_val_if_fail (collection_id != NULL && expression != NULL, NULL);

  return reel_database_run_sync (self->db, find, &wanted, (GDestroyNotify) g_ptr_array_unref, NULL, error);
}
