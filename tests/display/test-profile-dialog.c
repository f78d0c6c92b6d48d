/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libsecret/secret.h>
#include <string.h>

#include "reel-test.h"
#include "services.h"

static void
type (GtkWidget  *dialog,
      const char *title,
      const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (services_find_titled (dialog, title)), text);
}

static void
allow_http (GtkWidget *dialog,
            gboolean   allowed)
{
  g_autoptr (GPtrArray) switches = g_ptr_array_new ();

  services_collect (services_find_titled (dialog, "Allow an unprotected connection (http)"), GTK_TYPE_SWITCH, switches);
  gtk_switch_set_active (g_ptr_array_index (switches, 0), allowed);
}

/* The text of the label of errors, or NULL while it is hidden. */
static const char *
get_error (GtkWidget *dialog)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();

  services_collect (dialog, GTK_TYPE_LABEL, labels);
  for (guint i = 0; i < labels->len; i++)
    if (gtk_widget_has_css_class (g_ptr_array_index (labels, i), "error"))
      {
        GtkLabel *label = g_ptr_array_index (labels, i);

        return gtk_widget_get_visible (GTK_WIDGET (label)) ? gtk_label_get_label (label) : NULL;
      }
  g_assert_not_reached ();
}

static void
test_edit (Services     *f,
           gconstpointer data)
{
  ReelClient *client = reel_session_get_client (f->session);
  const ReelProfileSettings *s;
  g_autofree char *before = g_strdup (reel_profile_get_name (f->used));
  guint64 bandwidth;
  double rate;
  guint n;
  GtkWidget *dialog;

  services_show (f);
  dialog = services_open_dialog (f, f->used);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (services_find_titled (dialog, "Address"))), ==, f->base_url);
  /* The key is not shown. */
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (services_find_titled (dialog, "New Key"))), ==, "");
  type (dialog, "Name", "Given up");
  services_close_dialog (dialog);
  g_assert_cmpstr (reel_profile_get_name (f->used), ==, before);

  dialog = services_open_dialog (f, f->used);
  type (dialog, "Name", "Archive <b> & Co");
  services_set_number (dialog, "Requests a second", 2.5);
  services_set_number (dialog, "Requests at once", 3);
  services_set_number (dialog, "Upload speed, MB a second", 1.25);
  services_set_number (dialog, "Advised size, MB", 250);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (services_find_titled (dialog, "Larger videos"))), ==, 0);
  adw_combo_row_set_selected (ADW_COMBO_ROW (services_find_titled (dialog, "Larger videos")), 1);
  services_save (dialog);
  g_assert_nonnull (services_find_titled (f->page, "Archive <b> & Co"));
  g_assert_true (reel_session_get_client (f->session) == client); /* none of it is a reason to connect anew */
  g_object_get (client, "queries-per-second", &rate, "max-requests", &n, "bandwidth-limit", &bandwidth, NULL);
  g_assert_cmpfloat (rate, ==, 2.5);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (bandwidth, ==, 1250000);

  /* What can't be shown to the last digit is left alone where nobody touches it. */
  {
    g_autoptr (ReelProfileSettings) odd = reel_profile_settings_copy (reel_profile_get_settings (f->used));

    g_assert_cmpuint (odd->advised_size, ==, 250000000);
    g_assert_cmpint (odd->over_advised, ==, REEL_VIDEO_CHOICE_PROXY);
    odd->advised_size = 1234567;
    odd->bandwidth_limit = 1234567;
    odd->queries_per_second = 1.234;
    reel_profile_list_change (f->profiles, f->used, odd);
  }
  services_save (services_open_dialog (f, f->used));
  s = reel_profile_get_settings (f->used);
  g_assert_cmpuint (s->bandwidth_limit, ==, 1234567);
  g_assert_cmpuint (s->advised_size, ==, 1234567);
  g_assert_cmpint (s->over_advised, ==, REEL_VIDEO_CHOICE_PROXY);
  g_assert_cmpfloat (s->queries_per_second, ==, 1.234);

  /* A name that is taken away becomes the host's. */
  dialog = services_open_dialog (f, f->used);
  type (dialog, "Name", "  ");
  services_save (dialog);
  g_assert_cmpstr (reel_profile_get_name (f->used), ==, "127.0.0.1");
}

