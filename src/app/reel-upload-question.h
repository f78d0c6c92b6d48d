/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks before much is sent to a service that is not on this computer: how many videos, how much, and where to. */
void     reel_upload_question_ask_async  (GtkWindow           *parent,
                                          GListModel          *files,
                                          const char          *collection,
                                          const char          *service,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean reel_upload_question_ask_finish (GAsyncResult        *result,
                                          GError             **error);

G_END_DECLS
