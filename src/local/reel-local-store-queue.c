/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "local/reel-local-store-private.h"

/* The row of a video, ?1, in the current space, ?2. */
#define THIS_ROW "video = (SELECT seq FROM videos WHERE id = ?1) AND space = ?2"

static gboolean
begin_row (sqlite3        *db,
           ReelLocalVideo *video,
           const char     *space,
           gboolean        give_up,
           GError        **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;

  /* one that the quick pass has done can be found all the while */
  stmt = reel_database_prepare (db,
                                give_up ? "UPDATE video_spaces SET state = 'failed', reason = ?3 "
                                          "WHERE video = ?1 AND space = ?2"
                                        : "UPDATE video_spaces SET state = iif (state = 'quick', 'quick', 'processing'), "
                                          "progress = 0, attempts = attempts + 1 WHERE video = ?1 AND space = ?2",
                                error);
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_int64 (stmt, 1, video->seq);
  reel_database_bind_text (stmt, 2, space);
  if (give_up)
    reel_database_bind_text (stmt, 3,
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
  const char *space = data;

  for (;;)
    {
      g_autoptr (ReelLocalVideo) video = NULL;
      g_autoptr (sqlite3_stmt) stmt = NULL;
      gboolean row = FALSE, give_up;

      stmt = reel_database_prepare (db,
                                    "SELECT " REEL_LOCAL_VIDEO_COLUMNS REEL_LOCAL_VIDEO_IN "('waiting', 'quick') ORDER BY "
                                    "EXISTS (SELECT 1 FROM video_spaces o WHERE o.video = v.seq AND o.space <> ?1 "
                                    "AND o.state IN ('done', 'quick')), s.state = 'quick', v.seq LIMIT 1",
                                    error);
      if (stmt == NULL)
        return NULL;
      reel_database_bind_text (stmt, 1, space);
      if (!reel_database_step (stmt, &row, error) || !row)
        return NULL;
      video = reel_local_video_read_row (stmt);
      give_up = sqlite3_column_int (stmt, REEL_LOCAL_VIDEO_ATTEMPTS) >= REEL_LOCAL_MAX_ATTEMPTS;
      g_clear_pointer (&stmt, sqlite3_finalize);
      if (!begin_row (db, video, space, give_up, error))
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
 * Takes the next video that waits for the current space, and notes that its indexing has begun: first those that can't be
 * found yet, then those of which the quick pass is done, then those that an earlier engine finds; the oldest first. A video
 * whose indexing has begun %REEL_LOCAL_MAX_ATTEMPTS times without an end has failed instead: it kills the service.
 *
 * Returns: (transfer full) (nullable): the video; %NULL without an error where none waits
 */
ReelLocalVideo *
reel_local_store_begin_video (ReelLocalStore *self,
                              GError        **error)
{
  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), NULL);

  return reel_database_run_sync (self->db, begin_video, (gpointer) self->space, (GDestroyNotify) reel_local_video_free,
                                 NULL, error);
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
                                   "UPDATE video_spaces SET state = iif (state = 'quick', 'quick', 'waiting'), "
                                   "attempts = max (0, attempts - 1) WHERE " THIS_ROW,
                                   video_id, self->space, NULL);
}

gboolean
reel_local_store_set_progress (ReelLocalStore *self,
                               const char     *video_id,
                               double          progress,
                               GError        **error)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  return reel_local_store_execute (self, error, "UPDATE video_spaces SET progress = ?3 WHERE " THIS_ROW, video_id,
                                   self->space, g_ascii_dtostr (number, sizeof number, progress), NULL);
}

typedef struct
{
  const char *video_id; /* (borrowed) */
  const char *space;    /* (borrowed) */
  const char *state;    /* (borrowed) */
  const char *reason;   /* (borrowed) (nullable) */
} End;

static gpointer
end_video (sqlite3      *db,
           gpointer      data,
           GCancellable *cancellable,
           GError      **error)
{
  End *end = data;
  g_autoptr (sqlite3_stmt) row = NULL;
  g_autoptr (sqlite3_stmt) clips = NULL;

  if (!reel_database_begin (db, error))
    return NULL;
  row = reel_database_prepare (db, "UPDATE video_spaces SET state = ?3, reason = ?4, attempts = 0 WHERE " THIS_ROW, error);
  clips = row != NULL ? reel_database_prepare (db, "DELETE FROM clips WHERE " THIS_ROW, error) : NULL;
  if (row != NULL && clips != NULL)
    {
      reel_database_bind_text (row, 1, end->video_id);
      reel_database_bind_text (row, 2, end->space);
      reel_database_bind_text (row, 3, end->state);
      reel_database_bind_text (row, 4, end->reason);
      reel_database_bind_text (clips, 1, end->video_id);
      reel_database_bind_text (clips, 2, end->space);
      if (reel_database_step (row, NULL, error) && reel_database_step (clips, NULL, error) &&
          reel_database_commit (db, error))
        return GINT_TO_POINTER (TRUE);
    }
  return NULL;
}

static gboolean
run_end (ReelLocalStore *self,
         End            *end,
         GError        **error)
{
  gboolean ok;

  end->space = self->space;
  ok = reel_database_run_sync (self->db, end_video, end, NULL, NULL, error) != NULL;
  reel_local_store_changed (self);
  return ok;
}

/**
 * reel_local_store_fail_video:
 * @self: a #ReelLocalStore
 * @video_id: a video
 * @reason: a sentence for people
 * @error: return location
 *
 * The end of a video that can't be indexed in the current space. Clips that it may have there go; those of other spaces
 * stay.
 *
 * Returns: whether it was saved
 */
gboolean
reel_local_store_fail_video (ReelLocalStore *self,
                             const char     *video_id,
                             const char     *reason,
                             GError        **error)
{
  End end = { .video_id = video_id, .state = "failed", .reason = reason };

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);
  g_return_val_if_fail (reason != NULL, FALSE);

  return run_end (self, &end, error);
}

/**
 * reel_local_store_lose_video:
 * @self: a #ReelLocalStore
 * @video_id: a video whose copy is gone
 * @error: return location
 *
 * It waits for its file, see reel_local_store_return_video().
 *
 * Returns: whether it was saved
 */
gboolean
reel_local_store_lose_video (ReelLocalStore *self,
                             const char     *video_id,
                             GError        **error)
{
  End end = { .video_id = video_id, .state = "lost" };

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (self), FALSE);

  return run_end (self, &end, error);
}
