/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/reel-window-private.h"

/* Which actions can do something at present: their menu items, buttons and keys follow. */

static void
enable (ReelWindow *self,
        const char *action,
        gboolean    enabled)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), action, enabled);
}

/* Whether the file of a hit that would be exported is on this computer. */
static gboolean
has_files (ReelWindow *self)
{
  g_autoptr (GPtrArray) hits = reel_results_page_get_selected (self->results);

  for (guint i = 0; i < hits->len; i++)
    if (reel_hit_get_is_here (hits->pdata[i]))
      return TRUE;
  return FALSE;
}

void
reel_window_update_actions (ReelWindow *self)
{
  const gboolean there = self->session != NULL;
  const gboolean connected = there && reel_session_get_client (self->session) != NULL;
  const gboolean hits = there && g_list_model_get_n_items (G_LIST_MODEL (reel_results_page_get_view (self->results))) > 0;
  const gboolean similar = there && reel_search_model_get_finds_similar (self->search);
  gboolean clip = FALSE;

  g_object_get (self->preview, "has-clip", &clip, NULL);
  enable (self, "win.find", there);
  enable (self, "win.new-collection", connected);
  enable (self, "win.add-videos", there);
  enable (self, "win.add-folder", there);
  enable (self, "win.watched-folders", there);
  enable (self, "win.show-hidden", there);
  enable (self, "win.analyse", there);
  enable (self, "win.save-search", gtk_widget_get_sensitive (GTK_WIDGET (self->save_search)));
  enable (self, "win.cancel-search",
          there && reel_search_model_get_state (self->search) == REEL_SEARCH_STATE_SEARCHING);
  enable (self, "win.export-timeline", hits);
  enable (self, "win.export-reel", hits && self->clip == NULL && has_files (self));
  enable (self, "win.export-clip", clip && self->clip == NULL);
  enable (self, "win.copy-timecode", clip);
  enable (self, "win.show-shown", clip);
  enable (self, "win.find-similar", similar && reel_results_page_get_selected_hit (self->results) != NULL);
  enable (self, "win.find-similar-frame", similar && clip);
}

static void
on_cancel_search (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  reel_search_model_cancel (REEL_WINDOW (widget)->search);
}

/* Follows the present search model. */
void
reel_window_set_up_actions (ReelWindow *self)
{
  g_signal_connect_object (self->search, "notify::state", G_CALLBACK (reel_window_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "notify::finds-similar", G_CALLBACK (reel_window_update_actions), self,
                           G_CONNECT_SWAPPED);
  reel_window_update_actions (self);
}

void
reel_window_class_bind_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, reel_window_update_actions);

  gtk_widget_class_install_action (widget_class, "win.cancel-search", NULL, on_cancel_search);
}

void
reel_window_init_actions (ReelWindow *self)
{
  g_signal_connect_object (reel_results_page_get_view (self->results), "changed", G_CALLBACK (reel_window_update_actions), self,
                           G_CONNECT_SWAPPED);
  reel_window_update_actions (self);
}
