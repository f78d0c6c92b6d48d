/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <atspi/atspi.h>
#include <string.h>

#include "reel-node.h"

#define ATSPI      "org.a11y.atspi."
#define MS         5000 /* for one reply: a program on a slow machine may be busy drawing */
#define WINDOW     1    /* extents relative to the window; GTK 4.8 knows no others */

struct _ReelNode
{
  GObject parent_instance;

  /* owned */
  GDBusConnection *bus;
  char *owner; /* the program's unique name on the bus */
  char *path;
  char *name;
  char *description;
  char **interfaces;
  ReelNode *parent; /* (nullable) */

  int index, n_children;
  AtspiRole role;
  guint64 states;
};

G_DEFINE_FINAL_TYPE (ReelNode, reel_node, G_TYPE_OBJECT)

static void
reel_node_finalize (GObject *object)
{
  ReelNode *self = REEL_NODE (object);

  g_clear_object (&self->bus);
  g_clear_pointer (&self->owner, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->description, g_free);
  g_clear_pointer (&self->interfaces, g_strfreev);
  g_clear_object (&self->parent);
  G_OBJECT_CLASS (reel_node_parent_class)->finalize (object);
}

static void
reel_node_class_init (ReelNodeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = reel_node_finalize;
}

static void
reel_node_init (ReelNode *self)
{
}

/* The role of GTK 4.8 for what later ones give another: a group was a panel. */
static AtspiRole
known_role (AtspiRole role)
{
  return role == ATSPI_ROLE_GROUPING ? ATSPI_ROLE_PANEL : role;
}

/**
 * reel_node_new:
 * @bus: the accessibility bus
 * @cache_item: an item of org.a11y.atspi.Cache.GetItems, of type ((so)(so)(so)iiassusau)
 *
 * Returns: (transfer full): a node without a parent as yet
 */
ReelNode *
reel_node_new (GDBusConnection *bus,
               GVariant        *cache_item)
{
  ReelNode *self = g_object_new (REEL_TYPE_NODE, NULL);
  g_autoptr (GVariantIter) states = NULL;
  guint32 role, bits;

  self->bus = g_object_ref (bus);
  g_variant_get (cache_item, "((so)(so)(so)ii^assusau)", &self->owner, &self->path, NULL, NULL, NULL, NULL, NULL,
                 &self->n_children, &self->interfaces, &self->name, &role, &self->description, &states);
  self->role = known_role ((AtspiRole) role);
  for (guint shift = 0; shift < 64 && g_variant_iter_next (states, "u", &bits); shift += 32)
    self->states |= (guint64) bits << shift;
  return self;
}

const char *
reel_node_get_path (ReelNode *self)
{
  return self->path;
}

ReelNode *
reel_node_get_parent (ReelNode *self)
{
  return self->parent;
}

/**
 * reel_node_set_parent:
 * @self: a node
 * @parent: (nullable): its parent
 * @index: the how manieth of its parent's children it is, from 0
 */
void
reel_node_set_parent (ReelNode *self,
                      ReelNode *parent,
                      int       index)
{
  g_return_if_fail (REEL_IS_NODE (self));

  g_set_object (&self->parent, parent);
  self->index = index;
}

int
reel_node_get_index (ReelNode *self)
{
  return self->index;
}

int
reel_node_get_n_children (ReelNode *self)
{
  return self->n_children;
}

AtspiRole
reel_node_get_role (ReelNode *self)
{
  return self->role;
}

const char *
reel_node_get_name (ReelNode *self)
{
  return self->name;
}

const char *
reel_node_get_description (ReelNode *self)
{
  return self->description;
}

gboolean
reel_node_has_state (ReelNode      *self,
                     AtspiStateType state)
{
  g_return_val_if_fail (REEL_IS_NODE (self), FALSE);

  return (self->states >> state & 1) != 0;
}

