/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#include "app/reel-application-private.h"
#include "widgets/reel-menu-names.h"
#include "widgets/reel-message-dialog.h"

G_DEFINE_FINAL_TYPE (ReelApplication, reel_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
  { "collection", 'c', 0, G_OPTION_ARG_STRING, NULL, N_ ("Use this collection; it is made if it is missing"), N_ ("NAME") },
  { "search", 's', 0, G_OPTION_ARG_STRING, NULL, N_ ("Look for this"), N_ ("TEXT") },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, N_ ("[FILE|URI…]") },
  { NULL },
};

static void
on_session_state (ReelApplication *self)
{
  reel_application_run_commands (self);
}

/**
 * reel_application_select_profile:
 * @self: a #ReelApplication
 * @profile: a service that can be chosen
 * @key: (nullable): its key, where that was just checked; otherwise it is looked up
 *
 * Turns to another service: the one before is left, its uploads go on when it is chosen again.
 */
void
reel_application_select_profile (ReelApplication *self,
                                 ReelProfile     *profile,
                                 const char      *key)
{
  if (reel_profile_get_kind (profile) != REEL_PROFILE_ENVIRONMENT)
    g_settings_set_string (self->settings, "profile", reel_profile_get_id (profile));
  if (self->catalogue == NULL)
    return; /* it is opened with this one when the catalogue is there */

  if (self->session == NULL || reel_session_get_profile (self->session) != profile)
    {
      if (self->session != NULL)
        {
          g_signal_handlers_disconnect_by_func (self->session, on_session_state, self);
          reel_session_close (self->session);
          g_clear_object (&self->session);
        }
      if (reel_profile_get_kind (profile) != REEL_PROFILE_LOCAL)
        reel_local_service_stop (self->service);
      self->session = reel_session_new (profile, self->catalogue, self->secrets, self->service);
      g_settings_bind (self->settings, "parallel-uploads", self->session, "parallel-uploads", G_SETTINGS_BIND_GET);
      g_settings_bind (self->settings, "keep-smaller-copies", reel_session_get_queue (self->session), "keep-proxies",
                       G_SETTINGS_BIND_GET);
      g_settings_bind (self->settings, "upload-on-metered", reel_session_get_network (self->session), "allow-metered",
                       G_SETTINGS_BIND_GET);
      g_signal_connect_object (self->session, "notify::state", G_CALLBACK (on_session_state), self, G_CONNECT_SWAPPED);
      reel_application_watch_uploads (self);
      if (self->window != NULL)
        reel_window_set_session (self->window, self->session, self->catalogue, self->grabber);
      if (self->preferences != NULL)
        reel_preferences_set_session (self->preferences, self->session);
    }
  if (key != NULL)
    reel_session_use_key (self->session, key);
  else
    reel_session_connect (self->session);
}

/* The service of last time; the environment's goes before it, for this run. */
static ReelProfile *
get_chosen_profile (ReelApplication *self)
{
  g_autofree char *id = g_settings_get_string (self->settings, "profile");
  ReelProfile *profile = reel_profile_list_get_environment (self->profiles);

  return profile != NULL ? profile : reel_profile_list_find (self->profiles, id);
}

/* Shows in the window what there is to show by now. */
static void
update_window (ReelApplication *self)
{
  if (self->window == NULL)
    return;
  if (self->broken != NULL)
    reel_window_show_broken (self->window, self->broken);
  else if (self->session != NULL)
    reel_window_set_session (self->window, self->session, self->catalogue, self->grabber);
  else if (self->catalogue != NULL)
    reel_window_show_welcome (self->window);
}

