/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_SETTINGS_ENABLE_BACKEND
#include "config.h"

#include <gio/gsettingsbackend.h>

#include "app/reel-profile-dialog.h"
#include "app/reel-services-page.h"
#include "reel-test.h"
#include "services.h"

static void
on_request (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  Services *f = user_data;
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
store_key (Services    *f,
           ReelProfile *profile,
           const char  *key)
{
  GAsyncResult *result = NULL;

  reel_secrets_store_async (f->secrets, reel_profile_get_id (profile), "Test", key, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_object_unref (result);
}

char *
services_look_up (Services   *f,
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
open_catalogue (Services   *f,
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
  f->backups = reel_backups_new (db);
}

void
services_set_up (Services     *f,
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
assert_no_key (Services *f)
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

void
services_tear_down (Services     *f,
                    gconstpointer data)
{
  assert_no_key (f);
  if (f->preferences != NULL)
    gtk_window_destroy (GTK_WINDOW (f->preferences));
  reel_test_wait (f->preferences == NULL);
  stage_free (f->stage);
  reel_session_close (f->session);
  reel_test_assert_finalized (&f->session);
  reel_test_assert_finalized (&f->backups);
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

void
services_collect (GtkWidget *root,
                  GType      type,
                  GPtrArray *found)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    g_ptr_array_add (found, root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    services_collect (child, type, found);
}

void
services_show (Services *f)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new ();

  services_collect (f->preferences, REEL_TYPE_SERVICES_PAGE, pages);
  g_assert_cmpuint (pages->len, ==, 1);
  f->page = g_ptr_array_index (pages, 0);
  adw_preferences_window_set_visible_page (ADW_PREFERENCES_WINDOW (f->preferences), ADW_PREFERENCES_PAGE (f->page));
  reel_test_wait (gtk_widget_get_mapped (f->page));
}

GtkWidget *
services_find_titled (GtkWidget  *root,
                      const char *title)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  services_collect (root, ADW_TYPE_PREFERENCES_ROW, rows);
  for (guint i = 0; i < rows->len; i++)
    if (stage_is_called (adw_preferences_row_get_title (g_ptr_array_index (rows, i)), title))
      return g_ptr_array_index (rows, i);
  g_error ("no row '%s'", title);
}

GtkWidget *
services_find_button (GtkWidget  *root,
                      const char *label)
{
  g_autoptr (GPtrArray) buttons = g_ptr_array_new ();

  services_collect (root, GTK_TYPE_BUTTON, buttons);
  for (guint i = 0; i < buttons->len; i++)
    if (stage_is_called (gtk_button_get_label (g_ptr_array_index (buttons, i)), label) ||
        stage_is_named (g_ptr_array_index (buttons, i), label))
      return g_ptr_array_index (buttons, i);
  g_error ("no button '%s'", label);
}

void
services_press (GtkWidget  *root,
                const char *label)
{
  GtkWidget *button = services_find_button (root, label);

  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

GtkWidget *
services_find_toplevel (GType type)
{
  g_autoptr (GList) toplevels = gtk_window_list_toplevels ();

  for (GList *l = toplevels; l != NULL; l = l->next)
    if (g_type_is_a (G_OBJECT_TYPE (l->data), type) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

const char *
services_get_subtitle (GtkWidget *row)
{
  return adw_action_row_get_subtitle (ADW_ACTION_ROW (row));
}

ReelServiceRow *
services_find_row (Services    *f,
                   ReelProfile *profile)
{
  return REEL_SERVICE_ROW (services_find_titled (f->page, reel_profile_get_name (profile)));
}

GtkWidget *
services_open_dialog (Services    *f,
                      ReelProfile *profile)
{
  g_autofree char *button = g_strdup_printf ("Edit %s", reel_profile_get_name (profile));

  services_press (f->page, button);
  reel_test_wait (services_find_toplevel (REEL_TYPE_PROFILE_DIALOG) != NULL);
  return services_find_toplevel (REEL_TYPE_PROFILE_DIALOG);
}

void
services_close_dialog (GtkWidget *dialog)
{
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  gtk_window_close (GTK_WINDOW (dialog));
  reel_test_wait (dialog == NULL); /* nothing held it */
}

void
services_save (GtkWidget *dialog)
{
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  services_press (dialog, "Save");
  reel_test_wait (dialog == NULL);
}


void
services_set_number (GtkWidget  *dialog,
                     const char *title,
                     double      value)
{
  g_autoptr (GPtrArray) spins = g_ptr_array_new ();

  services_collect (services_find_titled (dialog, title), GTK_TYPE_SPIN_BUTTON, spins);
  gtk_spin_button_set_value (g_ptr_array_index (spins, 0), value);
}
