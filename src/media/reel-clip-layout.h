/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "media/reel-clip-order.h"
#include "media/reel-clip-source.h"
#include "media/reel-media-info.h"

G_BEGIN_DECLS

/**
 * ReelClipLayout:
 * @n_cuts: how many cuts
 * @frames: (array length=n_cuts): how many pictures each has in a reel
 * @fades: (array length=n_cuts): with how many of them each fades into the next one
 * @format: of pictures and sound
 * @fps_n: pictures a second, numerator; 0 where each keeps the time that it has in its file
 * @fps_d: denominator
 * @total: seconds of all
 * @n_silent: how many cuts have sound that nothing here can decode
 *
 * When what is shown in a clip, worked out before it is written.
 */
typedef struct
{
  guint n_cuts;
  guint64 *frames;
  guint64 *fades;
  ReelClipFormat format;
  guint fps_n, fps_d;
  double total;
  guint n_silent;
} ReelClipLayout;

ReelClipLayout *reel_clip_layout_new           (const ReelClipOrder  *order,
                                                GCancellable         *cancellable,
                                                GError              **error);
ReelClipLayout *reel_clip_layout_new_for_infos (const ReelClipOrder  *order,
                                                GPtrArray            *infos);
void            reel_clip_layout_free          (ReelClipLayout       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelClipLayout, reel_clip_layout_free)

G_END_DECLS
