/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "reel-screenshot.h"

G_BEGIN_DECLS

/* A window of the X display, as it is now. */
typedef struct
{
  gulong id;
  char *title;                    /* (owned) */
  cairo_rectangle_int_t geometry; /* on the screen, without the window manager's frame */
  gboolean popup;                 /* no window manager has a say in it: a popover, a drag icon */
} ReelXWindow;

/*
 * The X display of the test's session: what a person's hands and eyes do. Input goes through XTEST, so it takes the way
 * of a real mouse and a real keyboard; all points are pixels of the screen. The calls wait as a hand would, turning the
 * default main context meanwhile.
 */
#define REEL_TYPE_DISPLAY (reel_display_get_type ())
G_DECLARE_FINAL_TYPE (ReelDisplay, reel_display, REEL, DISPLAY, GObject)

ReelDisplay    *reel_display_open           (GError **error);
void            reel_display_rest           (ReelDisplay *self, guint milliseconds);

/* (element-type ReelXWindow): the visible windows of a process, from the bottom of the stack to its top */
GPtrArray      *reel_display_list_windows   (ReelDisplay *self, int pid);
gboolean        reel_display_place_window   (ReelDisplay *self, gulong id, const cairo_rectangle_int_t *geometry, GError **error);
void            reel_display_raise_window   (ReelDisplay *self, gulong id);

void            reel_display_move           (ReelDisplay *self, int x, int y);
void            reel_display_click          (ReelDisplay *self, int x, int y, guint button, guint count);
void            reel_display_hold           (ReelDisplay *self, guint button, gboolean down);
void            reel_display_drag           (ReelDisplay *self, int from_x, int from_y, int to_x, int to_y);
gboolean        reel_display_press_keys     (ReelDisplay *self, const char *keys, GError **error);
gboolean        reel_display_type           (ReelDisplay *self, const char *text, GError **error);

ReelScreenshot *reel_display_take_picture   (ReelDisplay *self, const cairo_rectangle_int_t *region, GError **error);

G_END_DECLS
