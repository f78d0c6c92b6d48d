/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/video/video.h>

G_BEGIN_DECLS

/* Finds hard cuts in a video whose pictures it is shown, one after the other: as they were decoded, so that those that nobody
 * wants need not be converted. Costs about a tenth of a millisecond a picture, of any size. For one thread. */
typedef struct _ReelCutFinder ReelCutFinder;

ReelCutFinder *reel_cut_finder_new  (void);
void           reel_cut_finder_free (ReelCutFinder      *self);
gboolean       reel_cut_finder_add  (ReelCutFinder      *self,
                                     const GstVideoInfo *info,
                                     GstBuffer          *picture);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelCutFinder, reel_cut_finder_free)

G_END_DECLS
