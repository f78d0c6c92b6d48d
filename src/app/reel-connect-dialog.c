/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-connect-dialog.h"
#include "app/reel-plain-http-row.h"
#include "widgets/reel-dialog-size.h"

struct _ReelConnectDialog
{
  AdwWindow parent_instance;

  /* template */
  AdwPreferencesGroup *services;
  AdwActionRow *custom;
  GtkCheckButton *custom_check;
  AdwEntryRow *address;
  AdwComboRow *key_header;
  ReelPlainHttpRow *plain_http;
  AdwPasswordEntryRow *key;
  GtkButton *connect;
  GtkSpinner *spinner;
  GtkScrolledWindow *scroller;
  GtkLabel *error;

  /* owned */
  ReelProfileList *profiles;
  GCancellable *cancellable; /* (nullable): of the check */

  /* borrowed */
  ReelProfile *chosen; /* (nullable): of the list; NULL for the address that is typed */
};

enum
{
  CONNECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelConnectDialog, reel_connect_dialog, ADW_TYPE_WINDOW)

static char *
dup_stripped (gpointer row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static ReelKeyHeader
get_header (ReelConnectDialog *self)
{
  return adw_combo_row_get_selected (self->key_header) == 1 ? REEL_KEY_HEADER_BEARER : REEL_KEY_HEADER_X_API_KEY;
}

/* What is not asked is not allowed. */
static gboolean
allows_plain_http (ReelConnectDialog *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->plain_http)) && reel_plain_http_row_get_active (self->plain_http);
}

static void
update (ReelConnectDialog *self)
{
  g_autofree char *key = dup_stripped (self->key);
  g_autofree char *address = dup_stripped (self->address);
  gboolean custom = self->chosen == NULL, busy = self->cancellable != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->address), custom);
  gtk_widget_set_visible (GTK_WIDGET (self->key_header), custom);
  gtk_widget_set_visible (GTK_WIDGET (self->plain_http), custom && reel_profile_settings_address_is_plain (address));
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->connect), !busy && *key != '\0' && (!custom || *address != '\0'));
}

static void
show_error (ReelConnectDialog *self,
            const char        *message)
{
  gtk_label_set_label (self->error, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), message != NULL);
  if (message != NULL) /* it stands above the fields */
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

/* What was checked is what is kept: with another text the check under way is of no use. */
static void
on_edited (ReelConnectDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  show_error (self, NULL);
  update (self);
}

static void
on_toggled (ReelConnectDialog *self,
            GtkCheckButton    *check)
{
  if (!gtk_check_button_get_active (check))
    return;
  self->chosen = g_object_get_data (G_OBJECT (check), "profile");
  on_edited (self);
}

static void
on_checked (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (ReelConnectDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) collections = reel_client_list_collections_finish (REEL_CLIENT (source), result, &error);
  g_autofree char *key = NULL;
  ReelProfile *profile = self->chosen;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the dialog was closed, or what was checked is no longer what is there */
  g_clear_object (&self->cancellable);
  update (self);
  if (collections == NULL)
    {
      show_error (self, error->message);
      return;
    }
  key = dup_stripped (self->key);
  if (profile == NULL)
    profile = reel_profile_list_add_custom (self->profiles, reel_client_get_base_url (REEL_CLIENT (source)),
                                            get_header (self), allows_plain_http (self));
  g_signal_emit (self, signals[CONNECTED], 0, profile, key);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_connect (ReelConnectDialog *self)
{
  g_autoptr (ReelClient) client = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *key = dup_stripped (self->key);
  g_autofree char *address = dup_stripped (self->address);
  gboolean custom = self->chosen == NULL;
  const char *base_url = custom ? address : reel_profile_get_base_url (self->chosen);
  ReelKeyHeader header = custom ? get_header (self) : reel_profile_get_key_header (self->chosen);

  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->connect)))
    return;
  show_error (self, NULL);
  client = reel_client_new (base_url, key, header,
                            custom && allows_plain_http (self) ? REEL_CLIENT_ALLOW_PLAIN_HTTP : REEL_CLIENT_DEFAULT, &error);
  if (client == NULL)
    {
      show_error (self, error->message);
      return;
    }
  self->cancellable = g_cancellable_new ();
  update (self);
  reel_client_list_collections_async (client, self->cancellable, on_checked, g_object_ref (self));
}

