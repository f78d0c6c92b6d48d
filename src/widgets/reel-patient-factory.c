/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/reel-patient-factory.h"

/* µs of a turn of the main loop: half of a frame at 60 a second. */
#define BUDGET 8000

/* Of one factory. */
typedef struct
{
  const ReelPatientCells *cells;
  gpointer owner;    /* (borrowed): outlives the factory's cells */
  GQueue waiting;    /* of GtkListItem (borrowed): bound, and not filled yet */
  GQueue leaving;    /* of GtkWidget (owned): cells that are no longer needed */
  guint idle;        /* the source that fills them, and lets go of those */
  gint64 spent;      /* µs of this turn */
  int width, height; /* of a cell; 0 until there was one */
} Patience;

static
G_DEFINE_QUARK (reel-patience, patience)

static void
patience_free (gpointer  data,
               GClosure *closure)
{
  Patience *self = data;

  g_clear_handle_id (&self->idle, g_source_remove);
  g_queue_clear (&self->waiting);
  g_queue_clear_full (&self->leaving, g_object_unref);
  g_free (self);
}

/* The child of an item that has no cell yet keeps its place. */
static gboolean
is_cell (GtkWidget *child)
{
  return !GTK_IS_BOX (child) || gtk_widget_get_first_child (child) != NULL;
}

static void
fill (Patience    *self,
      GtkListItem *item)
{
  gint64 began = g_get_monotonic_time ();
  GtkWidget *child = gtk_list_item_get_child (item);

  if (!is_cell (child))
    {
      child = self->cells->create (item, self->owner);
      gtk_list_item_set_child (item, child);
    }
  self->cells->show (child, gtk_list_item_get_item (item), self->owner);
  gtk_widget_set_opacity (child, 1);
  if (self->height == 0)
    {
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &self->width, NULL, NULL, NULL);
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, -1, &self->height, NULL, NULL, NULL);
    }
  self->spent += g_get_monotonic_time () - began;
}

/* Of one cell that left: taking it apart takes its time, too. */
static void
let_go (Patience *self)
{
  gint64 began = g_get_monotonic_time ();

  g_object_unref (g_queue_pop_head (&self->leaving));
  self->spent += g_get_monotonic_time () - began;
}

static gboolean
is_seen (GtkListItem *item)
{
  GtkWidget *child = gtk_list_item_get_child (item);
  GtkWidget *window = gtk_widget_get_ancestor (child, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  return window != NULL && gtk_widget_compute_bounds (child, window, &bounds) &&
         bounds.origin.y + bounds.size.height >= 0 && bounds.origin.y <= (float) gtk_widget_get_height (window);
}

/* What is seen goes before what is not, else as it came. */
static int
compare_seen (gconstpointer a,
              gconstpointer b,
              gpointer      data)
{
  return g_hash_table_contains (data, b) - g_hash_table_contains (data, a);
}

static gboolean
idle_cb (gpointer data)
{
  Patience *self = data;
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GtkListItem *item;

  self->spent = 0;
  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    if (is_seen (link->data))
      g_hash_table_add (seen, link->data);
  if (g_hash_table_size (seen) > 0)
    g_queue_sort (&self->waiting, compare_seen, seen);
  while (self->spent < BUDGET && (item = g_queue_pop_head (&self->waiting)) != NULL)
    fill (self, item);
  while (self->spent < BUDGET && !g_queue_is_empty (&self->leaving))
    let_go (self);
  if (!g_queue_is_empty (&self->waiting) || !g_queue_is_empty (&self->leaving) || self->spent > 0)
    return G_SOURCE_CONTINUE;
  self->idle = 0;
  return G_SOURCE_REMOVE;
}

static void
wait (Patience    *self,
      GtkListItem *item)
{
  g_queue_push_tail (&self->waiting, item);
  if (self->idle == 0)
    self->idle = g_idle_add (idle_cb, self);
}

static void
setup_cb (GtkListItemFactory *factory,
          GtkListItem        *item,
          Patience           *self)
{
  GtkWidget *place = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_size_request (place, self->width, self->height);
  gtk_list_item_set_child (item, place);
  g_object_set_qdata (G_OBJECT (item), patience_quark (), self);
}

static void
bind_cb (GtkListItemFactory *factory,
         GtkListItem        *item,
         Patience           *self)
{
  if (self->spent < BUDGET && g_queue_is_empty (&self->waiting))
    {
      fill (self, item);
      if (self->idle == 0) /* it says when the turn is over */
        self->idle = g_idle_add (idle_cb, self);
      return;
    }
  gtk_widget_set_opacity (gtk_list_item_get_child (item), 0);
  wait (self, item);
}

static void
unbind_cb (GtkListItemFactory *factory,
           GtkListItem        *item,
           Patience           *self)
{
  GtkWidget *child = gtk_list_item_get_child (item);

  if (!g_queue_remove (&self->waiting, item) && child != NULL && is_cell (child))
    self->cells->show (child, NULL, self->owner);
}

static void
teardown_cb (GtkListItemFactory *factory,
             GtkListItem        *item,
             Patience           *self)
{
  GtkWidget *child = gtk_list_item_get_child (item);

  if (child != NULL && is_cell (child))
    {
      g_queue_push_tail (&self->leaving, g_object_ref (child));
      if (self->idle == 0)
        self->idle = g_idle_add (idle_cb, self);
    }
  gtk_list_item_set_child (item, NULL);
}

/**
 * reel_patient_factory_new:
 * @cells: what the cells are; static
 * @owner: (transfer none): for its functions; as long as any list has cells of this factory
 *
 * Returns: (transfer full): a factory
 */
GtkListItemFactory *
reel_patient_factory_new (const ReelPatientCells *cells,
                          gpointer                owner)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Patience *self = g_new0 (Patience, 1);

  self->cells = cells;
  self->owner = owner;
  g_queue_init (&self->waiting);
  g_queue_init (&self->leaving);
  g_signal_connect_data (factory, "setup", G_CALLBACK (setup_cb), self, patience_free, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  g_signal_connect (factory, "teardown", G_CALLBACK (teardown_cb), self);
  return factory;
}

/**
 * reel_patient_factory_refresh:
 * @item: an item of a patient factory
 *
 * Has its object shown again, soon: once, however often it is asked for until then.
 */
void
reel_patient_factory_refresh (GtkListItem *item)
{
  Patience *self = g_object_get_qdata (G_OBJECT (item), patience_quark ());

  g_return_if_fail (self != NULL);

  if (gtk_list_item_get_item (item) != NULL && g_queue_find (&self->waiting, item) == NULL)
    wait (self, item);
}
