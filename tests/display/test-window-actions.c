/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "analysis/reel-analysis-page.h"
#include "app/reel-export-bar.h"
#include "collections/reel-videos-page.h"
#include "preview/reel-preview-pane.h"
#include "reel-test.h"
#include "search/reel-results-page.h"
#include "search/reel-search-bar.h"
#include "uploads/reel-uploads-page.h"
#include "window-stage.h"

/* As a button with that action would have it. */
static gboolean
is_enabled (WindowStage *f,
            const char  *action)
{
  const gboolean has_target = g_str_equal (action, "win.export-timeline") || g_str_equal (action, "win.export-clip");
  GtkWidget *button = gtk_button_new ();
  gboolean enabled;

  gtk_widget_set_parent (button, f->window);
  if (has_target)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", "csv");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  enabled = gtk_widget_get_sensitive (button);
  gtk_widget_unparent (button);
  return enabled;
}

static void
check (WindowStage *f,
       const char  *actions,
       gboolean     enabled)
{
  g_auto (GStrv) each = g_strsplit (actions, " ", -1);

  for (guint i = 0; each[i] != NULL; i++)
    {
      g_autofree char *action = g_strconcat ("win.", each[i], NULL);

      if (is_enabled (f, action) != enabled)
        g_error ("%s is %s", action, enabled ? "disabled" : "enabled");
    }
}

#define ALWAYS   "find new-collection add-videos add-folder watched-folders show-hidden analyse show-help-overlay"
#define OF_HITS  "export-timeline export-reel"
#define OF_CLIP  "export-clip copy-timecode show-shown"

static ReelSearchModel *
get_model (WindowStage *f)
{
  return reel_search_bar_get_model (REEL_SEARCH_BAR (window_stage_find (f, REEL_TYPE_SEARCH_BAR, NULL)));
}

static void
search (WindowStage *f,
        const char  *text)
{
  reel_window_search (REEL_WINDOW (f->window), text);
  check (f, "cancel-search", TRUE);
  reel_test_wait (reel_search_model_get_state (get_model (f)) == REEL_SEARCH_STATE_DONE);
  check (f, "cancel-search", FALSE);
}

/* An action can be used where it can do something, and not elsewhere. */
static void
test_enabled (WindowStage  *f,
              gconstpointer data)
{
  GtkWidget *bare = reel_window_new (NULL, f->settings, G_LIST_MODEL (f->profiles)), *window = f->window;

  f->window = bare; /* without a service */
  check (f, "show-help-overlay", TRUE);
  check (f, "find new-collection add-videos add-folder watched-folders show-hidden analyse save-search cancel-search "
            "find-similar find-similar-frame " OF_HITS " " OF_CLIP, FALSE);
  f->window = window;
  gtk_window_destroy (GTK_WINDOW (bare));

  check (f, ALWAYS, TRUE);
  check (f, "save-search cancel-search find-similar find-similar-frame " OF_HITS " " OF_CLIP, FALSE);
  window_stage_add_film (f, "Films");
  window_stage_make (f, "Nothing");
  search (f, "dark");
  check (f, ALWAYS " save-search " OF_HITS, TRUE);
  check (f, OF_CLIP " find-similar find-similar-frame", FALSE);
  reel_window_play_hit (REEL_WINDOW (f->window), 0);
  reel_test_wait (is_enabled (f, "win.export-clip"));
  check (f, ALWAYS " save-search " OF_HITS " " OF_CLIP, TRUE);
  reel_test_wait (is_enabled (f, "win.find-similar") && is_enabled (f, "win.find-similar-frame"));

  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), "Nothing"));
  search (f, "dark");
  check (f, OF_HITS " find-similar", FALSE);
  check (f, OF_CLIP " save-search", TRUE); /* the preview goes on */

  /* While the service is away there is no collection to be made. */
  reel_local_service_restart (f->service);
  reel_test_wait (reel_session_get_client (f->session) == NULL);
  check (f, "new-collection find-similar find-similar-frame", FALSE);
  reel_test_wait (reel_session_get_state (f->session) == REEL_SESSION_READY);
  check (f, ALWAYS, TRUE);
}

static void
count (guint *n)
{
  (*n)++;
}

