/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_SETTINGS_ENABLE_BACKEND
#include "config.h"

#include <adwaita.h>
#include <gio/gsettingsbackend.h>
#include <libsecret/secret.h>
#include <libsoup/soup.h>

#include "app/reel-preferences.h"
#include "app/reel-profile-dialog.h"
#include "app/reel-service-row.h"
#include "app/reel-services-page.h"
#include "reel-test.h"
#include "stage.h"

#define RIGHT_KEY "the-right-key"
#define NEXT_KEY "the-next-key"
#define LONG_NAME "A service of the archive that somebody gave a name which goes on and on, longer than any row is"
#define LONG_URL "https://a-very-long-host-name.of-a-department.of-a-broadcaster.example.org/some/deep/path/to/the/api/v2"

/* The preferences with all that the application hands them, on a service that only knows collections and keys. */
typedef struct
{
  SoupServer *server; /* (owned) */
  char *base_url;     /* (owned) */
  char *file;         /* (owned): where the settings are kept */
  GSettings *settings;
  ReelProfileList *profiles;
  ReelSecrets *secrets;
  ReelCatalogue *catalogue;
  ReelSession *session;
  ReelProfile *used;  /* (borrowed): of the list */
  ReelProfile *other; /* (borrowed): of the list */
  Stage *stage;
  GtkWidget *preferences;
  GtkWidget *page;
  gboolean hold; /* whether requests are left without an answer */
  guint n_requests;
  char *last_key; /* (owned): of the last request */
} Fixture;

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  Fixture *f = user_data;
  const char *key = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "X-API-Key");
  gboolean good = g_strcmp0 (key, RIGHT_KEY) == 0 || g_strcmp0 (key, NEXT_KEY) == 0;

  f->n_requests++;
  g_free (f->last_key);
  f->last_key = g_strdup (key);
  if (f->hold)
    {
      soup_server_message_pause (message);
      return;
    }
  soup_server_message_set_status (message, good ? 200 : 401, NULL);
  if (good)
    {
      const char *list = "[{\"id\": \"a\", \"name\": \"A\"}, {\"id\": \"b\", \"name\": \"B\"}, {\"id\": \"c\", \"name\": \"C\"}]";

      soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, list, strlen (list));
    }
}

