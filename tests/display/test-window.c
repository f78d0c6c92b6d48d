/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_SETTINGS_ENABLE_BACKEND
#include "config.h"

#include <adwaita.h>
#include <gio/gsettingsbackend.h>
#include <string.h>

#include "analysis/reel-analysis-page.h"
#include "app/reel-profile-list.h"
#include "app/reel-window.h"
#include "collections/reel-collections-view.h"
#include "collections/reel-videos-page.h"
#include "preview/reel-preview-pane.h"
#include "reel-test.h"
#include "search/reel-hit.h"
#include "stage.h"
#include "widgets/reel-vector-plot.h"

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
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
  reel_window_set_session (REEL_WINDOW (f->window), f->session, f->catalogue, f->grabber);
  gtk_window_present (GTK_WINDOW (f->window));
  reel_session_connect (f->session);
  reel_test_wait (reel_session_get_state (f->session) == REEL_SESSION_READY);
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
  g_object_unref (f->secrets);
  g_object_unref (f->settings);
}

static void
make_collection (Fixture    *f,
                 const char *name)
{
  ReelCollectionList *list = reel_session_get_collections (f->session);
  g_autoptr (ReelCollection) collection = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  reel_collection_list_create_async (list, name, NULL, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  collection = reel_collection_list_create_finish (list, result, &error);
  g_assert_no_error (error);
  g_object_unref (result);
}

/* The model of the grid that assistive technology knows as @name. */
static GListModel *
find_grid (GtkWidget  *root,
           const char *name)
{
  if (GTK_IS_GRID_VIEW (root))
    {
      g_autofree char *wrong = gtk_test_accessible_check_property (GTK_ACCESSIBLE (root), GTK_ACCESSIBLE_PROPERTY_LABEL, name);

      return wrong == NULL ? G_LIST_MODEL (gtk_grid_view_get_model (GTK_GRID_VIEW (root))) : NULL;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GListModel *found = find_grid (child, name);

      if (found != NULL)
        return found;
    }
  return NULL;
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

/* All hits into a file, as scripts have it done; and what can't be done is said. */
static void
check_export (Fixture *f,
              guint    n_hits)
{
  ReelWindow *window = REEL_WINDOW (f->window);
  g_autofree char *folder = reel_test_tmp ("export");
  g_autofree char *path = g_build_filename (folder, "dark.csv", NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *said = g_strdup_printf (n_hits == 1 ? "%u clip exported to “dark.csv”"
                                                       : "%u clips exported to “dark.csv”",
                                           n_hits);
  g_autofree char *text = NULL;
  guint n_lines = 0;

  reel_window_export_results (window, "csv", uri);
  reel_test_wait (stage_sees (f->window, said));
  g_assert_true (stage_sees (f->window, "no timecode was found in"));
  g_assert_nonnull (find_button (f->window, "Show in Folder"));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  for (const char *at = text; (at = strstr (at, "\r\n")) != NULL; at += 2)
    n_lines++;
  g_assert_cmpuint (n_lines, ==, n_hits + 1);
  g_assert_nonnull (stage_find (f->window, GTK_TYPE_MENU_BUTTON, "Export Timeline"));
  g_assert_true (gtk_widget_activate_action (f->window, "win.export-handles", "i", 2));
  g_assert_cmpint (g_settings_get_int (f->settings, "export-handles"), ==, 2);
  reel_window_export_results (window, "edl", "file:///no/such/folder/dark.edl");
  reel_test_wait (stage_sees (f->window, "The timeline was not exported: "));
}

/* Another hit of the timeline is that one of the results. */
static void
check_mark (Fixture    *f,
            GListModel *hits)
{
  g_autoptr (ReelHit) hit = g_list_model_get_item (hits, g_list_model_get_n_items (hits) - 1);
  GtkWidget *preview = stage_find (f->window, REEL_TYPE_PREVIEW_PANE, NULL);
  gboolean shown = FALSE;

  g_signal_emit_by_name (preview, "mark-wanted", reel_hit_get_start (hit), reel_hit_get_end (hit), &shown);
  g_assert_true (shown);
}

/* As `reelseek --collection NAME FILE --search TEXT` does it: asked before anything is indexed, and answered when it is. */
static void
test_search_before_ready (Fixture      *f,
                          gconstpointer data)
{
  ReelWindow *window = REEL_WINDOW (f->window);
  g_autofree char *path = reel_test_sample ("Megamind.avi");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  GListModel *hits = find_grid (f->window, "Results");

  g_assert_nonnull (hits);
  make_collection (f, "Films");
  g_assert_true (reel_window_select_collection (window, "Films"));
  g_assert_false (reel_window_select_collection (window, "Nothing of the kind"));
  g_list_store_append (files, file);
  reel_window_add_files (window, G_LIST_MODEL (files));
  reel_window_search (window, "dark");
  g_assert_cmpuint (g_list_model_get_n_items (hits), ==, 0);
  reel_test_wait (g_list_model_get_n_items (hits) > 0);
  reel_window_play_hit (window, 0);
  reel_window_play_hit (window, 1000); /* nothing happens */
  reel_window_play_hit (window, -1);
  check_mark (f, hits);
  check_export (f, g_list_model_get_n_items (hits));
}

static gboolean
is_ready (Fixture *f,
          guint    n)
{
  guint finished = 0;

  g_object_get (reel_session_get_queue (f->session), "n-finished", &finished, NULL);
  return finished == n;
}

/* What is there already is not sent again, unless somebody says so; one that was moved is found. */
static void
test_there_already (Fixture      *f,
                    gconstpointer data)
{
  ReelWindow *window = REEL_WINDOW (f->window);
  g_autofree char *sample = reel_test_sample ("tree.avi");
  g_autofree char *folder = reel_test_tmp ("there");
  g_autofree char *path = g_build_filename (folder, "tree.avi", NULL);
  g_autofree char *moved = g_build_filename (folder, "moved.avi", NULL);
  g_autoptr (GFile) from = g_file_new_for_path (sample);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) other = g_file_new_for_path (moved);
  guint before;
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  before = g_list_model_get_n_items (G_LIST_MODEL (f->catalogue));
  /* libadwaita 1.2 falls over a toast that goes while it still comes. */
  g_object_set (gtk_widget_get_settings (f->window), "gtk-enable-animations", FALSE, NULL);
  g_assert_true (g_file_copy (from, file, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, NULL));
  make_collection (f, "Trees");
  g_assert_true (reel_window_select_collection (window, "Trees"));
  g_list_store_append (files, file);
  reel_window_add_files (window, G_LIST_MODEL (files));
  reel_test_wait (is_ready (f, 1));

  reel_window_add_files (window, G_LIST_MODEL (files));
  reel_test_wait (stage_sees (f->window, "tree.avi: This video is already there."));
  reel_test_wait (stage_find (f->window, GTK_TYPE_BUTTON, "Send Anyway") != NULL);
  g_signal_emit_by_name (stage_find (f->window, GTK_TYPE_BUTTON, "Send Anyway"), "clicked");
  reel_test_wait (is_ready (f, 2));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->catalogue)), ==, before + 2);

  g_assert_true (g_file_move (file, other, G_FILE_COPY_NONE, NULL, NULL, NULL, NULL));
  g_list_store_remove_all (files);
  g_list_store_append (files, other);
  reel_window_add_files (window, G_LIST_MODEL (files));
  reel_test_wait (stage_sees (f->window, "moved.avi was moved, and is found again"));
  gtk_settings_reset_property (gtk_widget_get_settings (f->window), "gtk-enable-animations");
}