gboolean
reel_node_has_interface (ReelNode   *self,
                         const char *interface)
{
  g_return_val_if_fail (REEL_IS_NODE (self), FALSE);

  for (guint i = 0; self->interfaces[i] != NULL; i++)
    if (g_str_has_prefix (self->interfaces[i], ATSPI) && g_str_equal (self->interfaces[i] + strlen (ATSPI), interface))
      return TRUE;
  return FALSE;
}

gboolean
reel_node_is_window (ReelNode *self)
{
  /* GTK 4.8 gives a dialog of libadwaita no role of its own: what the application holds is a window all the same. */
  return self->role == ATSPI_ROLE_FRAME || self->role == ATSPI_ROLE_DIALOG || self->role == ATSPI_ROLE_WINDOW ||
         self->role == ATSPI_ROLE_ALERT || (self->parent != NULL && self->parent->role == ATSPI_ROLE_APPLICATION);
}

gboolean
reel_node_is_popup (ReelNode *self)
{
  /* GTK 4.8 gives a popover no role of its own, but its type as the name. */
  return self->role == ATSPI_ROLE_MENU || g_str_equal (self->name, "GtkPopover") ||
         g_str_equal (self->name, "GtkPopoverMenu");
}

ReelNode *
reel_node_get_surface (ReelNode *self)
{
  ReelNode *node = self;

  while (node != NULL && !reel_node_is_window (node) && !reel_node_is_popup (node))
    node = node->parent;
  return node;
}

gboolean
reel_node_is_within (ReelNode *self,
                     ReelNode *ancestor)
{
  for (ReelNode *node = self; node != NULL; node = node->parent)
    if (g_str_equal (node->path, ancestor->path))
      return TRUE;
  return FALSE;
}

/* GTK 4.8 names a button with a mnemonic by its label, underscore and all, then by its text: "_Add Add", "Redraw Redraw". */
static gboolean
is_mnemonic_of (const char *has,
                const char *name)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *plain = NULL, *twice = g_strdup_printf ("%s %s", name, name);

  parts = g_strsplit (has, "_", -1);
  plain = g_strjoinv ("", parts);
  return g_str_equal (plain, name) || g_str_equal (plain, twice);
}

/**
 * reel_node_matches:
 * @self: a node
 * @role: a role, or ATSPI_ROLE_INVALID for any
 * @name: (nullable): its name, a regular expression beginning with '^', or %NULL for any
 *
 * Returns: whether it is such a one
 */
gboolean
reel_node_matches (ReelNode   *self,
                   AtspiRole   role,
                   const char *name)
{
  g_return_val_if_fail (REEL_IS_NODE (self), FALSE);

  /* By the roles of AT-SPI, GtkSearchEntry is an entry, GtkEntry a text and AdwEntryRow an item: all are entries here. */
  if (role != ATSPI_ROLE_INVALID && role != self->role &&
      !(role == ATSPI_ROLE_ENTRY && reel_node_has_interface (self, "EditableText")))
    return FALSE;
  if (name == NULL || g_str_equal (name, self->name))
    return TRUE;
  if (name[0] == '^')
    return g_regex_match_simple (name, self->name, 0, 0);
  return is_mnemonic_of (self->name, name);
}

/**
 * reel_node_to_string:
 * @self: a node
 *
 * Returns: (transfer full): role, name and states, for people
 */
char *
reel_node_to_string (ReelNode *self)
{
  static const struct
  {
    AtspiStateType state;
    const char *word;
  } words[] = {
    { ATSPI_STATE_CHECKED, "checked" },
    { ATSPI_STATE_EXPANDED, "expanded" },
    { ATSPI_STATE_FOCUSED, "focused" },
    { ATSPI_STATE_PRESSED, "pressed" },
    { ATSPI_STATE_SELECTED, "selected" },
  };
  g_autofree char *role = NULL;
  GString *out;

  g_return_val_if_fail (REEL_IS_NODE (self), NULL);

  role = atspi_role_get_name (self->role);
  out = g_string_new (role);
  g_string_append_printf (out, " '%s'", self->name);
  if (self->description[0] != '\0')
    g_string_append_printf (out, " (%s)", self->description);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (reel_node_has_state (self, words[i].state))
      g_string_append_printf (out, " %s", words[i].word);
  if (!reel_node_has_state (self, ATSPI_STATE_SENSITIVE) && self->parent != NULL)
    g_string_append (out, " insensitive");
  return g_string_free (out, FALSE);
}

