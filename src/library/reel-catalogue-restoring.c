/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "library/reel-catalogue-store.h"

/*
 * A backup is restored when the program starts, before anything has opened the catalogue: there is then nothing under way
 * that would go on writing into what was replaced, and nothing on the screen that would show it.
 *
 * The catalogue as it is becomes a backup itself first; where that can't be, nothing is restored. Then what the backup does
 * not know, but the catalogue does, is noted in it: what was sent since, also in rows that were added since. (Rows of an
 * import have the times of the other computer, so one that is to be undone does not come back by this.) Of what was still to
 * be sent, and is not in the catalogue any more, nobody can say whether it was; it is Failed with these words, so that
 * nothing is sent a second time before somebody says so. The rest is reel_backup_take_staged().
 */

/* Rows of the one and of the other that are the same. Ids are given anew after a restore, so they alone say nothing. */
#define SAME "n.id = v.id AND n.added = v.added AND n.profile = v.profile AND n.collection = v.collection"
#define SAME_FILE \
  "n.uri = v.uri AND n.profile = v.profile AND n.collection = v.collection AND (v.size = 0 OR n.size = v.size)"
#define SAME_ID "n.video_id = v.video_id AND n.profile = v.profile AND n.collection = v.collection"
#define TAKE_OVER \
  "UPDATE videos AS v SET video_id = n.video_id, size = n.size, fingerprint = n.fingerprint, sha256 = n.sha256, " \
  "duration = n.duration, width = n.width, height = n.height, state = n.state, error = n.error, can_retry = n.can_retry, " \
  "unanswered = max (v.unanswered, n.unanswered) FROM now.videos AS n " \
  "WHERE v.video_id IS NULL AND n.video_id IS NOT NULL AND "

/* What a file that is to be restored is compared with. */
typedef struct
{
  const char *now; /* (borrowed) (nullable): the catalogue's own backup, of the same schema; NULL where it can't be read */
  gint64 made;     /* when the one to be restored was made, Unix seconds */
} Reconciliation;

/* The columns of a video but its number, which is given anew. */
static char *
dup_columns (sqlite3 *db, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = NULL;

  stmt =
    reel_database_prepare (db, "SELECT group_concat (name) FROM pragma_table_info ('videos') WHERE name <> 'id'", error);
  return stmt != NULL && reel_database_step (stmt, NULL, error) ? reel_database_dup_text (stmt, 0) : NULL;
}

static gboolean
add_later (sqlite3 *db, gint64 made, GError **error)
{
  g_autofree char *columns = dup_columns (db, error);
  g_autofree char *sql = NULL;

  if (columns == NULL)
    return FALSE;
  sql = g_strdup_printf ("CREATE INDEX restore_by_id ON videos (video_id);"
                         "INSERT INTO videos (%s) SELECT %s FROM now.videos AS n WHERE n.video_id IS NOT NULL AND "
                         "n.added >= %" G_GINT64_FORMAT " AND NOT EXISTS (SELECT 1 FROM videos AS v WHERE " SAME_ID ") "
                         "ORDER BY n.id;"
                         "INSERT OR IGNORE INTO copies (row, video_id) SELECT v.id, c.video_id FROM now.copies AS c "
                         "JOIN now.videos AS n ON n.id = c.row JOIN videos AS v ON " SAME_ID ";"
                         "DROP INDEX restore_by_id",
                         columns, columns, made);
  return reel_database_exec (db, sql, error);
}

static gboolean
take_over (sqlite3 *db, const char *now, gint64 made, GError **error)
{
  g_autoptr (sqlite3_stmt) attach = reel_database_prepare (db, "ATTACH ? AS now", error);

  if (attach == NULL)
    return FALSE;
  reel_database_bind_text (attach, 1, now);
  return reel_database_step (attach, NULL, error) && reel_database_begin (db, error) &&
         reel_database_exec (db, TAKE_OVER SAME, error) && reel_database_exec (db, TAKE_OVER SAME_FILE, error) &&
         reel_database_exec (db,
                             "UPDATE videos AS v SET unanswered = 1 FROM now.videos AS n WHERE v.video_id IS NULL AND "
                             "(n.unanswered OR n.state = 'uploading') AND " SAME ";"
                             "CREATE TEMP TABLE known AS SELECT v.id FROM videos AS v JOIN now.videos AS n ON " SAME,
                             error) &&
         add_later (db, made, error);
}

