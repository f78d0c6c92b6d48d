/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-watched-folders.h"
#include "app/reel-window-private.h"
#include "uploads/reel-folder-count.h"
#include "widgets/reel-file-chooser.h"
#include "widgets/reel-message-dialog.h"

/*
 * Folders that feed a collection: how one comes to be watched, and where they are seen.
 */

/* A folder on the way to being watched. */
typedef struct
{
  ReelWindow *window;         /* (owned) */
  ReelFolderWatches *watches; /* (owned): of the service that was chosen when it began */
  char *collection_id;        /* (owned) */
  char *collection_name;      /* (owned) */
  char *service_name;         /* (owned) */
  GFile *folder;              /* (owned) (nullable): until it is chosen */
  GCancellable *counting;     /* (owned): the question is answered */
} Asking;

static void
asking_free (Asking *self)
{
  g_object_unref (self->window);
  g_object_unref (self->watches);
  g_free (self->collection_id);
  g_free (self->collection_name);
  g_free (self->service_name);
  g_clear_object (&self->folder);
  g_object_unref (self->counting);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asking, asking_free)

static Asking *
asking_new (ReelWindow     *window,
            ReelCollection *collection)
{
  Asking *self = g_new0 (Asking, 1);

  self->window = g_object_ref (window);
  self->counting = g_cancellable_new ();
  self->watches = g_object_ref (reel_session_get_watches (window->session));
  self->collection_id = g_strdup (reel_collection_get_id (collection));
  self->collection_name = g_strdup (reel_collection_get_name (collection));
  self->service_name = g_strdup (reel_profile_get_name (reel_session_get_profile (window->session)));
  return self;
}

static char *
dup_folder_name (const Asking *asking)
{
  g_autofree char *name = g_file_get_basename (asking->folder);

  return name != NULL ? g_filename_display_name (name) : g_file_get_parse_name (asking->folder);
}

static void
on_added (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (Asking) asking = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFolderWatch) watch = reel_folder_watches_add_finish (REEL_FOLDER_WATCHES (source), result, &error);
  g_autofree char *name = dup_folder_name (asking);
  g_autofree char *text = NULL;

  if (watch != NULL)
    /* Translators: the name of a folder, then that of a collection */
    text = g_strdup_printf (_ ("“%s” is watched for “%s” now"), name, asking->collection_name);
  reel_window_toast (asking->window, watch != NULL ? text : error->message);
}

static void
on_response (GtkWidget  *dialog,
             const char *response)
{
  Asking *asking = g_object_steal_data (G_OBJECT (dialog), "asking");

  if (asking == NULL)
    return; /* answered already */
  g_cancellable_cancel (asking->counting);
  if (g_str_equal (response, "watch"))
    reel_folder_watches_add_async (asking->watches, asking->collection_id, asking->folder, NULL, on_added, asking);
  else
    asking_free (asking);
}

/* What it means, and below it what that is by now. */
static void
set_body (AdwMessageDialog *dialog,
          const Asking     *asking,
          const char       *now)
{
  /* Translators: the name of a collection, then that of a service */
  g_autofree char *later = g_strdup_printf (_ ("Each video that comes into this folder, or into one below it, is sent to “%s” "
                                               "(%s) by itself when it has finished copying."),
                                            asking->collection_name, asking->service_name);
  g_autofree char *body = g_strdup_printf ("%s\n\n%s", later, now);

  adw_message_dialog_set_body (dialog, body);
}

static void
on_counted (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (AdwMessageDialog) dialog = user_data;
  const Asking *asking = g_object_get_data (G_OBJECT (dialog), "asking");
  g_autoptr (GError) error = NULL;
  ReelFolderCount count;

  if (!reel_folder_count_finish (result, &count, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || asking == NULL)
        return; /* answered */
      adw_message_dialog_set_response_enabled (dialog, "watch", FALSE);
      set_body (dialog, asking, error->message);
    }
  else if (asking != NULL && count.n_videos > 0)
    {
      g_autofree char *size = g_format_size (count.size);
      /* Translators: how many, then how much, such as “1.2 GB” */
      g_autofree char *now =
        g_strdup_printf (ngettext ("%u video (%s) is in it and is sent, too.", "%u videos (%s) are in it and are sent, too.",
                                   count.n_videos),
                         count.n_videos, size);

      set_body (dialog, asking, now);
    }
  else if (asking != NULL)
    set_body (dialog, asking, _ ("There is no video in it yet."));
}

