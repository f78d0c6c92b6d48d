/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks before something is done that can't be undone. */
void     reel_confirmation_ask_async  (GtkWindow           *parent,
                                       const char          *heading,
                                       const char          *body,
                                       const char          *verb,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
/* The same for what takes nothing away: the button that does it is the one to press. Also ends with ask_finish. */
void     reel_confirmation_suggest_async (GtkWindow        *parent,
                                       const char          *heading,
                                       const char          *body,
                                       const char          *verb,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
gboolean reel_confirmation_ask_finish (GAsyncResult        *result,
                                       GError             **error);

G_END_DECLS
