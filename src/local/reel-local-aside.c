/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "local/reel-local-aside.h"
#include "local/reel-local-error.h"

/* In the data folder. */
#define FOLDER "damaged"

static const char *const taken[] = { "local.db", "local.db-wal", "local.db-shm", "local.db-journal", "vectors", "videos" };

/**
 * reel_local_aside_take:
 * @data_dir: the service's folder, in which nothing is open
 * @error: return location for a #ReelLocalError
 *
 * Moves the database, its vectors and the copies of videos out of the way, so that the service can begin anew. They are kept: somebody
 * may yet read the one, and have no other of the others.
 *
 * Returns: (transfer full) (nullable): the folder where they are
 */
char *
reel_local_aside_take (const char *data_dir,
                       GError    **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *name = g_date_time_format (now, "%Y-%m-%dT%H-%M-%SZ");
  g_autofree char *folder = g_build_filename (data_dir, FOLDER, name, NULL);

  g_return_val_if_fail (data_dir != NULL, NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      reel_local_error_set_errno (error, errno, folder);
      return NULL;
    }
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    {
      g_autofree char *from = g_build_filename (data_dir, taken[i], NULL);
      g_autofree char *to = g_build_filename (folder, taken[i], NULL);

      if (g_rename (from, to) != 0 && errno != ENOENT)
        {
          reel_local_error_set_errno (error, errno, folder);
          return NULL;
        }
    }
  return g_steal_pointer (&folder);
}

/* Bytes of all that is below @path; removes it, too, where that is wanted. */
static guint64
walk (const char *path,
      gboolean    removes)
{
  g_autoptr (GDir) dir = NULL;
  guint64 size = 0;
  const char *name;
  GStatBuf info;

  if (g_lstat (path, &info) != 0)
    return 0;
  if (!S_ISDIR (info.st_mode))
    return !removes || g_unlink (path) == 0 ? (guint64) info.st_size : 0;
  dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      size += walk (child, removes);
    }
  if (removes)
    g_rmdir (path);
  return size;
}

/**
 * reel_local_aside_measure:
 * @data_dir: the service's folder
 *
 * Returns: bytes of all that was set aside there
 */
guint64
reel_local_aside_measure (const char *data_dir)
{
  g_autofree char *path = g_build_filename (data_dir, FOLDER, NULL);

  return walk (path, FALSE);
}

/**
 * reel_local_aside_remove:
 * @data_dir: the service's folder
 *
 * Removes what was set aside there.
 *
 * Returns: bytes that this freed
 */
guint64
reel_local_aside_remove (const char *data_dir)
{
  g_autofree char *path = g_build_filename (data_dir, FOLDER, NULL);

  return walk (path, TRUE);
}