/* A hit is opened once: what a click has shown is only played by the second. */
static void
test_shown_once (WindowStage  *f,
                 gconstpointer data)
{
  GtkWidget *page;
  ReelPlayer *player;
  guint opened = 0;
  gboolean ready = FALSE;

  window_stage_add_film (f, "Films");
  search (f, "dark");
  page = window_stage_find (f, REEL_TYPE_RESULTS_PAGE, NULL);
  player = reel_preview_pane_get_player (REEL_PREVIEW_PANE (window_stage_find (f, REEL_TYPE_PREVIEW_PANE, NULL)));
  g_signal_connect_swapped (page, "hit-selected", G_CALLBACK (count), &opened);
  g_signal_connect_swapped (page, "hit-activated", G_CALLBACK (count), &opened);
  reel_window_play_hit (REEL_WINDOW (f->window), 0);
  g_assert_cmpuint (opened, ==, 1);
  g_signal_handlers_disconnect_by_data (page, &opened);
  reel_test_wait ((g_object_get (player, "ready", &ready, NULL), ready));
  reel_player_pause (player);
  reel_window_play_hit (REEL_WINDOW (f->window), 0);
  g_assert_true (reel_player_get_playing (player));
  g_object_get (player, "ready", &ready, NULL);
  g_assert_true (ready); /* it was not opened anew */
  reel_player_pause (player);
}

static gboolean
is_busy (WindowStage *f)
{
  gboolean busy = FALSE;

  g_object_get (reel_session_get_queue (f->session), "busy", &busy, NULL);
  return busy;
}

static void
on_quit (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  (*(guint *) user_data)++;
}

/* Ctrl+Q asks what closing asks, also where closing would only hide the window; with nothing on its way it asks nothing. */
static void
test_quit (WindowStage  *f,
           gconstpointer data)
{
  guint quits = 0;
  const GActionEntry entry = { .name = "quit", .activate = on_quit };
  g_autoptr (GSimpleActionGroup) app = g_simple_action_group_new ();
  g_autoptr (GListModel) film = window_stage_files ((const char *[]){ "Megamind.avi", NULL });

  g_action_map_add_action_entries (G_ACTION_MAP (app), &entry, 1, &quits);
  gtk_widget_insert_action_group (f->window, "app", G_ACTION_GROUP (app));
  reel_window_quit (REEL_WINDOW (f->window));
  g_assert_cmpuint (quits, ==, 1);
  g_assert_null (window_stage_dialog (ADW_TYPE_MESSAGE_DIALOG));

  g_settings_set_boolean (f->settings, "run-in-background", TRUE);
  window_stage_make (f, "Films");
  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), "Films"));
  reel_window_add_files (REEL_WINDOW (f->window), film);
  reel_test_wait (is_busy (f));
  reel_window_quit (REEL_WINDOW (f->window));
  reel_test_wait (window_stage_dialog (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  reel_window_quit (REEL_WINDOW (f->window)); /* one question is enough */
  g_assert_true (stage_sees (window_stage_dialog (ADW_TYPE_MESSAGE_DIALOG), "Stop the Uploads?"));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (window_stage_dialog (ADW_TYPE_MESSAGE_DIALOG)), "cancel");
  gtk_window_close (GTK_WINDOW (window_stage_dialog (ADW_TYPE_MESSAGE_DIALOG)));
  reel_test_wait (window_stage_dialog (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  g_assert_cmpuint (quits, ==, 1);
  /* The answer arrives a moment later; and a fast machine is done by then, so that nothing is asked. */
  reel_test_wait ((reel_window_quit (REEL_WINDOW (f->window)), window_stage_dialog (ADW_TYPE_MESSAGE_DIALOG) != NULL || quits > 1));
  if (quits == 1)
    adw_message_dialog_response (ADW_MESSAGE_DIALOG (window_stage_dialog (ADW_TYPE_MESSAGE_DIALOG)), "do");
  reel_test_wait (quits == 2);
  reel_test_wait (!is_busy (f));
}

/* Whether it lies on the other. */
static gboolean
covers (WindowStage *f,
        GtkWidget   *widget,
        GtkWidget   *other)
{
  graphene_rect_t one, two;

  g_assert_true (gtk_widget_compute_bounds (widget, f->window, &one));
  g_assert_true (gtk_widget_compute_bounds (other, f->window, &two));
  return graphene_rect_intersection (&one, &two, NULL);
}

static GtkWidget *
find_toast (GtkWidget *root)
{
  if (g_strcmp0 (gtk_widget_get_css_name (root), "toast") == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_toast (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Names of files are no markup, and toasts leave the switcher of the views free, and what cancels an export. */
static void
test_toasts (WindowStage  *f,
             gconstpointer data)
{
  static const int widths[] = { 1000, 360 };
  GtkWidget *bar = window_stage_find (f, REEL_TYPE_EXPORT_BAR, NULL);
  GtkWidget *toasts = window_stage_find (f, ADW_TYPE_TOAST_OVERLAY, NULL);

  window_stage_make (f, "Films");
  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), "Films"));
  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      GtkWidget *toast, *switcher;

      gtk_window_set_default_size (GTK_WINDOW (f->window), widths[i], i == 0 ? 700 : 640);
      reel_test_wait (ABS (gtk_widget_get_width (f->window) - widths[i]) <= 80);
      reel_window_toast (REEL_WINDOW (f->window), "Cats & <b>dogs</b>.mp4: it’s a “film”");
      reel_test_wait (stage_sees (f->window, "Cats & <b>dogs</b>.mp4: it’s a “film”"));
      reel_test_wait ((toast = find_toast (f->window)) != NULL && gtk_widget_get_height (toast) > 0);
      switcher = window_stage_find (f, ADW_TYPE_VIEW_SWITCHER_BAR, NULL);
      g_assert_false (covers (f, toast, switcher));

      reel_export_bar_begin (REEL_EXPORT_BAR (bar), "a.mp4");
      gtk_widget_add_css_class (toasts, "exporting");
      reel_test_wait (gtk_widget_get_height (bar) > 20 && !covers (f, toast, bar) && !covers (f, toast, switcher));
      reel_export_bar_end (REEL_EXPORT_BAR (bar));
      gtk_widget_remove_css_class (toasts, "exporting");
    }
  window_stage_look (f, "toast");
}

/* Fails where a picture that assistive technology is told of has no name; what the toolkit itself has is its own. */
static void
check_pictures (GtkWidget *root,
                guint     *n)
{
  const char *type = G_OBJECT_TYPE_NAME (root);

  if (!gtk_widget_get_mapped (root))
    return;
  if (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (root)) == GTK_ACCESSIBLE_ROLE_IMG)
    {
      (*n)++;
      if (!gtk_test_accessible_has_property (GTK_ACCESSIBLE (root), GTK_ACCESSIBLE_PROPERTY_LABEL) &&
          !gtk_test_accessible_has_relation (GTK_ACCESSIBLE (root), GTK_ACCESSIBLE_RELATION_LABELLED_BY))
        g_error ("a %s in a %s has no name", type, G_OBJECT_TYPE_NAME (gtk_widget_get_parent (root)));
    }
  if (GTK_IS_ENTRY (root) || GTK_IS_MENU_BUTTON (root) || GTK_IS_DROP_DOWN (root) || ADW_IS_STATUS_PAGE (root) ||
      ADW_IS_VIEW_SWITCHER_BAR (root) || ADW_IS_HEADER_BAR (root) || GTK_IS_EXPANDER (root))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    check_pictures (child, n);
}

