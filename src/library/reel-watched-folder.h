/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A folder that feeds a collection, as the catalogue remembers it. */
typedef struct
{
  gint64 row_id;
  char *profile;
  char *collection_id;
  char *uri;       /* as it was given: in a sandbox a path that the document portal keeps for us */
  gint64 added;    /* Unix seconds */
  gboolean paused; /* people do not want it looked into for now */
} ReelWatchedFolder;

/* A file of such a folder that was taken, as it was then: what becomes of its row, it is not taken again as long as it
 * stays so. */
typedef struct
{
  char *uri;
  guint64 size;   /* bytes */
  gint64 changed; /* when it was last written, Unix time in microseconds */
} ReelWatchedFile;

ReelWatchedFolder *reel_watched_folder_new  (gint64                   row_id,
                                             const char              *profile,
                                             const char              *collection_id,
                                             const char              *uri,
                                             gint64                   added,
                                             gboolean                 paused);
ReelWatchedFolder *reel_watched_folder_copy (const ReelWatchedFolder *self);
void               reel_watched_folder_free (ReelWatchedFolder       *self);

ReelWatchedFile   *reel_watched_file_new    (const char              *uri,
                                             guint64                  size,
                                             gint64                   changed);
void               reel_watched_file_free   (ReelWatchedFile         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelWatchedFolder, reel_watched_folder_free)

G_END_DECLS
