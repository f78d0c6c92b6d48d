/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-catalogue-group.h"
#include "app/reel-model-group.h"
#include "app/reel-preferences.h"
#include "app/reel-services-page.h"
#include "uploads/reel-hand-over.h"
#include "widgets/reel-dialog-size.h"
#include "widgets/reel-toast.h"

struct _ReelPreferences
{
  AdwPreferencesWindow parent_instance;

  /* template */
  ReelServicesPage *services;
  ReelCatalogueGroup *catalogue;
  ReelModelGroup *model;
  AdwPreferencesGroup *local;
  AdwActionRow *copies;
  GtkButton *free_copies;
  AdwActionRow *index;
  AdwActionRow *indexing;
  AdwActionRow *keep;
  GtkSwitch *keep_switch;
  GtkSwitch *metered_switch;
  AdwActionRow *background;
  GtkSwitch *background_switch;
  GtkSwitch *quit_switch;
  GtkSwitch *smaller_switch;
  GtkSpinButton *parallel;

  /* owned */
  GSettings *settings;
  ReelSession *session;      /* (nullable) */
  GCancellable *cancellable; /* of everything asked of the service */

  guint ask_source; /* while videos are indexed again */
};

G_DEFINE_FINAL_TYPE (ReelPreferences, reel_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* Seconds between two looks at how far the indexing is. */
#define ASK_EVERY 2

static void refresh (ReelPreferences *self);
static void on_keep_changed (ReelPreferences *self);

static ReelClient *
get_client (ReelPreferences *self)
{
  return self->session != NULL ? reel_session_get_client (self->session) : NULL;
}

static void
show_error (ReelPreferences *self,
            const GError    *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), reel_toast_new (error->message));
}

static void
on_space (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ReelPreferences) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *copies = NULL;
  g_autofree char *index = NULL;
  ReelLocalSpace space;

  if (!reel_client_get_local_space_finish (REEL_CLIENT (source), result, &space, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        adw_action_row_set_subtitle (self->copies, _ ("Not known: the service does not answer"));
      return;
    }
  copies = g_format_size (space.copies);
  index = g_format_size (space.index);
  adw_action_row_set_subtitle (self->copies, copies);
  adw_action_row_set_subtitle (self->index, index);
  gtk_widget_set_sensitive (GTK_WIDGET (self->free_copies), space.copies > 0);
  g_signal_handlers_block_by_func (self->keep_switch, on_keep_changed, self);
  gtk_switch_set_active (self->keep_switch, space.keep_copies);
  g_signal_handlers_unblock_by_func (self->keep_switch, on_keep_changed, self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->keep), TRUE);
}

static gboolean
on_ask (gpointer data)
{
  ReelPreferences *self = data;

  self->ask_source = 0;
  refresh (self);
  return G_SOURCE_REMOVE;
}

static void
on_indexing (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (ReelPreferences) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  ReelLocalIndexing indexing;

  if (reel_client_get_local_indexing_finish (REEL_CLIENT (source), result, &indexing, &error))
    text = reel_hand_over_dup_text (&indexing);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (text != NULL)
    adw_action_row_set_subtitle (self->indexing, text);
  gtk_widget_set_visible (GTK_WIDGET (self->indexing), text != NULL);
  if (text != NULL && self->ask_source == 0)
    self->ask_source = g_timeout_add_seconds (ASK_EVERY, on_ask, self);
}

static void
ask_indexing (ReelPreferences *self)
{
  ReelClient *client = get_client (self);

  if (client != NULL)
    reel_client_get_local_indexing_async (client, self->cancellable, on_indexing, g_object_ref (self));
}

static void
refresh (ReelPreferences *self)
{
  ReelClient *client = get_client (self);

  if (client != NULL)
    reel_client_get_local_space_async (client, self->cancellable, on_space, g_object_ref (self));
  ask_indexing (self);
}

