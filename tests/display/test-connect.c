/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_SETTINGS_ENABLE_BACKEND
#include "config.h"

#include <adwaita.h>
#include <gio/gsettingsbackend.h>
#include <libsoup/soup.h>

#include "app/reel-connect-dialog.h"
#include "reel-test.h"
#include "stage.h"

#define RIGHT_KEY "the-right-key"

typedef struct
{
  SoupServer *server;        /* (owned) */
  char *base_url;            /* (owned) */
  ReelProfileList *profiles; /* (owned) */
  GtkWidget *parent;
  GtkWidget *dialog;
  GtkEditable *address;
  GtkEditable *key;
  GtkWidget *connect;
  gboolean hold; /* whether a request is left without an answer */
  guint n_requests;
  char *connected; /* (owned) (nullable): profile and key of the signal */
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

  f->n_requests++;
  if (f->hold)
    {
      soup_server_message_pause (message);
      return;
    }
  g_assert_cmpstr (path, ==, "/collections");
  soup_server_message_set_status (message, g_strcmp0 (key, RIGHT_KEY) == 0 ? 200 : 401, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "[]", 2);
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

static GtkWidget *
find_titled (GtkWidget  *root,
             const char *title)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  collect (root, ADW_TYPE_PREFERENCES_ROW, rows);
  for (guint i = 0; i < rows->len; i++)
    if (stage_is_called (adw_preferences_row_get_title (g_ptr_array_index (rows, i)), title))
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
    if (stage_is_called (gtk_button_get_label (g_ptr_array_index (buttons, i)), label))
      return g_ptr_array_index (buttons, i);
  g_error ("no button '%s'", label);
}

/* The text of the label of errors, or NULL while it is hidden. */
static const char *
get_error (Fixture *f)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();

  collect (f->dialog, GTK_TYPE_LABEL, labels);
  for (guint i = 0; i < labels->len; i++)
    if (gtk_widget_has_css_class (g_ptr_array_index (labels, i), "error"))
      return gtk_widget_get_visible (g_ptr_array_index (labels, i)) ? gtk_label_get_label (g_ptr_array_index (labels, i)) : NULL;
  g_assert_not_reached ();
}

static void
on_connected (ReelConnectDialog *dialog,
              ReelProfile       *profile,
              const char        *key,
              Fixture           *f)
{
  g_assert_null (f->connected);
  f->connected = g_strdup_printf ("%s %s", reel_profile_get_base_url (profile), key);
}

static void
set_up (Fixture      *f,
        gconstpointer data)
{
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr (GSettings) settings = g_settings_new_with_backend (REEL_APP_ID, backend);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  f->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (f->server, NULL, on_request, f, NULL);
  g_assert_true (soup_server_listen_local (f->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  uris = soup_server_get_uris (f->server);
  f->base_url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  f->profiles = reel_profile_list_new (settings);
  f->parent = gtk_window_new ();
  f->dialog = reel_connect_dialog_new (GTK_WINDOW (f->parent), f->profiles, NULL);
  g_object_add_weak_pointer (G_OBJECT (f->dialog), (gpointer *) &f->dialog);
  f->address = GTK_EDITABLE (find_titled (f->dialog, "Address"));
  f->key = GTK_EDITABLE (find_titled (f->dialog, "API Key"));
  f->connect = find_button (f->dialog, "Connect");
  g_signal_connect (f->dialog, "connected", G_CALLBACK (on_connected), f);
  gtk_window_present (GTK_WINDOW (f->dialog));
}

static void
tear_down (Fixture      *f,
           gconstpointer data)
{
  if (f->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (f->dialog));
  reel_test_wait (f->dialog == NULL);
  gtk_window_destroy (GTK_WINDOW (f->parent));
  reel_test_assert_finalized (&f->profiles);
  soup_server_disconnect (f->server);
  g_object_unref (f->server);
  g_free (f->base_url);
  g_free (f->connected);
}

static void
choose_address (Fixture    *f,
                const char *address,
                const char *key)
{
  g_autoptr (GPtrArray) checks = g_ptr_array_new ();

  collect (find_titled (f->dialog, "Another address"), GTK_TYPE_CHECK_BUTTON, checks);
  gtk_check_button_set_active (g_ptr_array_index (checks, 0), TRUE);
  gtk_editable_set_text (f->address, address);
  gtk_editable_set_text (f->key, key);
}

static void
test_regions (Fixture      *f,
              gconstpointer data)
{
  g_assert_true (gtk_widget_get_sensitive (find_titled (f->dialog, "Seeknetic, Tokyo")));
  g_assert_false (gtk_widget_get_sensitive (find_titled (f->dialog, "Seeknetic, Oregon (announced)")));
  g_assert_false (gtk_widget_get_sensitive (find_titled (f->dialog, "Seeknetic, Beijing (announced)")));

  /* Tokyo is proposed; its address is not asked for, its key is. */
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (f->address)));
  g_assert_false (gtk_widget_get_sensitive (f->connect));
  gtk_editable_set_text (f->key, "  ");
  g_assert_false (gtk_widget_get_sensitive (f->connect));
  gtk_editable_set_text (f->key, "x");
  g_assert_true (gtk_widget_get_sensitive (f->connect));
}