/* What was looked at is looked at again with the next session. */
static void
test_last_collection (Fixture      *f,
                      gconstpointer data)
{
  ReelWindow *window = REEL_WINDOW (f->window);
  g_autoptr (GVariant) saved = NULL;
  g_autofree char *id = NULL;

  make_collection (f, "Ants");
  make_collection (f, "Birds");
  g_assert_true (reel_window_select_collection (window, "Birds"));
  saved = g_settings_get_value (f->settings, "last-collection");
  g_assert_true (g_variant_lookup (saved, "local", "s", &id));
  g_assert_cmpstr (id, ==,
                   reel_collection_get_id (reel_collection_list_find (reel_session_get_collections (f->session), "Birds")));
}

/* A video of this computer is analysed by the service of this computer; what was found stays while one looks elsewhere. */
static void
test_analyse (Fixture      *f,
              gconstpointer data)
{
  g_autofree char *path = reel_test_sample ("tree.avi");
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  const char *uris[] = { uri, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) videos = NULL;
  GtkWidget *page;

  reel_catalogue_add_videos_async (f->catalogue, "local", "none", uris, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  videos = reel_catalogue_add_videos_finish (f->catalogue, result, NULL);
  g_assert_null (stage_find (f->window, REEL_TYPE_ANALYSIS_PAGE, NULL));
  gtk_widget_activate_action (f->window, "win.analyse", NULL);
  reel_test_wait ((page = stage_find (f->window, REEL_TYPE_ANALYSIS_PAGE, "Analysis")) != NULL);
  reel_window_analyse (REEL_WINDOW (f->window), uri);
  g_assert_true (reel_video_analysis_get_running (reel_analysis_page_get_analysis (REEL_ANALYSIS_PAGE (page))));
  reel_test_wait (stage_find (page, GTK_TYPE_LIST_BOX, "Tags") != NULL &&
                  stage_find (page, REEL_TYPE_VECTOR_PLOT, NULL) != NULL);
  g_assert_true (stage_sees (page, "tree.avi"));
  g_assert_nonnull (reel_video_get_tags (videos->pdata[0])); /* and can be filtered by */
  reel_window_select_collection (REEL_WINDOW (f->window), NULL);
  reel_test_wait (!gtk_widget_get_mapped (page));
  gtk_widget_activate_action (f->window, "win.analyse", NULL);
  reel_test_wait (stage_find (page, GTK_TYPE_LIST_BOX, "Tags") != NULL);
}

static gboolean
is_remembered (Fixture    *f,
               const char *id)
{
  g_auto (GStrv) refused = g_settings_get_strv (f->settings, "base64-refused");

  return g_strv_contains ((const char * const *) refused, id);
}

/* That a service refuses files is remembered for this service, and not for the one of this computer. */
static void
test_refused (Fixture      *f,
              gconstpointer data)
{
  ReelWindow *window = REEL_WINDOW (f->window);
  ReelProfile *profile = reel_profile_list_add_custom (f->profiles, "https://example.org", REEL_KEY_HEADER_X_API_KEY, FALSE);
  ReelSession *other = reel_session_new (profile, f->catalogue, f->secrets, f->service);
  ReelAnalysisPage *page;

  gtk_widget_activate_action (f->window, "win.analyse", NULL);
  page = REEL_ANALYSIS_PAGE (stage_find (f->window, REEL_TYPE_ANALYSIS_PAGE, NULL));
  g_signal_emit_by_name (page, "file-refused");
  g_assert_false (reel_analysis_page_get_files_refused (page));
  g_assert_false (is_remembered (f, "local"));

  reel_window_set_session (window, other, f->catalogue, f->grabber);
  g_assert_false (reel_analysis_page_get_files_refused (page));
  g_signal_emit_by_name (page, "file-refused");
  g_signal_emit_by_name (page, "file-refused"); /* of the other part */
  g_assert_true (reel_analysis_page_get_files_refused (page));
  g_assert_true (is_remembered (f, reel_profile_get_id (profile)));

  reel_window_set_session (window, f->session, f->catalogue, f->grabber);
  g_assert_false (reel_analysis_page_get_files_refused (page));
  g_assert_true (is_remembered (f, reel_profile_get_id (profile)));
  reel_window_set_session (window, other, f->catalogue, f->grabber);
  g_assert_true (reel_analysis_page_get_files_refused (page));
  g_signal_emit_by_name (page, "file-taken");
  g_assert_false (reel_analysis_page_get_files_refused (page));
  g_assert_false (is_remembered (f, reel_profile_get_id (profile)));

  reel_window_set_session (window, f->session, f->catalogue, f->grabber);
  reel_session_close (other);
  reel_test_assert_finalized (&other);
}

/* As long as key and videos can be read on the way, the head of the sidebar says so. */
static void
test_unprotected (Fixture      *f,
                  gconstpointer data)
{
  ReelProfile *profile = reel_profile_list_add_custom (f->profiles, "http://archive.invalid", REEL_KEY_HEADER_X_API_KEY, TRUE);
  g_autoptr (ReelProfileSettings) settings = reel_profile_settings_copy (reel_profile_get_settings (profile));
  ReelSession *session = reel_session_new (profile, f->catalogue, f->secrets, NULL);
  Stage *stage = stage_new (gtk_label_new (NULL), 100, 100);

  g_assert_false (stage_sees (f->window, "Not Protected"));
  reel_window_set_session (REEL_WINDOW (f->window), session, f->catalogue, f->grabber);
  g_assert_true (stage_sees (f->window, "Not Protected"));
  g_assert_true (stage_sees (f->window, "archive.invalid"));
  g_free (settings->name);
  settings->name = g_strdup ("The archive in the cellar of the department");
  reel_profile_list_change (f->profiles, profile, settings);
  g_assert_true (stage_sees (f->window, settings->name));
  stage_look_at (stage, f->window, "window-not-protected");

  g_free (settings->base_url);
  settings->base_url = g_strdup ("https://archive.invalid");
  reel_profile_list_change (f->profiles, profile, settings);
  g_assert_false (stage_sees (f->window, "Not Protected"));
  g_assert_true (stage_sees (f->window, settings->name));

  reel_window_set_session (REEL_WINDOW (f->window), f->session, f->catalogue, f->grabber);
  reel_session_close (session);
  reel_test_assert_finalized (&session);
  stage_free (stage);
}

/* The other window of this process, a dialog; NULL while there is none. */
static GtkWidget *
find_dialog (void)
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

/* Clicks a button of a dialog, which then goes. */
static void
answer (GtkWidget  *dialog,
        const char *text)
{
  g_signal_emit_by_name (find_button (dialog, text), "clicked");
  reel_test_wait (find_dialog () == NULL);
}

static void
undo (Fixture *f)
{
  GtkWidget *button = NULL;

  reel_test_wait ((button = find_button (f->window, "Undo")) != NULL);
  g_signal_emit_by_name (button, "clicked");
  reel_test_wait (find_button (f->window, "Undo") == NULL);
}

/* Renames, hides and forgets on this computer, and undoes each: the service is not told, and no word says that it is. */
static void
test_local (Fixture      *f,
            gconstpointer data)
{
  const char *uris[] = { "file:///nowhere/1.mp4", NULL };
  ReelCollectionList *list = reel_session_get_collections (f->session);
  GtkWidget *view = stage_find (f->window, REEL_TYPE_COLLECTIONS_VIEW, NULL);
  GtkWidget *page = stage_find (f->window, REEL_TYPE_VIDEOS_PAGE, NULL);
  g_autoptr (GPtrArray) videos = NULL;
  const guint others = g_list_model_get_n_items (G_LIST_MODEL (f->catalogue)); /* of the tests before */
  GListModel *shown = find_grid (f->window, "Videos");
  GtkWidget *dialog = NULL;
  GAsyncResult *result = NULL;
  ReelCollection *moths;
  ReelVideo *video;

  /* A toast that is clicked away while it still slides in is more than libadwaita 1.2 can take. No hand is that fast. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  make_collection (f, "Moths");
  moths = reel_collection_list_find (list, "Moths");
  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), "Moths"));
  reel_catalogue_add_videos_async (f->catalogue, "local", reel_collection_get_id (moths), uris, NULL, reel_test_store_result,
                                   &result);
  reel_test_wait (result != NULL);
  videos = reel_catalogue_add_videos_finish (f->catalogue, result, NULL);
  g_object_unref (result);
  video = videos->pdata[0];
  reel_test_wait (g_list_model_get_n_items (shown) == 1);

  g_signal_emit_by_name (page, "rename-requested", video);
  reel_test_wait ((dialog = find_dialog ()) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (stage_find (dialog, GTK_TYPE_ENTRY, "Name")), "Larvae");
  answer (dialog, "Rename");
  reel_test_wait (g_str_equal (reel_video_get_name (video), "Larvae"));
  reel_test_wait (stage_sees (f->window, "is now called “Larvae” on this computer"));
  undo (f);
  reel_test_wait (g_str_equal (reel_video_get_name (video), "1.mp4"));

  g_signal_emit_by_name (page, "hide-requested", video, TRUE);
  reel_test_wait (g_list_model_get_n_items (shown) == 0);
  undo (f);
  reel_test_wait (g_list_model_get_n_items (shown) == 1);

  /* What is on its way is not forgotten with its collection, nor by itself. */
  reel_video_set_state (video, REEL_VIDEO_STATE_UPLOADING);
  g_signal_emit_by_name (view, "forget-requested", moths);
  reel_test_wait (stage_sees (f->window, "Some videos of this collection are being sent"));
  g_assert_null (find_dialog ());

  g_signal_emit_by_name (page, "forget-requested", video);
  reel_test_wait ((dialog = find_dialog ()) != NULL);
  answer (dialog, "Forget");
  reel_test_wait (stage_sees (f->window, "Cancel its upload first."));
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, 1);

  /* What never went out is not said to be at the service. */
  reel_video_set_state (video, REEL_VIDEO_STATE_FAILED);
  g_signal_emit_by_name (page, "forget-requested", video);
  reel_test_wait ((dialog = find_dialog ()) != NULL);
  g_assert_false (stage_sees (dialog, "the service"));
  answer (dialog, "Forget");
  reel_test_wait (stage_sees (f->window, "Its file stays where it is."));
  undo (f);
  reel_test_wait (g_list_model_get_n_items (shown) == 1);

  reel_video_set_state (video, REEL_VIDEO_STATE_READY);
  reel_video_set_video_id (video, "v");
  g_signal_emit_by_name (page, "forget-requested", video);
  reel_test_wait ((dialog = find_dialog ()) != NULL);
  g_assert_true (stage_sees (dialog, "the service keeps what was sent"));
  answer (dialog, "Cancel");
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, 1);
  g_signal_emit_by_name (page, "forget-requested", video);
  reel_test_wait ((dialog = find_dialog ()) != NULL);
  answer (dialog, "Forget");
  reel_test_wait (g_list_model_get_n_items (G_LIST_MODEL (f->catalogue)) == others);
  reel_test_wait (stage_sees (f->window, "The service still has it."));
  undo (f);
  reel_test_wait (g_list_model_get_n_items (shown) == 1);

  g_signal_emit_by_name (view, "rename-requested", moths);
  reel_test_wait ((dialog = find_dialog ()) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (stage_find (dialog, GTK_TYPE_ENTRY, "Name")), "Insects");
  answer (dialog, "Rename");
  reel_test_wait (g_str_equal (reel_collection_get_name (moths), "Insects"));
  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), "Insects"));
  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), "Moths"));
  undo (f);
  reel_test_wait (g_str_equal (reel_collection_get_name (moths), "Moths"));

  /* Forgotten: not listed, its videos not known; listed with what is hidden, as the service has it. */
  g_signal_emit_by_name (view, "forget-requested", moths);
  reel_test_wait ((dialog = find_dialog ()) != NULL);
  answer (dialog, "Forget");
  reel_test_wait (reel_collection_get_hidden (moths));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->catalogue)), ==, others);
  g_assert_null (reel_collections_view_get_selected (REEL_COLLECTIONS_VIEW (view)));
  undo (f);
  reel_test_wait (!reel_collection_get_hidden (moths));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->catalogue)), ==, others + 1);

  g_signal_emit_by_name (view, "hide-requested", moths, TRUE);
  reel_test_wait (reel_collection_get_hidden (moths));
  gtk_widget_activate_action (f->window, "win.show-hidden", NULL);
  reel_collections_view_select (REEL_COLLECTIONS_VIEW (view), moths);
  gtk_widget_activate_action (f->window, "win.show-hidden", NULL);
  g_assert_null (reel_collections_view_get_selected (REEL_COLLECTIONS_VIEW (view)));
  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), "Moths")); /* and is listed for it */
  g_assert_true (reel_collections_view_get_selected (REEL_COLLECTIONS_VIEW (view)) == moths);
  undo (f);
  reel_test_wait (!reel_collection_get_hidden (moths));
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
}

