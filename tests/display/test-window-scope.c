/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "collections/reel-collections-view.h"
#include "collections/reel-videos-page.h"
#include "preview/reel-preview-pane.h"
#include "preview/reel-timeline.h"
#include "reel-test.h"
#include "search/reel-results-page.h"
#include "search/reel-saved-row.h"
#include "search/reel-search-bar.h"
#include "window-stage.h"

static ReelSearchModel *
get_model (WindowStage *f)
{
  return reel_search_bar_get_model (REEL_SEARCH_BAR (window_stage_find (f, REEL_TYPE_SEARCH_BAR, NULL)));
}

static guint
n_hits (WindowStage *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_model (f)));
}

static void
search (WindowStage *f,
        const char  *text)
{
  reel_window_search (REEL_WINDOW (f->window), text);
  reel_test_wait (reel_search_model_get_state (get_model (f)) == REEL_SEARCH_STATE_DONE);
}

static ReelCollection *
get_selected (WindowStage *f)
{
  return reel_collections_view_get_selected (
    REEL_COLLECTIONS_VIEW (window_stage_find (f, REEL_TYPE_COLLECTIONS_VIEW, NULL)));
}

static void
show_view (WindowStage *f,
           const char  *name)
{
  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (window_stage_find (f, ADW_TYPE_VIEW_STACK, NULL)), name);
}

/* Where it was asked stands in the entry, wherever one looks meanwhile; and what is chosen there is asked there. */
static void
test_scope (WindowStage  *f,
            gconstpointer data)
{
  ReelSearchModel *model = get_model (f);
  ReelSearchBar *bar = REEL_SEARCH_BAR (window_stage_find (f, REEL_TYPE_SEARCH_BAR, NULL));
  GtkWidget *button;
  const char *other;

  window_stage_add_film (f, "Films");
  other = window_stage_make (f, "Trees & <more>");
  g_assert_true (stage_sees (GTK_WIDGET (bar), "in: Films"));
  search (f, "dark");
  g_assert_cmpuint (n_hits (f), >, 0);
  window_stage_look (f, "scope-hits");

  /* Another collection is looked at: the next question is for that, unless one goes back to the hits. */
  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), "Trees & <more>"));
  g_assert_true (stage_sees (GTK_WIDGET (bar), "in: Trees & <more>"));
  g_assert_cmpstr (reel_search_model_get_scope (model), ==, "Films");
  show_view (f, "results");
  g_assert_true (stage_sees (GTK_WIDGET (bar), "in: Films"));
  reel_search_model_search_again (model);
  reel_test_wait (reel_search_model_get_state (model) == REEL_SEARCH_STATE_DONE);
  g_assert_cmpstr (reel_search_model_get_scope (model), ==, "Films");
  g_assert_cmpuint (n_hits (f), >, 0);

  button = window_stage_find (f, GTK_TYPE_MENU_BUTTON, "Where to Search: Films");
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  reel_test_wait (stage_find (button, GTK_TYPE_LIST_BOX_ROW, "Trees & <more>") != NULL);
  window_stage_look (f, "scope-list");
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button)); /* another size has hidden it */
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  reel_test_wait (stage_find (button, GTK_TYPE_LIST_BOX_ROW, "Trees & <more>") != NULL);
  gtk_widget_activate (stage_find (button, GTK_TYPE_LIST_BOX_ROW, "Trees & <more>"));
  reel_test_wait (g_strcmp0 (reel_search_model_get_scope (model), "Trees & <more>") == 0 &&
                  reel_search_model_get_state (model) == REEL_SEARCH_STATE_DONE);
  g_assert_cmpuint (n_hits (f), ==, 0);
  g_assert_cmpstr (reel_search_model_get_question (model)->collection_id, ==, other);
  reel_test_wait (stage_sees (f->window, "Nothing in “Trees & <more>” is like “dark”."));
  window_stage_look (f, "scope-nothing");
  g_signal_emit_by_name (window_stage_find (f, GTK_TYPE_BUTTON, "Search All Collections"), "clicked");
  reel_test_wait (n_hits (f) > 0);
  g_assert_true (stage_sees (GTK_WIDGET (bar), "in: all"));

  /* What was changed in the entry is what is meant. */
  gtk_editable_set_text (GTK_EDITABLE (stage_find (GTK_WIDGET (bar), GTK_TYPE_ENTRY, NULL)), "bright");
  g_signal_emit_by_name (bar, "scope-chosen", other);
  g_assert_cmpstr (reel_search_model_get_text (model), ==, "bright");
  g_assert_cmpstr (reel_search_model_get_scope (model), ==, "Trees & <more>");
  reel_test_wait (reel_search_model_get_state (model) == REEL_SEARCH_STATE_DONE);

  /* With the scope in the entry there is still room for three panes. */
  gtk_window_set_default_size (GTK_WINDOW (f->window), 900, 700);
  reel_test_wait (gtk_widget_get_width (f->window) < 980);
  g_assert_false (adw_flap_get_folded (ADW_FLAP (window_stage_find (f, ADW_TYPE_FLAP, NULL))));
  gtk_window_set_default_size (GTK_WINDOW (f->window), 1000, 700);
  reel_test_wait (gtk_widget_get_width (f->window) >= 980);

  /* Beside the videos nothing is asked. */
  show_view (f, "videos");
  g_signal_emit_by_name (bar, "scope-chosen", NULL);
  g_assert_cmpint (reel_search_model_get_state (model), ==, REEL_SEARCH_STATE_DONE);
  g_assert_true (stage_sees (GTK_WIDGET (bar), "in: all"));
}

