/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reel-driver-private.h"

#define ATSPI     "org.a11y.atspi."
#define ROOT      "/org/a11y/atspi/accessible/root"
#define CALL_MS   10000
#define MAX_CALLS 64 /* under way at once */
#define MAX_DEPTH 200

/* What one reading of the tree knows. */
typedef struct
{
  ReelDriver *driver;    /* (borrowed) */
  GMainContext *context; /* (owned): of the calls */
  GHashTable *nodes;     /* (owned) (element-type utf8 ReelNode): by path, what the program's cache had last */
  GHashTable *children;  /* (owned) (element-type utf8 GPtrArray): by path, the paths of children, in turn */
  GQueue waiting;        /* (owned) (element-type utf8): paths whose children are to be asked for */
  guint n_calls;         /* under way */
  gboolean news;         /* a child is not in the cache that was read */
} Reading;

/* A call for the children of one object. */
typedef struct
{
  Reading *reading; /* (borrowed): waits for all calls */
  char *path;       /* (owned) */
} Asking;

static void
reading_clear (Reading *reading)
{
  g_main_context_unref (reading->context);
  g_clear_pointer (&reading->nodes, g_hash_table_unref);
  g_hash_table_unref (reading->children);
  g_queue_clear_full (&reading->waiting, g_free);
}

/* Reads the program's cache: all objects that somebody has asked for, hidden ones too. */
static gboolean
read_nodes (Reading *reading,
            GError **error)
{
  ReelDriver *self = reading->driver;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) items = NULL;
  GError *local = NULL;

  reply = g_dbus_connection_call_sync (self->bus, self->owner, "/org/a11y/atspi/cache", ATSPI "Cache", "GetItems", NULL,
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
      return FALSE;
    }

  g_clear_pointer (&reading->nodes, g_hash_table_unref);
  reading->nodes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  items = g_variant_get_child_value (reply, 0);
  for (gsize i = 0; i < g_variant_n_children (items); i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (items, i);
      ReelNode *node = reel_node_new (self->bus, item);

      g_hash_table_replace (reading->nodes, (gpointer) reel_node_get_path (node), node);
    }
  return TRUE;
}

/* Asks for the children of @path next, unless that was done, or it has none or is hidden. */
static void
want_children (Reading    *reading,
               const char *path)
{
  ReelNode *node = g_hash_table_lookup (reading->nodes, path);
  gboolean root = g_str_equal (path, ROOT); /* whose cache counts no windows */

  if (g_hash_table_contains (reading->children, path))
    return;
  if (node == NULL)
    reading->news = TRUE;
  else if (!root && (reel_node_get_n_children (node) == 0 || !reel_node_has_state (node, ATSPI_STATE_VISIBLE)))
    return;
  g_hash_table_insert (reading->children, g_strdup (path), g_ptr_array_new_with_free_func (g_free));
  g_queue_push_tail (&reading->waiting, g_strdup (path));
}

/* GAsyncReadyCallback */
static void
on_children (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  Asking *asking = data;
  Reading *reading = asking->reading;
  /* An object that is gone meanwhile has no children. */
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  GPtrArray *children = g_hash_table_lookup (reading->children, asking->path);
  g_autoptr (GVariantIter) refs = NULL;
  const char *path;

  reading->n_calls--;
  if (reply != NULL)
    g_variant_get (reply, "(a(so))", &refs);
  while (refs != NULL && g_variant_iter_next (refs, "(s&o)", NULL, &path))
    {
      g_ptr_array_add (children, g_strdup (path));
      want_children (reading, path);
    }
  g_free (asking->path);
  g_free (asking);
}

static void
ask_children (Reading *reading,
              char    *path) /* (transfer full) */
{
  ReelDriver *self = reading->driver;
  Asking *asking = g_new (Asking, 1);

  asking->reading = reading;
  asking->path = path;
  reading->n_calls++;
  g_dbus_connection_call (self->bus, self->owner, path, ATSPI "Accessible", "GetChildren", NULL,
                          G_VARIANT_TYPE ("(a(so))"), G_DBUS_CALL_FLAGS_NONE, CALL_MS, NULL, on_children, asking);
}

/* Goes through all of the tree, with many calls at once: to wait for each in turn would take long. */
static void
walk (Reading *reading)
{
  g_main_context_push_thread_default (reading->context);
  want_children (reading, ROOT);
  while (reading->n_calls > 0 || !g_queue_is_empty (&reading->waiting))
    {
      while (reading->n_calls < MAX_CALLS && !g_queue_is_empty (&reading->waiting))
        ask_children (reading, g_queue_pop_head (&reading->waiting));
      g_main_context_iteration (reading->context, TRUE);
    }
  g_main_context_pop_thread_default (reading->context);
}

static void
flatten (Reading    *reading,
         ReelNode   *parent,
         const char *path,
         int         index,
         int         depth,
         GPtrArray  *out)
{
  ReelNode *node = g_hash_table_lookup (reading->nodes, path);
  GPtrArray *children = g_hash_table_lookup (reading->children, path);

  if (node == NULL || depth > MAX_DEPTH || (parent != NULL && !reel_node_has_state (node, ATSPI_STATE_VISIBLE)))
    return;
  reel_node_set_parent (node, parent, index);
  g_ptr_array_add (out, g_object_ref (node));
  for (guint i = 0; children != NULL && i < children->len; i++)
    flatten (reading, node, g_ptr_array_index (children, i), (int) i, depth + 1, out);
}

/**
 * reel_driver_get_tree:
 * @self: a driver
 * @error: return location
 *
 * Asks each widget for its children. What each is comes from the program's cache, in one call; but an object is there only
 * after somebody asked for it, so the cache is read again where the walk met a new one. The cache also has hidden objects,
 * and counts children otherwise: it can't say which widgets there are.
 *
 * Returns: (transfer container) (element-type ReelNode) (nullable): the visible ones, each before its children
 */
GPtrArray *
reel_driver_get_tree (ReelDriver *self,
                      GError    **error)
{
  Reading reading = { .driver = self };
  g_autoptr (GPtrArray) nodes = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean done;

  g_return_val_if_fail (REEL_IS_DRIVER (self), NULL);

  reading.context = g_main_context_new ();
  reading.children = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  done = read_nodes (&reading, error);
  if (done)
    walk (&reading);
  if (done && reading.news)
    done = read_nodes (&reading, error);
  if (done)
    flatten (&reading, NULL, ROOT, 0, 0, nodes);
  reading_clear (&reading);
  return done ? g_steal_pointer (&nodes) : NULL;
}
