/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_SETTINGS_ENABLE_BACKEND
#include "config.h"

#include <adwaita.h>
#include <gio/gsettingsbackend.h>

#include "app/reel-profile-list.h"
#include "app/reel-window.h"
#include "reel-test.h"
#include "search-double.h"
#include "search/reel-hit-cell.h"
#include "search/reel-results-page.h"
#include "search/reel-save-button.h"
#include "search/reel-saved-row.h"
#include "search/reel-saved-view.h"
#include "stage.h"

/* Saved searches as they are seen: on a double of the service, and in the window, which is closed and opened again. */

#define ONE "{\"results\": [{\"video_id\": \"v1\", \"similarity\": 0.9, \"start_time\": 12, \"end_time\": 18}]}"
#define TWO "{\"results\": [{\"video_id\": \"v1\", \"similarity\": 0.9, \"start_time\": 12, \"end_time\": 18}," \
            " {\"video_id\": \"v2\", \"similarity\": 0.7, \"start_time\": 1, \"end_time\": 4}]}"
#define SUNSET "夕陽下的海邊"

typedef struct
{
  SearchDouble *service;
  ReelSavedSearches *saved;
  GtkWidget *button, *view, *page; /* (borrowed): the stage has them */
  Stage *stage;
  GPtrArray *events;
} Fixture;

static void
save (Fixture *f)
{
  reel_search_model_save (f->service->model);
}

static void
remove_search (Fixture         *f,
               ReelSavedSearch *search)
{
  g_ptr_array_add (f->events, g_strdup_printf ("remove %s", reel_saved_search_get_text (search)));
  reel_saved_searches_remove (f->saved, search);
}

static void
rename_search (Fixture         *f,
               ReelSavedSearch *search)
{
  g_ptr_array_add (f->events, g_strdup_printf ("rename %s", reel_saved_search_get_text (search)));
}

static void
activated (Fixture         *f,
           ReelSavedSearch *search)
{
  g_ptr_array_add (f->events, g_strdup_printf ("ask %s", reel_saved_search_get_text (search)));
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  f->service = search_double_new ();
  search_double_set_collections (f->service, "c1", "Dogs", "c2", "Travel", NULL);
  reel_search_model_set_collection_id (f->service->model, "c1");
  reel_video_set_state (search_double_add_video (f->service, "file:///footage/a.mp4", "v1"), REEL_VIDEO_STATE_READY);
  search_double_reply (f->service, SUNSET, ONE);
  f->events = g_ptr_array_new_with_free_func (g_free);
  f->saved = reel_saved_searches_new (f->service->catalogue, "p");
  reel_search_model_set_saved (f->service->model, f->saved);
  f->button = reel_save_button_new ();
  gtk_widget_set_halign (f->button, GTK_ALIGN_END);
  f->view = reel_saved_view_new ();
  f->page = reel_results_page_new ();
  gtk_widget_set_vexpand (f->page, TRUE);
  gtk_box_append (GTK_BOX (box), f->button);
  gtk_box_append (GTK_BOX (box), f->view);
  gtk_box_append (GTK_BOX (box), f->page);
  reel_save_button_set_model (REEL_SAVE_BUTTON (f->button), f->service->model);
  reel_saved_view_set_searches (REEL_SAVED_VIEW (f->view), f->saved);
  reel_results_page_set_model (REEL_RESULTS_PAGE (f->page), f->service->model);
  g_signal_connect_swapped (f->button, "save-requested", G_CALLBACK (save), f);
  g_signal_connect_swapped (f->button, "remove-requested", G_CALLBACK (remove_search), f);
  g_signal_connect_swapped (f->view, "remove-requested", G_CALLBACK (remove_search), f);
  g_signal_connect_swapped (f->view, "rename-requested", G_CALLBACK (rename_search), f);
  g_signal_connect_swapped (f->view, "activated", G_CALLBACK (activated), f);
  f->stage = stage_new (box, 640, 640);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  stage_free (f->stage);
  reel_search_model_set_saved (f->service->model, NULL);
  reel_test_assert_finalized (&f->saved);
  search_double_free (f->service);
  g_ptr_array_unref (f->events);
}

static void
take_event (Fixture    *f,
            const char *expected)
{
  reel_test_wait (f->events->len > 0);
  g_assert_cmpuint (f->events->len, ==, 1);
  g_assert_cmpstr (f->events->pdata[0], ==, expected);
  g_ptr_array_set_size (f->events, 0);
}

