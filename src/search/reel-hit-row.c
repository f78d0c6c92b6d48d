/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "search/reel-hit-cell.h"
#include "search/reel-hit-row.h"
#include "search/reel-strip-selection.h"

/* How many hits a strip has until somebody wants all: the toolkit makes some two hundred rows of a list ahead. */
#define FIRST_CELLS 6

struct _ReelHitRow
{
  GtkWidget parent_instance;

  /* template */
  GtkWidget *heading;
  GtkWidget *top;
  GtkLabel *name;
  GtkLabel *count;
  GtkWidget *all;
  GtkWidget *scroller;
  GtkListView *strip;

  /* owned */
  ReelFrameGrabber *grabber; /* (nullable) */
  ReelHitGroup *group;       /* (nullable) */
  GtkSliceListModel *slice;
  GSignalGroup *group_signals;
};

enum
{
  PROP_0,
  PROP_GRABBER,
  N_PROPS,
};

enum
{
  HIT_PRESSED,
  HIT_RELEASED,
  HIT_ACTIVATED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelHitRow, reel_hit_row, GTK_TYPE_WIDGET)

static void
show_group (ReelHitRow *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->group));
  g_autofree char *count = g_strdup_printf (ngettext ("%u hit", "%u hits", n), n);
  g_autofree char *all = g_strdup_printf (ngettext ("Show All %u", "Show All %u", n), n);
  const char *name = reel_hit_get_name (reel_hit_group_get_best (self->group));
  /* Translators: the name of a file, and “3 hits” */
  g_autofree char *label = g_strdup_printf (_ ("%1$s, %2$s"), name, count);

  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->count, count);
  gtk_button_set_label (GTK_BUTTON (self->all), all);
  gtk_widget_set_visible (self->all, n > gtk_slice_list_model_get_size (self->slice));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->strip), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* The first row of those that are only possible stands below a heading, which its list is described by. */
static void
show_heading (ReelHitRow *self)
{
  gboolean begins = self->group != NULL && reel_hit_group_get_begins_possible (self->group);

  gtk_widget_set_visible (self->heading, begins);
  if (begins)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->strip), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    gtk_label_get_label (GTK_LABEL (self->heading)), -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self->strip), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

static void
show_all (ReelHitRow *self)
{
  gtk_slice_list_model_set_size (self->slice, G_MAXUINT);
  gtk_widget_set_visible (self->all, FALSE);
  gtk_widget_child_focus (GTK_WIDGET (self->strip), GTK_DIR_TAB_FORWARD); /* the button had it, and is gone */
}

static void
activated (ReelHitRow *self,
           guint       position)
{
  g_autoptr (ReelHit) hit = g_list_model_get_item (G_LIST_MODEL (self->slice), position);

  if (hit != NULL)
    g_signal_emit (self, signals[HIT_ACTIVATED], 0, hit);
}

static void
cell_pressed (GtkGestureClick *gesture,
              int              n_press,
              double           x,
              double           y,
              ReelHitRow      *self)
{
  ReelHit *hit = reel_hit_cell_get_hit (REEL_HIT_CELL (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture))));

  if (n_press == 1 && hit != NULL)
    g_signal_emit (self, signals[HIT_PRESSED], 0, hit);
}

static void
cell_released (GtkGestureClick *gesture,
               int              n_press,
               double           x,
               double           y,
               ReelHitRow      *self)
{
  ReelHit *hit = reel_hit_cell_get_hit (REEL_HIT_CELL (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture))));

  if (n_press == 1 && hit != NULL)
    g_signal_emit (self, signals[HIT_RELEASED], 0, hit);
}

static void
setup_cell (GtkSignalListItemFactory *factory,
            GtkListItem              *item,
            ReelHitRow               *self)
{
  GtkWidget *cell = reel_hit_cell_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  reel_hit_cell_set_compact (REEL_HIT_CELL (cell), TRUE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (cell_pressed), self, 0);
  g_signal_connect_object (click, "released", G_CALLBACK (cell_released), self, 0);
  gtk_widget_add_controller (cell, GTK_EVENT_CONTROLLER (click));
  g_object_bind_property (self, "grabber", cell, "grabber", G_BINDING_SYNC_CREATE);
  gtk_list_item_set_child (item, cell);
}