static gboolean
is_busy (Fixture *f)
{
  gboolean busy = FALSE;

  g_object_get (reel_session_get_queue (f->session), "busy", &busy, NULL);
  return busy;
}

/* Adds a video, and comes back when it is on its way. */
static void
begin_upload (Fixture    *f,
              const char *sample)
{
  g_autofree char *path = reel_test_sample (sample);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  g_list_store_append (files, file);
  reel_window_add_files (REEL_WINDOW (f->window), G_LIST_MODEL (files));
  reel_test_wait (is_busy (f));
}

/* (transfer none) (nullable) */
static GtkWidget *
find_question (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

/* 21 files, the least that are much. */
static GListModel *
make_many (const char *prefix)
{
  GListStore *files = g_list_store_new (G_TYPE_FILE);
  g_autofree char *folder = reel_test_tmp ("bulk");

  for (guint i = 0; i < 21; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s-%u.mp4", prefix, i);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GFile) file = g_file_new_for_path (path);

      g_assert_true (g_file_set_contents (path, name, -1, NULL));
      g_list_store_append (files, file);
    }
  return G_LIST_MODEL (files);
}

/* Much goes to a service elsewhere only after an answer; to this computer without a question. */
static void
test_bulk (Fixture      *f,
           gconstpointer data)
{
  ReelUploadQueue *queue = reel_session_get_queue (f->session);
  g_autoptr (GListModel) files = make_many ("there");
  g_autoptr (GListModel) others = make_many ("here");
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (queue)); /* what a test before left */
  g_autofree char *address = NULL;

  make_collection (f, "Bulk");
  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), "Bulk"));
  g_object_get (reel_session_get_network (f->session), "address", &address, NULL);
  reel_network_state_set_address (reel_session_get_network (f->session), "https://api.example.com"); /* as if it were there */
  reel_window_add_files (REEL_WINDOW (f->window), files);
  reel_test_wait (find_question () != NULL && stage_sees (find_question (), "to “Bulk” on This Computer?"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (queue)), ==, n);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (find_question ()), "cancel");
  gtk_window_close (GTK_WINDOW (find_question ()));
  reel_test_wait (find_question () == NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (queue)), ==, n);

  reel_window_add_files (REEL_WINDOW (f->window), files);
  reel_test_wait (find_question () != NULL && stage_sees (find_question (), "to “Bulk”"));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (find_question ()), "upload");
  gtk_window_close (GTK_WINDOW (find_question ()));
  reel_test_wait (g_list_model_get_n_items (G_LIST_MODEL (queue)) == n + 21);
  reel_upload_queue_cancel_all (queue);

  reel_network_state_set_address (reel_session_get_network (f->session), address);
  reel_window_add_files (REEL_WINDOW (f->window), others);
  reel_test_wait (g_list_model_get_n_items (G_LIST_MODEL (queue)) == n + 42);
  g_assert_null (find_question ());
  reel_upload_queue_cancel_all (queue);
}