static GtkWidget *
row (Fixture    *f,
     const char *name)
{
  GtkWidget *found = NULL;

  reel_test_wait ((found = stage_find (f->view, REEL_TYPE_SAVED_ROW, name)) != NULL);
  return found;
}

static gboolean
is_pressed (Fixture *f)
{
  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (f->button));
}

/* The star says whether this question, in this place, is saved; pressed it becomes so, and pressed again no longer. */
static void
test_star (Fixture      *f,
           gconstpointer data)
{
  g_assert_true (stage_is_named (f->button, "Save Search"));
  g_assert_false (gtk_widget_get_sensitive (f->button));
  g_assert_false (gtk_widget_get_mapped (f->view)); /* while there is none */
  search_double_search (f->service, SUNSET);
  g_assert_true (gtk_widget_get_sensitive (f->button));
  g_assert_false (is_pressed (f));
  stage_click (f->stage, f->button, 1);
  reel_test_wait (g_list_model_get_n_items (G_LIST_MODEL (f->saved)) == 1);
  g_assert_true (is_pressed (f));
  row (f, SUNSET ", Dogs");
  stage_look (f->stage, "saved-star");

  reel_search_model_set_collection_id (f->service->model, NULL);
  search_double_search (f->service, SUNSET);
  g_assert_false (is_pressed (f));
  reel_search_model_set_collection_id (f->service->model, "c1");
  search_double_search (f->service, SUNSET);
  g_assert_true (is_pressed (f));
  stage_click (f->stage, f->button, 1);
  take_event (f, "remove " SUNSET);
  g_assert_false (is_pressed (f));
  reel_test_wait (!gtk_widget_get_mapped (f->view));
}

/* By keyboard and by menu; what is said of where it looks follows the collections. */
static void
test_row (Fixture      *f,
          gconstpointer data)
{
  GtkWidget *shown;

  search_double_search (f->service, SUNSET);
  save (f);
  shown = row (f, SUNSET ", Dogs");
  gtk_widget_grab_focus (shown);
  stage_press (f->stage, "Return");
  take_event (f, "ask " SUNSET);
  stage_press (f->stage, "F2");
  take_event (f, "rename " SUNSET);
  stage_click_with (f->stage, shown, 3, 1);
  reel_test_wait (stage_sees (f->view, "Remove"));
  stage_look (f->stage, "saved-menu");
  stage_press (f->stage, "Escape");
  reel_test_wait (!stage_sees (f->view, "Remove"));
  reel_saved_searches_rename (f->saved, reel_saved_row_get_search (REEL_SAVED_ROW (shown)), "Evening <b>");
  row (f, "Evening <b>, Dogs");
  search_double_set_collections (f->service, "c2", "Travel", NULL);
  row (f, "Evening <b>, Its collection is gone");
  stage_look (f->stage, "saved-gone");
  search_double_set_collections (f->service, "c1", "Hounds", NULL);
  row (f, "Evening <b>, Hounds");
  gtk_widget_grab_focus (shown);
  stage_press (f->stage, "Delete");
  take_event (f, "remove " SUNSET);
  reel_test_wait (!gtk_widget_get_mapped (f->view));
}

