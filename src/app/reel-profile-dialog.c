/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <libsecret/secret.h>

#include "app/reel-plain-http-row.h"
#include "app/reel-profile-dialog.h"
#include "widgets/reel-dialog-size.h"

#define BYTES_PER_MB 1e6

struct _ReelProfileDialog
{
  AdwWindow parent_instance;

  /* template */
  AdwWindowTitle *title;
  GtkButton *save;
  GtkScrolledWindow *scroller;
  GtkLabel *error;
  AdwPreferencesGroup *place;
  AdwEntryRow *name;
  AdwEntryRow *address;
  ReelPlainHttpRow *plain_http;
  AdwPreferencesGroup *access;
  AdwComboRow *key_header;
  AdwPasswordEntryRow *key;
  AdwActionRow *test_row;
  GtkSpinner *spinner;
  GtkButton *test;
  GtkSpinButton *queries;
  GtkSpinButton *requests;
  GtkSpinButton *bandwidth;
  GtkSpinButton *advised;
  AdwComboRow *over;

  /* owned */
  ReelProfileList *profiles;
  ReelProfile *profile;
  ReelSecrets *secrets;
  GCancellable *cancellable; /* (nullable): of the test that runs */
};

enum
{
  SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelProfileDialog, reel_profile_dialog, ADW_TYPE_WINDOW)

/* A test that runs: of what was typed when it began. */
typedef struct
{
  ReelProfileDialog *self; /* (owned) */
  ReelClient *client;      /* (owned) (nullable): until the key is known */
  gint64 began;            /* µs, when the service was asked */
} Test;

static void
test_free (Test *test)
{
  g_object_unref (test->self);
  g_clear_object (&test->client);
  g_free (test);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Test, test_free)

static char *
dup_stripped (gpointer row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static void
show_error (ReelProfileDialog *self,
            const char        *message)
{
  gtk_label_set_label (self->error, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), message != NULL);
  if (message != NULL) /* it stands above the fields */
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

static void
show_test (ReelProfileDialog *self,
           const char        *text,
           const char        *css_class)
{
  gboolean busy = self->cancellable != NULL;

  adw_action_row_set_subtitle (self->test_row, text);
  gtk_widget_remove_css_class (GTK_WIDGET (self->test_row), "error");
  if (css_class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->test_row), css_class);
  gtk_button_set_label (self->test, busy ? _ ("Stop") : _ ("Test"));
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
stop_test (ReelProfileDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
on_edited (ReelProfileDialog *self)
{
  show_error (self, NULL);
}

/* What a test found, or is about to, is about something else now. */
static void
on_access_edited (ReelProfileDialog *self)
{
  on_edited (self);
  stop_test (self);
  show_test (self, _ ("Not tested yet"), NULL);
}

/* What is typed, with a number left as it was where nobody changed what is shown of it. */
static ReelProfileSettings *
read_settings (ReelProfileDialog *self)
{
  ReelProfileSettings *settings = reel_profile_settings_copy (reel_profile_get_settings (self->profile));
  double queries = gtk_spin_button_get_value (self->queries), megabytes = gtk_spin_button_get_value (self->bandwidth);
  double advised = gtk_spin_button_get_value (self->advised);

  if (reel_profile_get_kind (self->profile) == REEL_PROFILE_CUSTOM)
    {
      g_free (settings->name);
      settings->name = dup_stripped (self->name);
      g_free (settings->base_url);
      settings->base_url = dup_stripped (self->address);
      settings->allow_plain_http = reel_plain_http_row_get_active (self->plain_http);
    }
  settings->key_header =
    adw_combo_row_get_selected (self->key_header) == 1 ? REEL_KEY_HEADER_BEARER : REEL_KEY_HEADER_X_API_KEY;
  if (ABS (queries - settings->queries_per_second) > 0.05)
    settings->queries_per_second = queries;
  settings->max_requests = (guint) gtk_spin_button_get_value_as_int (self->requests);
  if (ABS (megabytes - (double) settings->bandwidth_limit / BYTES_PER_MB) > 0.005)
    settings->bandwidth_limit = (guint64) (megabytes * BYTES_PER_MB + 0.5);
  if (ABS (advised - (double) settings->advised_size / BYTES_PER_MB) > 0.5)
    settings->advised_size = (guint64) (advised * BYTES_PER_MB + 0.5);
  settings->over_advised = (ReelVideoChoice) adw_combo_row_get_selected (self->over); /* in the order of the enumeration */
  return settings;
}

/* A client of what is typed: the same that would be used, so what it refuses can't be saved. */
static ReelClient *
new_client (const ReelProfileSettings *settings,
            const char                *key,
            GError                   **error)
{
  return reel_client_new (settings->base_url, key, settings->key_header,
                          settings->allow_plain_http ? REEL_CLIENT_ALLOW_PLAIN_HTTP : REEL_CLIENT_DEFAULT, error);
}

static char *
dup_place (const char *url)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;
  g_autofree char *host = NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return NULL;
  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  return g_strdup_printf ("%s %d", host, g_uri_get_port (uri));
}

/* A key is of the host that it was given for: what is kept is not sent to another one that somebody typed. */
static gboolean
needs_key (ReelProfileDialog         *self,
           const ReelProfileSettings *settings,
           const char                *key)
{
  g_autofree char *then = dup_place (reel_profile_get_base_url (self->profile));
  g_autofree char *now = dup_place (settings->base_url);

  return *key == '\0' && now != NULL && g_strcmp0 (then, now) != 0;
}

static const char *
get_needs_key_message (void)
{
  return _ ("This address is another service, which the key that is kept is not sent to. Enter its key.");
}

static void
end_test (ReelProfileDialog *self,
          const char        *text,
          const char        *css_class)
{
  g_clear_object (&self->cancellable);
  show_test (self, text, css_class);
}

static void
on_listed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Test) test = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) collections = reel_client_list_collections_finish (REEL_CLIENT (source), result, &error);
  g_autofree char *text = NULL;
  g_autofree char *n = NULL;
  guint ms = (guint) CLAMP ((g_get_monotonic_time () - test->began) / 1000, 0, G_MAXUINT);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* stopped, or about something else than what is typed now */
  if (collections == NULL)
    {
      end_test (test->self, error->message, "error");
      return;
    }
  n = g_strdup_printf (ngettext ("%u collection", "%u collections", collections->len), collections->len);
  /* Translators: %s is such as “3 collections”, and they were there after %u milliseconds */
  text = g_strdup_printf (_ ("Works: %s, %u ms"), n, ms);
  end_test (test->self, text, NULL);
}

