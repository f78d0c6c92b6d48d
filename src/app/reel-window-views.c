/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-window-private.h"

/*
 * What is shown where: wide, three panes; narrower, the preview slides over the content; narrow, one pane at a time.
 */

/* Marks on the preview's timeline where the present search found something in the same video. */
void
reel_window_update_marks (ReelWindow *self)
{
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (ReelTimelineMark));
  ReelHit *shown = self->shown_hit;
  guint n = shown != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->search)) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelHit) hit = g_list_model_get_item (G_LIST_MODEL (self->search), i);
      ReelTimelineMark mark = { reel_hit_get_start (hit), reel_hit_get_end (hit), reel_hit_get_similarity (hit) };

      if (reel_hit_get_has_times (hit) && g_strcmp0 (reel_hit_get_video_id (hit), reel_hit_get_video_id (shown)) == 0)
        g_array_append_val (marks, mark);
    }
  reel_preview_pane_set_marks (self->preview, (gpointer) marks->data, marks->len);
}

/* In the preview. */
void
reel_window_show_hit (ReelWindow *self,
                      ReelHit    *hit,
                      gboolean    play)
{
  g_autofree char *why = reel_hit_dup_why (hit);

  g_set_object (&self->shown_hit, hit);
  reel_preview_pane_show (self->preview, reel_hit_get_video (hit), reel_hit_get_name (hit), reel_hit_get_uri (hit),
                          reel_hit_get_start (hit), reel_hit_get_end (hit), reel_hit_get_has_times (hit), play);
  reel_preview_pane_set_why (self->preview, why);
  reel_preview_pane_set_linked (self->preview, reel_hit_get_link (hit) != NULL);
  reel_window_update_marks (self);
}

/* The same of a video as a whole. */
void
reel_window_show_video (ReelWindow *self,
                        ReelVideo  *video,
                        gboolean    play)
{
  g_clear_object (&self->shown_hit);
  reel_preview_pane_show (self->preview, video, reel_video_get_name (video), reel_video_get_uri (video), 0, 0, FALSE, play);
  reel_window_update_marks (self);
}

static void
on_hit_selected (ReelWindow *self,
                 ReelHit    *hit)
{
  reel_window_show_hit (self, hit, FALSE);
}

static void
on_hit_activated (ReelWindow *self,
                  ReelHit    *hit)
{
  /* A click has shown it, as a rule: it is not opened a second time. */
  if (hit != self->shown_hit || !reel_preview_pane_play_shown (self->preview))
    reel_window_show_hit (self, hit, TRUE);
  reel_window_reveal_preview (self);
}

static void
on_next_hit (ReelWindow *self)
{
  reel_results_page_activate_neighbour (self->results, TRUE);
}

static void
on_previous_hit (ReelWindow *self)
{
  reel_results_page_activate_neighbour (self->results, FALSE);
}

/* Another hit of the video that is watched: as any hit of the results, where the filters have left it. */
static gboolean
on_mark_wanted (ReelWindow *self,
                double      start,
                double      end)
{
  ReelHit *selected = reel_results_page_get_selected_hit (self->results);
  GListModel *shown = G_LIST_MODEL (reel_results_page_get_view (self->results));
  const guint n = g_list_model_get_n_items (shown);

  for (guint i = 0; i < n && selected != NULL; i++)
    {
      g_autoptr (ReelHit) hit = g_list_model_get_item (shown, i);

      if (reel_hit_get_start (hit) == start && reel_hit_get_end (hit) == end && reel_hit_get_has_times (hit) &&
          g_strcmp0 (reel_hit_get_video_id (hit), reel_hit_get_video_id (selected)) == 0)
        return reel_results_page_activate_hit (self->results, hit);
    }
  return FALSE;
}

static void
on_video_selected (ReelWindow *self,
                   ReelVideo  *video)
{
  if (!adw_flap_get_folded (self->flap)) /* otherwise nobody sees it: do not open the file for nothing */
    reel_window_show_video (self, video, FALSE);
}

static void
on_video_activated (ReelWindow *self,
                    ReelVideo  *video)
{
  reel_window_show_video (self, video, TRUE);
  reel_window_reveal_preview (self);
}

static void
on_summary_activated (ReelWindow *self)
{
  reel_window_show_view (self, "uploads");
}

static void
on_back (ReelWindow *self)
{
  adw_leaflet_set_visible_child (self->leaflet, self->sidebar);
}

static void
on_preview_back (ReelWindow *self)
{
  adw_flap_set_reveal_flap (self->flap, FALSE);
}

static void
on_flap_folded (ReelWindow *self)
{
  /* Beside the content the preview is always there; over it, only when somebody wants to watch. */
  adw_flap_set_reveal_flap (self->flap, !adw_flap_get_folded (self->flap));
}