/* What is new is counted in the row, and marked in the results when it is looked at. */
static void
test_new (Fixture      *f,
          gconstpointer data)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func (g_object_unref);
  ReelSearchResult result = { (char *) "v7", 0.5, TRUE, 1, 2 };
  GtkWidget *cell = NULL, *other = NULL;
  g_autoptr (GtkWidget) kept = NULL;
  g_autofree char *wrong = NULL;

  search_double_search (f->service, SUNSET);
  save (f);
  row (f, SUNSET ", Dogs");
  g_ptr_array_add (hits, reel_hit_new (NULL, "c1", &result));
  reel_saved_searches_note (f->saved, reel_search_model_find_saved (f->service->model), hits, NULL);
  row (f, SUNSET ", Dogs, 1 new");
  stage_look (f->stage, "saved-count");

  search_double_reply (f->service, SUNSET, TWO);
  search_double_search (f->service, SUNSET);
  row (f, SUNSET ", Dogs");
  g_assert_true (stage_sees (f->page, "2 hits in 2 videos, 1 new"));
  reel_test_wait ((cell = stage_find (f->page, REEL_TYPE_HIT_CELL, "Unknown file (v2), 0:01 – 0:04, similarity 0.70")) != NULL);
  kept = g_object_ref (cell); /* the list may do without it */
  g_assert_true (stage_sees (cell, "New"));
  wrong = gtk_test_accessible_check_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "New");
  g_assert_cmpstr (wrong, ==, NULL);
  reel_test_wait ((other = stage_find (f->page, REEL_TYPE_HIT_CELL, "a.mp4, 0:12 – 0:18, similarity 0.90")) != NULL);
  g_assert_false (stage_sees (other, "New"));
  stage_look (f->stage, "saved-new");

  reel_hit_view_set_sort (reel_results_page_get_view (REEL_RESULTS_PAGE (f->page)), REEL_HIT_SORT_NEW);
  {
    g_autoptr (ReelHit) first =
      g_list_model_get_item (G_LIST_MODEL (reel_results_page_get_view (REEL_RESULTS_PAGE (f->page))), 0);

    g_assert_cmpstr (reel_hit_get_video_id (first), ==, "v2");
  }
  search_double_search (f->service, SUNSET);
  g_assert_false (stage_sees (f->page, "1 new"));
  reel_test_wait (!stage_sees (cell, "New"));
}

/* What was answered is there without the service, with its date: also that there was nothing. */
static void
test_offline (Fixture      *f,
              gconstpointer data)
{
  ReelSearchModel *model = f->service->model;

  search_double_reply (f->service, "nothing like it", "{\"results\": []}");
  search_double_search (f->service, "nothing like it");
  save (f);
  search_double_wait_kept (f->service, "nothing like it");
  reel_search_model_set_client (model, NULL);
  search_double_search (f->service, "nothing like it");
  reel_test_wait (reel_search_model_get_answered (model) > 0);
  reel_test_wait (stage_sees (f->page, "So it was on "));
  g_assert_true (stage_sees (f->page, "Nothing in “Dogs” is like “nothing like it”."));
  g_assert_true (stage_sees (f->page, "There is no connection to a service yet."));
  g_assert_true (is_pressed (f));
  stage_look (f->stage, "saved-offline");
}

/* The window with all that the application hands it, on the real service. */
typedef struct
{
  GSettings *settings;
  ReelProfileList *profiles;
  ReelSecrets *secrets;
  ReelLocalService *service;
  ReelCatalogue *catalogue;
  ReelFrameGrabber *grabber;
  ReelSession *session;
  GtkWidget *window;
  char *db;    /* (owned) */
  Stage stage; /* for pictures and keys only */
} Program;

