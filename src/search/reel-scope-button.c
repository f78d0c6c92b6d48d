/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "search/reel-scope-button.h"

struct _ReelScopeButton
{
  GtkWidget parent_instance;

  /* template */
  GtkMenuButton *button;
  GtkLabel *label;
  GtkPopover *popover;
  GtkListBox *list;

  /* owned */
  ReelSearchModel *model; /* (nullable) */
  GSignalGroup *model_signals;
  GSignalGroup *catalogue_signals;
  GPtrArray *ids; /* (element-type utf8): of the rows; NULL is all */
};

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelScopeButton, reel_scope_button, GTK_TYPE_WIDGET)

/* (transfer full) (element-type ReelCollectionRecord): all that are not hidden, and the one that is chosen */
static GPtrArray *
dup_collections (ReelScopeButton *self,
                 const char      *chosen)
{
  ReelCatalogue *catalogue = self->model != NULL ? reel_search_model_get_catalogue (self->model) : NULL;
  const char *profile = self->model != NULL ? reel_search_model_get_profile (self->model) : NULL;
  GPtrArray *listed = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_collection_record_free);
  g_autoptr (GPtrArray) known = NULL;

  if (catalogue != NULL && profile != NULL)
    known = reel_catalogue_get_collections (catalogue, profile);
  for (guint i = 0; known != NULL && i < known->len; i++)
    {
      const ReelCollectionRecord *record = g_ptr_array_index (known, i);

      if (!record->hidden || g_strcmp0 (record->id, chosen) == 0)
        g_ptr_array_add (listed, reel_collection_record_new (record->id, reel_collection_record_get_shown_name (record), NULL));
    }
  return listed;
}

static void
add_row (ReelScopeButton *self,
         const char      *id,
         const char      *name,
         const char      *chosen)
{
  const gboolean is_chosen = g_strcmp0 (id, chosen) == 0;
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *check = g_object_new (GTK_TYPE_IMAGE, "icon-name", "object-select-symbolic", "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_opacity (check, is_chosen ? 1 : 0); /* it keeps its place */
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), check);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (is_chosen)
    gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_SELECTED, TRUE, -1);
  gtk_list_box_append (self->list, row);
  g_ptr_array_add (self->ids, g_strdup (id));
  if (is_chosen)
    gtk_widget_grab_focus (row);
}

/* When it drops down. */
static void
fill (ReelScopeButton *self)
{
  const char *chosen = self->model != NULL ? reel_search_model_get_collection_id (self->model) : NULL;
  g_autoptr (GPtrArray) listed = dup_collections (self, chosen);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  g_ptr_array_set_size (self->ids, 0);
  add_row (self, NULL, _ ("All Collections"), chosen);
  for (guint i = 0; i < listed->len; i++)
    {
      const ReelCollectionRecord *record = g_ptr_array_index (listed, i);

      add_row (self, record->id, record->name, chosen);
    }
}

static void
row_activated (ReelScopeButton *self,
               GtkListBoxRow   *row)
{
  const guint at = (guint) gtk_list_box_row_get_index (row);
  g_autofree char *id = at < self->ids->len ? g_strdup (self->ids->pdata[at]) : NULL;

  gtk_popover_popdown (self->popover);
  g_signal_emit (self, signals[CHOSEN], 0, id);
}

/* (nullable): of the collection that is chosen, as it is called on this computer */
static const char *
find_name (GPtrArray  *listed,
           const char *chosen)
{
  for (guint i = 0; i < listed->len; i++)
    {
      const ReelCollectionRecord *record = g_ptr_array_index (listed, i);

      if (g_str_equal (record->id, chosen))
        return record->name;
    }
  return chosen; /* the catalogue has not yet written it down */
}

static void
update (ReelScopeButton *self)
{
  const char *chosen = self->model != NULL ? reel_search_model_get_collection_id (self->model) : NULL;
  g_autoptr (GPtrArray) listed = dup_collections (self, chosen);
  const char *name = chosen != NULL ? find_name (listed, chosen) : _ ("All Collections");
  /* Translators: in the search entry; %s is where it looks: the name of a collection, or 'all' */
  g_autofree char *text = g_strdup_printf (_ ("in: %s"), chosen != NULL ? name : C_ ("collections", "all"));
  /* Translators: %s is the name of a collection, or 'All Collections' */
  g_autofree char *said = g_strdup_printf (_ ("Where to Search: %s"), name);

  gtk_label_set_label (self->label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), said);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, said, -1);
  gtk_widget_set_visible (GTK_WIDGET (self), listed->len > 0);
}

static void
catalogue_replaced (ReelScopeButton *self)
{
  g_signal_group_set_target (self->catalogue_signals,
                             self->model != NULL ? reel_search_model_get_catalogue (self->model) : NULL);
  update (self);
}

/**
 * reel_scope_button_set_model:
 * @self: the button
 * @model: (nullable): whose next question it is about
 */
void
reel_scope_button_set_model (ReelScopeButton *self,
                             ReelSearchModel *model)
{
  g_return_if_fail (REEL_IS_SCOPE_BUTTON (self));
  g_return_if_fail (model == NULL || REEL_IS_SEARCH_MODEL (model));

  if (!g_set_object (&self->model, model))
    return;
  g_signal_group_set_target (self->model_signals, model);
  catalogue_replaced (self);
}

static void
reel_scope_button_dispose (GObject *object)
{
  ReelScopeButton *self = REEL_SCOPE_BUTTON (object);

  g_clear_object (&self->model_signals);
  g_clear_object (&self->catalogue_signals);
  g_clear_object (&self->model);
  gtk_widget_dispose_template (GTK_WIDGET (self), REEL_TYPE_SCOPE_BUTTON);
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  G_OBJECT_CLASS (reel_scope_button_parent_class)->dispose (object);
}

static void
reel_scope_button_class_init (ReelScopeButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_scope_button_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_STRING);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/reelseek/Reelseek/search/reel-scope-button.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelScopeButton, button);
  gtk_widget_class_bind_template_child (widget_class, ReelScopeButton, label);
  gtk_widget_class_bind_template_child (widget_class, ReelScopeButton, popover);
  gtk_widget_class_bind_template_child (widget_class, ReelScopeButton, list);
  gtk_widget_class_bind_template_callback (widget_class, fill);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
}

static void
reel_scope_button_init (ReelScopeButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->model_signals = g_signal_group_new (REEL_TYPE_SEARCH_MODEL);
  g_signal_group_connect_swapped (self->model_signals, "notify::collection-id", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->model_signals, "notify::profile", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->model_signals, "notify::catalogue", G_CALLBACK (catalogue_replaced), self);
  self->catalogue_signals = g_signal_group_new (REEL_TYPE_CATALOGUE);
  g_signal_group_connect_swapped (self->catalogue_signals, "collections-saved", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->catalogue_signals, "collection-noted", G_CALLBACK (update), self);
  update (self);
}

/**
 * reel_scope_button_new:
 *
 * Returns: (transfer floating): a button without a model
 */
GtkWidget *
reel_scope_button_new (void)
{
  return g_object_new (REEL_TYPE_SCOPE_BUTTON, NULL);
}
