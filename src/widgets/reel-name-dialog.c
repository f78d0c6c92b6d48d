/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "widgets/reel-message-dialog.h"
#include "widgets/reel-name-dialog.h"

/*
 * Around AdwMessageDialog, which newer versions of libadwaita replace by another.
 */

static void
answer (GtkWidget *dialog,
        gboolean   yes)
{
  g_autoptr (GTask) task = g_object_steal_data (G_OBJECT (dialog), "task");
  GtkEditable *entry = g_object_get_data (G_OBJECT (dialog), "entry");

  if (task == NULL)
    return;
  if (yes)
    g_task_return_pointer (task, g_strstrip (g_strdup (gtk_editable_get_text (entry))), g_free);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "dismissed");
}

static void
on_response (GtkWidget  *dialog,
             const char *response)
{
  answer (dialog, g_str_equal (response, "rename"));
}

/* With its parent it goes without a response. */
static void
on_destroy (GtkWidget *dialog)
{
  answer (dialog, FALSE);
}

/**
 * reel_name_dialog_ask_async:
 * @parent: the window that it belongs to
 * @heading: what is renamed
 * @body: what the name is for, and what stays as it is
 * @name: the name that it has now
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
reel_name_dialog_ask_async (GtkWindow          *parent,
                            const char         *heading,
                            const char         *body,
                            const char         *name,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  GTask *task;
  AdwMessageDialog *dialog;
  GtkWidget *entry;

  g_return_if_fail (GTK_IS_WINDOW (parent));

  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, reel_name_dialog_ask_async);
  dialog = reel_message_dialog_new (parent, heading, body);
  entry = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name"), -1);
  adw_message_dialog_set_extra_child (dialog, entry);
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "rename", _ ("_Rename"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "rename", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "rename");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data (G_OBJECT (dialog), "entry", entry);
  g_object_set_data_full (G_OBJECT (dialog), "task", task, g_object_unref);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), NULL);
  g_signal_connect (dialog, "destroy", G_CALLBACK (on_destroy), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry); /* which selects all of it */
}

/**
 * reel_name_dialog_ask_finish:
 * @result: what the callback got
 * @error: return location for %G_IO_ERROR_CANCELLED, where the name is to stay
 *
 * Returns: (transfer full) (nullable): the name without blanks around it; may be empty
 */
char *
reel_name_dialog_ask_finish (GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_name_dialog_ask_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
