/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "local/reel-local-connection.h"

G_BEGIN_DECLS

/* Connections at a time: more than any honest client has, and far fewer than there are descriptors. */
#define REEL_LOCAL_LISTENER_MOST 256

/*
 * Accepts connections for a SoupServer. Its own listener stops for ever after one failure, such as for want of descriptors, and
 * takes any number of connections for any time. Where there are too many, those go first that did not show the key, and then
 * idle ones, the oldest first.
 */
#define REEL_TYPE_LOCAL_LISTENER (reel_local_listener_get_type ())
G_DECLARE_FINAL_TYPE (ReelLocalListener, reel_local_listener, REEL, LOCAL_LISTENER, GObject)

ReelLocalListener *reel_local_listener_new      (SoupServer               *server,
                                                 const ReelLocalPatience  *patience);
gboolean           reel_local_listener_listen   (ReelLocalListener        *self,
                                                 guint                     port,
                                                 GError                  **error);
guint              reel_local_listener_get_port (ReelLocalListener        *self);
void               reel_local_listener_stop     (ReelLocalListener        *self);

G_END_DECLS
