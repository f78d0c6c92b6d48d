/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_SETTINGS_ENABLE_BACKEND
#include "config.h"

#include <adwaita.h>
#include <gio/gsettingsbackend.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/reel-profile-list.h"
#include "app/reel-window.h"
#include "media/reel-prober.h"
#include "preview/reel-preview-pane.h"
#include "reel-test.h"
#include "search/reel-results-page.h"
#include "stage.h"

/* What is taken away from the window, on the real service: clips and reels. */
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
  char *folder; /* where it goes */
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

  f->folder = reel_test_tmp ("clips");
  g_assert_cmpint (g_chdir (f->folder), ==, 0); /* where the chooser begins */
  f->settings = g_settings_new_with_backend (REEL_APP_ID, backend);
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

static char *
target_path (Fixture    *f,
             const char *name)
{
  return g_build_filename (f->folder, name, NULL);
}

static double
duration_of (const char *path)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelMediaInfo) info = reel_prober_probe (uri, NULL, &error);

  g_assert_no_error (error);
  return info->duration;
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

/* Answers the chooser, and asserts that it proposes a name that ends so. */
static void
choose (const char *path,
        const char *ending)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *proposed = NULL;
  GtkWidget *chooser;

  reel_test_wait ((chooser = stage_find_chooser ()) != NULL);
  proposed = gtk_file_chooser_get_current_name (GTK_FILE_CHOOSER (chooser));
  g_test_message ("proposed: %s", proposed);
  g_assert_true (g_str_has_suffix (proposed, ending));
  g_assert_null (strpbrk (proposed, ":/"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  stage_accept_chooser (chooser);
}

/* As scripts have it done: exactly the hit, and over nothing. */
static void
test_action (Fixture      *f,
             gconstpointer data)
{
  GListModel *hits = search (f, "Films");
  g_autoptr (ReelHit) hit = g_list_model_get_item (hits, 0);
  g_autofree char *path = target_path (f, "first.mp4");
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  reel_window_export_clip (REEL_WINDOW (f->window), 0, uri);
  reel_test_wait (stage_sees (f->window, "“first.mp4” was exported"));
  g_assert_cmpfloat_with_epsilon (duration_of (path), reel_hit_get_end (hit) - reel_hit_get_start (hit), 0.1);
  g_assert_false (stage_sees (f->window, "key frame"));
  stage_look (&f->stage, "clip-exported");
  reel_window_export_clip (REEL_WINDOW (f->window), 0, uri);
  reel_test_wait (stage_sees (f->window, "“first.mp4” exists already"));
  reel_window_export_clip (REEL_WINDOW (f->window), 1000, uri);
  reel_window_export_clip (REEL_WINDOW (f->window), -1, uri);
  reel_test_wait (stage_sees (f->window, "there is no such hit"));
}

/* What lies between in and out in the preview, to where somebody says. */
static void
test_preview (Fixture      *f,
              gconstpointer data)
{
  g_autofree char *exact = target_path (f, "exact.mp4");
  g_autofree char *instant = target_path (f, "instant.mkv");
  GtkWidget *pane, *button;
  const char *uri, *title;
  double start, end;

  search (f, "More Films");
  reel_window_play_hit (REEL_WINDOW (f->window), 0);
  reel_test_wait ((pane = stage_find (f->window, REEL_TYPE_PREVIEW_PANE, NULL)) != NULL);
  reel_test_wait (stage_find (pane, ADW_TYPE_SPLIT_BUTTON, NULL) != NULL);
  reel_player_pause (reel_preview_pane_get_player (REEL_PREVIEW_PANE (pane)));
  g_assert_true (reel_preview_pane_get_clip (REEL_PREVIEW_PANE (pane), &uri, &title, &start, &end));
  g_assert_nonnull (stage_find (pane, GTK_TYPE_BUTTON, "Export Clip"));
  stage_look (&f->stage, "clip-preview");

  g_assert_true (gtk_widget_activate_action (f->window, "win.export-clip", "s", "exact"));
  choose (exact, ".mp4");
  reel_test_wait (stage_sees (f->window, "“exact.mp4” was exported"));
  g_assert_cmpfloat_with_epsilon (duration_of (exact), end - start, 0.1);

  /* The same with a second on both sides, as far as the film goes; of this one nothing can be copied. */
  g_settings_set_int (f->settings, "export-handles", 1);
  g_assert_true (gtk_widget_activate_action (f->window, "win.export-clip", "s", "instant"));
  choose (instant, ".mkv");
  reel_test_wait ((button = find_button (f->window, "Export Exactly")) != NULL);
  stage_look (&f->stage, "clip-exactly");
  g_signal_emit_by_name (button, "clicked");
  reel_test_wait (stage_sees (f->window, "“instant.mkv” was exported"));
  g_assert_cmpfloat (duration_of (instant), >, end - start + 0.8);
}

static void
on_text (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  *(char **) data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

/* (transfer full) */
static char *
clipboard_text (Fixture *f)
{
  char *text = NULL;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (f->window), NULL, on_text, &text);
  reel_test_wait (text != NULL);
  return text;
}

/* Of the frame where the playhead is, and of the one where the hit begins; by keys, too. */
static void
test_timecode (Fixture      *f,
               gconstpointer data)
{
  GListModel *hits = search (f, "Timecodes");
  g_autoptr (ReelHit) hit = g_list_model_get_item (hits, 1);
  GtkWidget *page = stage_find (f->window, REEL_TYPE_RESULTS_PAGE, NULL);
  g_autofree char *shown = NULL;
  g_autofree char *copied = NULL;
  g_autofree char *by_key = NULL;
  g_autofree char *said = NULL;
  GtkWidget *pane;

  reel_window_play_hit (REEL_WINDOW (f->window), 0);
  reel_test_wait ((pane = stage_find (f->window, REEL_TYPE_PREVIEW_PANE, NULL)) != NULL);
  reel_player_pause (reel_preview_pane_get_player (REEL_PREVIEW_PANE (pane)));
  reel_test_wait (reel_preview_pane_get_timecode (REEL_PREVIEW_PANE (pane)) != NULL &&
                  strlen (reel_preview_pane_get_timecode (REEL_PREVIEW_PANE (pane))) == strlen ("00:00:00:00"));
  g_assert_nonnull (stage_find (pane, GTK_TYPE_BUTTON, "Copy Timecode"));
  g_assert_nonnull (stage_find (pane, GTK_TYPE_BUTTON, "Show in Folder"));
  shown = g_strdup (reel_preview_pane_get_timecode (REEL_PREVIEW_PANE (pane)));
  g_assert_true (gtk_widget_activate_action (f->window, "win.copy-timecode", NULL));
  copied = clipboard_text (f);
  g_assert_cmpstr (copied, ==, shown);

  g_signal_emit_by_name (page, "copy-timecode-requested", hit);
  said = g_strdup_printf ("00:00:%02d:", (int) reel_hit_get_start (hit));
  reel_test_wait (stage_sees (f->window, said));
  by_key = clipboard_text (f);
  g_assert_true (g_str_has_prefix (by_key, said));
}

/* One at a time, and none is left of what is stopped. */
static void
test_cancel (Fixture      *f,
             gconstpointer data)
{
  g_autofree char *path = target_path (f, "all.mp4");
  g_autofree char *sample = reel_test_sample ("vtest.avi");
  g_autofree char *uri = g_filename_to_uri (sample, NULL, NULL);
  ReelPreviewPane *pane;
  GtkWidget *button;

  search (f, "Long Films");
  reel_window_play_hit (REEL_WINDOW (f->window), 0);
  reel_test_wait (stage_find (f->window, ADW_TYPE_SPLIT_BUTTON, NULL) != NULL);
  pane = REEL_PREVIEW_PANE (stage_find (f->window, REEL_TYPE_PREVIEW_PANE, NULL));
  reel_preview_pane_show (pane, NULL, "vtest.avi", uri, 0, 0, FALSE, FALSE);
  g_assert_true (gtk_widget_activate_action (f->window, "win.export-clip", "s", "exact"));
  choose (path, ".mp4");
  reel_test_wait ((button = stage_find (f->window, GTK_TYPE_BUTTON, "Cancel Export")) != NULL);
  g_assert_true (stage_sees (f->window, "Exporting “all.mp4”"));
  stage_look (&f->stage, "clip-exporting");
  reel_window_export_clip (REEL_WINDOW (f->window), 0, "file:///tmp/other.mp4");
  reel_test_wait (stage_sees (f->window, "Another export is going on"));
  g_signal_emit_by_name (button, "clicked");
  reel_test_wait (stage_find (f->window, GTK_TYPE_BUTTON, "Cancel Export") == NULL);
  g_assert_false (stage_sees (f->window, "“all.mp4” was exported"));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static GtkWidget *
find_question (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_mapped (window))
        return window;
    }
  return NULL;
}

