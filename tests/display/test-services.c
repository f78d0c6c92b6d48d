/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <libsecret/secret.h>

#include "app/reel-backups-dialog.h"
#include "app/reel-catalogue-group.h"
#include "base/reel-database.h"
#include "reel-test.h"
#include "services.h"

#define LONG_NAME "A service of the archive that somebody gave a name which goes on and on, longer than any row is"

static void
test_list (Services     *f,
           gconstpointer data)
{
  g_autofree char *edit = g_strdup_printf ("Edit %s", reel_profile_get_name (f->used));
  g_autofree char *remove = g_strdup_printf ("Remove %s", reel_profile_get_name (f->used));
  g_autofree char *remove_other = g_strdup_printf ("Remove %s", reel_profile_get_name (f->other));
  GtkWidget *row;

  services_show (f);
  row = GTK_WIDGET (services_find_row (f, f->used));
  g_assert_true (g_str_has_prefix (services_get_subtitle (row), f->base_url));
  g_assert_nonnull (strstr (services_get_subtitle (row), "In use: choose another before"));
  g_assert_true (gtk_widget_is_sensitive (services_find_button (f->page, edit)));
  g_assert_false (gtk_widget_is_sensitive (services_find_button (f->page, remove)));
  g_assert_true (gtk_widget_is_sensitive (services_find_button (f->page, remove_other)));
  g_assert_cmpstr (services_get_subtitle (GTK_WIDGET (services_find_row (f, f->other))), ==, LONG_URL);
  g_assert_false (gtk_widget_is_sensitive (services_find_titled (f->page, "Seeknetic, Oregon (announced)")));
  g_assert_true (gtk_widget_is_sensitive (services_find_button (f->page, "Edit Seeknetic, Tokyo")));
  g_assert_false (gtk_widget_get_visible (services_find_button (f->page, "Remove Seeknetic, Tokyo")));
  g_assert_false (gtk_widget_get_visible (services_find_button (f->page, "Remove This Computer")));

  /* Another is chosen meanwhile, from a script for example. */
  reel_preferences_set_session (REEL_PREFERENCES (f->preferences), NULL);
  g_assert_cmpstr (services_get_subtitle (row), ==, f->base_url);
  g_assert_true (gtk_widget_is_sensitive (services_find_button (f->page, remove)));
  g_assert_cmpstr (services_get_subtitle (services_find_titled (f->page, "Requests at Present")), ==, "Not connected");
}

static void
test_remove (Services     *f,
             gconstpointer data)
{
  g_autofree char *id = g_strdup (reel_profile_get_id (f->other));
  g_autofree char *button = g_strdup_printf ("Remove %s", reel_profile_get_name (f->other));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (f->profiles));
  GtkWidget *question;
  char *key;

  services_show (f);
  services_press (f->page, button);
  reel_test_wait (services_find_toplevel (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  question = services_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (question)), "key is deleted from your keyring"));
  stage_look_at (f->stage, question, "services-remove");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "cancel");
  gtk_window_close (GTK_WINDOW (question));
  reel_test_wait (services_find_toplevel (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->profiles)), ==, n);
  key = services_look_up (f, id);
  g_assert_cmpstr (key, ==, "another-key");
  secret_password_free (key);

  services_press (f->page, button);
  reel_test_wait (services_find_toplevel (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  question = services_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "do");
  gtk_window_close (GTK_WINDOW (question));
  reel_test_wait (g_list_model_get_n_items (G_LIST_MODEL (f->profiles)) == n - 1);
  f->other = NULL;
  g_assert_null (reel_profile_list_find (f->profiles, id));
  g_assert_null (services_look_up (f, id));
  reel_test_wait (stage_sees (f->preferences, "The keyring can’t be reached")); /* there is none here, and that is said */
}

