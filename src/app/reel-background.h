/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Leave of the desktop to run without a window, from the portal org.freedesktop.portal.Background. It matters in a sandbox
 * alone: elsewhere nobody has to be asked, and nobody is.
 * Properties: connection (construct-only, nullable), sandboxed (boolean, construct-only), denied (boolean: the desktop, or who
 * uses it, said no when last asked; notifies).
 */
#define REEL_TYPE_BACKGROUND (reel_background_get_type ())
G_DECLARE_FINAL_TYPE (ReelBackground, reel_background, REEL, BACKGROUND, GObject)

ReelBackground *reel_background_new            (GDBusConnection     *connection);
void            reel_background_request_async  (ReelBackground      *self,
                                                const char          *reason,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
gboolean        reel_background_request_finish (ReelBackground      *self,
                                                GAsyncResult        *result,
                                                GError             **error);
gboolean        reel_background_get_denied     (ReelBackground      *self);
void            reel_background_set_status     (ReelBackground      *self,
                                                const char          *status);

G_END_DECLS