static void
store_key (Fixture     *f,
           ReelProfile *profile,
           const char  *key)
{
  GAsyncResult *result = NULL;

  reel_secrets_store_async (f->secrets, reel_profile_get_id (profile), "Test", key, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_object_unref (result);
}

static char *
look_up (Fixture    *f,
         const char *id)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  char *key;

  reel_secrets_lookup_async (f->secrets, id, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  key = reel_secrets_lookup_finish (f->secrets, result, &error);
  g_assert_no_error (error);
  g_object_unref (result);
  return key;
}

static void
open_catalogue (Fixture    *f,
                const char *folder)
{
  g_autofree char *db = g_build_filename (folder, "catalogue.db", NULL);
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  reel_catalogue_open_async (db, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  f->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (result);
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autofree char *folder = reel_test_tmp ("services");
  g_autofree char *name = g_strdup_printf ("%u.ini", g_random_int ());
  g_autoptr (GSettingsBackend) backend = NULL;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  f->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (f->server, NULL, on_request, f, NULL);
  g_assert_true (soup_server_listen_local (f->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  uris = soup_server_get_uris (f->server);
  f->base_url = g_uri_to_string (uris->data);
  f->base_url[strlen (f->base_url) - 1] = '\0'; /* as a client gives it */
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  f->file = g_build_filename (folder, name, NULL);
  backend = g_keyfile_settings_backend_new (f->file, "/", NULL);
  f->settings = g_settings_new_with_backend (REEL_APP_ID, backend);
  f->profiles = reel_profile_list_new (f->settings);
  f->secrets = reel_secrets_new ();
  open_catalogue (f, folder);
  f->used = reel_profile_list_add_custom (f->profiles, f->base_url, REEL_KEY_HEADER_X_API_KEY, FALSE);
  f->other = reel_profile_list_add_custom (f->profiles, LONG_URL, REEL_KEY_HEADER_BEARER, FALSE);
  store_key (f, f->used, RIGHT_KEY);
  store_key (f, f->other, "another-key");
  f->session = reel_session_new (f->used, f->catalogue, f->secrets, NULL);
  reel_session_connect (f->session);
  reel_test_wait (reel_session_get_state (f->session) == REEL_SESSION_READY);

  f->stage = stage_new (gtk_label_new ("The window"), 360, 500);
  f->preferences = reel_preferences_new (GTK_WINDOW (f->stage->window), f->settings, f->profiles, f->secrets);
  g_object_add_weak_pointer (G_OBJECT (f->preferences), (gpointer *) &f->preferences);
  reel_preferences_set_session (REEL_PREFERENCES (f->preferences), f->session);
  gtk_window_present (GTK_WINDOW (f->preferences));
  reel_test_wait (gtk_widget_get_mapped (f->preferences));
}

/* The key is nowhere in what the settings have written. */
static void
assert_no_key (Fixture *f)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_settings_sync ();
  g_file_get_contents (f->file, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (text, reel_profile_get_id (f->used))); /* they are the settings */
  g_assert_null (strstr (text, RIGHT_KEY));
  g_assert_null (strstr (text, NEXT_KEY));
  g_assert_null (strstr (text, "another-key"));
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  assert_no_key (f);
  if (f->preferences != NULL)
    gtk_window_destroy (GTK_WINDOW (f->preferences));
  reel_test_wait (f->preferences == NULL);
  stage_free (f->stage);
  reel_session_close (f->session);
  reel_test_assert_finalized (&f->session);
  reel_test_assert_finalized (&f->catalogue);
  reel_test_assert_finalized (&f->profiles);
  reel_test_assert_finalized (&f->secrets);
  g_object_unref (f->settings);
  soup_server_disconnect (f->server);
  g_object_unref (f->server);
  g_free (f->base_url);
  g_free (f->file);
  g_free (f->last_key);
}

/* Appends every widget below @root of that type. */
static void
collect (GtkWidget *root,
         GType      type,
         GPtrArray *found)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    g_ptr_array_add (found, root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    collect (child, type, found);
}

static void
show_services (Fixture *f)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new ();

  collect (f->preferences, REEL_TYPE_SERVICES_PAGE, pages);
  g_assert_cmpuint (pages->len, ==, 1);
  f->page = g_ptr_array_index (pages, 0);
  adw_preferences_window_set_visible_page (ADW_PREFERENCES_WINDOW (f->preferences), ADW_PREFERENCES_PAGE (f->page));
  reel_test_wait (gtk_widget_get_mapped (f->page));
}

static GtkWidget *
find_titled (GtkWidget  *root,
             const char *title)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  collect (root, ADW_TYPE_PREFERENCES_ROW, rows);
  for (guint i = 0; i < rows->len; i++)
    if (g_str_equal (adw_preferences_row_get_title (g_ptr_array_index (rows, i)), title))
      return g_ptr_array_index (rows, i);
  g_error ("no row '%s'", title);
}

static GtkWidget *
find_button (GtkWidget  *root,
             const char *label)
{
  g_autoptr (GPtrArray) buttons = g_ptr_array_new ();

  collect (root, GTK_TYPE_BUTTON, buttons);
  for (guint i = 0; i < buttons->len; i++)
    if (g_strcmp0 (gtk_button_get_label (g_ptr_array_index (buttons, i)), label) == 0 ||
        stage_is_named (g_ptr_array_index (buttons, i), label))
      return g_ptr_array_index (buttons, i);
  g_error ("no button '%s'", label);
}

static void
press (GtkWidget  *root,
       const char *label)
{
  GtkWidget *button = find_button (root, label);

  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static GtkWidget *
find_toplevel (GType type)
{
  g_autoptr (GList) toplevels = gtk_window_list_toplevels ();

  for (GList *l = toplevels; l != NULL; l = l->next)
    if (g_type_is_a (G_OBJECT_TYPE (l->data), type) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

static const char *
get_subtitle (GtkWidget *row)
{
  return adw_action_row_get_subtitle (ADW_ACTION_ROW (row));
}

static ReelServiceRow *
find_service (Fixture     *f,
              ReelProfile *profile)
{
  return REEL_SERVICE_ROW (find_titled (f->page, reel_profile_get_name (profile)));
}

static GtkWidget *
open_dialog (Fixture     *f,
             ReelProfile *profile)
{
  g_autofree char *button = g_strdup_printf ("Edit %s", reel_profile_get_name (profile));

  press (f->page, button);
  reel_test_wait (find_toplevel (REEL_TYPE_PROFILE_DIALOG) != NULL);
  return find_toplevel (REEL_TYPE_PROFILE_DIALOG);
}

static void
close_dialog (GtkWidget *dialog)
{
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_close (GTK_WINDOW (dialog));
  reel_test_wait (dialog == NULL); /* nothing held it */
}

static void
save (GtkWidget *dialog)
{
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  press (dialog, "Save");
  reel_test_wait (dialog == NULL);
}

static void
type (GtkWidget  *dialog,
      const char *title,
      const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (find_titled (dialog, title)), text);
}

static void
set_number (GtkWidget  *dialog,
            const char *title,
            double      value)
{
  g_autoptr (GPtrArray) spins = g_ptr_array_new ();

  collect (find_titled (dialog, title), GTK_TYPE_SPIN_BUTTON, spins);
  gtk_spin_button_set_value (g_ptr_array_index (spins, 0), value);
}

static void
allow_http (GtkWidget *dialog,
            gboolean   allowed)
{
  g_autoptr (GPtrArray) switches = g_ptr_array_new ();

  collect (find_titled (dialog, "Allow an unprotected connection (http)"), GTK_TYPE_SWITCH, switches);
  gtk_switch_set_active (g_ptr_array_index (switches, 0), allowed);
}

/* The text of the label of errors, or NULL while it is hidden. */
static const char *
get_error (GtkWidget *dialog)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();

  collect (dialog, GTK_TYPE_LABEL, labels);
  for (guint i = 0; i < labels->len; i++)
    if (gtk_widget_has_css_class (g_ptr_array_index (labels, i), "error"))
      return gtk_widget_get_visible (g_ptr_array_index (labels, i)) ? gtk_label_get_label (g_ptr_array_index (labels, i)) : NULL;
  g_assert_not_reached ();
}

static void
test_list (Fixture      *f,
           gconstpointer data)
{
  g_autofree char *edit = g_strdup_printf ("Edit %s", reel_profile_get_name (f->used));
  g_autofree char *remove = g_strdup_printf ("Remove %s", reel_profile_get_name (f->used));
  g_autofree char *remove_other = g_strdup_printf ("Remove %s", reel_profile_get_name (f->other));
  GtkWidget *row;

  show_services (f);
  row = GTK_WIDGET (find_service (f, f->used));
  g_assert_true (g_str_has_prefix (get_subtitle (row), f->base_url));
  g_assert_nonnull (strstr (get_subtitle (row), "In use: choose another service"));
  g_assert_true (gtk_widget_is_sensitive (find_button (f->page, edit)));
  g_assert_false (gtk_widget_is_sensitive (find_button (f->page, remove)));
  g_assert_true (gtk_widget_is_sensitive (find_button (f->page, remove_other)));
  g_assert_cmpstr (get_subtitle (GTK_WIDGET (find_service (f, f->other))), ==, LONG_URL);
  g_assert_false (gtk_widget_is_sensitive (find_titled (f->page, "Seeknetic, Oregon (announced)")));
  g_assert_true (gtk_widget_is_sensitive (find_button (f->page, "Edit Seeknetic, Tokyo")));
  g_assert_false (gtk_widget_get_visible (find_button (f->page, "Remove Seeknetic, Tokyo")));
  g_assert_false (gtk_widget_get_visible (find_button (f->page, "Remove This Computer")));

  /* Another is chosen meanwhile, from a script for example. */
  reel_preferences_set_session (REEL_PREFERENCES (f->preferences), NULL);
  g_assert_cmpstr (get_subtitle (row), ==, f->base_url);
  g_assert_true (gtk_widget_is_sensitive (find_button (f->page, remove)));
  g_assert_cmpstr (get_subtitle (find_titled (f->page, "Requests at Present")), ==, "Not connected");
}

static void
test_edit (Fixture      *f,
           gconstpointer data)
{
  ReelClient *client = reel_session_get_client (f->session);
  const ReelProfileSettings *s;
  g_autofree char *before = g_strdup (reel_profile_get_name (f->used));
  guint64 bandwidth;
  double rate;
  guint n;
  GtkWidget *dialog;

  show_services (f);
  dialog = open_dialog (f, f->used);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find_titled (dialog, "Address"))), ==, f->base_url);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find_titled (dialog, "New Key"))), ==, ""); /* the key is not shown */
  type (dialog, "Name", "Given up");
  close_dialog (dialog);
  g_assert_cmpstr (reel_profile_get_name (f->used), ==, before);

  dialog = open_dialog (f, f->used);
  type (dialog, "Name", "Archive <b> & Co");
  set_number (dialog, "Requests a second", 2.5);
  set_number (dialog, "Requests at once", 3);
  set_number (dialog, "Upload speed, MB a second", 1.25);
  save (dialog);
  g_assert_nonnull (find_titled (f->page, "Archive <b> & Co"));
  g_assert_true (reel_session_get_client (f->session) == client); /* none of it is a reason to connect anew */
  g_object_get (client, "queries-per-second", &rate, "max-requests", &n, "bandwidth-limit", &bandwidth, NULL);
  g_assert_cmpfloat (rate, ==, 2.5);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (bandwidth, ==, 1250000);

  /* What can't be shown to the last digit is left alone where nobody touches it. */
  {
    g_autoptr (ReelProfileSettings) odd = reel_profile_settings_copy (reel_profile_get_settings (f->used));

    odd->bandwidth_limit = 1234567;
    odd->queries_per_second = 1.234;
    reel_profile_list_change (f->profiles, f->used, odd);
  }
  save (open_dialog (f, f->used));
  s = reel_profile_get_settings (f->used);
  g_assert_cmpuint (s->bandwidth_limit, ==, 1234567);
  g_assert_cmpfloat (s->queries_per_second, ==, 1.234);

  /* A name that is taken away becomes the host's. */
  dialog = open_dialog (f, f->used);
  type (dialog, "Name", "  ");
  save (dialog);
  g_assert_cmpstr (reel_profile_get_name (f->used), ==, "127.0.0.1");
}