/* #ReelDatabaseFunc in the file to be restored, with a Reconciliation. Returns the number of the uncertain ones. */
static gpointer
reconcile (sqlite3 *db, gpointer data, GCancellable *cancellable, GError **error)
{
  const Reconciliation *with = data;
  g_autoptr (sqlite3_stmt) stmt = NULL;
  int n;

  if (with->now != NULL ? !take_over (db, with->now, with->made, error)
                        : !reel_database_begin (db, error) ||
                            !reel_database_exec (db, "CREATE TEMP TABLE known (id INTEGER)", error))
    return NULL;
  stmt = reel_database_prepare (db,
                                "UPDATE videos SET state = 'failed', error = ?, can_retry = 1, unanswered = 1 "
                                "WHERE video_id IS NULL AND state IN ('queued', 'preparing', 'uploading', 'paused') "
                                "AND id NOT IN (SELECT id FROM known)",
                                error);
  if (stmt == NULL)
    return NULL;
  reel_database_bind_text (stmt, 1,
                           _ ("This video was still to be sent when the backup was made. It may have been sent since: sent "
                              "again, it may be there twice."));
  if (!reel_database_step (stmt, NULL, error))
    return NULL;
  n = sqlite3_changes (db);
  return reel_database_commit (db, error) ? GINT_TO_POINTER (n) : NULL;
}

static gboolean
prepare (const char *staged, const char *now, gint64 made, guint *n_uncertain, GError **error)
{
  g_autoptr (ReelDatabase) db = NULL;
  g_autoptr (GError) reason = NULL;
  Reconciliation with = { now, made };
  gpointer n;

  db = reel_database_open (staged, reel_catalogue_store_get_migrations (), error);
  if (db == NULL)
    return FALSE;
  /* Of another schema nothing is read: that is then as if it were not there. */
  if (now != NULL && reel_backup_get_version (now) != reel_catalogue_store_get_version ())
    with.now = NULL;
  n = reel_database_run_sync (db, reconcile, &with, NULL, NULL, &reason);
  if (reason != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  *n_uncertain = (guint) GPOINTER_TO_INT (n);
  return TRUE;
}

static gboolean
restore (const char *path, const char *staged, gint64 made, ReelCatalogueOpening *opening, GError **error)
{
  g_autoptr (ReelBackup) now = NULL;
  g_autoptr (GError) reason = NULL;

  if (!reel_backup_check (staged, reel_catalogue_store_get_version (), error))
    return FALSE;
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      now = reel_backup_make (path, REEL_BACKUP_RESTORE, NULL, &reason);
      if (now == NULL && !g_error_matches (reason, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_CORRUPT))
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return FALSE;
        }
    }
  if (!prepare (staged, now != NULL ? now->path : NULL, made, &opening->n_uncertain, error))
    return FALSE;
  if (reason != NULL) /* damaged: nothing to back up, but somebody may mend it */
    {
      opening->set_aside = reel_catalogue_store_put_aside (path, error);
      if (opening->set_aside == NULL)
        return FALSE;
    }
  if (reel_backup_take_staged (path, staged, error))
    return TRUE;
  /* As it was: a damaged one stands where it stood, and is found to be so. */
  if (opening->set_aside != NULL && reel_catalogue_store_put_back (path, opening->set_aside, NULL))
    g_clear_pointer (&opening->set_aside, g_free);
  return FALSE;
}

/**
 * reel_catalogue_store_take_staged:
 * @path: the catalogue's file, which nobody has opened
 * @opening: what happened is noted here
 *
 * Restores the backup that is to be restored at this start, if there is one. Where that fails the catalogue is as it was,
 * and the backup is not tried again: it would replace what was done meanwhile.
 */
void
reel_catalogue_store_take_staged (const char *path, ReelCatalogueOpening *opening)
{
  gint64 made = 0;
  g_autofree char *staged = reel_backup_find_staged (path, &made);
  g_autoptr (GError) error = NULL;

  if (staged == NULL)
    return;
  if (restore (path, staged, made, opening, &error))
    {
      opening->restored = made;
      return;
    }
  g_debug ("catalogue: not restored: %s", error->message);
  reel_backup_remove (staged);
  opening->not_restored = g_steal_pointer (&error);
}