/* Closing asks while something is on its way, unless it is to go on without a window; it quits when done if asked to. */
static void
test_close (Fixture      *f,
            gconstpointer data)
{
  make_collection (f, "Going on");
  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), "Going on"));
  begin_upload (f, "Megamind.avi");
  gtk_window_close (GTK_WINDOW (f->window));
  reel_test_wait (find_question () != NULL);
  gtk_window_close (GTK_WINDOW (f->window)); /* one question is enough */
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (find_question ()), "cancel");
  gtk_window_close (GTK_WINDOW (find_question ()));
  reel_test_wait (find_question () == NULL);
  g_assert_nonnull (f->window);
  g_assert_true (gtk_widget_get_visible (f->window));
  reel_test_wait (!is_busy (f));

  g_settings_set_boolean (f->settings, "run-in-background", TRUE);
  begin_upload (f, "tree.avi");
  gtk_window_close (GTK_WINDOW (f->window));
  g_assert_false (gtk_widget_get_visible (f->window));
  g_assert_null (find_question ());
  reel_test_wait (!is_busy (f));
  g_assert_nonnull (f->window); /* it is there when somebody comes back */
  gtk_window_present (GTK_WINDOW (f->window));
  g_assert_true (gtk_widget_get_visible (f->window));

  g_settings_set_boolean (f->settings, "quit-when-done", TRUE);
  begin_upload (f, "VID_20191220_170832.mp4");
  gtk_window_close (GTK_WINDOW (f->window));
  g_assert_nonnull (f->window);
  reel_test_wait (f->window == NULL);
  g_assert_false (is_busy (f));
}