/* (transfer full) (nullable): the reply */
static GVariant *
call (ReelNode   *self,
      const char *interface,
      const char *method,
      GVariant   *parameters,
      const char *reply_type,
      GError    **error)
{
  GVariant *reply;

  reply = g_dbus_connection_call_sync (self->bus, self->owner, self->path, interface, method, parameters,
                                       G_VARIANT_TYPE (reply_type), G_DBUS_CALL_FLAGS_NONE, MS, NULL, error);
  if (reply == NULL)
    {
      g_autofree char *what = reel_node_to_string (self);

      g_prefix_error (error, "%s, %s: ", what, method);
    }
  return reply;
}

static GVariant *
get_property (ReelNode   *self,
              const char *interface,
              const char *property,
              GError    **error)
{
  g_autoptr (GVariant) reply = NULL;
  GVariant *value;

  reply = call (self, "org.freedesktop.DBus.Properties", "Get", g_variant_new ("(ss)", interface, property), "(v)", error);
  if (reply == NULL)
    return NULL;
  g_variant_get (reply, "(v)", &value);
  return value;
}

static gboolean
answer_is_true (ReelNode   *self,
                const char *method,
                GVariant   *reply,
                GError    **error)
{
  g_autofree char *what = NULL;
  gboolean done;

  if (reply == NULL)
    return FALSE;
  g_variant_get (reply, "(b)", &done);
  if (done)
    return TRUE;
  what = reel_node_to_string (self);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s refuses %s", what, method);
  return FALSE;
}

/**
 * reel_node_get_text:
 * @self: a node
 * @error: return location for a D-Bus error
 *
 * Returns: (transfer full) (nullable): what an entry or label has in it; the name of a node that has no text
 */
char *
reel_node_get_text (ReelNode *self,
                    GError  **error)
{
  g_autoptr (GVariant) count = NULL;
  g_autoptr (GVariant) reply = NULL;
  char *text;

  g_return_val_if_fail (REEL_IS_NODE (self), NULL);

  if (!reel_node_has_interface (self, "Text"))
    return g_strdup (self->name);
  /* GTK 4.8 takes -1 for an end at the beginning. */
  count = get_property (self, ATSPI "Text", "CharacterCount", error);
  if (count == NULL)
    return NULL;
  reply = call (self, ATSPI "Text", "GetText", g_variant_new ("(ii)", 0, g_variant_get_int32 (count)), "(s)", error);
  if (reply == NULL)
    return NULL;
  g_variant_get (reply, "(s)", &text);
  return text;
}

/**
 * reel_node_set_text:
 * @self: an entry
 * @text: what shall be in it
 * @error: return location for a D-Bus error or G_IO_ERROR_FAILED
 *
 * As assistive technology does it; reel_driver_type() is the keyboard's way.
 *
 * Returns: whether the entry took it
 */
gboolean
reel_node_set_text (ReelNode   *self,
                    const char *text,
                    GError    **error)
{
  g_autoptr (GVariant) reply = NULL;

  g_return_val_if_fail (REEL_IS_NODE (self) && text != NULL, FALSE);

  reply = call (self, ATSPI "EditableText", "SetTextContents", g_variant_new ("(s)", text), "(b)", error);
  return answer_is_true (self, "SetTextContents", reply, error);
}

/**
 * reel_node_get_value:
 * @self: a slider, a progress bar, …
 * @value: (out): the value
 * @error: return location for a D-Bus error
 *
 * Returns: whether it has a value
 */
