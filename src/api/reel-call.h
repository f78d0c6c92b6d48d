/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "api/reel-request.h"

G_BEGIN_DECLS

ReelRequestSpec *reel_call_new_spec        (GTask               *task,
                                            const char          *call,
                                            const char          *method,
                                            const char          *path,
                                            const char          *id,
                                            ReelPriority         priority,
                                            ReelDecode           decode,
                                            GDestroyNotify       result_free);
GTask           *reel_call_new_task        (ReelClient          *self,
                                            GCancellable        *cancellable,
                                            gpointer             tag,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
void             reel_call_set_string      (JsonObject          *object,
                                            const char          *key,
                                            const char          *value);
GBytes          *reel_call_body            (JsonObject          *object);
GBytes          *reel_call_body_for_string (const char          *key,
                                            const char          *value);

G_END_DECLS