/* The question of a window that goes away is answered with no. */
static void
test_remove_closed (Services     *f,
                    gconstpointer data)
{
  g_autofree char *button = g_strdup_printf ("Remove %s", reel_profile_get_name (f->other));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (f->profiles));

  services_show (f);
  services_press (f->page, button);
  reel_test_wait (services_find_toplevel (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  gtk_window_close (GTK_WINDOW (f->preferences));
  reel_test_wait (f->preferences == NULL && services_find_toplevel (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->profiles)), ==, n);
}

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = reel_client_list_collections_finish (REEL_CLIENT (source), result, &error);

  g_assert_null (list);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  (*(guint *) user_data)++;
}

static void
test_pacing (Services     *f,
             gconstpointer data)
{
  ReelClient *client = reel_session_get_client (f->session);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GtkWidget *dialog, *row;
  guint ended = 0;

  services_show (f);
  row = services_find_titled (f->page, "Requests at Present");
  reel_test_wait (g_str_equal (services_get_subtitle (row), "No limit; 0 waiting, 0 under way"));

  dialog = services_open_dialog (f, f->used);
  services_set_number (dialog, "Requests a second", 1000);
  services_set_number (dialog, "Requests at once", 1);
  services_save (dialog);
  reel_test_wait (g_str_has_prefix (services_get_subtitle (row), "1000.0 requests a second; "));

  f->hold = TRUE;
  for (guint i = 0; i < 3; i++)
    reel_client_list_collections_async (client, cancellable, on_listed, &ended);
  reel_test_wait (g_str_has_suffix (services_get_subtitle (row), "; 2 waiting, 1 under way"));
  stage_look_at (f->stage, f->preferences, "services-pacing");
  g_cancellable_cancel (cancellable);
  reel_test_wait (ended == 3);
  reel_test_wait (g_str_has_suffix (services_get_subtitle (row), "; 0 waiting, 0 under way"));
  f->hold = FALSE;
}

static void
on_add_service (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  (*(guint *) user_data)++;
}

/* To add one is the dialog's that connects; the preferences make way for it. */
static void
test_add (Services     *f,
          gconstpointer data)
{
  const GActionEntry entry = { .name = "add-service", .activate = on_add_service };
  g_autoptr (GSimpleActionGroup) app = g_simple_action_group_new ();
  guint n = 0;

  g_action_map_add_action_entries (G_ACTION_MAP (app), &entry, 1, &n);
  gtk_widget_insert_action_group (f->stage->window, "app", G_ACTION_GROUP (app));
  services_show (f);
  services_press (f->page, "Add Service…");
  reel_test_wait (f->preferences == NULL);
  g_assert_cmpuint (n, ==, 1);
}

/* A service that is added meanwhile is there, and the preferences that are closed hear of nothing more. */
static void
test_list_changes (Services     *f,
                   gconstpointer data)
{
  ReelProfile *added;

  services_show (f);
  added = reel_profile_list_add_custom (f->profiles, "https://new.example", REEL_KEY_HEADER_X_API_KEY, FALSE);
  g_assert_nonnull (services_find_row (f, added));
  gtk_window_destroy (GTK_WINDOW (f->preferences));
  reel_test_wait (f->preferences == NULL);
  reel_profile_list_add_custom (f->profiles, "https://newer.example", REEL_KEY_HEADER_X_API_KEY, FALSE);
  reel_profile_list_remove_custom (f->profiles, added);
}

