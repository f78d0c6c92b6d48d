/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-media-info.h"
#include "media/reel-proxy-plan.h"
#include "media/reel-proxy-writer.h"

G_BEGIN_DECLS

/*
 * Smaller copies on the disk. Each row of the catalogue has a folder of its own below the one that is given, named by the
 * row, so that the copy can have the name of the original: services show it, and people look for it.
 */

void           reel_upload_proxy_plan_async   (const ReelMediaInfo  *info,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
ReelProxyPlan *reel_upload_proxy_plan_finish  (GAsyncResult         *result,
                                               GError              **error);

void           reel_upload_proxy_make_async   (const char           *folder,
                                               gint64                row_id,
                                               const char           *uri,
                                               const ReelProxyPlan  *plan,
                                               ReelProxyProgress     progress,
                                               gpointer              progress_data,
                                               GDestroyNotify        progress_data_free,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
char          *reel_upload_proxy_make_finish  (GAsyncResult         *result,
                                               guint64              *size,
                                               GError              **error);

void           reel_upload_proxy_remove       (const char           *path);

G_END_DECLS
