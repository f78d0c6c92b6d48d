/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "local/reel-body-sink.h"

G_BEGIN_DECLS

/*
 * Carries a request's body from the loop to a sink on a thread of its own. When more than a few MiB wait there, the
 * message is paused until the thread has caught up: memory stays flat however fast the sender is.
 * A body that is cut off frees the sink, and with it what was written.
 */
#define REEL_TYPE_BODY_PUMP (reel_body_pump_get_type ())
G_DECLARE_FINAL_TYPE (ReelBodyPump, reel_body_pump, REEL, BODY_PUMP, GObject)

ReelBodyPump *reel_body_pump_new        (SoupServerMessage    *message,
                                         ReelBodySink         *sink);
void          reel_body_pump_abort      (ReelBodyPump         *self);
void          reel_body_pump_wait_all   (void);
void          reel_body_pump_end_async  (ReelBodyPump         *self,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
ReelBodySink *reel_body_pump_end_finish (ReelBodyPump         *self,
                                         GAsyncResult         *result,
                                         GError              **error);

G_END_DECLS
