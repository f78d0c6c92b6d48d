/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* A screenshot, and what a test asks of one. Regions are in the picture's own pixels; NULL is all of it. */
typedef struct _ReelScreenshot ReelScreenshot;

ReelScreenshot *reel_screenshot_new           (int width, int height);
void            reel_screenshot_free          (ReelScreenshot *self);
void            reel_screenshot_set_pixel     (ReelScreenshot *self, int x, int y, guint32 rgb);
guint32         reel_screenshot_get_pixel     (const ReelScreenshot *self, int x, int y);
int             reel_screenshot_get_width     (const ReelScreenshot *self);
int             reel_screenshot_get_height    (const ReelScreenshot *self);
/* The share of the region's pixels, 0…1, that differ by more than @tolerance (0…255) in red, green or blue. */
double          reel_screenshot_compare       (const ReelScreenshot *self, const ReelScreenshot *other, const cairo_rectangle_int_t *region, int tolerance);
/* Different colours in the region, counted up to @most. */
guint           reel_screenshot_count_colours (const ReelScreenshot *self, const cairo_rectangle_int_t *region, guint most);
/* Mean of red, green and blue, 0…255: tells a dark window from a light one. */
double          reel_screenshot_get_mean      (const ReelScreenshot *self, const cairo_rectangle_int_t *region);
gboolean        reel_screenshot_save          (ReelScreenshot *self, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelScreenshot, reel_screenshot_free)

G_END_DECLS
