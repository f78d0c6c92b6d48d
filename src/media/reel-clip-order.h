/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-cut.h"

G_BEGIN_DECLS

/**
 * ReelClipOrder:
 * @cuts: (element-type ReelCut): what is written, one after the other; at least one
 * @instant: whether the one cut is copied without being decoded, from the key frame before it
 * @reel: whether it is a reel: pictures of one size, at one rate
 * @fade: seconds for which a cut of a reel fades into the next; 0 for cuts
 * @largest: whether a reel is as large as its largest picture, and not as its first
 * @fps_n: pictures of a reel a second, numerator; 0 for those that most of it has
 * @fps_d: denominator
 * @replace: whether a file that is there already may be replaced
 *
 * What is to be written into a clip.
 */
typedef struct
{
  GPtrArray *cuts;
  gboolean instant;
  gboolean reel;
  double fade;
  gboolean largest;
  guint fps_n, fps_d;
  gboolean replace;
} ReelClipOrder;

ReelClipOrder *reel_clip_order_new  (void);
void           reel_clip_order_add  (ReelClipOrder *self,
                                     const char    *uri,
                                     double         start,
                                     double         end);
void           reel_clip_order_free (ReelClipOrder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelClipOrder, reel_clip_order_free)

G_END_DECLS
