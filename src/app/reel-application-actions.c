/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-application-private.h"
#include "app/reel-connect-dialog.h"

/*
 * The actions of the application: the surface for scripts and tests too, over D-Bus (CONTRIBUTING.md, 'Actions').
 */

static void
on_new_collection (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  g_autoptr (ReelCommand) command = reel_command_new ();

  command->create = TRUE;
  g_variant_get (parameter, "(ss)", &command->collection, &command->description);
  if (*g_strstrip (command->collection) != '\0')
    reel_application_push_command (user_data, g_steal_pointer (&command));
}

static void
on_select_collection (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  ReelCommand *command = reel_command_new ();

  command->collection = g_variant_dup_string (parameter, NULL);
  reel_application_push_command (user_data, command);
}

static void
on_add_files (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  ReelCommand *command = reel_command_new ();
  GListStore *files = g_list_store_new (G_TYPE_FILE);
  g_autofree const char **uris = g_variant_get_strv (parameter, NULL);

  for (gsize i = 0; uris[i] != NULL; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (uris[i]);

      g_list_store_append (files, file);
    }
  command->files = G_LIST_MODEL (files);
  reel_application_push_command (user_data, command);
}

static void
on_search (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  ReelCommand *command = reel_command_new ();

  command->search = g_variant_dup_string (parameter, NULL);
  reel_application_push_command (user_data, command);
}

static void
on_analyse (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  ReelCommand *command = reel_command_new ();

  command->analyse = g_variant_dup_string (parameter, NULL);
  reel_application_push_command (user_data, command);
}

static void
on_watch_folder (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  ReelCommand *command = reel_command_new ();

  g_variant_get (parameter, "(ss)", &command->collection, &command->watch);
  reel_application_push_command (user_data, command);
}

static void
on_play_hit (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  ReelApplication *self = user_data;

  if (self->window != NULL)
    reel_window_play_hit (self->window, g_variant_get_int32 (parameter));
}

static void
on_export_results (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  ReelApplication *self = user_data;
  const char *format, *uri;

  g_variant_get (parameter, "(&s&s)", &format, &uri);
  if (self->window != NULL)
    reel_window_export_results (self->window, format, uri);
}

static void
on_export_clip (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  ReelApplication *self = user_data;
  const char *uri;
  int position;

  g_variant_get (parameter, "(i&s)", &position, &uri);
  if (self->window != NULL)
    reel_window_export_clip (self->window, position, uri);
}

static void
on_uploads (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  ReelApplication *self = user_data;
  const char *name = g_action_get_name (G_ACTION (action));
  ReelUploadQueue *queue;

  if (self->session == NULL)
    return;
  queue = reel_session_get_queue (self->session);
  if (g_str_equal (name, "retry-failed"))
    reel_upload_queue_retry_failed (queue);
  else
    reel_upload_queue_set_paused (queue, g_str_equal (name, "pause-uploads"));
}

static void
on_show_uploads (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  ReelApplication *self = user_data;

  g_application_activate (G_APPLICATION (self));
  if (self->session != NULL)
    reel_window_show_uploads (self->window);
}

static void
on_select_profile (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  ReelApplication *self = user_data;
  ReelProfile *profile = reel_profile_list_find (self->profiles, g_variant_get_string (parameter, NULL));

  if (profile != NULL && reel_profile_get_available (profile))
    reel_application_select_profile (self, profile, NULL);
}

static void
on_key_stored (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (ReelApplication) self = user_data;
  gboolean kept = FALSE;

  if (reel_secrets_store_finish (REEL_SECRETS (source), result, &kept, NULL) && !kept && self->window != NULL)
    reel_window_toast (self->window, _ ("There is no keyring here: the key is known until you quit."));
}

static void
on_connected (ReelConnectDialog *dialog,
              ReelProfile       *profile,
              const char        *key,
              ReelApplication   *self)
{
  g_autofree char *label = g_strdup_printf (_ ("API key for %s"), reel_profile_get_name (profile));

  reel_secrets_store_async (self->secrets, reel_profile_get_id (profile), label, key, NULL, on_key_stored,
                            g_object_ref (self));
  reel_application_select_profile (self, profile, key);
}

