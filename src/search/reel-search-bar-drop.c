/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "search/reel-search-bar-drop.h"

/* Pictures dropped on the search entry, to find clips that look like them: where the service can. */

static gboolean
finds_similar (ReelSearchBar *bar)
{
  ReelSearchModel *model = reel_search_bar_get_model (bar);

  return model != NULL && reel_search_model_get_finds_similar (model);
}

static gboolean
on_accept (GtkDropTarget *target,
           GdkDrop       *drop,
           ReelSearchBar *bar)
{
  GdkContentFormats *wanted = gtk_drop_target_get_formats (target);

  return finds_similar (bar) && gdk_content_formats_match (gdk_drop_get_formats (drop), wanted);
}

/* A file manager may offer to move, which would mean that we own the file afterwards: it is only looked at. */
static GdkDragAction
on_enter (GtkDropTarget *target,
          double         x,
          double         y)
{
  return GDK_ACTION_COPY;
}

static gboolean
on_drop (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         ReelSearchBar *bar)
{
  g_autoptr (GSList) files = NULL;

  if (!finds_similar (bar)) /* another service was chosen while it hovered */
    return FALSE;
  if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    {
      g_signal_emit_by_name (bar, "texture-dropped", g_value_get_object (value));
      return TRUE;
    }
  files = gdk_file_list_get_files (g_value_get_boxed (value));
  if (files == NULL)
    return FALSE;
  g_signal_emit_by_name (bar, "file-dropped", files->data); /* of several pictures, the first */
  return TRUE;
}

/**
 * reel_search_bar_drop_add:
 * @bar: a search bar
 *
 * Lets it take a file or a picture, and emit #ReelSearchBar::file-dropped or #ReelSearchBar::texture-dropped.
 */
void
reel_search_bar_drop_add (ReelSearchBar *bar)
{
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  /* Before the entry, which would take the name of a file as words. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  g_signal_connect (target, "accept", G_CALLBACK (on_accept), bar);
  g_signal_connect (target, "enter", G_CALLBACK (on_enter), NULL);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), bar);
  gtk_widget_add_controller (GTK_WIDGET (bar), GTK_EVENT_CONTROLLER (target));
}