static void
test_check (Fixture      *f,
            gconstpointer data)
{
  g_autofree char *expected = NULL;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (f->profiles));

  choose_address (f, f->base_url, "wrong-key");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (f->address)));
  g_signal_emit_by_name (f->connect, "clicked");
  g_assert_false (gtk_widget_get_sensitive (f->connect)); /* under way */
  reel_test_wait (get_error (f) != NULL);
  g_assert_null (strstr (get_error (f), "wrong-key"));
  g_assert_null (f->connected);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->profiles)), ==, n); /* nothing is kept */

  gtk_editable_set_text (f->key, " " RIGHT_KEY " ");
  g_assert_null (get_error (f));
  g_signal_emit_by_name (f->connect, "clicked");
  reel_test_wait (f->connected != NULL && f->dialog == NULL);
  expected = g_strndup (f->base_url, strlen (f->base_url) - 1); /* the client takes the last slash away */
  g_assert_true (g_str_has_prefix (f->connected, expected));
  g_assert_true (g_str_has_suffix (f->connected, " " RIGHT_KEY));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->profiles)), ==, n + 1);
}

static void
test_bad_address (Fixture      *f,
                  gconstpointer data)
{
  static const char * const bad[] = { "no address", "ftp://example.org", "http://example.org" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      choose_address (f, bad[i], RIGHT_KEY);
      g_signal_emit_by_name (f->connect, "clicked");
      g_assert_nonnull (get_error (f)); /* at once, and nobody was asked: the key went nowhere */
    }
  g_assert_cmpuint (f->n_requests, ==, 0);
}

/* Plain http to another machine is asked about only where it is typed, and does not go out without. */
static void
test_plain_http (Fixture      *f,
                 gconstpointer data)
{
  GtkWidget *row = find_titled (f->dialog, "Allow an unprotected connection (http)");
  g_autoptr (GPtrArray) switches = g_ptr_array_new ();

  collect (row, GTK_TYPE_SWITCH, switches);
  g_assert_false (gtk_widget_get_visible (row));
  choose_address (f, "https://archive.invalid", RIGHT_KEY);
  g_assert_false (gtk_widget_get_visible (row));
  choose_address (f, f->base_url, RIGHT_KEY);
  g_assert_false (gtk_widget_get_visible (row)); /* this computer */
  choose_address (f, "http://archive.invalid", RIGHT_KEY);
  g_assert_true (gtk_widget_get_visible (row));
  g_assert_false (gtk_switch_get_active (g_ptr_array_index (switches, 0)));
  g_signal_emit_by_name (f->connect, "clicked");
  g_assert_nonnull (get_error (f));

  gtk_switch_set_active (g_ptr_array_index (switches, 0), TRUE);
  g_assert_null (get_error (f));
  g_signal_emit_by_name (f->connect, "clicked");
  g_assert_null (get_error (f)); /* it is asked */
  g_assert_false (gtk_widget_get_sensitive (f->connect));

  /* With another address that was for nothing, and what is under way is given up. */
  choose_address (f, f->base_url, RIGHT_KEY);
  g_assert_false (gtk_widget_get_visible (row));
  g_assert_true (gtk_widget_get_sensitive (f->connect));
  g_signal_emit_by_name (f->connect, "clicked");
  reel_test_wait (f->connected != NULL && f->dialog == NULL);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (f->profiles)); i++)
    {
      g_autoptr (ReelProfile) profile = g_list_model_get_item (G_LIST_MODEL (f->profiles), i);

      g_assert_false (reel_profile_get_settings (profile)->allow_plain_http);
    }
}

static void
test_closed (Fixture      *f,
             gconstpointer data)
{
  f->hold = TRUE;
  choose_address (f, f->base_url, RIGHT_KEY);
  g_signal_emit_by_name (f->connect, "clicked");
  reel_test_wait (f->n_requests == 1);
  gtk_window_close (GTK_WINDOW (f->dialog));
  reel_test_wait (f->dialog == NULL); /* the call let go of it */
  g_assert_null (f->connected);
}

int
main (int   argc,
      char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add ("/app/connect/regions", Fixture, NULL, set_up, test_regions, tear_down);
  g_test_add ("/app/connect/check", Fixture, NULL, set_up, test_check, tear_down);
  g_test_add ("/app/connect/bad-address", Fixture, NULL, set_up, test_bad_address, tear_down);
  g_test_add ("/app/connect/closed", Fixture, NULL, set_up, test_closed, tear_down);
  g_test_add ("/app/connect/plain-http", Fixture, NULL, set_up, test_plain_http, tear_down);
  return g_test_run ();
}
