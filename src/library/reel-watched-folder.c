/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-watched-folder.h"

/**
 * reel_watched_folder_new:
 * @row_id: the catalogue's name for it
 * @profile: whose collection
 * @collection_id: what it feeds
 * @uri: the folder
 * @added: since when, Unix seconds
 * @paused: whether people do not want it looked into for now
 *
 * Returns: (transfer full): the record
 */
ReelWatchedFolder *
reel_watched_folder_new (gint64      row_id,
                         const char *profile,
                         const char *collection_id,
                         const char *uri,
                         gint64      added,
                         gboolean    paused)
{
  ReelWatchedFolder *self;

  g_return_val_if_fail (profile != NULL && collection_id != NULL && uri != NULL, NULL);

  self = g_new0 (ReelWatchedFolder, 1);
  self->row_id = row_id;
  self->profile = g_strdup (profile);
  self->collection_id = g_strdup (collection_id);
  self->uri = g_strdup (uri);
  self->added = added;
  self->paused = paused;
  return self;
}

/**
 * reel_watched_folder_copy:
 * @self: a record
 *
 * Returns: (transfer full): a copy
 */
ReelWatchedFolder *
reel_watched_folder_copy (const ReelWatchedFolder *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return reel_watched_folder_new (self->row_id, self->profile, self->collection_id, self->uri, self->added, self->paused);
}

/**
 * reel_watched_folder_free:
 * @self: (nullable) (transfer full): a record
 */
void
reel_watched_folder_free (ReelWatchedFolder *self)
{
  if (self == NULL)
    return;
  g_free (self->profile);
  g_free (self->collection_id);
  g_free (self->uri);
  g_free (self);
}

/**
 * reel_watched_file_new:
 * @uri: the file
 * @size: bytes
 * @changed: when it was last written, Unix time in microseconds
 *
 * Returns: (transfer full): the record
 */
ReelWatchedFile *
reel_watched_file_new (const char *uri,
                       guint64     size,
                       gint64      changed)
{
  ReelWatchedFile *self;

  g_return_val_if_fail (uri != NULL, NULL);

  self = g_new (ReelWatchedFile, 1);
  self->uri = g_strdup (uri);
  self->size = size;
  self->changed = changed;
  return self;
}

/**
 * reel_watched_file_free:
 * @self: (nullable) (transfer full): a record
 */
void
reel_watched_file_free (ReelWatchedFile *self)
{
  if (self == NULL)
    return;
  g_free (self->uri);
  g_free (self);
}