static void
assert_fits (GtkWidget *window)
{
  int least;

  /* What is in the window: its border and shadow are the toolkit's, and a telephone has none. */
  gtk_widget_measure (gtk_widget_get_first_child (window), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (least, <=, 360);
}

/* A video that an earlier engine of the service on this computer indexed, and whose file it does not have. */
static void
add_lost_video (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "local.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (sqlite3) db = reel_database_connect (path, SQLITE_OPEN_READWRITE, &error);

  g_assert_no_error (error);
  g_assert_true (reel_database_exec (db,
                                     "INSERT INTO collections (id, name, description) VALUES ('c', 'C', '');"
                                     "INSERT INTO videos (id, collection, file_name, size) VALUES ('v', 1, 'v.mp4', 5);"
                                     "INSERT INTO video_spaces (video, space, state) VALUES (1, 'old-v1', 'done');",
                                     &error));
  g_assert_no_error (error);
}

/* After a change of its engine the preferences say how far it is, and what is missing. */
static void
test_indexing_again (Services     *f,
                     gconstpointer data)
{
  g_autofree char *folder = reel_test_tmp ("indexing-again");
  ReelLocalService *service = reel_local_service_new (folder);
  ReelSession *session;

  g_assert_false (stage_sees (f->preferences, "Indexing again"));
  reel_local_service_start (service); /* so that there is a database */
  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_RUNNING);
  reel_local_service_stop (service);
  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_STOPPED);
  add_lost_video (folder);

  session = reel_session_new (reel_profile_list_find (f->profiles, "local"), f->catalogue, f->secrets, service);
  reel_session_connect (session);
  reel_test_wait (reel_session_get_state (session) == REEL_SESSION_READY);
  reel_preferences_set_session (REEL_PREFERENCES (f->preferences), session);
  reel_test_wait (stage_sees (f->preferences, "0 of 1 video; 1 file is missing"));
  g_assert_true (stage_sees (f->preferences, "Indexing again"));
  stage_look_at (f->stage, f->preferences, "services-indexing-again");

  reel_preferences_set_session (REEL_PREFERENCES (f->preferences), f->session);
  reel_session_close (session);
  reel_test_assert_finalized (&session);
  reel_local_service_stop (service);
  reel_test_wait (reel_local_service_get_state (service) == REEL_LOCAL_SERVICE_STOPPED);
  reel_test_assert_finalized (&service);
}

/* On a telephone's screen nothing hangs over its edge, whatever the names and addresses. */
static void
test_narrow (Services     *f,
             gconstpointer data)
{
  g_autoptr (ReelProfileSettings) settings = reel_profile_settings_copy (reel_profile_get_settings (f->other));
  GtkWidget *dialog;

  g_free (settings->name);
  settings->name = g_strdup (LONG_NAME);
  reel_profile_list_change (f->profiles, f->other, settings);
  g_assert_nonnull (stage_find (f->preferences, GTK_TYPE_SWITCH, "Keep smaller copies"));
  stage_look_at (f->stage, f->preferences, "services-general");
  assert_fits (f->preferences);
  services_show (f);
  assert_fits (f->preferences);
  stage_look_at (f->stage, f->preferences, "services-list");
  dialog = services_open_dialog (f, f->other);
  assert_fits (dialog);
  stage_look_at (f->stage, dialog, "services-dialog-custom");
  services_close_dialog (dialog);
  dialog = services_open_dialog (f, reel_profile_list_find (f->profiles, "tokyo"));
  assert_fits (dialog);
  stage_look_at (f->stage, dialog, "services-dialog-region");
  services_close_dialog (dialog);
  dialog = services_open_dialog (f, reel_profile_list_find (f->profiles, "local"));
  assert_fits (dialog);
  stage_look_at (f->stage, dialog, "services-dialog-local");
  services_close_dialog (dialog);
}

