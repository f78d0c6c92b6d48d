/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "widgets/reel-menu-names.h"

/* GTK's own, and private: an item of a popover menu. */
#define MENU_ITEM_TYPE "GtkModelButton"

/* GSignalEmissionHook of GtkWidget::map. It comes before a screen reader can know of the item: a role can't change later. */
static gboolean
on_map (GSignalInvocationHint *hint,
        guint                  n_values,
        const GValue          *values,
        gpointer               data)
{
  GtkWidget *widget = g_value_get_object (&values[0]);

  if (!g_str_equal (G_OBJECT_TYPE_NAME (widget), MENU_ITEM_TYPE))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LABEL (child) && g_str_equal (gtk_widget_get_css_name (child), "label") &&
        gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (child)) == GTK_ACCESSIBLE_ROLE_PRESENTATION)
      {
        g_object_set (child, "accessible-role", GTK_ACCESSIBLE_ROLE_LABEL, NULL);
        gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                        gtk_label_get_text (GTK_LABEL (child)), -1);
      }
  return TRUE;
}

/**
 * reel_menu_names_init:
 *
 * Lets all menus of the program be read out. GTK 4.18 names the item of a menu by a label that has the role of a mere
 * presentation, and such a label has no name to give.
 */
void
reel_menu_names_init (void)
{
  GTypeClass *widgets = g_type_class_ref (GTK_TYPE_WIDGET); /* signals come with the class */

  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, on_map, NULL, NULL);
  g_type_class_unref (widgets);
}
