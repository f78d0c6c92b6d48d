/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>

#include "library/reel-installation.h"

#define NAME "installation-id"

/**
 * reel_installation_read:
 * @folder: where the service on this computer keeps what it knows; made where missing
 * @error: return location
 *
 * Blocks, for worker threads. What is not there yet, or damaged, is made anew.
 *
 * Returns: (transfer full) (nullable): the id of this computer's service
 */
char *
reel_installation_read (const char *folder,
                        GError    **error)
{
  g_autofree char *path = g_build_filename (folder, NAME, NULL);
  g_autofree char *id = NULL;

  if (g_file_get_contents (path, &id, NULL, NULL) && g_uuid_string_is_valid (g_strchomp (id)))
    return g_steal_pointer (&id);
  g_free (id);
  id = g_uuid_string_random ();
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", folder, g_strerror (code));
      return NULL;
    }
  if (!g_file_set_contents_full (path, id, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error))
    return NULL;
  return g_steal_pointer (&id);
}
