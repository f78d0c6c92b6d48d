/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void     reel_json_export_async  (GtkWindow           *parent,
                                  const char          *name,
                                  const char          *suffix,
                                  GBytes              *json,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
gboolean reel_json_export_finish (GAsyncResult        *result,
                                  GError             **error);

G_END_DECLS
