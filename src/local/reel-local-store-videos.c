/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/reel-json.h"
#include "local/reel-local-error.h"
#include "local/reel-local-store-private.h"
#include "local/reel-clip.h"

static const char * const states[] = { "uploaded", "processing", "processed", "failed" };

void
reel_local_video_free (ReelLocalVideo *self)
{
  g_free (self->id);
  g_free (self->collection_id);
  g_free (self->file_name);
  g_free (self->reason);
  g_free (self->space_id);
  g_free (self);
}

void
reel_local_vectors_free (ReelLocalVectors *self)
{
  g_ptr_array_unref (self->video_ids);
  g_ptr_array_unref (self->ids);
  g_array_unref (self->starts);
  g_array_unref (self->ends);
  g_array_unref (self->values);
  g_free (self);
}

#define VIDEO_COLUMNS                                                                                                   \
  "v.id, c.id, v.file_name, v.size, v.state, v.progress, v.reason, v.space_id, v.attempts "                             \
  "FROM videos v JOIN collections c ON c.seq = v.collection "

static ReelLocalVideo *
read_row (sqlite3_stmt *stmt)
{
  ReelLocalVideo *video = g_new0 (ReelLocalVideo, 1);
  const char *state = (const char *) sqlite3_column_text (stmt, 4);

  video->id = reel_database_dup_text (stmt, 0);
  video->collection_id = reel_database_dup_text (stmt, 1);
  video->file_name = reel_database_dup_text (stmt, 2);
  video->size = (guint64) sqlite3_column_int64 (stmt, 3);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (state, states[i]))
      video->state = (ReelLocalVideoState) i;
  video->progress = sqlite3_column_double (stmt, 5);
  video->reason = reel_database_dup_text (stmt, 6);
  video->space_id = reel_database_dup_text (stmt, 7);
  return video;
}

/**
 * reel_local_store_add_video:
 * @self: a #ReelLocalStore
 * @collection_id: a collection that exists
 * @file_name: as people call it
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
                            ReelFileWriter *file,
                            GError        **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *size = NULL;
  g_autofree char *path = NULL;
  gboolean ok;

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);
  g_return_val_if_fail (file != NULL, NULL);

  if (!reel_local_store_has_collection (self, collection_id, error))
    return NULL;
  size = g_strdup_printf ("%" G_GUINT64_FORMAT, reel_file_writer_get_size (file));
  path = reel_local_store_get_video_path (self, id);

  g_mutex_lock (&self->files);
  ok = reel_file_writer_commit (file, path, error);
  if (ok)
    {
      ok = reel_local_store_execute (self, error,
                                     "INSERT INTO videos (id, collection, file_name, size) "
                                     "VALUES (?1, (SELECT seq FROM collections WHERE id = ?2), ?3, ?4)",
                                     id, collection_id, file_name, size, NULL);
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
  g_autoptr (sqlite3_stmt) stmt = reel_database_prepare (db, "SELECT " VIDEO_COLUMNS "WHERE v.id = ?1", error);
  gboolean row = FALSE;

  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, data);
  if (!reel_database_step (stmt, &row, error))
    return NULL;
  if (row)
    return read_row (stmt);
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
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);

  return reel_database_run_sync (self->db, read_video, (gpointer) video_id, (GDestroyNotify) reel_local_video_free, NULL,
                                 error);
}

static gboolean
begin_row (sqlite3    *db,
           const char *id,
           gboolean    give_up,
           GError    **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;

  stmt = reel_database_prepare (db,
                                give_up ? "UPDATE videos SET state = 'failed', reason = ?2 WHERE id = ?1"
                                        : "UPDATE videos SET state = 'processing', progress = 0, attempts = attempts + 1 "
                                          "WHERE id = ?1",
                                error);
  if (stmt == NULL)
    return FALSE;
  reel_database_bind_text (stmt, 1, id);
  if (give_up)
    reel_database_bind_text (stmt, 2,
                             _("The service ended each time it tried to read this video. "
                               "It may be damaged in a way that its codec can't cope with."));
  return reel_database_step (stmt, NULL, error);
}

static gpointer
begin_video (sqlite3      *db,
             gpointer      data,
             GCancellable *cancellable,
             GError      **error)
{
  for (;;)
    {
      g_autoptr (ReelLocalVideo) video = NULL;
      g_autoptr (sqlite3_stmt) stmt = NULL;
      gboolean row = FALSE, give_up;

      stmt = reel_database_prepare (db, "SELECT " VIDEO_COLUMNS "WHERE v.state = 'uploaded' ORDER BY v.seq LIMIT 1", error);
      if (stmt == NULL || !reel_database_step (stmt, &row, error) || !row)
        return NULL;
      video = read_row (stmt);
      give_up = sqlite3_column_int (stmt, 8) >= REEL_LOCAL_MAX_ATTEMPTS;
      g_clear_pointer (&stmt, sqlite3_finalize);
      if (!begin_row (db, video->id, give_up, error))
        return NULL;
      if (!give_up)
        return g_steal_pointer (&video);
    }
}

/**
 * reel_local_store_begin_video:
 * @self: a #ReelLocalStore
 * @error: return location
 *
 * Takes the oldest video that waits, and notes that its indexing has begun. A video whose indexing has begun
 * %REEL_LOCAL_MAX_ATTEMPTS times without an end has failed instead: it kills the service.
 *
 * Returns: (transfer full) (nullable): the video; %NULL without an error where none waits
 */