static GtkCheckButton *
add_service (ReelConnectDialog *self,
             ReelProfile       *profile)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), reel_profile_get_name (profile));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), reel_profile_get_base_url (profile));
  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->custom_check);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (row, reel_profile_get_available (profile));
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, reel_profile_get_name (profile), -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_object_set_data_full (G_OBJECT (check), "profile", g_object_ref (profile), g_object_unref);
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_toggled), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->services, row);
  return GTK_CHECK_BUTTON (check);
}

static void
reel_connect_dialog_dispose (GObject *object)
{
  ReelConnectDialog *self = REEL_CONNECT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->profiles);

  G_OBJECT_CLASS (reel_connect_dialog_parent_class)->dispose (object);
}

static gboolean
reel_connect_dialog_close_request (GtkWindow *window)
{
  g_cancellable_cancel (REEL_CONNECT_DIALOG (window)->cancellable);

  return GTK_WINDOW_CLASS (reel_connect_dialog_parent_class)->close_request (window);
}

static void
reel_connect_dialog_class_init (ReelConnectDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_connect_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = reel_connect_dialog_close_request;

  signals[CONNECTED] = g_signal_new ("connected", REEL_TYPE_CONNECT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                     2, REEL_TYPE_PROFILE, G_TYPE_STRING);

  g_type_ensure (REEL_TYPE_PLAIN_HTTP_ROW);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DIALOG);
  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/app/reel-connect-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelConnectDialog, services);
  gtk_widget_class_bind_template_child (widget_class, ReelConnectDialog, custom);
  gtk_widget_class_bind_template_child (widget_class, ReelConnectDialog, custom_check);
  gtk_widget_class_bind_template_child (widget_class, ReelConnectDialog, address);
  gtk_widget_class_bind_template_child (widget_class, ReelConnectDialog, key_header);
  gtk_widget_class_bind_template_child (widget_class, ReelConnectDialog, plain_http);
  gtk_widget_class_bind_template_child (widget_class, ReelConnectDialog, key);
  gtk_widget_class_bind_template_child (widget_class, ReelConnectDialog, connect);
  gtk_widget_class_bind_template_child (widget_class, ReelConnectDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, ReelConnectDialog, scroller);
  gtk_widget_class_bind_template_child (widget_class, ReelConnectDialog, error);
  gtk_widget_class_bind_template_callback (widget_class, on_connect);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_toggled);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
reel_connect_dialog_init (ReelConnectDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * reel_connect_dialog_new:
 * @parent: the window that it belongs to
 * @profiles: the services
 * @profile: (nullable): the service to propose; a custom one is shown with its address
 *
 * Returns: (transfer none): the dialog
 */
GtkWidget *
reel_connect_dialog_new (GtkWindow       *parent,
                         ReelProfileList *profiles,
                         ReelProfile     *profile)
{
  ReelConnectDialog *self = g_object_new (REEL_TYPE_CONNECT_DIALOG, "transient-for", parent, NULL);
  GtkCheckButton *proposed = NULL;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (profiles));

  self->profiles = g_object_ref (profiles);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelProfile) service = g_list_model_get_item (G_LIST_MODEL (profiles), i);
      GtkCheckButton *check;

      if (reel_profile_get_kind (service) != REEL_PROFILE_REGION)
        continue;
      check = add_service (self, service);
      if (service == profile || (proposed == NULL && reel_profile_get_available (service)))
        proposed = check;
    }
  /* The way out of the list stands last. */
  g_object_ref (self->custom);
  adw_preferences_group_remove (self->services, GTK_WIDGET (self->custom));
  adw_preferences_group_add (self->services, GTK_WIDGET (self->custom));
  g_object_unref (self->custom);

  if (profile != NULL && reel_profile_get_kind (profile) == REEL_PROFILE_CUSTOM)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->address), reel_profile_get_base_url (profile));
      adw_combo_row_set_selected (self->key_header, reel_profile_get_key_header (profile) == REEL_KEY_HEADER_BEARER ? 1 : 0);
      reel_plain_http_row_set_active (self->plain_http, reel_profile_get_unprotected (profile));
      proposed = self->custom_check;
    }
  gtk_check_button_set_active (proposed, TRUE);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->key));
  reel_dialog_size_fit (GTK_WINDOW (self));
  return GTK_WIDGET (self);
}
