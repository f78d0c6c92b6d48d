/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "media/reel-media-info.h"

G_BEGIN_DECLS

/* Errors: #ReelMediaError, %G_IO_ERROR_CANCELLED. The blocking form is for worker threads. */
ReelMediaInfo *reel_prober_probe        (const char          *uri,
                                         GCancellable        *cancellable,
                                         GError             **error);
void           reel_prober_probe_async  (const char          *uri,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
ReelMediaInfo *reel_prober_probe_finish (GAsyncResult        *result,
                                         GError             **error);

G_END_DECLS
