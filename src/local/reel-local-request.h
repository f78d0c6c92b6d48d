/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "local/reel-local-route.h"

G_BEGIN_DECLS

/* How long a call that decodes a video may take before it is answered with 504. */
#define REEL_LOCAL_REQUEST_SECONDS 60

/*
 * One call on its way: its body comes in, the call runs on a worker thread, its reply goes out. Lives on the server's
 * thread but for that; its message is paused meanwhile.
 */
#define REEL_TYPE_LOCAL_REQUEST (reel_local_request_get_type ())
G_DECLARE_FINAL_TYPE (ReelLocalRequest, reel_local_request, REEL, LOCAL_REQUEST, GObject)

ReelLocalRequest *reel_local_request_new         (SoupServerMessage     *message,
                                                  const ReelLocalRoute  *route,
                                                  const char            *id,
                                                  ReelLocalService      *service,
                                                  GThreadPool           *checks,
                                                  GError               **error);
void              reel_local_request_run         (ReelLocalRequest      *self,
                                                  GThreadPool           *pool);
void              reel_local_request_work        (ReelLocalRequest      *self);
void              reel_local_request_abort       (ReelLocalRequest      *self);
gboolean          reel_local_request_is_upload   (ReelLocalRequest      *self);
gboolean          reel_local_request_is_slow     (ReelLocalRequest      *self);

void              reel_local_request_reply_error (SoupServerMessage     *message,
                                                  const GError          *error,
                                                  guint                  retry_after);

G_END_DECLS