static void
test_kinds (Services     *f,
            gconstpointer data)
{
  ReelProfile *tokyo = reel_profile_list_find (f->profiles, "tokyo");
  GtkWidget *dialog;

  services_show (f);
  dialog = services_open_dialog (f, tokyo);
  g_assert_false (gtk_widget_get_mapped (services_find_titled (dialog, "Name")));
  g_assert_false (gtk_widget_get_mapped (services_find_titled (dialog, "Allow an unprotected connection (http)")));
  g_assert_true (gtk_widget_get_mapped (services_find_titled (dialog, "New Key")));
  adw_combo_row_set_selected (ADW_COMBO_ROW (services_find_titled (dialog, "Key is sent as")), 1);
  services_save (dialog);
  g_assert_cmpint (reel_profile_get_key_header (tokyo), ==, REEL_KEY_HEADER_BEARER);
  g_assert_cmpstr (reel_profile_get_base_url (tokyo), ==, "https://api.jp.seeknetic.com");

  dialog = services_open_dialog (f, reel_profile_list_find (f->profiles, "local"));
  g_assert_false (gtk_widget_get_mapped (services_find_titled (dialog, "New Key")));
  g_assert_false (gtk_widget_get_mapped (services_find_titled (dialog, "Address")));
  services_set_number (dialog, "Requests at once", 2);
  services_set_number (dialog, "Advised size, MB", 5000);
  services_save (dialog);
  g_assert_cmpuint (reel_profile_get_settings (reel_profile_list_find (f->profiles, "local"))->advised_size, ==, 5000000000);
  g_assert_cmpuint (reel_profile_get_settings (reel_profile_list_find (f->profiles, "local"))->max_requests, ==, 2);
}

static void
test_test (Services     *f,
           gconstpointer data)
{
  GtkWidget *dialog, *row;
  guint n;

  services_show (f);
  dialog = services_open_dialog (f, f->used);
  row = services_find_titled (dialog, "Connection");
  g_assert_cmpstr (services_get_subtitle (row), ==, "Not tested yet");

  services_press (dialog, "Test"); /* with the key that is kept */
  reel_test_wait (g_str_has_prefix (services_get_subtitle (row), "Works: 3 collections, "));
  g_assert_true (g_str_has_suffix (services_get_subtitle (row), " ms"));
  g_assert_cmpstr (f->last_key, ==, RIGHT_KEY);
  stage_look_at (f->stage, dialog, "services-test-works");

  type (dialog, "New Key", "a-wrong-key");
  g_assert_cmpstr (services_get_subtitle (row), ==, "Not tested yet"); /* what was found was about something else */
  services_press (dialog, "Test");
  reel_test_wait (gtk_widget_has_css_class (row, "error"));
  g_assert_cmpstr (f->last_key, ==, "a-wrong-key");
  g_assert_null (strstr (services_get_subtitle (row), "a-wrong-key"));
  stage_look_at (f->stage, dialog, "services-test-wrong-key");

  type (dialog, "Address", "nonsense");
  services_press (dialog, "Test");
  g_assert_true (gtk_widget_has_css_class (row, "error")); /* at once, and nobody was asked */
  type (dialog, "Address", f->base_url);
  g_assert_false (gtk_widget_has_css_class (row, "error"));

  f->hold = TRUE;
  n = f->n_requests;
  type (dialog, "New Key", NEXT_KEY);
  services_press (dialog, "Test");
  reel_test_wait (f->n_requests == n + 1);
  services_press (dialog, "Stop");
  g_assert_cmpstr (services_get_subtitle (row), ==, "Stopped");
  services_press (dialog, "Test");
  reel_test_wait (f->n_requests == n + 2);
  type (dialog, "New Key", RIGHT_KEY); /* stops it too */
  g_assert_cmpstr (services_get_subtitle (row), ==, "Not tested yet");
  services_press (dialog, "Test");
  reel_test_wait (f->n_requests == n + 3);
  services_close_dialog (dialog); /* and so does this */

  /* Nothing of all that was kept. */
  g_assert_cmpstr (reel_profile_get_base_url (f->used), ==, f->base_url);
  f->hold = FALSE;
}

/* A key is of the host that it was given for: another one is not sent it, by a test or for good. */
static void
test_other_host (Services     *f,
                 gconstpointer data)
{
  g_autofree char *other = g_strdup_printf ("http://localhost%s", strrchr (f->base_url, ':'));
  GtkWidget *dialog, *row;
  guint n;

  services_show (f);
  n = f->n_requests;
  dialog = services_open_dialog (f, f->used);
  row = services_find_titled (dialog, "Connection");
  type (dialog, "Address", other);
  services_press (dialog, "Test");
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  g_assert_nonnull (strstr (services_get_subtitle (row), "Enter its key"));
  services_press (dialog, "Save");
  g_assert_nonnull (strstr (get_error (dialog), "Enter its key"));
  g_assert_cmpstr (reel_profile_get_base_url (f->used), ==, f->base_url);
  g_assert_cmpuint (f->n_requests, ==, n);

  type (dialog, "New Key", RIGHT_KEY);
  services_press (dialog, "Test");
  reel_test_wait (g_str_has_prefix (services_get_subtitle (row), "Works: 3 collections, "));
  services_save (dialog);
  g_assert_cmpstr (reel_profile_get_base_url (f->used), ==, other);

  /* Another path of the same host is the same service. */
  g_free (other);
  other = g_strdup_printf ("http://LOCALHOST%s/v2", strrchr (f->base_url, ':'));
  dialog = services_open_dialog (f, f->used);
  type (dialog, "Address", other);
  services_save (dialog);
}

