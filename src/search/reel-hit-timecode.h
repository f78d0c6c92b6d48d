/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "search/reel-hit.h"

G_BEGIN_DECLS

/* Where a hit begins, as its file counts its frames. */
void  reel_hit_timecode_async  (ReelHit             *hit,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data);
char *reel_hit_timecode_finish (GAsyncResult        *result,
                                GError             **error);

G_END_DECLS