ReelLocalVideo *
reel_local_store_begin_video (ReelLocalStore *self,
                              GError        **error)
{
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);

  return reel_database_run_sync (self->db, begin_video, NULL, (GDestroyNotify) reel_local_video_free, NULL, error);
}

/**
 * reel_local_store_put_back_video:
 * @self: a #ReelLocalStore
 * @video_id: a video that reel_local_store_begin_video() gave
 * @error: return location
 *
 * Its indexing was stopped on purpose: it waits again, and this attempt does not count.
 *
 * Returns: whether it was saved
 */
gboolean
reel_local_store_put_back_video (ReelLocalStore *self,
                                 const char     *video_id,
                                 GError        **error)
{
  return reel_local_store_execute (self, error,
                                   "UPDATE videos SET state = 'uploaded', attempts = max (0, attempts - 1) WHERE id = ?1",
                                   video_id, NULL);
}

gboolean
reel_local_store_set_progress (ReelLocalStore *self,
                               const char     *video_id,
                               double          progress,
                               GError        **error)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  return reel_local_store_execute (self, error, "UPDATE videos SET progress = ?2 WHERE id = ?1", video_id,
                                   g_ascii_dtostr (number, sizeof number, progress), NULL);
}

/**
 * reel_local_store_fail_video:
 * @self: a #ReelLocalStore
 * @video_id: a video
 * @reason: a sentence for people
 * @error: return location
 *
 * The end of a video that can't be indexed; clips that it may have had go too.
 *
 * Returns: whether it was saved
 */
gboolean
reel_local_store_fail_video (ReelLocalStore *self,
                             const char     *video_id,
                             const char     *reason,
                             GError        **error)
{
  g_return_val_if_fail (reason != NULL, FALSE);

  return reel_local_store_execute (self, error,
                                   "UPDATE videos SET state = 'failed', space_id = NULL, reason = ?2 WHERE id = ?1",
                                   video_id, reason, NULL) &&
         reel_local_store_execute (self, error, "DELETE FROM clips WHERE video = (SELECT seq FROM videos WHERE id = ?1)",
                                   video_id, NULL);
}

typedef struct
{
  const char *video_id; /* (borrowed) */
  const char *space_id; /* (borrowed) */
  GPtrArray *clips;     /* (borrowed) */
  guint dims;
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

static gpointer
finish_video (sqlite3      *db,
              gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  Finish *finish = data;
  g_autoptr (sqlite3_stmt) clear = NULL;
  g_autoptr (sqlite3_stmt) insert = NULL;
  g_autoptr (sqlite3_stmt) done = NULL;

  if (!reel_database_begin (db, error))
    return NULL;
  clear = reel_database_prepare (db, "DELETE FROM clips WHERE video = (SELECT seq FROM videos WHERE id = ?1)", error);
  if (clear == NULL)
    return NULL;
  reel_database_bind_text (clear, 1, finish->video_id);
  if (!reel_database_step (clear, NULL, error))
    return NULL;
  insert = reel_database_prepare (db,
                                  "INSERT INTO clips (video, start, end, space_id, vector, tags) "
                                  "VALUES ((SELECT seq FROM videos WHERE id = ?1), ?2, ?3, ?4, ?5, ?6)",
                                  error);
  if (insert == NULL)
    return NULL;
  for (guint i = 0; i < finish->clips->len; i++)
    {
      ReelClip *clip = g_ptr_array_index (finish->clips, i);
      g_autofree char *tags = tags_to_json (clip->tags);

      sqlite3_reset (insert);
      reel_database_bind_text (insert, 1, finish->video_id);
      sqlite3_bind_double (insert, 2, clip->start);
      sqlite3_bind_double (insert, 3, clip->end);
      reel_database_bind_text (insert, 4, finish->space_id);
      sqlite3_bind_blob64 (insert, 5, clip->vector, finish->dims * sizeof (float), SQLITE_STATIC);
      reel_database_bind_text (insert, 6, tags);
      if (!reel_database_step (insert, NULL, error))
        return NULL;
    }
  done = reel_database_prepare (db,
                                "UPDATE videos SET state = 'processed', progress = 100, reason = NULL, attempts = 0, "
                                "space_id = ?2 WHERE id = ?1",
                                error);
  if (done == NULL)
    return NULL;
  reel_database_bind_text (done, 1, finish->video_id);
  reel_database_bind_text (done, 2, finish->space_id);
  return GINT_TO_POINTER (reel_database_step (done, NULL, error) && reel_database_commit (db, error));
}

/**
 * reel_local_store_finish_video:
 * @self: a #ReelLocalStore
 * @video_id: a video
 * @clips: (element-type ReelClip): all of its clips
 * @space_id: the space of their vectors
 * @dims: numbers a vector
 * @error: return location
 *
 * Stores the clips and that the video is done, both or nothing.
 *
 * Returns: whether it was saved
 */
gboolean
reel_local_store_finish_video (ReelLocalStore *self,
                               const char     *video_id,
                               GPtrArray      *clips,
                               const char     *space_id,
                               guint           dims,
                               GError        **error)
{
  Finish finish = { .video_id = video_id, .space_id = space_id, .clips = clips, .dims = dims };

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);
  g_return_val_if_fail (clips != NULL, FALSE);

  return reel_database_run_sync (self->db, finish_video, &finish, NULL, NULL, error) != NULL;
}

