/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-clip-layout.h"
#include "media/reel-clip-render.h"
#include "media/reel-clip-writer.h"
#include "media/reel-cut.h"
#include "media/reel-part-file.h"

G_BEGIN_DECLS

const char *reel_clip_copy_get_extension (const char        *uri);
gboolean    reel_clip_copy_run           (const ReelCut         *cut,
                                          const ReelClipLayout  *layout,
                                          ReelPartFile          *part,
                                          const char            *extension,
                                          ReelClipPosition       position,
                                          gpointer               data,
                                          ReelClipReport        *report,
                                          GCancellable          *cancellable,
                                          GError               **error);

gsize       reel_clip_copy_get_peak      (void);

G_END_DECLS
