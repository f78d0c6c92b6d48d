/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "library/reel-catalogue-store.h"

/* What there is to do before the catalogue's tables are there: a backup to restore, one to make, a damaged file. */

static ReelDatabase *
open_and_load (const char *path, ReelCatalogueContents **contents, GCancellable *cancellable, GError **error)
{
  g_autoptr (ReelDatabase) db = reel_database_open (path, reel_catalogue_store_get_migrations (), error);

  if (db == NULL)
    return NULL;
  *contents = reel_database_run_sync (db, reel_catalogue_store_load, NULL, (GDestroyNotify) reel_catalogue_contents_free,
                                      cancellable, error);
  return *contents != NULL ? g_steal_pointer (&db) : NULL;
}

/* Renames a database with its journals: all, or none of them. */
static gboolean
rename_all (const char *path, const char *to, GError **error)
{
  /* A journal that stayed would be played into the new file; so they go first, and the file itself last. */
  static const char * const endings[] = { "-wal", "-shm", "" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *from = g_strconcat (path, endings[i], NULL);
      g_autofree char *into = g_strconcat (to, endings[i], NULL);
      int code;

      if (g_rename (from, into) == 0 || (errno == ENOENT && *endings[i] != '\0'))
        continue;
      code = errno;
      while (i-- > 0)
        {
          g_autofree char *gone = g_strconcat (path, endings[i], NULL);
          g_autofree char *back = g_strconcat (to, endings[i], NULL);

          g_rename (back, gone);
        }
      g_set_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_READ_ONLY, "%s: %s", from, g_strerror (code));
      return FALSE;
    }
  return TRUE;
}

/* The damaged file keeps its name with a date behind it, and its journals theirs, for whoever wants to mend it. */
char *
reel_catalogue_store_put_aside (const char *path, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *aside = g_strdup_printf ("%s.damaged-%s", path, date);

  for (guint n = 2; g_file_test (aside, G_FILE_TEST_EXISTS); n++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.damaged-%s-%u", path, date, n);
    }
  return rename_all (path, aside, error) ? g_steal_pointer (&aside) : NULL;
}

/* Undoes it, whatever stands in its place by now. */
gboolean
reel_catalogue_store_put_back (const char *path, const char *aside, GError **error)
{
  return rename_all (aside, path, error);
}

/* A file that is damaged, or can't be read, is found to be so when it is opened. */
static void
back_up_before_update (const char *path, ReelCatalogueOpening *opening)
{
  g_autoptr (ReelBackup) backup = NULL;
  g_autoptr (GError) error = NULL;

  if (!reel_backup_is_outdated (path, reel_catalogue_store_get_version ()))
    return;
  backup = reel_backup_make (path, REEL_BACKUP_UPDATE, NULL, &error);
  if (backup == NULL && !g_error_matches (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_CORRUPT))
    opening->not_backed_up = g_steal_pointer (&error);
}

/**
 * reel_catalogue_store_open:
 * @path: the file; its folder is made where missing
 * @opening: what happens is noted here
 * @contents: (out): all that is in it
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #ReelDatabaseError
 *
 * Returns: (transfer full) (nullable): the database
 */
ReelDatabase *
reel_catalogue_store_open (const char *path,
                           ReelCatalogueOpening *opening,
                           ReelCatalogueContents **contents,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *aside = NULL;
  g_autoptr (GError) damage = NULL;
  ReelDatabase *db;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_READ_ONLY, "%s: %s", folder, g_strerror (errno));
      return NULL;
    }
  reel_catalogue_store_take_staged (path, opening);
  back_up_before_update (path, opening);
  db = open_and_load (path, contents, cancellable, &damage);
  if (db != NULL)
    return db;
  if (!g_error_matches (damage, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_CORRUPT))
    {
      g_propagate_error (error, g_steal_pointer (&damage));
      return NULL;
    }
  g_debug ("catalogue: %s", damage->message);
  aside = reel_catalogue_store_put_aside (path, error);
  if (aside == NULL)
    return NULL;
  db = open_and_load (path, contents, cancellable, error);
  if (db == NULL)
    return NULL;
  opening->set_aside = g_steal_pointer (&aside);
  opening->sound = reel_backup_find_sound (path, reel_catalogue_store_get_version ());
  return db;
}
