/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <atspi/atspi-constants.h>
#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * One accessible object of a program as it was when the tree was read: role, name, description and states are of that
 * moment; what the functions with an error ask for is of now. A node keeps its ancestors.
 */
#define REEL_TYPE_NODE (reel_node_get_type ())
G_DECLARE_FINAL_TYPE (ReelNode, reel_node, REEL, NODE, GObject)

/* The interfaces of AT-SPI by their last word: "Text", "EditableText", "Value", "Action", "Component". */
ReelNode   *reel_node_new             (GDBusConnection *bus, GVariant *cache_item);
const char *reel_node_get_path        (ReelNode *self);
ReelNode   *reel_node_get_parent      (ReelNode *self);
void        reel_node_set_parent      (ReelNode *self, ReelNode *parent, int index);
int         reel_node_get_index       (ReelNode *self);
int         reel_node_get_n_children  (ReelNode *self);
AtspiRole   reel_node_get_role        (ReelNode *self);
const char *reel_node_get_name        (ReelNode *self);
const char *reel_node_get_description (ReelNode *self);
gboolean    reel_node_has_state       (ReelNode *self, AtspiStateType state);
gboolean    reel_node_has_interface   (ReelNode *self, const char *interface);
gboolean    reel_node_is_window       (ReelNode *self);
gboolean    reel_node_is_popup        (ReelNode *self);
/* (transfer none) (nullable): the window or popover that it lies in, itself where it is one */
ReelNode   *reel_node_get_surface     (ReelNode *self);
gboolean    reel_node_is_within       (ReelNode *self, ReelNode *ancestor);
/* @name: NULL for any, the name itself, or a regular expression where it begins with '^' */
gboolean    reel_node_matches         (ReelNode *self, AtspiRole role, const char *name);
char       *reel_node_to_string       (ReelNode *self);

char       *reel_node_get_text        (ReelNode *self, GError **error);
gboolean    reel_node_set_text        (ReelNode *self, const char *text, GError **error);
gboolean    reel_node_get_value       (ReelNode *self, double *value, GError **error);
gboolean    reel_node_set_value       (ReelNode *self, double value, GError **error);
gboolean    reel_node_get_extents     (ReelNode *self, cairo_rectangle_int_t *extents, GError **error);
char      **reel_node_get_actions     (ReelNode *self, GError **error);
gboolean    reel_node_do_action       (ReelNode *self, const char *action, GError **error);

G_END_DECLS
