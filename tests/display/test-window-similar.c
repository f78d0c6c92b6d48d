/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_SETTINGS_ENABLE_BACKEND
#include "config.h"

#include <adwaita.h>
#include <gio/gsettingsbackend.h>
#include <math.h>

#include "app/reel-profile-list.h"
#include "app/reel-window.h"
#include "preview/reel-preview-pane.h"
#include "reel-test.h"
#include "search/reel-results-page.h"
#include "search/reel-search-bar.h"
#include "stage.h"

/* Of the film that is searched, in seconds: a face in the middle of a clip. */
#define FRAME_TIME 8.0

/* 'Find Similar' in the window, on the real service: of a hit, a video, a frame and a picture. */
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
  Stage stage;  /* only to look */
  char *folder; /* where pictures lie */
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autofree char *folder = reel_test_tmp ("window");
  g_autofree char *db = g_build_filename (folder, "catalogue.db", NULL);
  g_autofree char *local = g_build_filename (folder, "local", NULL);
  g_autofree char *cache = g_build_filename (folder, "frames", NULL);
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  f->folder = reel_test_tmp ("pictures");
  f->settings = g_settings_new_with_backend (REEL_APP_ID, backend);
  g_settings_set_int (f->settings, "window-width", data != NULL ? 360 : 1000);
  g_settings_set_int (f->settings, "window-height", data != NULL ? 640 : 700);
  f->profiles = reel_profile_list_new (f->settings);
  f->secrets = reel_secrets_new ();
  f->service = reel_local_service_new (local);
  f->grabber = reel_frame_grabber_new (cache);
  reel_catalogue_open_async (db, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  f->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (result);
  f->session = reel_session_new (reel_profile_list_find (f->profiles, "local"), f->catalogue, f->secrets, f->service);
  f->window = reel_window_new (NULL, f->settings, G_LIST_MODEL (f->profiles));
  /* libadwaita 1.2 falls over a toast that goes while it still comes. */
  g_object_set (gtk_widget_get_settings (f->window), "gtk-enable-animations", FALSE, NULL);
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
  reel_window_set_session (REEL_WINDOW (f->window), f->session, f->catalogue, f->grabber);
  gtk_window_present (GTK_WINDOW (f->window));
  reel_session_connect (f->session);
  reel_test_wait (reel_session_get_state (f->session) == REEL_SESSION_READY);
  f->stage.window = f->window;
  f->stage.display = reel_display_open (&error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  if (f->window != NULL)
    gtk_window_destroy (GTK_WINDOW (f->window));
  reel_test_wait (f->window == NULL);
  reel_session_close (f->session);
  reel_test_assert_finalized (&f->session);
  reel_local_service_stop (f->service);
  reel_test_wait (reel_local_service_get_state (f->service) == REEL_LOCAL_SERVICE_STOPPED);
  reel_test_assert_finalized (&f->service);
  reel_test_assert_finalized (&f->catalogue);
  reel_test_assert_finalized (&f->grabber);
  reel_test_assert_finalized (&f->profiles);
  g_clear_object (&f->stage.display);
  g_object_unref (f->secrets);
  g_object_unref (f->settings);
  g_free (f->folder);
}

/* (transfer none): the hits, of a film in a collection of its own */
static GListModel *
search (Fixture    *f,
        const char *collection)
{
  ReelCollectionList *list = reel_session_get_collections (f->session);
  ReelResultsPage *page;
  g_autofree char *path = reel_test_sample ("Megamind.avi");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (ReelCollection) made = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  reel_collection_list_create_async (list, collection, NULL, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  made = reel_collection_list_create_finish (list, result, &error);
  g_assert_no_error (error);
  g_object_unref (result);
  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), collection));
  g_list_store_append (files, file);
  reel_window_add_files (REEL_WINDOW (f->window), G_LIST_MODEL (files));
  reel_window_search (REEL_WINDOW (f->window), "dark");
  reel_test_wait ((page = (ReelResultsPage *) stage_find (f->window, REEL_TYPE_RESULTS_PAGE, NULL)) != NULL);
  reel_test_wait (g_list_model_get_n_items (G_LIST_MODEL (reel_results_page_get_view (page))) > 0);
  return G_LIST_MODEL (reel_results_page_get_view (page));
}

static GtkWidget *
find (Fixture *f,
      GType    type)
{
  GtkWidget *found;

  reel_test_wait ((found = stage_find (f->window, type, NULL)) != NULL);
  return found;
}

static ReelSearchModel *
get_model (Fixture *f)
{
  return reel_search_bar_get_model (REEL_SEARCH_BAR (find (f, REEL_TYPE_SEARCH_BAR)));
}

