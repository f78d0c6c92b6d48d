/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/reel-json.h"
#include "engine/reel-likeness.h"
#include "local/reel-clip.h"
#include "local/reel-local-error.h"
#include "local/reel-local-store-private.h"
#include "local/reel-local-store-words.h"
#include "vectors/reel-vector-blob.h"

typedef struct
{
  const char *video_id; /* (borrowed) */
  const char *space_id; /* (borrowed) */
  GPtrArray *clips;     /* (borrowed) */
  guint dims;
  gboolean is_quick;
} Finish;

static char *
tags_to_json (GArray *tags)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; tags != NULL && i < tags->len; i++)
    {
      ReelTag *tag = &g_array_index (tags, ReelTag, i);

      json_builder_begin_array (builder);
      json_builder_add_string_value (builder, tag->category);
      json_builder_add_string_value (builder, tag->value);
      json_builder_add_double_value (builder, tag->confidence);
      json_builder_end_array (builder);
    }
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static gboolean
bind_vector (sqlite3_stmt *stmt,
             int           index,
             const float  *values,
             guint         dims,
             GError      **error)
{
  g_autoptr (GBytes) blob = reel_vector_blob_new (values, dims);

  if (blob == NULL)
    {
      g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_INTERNAL,
                           "The engine made a vector with a value that is not finite.");
      return FALSE;
    }
  sqlite3_bind_blob64 (stmt, index, g_bytes_get_data (blob, NULL), g_bytes_get_size (blob), SQLITE_TRANSIENT);
  return TRUE;
}

static gboolean
insert_clips (sqlite3 *db,
              Finish  *finish,
              gint64   video,
              GError **error)
{
  g_autoptr (sqlite3_stmt) insert = NULL;

  insert = reel_database_prepare (db,
                                  "INSERT INTO clips (video, space, start, end, vector, tags, likeness, written) "
                                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                                  error);
  if (insert == NULL)
    return FALSE;
  for (guint i = 0; i < finish->clips->len; i++)
    {
      ReelClip *clip = g_ptr_array_index (finish->clips, i);
      g_autofree char *tags = tags_to_json (clip->tags);

      sqlite3_reset (insert);
      sqlite3_clear_bindings (insert);
      sqlite3_bind_int64 (insert, 1, video);
      reel_database_bind_text (insert, 2, finish->space_id);
      sqlite3_bind_double (insert, 3, clip->start);
      sqlite3_bind_double (insert, 4, clip->end);
      reel_database_bind_text (insert, 6, tags);
      reel_database_bind_text (insert, 8, clip->written);
      if (!bind_vector (insert, 5, clip->vector, finish->dims, error) ||
          (clip->likeness != NULL && !bind_vector (insert, 7, clip->likeness, REEL_LIKENESS_N_DIMS, error)) ||
          !reel_database_step (insert, NULL, error))
        return FALSE;
      if (clip->written != NULL && !reel_local_words_add_clip (db, sqlite3_last_insert_rowid (db), clip->written, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
find_video (sqlite3    *db,
            const char *id,
            gint64     *seq,
            GError    **error)
{
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, "SELECT seq FROM videos WHERE id = ?1", error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return FALSE;
  reel_database_bind_text (stmt, 1, id);
  if (!reel_database_step (stmt, &row, error))
    return FALSE;
  if (row)
    *seq = sqlite3_column_int64 (stmt, 0);
  else
    g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NOT_FOUND, "The video %s was deleted.", id);
  return row;
}

static gpointer
finish_video (sqlite3      *db,
              gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  Finish *finish = data;
  g_autoptr (sqlite3_stmt) clear = NULL;
  g_autoptr (sqlite3_stmt) done = NULL;
  gint64 video = 0;

  if (!reel_database_begin (db, error) || !find_video (db, finish->video_id, &video, error))
    return NULL;
  clear = reel_database_prepare (db, "DELETE FROM clips WHERE video = ?1 AND space = ?2", error);
  if (clear == NULL)
    return NULL;
  sqlite3_bind_int64 (clear, 1, video);
  reel_database_bind_text (clear, 2, finish->space_id);
  if (!reel_database_step (clear, NULL, error))
    return NULL;
  done = reel_database_prepare (db,
                                "INSERT INTO video_spaces (video, space, state, progress) VALUES (?1, ?2, ?3, ?4) "
                                "ON CONFLICT (video, space) DO UPDATE SET state = excluded.state, "
                                "progress = excluded.progress, reason = NULL, attempts = 0, "
                                "changed = strftime('%s','now')",
                                error);
  if (done == NULL)
    return NULL;
  sqlite3_bind_int64 (done, 1, video);
  reel_database_bind_text (done, 2, finish->space_id);
  reel_database_bind_text (done, 3, finish->is_quick ? "quick" : "done");
  sqlite3_bind_double (done, 4, finish->is_quick ? 0 : 100);
  if (!reel_database_step (done, NULL, error) || !insert_clips (db, finish, video, error))
    return NULL;
  return GINT_TO_POINTER (reel_database_commit (db, error));
}

/**
 * reel_local_store_finish_video:
 * @self: a #ReelLocalStore
 * @video_id: a video
 * @clips: (element-type ReelClip): all of its clips
 * @space_id: the space of their vectors
 * @dims: numbers a vector
 * @is_quick: whether a quick pass made them, so that the video waits for the full one
 * @error: return location
 *
 * Stores the clips and that the video is done in this space, both or nothing. They replace those that it had there; those of
 * other spaces stay.
 *
 * Returns: whether it was saved
 */
gboolean
reel_local_store_finish_video (ReelLocalStore *self,
                               const char     *video_id,
                               GPtrArray      *clips,
                               const char     *space_id,
                               guint           dims,
                               gboolean        is_quick,
                               GError        **error)
{
  Finish finish = { video_id, space_id, clips, dims, is_quick };
  gboolean ok;

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);
  g_return_val_if_fail (clips != NULL && space_id != NULL, FALSE);

  ok = reel_database_run_sync (self->db, finish_video, &finish, NULL, NULL, error) != NULL;
  reel_local_store_changed (self);
  return ok;
}

static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  const ReelLocalClipRow *x = a, *y = b;

  return x->clip < y->clip ? -1 : x->clip > y->clip;
}

static gpointer
list_clips (sqlite3      *db,
            gpointer      data,
            GCancellable *cancellable,
            GError      **error)
{
  ReelLocalStatement *statement = data;
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (ReelLocalClipRow));
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, statement->sql, error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return NULL;
  for (guint i = 0; i < statement->n_values; i++)
    reel_database_bind_text (stmt, (int) i + 1, statement->values[i]);
  while (reel_database_step (stmt, &row, error))
    {
      ReelLocalClipRow clip;

      if (!row)
        {
          g_array_sort (rows, compare_rows);
          return g_steal_pointer (&rows);
        }
      clip.clip = sqlite3_column_int64 (stmt, 0);
      clip.video = sqlite3_column_int64 (stmt, 1);
      g_array_append_val (rows, clip);
    }
  return NULL;
}