static void
test_kinds (Fixture      *f,
            gconstpointer data)
{
  ReelProfile *tokyo = reel_profile_list_find (f->profiles, "tokyo");
  GtkWidget *dialog;

  show_services (f);
  dialog = open_dialog (f, tokyo);
  g_assert_false (gtk_widget_get_mapped (find_titled (dialog, "Name")));
  g_assert_false (gtk_widget_get_mapped (find_titled (dialog, "Allow an unprotected connection (http)")));
  g_assert_true (gtk_widget_get_mapped (find_titled (dialog, "New Key")));
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_titled (dialog, "Key is sent as")), 1);
  save (dialog);
  g_assert_cmpint (reel_profile_get_key_header (tokyo), ==, REEL_KEY_HEADER_BEARER);
  g_assert_cmpstr (reel_profile_get_base_url (tokyo), ==, "https://api.jp.seeknetic.com");

  dialog = open_dialog (f, reel_profile_list_find (f->profiles, "local"));
  g_assert_false (gtk_widget_get_mapped (find_titled (dialog, "New Key")));
  g_assert_false (gtk_widget_get_mapped (find_titled (dialog, "Address")));
  set_number (dialog, "Requests at once", 2);
  save (dialog);
  g_assert_cmpuint (reel_profile_get_settings (reel_profile_list_find (f->profiles, "local"))->max_requests, ==, 2);
}