static void
on_connect (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  ReelApplication *self = user_data;
  gboolean add = g_str_equal (g_action_get_name (G_ACTION (action)), "add-service");
  ReelProfile *profile = self->session != NULL && !add ? reel_session_get_profile (self->session) : NULL;
  GtkWidget *dialog;

  if (self->window == NULL)
    return;
  dialog = reel_connect_dialog_new (GTK_WINDOW (self->window), self->profiles, profile);
  g_signal_connect_object (dialog, "connected", G_CALLBACK (on_connected), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_preferences (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  ReelApplication *self = user_data;

  if (self->window == NULL)
    return;
  if (self->preferences == NULL)
    {
      g_set_weak_pointer (&self->preferences,
                          REEL_PREFERENCES (reel_preferences_new (GTK_WINDOW (self->window), self->settings, self->profiles,
                                                                  self->secrets)));
      reel_preferences_set_session (self->preferences, self->session);
      reel_preferences_set_background (self->preferences, self->background);
      if (self->catalogue != NULL)
        reel_preferences_set_catalogue (self->preferences, self->catalogue, self->backups);
    }
  gtk_window_present (GTK_WINDOW (self->preferences));
}

static void
on_about (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  ReelApplication *self = user_data;

  adw_show_about_window (GTK_WINDOW (self->window),
                         "application-name", _ ("Reelseek"),
                         "application-icon", REEL_APP_ID,
                         "version", PACKAGE_VERSION,
                         "developer-name", _ ("The Reelseek developers"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "comments", _ ("Find a moment in your footage by describing it."),
                         /* Translators: put your names here, one a line */
                         "translator-credits", _ ("translator-credits"),
                         NULL);
}

static void
on_quit (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  ReelApplication *self = user_data;

  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  g_application_quit (G_APPLICATION (self));
}

/* By its key: people are asked first what is asked when the window is closed. */
static void
on_ask_quit (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  ReelApplication *self = user_data;

  if (self->window != NULL)
    reel_window_quit (self->window);
  else
    on_quit (action, parameter, self);
}

static void
on_restart_service (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  reel_local_service_restart (REEL_APPLICATION (user_data)->service);
}

static void
on_restart (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  ReelApplication *self = user_data;

  self->restart = TRUE;
  on_quit (action, parameter, self);
}

static const GActionEntry actions[] = {
  { .name = "new-collection", .parameter_type = "(ss)", .activate = on_new_collection },
  { .name = "select-collection", .parameter_type = "s", .activate = on_select_collection },
  { .name = "add-files", .parameter_type = "as", .activate = on_add_files },
  { .name = "search", .parameter_type = "s", .activate = on_search },
  { .name = "analyse", .parameter_type = "s", .activate = on_analyse },
  { .name = "watch-folder", .parameter_type = "(ss)", .activate = on_watch_folder },
  { .name = "play-hit", .parameter_type = "i", .activate = on_play_hit },
  { .name = "export-results", .parameter_type = "(ss)", .activate = on_export_results },
  { .name = "export-clip", .parameter_type = "(is)", .activate = on_export_clip },
  { .name = "pause-uploads", .activate = on_uploads },
  { .name = "resume-uploads", .activate = on_uploads },
  { .name = "retry-failed", .activate = on_uploads },
  { .name = "show-uploads", .activate = on_show_uploads },
  { .name = "select-profile", .parameter_type = "s", .activate = on_select_profile },
  { .name = "connect", .activate = on_connect },
  { .name = "add-service", .activate = on_connect },
  { .name = "preferences", .activate = on_preferences },
  { .name = "about", .activate = on_about },
  { .name = "restart", .activate = on_restart },
  { .name = "restart-service", .activate = on_restart_service },
  { .name = "ask-quit", .activate = on_ask_quit },
  { .name = "quit", .activate = on_quit },
};

static const struct
{
  const char *action;
  const char *accel;
} shortcuts[] = {
  { "win.find", "<Control>f" },
  { "win.save-search", "<Control>d" },
  { "win.new-collection", "<Control>n" },
  { "win.add-videos", "<Control>o" },
  { "app.preferences", "<Control>comma" },
  { "win.show-help-overlay", "<Control>question" },
  { "window.close", "<Control>w" },
  { "app.ask-quit", "<Control>q" },
};

/* Adds the actions and their keys. */
void
reel_application_add_actions (ReelApplication *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), shortcuts[i].action,
                                           (const char *[]){ shortcuts[i].accel, NULL });
}