static void
count (guint *n)
{
  (*n)++;
}

/* The service is started again: text, hits and selection stay, and nothing that is not so flashes up. */
static void
test_restarted (WindowStage  *f,
                gconstpointer data)
{
  ReelSearchModel *model = get_model (f);
  GtkWidget *pages_of = stage_find (window_stage_find (f, REEL_TYPE_VIDEOS_PAGE, NULL), GTK_TYPE_STACK, NULL);
  GtkSelectionModel *videos;
  guint hits, selections = 0, changes = 0, pages = 0;

  window_stage_add_film (f, "Films");
  search (f, "dark");
  hits = n_hits (f);
  g_assert_cmpuint (hits, >, 0);
  show_view (f, "videos");
  videos = gtk_grid_view_get_model (GTK_GRID_VIEW (window_stage_find (f, GTK_TYPE_GRID_VIEW, "Videos")));
  gtk_selection_model_select_item (videos, 0, TRUE);
  g_signal_connect_swapped (videos, "selection-changed", G_CALLBACK (count), &selections);
  g_signal_connect_swapped (model, "items-changed", G_CALLBACK (count), &changes);
  g_signal_connect_swapped (pages_of, "notify::visible-child", G_CALLBACK (count), &pages);

  reel_local_service_restart (f->service);
  reel_test_wait (reel_session_get_client (f->session) == NULL);
  g_assert_false (stage_sees (f->window, "being started again")); /* it did not die */
  reel_test_wait (reel_session_get_state (f->session) == REEL_SESSION_READY);
  g_signal_handlers_disconnect_by_data (videos, &selections);
  g_signal_handlers_disconnect_by_data (model, &changes);
  g_signal_handlers_disconnect_by_data (pages_of, &pages);
  g_assert_cmpuint (selections, ==, 0);
  g_assert_cmpuint (pages, ==, 0);
  g_assert_cmpuint (changes, ==, 0);
  g_assert_cmpuint (n_hits (f), ==, hits);
  g_assert_cmpstr (reel_search_model_get_text (model), ==, "dark");
  g_assert_cmpstr (reel_search_bar_get_text (REEL_SEARCH_BAR (window_stage_find (f, REEL_TYPE_SEARCH_BAR, NULL))), ==, "dark");
  g_assert_true (gtk_selection_model_is_selected (videos, 0));
  g_assert_cmpstr (reel_collection_get_name (get_selected (f)), ==, "Films");

  /* Asked while it is away, it is answered when it is there. */
  reel_local_service_restart (f->service);
  reel_test_wait (reel_session_get_client (f->session) == NULL);
  reel_window_search (REEL_WINDOW (f->window), "bright");
  reel_test_wait (reel_session_get_state (f->session) == REEL_SESSION_READY);
  reel_test_wait (reel_search_model_get_state (model) == REEL_SEARCH_STATE_DONE);
  g_assert_null (reel_search_model_get_error (model));
  g_assert_cmpstr (reel_search_model_get_text (model), ==, "bright");
}

/* A saved search over all collections shows all of them, and that stays so when their list changes. */
static void
test_saved_all (WindowStage  *f,
                gconstpointer data)
{
  ReelSearchModel *model = get_model (f);

  window_stage_make (f, "Ants");
  window_stage_make (f, "Birds");
  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), NULL));
  search (f, "dark");
  g_assert_true (gtk_widget_activate_action (f->window, "win.save-search", NULL));
  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), "Birds"));
  g_assert_cmpstr (reel_collection_get_name (get_selected (f)), ==, "Birds");
  gtk_widget_activate (window_stage_find (f, REEL_TYPE_SAVED_ROW, NULL));
  g_assert_null (get_selected (f));
  window_stage_make (f, "Cats"); /* a change of the list */
  g_assert_null (get_selected (f));
  g_assert_null (reel_search_model_get_question (model)->collection_id);
  reel_test_wait (reel_search_model_get_state (model) == REEL_SEARCH_STATE_DONE);

  /* What was chosen by a restart of the session is restored once, and not over what was chosen since. */
  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), "Ants"));
  reel_window_set_session (REEL_WINDOW (f->window), f->session, f->catalogue, f->grabber);
  g_assert_cmpstr (reel_collection_get_name (get_selected (f)), ==, "Ants");
  reel_collections_view_select (REEL_COLLECTIONS_VIEW (window_stage_find (f, REEL_TYPE_COLLECTIONS_VIEW, NULL)), NULL);
  window_stage_make (f, "Dogs");
  g_assert_null (get_selected (f));
}