static void
test_test (Fixture      *f,
           gconstpointer data)
{
  GtkWidget *dialog, *row;
  guint n;

  show_services (f);
  dialog = open_dialog (f, f->used);
  row = find_titled (dialog, "Connection");
  g_assert_cmpstr (get_subtitle (row), ==, "Not tested yet");

  press (dialog, "Test"); /* with the key that is kept */
  reel_test_wait (g_str_has_prefix (get_subtitle (row), "Works: 3 collections, "));
  g_assert_true (g_str_has_suffix (get_subtitle (row), " ms"));
  g_assert_cmpstr (f->last_key, ==, RIGHT_KEY);
  stage_look_at (f->stage, dialog, "services-test-works");

  type (dialog, "New Key", "a-wrong-key");
  g_assert_cmpstr (get_subtitle (row), ==, "Not tested yet"); /* what was found was about something else */
  press (dialog, "Test");
  reel_test_wait (gtk_widget_has_css_class (row, "error"));
  g_assert_cmpstr (f->last_key, ==, "a-wrong-key");
  g_assert_null (strstr (get_subtitle (row), "a-wrong-key"));
  stage_look_at (f->stage, dialog, "services-test-wrong-key");

  type (dialog, "Address", "nonsense");
  press (dialog, "Test");
  g_assert_true (gtk_widget_has_css_class (row, "error")); /* at once, and nobody was asked */
  type (dialog, "Address", f->base_url);
  g_assert_false (gtk_widget_has_css_class (row, "error"));

  f->hold = TRUE;
  n = f->n_requests;
  type (dialog, "New Key", NEXT_KEY);
  press (dialog, "Test");
  reel_test_wait (f->n_requests == n + 1);
  press (dialog, "Stop");
  g_assert_cmpstr (get_subtitle (row), ==, "Stopped");
  press (dialog, "Test");
  reel_test_wait (f->n_requests == n + 2);
  type (dialog, "New Key", RIGHT_KEY); /* stops it too */
  g_assert_cmpstr (get_subtitle (row), ==, "Not tested yet");
  press (dialog, "Test");
  reel_test_wait (f->n_requests == n + 3);
  close_dialog (dialog); /* and so does this */

  /* Nothing of all that was kept. */
  g_assert_cmpstr (reel_profile_get_base_url (f->used), ==, f->base_url);
  f->hold = FALSE;
}

