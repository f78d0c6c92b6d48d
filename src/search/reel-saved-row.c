/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "search/reel-saved-row.h"

struct _ReelSavedRow
{
  GtkListBoxRow parent_instance;

  /* template */
  GtkLabel *name;
  GtkLabel *scope;
  GtkLabel *count;

  /* owned */
  ReelSavedSearch *search;
  char *where; /* (nullable): the name of its collection; where there is an id and no name it is gone */
};

G_DEFINE_FINAL_TYPE (ReelSavedRow, reel_saved_row, GTK_TYPE_LIST_BOX_ROW)

static const char *
get_scope (ReelSavedRow *self)
{
  if (reel_saved_search_get_collection_id (self->search) == NULL)
    return _ ("All Collections");
  return self->where != NULL ? self->where : _ ("Its collection is gone");
}

/* (transfer full): what is asked, where, and of when the count is */
static char *
dup_tooltip (ReelSavedRow *self)
{
  gint64 asked = reel_saved_search_get_asked (self->search);
  g_autoptr (GDateTime) when = asked > 0 ? g_date_time_new_from_unix_local (asked) : NULL;
  g_autofree char *date = NULL;

  if (when == NULL)
    /* Translators: what a saved search asks, then where; it was never asked */
    return g_strdup_printf (_ ("%1$s\n%2$s\nNot asked yet"), reel_saved_search_get_text (self->search), get_scope (self));
  /* Translators: a date and a time of day, as g_date_time_format() wants it */
  date = g_date_time_format (when, _ ("%x, %H:%M"));
  /* Translators: what a saved search asks, then where, then when it was last asked */
  return g_strdup_printf (_ ("%1$s\n%2$s\nLast asked: %3$s"), reel_saved_search_get_text (self->search), get_scope (self), date);
}

static void
update (ReelSavedRow *self)
{
  const guint n = reel_saved_search_get_n_new (self->search);
  const char *name = reel_saved_search_get_shown_name (self->search);
  g_autofree char *count = g_strdup_printf ("%u", n);
  g_autofree char *tooltip = dup_tooltip (self);
  g_autofree char *label = NULL;

  if (n > 0)
    /* Translators: a saved search in the sidebar, for a screen reader: its name, where it looks, how many hits are new */
    label = g_strdup_printf (ngettext ("%1$s, %2$s, %3$u new", "%1$s, %2$s, %3$u new", n), name, get_scope (self), n);
  else
    /* Translators: a saved search in the sidebar, for a screen reader: its name, and where it looks */
    label = g_strdup_printf (_ ("%1$s, %2$s"), name, get_scope (self));
  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->scope, get_scope (self));
  gtk_label_set_label (self->count, count);
  gtk_widget_set_visible (GTK_WIDGET (self->count), n > 0);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
reel_saved_row_dispose (GObject *object)
{
  ReelSavedRow *self = REEL_SAVED_ROW (object);

  g_clear_object (&self->search);
  g_clear_pointer (&self->where, g_free);
  G_OBJECT_CLASS (reel_saved_row_parent_class)->dispose (object);
}

static void
reel_saved_row_class_init (ReelSavedRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_saved_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/search/reel-saved-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelSavedRow, name);
  gtk_widget_class_bind_template_child (widget_class, ReelSavedRow, scope);
  gtk_widget_class_bind_template_child (widget_class, ReelSavedRow, count);
}

static void
reel_saved_row_init (ReelSavedRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * reel_saved_row_new:
 * @search: a saved search
 *
 * Returns: (transfer floating): its row
 */
GtkWidget *
reel_saved_row_new (ReelSavedSearch *search)
{
  ReelSavedRow *self;

  g_return_val_if_fail (REEL_IS_SAVED_SEARCH (search), NULL);

  self = g_object_new (REEL_TYPE_SAVED_ROW, NULL);
  self->search = g_object_ref (search);
  g_signal_connect_object (search, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

/**
 * reel_saved_row_get_search:
 * @self: a row
 *
 * Returns: (transfer none): its search
 */
ReelSavedSearch *
reel_saved_row_get_search (ReelSavedRow *self)
{
  g_return_val_if_fail (REEL_IS_SAVED_ROW (self), NULL);
  return self->search;
}

/**
 * reel_saved_row_set_scope:
 * @self: a row
 * @scope: (nullable): the name of the search's collection; %NULL where it is gone, or where all are asked
 */
void
reel_saved_row_set_scope (ReelSavedRow *self,
                          const char   *scope)
{
  g_return_if_fail (REEL_IS_SAVED_ROW (self));

  g_free (self->where);
  self->where = g_strdup (scope);
  update (self);
}
