/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "widgets/reel-confirmation.h"
#include "widgets/reel-message-dialog.h"

/*
 * Around AdwMessageDialog, which newer versions of libadwaita replace by another.
 */

static void
answer (GtkWidget *dialog,
        gboolean   yes)
{
  g_autoptr (GTask) task = g_object_steal_data (G_OBJECT (dialog), "task");

  if (task != NULL)
    g_task_return_boolean (task, yes);
}

static void
on_response (GtkWidget  *dialog,
             const char *response)
{
  answer (dialog, g_str_equal (response, "do"));
}

/* With its parent it goes without a response. */
static void
on_destroy (GtkWidget *dialog)
{
  answer (dialog, FALSE);
}

static void
ask (GtkWindow             *parent,
     const char            *heading,
     const char            *body,
     const char            *verb,
     AdwResponseAppearance  appearance,
     GCancellable          *cancellable,
     GAsyncReadyCallback    callback,
     gpointer               user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  AdwMessageDialog *dialog;

  g_task_set_source_tag (task, reel_confirmation_ask_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  dialog = reel_message_dialog_new (parent, heading, body);
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "do", verb, NULL);
  adw_message_dialog_set_response_appearance (dialog, "do", appearance);
  adw_message_dialog_set_default_response (dialog, appearance == ADW_RESPONSE_SUGGESTED ? "do" : "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "task", g_steal_pointer (&task), g_object_unref);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), NULL);
  g_signal_connect (dialog, "destroy", G_CALLBACK (on_destroy), NULL);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (gtk_window_destroy), dialog, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * reel_confirmation_ask_async:
 * @parent: the window that it belongs to
 * @heading: the question
 * @body: what is lost and what is not
 * @verb: what the button that does it says
 * @cancellable: (nullable): a #GCancellable; the question then goes away
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
reel_confirmation_ask_async (GtkWindow          *parent,
                             const char         *heading,
                             const char         *body,
                             const char         *verb,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_return_if_fail (GTK_IS_WINDOW (parent));

  ask (parent, heading, body, verb, ADW_RESPONSE_DESTRUCTIVE, cancellable, callback, user_data);
}

/**
 * reel_confirmation_suggest_async:
 * @parent: the window that it belongs to
 * @heading: the question
 * @body: what it is about
 * @verb: what the button that does it says
 * @cancellable: (nullable): a #GCancellable; the question then goes away
 * @callback: called with the answer, for reel_confirmation_ask_finish()
 * @user_data: for @callback
 */
void
reel_confirmation_suggest_async (GtkWindow          *parent,
                                 const char         *heading,
                                 const char         *body,
                                 const char         *verb,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_return_if_fail (GTK_IS_WINDOW (parent));

  ask (parent, heading, body, verb, ADW_RESPONSE_SUGGESTED, cancellable, callback, user_data);
}

/**
 * reel_confirmation_ask_finish:
 * @result: what the callback got
 * @error: return location for %G_IO_ERROR_CANCELLED
 *
 * Returns: whether it is to be done
 */
gboolean
reel_confirmation_ask_finish (GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_confirmation_ask_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
