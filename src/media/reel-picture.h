/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

#include "media/reel-frame.h"
#include "media/reel-orientation.h"

G_BEGIN_DECLS

/*
 * From GStreamer's pictures to ours. It keeps what it converted the last picture with, for the next one of the same kind.
 * Used by one thread at a time.
 */
typedef struct _ReelPictureMaker ReelPictureMaker;

ReelPictureMaker *reel_picture_maker_new              (void);
ReelFrame        *reel_picture_maker_make             (ReelPictureMaker *self,
                                                       GstSample        *sample,
                                                       ReelOrientation   orientation,
                                                       guint             max_edge,
                                                       double            time);
guint             reel_picture_maker_get_n_converters (ReelPictureMaker *self);
void              reel_picture_maker_free             (ReelPictureMaker *self);
ReelOrientation   reel_picture_orientation_of_pad     (GstPad           *pad);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelPictureMaker, reel_picture_maker_free)

G_END_DECLS
