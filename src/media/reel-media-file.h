/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-media-error.h"

G_BEGIN_DECLS

/**
 * ReelMediaFile:
 * @path: (nullable): where it is; %NULL where only its descriptor is known
 * @name: what people call it: the display name of its last part
 * @size: bytes
 * @mtime: modification time, nanoseconds since 1970
 *
 * A file that passed reel_media_file_check(), or one of the two checks that it is made of.
 */
typedef struct
{
  char *path;
  char *name;
  guint64 size;
  gint64 mtime;
} ReelMediaFile;

ReelMediaFile *reel_media_file_check        (const char     *uri,
                                             GError        **error);
ReelMediaFile *reel_media_file_open         (const char     *uri,
                                             int            *fd,
                                             GError        **error);
ReelMediaFile *reel_media_file_check_fd     (int             fd,
                                             const char     *name,
                                             GError        **error);
void           reel_media_file_free         (ReelMediaFile  *self);
char          *reel_media_file_display_name (const char     *uri);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelMediaFile, reel_media_file_free)

G_END_DECLS
