/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* The number in the picture that @paintable shows, of a video of reel_test_video_make(); -1 where it shows none. Upright or
 * turned by 90° clockwise. */
int shown_number (GdkPaintable *paintable);

G_END_DECLS
