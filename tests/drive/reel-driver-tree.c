/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reel-driver-private.h"

#define CACHE      "org.a11y.atspi.Cache"
#define ROOT       "/org/a11y/atspi/accessible/root"
#define CALL_MS    10000
#define MAX_ROUNDS 60 /* of expanding the tree: more than a window is deep */
#define MAX_DEPTH  200

/* A node and its children, while the tree is read. */
typedef struct
{
  ReelNode *node;      /* (owned) */
  GPtrArray *children; /* (owned) (element-type Branch): in turn; each (borrowed from the table) */
} Branch;

static void
branch_free (gpointer data)
{
  Branch *branch = data;

  g_object_unref (branch->node);
  g_ptr_array_unref (branch->children);
  g_free (branch);
}

/* (transfer full) (nullable) (element-type utf8 Branch): what the program has told of so far, by path */
static GHashTable *
read_branches (ReelDriver *self,
               GError    **error)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) items = NULL;
  GHashTable *branches;
  GError *local = NULL;

  reply = g_dbus_connection_call_sync (self->bus, self->owner, "/org/a11y/atspi/cache", CACHE, "GetItems", NULL,
                                       G_VARIANT_TYPE ("(a((so)(so)(so)iiassusau))"), G_DBUS_CALL_FLAGS_NONE, CALL_MS, NULL,
                                       &local);
  if (reply == NULL)
    {
      gboolean left = g_error_matches (local, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
                      g_error_matches (local, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
                      g_error_matches (local, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY);

      if (left && !_reel_driver_has_pid (self, self->owner))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "The program has ended");
          g_error_free (local);
        }
      else
        g_propagate_error (error, local);
      return NULL;
    }

  branches = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, branch_free);
  items = g_variant_get_child_value (reply, 0);
  for (gsize i = 0; i < g_variant_n_children (items); i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (items, i);
      Branch *branch = g_new (Branch, 1);

      branch->node = reel_node_new (self->bus, item);
      branch->children = g_ptr_array_new ();
      g_hash_table_replace (branches, (gpointer) reel_node_get_path (branch->node), branch);
    }
  return branches;
}

static int
compare_index (gconstpointer a,
               gconstpointer b)
{
  const Branch *one = *(const Branch *const *) a, *two = *(const Branch *const *) b;

  return reel_node_get_index (one->node) - reel_node_get_index (two->node);
}

static void
link_branches (GHashTable *branches)
{
  Branch *root = g_hash_table_lookup (branches, ROOT), *branch;
  GHashTableIter iter;

  g_hash_table_iter_init (&iter, branches);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &branch))
    {
      Branch *parent = g_hash_table_lookup (branches, reel_node_get_parent_path (branch->node));

      if (branch == root)
        continue;
      if (parent == NULL && reel_node_is_window (branch->node))
        parent = root;
      if (parent == NULL || parent == branch)
        continue;
      reel_node_set_parent (branch->node, parent->node);
      g_ptr_array_add (parent->children, branch);
    }
  g_hash_table_iter_init (&iter, branches);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &branch))
    g_ptr_array_sort (branch->children, compare_index);
}

/* How many children a node has shown, and how many it says to have, in one number */
static gint64
counts_of (const Branch *branch)
{
  return (gint64) branch->children->len << 32 | (guint32) reel_node_get_n_children (branch->node);
}

static gboolean
has_counts (GHashTable   *table,
            const Branch *branch)
{
  gint64 *counts = g_hash_table_lookup (table, reel_node_get_path (branch->node));

  return counts != NULL && *counts == counts_of (branch);
}

static void
store_counts (GHashTable   *table,
              const Branch *branch)
{
  gint64 counts = counts_of (branch);

  g_hash_table_replace (table, g_strdup (reel_node_get_path (branch->node)), g_memdup2 (&counts, sizeof counts));
}

static gboolean
lacks_children (const Branch *branch)
{
  return (int) branch->children->len < reel_node_get_n_children (branch->node);
}

/* Asks each node for children that aren't there yet. Returns whether there was one to ask. */
static gboolean
expand (ReelDriver *self,
        GHashTable *branches,
        GHashTable *asked,
        gboolean    first)
{
  Branch *root = g_hash_table_lookup (branches, ROOT), *branch;
  GHashTableIter iter;
  gboolean any = FALSE;

  g_hash_table_iter_init (&iter, branches);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &branch))
    {
      gboolean new_windows = branch == root && first;
      gboolean wanted = lacks_children (branch) && reel_node_has_state (branch->node, ATSPI_STATE_VISIBLE) &&
                        !has_counts (asked, branch) && !has_counts (self->stuck, branch);

      if (!new_windows && !wanted)
        continue;
      store_counts (asked, branch);
      reel_node_ask_children (branch->node, NULL); /* it may be gone meanwhile: then there is nothing to know */
      any = TRUE;
    }
  return any;
}

static void
flatten (Branch    *branch,
         int        depth,
         GPtrArray *out)
{
  if (depth > MAX_DEPTH)
    return;
  g_ptr_array_add (out, g_object_ref (branch->node));
  for (guint i = 0; i < branch->children->len; i++)
    {
      Branch *child = g_ptr_array_index (branch->children, i);

      if (reel_node_has_state (child->node, ATSPI_STATE_VISIBLE))
        flatten (child, depth + 1, out);
    }
}

/**
 * reel_driver_get_tree:
 * @self: a driver
 * @error: return location
 *
 * Reads all widgets. GTK 4.8 lets an object exist on the bus only once someone has asked its parent for it, so this
 * asks until nothing new comes: many rounds the first time, one or two later. Some nodes never show all the children
 * they count (a page of a GtkStack); those are remembered and not asked again until their counts change.
 *
 * Returns: (transfer container) (element-type ReelNode) (nullable): the visible ones, each before its children
 */
GPtrArray *
reel_driver_get_tree (ReelDriver *self,
                      GError    **error)
{
  g_autoptr (GHashTable) branches = NULL;
  g_autoptr (GHashTable) asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GPtrArray *nodes;
  GHashTableIter iter;
  Branch *branch;

  g_return_val_if_fail (REEL_IS_DRIVER (self), NULL);

  for (int round = 0; round < MAX_ROUNDS; round++)
    {
      g_clear_pointer (&branches, g_hash_table_unref);
      branches = read_branches (self, error);
      if (branches == NULL)
        return NULL;
      link_branches (branches);
      if (!expand (self, branches, asked, round == 0))
        break;
    }
  g_hash_table_remove_all (self->stuck);
  g_hash_table_iter_init (&iter, branches);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &branch))
    if (lacks_children (branch))
      store_counts (self->stuck, branch);

  nodes = g_ptr_array_new_with_free_func (g_object_unref);
  branch = g_hash_table_lookup (branches, ROOT);
  if (branch != NULL)
    flatten (branch, 0, nodes);
  return nodes;
}

