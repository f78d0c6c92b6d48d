/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "media/reel-proxy-plan.h"

G_BEGIN_DECLS

/**
 * ReelProxyProgress:
 * @fraction: 0 to 1, growing
 * @data: what was given with it
 *
 * Says how far a proxy is, on the caller's context, ten times a second at the most, and never after the callback.
 */
typedef void (*ReelProxyProgress) (double   fraction,
                                   gpointer data);

/* Errors: #ReelMediaError, %G_IO_ERROR_CANCELLED. */
void     reel_proxy_writer_write_async  (const char           *uri,
                                         GFile                *target,
                                         const ReelProxyPlan  *plan,
                                         ReelProxyProgress     progress,
                                         gpointer              progress_data,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean reel_proxy_writer_write_finish (GAsyncResult         *result,
                                         GError              **error);

G_END_DECLS