static void
wait_for (Fixture    *f,
          const char *question)
{
  ReelSearchModel *model = get_model (f);

  reel_test_wait (g_str_has_prefix (reel_search_model_get_text (model), question) &&
                  reel_search_model_get_state (model) != REEL_SEARCH_STATE_SEARCHING);
  g_assert_cmpint (reel_search_model_get_state (model), ==, REEL_SEARCH_STATE_DONE);
}

static void
look (Fixture    *f,
      const char *name)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  int width = gtk_widget_get_width (f->window);

  for (guint dark = 0; dark < 2; dark++)
    {
      g_autofree char *picture = g_strdup_printf ("%s-%d-%s", name, width, dark ? "dark" : "light");

      adw_style_manager_set_color_scheme (style, dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
      stage_look (&f->stage, picture);
    }
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_DEFAULT);
}

static GtkWidget *
find_frame_button (Fixture *f)
{
  return stage_find (find (f, REEL_TYPE_PREVIEW_PANE), GTK_TYPE_BUTTON, "Find Similar to This Frame");
}

/* Of the selected hit, of the frame under the play head, and of a picture file. */
static void
test_all (Fixture      *f,
          gconstpointer data)
{
  GListModel *hits = search (f, "Films");
  ReelSearchModel *model = get_model (f);
  g_autofree char *picture_path = g_build_filename (f->folder, "red & blue.png", NULL);
  g_autofree char *text_path = g_build_filename (f->folder, "words.txt", NULL);
  g_autoptr (GFile) picture = g_file_new_for_path (picture_path);
  g_autoptr (GFile) text = g_file_new_for_path (text_path);
  g_autoptr (GBytes) pixels = g_bytes_new_take (g_malloc0 (64 * 48 * 4), 64 * 48 * 4);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (64, 48, GDK_MEMORY_R8G8B8A8, pixels, 64 * 4);
  GtkWidget *bar = find (f, REEL_TYPE_SEARCH_BAR);
  g_autoptr (ReelHit) hit = NULL;
  ReelPlayer *player;

  reel_test_wait (reel_search_model_get_finds_similar (model));
  reel_window_play_hit (REEL_WINDOW (f->window), 0);
  reel_test_wait (find_frame_button (f) != NULL);
  player = reel_preview_pane_get_player (REEL_PREVIEW_PANE (find (f, REEL_TYPE_PREVIEW_PANE)));
  reel_player_pause (player);
  look (f, "similar-preview");

  g_assert_true (gtk_widget_activate_action (f->window, "win.find-similar", NULL));
  wait_for (f, "Similar to “Megamind.avi” at 0:0");
  look (f, "similar-hit");

  /* The clip that the frame is of is the first. The film's first pictures are black, and like nothing. */
  reel_player_seek (player, FRAME_TIME, TRUE);
  reel_test_wait (fabs (reel_player_get_position (player) - FRAME_TIME) < 0.1);
  g_assert_true (gtk_widget_activate_action (f->window, "win.find-similar-frame", NULL));
  reel_test_wait (reel_search_model_get_example (model) != NULL && reel_search_model_get_example (model)->picture != NULL);
  wait_for (f, "Similar to “Megamind.avi” at 0:0");
  reel_test_wait (g_list_model_get_n_items (hits) > 0);
  hit = g_list_model_get_item (hits, 0);
  g_assert_cmpfloat (reel_hit_get_start (hit), <=, FRAME_TIME);
  g_assert_cmpfloat (reel_hit_get_end (hit), >, FRAME_TIME);

  g_assert_true (gdk_texture_save_to_png (texture, picture_path));
  g_assert_true (g_file_set_contents (text_path, "no picture", -1, NULL));
  g_signal_emit_by_name (bar, "file-dropped", picture);
  wait_for (f, "Similar to “red & blue.png”");
  look (f, "similar-picture");
  g_signal_emit_by_name (bar, "texture-dropped", texture);
  wait_for (f, "Similar to the dropped picture");
  g_signal_emit_by_name (bar, "file-dropped", text);
  reel_test_wait (stage_sees (f->window, "“words.txt” is no picture."));
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  /* What the small engine sees depends on which faces the system's OpenCV finds. */
  g_setenv ("REELSEEK_ENGINE", "concept", TRUE);
  stage_init (&argc, &argv);
  g_test_add ("/app/similar/wide", Fixture, NULL, set_up, test_all, tear_down);
  g_test_add ("/app/similar/narrow", Fixture, "narrow", set_up, test_all, tear_down);
  return g_test_run ();
}
