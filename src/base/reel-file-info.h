/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GFileInfo *reel_file_info_query     (GFile        *file,
                                     const char   *attributes,
                                     GCancellable *cancellable,
                                     GError      **error);
GFileType  reel_file_info_get_kind  (GFileInfo    *info);
guint64    reel_file_info_get_size  (GFileInfo    *info);
gboolean   reel_file_info_is_hidden (GFileInfo    *info);
gboolean   reel_file_info_is_picture (GFileInfo   *info);

G_END_DECLS
