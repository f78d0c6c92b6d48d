/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-client.h"

G_BEGIN_DECLS

/*
 * Tells the service on this computer what else the computer is used for, so that indexing leaves enough of it: when that
 * changes, and now and then, as the service forgets it after a minute. Properties: active (boolean, rw: whether the user works
 * with the program), playing (boolean, rw: whether it plays a video).
 */
#define REEL_TYPE_SERVICE_USE (reel_service_use_get_type ())
G_DECLARE_FINAL_TYPE (ReelServiceUse, reel_service_use, REEL, SERVICE_USE, GObject)

/* Seconds. */
#define REEL_SERVICE_USE_INTERVAL 20

ReelServiceUse *reel_service_use_new          (void);
void            reel_service_use_set_interval (ReelServiceUse *self,
                                               guint           milliseconds);
void            reel_service_use_set_client   (ReelServiceUse *self,
                                               ReelClient     *client);

G_END_DECLS
