/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a folder, and those below it, would bring. */
typedef struct
{
  guint n_videos;
  guint64 size; /* bytes */
} ReelFolderCount;

void     reel_folder_count_async  (GFile                *folder,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
gboolean reel_folder_count_finish (GAsyncResult         *result,
                                   ReelFolderCount      *count,
                                   GError              **error);

G_END_DECLS