/* All hits that are shown, one after the other. */
static void
test_reel (Fixture      *f,
           gconstpointer data)
{
  g_autofree char *path = target_path (f, "reel.mp4");
  GListModel *hits = search (f, "Reels");
  double total = 0;

  for (guint i = 0; i < g_list_model_get_n_items (hits); i++)
    {
      g_autoptr (ReelHit) hit = g_list_model_get_item (hits, i);

      total += reel_hit_get_end (hit) - reel_hit_get_start (hit);
    }
  g_assert_true (gtk_widget_activate_action (f->window, "win.export-reel", NULL));
  reel_test_wait (find_question () != NULL);
  g_assert_true (stage_sees (find_question (), "follow each other"));
  g_assert_true (stage_sees (find_question (), "As Most Hits"));
  g_assert_true (stage_sees (find_question (), "Cuts"));
  stage_look_at (&f->stage, find_question (), "reel-question");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (find_question ()), "export");
  choose (path, ".mp4");
  reel_test_wait (stage_sees (f->window, "“reel.mp4” was exported"));
  g_assert_cmpfloat_with_epsilon (duration_of (path), total, 0.7); /* the last may be said to end behind its file */
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  g_setenv ("GTK_USE_PORTAL", "0", TRUE);
  stage_init (&argc, &argv);
  g_test_add ("/app/clip/action", Fixture, NULL, set_up, test_action, tear_down);
  g_test_add ("/app/clip/preview", Fixture, NULL, set_up, test_preview, tear_down);
  g_test_add ("/app/clip/timecode", Fixture, NULL, set_up, test_timecode, tear_down);
  g_test_add ("/app/clip/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  g_test_add ("/app/clip/reel", Fixture, NULL, set_up, test_reel, tear_down);
  return g_test_run ();
}