/* The same name at another address is another service: what the one before found goes. */
static void
test_access (WindowStage  *f,
             gconstpointer data)
{
  ReelProfile *profile = reel_profile_list_add_custom (f->profiles, "https://one.invalid", REEL_KEY_HEADER_X_API_KEY, FALSE);
  g_autoptr (ReelProfileSettings) settings = reel_profile_settings_copy (reel_profile_get_settings (profile));
  ReelSession *other = reel_session_new (profile, f->catalogue, f->secrets, f->service);
  ReelSearchModel *model;

  reel_window_set_session (REEL_WINDOW (f->window), other, f->catalogue, f->grabber);
  model = get_model (f);
  reel_window_search (REEL_WINDOW (f->window), "dark");
  g_assert_cmpstr (reel_search_model_get_text (model), ==, "dark");
  settings->queries_per_second += 1;
  reel_profile_list_change (f->profiles, profile, settings);
  g_assert_cmpstr (reel_search_model_get_text (model), ==, "dark"); /* it only is asked more often */
  g_free (settings->base_url);
  settings->base_url = g_strdup ("https://two.invalid");
  reel_profile_list_change (f->profiles, profile, settings);
  g_assert_null (reel_search_model_get_text (model));
  g_assert_cmpint (reel_search_model_get_state (model), ==, REEL_SEARCH_STATE_IDLE);

  reel_window_set_session (REEL_WINDOW (f->window), f->session, f->catalogue, f->grabber);
  reel_session_close (other);
  reel_test_assert_finalized (&other);
}

static guint
count_marks (WindowStage *f)
{
  ReelTimeline *timeline = REEL_TIMELINE (window_stage_find (f, REEL_TYPE_TIMELINE, NULL));
  ReelTimelineMark mark = { -1, -1, 0 };
  guint n = 0;

  while (reel_timeline_find_neighbour (timeline, mark.start, mark.end, TRUE, &mark))
    n++;
  return n;
}

/* The marks on the timeline are of the hits that are there, and go with them. */
static void
test_marks (WindowStage  *f,
            gconstpointer data)
{
  window_stage_add_film (f, "Films");
  window_stage_make (f, "Nothing");
  search (f, "dark");
  reel_window_play_hit (REEL_WINDOW (f->window), 0);
  reel_test_wait (count_marks (f) == n_hits (f));
  g_assert_cmpuint (n_hits (f), >, 0);
  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), "Nothing"));
  search (f, "bright");
  g_assert_cmpuint (n_hits (f), ==, 0);
  g_assert_cmpuint (count_marks (f), ==, 0);
  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), "Films"));
  search (f, "dark");
  g_assert_cmpuint (count_marks (f), ==, n_hits (f));
}

/* Nothing is asked without an answer that explains itself: hits, or a sentence that says why there are none. */
static void
test_odd (WindowStage  *f,
          gconstpointer data)
{
  static const struct
  {
    const char *text, *said;
  } cases[] = {
    { "not blue", "this query says only what should not be there" },
    { "no people", "this query says only what should not be there" },
    { "zzyzx qwvxy", "not understood: “zzyzx”, “qwvxy”" },
    { "!!! ???", "was understood" },
    { "🙂", "was understood" },
    { "of the", "“of the” was understood" },
    { "<b>&amp;", "“<b>&amp;”" }, /* as it was typed */
    { "\"'`", "was understood" },
  };

  window_stage_add_film (f, "Films");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      search (f, cases[i].text);
      if (n_hits (f) > 0)
        continue;
      if (!stage_sees (f->window, cases[i].said))
        g_error ("“%s” is answered without its reason", cases[i].text);
      g_assert_true (stage_sees (f->window, "No Hits"));
    }
  search (f, "not blue");
  g_assert_cmpuint (n_hits (f), ==, 0); /* and it is no accident that there are none */
  window_stage_look (f, "odd-not-blue");
}

static void
set_up_built_in (WindowStage  *f,
                 gconstpointer data)
{
  g_setenv ("REELSEEK_ENGINE", "concept", TRUE);
  window_stage_set_up (f, data);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  stage_init (&argc, &argv);
  g_test_add ("/app/scope/entry", WindowStage, NULL, window_stage_set_up, test_scope, window_stage_tear_down);
  g_test_add ("/app/scope/restarted", WindowStage, NULL, window_stage_set_up, test_restarted, window_stage_tear_down);
  g_test_add ("/app/scope/saved-all", WindowStage, NULL, window_stage_set_up, test_saved_all, window_stage_tear_down);
  g_test_add ("/app/scope/access", WindowStage, NULL, window_stage_set_up, test_access, window_stage_tear_down);
  g_test_add ("/app/scope/marks", WindowStage, NULL, window_stage_set_up, test_marks, window_stage_tear_down);
  g_test_add ("/app/scope/odd", WindowStage, NULL, set_up_built_in, test_odd, window_stage_tear_down);
  return g_test_run ();
}