/* The whole way out and in, with what is said of it; how files are merged is tested without a display. */
static void
test_catalogue (Services     *f,
                gconstpointer data)
{
  const char *uris[] = { "file:///nowhere/1.mp4", "file:///nowhere/2.mp4", NULL };
  g_autofree char *folder = reel_test_tmp ("exported");
  g_autofree char *path = g_build_filename (folder, "export.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GPtrArray) videos = NULL;
  GtkWidget *group = stage_find (f->preferences, REEL_TYPE_CATALOGUE_GROUP, NULL);
  GAsyncResult *result = NULL;

  g_assert_null (group); /* without a catalogue there is nothing to offer */
  reel_preferences_set_catalogue (REEL_PREFERENCES (f->preferences), f->catalogue, f->backups);
  reel_test_wait ((group = stage_find (f->preferences, REEL_TYPE_CATALOGUE_GROUP, NULL)) != NULL);
  reel_catalogue_add_videos_async (f->catalogue, "p", "c", uris, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  videos = reel_catalogue_add_videos_finish (f->catalogue, result, NULL);
  g_object_unref (result);
  g_assert_cmpuint (videos->len, ==, 2);
  reel_test_wait (stage_sees (group, "2 videos"));
  stage_look_at (f->stage, f->preferences, "preferences-catalogue");

  reel_catalogue_group_export (REEL_CATALOGUE_GROUP (group), file);
  g_assert_false (gtk_widget_is_sensitive (services_find_button (group, "Export…")));
  reel_test_wait (stage_sees (f->preferences, "The catalogue was exported"));
  g_assert_true (gtk_widget_is_sensitive (services_find_button (group, "Export…")));
  reel_catalogue_group_import (REEL_CATALOGUE_GROUP (group), file);
  reel_test_wait (stage_sees (f->preferences, "0 videos added, 0 completed, 2 known already"));
  g_assert_true (g_file_set_contents (path, "no", -1, NULL));
  reel_catalogue_group_import (REEL_CATALOGUE_GROUP (group), file);
  reel_test_wait (stage_sees (f->preferences, "Nothing was imported."));
}

static void
count_cb (GObject *object,
          guint   *n)
{
  (*n)++;
}

static void
answer (GtkWidget  *question,
        const char *response)
{
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), response);
  gtk_window_close (GTK_WINDOW (question));
  reel_test_wait (services_find_toplevel (ADW_TYPE_MESSAGE_DIALOG) == NULL);
}