static void
on_flap_revealed (ReelWindow *self)
{
  if (adw_flap_get_folded (self->flap) && !adw_flap_get_reveal_flap (self->flap))
    reel_player_pause (reel_preview_pane_get_player (self->preview));
}

static void
on_leaflet_folded (ReelWindow *self)
{
  /* On a narrow window the preview is a page of its own. */
  gtk_widget_set_hexpand (adw_flap_get_flap (self->flap), adw_leaflet_get_folded (self->leaflet));
}

static gboolean
on_escape (GtkWidget *widget,
           GVariant  *args,
           gpointer   user_data)
{
  ReelWindow *self = REEL_WINDOW (widget);

  if (!adw_flap_get_folded (self->flap) || !adw_flap_get_reveal_flap (self->flap))
    return FALSE;
  on_preview_back (self);
  return TRUE;
}

static void
on_find (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  ReelWindow *self = REEL_WINDOW (widget);

  if (self->session == NULL)
    return;
  adw_leaflet_set_visible_child (self->leaflet, self->content);
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
  reel_search_bar_begin (self->search_bar);
}

static void
on_ask_collection (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  ReelWindow *self = REEL_WINDOW (widget);

  if (self->session != NULL)
    reel_window_ask_collection (self, NULL);
}

static void
on_add_videos (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  reel_window_choose_files (REEL_WINDOW (widget), g_str_equal (name, "win.add-folder"));
}

/* Made when it is asked for: GtkApplication would make one with each window, before it is painted. */
static void
on_show_shortcuts (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (REEL_APP_PATH "/app/reel-shortcuts.ui");
  GtkWindow *shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (shortcuts, GTK_WINDOW (widget));
  gtk_window_present (shortcuts);
}

/* While the session is up, says how the connection is, and what can be done about it. */
void
reel_window_update_banner (ReelWindow *self)
{
  const char *message = reel_session_get_message (self->session);

  switch (reel_session_get_state (self->session))
    {
    case REEL_SESSION_NEEDS_KEY:
      reel_banner_show (self->banner, message, _ ("Enter Key…"));
      break;
    case REEL_SESSION_OFFLINE:
    case REEL_SESSION_FAILED:
      reel_banner_show (self->banner, message, _ ("Try Again"));
      break;
    case REEL_SESSION_CONNECTING:
      if (message != NULL)
        reel_banner_show (self->banner, message, NULL);
      else
        reel_banner_hide (self->banner);
      break;
    case REEL_SESSION_READY:
    default:
      reel_banner_hide (self->banner);
      break;
    }
}

/* Shows a view of the content, and on a narrow window the content itself. */
void
reel_window_show_view (ReelWindow *self,
                       const char *name)
{
  adw_view_stack_set_visible_child_name (self->views, name);
  adw_leaflet_set_visible_child (self->leaflet, self->content);
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

void
reel_window_reveal_preview (ReelWindow *self)
{
  adw_leaflet_set_visible_child (self->leaflet, self->content);
  adw_flap_set_reveal_flap (self->flap, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->preview));
}

void
reel_window_class_bind_views (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_hit_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_hit_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_next_hit);
  gtk_widget_class_bind_template_callback (widget_class, on_previous_hit);
  gtk_widget_class_bind_template_callback (widget_class, on_mark_wanted);
  gtk_widget_class_bind_template_callback (widget_class, on_video_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_video_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_summary_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_preview_back);
  gtk_widget_class_bind_template_callback (widget_class, on_flap_folded);
  gtk_widget_class_bind_template_callback (widget_class, on_flap_revealed);
  gtk_widget_class_bind_template_callback (widget_class, on_leaflet_folded);

  gtk_widget_class_install_action (widget_class, "win.find", NULL, on_find);
  gtk_widget_class_install_action (widget_class, "win.show-help-overlay", NULL, on_show_shortcuts);
  gtk_widget_class_install_action (widget_class, "win.new-collection", NULL, on_ask_collection);
  gtk_widget_class_install_action (widget_class, "win.add-videos", NULL, on_add_videos);
  gtk_widget_class_install_action (widget_class, "win.add-folder", NULL, on_add_videos);

  /* In the bubble phase, so that a text entry gets its slash and its Escape first. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_slash, 0, "win.find", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Divide, 0, "win.find", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
}

void
reel_window_init_views (ReelWindow *self)
{
  on_leaflet_folded (self);
}

/**
 * reel_window_show_uploads:
 * @self: a #ReelWindow
 */
void
reel_window_show_uploads (ReelWindow *self)
{
  g_return_if_fail (REEL_IS_WINDOW (self));

  reel_window_show_view (self, "uploads");
}
