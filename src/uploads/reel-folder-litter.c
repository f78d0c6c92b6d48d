/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "uploads/reel-folder-litter.h"

/* What machines keep beside the films of people: films among it are previews, copies, or were deleted. */

static const char * const folders[] = {
  "#recycle",            /* Synology's waste */
  "#snapshot",           /* and its copies of all there was */
  "@eaDir",              /* its thumbnails and previews */
  "@Recycle",            /* QNAP's waste */
  "@Recently-Snapshot",  /* and its copies */
  "@tmp",                /* what either has not finished */
  ".@__thumb",           /* QNAP's thumbnails */
  ".snapshot",           /* NetApp's copies */
  ".snapshots",          /* Btrfs's, by snapper */
  ".stversions",         /* Syncthing's */
  ".zfs",                /* ZFS's */
  "$RECYCLE.BIN",        /* Windows' waste, by its age */
  "RECYCLER",
  "RECYCLED",
  "System Volume Information",
  "lost+found",          /* what was left after a repair */
  "found.000",
};

/* A number follows: the id of who deleted it. */
static const char waste[] = ".Trash-";

static const char * const endings[] = {
  ".lrv", /* GoPro's and Insta360's small copies, to look at on a phone */
  ".lrf", /* DJI's */
  ".thm", /* a still */
};

/**
 * reel_folder_is_litter:
 * @name: of an entry of a folder, without its path
 * @is_folder: whether it is a folder itself
 *
 * Returns: whether a NAS, a camera or a system keeps it beside the films, so that nobody means it who means the folder
 */
gboolean
reel_folder_is_litter (const char *name,
                       gboolean    is_folder)
{
  gsize length;

  g_return_val_if_fail (name != NULL, FALSE);

  length = strlen (name);
  if (is_folder)
    {
      if (g_str_has_prefix (name, waste))
        return TRUE;
      for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
        if (g_ascii_strcasecmp (name, folders[i]) == 0)
          return TRUE;
      return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (length > strlen (endings[i]) && g_ascii_strcasecmp (name + length - strlen (endings[i]), endings[i]) == 0)
      return TRUE;
  return FALSE;
}
