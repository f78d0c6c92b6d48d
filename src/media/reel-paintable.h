/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "media/reel-video-slot.h"

G_BEGIN_DECLS

/*
 * The picture of a video that plays. Signal: size-changed, when it is drawn at a notably other size than before, in
 * pixels of the screen.
 */
#define REEL_TYPE_PAINTABLE (reel_paintable_get_type ())
G_DECLARE_FINAL_TYPE (ReelPaintable, reel_paintable, REEL, PAINTABLE, GObject)

ReelPaintable *reel_paintable_new         (void);
ReelVideoSlot *reel_paintable_get_slot    (ReelPaintable *self);
void           reel_paintable_clear       (ReelPaintable *self);
gboolean       reel_paintable_has_picture (ReelPaintable *self);
guint64        reel_paintable_get_shown   (ReelPaintable *self);
guint64        reel_paintable_get_dropped (ReelPaintable *self);

G_END_DECLS