/**
 * reel_local_store_list_clips:
 * @self: a #ReelLocalStore
 * @space_id: a space
 * @vectors: which of its vectors; clips without it are left out
 * @video_id: (nullable): a video; %NULL for all
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type ReelLocalClipRow): the clips of that space, by their numbers
 */
GArray *
reel_local_store_list_clips (ReelLocalStore  *self,
                             const char      *space_id,
                             ReelLocalVectors vectors,
                             const char      *video_id,
                             GError         **error)
{
  /* each answered by an index, without a look at the rows and their vectors */
  static const char * const statements[][2] = {
    { "SELECT seq, video FROM clips WHERE space = ?1",
      "SELECT seq, video FROM clips WHERE video = (SELECT seq FROM videos WHERE id = ?2) AND space = ?1" },
    { "SELECT seq, video FROM clips WHERE space = ?1 AND likeness IS NOT NULL",
      "SELECT seq, video FROM clips WHERE video = (SELECT seq FROM videos WHERE id = ?2) AND space = ?1 "
      "AND likeness IS NOT NULL" },
  };
  ReelLocalStatement statement = {
    statements[vectors][video_id != NULL], { space_id, video_id }, video_id != NULL ? 2 : 1
  };

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);
  g_return_val_if_fail (space_id != NULL, NULL);

  return reel_database_run_sync (self->db, list_clips, &statement, (GDestroyNotify) g_array_unref, NULL, error);
}

typedef struct
{
  const char *space_id; /* (borrowed) */
  ReelLocalVectors vectors;
  guint dims;
  const gint64 *clips; /* (borrowed) */
  gsize n;
  float *values;      /* (borrowed) */
  gboolean *is_there; /* (borrowed) */
} Read;