static void
test_pictures (WindowStage  *f,
               gconstpointer data)
{
  guint n = 0;

  window_stage_add_film (f, "Films");
  check_pictures (f->window, &n);
  search (f, "dark");
  reel_window_play_hit (REEL_WINDOW (f->window), 0);
  reel_test_wait (stage_sees (window_stage_find (f, REEL_TYPE_RESULTS_PAGE, NULL), "Megamind.avi"));
  check_pictures (f->window, &n);
  reel_results_page_set_grouped (REEL_RESULTS_PAGE (window_stage_find (f, REEL_TYPE_RESULTS_PAGE, NULL)), TRUE);
  window_stage_find (f, GTK_TYPE_LIST_VIEW, "Results by Video");
  check_pictures (f->window, &n);
  reel_window_show_uploads (REEL_WINDOW (f->window));
  window_stage_find (f, REEL_TYPE_UPLOADS_PAGE, NULL);
  check_pictures (f->window, &n);
  g_assert_true (gtk_widget_activate_action (f->window, "win.analyse", NULL));
  window_stage_find (f, REEL_TYPE_ANALYSIS_PAGE, NULL);
  check_pictures (f->window, &n);
  g_assert_cmpuint (n, >, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  stage_init (&argc, &argv);
  g_test_add ("/app/actions/enabled", WindowStage, NULL, window_stage_set_up, test_enabled, window_stage_tear_down);
  g_test_add ("/app/actions/shown-once", WindowStage, NULL, window_stage_set_up, test_shown_once, window_stage_tear_down);
  g_test_add ("/app/actions/quit", WindowStage, NULL, window_stage_set_up, test_quit, window_stage_tear_down);
  g_test_add ("/app/actions/toasts", WindowStage, NULL, window_stage_set_up, test_toasts, window_stage_tear_down);
  g_test_add ("/app/actions/pictures", WindowStage, NULL, window_stage_set_up, test_pictures, window_stage_tear_down);
  return g_test_run ();
}
