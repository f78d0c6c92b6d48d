/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-application-private.h"
#include "base/reel-format.h"
#include "widgets/reel-confirmation.h"

/* What people are told of the catalogue's backups: what happened when it was opened, and what goes wrong later. */

static char *
format_made (gint64 made)
{
  return reel_format_moment (made, g_get_real_time () / G_USEC_PER_SEC);
}

static void
tell (ReelApplication *self,
      const char      *text)
{
  if (self->window != NULL)
    reel_window_toast (self->window, text);
}

static void
on_failed (ReelBackups     *backups,
           GError          *error,
           ReelApplication *self)
{
  tell (self, error->message);
}

static void
on_staged (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (ReelApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (reel_backups_stage_finish (REEL_BACKUPS (source), result, &error))
    g_action_group_activate_action (G_ACTION_GROUP (self), "restart", NULL);
  else
    tell (self, error->message);
}

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (ReelApplication) self = user_data;

  if (reel_confirmation_ask_finish (result, NULL))
    reel_backups_stage_async (self->backups, reel_catalogue_get_opening (self->catalogue)->sound, NULL, on_staged,
                              g_object_ref (self));
}

/* The catalogue was damaged, and is empty now; and there is a backup. */
static void
offer (ReelApplication            *self,
       const ReelCatalogueOpening *opening)
{
  const ReelBackup *backup = opening->sound;
  g_autofree char *made = format_made (backup->made);
  g_autofree char *body = NULL;

  body = g_strdup_printf (ngettext ("It was set aside as “%s”, and a new one begun. There is a backup of %s with %u video. "
                                    "To restore it, the program starts anew.",
                                    "It was set aside as “%s”, and a new one begun. There is a backup of %s with %u videos. "
                                    "To restore it, the program starts anew.",
                                    backup->n_videos),
                          opening->set_aside, made, backup->n_videos);
  reel_confirmation_suggest_async (GTK_WINDOW (self->window), _ ("The Catalogue Was Damaged"), body,
                                   _ ("_Restore and Restart"), NULL, on_answered, g_object_ref (self));
}

static void
tell_of_opening (ReelApplication            *self,
                 const ReelCatalogueOpening *opening)
{
  g_autofree char *text = NULL;
  g_autofree char *made = format_made (opening->restored);

  if (opening->not_restored != NULL)
    tell (self, opening->not_restored->message);
  if (opening->not_backed_up != NULL)
    tell (self, opening->not_backed_up->message);
  if (opening->restored > 0 && opening->n_uncertain > 0)
    text = g_strdup_printf (ngettext ("The backup of %s was restored. %u video may have been sent since: look among the "
                                      "failed uploads",
                                      "The backup of %s was restored. %u videos may have been sent since: look among the "
                                      "failed uploads",
                                      opening->n_uncertain),
                            made, opening->n_uncertain);
  else if (opening->restored > 0)
    text = g_strdup_printf (_ ("The backup of %s was restored"), made);
  else if (opening->set_aside != NULL && opening->sound == NULL)
    text = g_strdup_printf (_ ("The catalogue was damaged. It was set aside as “%s”, and a new one begun."),
                            opening->set_aside);
  if (text != NULL)
    tell (self, text);
  if (opening->sound != NULL && self->window != NULL)
    offer (self, opening);
}

/* Once the catalogue is open: tells what happened then, and makes backups from now on. */
void
reel_application_watch_backups (ReelApplication *self)
{
  g_signal_connect_object (self->backups, "failed", G_CALLBACK (on_failed), self, 0);
  tell_of_opening (self, reel_catalogue_get_opening (self->catalogue));
  reel_backups_keep (self->backups);
}
