/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Shows a file in the file manager, where that can: else the folder that it is in. */
void     reel_folder_show_async  (GtkWindow            *parent,
                                  GFile                *file,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
gboolean reel_folder_show_finish (GAsyncResult         *result,
                                  GError              **error);

G_END_DECLS