gboolean
reel_node_get_value (ReelNode *self,
                     double   *value,
                     GError  **error)
{
  g_autoptr (GVariant) reply = NULL;

  g_return_val_if_fail (REEL_IS_NODE (self) && value != NULL, FALSE);

  reply = get_property (self, ATSPI "Value", "CurrentValue", error);
  if (reply == NULL)
    return FALSE;
  *value = g_variant_get_double (reply);
  return TRUE;
}

/**
 * reel_node_set_value:
 * @self: a slider
 * @value: the value
 * @error: return location for a D-Bus error
 *
 * Returns: whether the call went well; the program may still have its own mind about the value
 */
gboolean
reel_node_set_value (ReelNode *self,
                     double    value,
                     GError  **error)
{
  g_autoptr (GVariant) reply = NULL;

  g_return_val_if_fail (REEL_IS_NODE (self), FALSE);

  reply = call (self, "org.freedesktop.DBus.Properties", "Set",
                g_variant_new ("(ssv)", ATSPI "Value", "CurrentValue", g_variant_new_double (value)), "()", error);
  return reply != NULL;
}

/**
 * reel_node_get_extents:
 * @self: a node
 * @extents: (out): pixels, relative to the window; of nothing where it is not laid out
 * @error: return location for a D-Bus error
 *
 * Returns: whether the program said
 */
gboolean
reel_node_get_extents (ReelNode              *self,
                       cairo_rectangle_int_t *extents,
                       GError               **error)
{
  g_autoptr (GVariant) reply = NULL;

  g_return_val_if_fail (REEL_IS_NODE (self) && extents != NULL, FALSE);

  reply = call (self, ATSPI "Component", "GetExtents", g_variant_new ("(u)", WINDOW), "((iiii))", error);
  if (reply == NULL)
    return FALSE;
  g_variant_get (reply, "((iiii))", &extents->x, &extents->y, &extents->width, &extents->height);
  return TRUE;
}

/**
 * reel_node_get_actions:
 * @self: a node
 * @error: return location for a D-Bus error
 *
 * Returns: (transfer full) (nullable) (array zero-terminated=1): what it can do by itself, such as `click`
 */
char **
reel_node_get_actions (ReelNode *self,
                       GError  **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariantIter) actions = NULL;
  const char *name;

  g_return_val_if_fail (REEL_IS_NODE (self), NULL);

  if (reel_node_has_interface (self, "Action"))
    {
      reply = call (self, ATSPI "Action", "GetActions", NULL, "(a(sss))", error);
      if (reply == NULL)
        return NULL;
      g_variant_get (reply, "(a(sss))", &actions);
      while (g_variant_iter_next (actions, "(&sss)", &name, NULL, NULL))
        g_ptr_array_add (names, g_ascii_strdown (name, -1));
    }
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/**
 * reel_node_do_action:
 * @self: a node
 * @action: such as `click`; in lower case, and in the C locale
 * @error: return location for a D-Bus error, G_IO_ERROR_NOT_FOUND or G_IO_ERROR_FAILED
 *
 * Reaches it wherever it is, also behind another window. A button's click comes a quarter of a second later.
 *
 * Returns: whether it has such an action and took it
 */
gboolean
reel_node_do_action (ReelNode   *self,
                     const char *action,
                     GError    **error)
{
  g_autofree char *what = NULL;
  g_auto (GStrv) names = NULL;

  g_return_val_if_fail (REEL_IS_NODE (self) && action != NULL, FALSE);

  names = reel_node_get_actions (self, error);
  if (names == NULL)
    return FALSE;
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], action))
      {
        g_autoptr (GVariant) reply = call (self, ATSPI "Action", "DoAction", g_variant_new ("(i)", i), "(b)", error);

        return answer_is_true (self, action, reply, error);
      }
  what = reel_node_to_string (self);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s has no action '%s'", what, action);
  return FALSE;
}
