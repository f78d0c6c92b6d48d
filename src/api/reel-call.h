/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "api/reel-request.h"

G_BEGIN_DECLS

/* What the functions that make calls have in common. */

ReelRequestSpec *reel_call_new_spec        (const ReelCall      *call,
                                            const char          *id,
                                            GBytes              *body,
                                            GError             **error);
void             reel_call_start           (ReelClient          *self,
                                            const ReelCall      *call,
                                            const char          *id,
                                            GBytes              *body,
                                            gpointer             tag,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gpointer         reel_call_finish          (ReelClient          *self,
                                            GAsyncResult        *result,
                                            gpointer             tag,
                                            GError             **error);
void             reel_call_set_string      (JsonObject          *object,
                                            const char          *key,
                                            const char          *value);
GBytes          *reel_call_body            (JsonObject          *object);
GBytes          *reel_call_body_for_string (const char          *key,
                                            const char          *value);

G_END_DECLS