static void
bind_cell (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           ReelHitRow               *self)
{
  reel_hit_cell_set_hit (REEL_HIT_CELL (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
unbind_cell (GtkSignalListItemFactory *factory,
             GtkListItem              *item,
             ReelHitRow               *self)
{
  reel_hit_cell_set_hit (REEL_HIT_CELL (gtk_list_item_get_child (item)), NULL);
}

/**
 * reel_hit_row_set_group:
 * @self: a row
 * @group: (nullable): what to show
 * @selection: (nullable): of all hits; its strip selects in it
 */
void
reel_hit_row_set_group (ReelHitRow        *self,
                        ReelHitGroup      *group,
                        GtkSelectionModel *selection)
{
  g_return_if_fail (REEL_IS_HIT_ROW (self));
  g_return_if_fail (group == NULL || REEL_IS_HIT_GROUP (group));
  g_return_if_fail (group == NULL || GTK_IS_SELECTION_MODEL (selection));
  if (!g_set_object (&self->group, group))
    return;
  gtk_slice_list_model_set_size (self->slice, FIRST_CELLS);
  gtk_slice_list_model_set_model (self->slice, G_LIST_MODEL (group));
  g_signal_group_set_target (self->group_signals, group);
  show_heading (self);
  if (group != NULL)
    {
      g_autoptr (ReelStripSelection) strip = reel_strip_selection_new (G_LIST_MODEL (self->slice), selection);

      gtk_list_view_set_model (self->strip, GTK_SELECTION_MODEL (strip));
      show_group (self);
    }
  else
    gtk_list_view_set_model (self->strip, NULL);
}

/**
 * reel_hit_row_scroll_to:
 * @self: a row
 * @hit: a hit, which need not be one of its own
 *
 * Shows the hit in the strip.
 */
void
reel_hit_row_scroll_to (ReelHitRow *self,
                        ReelHit    *hit)
{
  const guint n = self->group != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->group)) : 0;

  g_return_if_fail (REEL_IS_HIT_ROW (self));
  g_return_if_fail (REEL_IS_HIT (hit));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelHit) there = g_list_model_get_item (G_LIST_MODEL (self->group), i);

      if (there != hit)
        continue;
      if (i >= gtk_slice_list_model_get_size (self->slice))
        {
          gtk_slice_list_model_set_size (self->slice, G_MAXUINT);
          gtk_widget_set_visible (self->all, FALSE);
        }
      gtk_widget_activate_action (GTK_WIDGET (self->strip), "list.scroll-to-item", "u", i);
      return;
    }
}

/**
 * reel_hit_row_get_strip:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the list of its hits
 */
GtkWidget *
reel_hit_row_get_strip (ReelHitRow *self)
{
  g_return_val_if_fail (REEL_IS_HIT_ROW (self), NULL);
  return GTK_WIDGET (self->strip);
}

static void
reel_hit_row_dispose (GObject *object)
{
  ReelHitRow *self = REEL_HIT_ROW (object);

  g_clear_object (&self->group_signals);
  if (self->strip != NULL)
    gtk_list_view_set_model (self->strip, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), REEL_TYPE_HIT_ROW);
  g_clear_object (&self->slice);
  g_clear_object (&self->group);
  g_clear_object (&self->grabber);
  G_OBJECT_CLASS (reel_hit_row_parent_class)->dispose (object);
}

static void
reel_hit_row_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_GRABBER:
      g_value_set_object (value, REEL_HIT_ROW (object)->grabber);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_hit_row_set_property (GObject      *object,
                           guint         id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  switch (id)
    {
    case PROP_GRABBER:
      if (g_set_object (&REEL_HIT_ROW (object)->grabber, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_hit_row_class_init (ReelHitRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = reel_hit_row_dispose;
  object_class->get_property = reel_hit_row_get_property;
  object_class->set_property = reel_hit_row_set_property;
  props[PROP_GRABBER] = g_param_spec_object ("grabber", NULL, NULL, REEL_TYPE_FRAME_GRABBER,
                                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[HIT_PRESSED] = g_signal_new ("hit-pressed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, REEL_TYPE_HIT);
  signals[HIT_RELEASED] = g_signal_new ("hit-released", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, REEL_TYPE_HIT);
  signals[HIT_ACTIVATED] = g_signal_new ("hit-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, REEL_TYPE_HIT);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/reelseek/Reelseek/search/reel-hit-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelHitRow, heading);
  gtk_widget_class_bind_template_child (widget_class, ReelHitRow, top);
  gtk_widget_class_bind_template_child (widget_class, ReelHitRow, name);
  gtk_widget_class_bind_template_child (widget_class, ReelHitRow, count);
  gtk_widget_class_bind_template_child (widget_class, ReelHitRow, all);
  gtk_widget_class_bind_template_child (widget_class, ReelHitRow, scroller);
  gtk_widget_class_bind_template_child (widget_class, ReelHitRow, strip);
  gtk_widget_class_bind_template_callback (widget_class, show_all);
  gtk_widget_class_bind_template_callback (widget_class, activated);
  gtk_widget_class_bind_template_callback (widget_class, setup_cell);
  gtk_widget_class_bind_template_callback (widget_class, bind_cell);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cell);
}

static void
reel_hit_row_init (ReelHitRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->slice = gtk_slice_list_model_new (NULL, 0, FIRST_CELLS);
  self->group_signals = g_signal_group_new (REEL_TYPE_HIT_GROUP);
  g_signal_group_connect_swapped (self->group_signals, "items-changed", G_CALLBACK (show_group), self);
  g_signal_group_connect_swapped (self->group_signals, "notify::begins-possible", G_CALLBACK (show_heading), self);
}

/**
 * reel_hit_row_new:
 *
 * Returns: (transfer floating): an empty row
 */
GtkWidget *
reel_hit_row_new (void)
{
  return g_object_new (REEL_TYPE_HIT_ROW, NULL);
}
