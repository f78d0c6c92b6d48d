/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* A screenshot, and what a test asks of one. Regions are in the picture's own pixels; NULL is all of it. */
typedef struct _ReelPicture ReelPicture;

ReelPicture   *reel_picture_new           (int width, int height);
void           reel_picture_free          (ReelPicture *self);
void           reel_picture_set_pixel     (ReelPicture *self, int x, int y, guint32 rgb);
guint32        reel_picture_get_pixel     (const ReelPicture *self, int x, int y);
int            reel_picture_get_width     (const ReelPicture *self);
int            reel_picture_get_height    (const ReelPicture *self);
/* The share of the region's pixels, 0…1, that differ by more than @tolerance (0…255) in red, green or blue. */
double         reel_picture_compare       (const ReelPicture *self, const ReelPicture *other, const cairo_rectangle_int_t *region, int tolerance);
/* Different colours in the region, counted up to @most. */
guint          reel_picture_count_colours (const ReelPicture *self, const cairo_rectangle_int_t *region, guint most);
/* Mean of red, green and blue, 0…255: tells a dark window from a light one. */
double         reel_picture_get_mean      (const ReelPicture *self, const cairo_rectangle_int_t *region);
gboolean       reel_picture_save          (ReelPicture *self, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelPicture, reel_picture_free)

G_END_DECLS
