/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-clip-render.h"
#include "media/reel-cut.h"
#include "media/reel-part-file.h"

G_BEGIN_DECLS

const char *reel_clip_copy_get_extension (const char        *uri);
gboolean    reel_clip_copy_run           (const ReelCut     *cut,
                                          gboolean           has_audio,
                                          ReelPartFile      *part,
                                          const char        *extension,
                                          ReelClipPosition   position,
                                          gpointer           data,
                                          double            *lead,
                                          double            *duration,
                                          GCancellable      *cancellable,
                                          GError           **error);

gsize       reel_clip_copy_get_peak      (void);

G_END_DECLS