static void
on_catalogue_open (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (ReelApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  ReelProfile *profile;

  g_application_release (G_APPLICATION (self));
  self->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  if (self->catalogue == NULL)
    {
      self->broken = g_strdup (error->message);
      update_window (self);
      return;
    }
  profile = get_chosen_profile (self);
  if (profile != NULL)
    reel_application_select_profile (self, profile, NULL);
  else
    update_window (self);
  reel_application_watch_backups (self);
}

/* The service on this computer runs, and has something to say. */
static void
on_notice (ReelApplication *self)
{
  const char *notice = reel_local_service_get_notice (self->service);
  AdwMessageDialog *dialog;

  if (notice == NULL || self->window == NULL)
    return;
  dialog = reel_message_dialog_new (GTK_WINDOW (self->window), _ ("Index Begun Anew"), notice);
  adw_message_dialog_add_response (dialog, "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
reel_application_startup (GApplication *application)
{
  ReelApplication *self = REEL_APPLICATION (application);
  g_autofree char *catalogue = g_build_filename (g_get_user_data_dir (), "reelseek", "catalogue.db", NULL);
  g_autofree char *service = g_build_filename (g_get_user_data_dir (), "reelseek", "local", NULL);
  g_autofree char *cache = g_build_filename (g_get_user_cache_dir (), "reelseek", "frames", NULL);

  /* GTK would end the program here too, but with a warning that says nothing to people. */
  if (!gtk_init_check ())
    {
      g_printerr ("%s\n", _ ("Reelseek needs a display: start it from a desktop session, or set DISPLAY or WAYLAND_DISPLAY."));
      exit (EXIT_FAILURE);
    }
  G_APPLICATION_CLASS (reel_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (REEL_APP_ID);
  reel_menu_names_init ();
  self->settings = g_settings_new (REEL_APP_ID);
  self->profiles = reel_profile_list_new (self->settings);
  self->secrets = reel_secrets_new ();
  self->service = reel_local_service_new (service);
  g_signal_connect_object (self->service, "notify::notice", G_CALLBACK (on_notice), self, G_CONNECT_SWAPPED);
  self->grabber = reel_frame_grabber_new (cache);
  self->backups = reel_backups_new (catalogue);
  reel_application_init_uploads (self);
  reel_application_add_actions (self);

  /* Held until it is open, so that a start without a window does not end before. */
  g_application_hold (application);
  reel_catalogue_open_with_service_async (catalogue, "local", service, NULL, on_catalogue_open, g_object_ref (self));
}

static void
on_window_gone (gpointer data,
                GObject *window)
{
  ReelApplication *self = data;

  self->window = NULL;
  reel_application_watch_window (self);
}

/* Once the window is there: the desktop's monitor may have to be started first. */
static gboolean
follow_drives (gpointer data)
{
  g_autoptr (GVolumeMonitor) volumes = g_volume_monitor_get ();

  reel_window_set_volume_monitor (data, volumes);
  return G_SOURCE_REMOVE;
}

static void
reel_application_activate (GApplication *application)
{
  ReelApplication *self = REEL_APPLICATION (application);

  if (self->window == NULL)
    {
      self->window = REEL_WINDOW (reel_window_new (GTK_APPLICATION (self), self->settings, G_LIST_MODEL (self->profiles)));
      g_object_weak_ref (G_OBJECT (self->window), on_window_gone, self);
      reel_application_watch_window (self);
      update_window (self);
      g_idle_add_full (G_PRIORITY_LOW, follow_drives, g_object_ref (self->window), g_object_unref);
    }
  gtk_window_present (GTK_WINDOW (self->window));
  reel_application_run_commands (self);
}

static void
reel_application_open (GApplication *application,
                       GFile       **files,
                       int           n_files,
                       const char   *hint)
{
  ReelCommand *command = reel_command_new ();
  GListStore *store = g_list_store_new (G_TYPE_FILE);

  for (int i = 0; i < n_files; i++)
    g_list_store_append (store, files[i]);
  command->files = G_LIST_MODEL (store);
  reel_application_push_command (REEL_APPLICATION (application), command);
  g_application_activate (application);
}

static int
reel_application_handle_local_options (GApplication *application,
                                       GVariantDict *dict)
{
  if (g_variant_dict_contains (dict, "version"))
    {
      g_print ("reelseek %s\n", PACKAGE_VERSION);
      return 0;
    }
  return -1;
}

static int
reel_application_command_line (GApplication            *application,
                               GApplicationCommandLine *command_line)
{
  ReelApplication *self = REEL_APPLICATION (application);
  GVariantDict *dict = g_application_command_line_get_options_dict (command_line);
  g_autoptr (ReelCommand) command = reel_command_new ();
  g_autofree const char **files = NULL;

  if (g_variant_dict_lookup (dict, "collection", "s", &command->collection))
    command->create = TRUE;
  g_variant_dict_lookup (dict, "search", "s", &command->search);
  if (g_variant_dict_lookup (dict, G_OPTION_REMAINING, "^a&ay", &files))
    {
      GListStore *store = g_list_store_new (G_TYPE_FILE);

      for (gsize i = 0; files[i] != NULL; i++)
        {
          g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (command_line, files[i]);

          g_list_store_append (store, file);
        }
      command->files = G_LIST_MODEL (store);
    }
  if (command->collection != NULL && *command->collection == '\0')
    {
      g_application_command_line_printerr (command_line, "%s\n", _ ("--collection needs a name."));
      return 2;
    }
  if (command->collection != NULL || command->files != NULL || command->search != NULL)
    reel_application_push_command (self, g_steal_pointer (&command));
  g_application_activate (application);
  return 0;
}

static void
reel_application_shutdown (GApplication *application)
{
  ReelApplication *self = REEL_APPLICATION (application);

  reel_uploads_notifier_set_queue (self->notifier, NULL);
  if (self->session != NULL)
    reel_session_close (self->session);
  reel_local_service_stop (self->service);

  G_APPLICATION_CLASS (reel_application_parent_class)->shutdown (application);
}

static void
reel_application_finalize (GObject *object)
{
  ReelApplication *self = REEL_APPLICATION (object);

  if (self->window != NULL)
    g_object_weak_unref (G_OBJECT (self->window), on_window_gone, self);
  g_clear_weak_pointer (&self->preferences);
  g_queue_clear_full (&self->commands, (GDestroyNotify) reel_command_free);
  g_clear_object (&self->queue_signals);
  g_clear_object (&self->notifier);
  g_clear_object (&self->background);
  g_clear_object (&self->session);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->backups);
  g_clear_object (&self->grabber);
  g_clear_object (&self->service);
  g_clear_object (&self->secrets);
  g_clear_object (&self->profiles);
  g_clear_object (&self->settings);
  g_free (self->broken);

  G_OBJECT_CLASS (reel_application_parent_class)->finalize (object);
}

static void
reel_application_class_init (ReelApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = reel_application_finalize;
  application_class->startup = reel_application_startup;
  application_class->activate = reel_application_activate;
  application_class->open = reel_application_open;
  application_class->handle_local_options = reel_application_handle_local_options;
  application_class->command_line = reel_application_command_line;
  application_class->shutdown = reel_application_shutdown;
}

static void
reel_application_init (ReelApplication *self)
{
  g_queue_init (&self->commands);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * reel_application_new:
 *
 * Returns: (transfer full): the application
 */
ReelApplication *
reel_application_new (void)
{
  return g_object_new (REEL_TYPE_APPLICATION,
                       "application-id", REEL_APP_ID,
                       "resource-base-path", REEL_APP_PATH,
                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN,
                       NULL);
}

/**
 * reel_application_is_to_restart:
 * @self: a #ReelApplication that has run
 *
 * Returns: whether it is to be started again
 */
gboolean
reel_application_is_to_restart (ReelApplication *self)
{
  g_return_val_if_fail (REEL_IS_APPLICATION (self), FALSE);

  return self->restart;
}