static void
test_no_key (Fixture      *f,
             gconstpointer data)
{
  GtkWidget *dialog, *row;
  guint n = f->n_requests;

  show_services (f);
  dialog = open_dialog (f, reel_profile_list_find (f->profiles, "tokyo"));
  row = find_titled (dialog, "Connection");
  press (dialog, "Test");
  reel_test_wait (gtk_widget_has_css_class (row, "error"));
  g_assert_nonnull (strstr (get_subtitle (row), "There is no key"));
  g_assert_cmpuint (f->n_requests, ==, n);
  close_dialog (dialog);
}

static void
test_plain_http (Fixture      *f,
                 gconstpointer data)
{
  GtkWidget *dialog;

  show_services (f);
  dialog = open_dialog (f, f->other);
  type (dialog, "Address", "ftp://example.org");
  press (dialog, "Save");
  g_assert_nonnull (get_error (dialog));
  type (dialog, "Address", "http://archive.example/api/");
  g_assert_null (get_error (dialog));
  press (dialog, "Save");
  g_assert_nonnull (get_error (dialog));
  g_assert_cmpstr (reel_profile_get_base_url (f->other), ==, LONG_URL);
  stage_look_at (f->stage, dialog, "services-plain-http");

  allow_http (dialog, TRUE);
  g_assert_null (get_error (dialog));
  save (dialog);
  g_assert_cmpstr (reel_profile_get_base_url (f->other), ==, "http://archive.example/api");
  g_assert_true (reel_profile_get_unprotected (f->other));
  g_assert_nonnull (strstr (get_subtitle (GTK_WIDGET (find_service (f, f->other))), "Not protected"));
  g_assert_nonnull (stage_find (GTK_WIDGET (find_service (f, f->other)), GTK_TYPE_IMAGE, "Not Protected"));
  stage_look_at (f->stage, f->preferences, "services-not-protected");

  dialog = open_dialog (f, f->other);
  allow_http (dialog, FALSE);
  press (dialog, "Save");
  g_assert_nonnull (get_error (dialog)); /* that address can't be used without */
  type (dialog, "Address", "https://archive.example/api");
  save (dialog);
  g_assert_false (reel_profile_get_unprotected (f->other));
  g_assert_null (strstr (get_subtitle (GTK_WIDGET (find_service (f, f->other))), "Not protected"));
}

