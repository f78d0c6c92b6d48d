/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "media/reel-frame-grabber.h"

G_BEGIN_DECLS

/*
 * Pictures of a whole video in a row, as many as fit beside each other in their own shape. They are asked for one after the
 * other while the strip is on the screen, behind whatever else is asked of the grabber. A file without pictures has no strip.
 */
#define REEL_TYPE_FILMSTRIP (reel_filmstrip_get_type ())
G_DECLARE_FINAL_TYPE (ReelFilmstrip, reel_filmstrip, REEL, FILMSTRIP, GtkWidget)

GtkWidget    *reel_filmstrip_new          (void);
void          reel_filmstrip_set_grabber  (ReelFilmstrip    *self,
                                           ReelFrameGrabber *grabber);
void          reel_filmstrip_set_source   (ReelFilmstrip    *self,
                                           const char       *uri,
                                           double            duration);
guint         reel_filmstrip_get_n_places (ReelFilmstrip    *self);
guint         reel_filmstrip_get_n_loaded (ReelFilmstrip    *self);
gboolean      reel_filmstrip_has_pictures (ReelFilmstrip    *self);
GdkTexture   *reel_filmstrip_get_picture  (ReelFilmstrip    *self,
                                           double            seconds);

G_END_DECLS
