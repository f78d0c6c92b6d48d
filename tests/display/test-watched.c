/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_SETTINGS_ENABLE_BACKEND
#include "config.h"

#include <adwaita.h>
#include <gio/gsettingsbackend.h>
#include <glib/gstdio.h>

#include "app/reel-profile-list.h"
#include "app/reel-watched-folder-row.h"
#include "app/reel-watched-folders.h"
#include "app/reel-window.h"
#include "collections/reel-collections-view.h"
#include "reel-test.h"
#include "stage.h"

/* Watched folders in the window, on the real service. */
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
  GFile *folder; /* (owned): with one video in it */
  Stage stage;   /* for pictures only */
} Fixture;

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autofree char *root = reel_test_tmp ("watched");
  g_autofree char *db = g_build_filename (root, "catalogue.db", NULL);
  g_autofree char *local = g_build_filename (root, "local", NULL);
  g_autofree char *cache = g_build_filename (root, "frames", NULL);
  g_autofree char *path = g_build_filename (root, "Camera <1>", NULL); /* no markup */
  g_autofree char *sample = reel_test_sample ("tree.avi");
  g_autoptr (GFile) from = g_file_new_for_path (sample);
  g_autoptr (GFile) to = NULL;
  g_autoptr (ReelCollection) collection = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  f->folder = g_file_new_for_path (path);
  to = g_file_get_child (f->folder, "tree.avi");
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_true (g_file_copy (from, to, G_FILE_COPY_NONE, NULL, NULL, NULL, NULL));
  f->settings = g_settings_new_with_backend (REEL_APP_ID, backend);
  f->profiles = reel_profile_list_new (f->settings);
  f->secrets = reel_secrets_new ();
  f->service = reel_local_service_new (local);
  f->grabber = reel_frame_grabber_new (cache);
  reel_catalogue_open_async (db, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  f->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  f->session = reel_session_new (reel_profile_list_find (f->profiles, "local"), f->catalogue, f->secrets, f->service);
  f->window = reel_window_new (NULL, f->settings, G_LIST_MODEL (f->profiles));
  gtk_window_set_default_size (GTK_WINDOW (f->window), 1000, 700);
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
  reel_window_set_session (REEL_WINDOW (f->window), f->session, f->catalogue, f->grabber);
  /* libadwaita 1.2 falls over a toast that goes while it still comes. */
  g_object_set (gtk_widget_get_settings (f->window), "gtk-enable-animations", FALSE, NULL);
  gtk_window_present (GTK_WINDOW (f->window));
  reel_session_connect (f->session);
  reel_test_wait (reel_session_get_state (f->session) == REEL_SESSION_READY);
  reel_collection_list_create_async (reel_session_get_collections (f->session), "Footage", NULL, NULL,
                                     reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  collection = reel_collection_list_create_finish (reel_session_get_collections (f->session), result, &error);
  g_assert_no_error (error);
  g_object_unref (result);
  f->stage.display = reel_display_open (&error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  gtk_settings_reset_property (gtk_widget_get_settings (f->window), "gtk-enable-animations");
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
  reel_test_assert_finalized (&f->stage.display);
  g_object_unref (f->secrets);
  g_object_unref (f->settings);
  g_object_unref (f->folder);
}

/* The dialog of that type that is to be seen; NULL where there is none. */
static GtkWidget *
find_dialog (GType type)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (g_type_is_a (G_OBJECT_TYPE (l->data), type) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

static GtkWidget *
open_dialog (Fixture *f)
{
  GtkWidget *dialog = NULL;

  gtk_widget_activate_action (f->window, "win.watched-folders", NULL);
  reel_test_wait ((dialog = find_dialog (REEL_TYPE_WATCHED_FOLDERS)) != NULL);
  return dialog;
}

static void
close_dialog (GType type)
{
  gtk_window_close (GTK_WINDOW (find_dialog (type)));
  reel_test_wait (find_dialog (type) == NULL);
}

/* The button that is to be seen with that text on it; NULL where there is none. */
static GtkWidget *
find_button (GtkWidget  *root,
             const char *text)
{
  if (GTK_IS_BUTTON (root) && gtk_widget_get_mapped (root) && stage_sees (root, text))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
look_narrow (Fixture    *f,
             GtkWidget  *window,
             const char *name)
{
  int width, height;

  if (g_getenv ("REEL_TEST_PICTURES") == NULL)
    return;
  gtk_window_get_default_size (GTK_WINDOW (window), &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 640);
  stage_look_at (&f->stage, window, name);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  reel_display_rest (f->stage.display, 300);
}

/* From the question to the first video that comes by itself. */
static void
test_watch (Fixture      *f,
            gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *away = NULL;
  ReelWindow *window = REEL_WINDOW (f->window);
  GtkWidget *dialog, *row = NULL, *on = NULL, *undo = NULL;
  ReelCollection *collection = reel_collection_list_find (reel_session_get_collections (f->session), "Footage");

  dialog = open_dialog (f);
  g_assert_true (stage_sees (dialog, "No Watched Folders"));
  stage_look_at (&f->stage, dialog, "watched-none");
  close_dialog (REEL_TYPE_WATCHED_FOLDERS);

  reel_window_watch_folder (window, "Nothing of the kind", f->folder);
  reel_window_watch_folder (window, "Footage", f->folder);
  reel_test_wait ((dialog = find_dialog (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  g_assert_true (stage_sees (dialog, "Watch “Camera <1>”?"));
  reel_test_wait (stage_sees (dialog, "1 video ("));
  stage_look_at (&f->stage, dialog, "watched-question");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  close_dialog (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_cmpuint (reel_collection_get_n_watched (collection), ==, 0);

  reel_window_watch_folder (window, "Footage", f->folder);
  reel_test_wait ((dialog = find_dialog (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "watch");
  close_dialog (ADW_TYPE_MESSAGE_DIALOG);
  reel_test_wait (reel_collection_get_n_watched (collection) == 1);
  reel_test_wait (stage_find (f->window, GTK_TYPE_IMAGE, "A watched folder feeds it") != NULL);
  reel_test_wait (stage_sees (f->window, "“Camera <1>” is watched for “Footage” now"));
  reel_window_select_collection (window, "Footage");
  reel_test_wait (stage_sees (f->window, "tree.avi")); /* nobody added it */
  stage_look_at (&f->stage, f->window, "watched-window");
  look_narrow (f, f->window, "watched-window-narrow");

  /* Twice would send it twice. */
  reel_window_watch_folder (window, "Footage", f->folder);
  reel_test_wait ((dialog = find_dialog (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  g_assert_true (stage_sees (dialog, "already watched"));
  close_dialog (ADW_TYPE_MESSAGE_DIALOG);

  dialog = open_dialog (f);
  row = stage_find (dialog, REEL_TYPE_WATCHED_FOLDER_ROW, NULL);
  g_assert_nonnull (row);
  g_assert_true (stage_sees (row, "Camera <1>"));
  reel_test_wait (stage_sees (row, "To “Footage”\nWatching · 1 video"));
  stage_look_at (&f->stage, dialog, "watched-folders");
  on = stage_find (row, GTK_TYPE_SWITCH, "Watch Camera <1>");
  g_assert_nonnull (on);
  gtk_switch_set_active (GTK_SWITCH (on), FALSE);
  g_assert_true (stage_sees (row, "Paused"));
  gtk_switch_set_active (GTK_SWITCH (on), TRUE);
  gtk_widget_activate_action (row, "watched-folder.look", NULL);
  reel_test_wait (stage_sees (row, "Watching · 1 video"));
  gtk_menu_button_popup (GTK_MENU_BUTTON (stage_find (row, GTK_TYPE_MENU_BUTTON, "More about Camera <1>")));
  reel_test_wait (stage_sees (row, "Look Now"));
  stage_look_at (&f->stage, dialog, "watched-menu");
  gtk_menu_button_popdown (GTK_MENU_BUTTON (stage_find (row, GTK_TYPE_MENU_BUTTON, "More about Camera <1>")));

  gtk_widget_activate_action (row, "watched-folder.remove", NULL);
  reel_test_wait (stage_sees (dialog, "No Watched Folders"));
  g_assert_cmpuint (reel_collection_get_n_watched (collection), ==, 0);
  reel_test_wait (stage_sees (dialog, "“Camera <1>” is no longer watched"));
  stage_look_at (&f->stage, dialog, "watched-removed");
  reel_test_wait ((undo = find_button (dialog, "Undo")) != NULL);
  g_signal_emit_by_name (undo, "clicked");
  reel_test_wait ((row = stage_find (dialog, REEL_TYPE_WATCHED_FOLDER_ROW, NULL)) != NULL);
  reel_test_wait (stage_sees (row, "Watching · 1 video"));
  look_narrow (f, dialog, "watched-folders-narrow");
  path = g_file_get_path (f->folder);
  away = g_strconcat (path, " away", NULL);
  g_assert_cmpint (g_rename (path, away), ==, 0);
  gtk_widget_activate_action (row, "watched-folder.look", NULL);
  reel_test_wait (stage_sees (row, "Not there now"));
  look_narrow (f, dialog, "watched-away-narrow");
  g_assert_cmpint (g_rename (away, path), ==, 0);
  gtk_widget_activate_action (row, "watched-folder.look", NULL);
  reel_test_wait (stage_sees (row, "Watching · 1 video"));
  close_dialog (REEL_TYPE_WATCHED_FOLDERS);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->catalogue)), ==, 1);

  /* What would fill again is not forgotten. */
  g_signal_emit_by_name (stage_find (f->window, REEL_TYPE_COLLECTIONS_VIEW, NULL), "forget-requested", collection);
  reel_test_wait (stage_sees (f->window, "A watched folder feeds this collection. Stop watching it first."));
  g_assert_null (find_dialog (ADW_TYPE_MESSAGE_DIALOG));
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  stage_init (&argc, &argv);
  g_test_add ("/watched/watch", Fixture, NULL, set_up, test_watch, tear_down);
  return g_test_run ();
}
