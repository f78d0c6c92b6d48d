/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gunixmounts.h>
#include <string.h>

#include "base/reel-file-place.h"

/* Where desktops put drives, each in a folder of its own, and how many names come before it. */
static const struct
{
  const char *root;
  guint n_names;
} drive_roots[] = {
  { "/run/media/", 1 }, /* the user */
  { "/media/", 1 },
};

static char *
path_of (const char *uri)
{
  return g_filename_from_uri (uri, NULL, NULL);
}

static gboolean
is_below (const char *path, const char *folder)
{
  gsize length = strlen (folder);

  return g_str_has_prefix (path, folder) && (path[length] == '/' || (length > 0 && folder[length - 1] == '/'));
}

/**
 * reel_file_place_get_mounts:
 *
 * Asks the kernel, which knows at once, and no disk.
 *
 * Returns: (transfer full): paths where a file system is mounted now
 */
char **
reel_file_place_get_mounts (void)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  GList *mounts = g_unix_mounts_get (NULL);

  for (GList *l = mounts; l != NULL; l = l->next)
    g_strv_builder_add (builder, g_unix_mount_get_mount_path (l->data));
  g_list_free_full (mounts, (GDestroyNotify) g_unix_mount_free);
  return g_strv_builder_end (builder);
}

/**
 * reel_file_place_dup_mount:
 * @uri: of a file
 * @mounts: (array zero-terminated=1): see reel_file_place_get_mounts()
 *
 * Returns: (transfer full): below which of them it is; "" where that is not known, or it is not on this computer
 */
char *
reel_file_place_dup_mount (const char *uri, const char * const *mounts)
{
  g_autofree char *path = path_of (uri);
  const char *longest = "";

  for (guint i = 0; path != NULL && mounts[i] != NULL; i++)
    if (strlen (mounts[i]) > strlen (longest) && is_below (path, mounts[i]))
      longest = mounts[i];
  return g_strdup (longest);
}

/* (transfer full) (nullable): the folder that a desktop would give the drive, such as /media/jo/Card */
static char *
dup_drive_folder (const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (drive_roots); i++)
    {
      const char *end = path + strlen (drive_roots[i].root);

      if (!g_str_has_prefix (path, drive_roots[i].root))
        continue;
      for (guint n = 0; end != NULL && n < drive_roots[i].n_names; n++)
        {
          end = strchr (end, '/');
          if (end != NULL)
            end++;
        }
      end = end != NULL ? strchr (end, '/') : NULL;
      return end != NULL ? g_strndup (path, (gsize) (end - path)) : NULL;
    }
  return NULL;
}

/* (transfer full) (nullable): the place that the system's administrator has made for one */
static char *
dup_fixed_folder (const char *path)
{
  GList *points = g_unix_mount_points_get (NULL);
  char *found = NULL;

  for (GList *l = points; l != NULL; l = l->next)
    {
      const char *folder = g_unix_mount_point_get_mount_path (l->data);

      if (strlen (folder) > 1 && is_below (path, folder) && (found == NULL || strlen (folder) > strlen (found)))
        {
          g_free (found);
          found = g_strdup (folder);
        }
    }
  g_list_free_full (points, (GDestroyNotify) g_unix_mount_point_free);
  return found;
}

/**
 * reel_file_place_dup_drive:
 * @uri: of a file
 * @mounts: (array zero-terminated=1): see reel_file_place_get_mounts()
 *
 * Returns: (transfer full) (nullable): the name of the drive, or of the computer of a share, that it is on, where that is
 *   not attached; %NULL for what is on a disk that is
 */
char *
reel_file_place_dup_drive (const char *uri, const char * const *mounts)
{
  g_autofree char *path = path_of (uri);
  g_autofree char *folder = NULL;

  if (path == NULL)
    {
      g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);
      const char *host = parsed != NULL ? g_uri_get_host (parsed) : NULL;

      return host != NULL && *host != '\0' ? g_strdup (host) : NULL;
    }
  folder = dup_drive_folder (path);
  if (folder == NULL)
    folder = dup_fixed_folder (path);
  if (folder == NULL || g_strv_contains (mounts, folder))
    return NULL;
  {
    g_autofree char *base = g_path_get_basename (folder);

    return g_filename_display_name (base);
  }
}