static void
test_no_key (Services     *f,
             gconstpointer data)
{
  GtkWidget *dialog, *row;
  guint n = f->n_requests;

  services_show (f);
  dialog = services_open_dialog (f, reel_profile_list_find (f->profiles, "tokyo"));
  row = services_find_titled (dialog, "Connection");
  services_press (dialog, "Test");
  reel_test_wait (gtk_widget_has_css_class (row, "error"));
  g_assert_nonnull (strstr (services_get_subtitle (row), "There is no key"));
  g_assert_cmpuint (f->n_requests, ==, n);
  services_close_dialog (dialog);
}

static void
test_plain_http (Services     *f,
                 gconstpointer data)
{
  GtkWidget *dialog;

  services_show (f);
  dialog = services_open_dialog (f, f->other);
  type (dialog, "Address", "ftp://example.org");
  services_press (dialog, "Save");
  g_assert_nonnull (get_error (dialog));
  type (dialog, "Address", "http://archive.example/api/");
  g_assert_null (get_error (dialog));
  services_press (dialog, "Save");
  g_assert_nonnull (get_error (dialog));
  g_assert_cmpstr (reel_profile_get_base_url (f->other), ==, LONG_URL);
  stage_look_at (f->stage, dialog, "services-plain-http");

  allow_http (dialog, TRUE);
  g_assert_null (get_error (dialog));
  type (dialog, "New Key", "the-key-of-the-archive"); /* it is another host */
  services_save (dialog);
  g_assert_cmpstr (reel_profile_get_base_url (f->other), ==, "http://archive.example/api");
  g_assert_true (reel_profile_get_unprotected (f->other));
  g_assert_nonnull (strstr (services_get_subtitle (GTK_WIDGET (services_find_row (f, f->other))), "Not protected"));
  g_assert_nonnull (stage_find (GTK_WIDGET (services_find_row (f, f->other)), GTK_TYPE_IMAGE, "Not Protected"));
  stage_look_at (f->stage, f->preferences, "services-not-protected");

  dialog = services_open_dialog (f, f->other);
  allow_http (dialog, FALSE);
  services_press (dialog, "Save");
  g_assert_nonnull (get_error (dialog)); /* that address can't be used without */
  type (dialog, "Address", "https://archive.example/api");
  services_save (dialog);
  g_assert_false (reel_profile_get_unprotected (f->other));
  g_assert_null (strstr (services_get_subtitle (GTK_WIDGET (services_find_row (f, f->other))), "Not protected"));
}

static void
test_new_key (Services     *f,
              gconstpointer data)
{
  ReelClient *client = reel_session_get_client (f->session);
  GtkWidget *dialog;
  char *key;

  services_show (f);
  dialog = services_open_dialog (f, f->used);
  type (dialog, "New Key", " " NEXT_KEY " ");
  services_save (dialog);
  reel_test_wait (reel_session_get_client (f->session) != client);
  reel_test_wait (reel_session_get_state (f->session) == REEL_SESSION_READY);
  g_assert_cmpstr (f->last_key, ==, NEXT_KEY);
  key = services_look_up (f, reel_profile_get_id (f->used));
  g_assert_cmpstr (key, ==, NEXT_KEY);
  secret_password_free (key);
  reel_test_wait (stage_sees (f->preferences, "There is no keyring here"));

  dialog = services_open_dialog (f, f->used);
  type (dialog, "New Key", "two\nlines");
  services_press (dialog, "Save");
  g_assert_nonnull (get_error (dialog));
  g_assert_null (strstr (get_error (dialog), "lines"));
  services_close_dialog (dialog);
}

int
main (int   argc,
      char *argv[])
{
  stage_init (&argc, &argv);
  g_test_add ("/app/profile-dialog/edit", Services, NULL, services_set_up, test_edit, services_tear_down);
  g_test_add ("/app/profile-dialog/kinds", Services, NULL, services_set_up, test_kinds, services_tear_down);
  g_test_add ("/app/profile-dialog/test", Services, NULL, services_set_up, test_test, services_tear_down);
  g_test_add ("/app/profile-dialog/other-host", Services, NULL, services_set_up, test_other_host, services_tear_down);
  g_test_add ("/app/profile-dialog/no-key", Services, NULL, services_set_up, test_no_key, services_tear_down);
  g_test_add ("/app/profile-dialog/plain-http", Services, NULL, services_set_up, test_plain_http, services_tear_down);
  g_test_add ("/app/profile-dialog/new-key", Services, NULL, services_set_up, test_new_key, services_tear_down);
  return g_test_run ();
}
