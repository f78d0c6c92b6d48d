/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Children one behind the other at their natural width, in as many lines as they need, as words in a text; one that is wider
 * than a line gets the line (libadwaita has such a box from 1.7 on).
 */
#define REEL_TYPE_WRAP_BOX (reel_wrap_box_get_type ())
G_DECLARE_FINAL_TYPE (ReelWrapBox, reel_wrap_box, REEL, WRAP_BOX, GtkWidget)

GtkWidget *reel_wrap_box_new    (int          spacing);
void       reel_wrap_box_append (ReelWrapBox *self,
                                 GtkWidget   *child);

G_END_DECLS