typedef struct
{
  const char *collection_id; /* (borrowed) */
  const char *space_id;      /* (borrowed) */
  guint dims;
} Load;

static gpointer
load_vectors (sqlite3      *db,
              gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  Load *load = data;
  g_autoptr (ReelLocalVectors) vectors = g_new0 (ReelLocalVectors, 1);
  g_autoptr (sqlite3_stmt) stmt = NULL;
  gsize size = load->dims * sizeof (float);
  gboolean row = FALSE;

  vectors->ids = g_ptr_array_new_with_free_func (g_free);
  vectors->video_ids = g_ptr_array_new ();
  vectors->starts = g_array_new (FALSE, FALSE, sizeof (double));
  vectors->ends = g_array_new (FALSE, FALSE, sizeof (double));
  vectors->values = g_array_new (FALSE, FALSE, sizeof (float));
  stmt = reel_database_prepare (db,
                                "SELECT v.id, p.start, p.end, p.vector FROM videos v JOIN clips p ON p.video = v.seq "
                                "WHERE v.collection = (SELECT seq FROM collections WHERE id = ?1) AND p.space_id = ?2 "
                                "AND v.state = 'processed' AND length (p.vector) = ?3 ORDER BY v.seq, p.start",
                                error);
  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1, load->collection_id);
  reel_database_bind_text (stmt, 2, load->space_id);
  sqlite3_bind_int64 (stmt, 3, (gint64) size);
  while (reel_database_step (stmt, &row, error))
    {
      const char *id;
      char *last;
      double start, end;

      if (!row)
        return g_steal_pointer (&vectors);
      id = (const char *) sqlite3_column_text (stmt, 0);
      last = vectors->ids->len > 0 ? g_ptr_array_index (vectors->ids, vectors->ids->len - 1) : NULL;
      if (last == NULL || !g_str_equal (last, id))
        {
          last = g_strdup (id);
          g_ptr_array_add (vectors->ids, last);
        }
      start = sqlite3_column_double (stmt, 1);
      end = sqlite3_column_double (stmt, 2);
      g_ptr_array_add (vectors->video_ids, last);
      g_array_append_val (vectors->starts, start);
      g_array_append_val (vectors->ends, end);
      g_array_append_vals (vectors->values, sqlite3_column_blob (stmt, 3), load->dims);
    }
  return NULL;
}

/**
 * reel_local_store_load_vectors:
 * @self: a #ReelLocalStore
 * @collection_id: a collection
 * @space_id: the space; clips of another are left out
 * @dims: numbers a vector
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the clips of the collection's processed videos
 */
ReelLocalVectors *
reel_local_store_load_vectors (ReelLocalStore *self,
                               const char     *collection_id,
                               const char     *space_id,
                               guint           dims,
                               GError        **error)
{
  Load load = { .collection_id = collection_id, .space_id = space_id, .dims = dims };

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);

  return reel_database_run_sync (self->db, load_vectors, &load, (GDestroyNotify) reel_local_vectors_free, NULL, error);
}