static void
on_freed (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ReelPreferences) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!reel_client_free_local_copies_finish (REEL_CLIENT (source), result, &error))
    show_error (self, error);
  refresh (self);
}

static void
on_free_clicked (ReelPreferences *self)
{
  ReelClient *client = get_client (self);

  if (client == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->free_copies), FALSE);
  reel_client_free_local_copies_async (client, self->cancellable, on_freed, g_object_ref (self));
}

static void
on_kept (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (ReelPreferences) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!reel_client_set_keep_copies_finish (REEL_CLIENT (source), result, &error))
    show_error (self, error);
  refresh (self); /* so that the switch shows what the service does */
}

static void
on_keep_changed (ReelPreferences *self)
{
  ReelClient *client = get_client (self);

  if (client != NULL)
    reel_client_set_keep_copies_async (client, gtk_switch_get_active (self->keep_switch), self->cancellable, on_kept,
                                       g_object_ref (self));
}

static void
on_add_requested (ReelPreferences *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  gtk_widget_activate_action (GTK_WIDGET (parent), "app.add-service", NULL);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_restart_requested (ReelPreferences *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  gtk_widget_activate_action (GTK_WIDGET (parent), "app.restart", NULL);
}

static void
on_service_restart_requested (ReelPreferences *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  gtk_widget_activate_action (GTK_WIDGET (parent), "app.restart-service", NULL);
}

static gboolean
reel_preferences_close_request (GtkWindow *window)
{
  g_cancellable_cancel (REEL_PREFERENCES (window)->cancellable);
  g_clear_handle_id (&REEL_PREFERENCES (window)->ask_source, g_source_remove);

  return GTK_WINDOW_CLASS (reel_preferences_parent_class)->close_request (window);
}

static void
reel_preferences_dispose (GObject *object)
{
  ReelPreferences *self = REEL_PREFERENCES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->ask_source, g_source_remove);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (reel_preferences_parent_class)->dispose (object);
}

static void
reel_preferences_class_init (ReelPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = reel_preferences_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = reel_preferences_close_request;

  g_type_ensure (REEL_TYPE_CATALOGUE_GROUP);
  g_type_ensure (REEL_TYPE_MODEL_GROUP);
  g_type_ensure (REEL_TYPE_SERVICES_PAGE);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DIALOG);
  gtk_widget_class_set_template_from_resource (widget_class, REEL_APP_PATH "/app/reel-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelPreferences, services);
  gtk_widget_class_bind_template_child (widget_class, ReelPreferences, catalogue);
  gtk_widget_class_bind_template_child (widget_class, ReelPreferences, model);
  gtk_widget_class_bind_template_child (widget_class, ReelPreferences, local);
  gtk_widget_class_bind_template_child (widget_class, ReelPreferences, copies);
  gtk_widget_class_bind_template_child (widget_class, ReelPreferences, free_copies);
  gtk_widget_class_bind_template_child (widget_class, ReelPreferences, index);
  gtk_widget_class_bind_template_child (widget_class, ReelPreferences, indexing);
  gtk_widget_class_bind_template_child (widget_class, ReelPreferences, keep);
  gtk_widget_class_bind_template_child (widget_class, ReelPreferences, keep_switch);
  gtk_widget_class_bind_template_child (widget_class, ReelPreferences, metered_switch);
  gtk_widget_class_bind_template_child (widget_class, ReelPreferences, background);
  gtk_widget_class_bind_template_child (widget_class, ReelPreferences, background_switch);
  gtk_widget_class_bind_template_child (widget_class, ReelPreferences, quit_switch);
  gtk_widget_class_bind_template_child (widget_class, ReelPreferences, smaller_switch);
  gtk_widget_class_bind_template_child (widget_class, ReelPreferences, parallel);
  gtk_widget_class_bind_template_callback (widget_class, on_free_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_add_requested);
  gtk_widget_class_bind_template_callback (widget_class, on_restart_requested);
  gtk_widget_class_bind_template_callback (widget_class, on_service_restart_requested);
}

