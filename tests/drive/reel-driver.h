/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reel-display.h"
#include "reel-node.h"

G_BEGIN_DECLS

/* How long anything that a program does at once may take, on a slow machine too. */
#define REEL_DRIVER_SECONDS 120

/*
 * Drives one GTK program from outside: finds its widgets over the accessibility bus by role and name, uses them with a
 * real pointer and keyboard, and looks at them. Names as for reel_node_matches(); @within (nullable) is where to look.
 * Only visible nodes are found. Errors: G_IO_ERROR_NOT_FOUND, G_IO_ERROR_TIMED_OUT, G_IO_ERROR_CLOSED when the program
 * left, and those of D-Bus.
 */
#define REEL_TYPE_DRIVER (reel_driver_get_type ())
G_DECLARE_FINAL_TYPE (ReelDriver, reel_driver, REEL, DRIVER, GObject)

/* Returns whether what is waited for is there; an error ends the wait where it is set. */
typedef gboolean (*ReelDriverFunc) (ReelDriver *driver, gpointer data, GError **error);

ReelDriver     *reel_driver_new          (ReelDisplay *display, int pid, const char *bus_name, GError **error);
ReelDisplay    *reel_driver_get_display  (ReelDriver *self);

GPtrArray      *reel_driver_get_tree     (ReelDriver *self, GError **error);
GPtrArray      *reel_driver_find_all     (ReelDriver *self, AtspiRole role, const char *name, ReelNode *within, GError **error);
ReelNode       *reel_driver_find         (ReelDriver *self, AtspiRole role, const char *name, ReelNode *within, GError **error);
ReelNode       *reel_driver_wait_for     (ReelDriver *self, AtspiRole role, const char *name, ReelNode *within, GError **error);
gboolean        reel_driver_wait_gone    (ReelDriver *self, AtspiRole role, const char *name, ReelNode *within, GError **error);
gboolean        reel_driver_wait_text    (ReelDriver *self, ReelNode *node, const char *text, GError **error);
gboolean        reel_driver_wait_until   (ReelDriver *self, ReelDriverFunc func, gpointer data, double seconds, const char *what, GError **error);
char           *reel_driver_dump         (ReelDriver *self);

gboolean        reel_driver_get_area     (ReelDriver *self, ReelNode *node, cairo_rectangle_int_t *area, GError **error);
gboolean        reel_driver_click        (ReelDriver *self, ReelNode *node, GError **error);
gboolean        reel_driver_double_click (ReelDriver *self, ReelNode *node, GError **error);
gboolean        reel_driver_type         (ReelDriver *self, ReelNode *entry, const char *text, GError **error);
gboolean        reel_driver_activate     (ReelDriver *self, const char *action, GVariant *parameter, GError **error);

gboolean        reel_driver_place        (ReelDriver *self, const char *title, const cairo_rectangle_int_t *geometry, GError **error);
ReelScreenshot *reel_driver_look_at      (ReelDriver *self, ReelNode *node, GError **error);

G_END_DECLS