static void
test_new_key (Fixture      *f,
              gconstpointer data)
{
  ReelClient *client = reel_session_get_client (f->session);
  GtkWidget *dialog;
  char *key;

  show_services (f);
  dialog = open_dialog (f, f->used);
  type (dialog, "New Key", " " NEXT_KEY " ");
  save (dialog);
  reel_test_wait (reel_session_get_client (f->session) != client && reel_session_get_state (f->session) == REEL_SESSION_READY);
  g_assert_cmpstr (f->last_key, ==, NEXT_KEY);
  key = look_up (f, reel_profile_get_id (f->used));
  g_assert_cmpstr (key, ==, NEXT_KEY);
  secret_password_free (key);
  reel_test_wait (stage_sees (f->preferences, "There is no keyring here"));

  dialog = open_dialog (f, f->used);
  type (dialog, "New Key", "two\nlines");
  press (dialog, "Save");
  g_assert_nonnull (get_error (dialog));
  g_assert_null (strstr (get_error (dialog), "lines"));
  close_dialog (dialog);
}

static void
test_remove (Fixture      *f,
             gconstpointer data)
{
  g_autofree char *id = g_strdup (reel_profile_get_id (f->other));
  g_autofree char *button = g_strdup_printf ("Remove %s", reel_profile_get_name (f->other));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (f->profiles));
  GtkWidget *question;
  char *key;

  show_services (f);
  press (f->page, button);
  reel_test_wait (find_toplevel (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  question = find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (question)), "key is deleted from your keyring"));
  stage_look_at (f->stage, question, "services-remove");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "cancel");
  gtk_window_close (GTK_WINDOW (question));
  reel_test_wait (find_toplevel (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->profiles)), ==, n);
  key = look_up (f, id);
  g_assert_cmpstr (key, ==, "another-key");
  secret_password_free (key);

  press (f->page, button);
  reel_test_wait (find_toplevel (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  question = find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "do");
  gtk_window_close (GTK_WINDOW (question));
  reel_test_wait (g_list_model_get_n_items (G_LIST_MODEL (f->profiles)) == n - 1);
  f->other = NULL;
  g_assert_null (reel_profile_list_find (f->profiles, id));
  g_assert_null (look_up (f, id));
  reel_test_wait (stage_sees (f->preferences, "The keyring can’t be reached")); /* there is none here, and that is said */
}