static void
ask (Test       *test,
     const char *key)
{
  g_autoptr (ReelProfileSettings) settings = read_settings (test->self);
  g_autoptr (GError) error = NULL;

  test->client = new_client (settings, key, &error);
  if (test->client == NULL)
    {
      end_test (test->self, error->message, "error");
      test_free (test);
      return;
    }
  test->began = g_get_monotonic_time ();
  reel_client_list_collections_async (test->client, test->self->cancellable, on_listed, test);
}

static void
on_key (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (Test) test = user_data;
  g_autoptr (GError) error = NULL;
  char *key = reel_secrets_lookup_finish (REEL_SECRETS (source), result, &error);

  if (error != NULL) /* cancelled: nothing else is reported */
    return;
  if (key == NULL)
    {
      end_test (test->self, _ ("There is no key for this service on this computer. Enter one to test it."), "error");
      return;
    }
  ask (g_steal_pointer (&test), key);
  secret_password_free (key);
}

static void
on_test (ReelProfileDialog *self)
{
  g_autofree char *key = dup_stripped (self->key);
  g_autoptr (ReelProfileSettings) settings = read_settings (self);
  Test *test;

  if (self->cancellable != NULL)
    {
      stop_test (self);
      show_test (self, _ ("Stopped"), NULL);
      return;
    }
  if (needs_key (self, settings, key))
    {
      show_test (self, get_needs_key_message (), "error");
      return;
    }
  self->cancellable = g_cancellable_new ();
  show_test (self, _ ("Asking for the collections…"), NULL);
  test = g_new0 (Test, 1);
  test->self = g_object_ref (self);
  if (*key != '\0')
    ask (test, key);
  else
    reel_secrets_lookup_async (self->secrets, reel_profile_get_id (self->profile), self->cancellable, on_key, test);
}