/* Who says so has it stopped. */
static void
test_close_stop (Fixture      *f,
                 gconstpointer data)
{
  make_collection (f, "Stopping");
  g_assert_true (reel_window_select_collection (REEL_WINDOW (f->window), "Stopping"));
  begin_upload (f, "Megamind.avi");
  gtk_window_close (GTK_WINDOW (f->window));
  reel_test_wait (find_question () != NULL);
  g_assert_nonnull (f->window);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (find_question ()), "do");
  reel_test_wait (f->window == NULL);
}

/* With nothing on its way it just closes. */
static void
test_close_idle (Fixture      *f,
                 gconstpointer data)
{
  reel_test_wait (!is_busy (f)); /* what a test before left */
  gtk_window_close (GTK_WINDOW (f->window));
  reel_test_wait (f->window == NULL);
  g_assert_null (find_question ());
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  stage_init (&argc, &argv);
  g_test_add ("/app/window/search-before-ready", Fixture, NULL, set_up, test_search_before_ready, tear_down);
  g_test_add ("/app/window/there-already", Fixture, NULL, set_up, test_there_already, tear_down);
  g_test_add ("/app/window/last-collection", Fixture, NULL, set_up, test_last_collection, tear_down);
  g_test_add ("/app/window/analyse", Fixture, NULL, set_up, test_analyse, tear_down);
  g_test_add ("/app/window/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/app/window/local", Fixture, NULL, set_up, test_local, tear_down);
  g_test_add ("/app/window/unprotected", Fixture, NULL, set_up, test_unprotected, tear_down);
  g_test_add ("/app/window/bulk", Fixture, NULL, set_up, test_bulk, tear_down);
  g_test_add ("/app/window/close", Fixture, NULL, set_up, test_close, tear_down);
  g_test_add ("/app/window/close-stop", Fixture, NULL, set_up, test_close_stop, tear_down);
  g_test_add ("/app/window/close-idle", Fixture, NULL, set_up, test_close_idle, tear_down);
  return g_test_run ();
}
