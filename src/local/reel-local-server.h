/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "local/reel-local-service.h"

G_BEGIN_DECLS

/*
 * The HTTP side of the service: on 127.0.0.1 only, for those who have the key. Lives on the thread that made it, whose
 * main context must turn.
 */
#define REEL_TYPE_LOCAL_SERVER (reel_local_server_get_type ())
G_DECLARE_FINAL_TYPE (ReelLocalServer, reel_local_server, REEL, LOCAL_SERVER, GObject)

ReelLocalServer *reel_local_server_new      (ReelLocalService  *service,
                                             const char        *key,
                                             double             qps,
                                             guint              patience);
gboolean         reel_local_server_listen   (ReelLocalServer   *self,
                                             guint              port,
                                             GError           **error);
guint            reel_local_server_get_port (ReelLocalServer   *self);
void             reel_local_server_stop     (ReelLocalServer   *self);

G_END_DECLS