/* A backup is made, chosen, and put where the next start restores it; a damaged one is refused in the dialog. */
static void
test_backups (Services     *f,
              gconstpointer data)
{
  const char *uris[] = { "file:///nowhere/3.mp4", NULL };
  g_autoptr (GPtrArray) videos = NULL;
  g_autoptr (GPtrArray) backups = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  GtkWidget *group, *dialog, *question;
  GAsyncResult *result = NULL;
  g_autofree char *staged = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *catalogue = NULL;
  g_autofree char *count = NULL;
  guint restarts = 0, n;

  reel_preferences_set_catalogue (REEL_PREFERENCES (f->preferences), f->catalogue, f->backups);
  reel_test_wait ((group = stage_find (f->preferences, REEL_TYPE_CATALOGUE_GROUP, NULL)) != NULL);
  g_signal_connect (group, "restart-requested", G_CALLBACK (count_cb), &restarts);
  g_assert_true (stage_sees (group, "None yet"));

  /* Before there is any. */
  services_press (group, "Restore…");
  reel_test_wait ((dialog = services_find_toplevel (REEL_TYPE_BACKUPS_DIALOG)) != NULL);
  reel_test_wait (stage_sees (dialog, "No Backup Yet"));
  assert_fits (dialog);
  services_close_dialog (dialog);

  reel_catalogue_add_videos_async (f->catalogue, "p", "c", uris, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  videos = reel_catalogue_add_videos_finish (f->catalogue, result, NULL);
  g_clear_object (&result);
  services_press (group, "Back Up Now");
  g_assert_false (gtk_widget_is_sensitive (services_find_button (group, "Back Up Now")));
  reel_test_wait (stage_sees (f->preferences, "The catalogue was backed up"));
  g_assert_true (gtk_widget_is_sensitive (services_find_button (group, "Back Up Now")));
  g_assert_true (stage_sees (group, "Today, "));
  services_press (group, "Back Up Now");
  reel_test_wait (gtk_widget_is_sensitive (services_find_button (group, "Back Up Now")));
  stage_look_at (f->stage, f->preferences, "preferences-backups");
  assert_fits (f->preferences);

  reel_backups_list_async (f->backups, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  backups = reel_backups_list_finish (f->backups, result, NULL);
  g_clear_object (&result);
  g_assert_cmpuint (backups->len, ==, 2);
  n = g_list_model_get_n_items (G_LIST_MODEL (f->catalogue)); /* with those of the tests before */
  count = g_strdup_printf ("%u video%s · made by hand", n, n == 1 ? "" : "s");

  services_press (group, "Restore…");
  reel_test_wait ((dialog = services_find_toplevel (REEL_TYPE_BACKUPS_DIALOG)) != NULL);
  reel_test_wait (stage_sees (dialog, count));
  g_assert_false (gtk_widget_is_sensitive (services_find_button (dialog, "Restore…")));
  services_collect (dialog, ADW_TYPE_ACTION_ROW, rows);
  g_assert_cmpuint (rows->len, ==, 2);
  assert_fits (dialog);
  stage_look_at (f->stage, dialog, "backups");

  g_assert_true (g_file_set_contents (((ReelBackup *) backups->pdata[0])->path, "damaged", -1, NULL));
  gtk_list_box_select_row (GTK_LIST_BOX (gtk_widget_get_parent (rows->pdata[0])), rows->pdata[0]);
  services_press (dialog, "Restore…");
  reel_test_wait ((question = services_find_toplevel (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  answer (question, "do");
  reel_test_wait (stage_sees (dialog, "This backup is damaged"));
  stage_look_at (f->stage, dialog, "backups-damaged");
  g_assert_cmpuint (restarts, ==, 0);

  gtk_list_box_select_row (GTK_LIST_BOX (gtk_widget_get_parent (rows->pdata[1])), rows->pdata[1]);
  g_assert_false (stage_sees (dialog, "This backup is damaged"));
  services_press (dialog, "Restore…");
  reel_test_wait ((question = services_find_toplevel (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  g_assert_true (stage_sees (question, "As it is now it is backed up first."));
  stage_look_at (f->stage, question, "backups-question");
  answer (question, "cancel");
  services_press (dialog, "Restore…");
  reel_test_wait ((question = services_find_toplevel (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  answer (question, "do");
  reel_test_wait (restarts == 1);
  folder = g_path_get_dirname (((ReelBackup *) backups->pdata[0])->path);
  catalogue = g_build_filename (folder, "..", "catalogue.db", NULL);
  staged = reel_backup_find_staged (catalogue, NULL);
  g_assert_nonnull (staged);
  g_assert_cmpint (g_remove (staged), ==, 0);
  services_close_dialog (dialog);
}

int
main (int   argc,
      char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add ("/app/services/list", Services, NULL, services_set_up, test_list, services_tear_down);
  g_test_add ("/app/services/list-changes", Services, NULL, services_set_up, test_list_changes, services_tear_down);
  g_test_add ("/app/services/add", Services, NULL, services_set_up, test_add, services_tear_down);
  g_test_add ("/app/services/remove", Services, NULL, services_set_up, test_remove, services_tear_down);
  g_test_add ("/app/services/remove-closed", Services, NULL, services_set_up, test_remove_closed, services_tear_down);
  g_test_add ("/app/services/pacing", Services, NULL, services_set_up, test_pacing, services_tear_down);
  g_test_add ("/app/services/narrow", Services, NULL, services_set_up, test_narrow, services_tear_down);
  g_test_add ("/app/services/catalogue", Services, NULL, services_set_up, test_catalogue, services_tear_down);
  g_test_add ("/app/services/backups", Services, NULL, services_set_up, test_backups, services_tear_down);
  /* the last one: the catalogue of these tests then knows a collection more */
  g_test_add ("/app/services/indexing-again", Services, NULL, services_set_up, test_indexing_again, services_tear_down);
  return g_test_run ();
}