static gpointer
read_vectors (sqlite3      *db,
              gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  Read *want = data;
  g_autoptr (sqlite3_stmt) stmt = NULL;

  stmt = reel_database_prepare (db,
                                want->vectors == REEL_LOCAL_VECTORS_LIKENESS
                                    ? "SELECT likeness FROM clips WHERE seq = ?1 AND space = ?2"
                                    : "SELECT vector FROM clips WHERE seq = ?1 AND space = ?2",
                                error);
  if (stmt == NULL)
    return NULL;
  for (gsize i = 0; i < want->n; i++)
    {
      gboolean row = FALSE;

      sqlite3_reset (stmt);
      sqlite3_bind_int64 (stmt, 1, want->clips[i]);
      reel_database_bind_text (stmt, 2, want->space_id);
      if (!reel_database_step (stmt, &row, error))
        return NULL;
      want->is_there[i] = row && reel_vector_blob_read (sqlite3_column_blob (stmt, 0),
                                                        (gsize) sqlite3_column_bytes (stmt, 0),
                                                        want->dims, want->values + i * want->dims);
    }
  return GINT_TO_POINTER (TRUE);
}

/**
 * reel_local_store_read_vectors:
 * @self: a #ReelLocalStore
 * @space_id: a space
 * @vectors: which of its vectors
 * @dims: numbers a vector
 * @clips: (array length=n): numbers of clips
 * @n: how many
 * @values: (out caller-allocates): @n times @dims numbers
 * @is_there: (out caller-allocates) (array length=n): whether there is such a clip, with a vector of @dims numbers; what is
 *   in @values for the others is of no use
 * @error: return location
 *
 * Returns: whether they could be read
 */
gboolean
reel_local_store_read_vectors (ReelLocalStore  *self,
                               const char      *space_id,
                               ReelLocalVectors vectors,
                               guint            dims,
                               const gint64    *clips,
                               gsize            n,
                               float           *values,
                               gboolean        *is_there,
                               GError         **error)
{
  Read want = { space_id, vectors, dims, clips, n, values, is_there };

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);
  g_return_val_if_fail (space_id != NULL && dims > 0, FALSE);

  return reel_database_run_sync (self->db, read_vectors, &want, NULL, NULL, error) != NULL;
}

/**
 * reel_local_store_read_vector:
 * @self: a #ReelLocalStore
 * @clip: a clip's number, such as a hit has
 * @space_id: its space
 * @dims: numbers a vector of that space
 * @vector: (out caller-allocates) (array length=dims): its vector, of length 1 or 0
 * @error: return location; %REEL_LOCAL_ERROR_NOT_FOUND where it is gone
 *
 * Returns: whether @vector is set
 */
gboolean
reel_local_store_read_vector (ReelLocalStore *self,
                              gint64          clip,
                              const char     *space_id,
                              guint           dims,
                              float          *vector,
                              GError        **error)
{
  gboolean is_there = FALSE;

  g_return_val_if_fail (vector != NULL, FALSE);

  if (!reel_local_store_read_vectors (self, space_id, REEL_LOCAL_VECTORS_MEANING, dims, &clip, 1, vector, &is_there, error))
    return FALSE;
  if (!is_there)
    g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NOT_FOUND, "This clip was deleted or indexed again.");
  return is_there;
}

typedef struct
{
  ReelLocalClipPlace *places; /* (borrowed) */
  gsize n;
} Locate;

static gpointer
locate_clips (sqlite3      *db,
              gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  Locate *locate = data;
  g_autoptr (sqlite3_stmt) stmt = NULL;

  stmt = reel_database_prepare (db,
                                "SELECT v.id, p.start, p.end FROM clips p JOIN videos v ON v.seq = p.video "
                                "WHERE p.seq = ?1",
                                error);
  if (stmt == NULL)
    return NULL;
  for (gsize i = 0; i < locate->n; i++)
    {
      ReelLocalClipPlace *place = &locate->places[i];
      gboolean row = FALSE;

      sqlite3_reset (stmt);
      sqlite3_bind_int64 (stmt, 1, place->clip);
      if (!reel_database_step (stmt, &row, error))
        return NULL;
      if (!row)
        continue;
      place->video_id = reel_database_dup_text (stmt, 0);
      place->start = sqlite3_column_double (stmt, 1);
      place->end = sqlite3_column_double (stmt, 2);
    }
  return GINT_TO_POINTER (TRUE);
}

/**
 * reel_local_store_locate_clips:
 * @self: a #ReelLocalStore
 * @places: (inout) (array length=n): with the numbers of clips; the rest is filled in for those that are there
 * @n: how many
 * @error: return location
 *
 * Returns: whether they could be read; free the ids in either case
 */
gboolean
reel_local_store_locate_clips (ReelLocalStore     *self,
                               ReelLocalClipPlace *places,
                               gsize               n,
                               GError            **error)
{
  Locate locate = { places, n };

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);

  return n == 0 || reel_database_run_sync (self->db, locate_clips, &locate, NULL, NULL, error) != NULL;
}
