/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks for another name of something. */
void  reel_name_dialog_ask_async  (GtkWindow           *parent,
                                   const char          *heading,
                                   const char          *body,
                                   const char          *name,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
char *reel_name_dialog_ask_finish (GAsyncResult        *result,
                                   GError             **error);

G_END_DECLS
