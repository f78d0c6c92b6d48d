/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtk/gtk.h>

/* A small window with one of each thing that the driver has to cope with. What happens to it is said by its labels. */

#define APP_ID "io.github.reelseek.DriveTarget"

/* Everything is (borrowed) from the window. */
typedef struct
{
  GtkWidget *said;
  GtkWidget *value;
  GtkWidget *dropped;
  GtkWidget *area;
  guint clicks;
  guint phase;
} Target;

static void
on_clicked (GtkButton *button,
            Target    *target)
{
  g_autofree char *text = g_strdup_printf ("clicked %u", ++target->clicks);

  gtk_label_set_text (GTK_LABEL (target->said), text);
}

static void
on_in_popover (GtkButton *button,
               Target    *target)
{
  gtk_label_set_text (GTK_LABEL (target->said), "clicked in the popover");
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_POPOVER)));
}

static void
on_changed (GtkEditable *editable,
            Target      *target)
{
  g_autofree char *text = g_strdup_printf ("entry %s", gtk_editable_get_text (editable));

  gtk_label_set_text (GTK_LABEL (target->said), text);
}

static void
on_value (GtkRange *range,
          Target   *target)
{
  g_autofree char *text = g_strdup_printf ("value %.0f", gtk_range_get_value (range));

  gtk_label_set_text (GTK_LABEL (target->value), text);
}

static void
on_row_activated (GtkListView *list,
                  guint        position,
                  Target      *target)
{
  g_autofree char *text = g_strdup_printf ("row %u", position);

  gtk_label_set_text (GTK_LABEL (target->said), text);
}

static gboolean
on_drop (GtkDropTarget *drop,
         const GValue  *value,
         double         x,
         double         y,
         Target        *target)
{
  g_autoptr (GString) text = g_string_new ("dropped");

  for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
    {
      g_autofree char *name = g_file_get_basename (l->data);

      g_string_append_printf (text, " %s", name);
    }
  gtk_label_set_text (GTK_LABEL (target->dropped), text->str);
  return TRUE;
}

static void
on_key (GSimpleAction *action,
        GVariant      *parameter,
        Target        *target)
{
  gtk_label_set_text (GTK_LABEL (target->said), "shortcut");
}

static void
on_say (GSimpleAction *action,
        GVariant      *parameter,
        Target        *target)
{
  const char *one, *two;
  g_autofree char *text = NULL;

  g_variant_get (parameter, "(&s&s)", &one, &two);
  text = g_strdup_printf ("said %s and %s", one, two);
  gtk_label_set_text (GTK_LABEL (target->said), text);
}

static void
on_quit (GSimpleAction *action,
         GVariant      *parameter,
         GApplication  *app)
{
  g_application_quit (app);
}

static void
on_draw (GtkDrawingArea *area,
         cairo_t        *cr,
         int             width,
         int             height,
         gpointer        user_data)
{
  Target *target = user_data;

  for (int x = 0; x < width; x += 10)
    {
      cairo_set_source_rgb (cr, (double) x / width, 0.5, (target->phase % 2 == 0) ? 0.2 : 0.9);
      cairo_rectangle (cr, x, 0, 10, height);
      cairo_fill (cr);
    }
}

static void
on_redraw (GtkButton *button,
           Target    *target)
{
  target->phase++;
  gtk_widget_queue_draw (target->area);
}

static void
on_setup (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  gtk_list_item_set_child (item, gtk_label_new (NULL));
}

static void
on_bind (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      gtk_string_object_get_string (GTK_STRING_OBJECT (gtk_list_item_get_item (item))));
}

static void
set_label (GtkWidget  *widget,
           const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static GtkWidget *
make_list (Target *target)
{
  GtkStringList *strings = gtk_string_list_new (NULL);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *list, *scrolled = gtk_scrolled_window_new ();

  for (int i = 0; i < 300; i++)
    {
      g_autofree char *text = g_strdup_printf ("item %d", i);

      gtk_string_list_append (strings, text);
    }
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  list = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (strings))), factory);
  g_signal_connect (list, "activate", G_CALLBACK (on_row_activated), target);
  set_label (list, "Items");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static GtkWidget *
make_menu (Target *target)
{
  GtkWidget *menu = gtk_menu_button_new (), *popover = gtk_popover_new (), *inside = gtk_button_new_with_label ("Inside");

  g_signal_connect (inside, "clicked", G_CALLBACK (on_in_popover), target);
  gtk_popover_set_child (GTK_POPOVER (popover), inside);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (menu), "Open");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (menu), popover);
  return menu;
}

static GtkWidget *
append (GtkWidget *box,
        GtkWidget *child)
{
  gtk_box_append (GTK_BOX (box), child);
  return child;
}

static void
on_activate (GtkApplication *app,
             Target         *target)
{
  GtkWidget *window = gtk_application_window_new (app), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *widget;
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  const char *labels[] = { "_Add", "Redraw" };
  GCallback callbacks[] = { G_CALLBACK (on_clicked), G_CALLBACK (on_redraw) };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      widget = append (box, gtk_button_new_with_mnemonic (labels[i]));
      g_signal_connect (widget, "clicked", callbacks[i], target);
    }
  append (box, make_menu (target));
  widget = append (box, gtk_entry_new ());
  set_label (widget, "Name");
  g_signal_connect (widget, "changed", G_CALLBACK (on_changed), target);
  widget = append (box, gtk_search_entry_new ());
  set_label (widget, "Search");
  widget = append (box, gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 100, 1));
  set_label (widget, "Amount");
  g_signal_connect (widget, "value-changed", G_CALLBACK (on_value), target);
  target->said = append (box, gtk_label_new ("nothing yet"));
  target->value = append (box, gtk_label_new ("value 0"));
  target->dropped = append (box, gtk_label_new ("drop here"));
  gtk_widget_set_size_request (target->dropped, -1, 60);
  target->area = append (box, gtk_drawing_area_new ());
  gtk_widget_set_size_request (target->area, -1, 60);
  g_object_set (target->area, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);
  set_label (target->area, "Stripes");
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (target->area), on_draw, target, NULL);
  append (box, make_list (target));

  g_signal_connect (drop, "drop", G_CALLBACK (on_drop), target);
  gtk_widget_add_controller (box, GTK_EVENT_CONTROLLER (drop));
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), "Drive Target");
  gtk_window_set_default_size (GTK_WINDOW (window), 480, 640);
  gtk_window_present (GTK_WINDOW (window));
}

static void
add_action (GtkApplication *app,
            const char     *name,
            const char     *type,
            GCallback       callback,
            gpointer        data)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, type != NULL ? G_VARIANT_TYPE (type) : NULL);

  g_signal_connect (action, "activate", callback, data);
  g_action_map_add_action (G_ACTION_MAP (app), G_ACTION (action));
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GtkApplication) app = gtk_application_new (APP_ID, G_APPLICATION_DEFAULT_FLAGS);
  Target target = { NULL };

  add_action (app, "say", "(ss)", G_CALLBACK (on_say), &target);
  add_action (app, "key", NULL, G_CALLBACK (on_key), &target);
  add_action (app, "quit", NULL, G_CALLBACK (on_quit), app);
  gtk_application_set_accels_for_action (app, "app.key", (const char *[]) { "<Control><Shift>k", NULL });
  g_signal_connect (app, "activate", G_CALLBACK (on_activate), &target);
  return g_application_run (G_APPLICATION (app), argc, argv);
}
