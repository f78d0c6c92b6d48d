/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <gst/gst.h>

#include "media/reel-proxy-plan.h"

G_BEGIN_DECLS

/*
 * A pipeline that makes one file of another, run by the thread that calls it:
 *
 * source ┬ queue ! deinterlace ! scale ! flip ! queue ! video encoder ! queue ┬ muxer ! file
 *        └ queue ! convert ! rate ! audio encoder ! queue ────────────────────┘
 */
typedef struct _ReelProxyPipeline ReelProxyPipeline;

/* On the thread that runs it; @position: nanoseconds of the pictures that have been read. */
typedef void (*ReelProxyPipelineProgress) (GstClockTime position,
                                           gpointer     data);

ReelProxyPipeline *reel_proxy_pipeline_new  (const char                 *uri,
                                             const char                 *path,
                                             const char                 *scratch,
                                             const ReelProxyPlan        *plan,
                                             GError                    **error);
gboolean           reel_proxy_pipeline_run  (ReelProxyPipeline          *self,
                                             ReelProxyPipelineProgress   progress,
                                             gpointer                    data,
                                             GCancellable               *cancellable,
                                             GError                    **error);
void               reel_proxy_pipeline_free (ReelProxyPipeline          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelProxyPipeline, reel_proxy_pipeline_free)

G_END_DECLS