static void
on_save (ReelProfileDialog *self)
{
  g_autofree char *key = dup_stripped (self->key);
  g_autoptr (ReelProfileSettings) settings = NULL;
  g_autoptr (ReelClient) client = NULL;
  g_autoptr (GError) error = NULL;

  gtk_spin_button_update (self->queries); /* what is typed and not yet confirmed */
  gtk_spin_button_update (self->requests);
  gtk_spin_button_update (self->bandwidth);
  gtk_spin_button_update (self->advised);
  settings = read_settings (self);
  if (settings->base_url != NULL)
    {
      client = new_client (settings, key, &error);
      if (client == NULL || needs_key (self, settings, key))
        {
          show_error (self, client == NULL ? error->message : get_needs_key_message ());
          return;
        }
      g_free (settings->base_url);
      settings->base_url = g_strdup (reel_client_get_base_url (client));
    }
  reel_profile_list_change (self->profiles, self->profile, settings);
  g_signal_emit (self, signals[SAVED], 0, self->profile, *key != '\0' ? key : NULL);
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
reel_profile_dialog_close_request (GtkWindow *window)
{
  stop_test (REEL_PROFILE_DIALOG (window));

  return GTK_WINDOW_CLASS (reel_profile_dialog_parent_class)->close_request (window);
}

static void
reel_profile_dialog_dispose (GObject *object)
{
  ReelProfileDialog *self = REEL_PROFILE_DIALOG (object);

  stop_test (self);
  g_clear_object (&self->profiles);
  g_clear_object (&self->profile);
  g_clear_object (&self->secrets);

  G_OBJECT_CLASS (reel_profile_dialog_parent_class)->dispose (object);
}

static void
reel_profile_dialog_class_init (ReelProfileDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_profile_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = reel_profile_dialog_close_request;

  signals[SAVED] = g_signal_new ("saved", REEL_TYPE_PROFILE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                 REEL_TYPE_PROFILE, G_TYPE_STRING);

  g_type_ensure (REEL_TYPE_PLAIN_HTTP_ROW);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DIALOG);
  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/app/reel-profile-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelProfileDialog, title);
  gtk_widget_class_bind_template_child (widget_class, ReelProfileDialog, save);
  gtk_widget_class_bind_template_child (widget_class, ReelProfileDialog, scroller);
  gtk_widget_class_bind_template_child (widget_class, ReelProfileDialog, error);
  gtk_widget_class_bind_template_child (widget_class, ReelProfileDialog, place);
  gtk_widget_class_bind_template_child (widget_class, ReelProfileDialog, name);
  gtk_widget_class_bind_template_child (widget_class, ReelProfileDialog, address);
  gtk_widget_class_bind_template_child (widget_class, ReelProfileDialog, plain_http);
  gtk_widget_class_bind_template_child (widget_class, ReelProfileDialog, access);
  gtk_widget_class_bind_template_child (widget_class, ReelProfileDialog, key_header);
  gtk_widget_class_bind_template_child (widget_class, ReelProfileDialog, key);
  gtk_widget_class_bind_template_child (widget_class, ReelProfileDialog, test_row);
  gtk_widget_class_bind_template_child (widget_class, ReelProfileDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, ReelProfileDialog, test);
  gtk_widget_class_bind_template_child (widget_class, ReelProfileDialog, queries);
  gtk_widget_class_bind_template_child (widget_class, ReelProfileDialog, requests);
  gtk_widget_class_bind_template_child (widget_class, ReelProfileDialog, bandwidth);
  gtk_widget_class_bind_template_child (widget_class, ReelProfileDialog, advised);
  gtk_widget_class_bind_template_child (widget_class, ReelProfileDialog, over);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_access_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_test);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
reel_profile_dialog_init (ReelProfileDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * reel_profile_dialog_new:
 * @parent: the window that it belongs to
 * @profiles: the services
 * @profile: the one of them to change, not the environment's
 * @secrets: the keys: a test without a new one uses the one that is there
 *
 * Returns: (transfer none): the dialog
 */
GtkWidget *
reel_profile_dialog_new (GtkWindow       *parent,
                         ReelProfileList *profiles,
                         ReelProfile     *profile,
                         ReelSecrets     *secrets)
{
  ReelProfileDialog *self = g_object_new (REEL_TYPE_PROFILE_DIALOG, "transient-for", parent, NULL);
  const ReelProfileSettings *settings = reel_profile_get_settings (profile);
  gboolean custom = reel_profile_get_kind (profile) == REEL_PROFILE_CUSTOM;

  self->profiles = g_object_ref (profiles);
  self->profile = g_object_ref (profile);
  self->secrets = g_object_ref (secrets);
  gtk_widget_set_visible (GTK_WIDGET (self->place), custom);
  gtk_widget_set_visible (GTK_WIDGET (self->access), settings->base_url != NULL); /* this computer's key is its own affair */
  if (custom)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->name), settings->name);
      gtk_editable_set_text (GTK_EDITABLE (self->address), settings->base_url);
      reel_plain_http_row_set_active (self->plain_http, settings->allow_plain_http);
    }
  else
    adw_window_title_set_subtitle (self->title, settings->name);
  adw_combo_row_set_selected (self->key_header, settings->key_header == REEL_KEY_HEADER_BEARER ? 1 : 0);
  gtk_spin_button_set_value (self->queries, settings->queries_per_second);
  gtk_spin_button_set_value (self->requests, settings->max_requests);
  gtk_spin_button_set_value (self->bandwidth, (double) settings->bandwidth_limit / BYTES_PER_MB);
  gtk_spin_button_set_value (self->advised, (double) settings->advised_size / BYTES_PER_MB);
  adw_combo_row_set_selected (self->over, settings->over_advised);
  show_test (self, _ ("Not tested yet"), NULL);
  reel_dialog_size_fit (GTK_WINDOW (self));
  return GTK_WIDGET (self);
}
