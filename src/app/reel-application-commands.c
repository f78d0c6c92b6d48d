/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-application-private.h"

/*
 * What command lines and actions want, done one after the other as soon as there is a service that answers. Until then,
 * and that may be after the first run's page, they wait.
 */

static void
finish_command (ReelApplication *self,
                ReelCommand     *command)
{
  if (command->files != NULL)
    reel_window_add_files (self->window, command->files);
  if (command->search != NULL)
    reel_window_search (self->window, command->search);
  if (command->watch != NULL)
    {
      g_autoptr (GFile) folder = g_file_new_for_uri (command->watch);

      reel_window_watch_folder (self->window, command->collection, folder);
    }
  if (command->analyse != NULL)
    reel_window_analyse (self->window, command->analyse);
}

static void
on_created (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (ReelApplication) self = user_data;
  g_autoptr (ReelCommand) command = g_queue_pop_head (&self->commands);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelCollection) collection = NULL;

  self->busy = FALSE;
  collection = reel_collection_list_create_finish (REEL_COLLECTION_LIST (source), result, &error);
  if (self->window == NULL || command == NULL)
    return;
  if (collection == NULL)
    {
      reel_window_toast (self->window, error->message);
    }
  else
    {
      reel_window_select_collection (self->window, reel_collection_get_id (collection));
      finish_command (self, command);
    }
  reel_application_run_commands (self);
}

/**
 * reel_application_run_commands:
 * @self: a #ReelApplication
 *
 * Does what waits, if it can be done now.
 */
void
reel_application_run_commands (ReelApplication *self)
{
  while (!self->busy && self->window != NULL && self->session != NULL &&
         reel_session_get_state (self->session) == REEL_SESSION_READY && !g_queue_is_empty (&self->commands))
    {
      ReelCommand *command = g_queue_peek_head (&self->commands);

      if (command->collection != NULL && !reel_window_select_collection (self->window, command->collection))
        {
          if (command->create)
            {
              self->busy = TRUE;
              reel_collection_list_create_async (reel_session_get_collections (self->session), command->collection,
                                                 command->description, NULL, on_created, g_object_ref (self));
              return;
            }
          else
            {
              g_autofree char *text = g_strdup_printf (_ ("There is no collection “%s”."), command->collection);

              reel_window_toast (self->window, text);
            }
        }
      else
        {
          finish_command (self, command);
        }
      reel_command_free (g_queue_pop_head (&self->commands));
    }
}

/**
 * reel_application_push_command:
 * @self: a #ReelApplication
 * @command: (transfer full): what is to be done
 */
void
reel_application_push_command (ReelApplication *self,
                               ReelCommand     *command)
{
  g_queue_push_tail (&self->commands, command);
  reel_application_run_commands (self);
}