/* (transfer full): with its folder. Refuses what can't be, with the reason; else says what it means before it is so: in the
 * cloud it may be a lot. */
static void
ask (Asking *asking)
{
  g_autofree char *refusal = reel_folder_watches_dup_refusal (asking->watches, asking->collection_id, asking->folder);
  g_autofree char *name = dup_folder_name (asking);
  g_autofree char *heading = g_strdup_printf (_ ("Watch “%s”?"), name);
  AdwMessageDialog *dialog;

  dialog = reel_message_dialog_new (GTK_WINDOW (asking->window), heading, NULL);
  g_object_set_data_full (G_OBJECT (dialog), "asking", asking, (GDestroyNotify) asking_free);
  if (refusal != NULL)
    {
      adw_message_dialog_set_heading (dialog, _ ("Not Watched"));
      adw_message_dialog_set_body (dialog, refusal);
      adw_message_dialog_add_response (dialog, "close", _ ("_Close"));
    }
  else
    {
      set_body (dialog, asking, _ ("Its videos are being counted…"));
      adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "watch", _ ("_Watch"), NULL);
      adw_message_dialog_set_response_appearance (dialog, "watch", ADW_RESPONSE_SUGGESTED);
      adw_message_dialog_set_default_response (dialog, "watch");
      adw_message_dialog_set_close_response (dialog, "cancel");
      g_signal_connect (dialog, "response", G_CALLBACK (on_response), NULL);
      reel_folder_count_async (asking->folder, asking->counting, on_counted, g_object_ref (dialog));
    }
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * reel_window_watch_folder:
 * @self: a #ReelWindow
 * @id_or_name: a collection
 * @folder: the folder that is to feed it
 *
 * Asks whether it is to be watched, with what is in it by now. A collection that there is not changes nothing.
 */
void
reel_window_watch_folder (ReelWindow *self,
                          const char *id_or_name,
                          GFile      *folder)
{
  ReelCollection *collection;
  Asking *asking;

  g_return_if_fail (REEL_IS_WINDOW (self));
  g_return_if_fail (id_or_name != NULL && G_IS_FILE (folder));

  collection = self->session != NULL ? reel_collection_list_find (reel_session_get_collections (self->session), id_or_name)
                                     : NULL;
  if (collection == NULL)
    return;
  asking = asking_new (self, collection);
  asking->folder = g_object_ref (folder);
  ask (asking);
}

static void
on_chosen (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Asking) asking = user_data;

  asking->folder = reel_choose_folder_finish (result, NULL);
  if (asking->folder != NULL)
    ask (g_steal_pointer (&asking));
}

static void
on_watch_requested (ReelWindow     *self,
                    ReelCollection *collection)
{
  reel_choose_folder_async (GTK_WINDOW (self), _ ("Watch a Folder"), on_chosen, asking_new (self, collection));
}

static void
on_show_watched (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  ReelWindow *self = REEL_WINDOW (widget);

  if (self->session != NULL)
    gtk_window_present (GTK_WINDOW (reel_watched_folders_new (GTK_WINDOW (self), self->session)));
}

/* The signs in the sidebar. */
static void
update_signs (ReelWindow *self)
{
  GListModel *collections = G_LIST_MODEL (reel_session_get_collections (self->session));
  ReelFolderWatches *watches = reel_session_get_watches (self->session);
  guint n = g_list_model_get_n_items (collections);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelCollection) collection = g_list_model_get_item (collections, i);

      reel_collection_set_n_watched (collection, reel_folder_watches_count (watches, reel_collection_get_id (collection)));
    }
}

/* Follows the present session's folders. */
void
reel_window_set_up_watched (ReelWindow *self)
{
  ReelFolderWatches *watches = reel_session_get_watches (self->session);

  g_signal_connect_object (watches, "items-changed", G_CALLBACK (update_signs), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (watches, "failed", G_CALLBACK (reel_window_toast), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (reel_session_get_collections (self->session), "items-changed", G_CALLBACK (update_signs), self,
                           G_CONNECT_SWAPPED);
  update_signs (self);
}

void
reel_window_class_bind_watched (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_watch_requested);

  gtk_widget_class_install_action (widget_class, "win.watched-folders", NULL, on_show_watched);
}