static void
reel_preferences_init (ReelPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/* The service on this computer was started again: it is another client, and may search by something else. */
static void
on_client_changed (ReelPreferences *self)
{
  reel_model_group_set_client (self->model, get_client (self));
  refresh (self);
}

/**
 * reel_preferences_set_session:
 * @self: a #ReelPreferences
 * @session: (nullable): the present service
 */
void
reel_preferences_set_session (ReelPreferences *self,
                              ReelSession     *session)
{
  gboolean local;

  g_return_if_fail (REEL_IS_PREFERENCES (self));

  local = session != NULL && reel_profile_get_kind (reel_session_get_profile (session)) == REEL_PROFILE_LOCAL;
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_func (self->session, on_client_changed, self);
  g_set_object (&self->session, session);
  reel_services_page_set_session (self->services, session);
  gtk_widget_set_visible (GTK_WIDGET (self->local), local);
  g_clear_handle_id (&self->ask_source, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self->model), local);
  if (!local)
    {
      reel_model_group_set_client (self->model, NULL);
      return;
    }
  g_signal_connect_object (session, "notify::client", G_CALLBACK (on_client_changed), self, G_CONNECT_SWAPPED);
  on_client_changed (self);
}

static void
on_denied (ReelPreferences *self,
           GParamSpec      *pspec,
           ReelBackground  *background)
{
  adw_action_row_set_subtitle (self->background,
                               reel_background_get_denied (background)
                                 ? _ ("Your system does not let Reelseek run without a window: allow it in its settings for "
                                      "apps")
                                 : _ ("Uploads are sent and indexed without it; open the program again to see them"));
}

/**
 * reel_preferences_set_background:
 * @self: a #ReelPreferences
 * @background: who knows whether the program may run without a window
 */
void
reel_preferences_set_background (ReelPreferences *self,
                                 ReelBackground  *background)
{
  g_return_if_fail (REEL_IS_PREFERENCES (self));
  g_return_if_fail (REEL_IS_BACKGROUND (background));

  g_signal_connect_object (background, "notify::denied", G_CALLBACK (on_denied), self, G_CONNECT_SWAPPED);
  on_denied (self, NULL, background);
}

/**
 * reel_preferences_set_catalogue:
 * @self: a #ReelPreferences without one, which does not offer to export or import
 * @catalogue: the catalogue
 * @backups: its backups
 */
void
reel_preferences_set_catalogue (ReelPreferences *self,
                                ReelCatalogue   *catalogue,
                                ReelBackups     *backups)
{
  g_return_if_fail (REEL_IS_PREFERENCES (self));

  reel_catalogue_group_set_catalogue (self->catalogue, catalogue, backups);
  gtk_widget_set_visible (GTK_WIDGET (self->catalogue), TRUE);
}

/**
 * reel_preferences_new:
 * @parent: the window that they belong to
 * @settings: the program's settings
 * @profiles: the services
 * @secrets: their keys
 *
 * Returns: (transfer none): the preferences
 */
GtkWidget *
reel_preferences_new (GtkWindow       *parent,
                      GSettings       *settings,
                      ReelProfileList *profiles,
                      ReelSecrets     *secrets)
{
  ReelPreferences *self = g_object_new (REEL_TYPE_PREFERENCES, "transient-for", parent, NULL);

  self->settings = g_object_ref (settings);
  reel_services_page_set_source (self->services, profiles, secrets);
  g_settings_bind (settings, "parallel-uploads", gtk_spin_button_get_adjustment (self->parallel), "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "upload-on-metered", self->metered_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "run-in-background", self->background_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "keep-smaller-copies", self->smaller_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "quit-when-done", self->quit_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (self->keep_switch, "notify::active", G_CALLBACK (on_keep_changed), self, G_CONNECT_SWAPPED);
  reel_dialog_size_fit (GTK_WINDOW (self));
  return GTK_WIDGET (self);
}