/* The question of a window that goes away is answered with no. */
static void
test_remove_closed (Fixture      *f,
                    gconstpointer data)
{
  g_autofree char *button = g_strdup_printf ("Remove %s", reel_profile_get_name (f->other));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (f->profiles));

  show_services (f);
  press (f->page, button);
  reel_test_wait (find_toplevel (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  gtk_window_close (GTK_WINDOW (f->preferences));
  reel_test_wait (f->preferences == NULL && find_toplevel (ADW_TYPE_MESSAGE_DIALOG) == NULL);
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
test_pacing (Fixture      *f,
             gconstpointer data)
{
  ReelClient *client = reel_session_get_client (f->session);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GtkWidget *dialog, *row;
  guint ended = 0;

  show_services (f);
  row = find_titled (f->page, "Requests at Present");
  reel_test_wait (g_str_equal (get_subtitle (row), "No limit; 0 waiting, 0 under way"));

  dialog = open_dialog (f, f->used);
  set_number (dialog, "Requests a second", 1000);
  set_number (dialog, "Requests at once", 1);
  save (dialog);
  reel_test_wait (g_str_has_prefix (get_subtitle (row), "1000.0 requests a second; "));

  f->hold = TRUE;
  for (guint i = 0; i < 3; i++)
    reel_client_list_collections_async (client, cancellable, on_listed, &ended);
  reel_test_wait (g_str_has_suffix (get_subtitle (row), "; 2 waiting, 1 under way"));
  stage_look_at (f->stage, f->preferences, "services-pacing");
  g_cancellable_cancel (cancellable);
  reel_test_wait (ended == 3);
  reel_test_wait (g_str_has_suffix (get_subtitle (row), "; 0 waiting, 0 under way"));
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
test_add (Fixture      *f,
          gconstpointer data)
{
  const GActionEntry entry = { .name = "add-service", .activate = on_add_service };
  g_autoptr (GSimpleActionGroup) app = g_simple_action_group_new ();
  guint n = 0;

  g_action_map_add_action_entries (G_ACTION_MAP (app), &entry, 1, &n);
  gtk_widget_insert_action_group (f->stage->window, "app", G_ACTION_GROUP (app));
  show_services (f);
  press (f->page, "Add Service…");
  reel_test_wait (f->preferences == NULL);
  g_assert_cmpuint (n, ==, 1);
}

/* A service that is added meanwhile is there, and the preferences that are closed hear of nothing more. */
static void
test_list_changes (Fixture      *f,
                   gconstpointer data)
{
  ReelProfile *added;

  show_services (f);
  added = reel_profile_list_add_custom (f->profiles, "https://new.example", REEL_KEY_HEADER_X_API_KEY, FALSE);
  g_assert_nonnull (find_service (f, added));
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

/* On a telephone's screen nothing hangs over its edge, whatever the names and addresses. */
static void
test_narrow (Fixture      *f,
             gconstpointer data)
{
  g_autoptr (ReelProfileSettings) settings = reel_profile_settings_copy (reel_profile_get_settings (f->other));
  GtkWidget *dialog;

  g_free (settings->name);
  settings->name = g_strdup (LONG_NAME);
  reel_profile_list_change (f->profiles, f->other, settings);
  stage_look_at (f->stage, f->preferences, "services-general");
  assert_fits (f->preferences);
  show_services (f);
  assert_fits (f->preferences);
  stage_look_at (f->stage, f->preferences, "services-list");
  dialog = open_dialog (f, f->other);
  assert_fits (dialog);
  stage_look_at (f->stage, dialog, "services-dialog-custom");
  close_dialog (dialog);
  dialog = open_dialog (f, reel_profile_list_find (f->profiles, "tokyo"));
  assert_fits (dialog);
  stage_look_at (f->stage, dialog, "services-dialog-region");
  close_dialog (dialog);
  dialog = open_dialog (f, reel_profile_list_find (f->profiles, "local"));
  assert_fits (dialog);
  stage_look_at (f->stage, dialog, "services-dialog-local");
  close_dialog (dialog);
}

int
main (int   argc,
      char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add ("/app/services/list", Fixture, NULL, set_up, test_list, tear_down);
  g_test_add ("/app/services/list-changes", Fixture, NULL, set_up, test_list_changes, tear_down);
  g_test_add ("/app/services/add", Fixture, NULL, set_up, test_add, tear_down);
  g_test_add ("/app/services/edit", Fixture, NULL, set_up, test_edit, tear_down);
  g_test_add ("/app/services/kinds", Fixture, NULL, set_up, test_kinds, tear_down);
  g_test_add ("/app/services/test", Fixture, NULL, set_up, test_test, tear_down);
  g_test_add ("/app/services/no-key", Fixture, NULL, set_up, test_no_key, tear_down);
  g_test_add ("/app/services/plain-http", Fixture, NULL, set_up, test_plain_http, tear_down);
  g_test_add ("/app/services/new-key", Fixture, NULL, set_up, test_new_key, tear_down);
  g_test_add ("/app/services/remove", Fixture, NULL, set_up, test_remove, tear_down);
  g_test_add ("/app/services/remove-closed", Fixture, NULL, set_up, test_remove_closed, tear_down);
  g_test_add ("/app/services/pacing", Fixture, NULL, set_up, test_pacing, tear_down);
  g_test_add ("/app/services/narrow", Fixture, NULL, set_up, test_narrow, tear_down);
  return g_test_run ();
}
