/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-upload-question.h"
#include "uploads/reel-upload-files.h"
#include "widgets/reel-message-dialog.h"

/* What nobody needs to be asked about: a few clips of a day. More than that may be a folder that was dropped by mistake. */
#define MOST_VIDEOS 20
#define MOST_BYTES  G_GUINT64_CONSTANT (5000000000)

/* Milliseconds: a count that takes longer is seen, and can be given up; how often it is looked at then. */
#define SLOW_AFTER_MS  300
#define SHOWN_EVERY_MS 100

/*
 * What is asked. Until it is counted that holds it; then the dialog does, until it is answered. All of it is of the main
 * thread, but for the number of those that were found so far.
 */
typedef struct
{
  GTask *task;          /* (owned) */
  GtkWindow *parent;    /* (owned) */
  char *collection;     /* (owned) */
  char *service;        /* (owned) */
  GCancellable *cancel; /* (owned): of the count */
  GtkWidget *dialog;    /* (nullable): the toolkit's, until it is answered */
  gulong cancelled;     /* our handler of the caller's cancellable */
  guint timer;          /* the count is slow; after that, the next look at it */
  gboolean counted;
  int n_found; /* atomic */
} Question;

static void
question_free (Question *self)
{
  g_object_unref (self->task);
  g_object_unref (self->parent);
  g_free (self->collection);
  g_free (self->service);
  g_object_unref (self->cancel);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

/* (transfer full): the one way out */
static void
answer (Question *question,
        gboolean  yes)
{
  g_autoptr (Question) self = question;
  GtkWidget *dialog = g_steal_pointer (&self->dialog);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->cancelled != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (self->task), self->cancelled);
  if (dialog != NULL)
    {
      g_signal_handlers_disconnect_by_data (dialog, self);
      gtk_window_destroy (GTK_WINDOW (dialog));
    }
  if (!g_task_return_error_if_cancelled (self->task))
    g_task_return_boolean (self->task, yes);
}

/* The dialog goes by itself; a count ends before it is answered. */
static void
close_with (Question  *self,
            GtkWidget *dialog,
            gboolean   yes)
{
  g_signal_handlers_disconnect_by_data (dialog, self);
  self->dialog = NULL;
  if (self->counted)
    answer (self, yes);
  else
    g_cancellable_cancel (self->cancel);
}

static void
on_response (GtkWidget  *dialog,
             const char *response,
             Question   *self)
{
  close_with (self, dialog, g_str_equal (response, "upload"));
}

/* With its parent it goes without a response. */
static void
on_destroy (GtkWidget *dialog,
            Question  *self)
{
  close_with (self, dialog, FALSE);
}

static void
on_cancelled (GCancellable *cancellable,
              Question     *self)
{
  if (self->counted)
    answer (self, FALSE);
  else
    g_cancellable_cancel (self->cancel);
}

static void
open_dialog (Question *self)
{
  AdwMessageDialog *dialog = reel_message_dialog_new (self->parent, NULL, NULL);

  adw_message_dialog_add_response (dialog, "cancel", _ ("_Cancel"));
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), self);
  g_signal_connect (dialog, "destroy", G_CALLBACK (on_destroy), self);
  self->dialog = GTK_WIDGET (dialog);
}

static gboolean
on_counting (gpointer data)
{
  Question *self = data;
  guint n = (guint) g_atomic_int_get (&self->n_found);
  g_autofree char *text = g_strdup_printf (ngettext ("%u video found so far", "%u videos found so far", n), n);

  if (self->dialog != NULL)
    adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (self->dialog), text);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_slow (gpointer data)
{
  Question *self = data;
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_spinner_start (GTK_SPINNER (spinner));
  open_dialog (self);
  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (self->dialog), _ ("Looking for Videos…"));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (self->dialog), spinner);
  on_counting (self);
  gtk_window_present (GTK_WINDOW (self->dialog));
  self->timer = g_timeout_add (SHOWN_EVERY_MS, on_counting, self);
  return G_SOURCE_REMOVE;
}

/* (transfer full) */
static void
ask (Question *self,
     guint     n,
     guint64   bytes)
{
  g_autofree char *size = g_format_size (bytes);
  /* Translators: how many videos, how much that is, the collection, the service */
  g_autofree char *heading = g_strdup_printf (ngettext ("Upload %'u video (%s) to “%s” on %s?",
                                                        "Upload %'u videos (%s) to “%s” on %s?", n),
                                              n, size, self->collection, self->service);
  AdwMessageDialog *dialog;

  if (!gtk_widget_get_visible (GTK_WIDGET (self->parent))) /* closed, while uploads go on; a script adds more */
    gtk_window_present (self->parent);
  if (self->dialog == NULL)
    open_dialog (self);
  dialog = ADW_MESSAGE_DIALOG (self->dialog);
  adw_message_dialog_set_extra_child (dialog, NULL);
  adw_message_dialog_set_heading (dialog, heading);
  adw_message_dialog_set_body (dialog, _ ("They are sent over the network and processed there, for which the service may "
                                          "charge. Nothing is sent before you say so."));
  adw_message_dialog_add_response (dialog, "upload", _ ("_Upload"));
  adw_message_dialog_set_response_appearance (dialog, "upload", ADW_RESPONSE_SUGGESTED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_counted (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Question) self = user_data;
  g_autoptr (GPtrArray) found = reel_upload_files_find_finish (result, NULL);
  guint64 bytes = 0;
  guint n = 0;

  self->counted = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      ReelUploadFile *item = found->pdata[i];

      n += item->reason == NULL;
      bytes += item->reason == NULL ? item->size : 0;
    }
  if (found == NULL || g_cancellable_is_cancelled (self->cancel)) /* given up */
    answer (g_steal_pointer (&self), FALSE);
  else if (n > MOST_VIDEOS || bytes > MOST_BYTES)
    ask (g_steal_pointer (&self), n, bytes);
  else
    answer (g_steal_pointer (&self), TRUE);
}

/**
 * reel_upload_question_ask_async:
 * @parent: the window that it belongs to
 * @files: (element-type GFile): files, and folders with videos
 * @collection: where they are to go
 * @service: whose it is
 * @cancellable: (nullable): a #GCancellable; the question then goes away
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Counts them, on another thread, and asks where they are more than 20 videos or 5 GB. A count that takes its time is shown
 * and can be given up.
 */
void
reel_upload_question_ask_async (GtkWindow          *parent,
                                GListModel         *files,
                                const char         *collection,
                                const char         *service,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  Question *self;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (G_IS_LIST_MODEL (files));
  g_return_if_fail (collection != NULL && service != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, reel_upload_question_ask_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  self = g_new0 (Question, 1);
  self->task = g_steal_pointer (&task);
  self->parent = g_object_ref (parent);
  self->collection = g_strdup (collection);
  self->service = g_strdup (service);
  self->cancel = g_cancellable_new ();
  self->timer = g_timeout_add (SLOW_AFTER_MS, on_slow, self);
  if (cancellable != NULL)
    self->cancelled = g_signal_connect (cancellable, "cancelled", G_CALLBACK (on_cancelled), self);
  reel_upload_files_find_async (files, &self->n_found, self->cancel, on_counted, self);
}

/**
 * reel_upload_question_ask_finish:
 * @result: what the callback got
 * @error: return location for %G_IO_ERROR_CANCELLED
 *
 * Returns: whether to upload them
 */
gboolean
reel_upload_question_ask_finish (GAsyncResult *result,
                                 GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, reel_upload_question_ask_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