static void
open_program (Program *p)
{
  GAsyncResult *result = NULL;

  reel_catalogue_open_async (p->db, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  p->catalogue = reel_catalogue_open_finish (result, NULL, NULL);
  g_assert_nonnull (p->catalogue);
  g_clear_object (&result);
  p->session = reel_session_new (reel_profile_list_find (p->profiles, "local"), p->catalogue, p->secrets, p->service);
  p->window = reel_window_new (NULL, p->settings, G_LIST_MODEL (p->profiles));
  gtk_window_set_default_size (GTK_WINDOW (p->window), 1000, 700);
  g_object_add_weak_pointer (G_OBJECT (p->window), (gpointer *) &p->window);
  reel_window_set_session (REEL_WINDOW (p->window), p->session, p->catalogue, p->grabber);
  /* libadwaita 1.2 falls over a toast that goes while it still comes. */
  g_object_set (gtk_widget_get_settings (p->window), "gtk-enable-animations", FALSE, NULL);
  gtk_window_present (GTK_WINDOW (p->window));
  reel_session_connect (p->session);
  reel_test_wait (reel_session_get_state (p->session) == REEL_SESSION_READY);
}

static void
close_program (Program *p)
{
  gtk_settings_reset_property (gtk_widget_get_settings (p->window), "gtk-enable-animations");
  gtk_window_destroy (GTK_WINDOW (p->window));
  reel_test_wait (p->window == NULL);
  reel_session_close (p->session);
  reel_test_assert_finalized (&p->session);
  reel_test_assert_finalized (&p->catalogue);
}

static GtkWidget *
find (Program    *p,
      GType       type,
      const char *name)
{
  GtkWidget *found = NULL;

  reel_test_wait ((found = stage_find (p->window, type, name)) != NULL);
  return found;
}

/* The button with that text on it; NULL where there is none. */
static GtkWidget *
find_button (GtkWidget  *root,
             const char *text)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (GTK_IS_BUTTON (root) && stage_sees (root, text))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Saved in the window, there after a restart, asked by a click; removed by the star, and back by 'Undo'. */
static void
test_window (void)
{
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autofree char *root = reel_test_tmp ("saved");
  g_autofree char *local = g_build_filename (root, "local", NULL);
  g_autofree char *cache = g_build_filename (root, "frames", NULL);
  g_autoptr (ReelCollection) collection = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;
  Program p = { .db = g_build_filename (root, "catalogue.db", NULL) };
  GtkWidget *star;

  p.settings = g_settings_new_with_backend (REEL_APP_ID, backend);
  p.profiles = reel_profile_list_new (p.settings);
  p.secrets = reel_secrets_new ();
  p.service = reel_local_service_new (local);
  p.grabber = reel_frame_grabber_new (cache);
  p.stage.display = reel_display_open (&error);
  g_assert_no_error (error);
  open_program (&p);
  reel_collection_list_create_async (reel_session_get_collections (p.session), "Footage", NULL, NULL, reel_test_store_result,
                                     &result);
  reel_test_wait (result != NULL);
  collection = reel_collection_list_create_finish (reel_session_get_collections (p.session), result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  g_assert_null (stage_find (p.window, GTK_TYPE_LIST_BOX, "Saved Searches"));
  g_assert_true (reel_window_select_collection (REEL_WINDOW (p.window), "Footage"));
  reel_window_search (REEL_WINDOW (p.window), "紅色的夕陽");
  star = find (&p, REEL_TYPE_SAVE_BUTTON, "Save Search");
  reel_test_wait (gtk_widget_get_sensitive (star));
  gtk_widget_activate_action (p.window, "win.save-search", NULL);
  find (&p, REEL_TYPE_SAVED_ROW, "紅色的夕陽, Footage");
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (star)));
  g_assert_true (reel_window_select_collection (REEL_WINDOW (p.window), NULL));
  close_program (&p);

  open_program (&p);
  find (&p, GTK_TYPE_LIST_BOX, "Saved Searches");
  stage_look_at (&p.stage, p.window, "saved-window");
  gtk_widget_activate (find (&p, REEL_TYPE_SAVED_ROW, "紅色的夕陽, Footage"));
  reel_test_wait (stage_sees (p.window, "Nothing in “Footage” is like “紅色的夕陽”."));
  star = find (&p, REEL_TYPE_SAVE_BUTTON, "Save Search");
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (star)));
  stage_look_at (&p.stage, p.window, "saved-window-asked");
  gtk_widget_activate_action (p.window, "win.save-search", NULL);
  reel_test_wait (stage_find (p.window, REEL_TYPE_SAVED_ROW, NULL) == NULL);
  reel_test_wait (stage_sees (p.window, "“紅色的夕陽” is no longer saved"));
  stage_look_at (&p.stage, p.window, "saved-window-removed");
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (star)));
  gtk_widget_activate (find_button (p.window, "Undo"));
  find (&p, REEL_TYPE_SAVED_ROW, "紅色的夕陽, Footage");
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (star)));
  gtk_window_set_default_size (GTK_WINDOW (p.window), 360, 640);
  reel_test_wait (gtk_widget_get_width (p.window) < 400);
  stage_look_at (&p.stage, p.window, "saved-window-narrow");
  close_program (&p);

  reel_local_service_stop (p.service);
  reel_test_wait (reel_local_service_get_state (p.service) == REEL_LOCAL_SERVICE_STOPPED);
  reel_test_assert_finalized (&p.service);
  reel_test_assert_finalized (&p.grabber);
  reel_test_assert_finalized (&p.profiles);
  reel_test_assert_finalized (&p.stage.display);
  g_object_unref (p.secrets);
  g_object_unref (p.settings);
  g_free (p.db);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  stage_init (&argc, &argv);
  g_test_add ("/search/saved/star", Fixture, NULL, set_up, test_star, tear_down);
  g_test_add ("/search/saved/row", Fixture, NULL, set_up, test_row, tear_down);
  g_test_add ("/search/saved/new", Fixture, NULL, set_up, test_new, tear_down);
  g_test_add ("/search/saved/offline", Fixture, NULL, set_up, test_offline, tear_down);
  g_test_add_func ("/search/saved/window", test_window);
  return g_test_run ();
}
