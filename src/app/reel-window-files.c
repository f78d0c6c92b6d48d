/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-upload-question.h"
#include "app/reel-window-private.h"
#include "widgets/reel-file-chooser.h"
#include "widgets/reel-message-dialog.h"
#include "widgets/reel-toast.h"

/*
 * Takes in files by drop, chooser or command line.
 */

/* Files are refused one by one; people are told once, after this pause. */
#define REFUSED_INTERVAL_MS 400

/* A message about refused files names this many of them at most. */
#define MOST_NAMED 15

static void
on_added (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (ReelWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  int n = reel_upload_queue_add_finish (REEL_UPLOAD_QUEUE (source), result, &error);

  if (n > 0)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%d video added", "%d videos added", (gulong) n), n);

      reel_window_toast (self, text);
    }
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      reel_window_toast (self, error->message);
    }
}

/* What waits for an answer; another service may be chosen meanwhile. */
typedef struct
{
  ReelWindow *window;     /* (owned) */
  ReelUploadQueue *queue; /* (owned) */
  char *collection_id;    /* (owned) */
  GListModel *files;      /* (owned) */
} Asked;

static void
asked_free (Asked *asked)
{
  g_object_unref (asked->window);
  g_object_unref (asked->queue);
  g_free (asked->collection_id);
  g_object_unref (asked->files);
  g_free (asked);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, asked_free)

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Asked) asked = user_data;

  if (reel_upload_question_ask_finish (result, NULL))
    reel_upload_queue_add_async (asked->queue, asked->collection_id, asked->files, NULL, on_added,
                                 g_object_ref (asked->window));
}

/* Nobody is asked about a service on this computer. What comes by action or command line is asked about here as well: who
 * starts that sees this window. */
void
reel_window_add_files_in (ReelWindow     *self,
                          ReelSession    *session,
                          ReelCollection *collection,
                          GListModel     *files)
{
  Asked *asked;

  if (g_list_model_get_n_items (files) == 0)
    return;
  asked = g_new0 (Asked, 1);
  asked->window = g_object_ref (self);
  asked->queue = g_object_ref (reel_session_get_queue (session));
  asked->collection_id = g_strdup (reel_collection_get_id (collection));
  asked->files = g_object_ref (files);
  if (reel_network_state_is_elsewhere (reel_session_get_network (session)))
    {
      reel_upload_question_ask_async (GTK_WINDOW (self), files, reel_collection_get_name (collection),
                                      reel_profile_get_name (reel_session_get_profile (session)), NULL, on_answered,
                                      asked);
      return;
    }
  reel_upload_queue_add_async (asked->queue, asked->collection_id, files, NULL, on_added, g_object_ref (self));
  asked_free (asked);
}

static void
on_chosen (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (ReelWindow) self = user_data;
  g_autoptr (GListModel) files = reel_choose_videos_finish (result, NULL);

  if (files != NULL)
    reel_window_add_files (self, files);
}

void
reel_window_choose_files (ReelWindow *self,
                          gboolean    folder)
{
  if (self->session != NULL)
    reel_choose_videos_async (GTK_WINDOW (self), folder, on_chosen, g_object_ref (self));
}

static void
on_details (ReelWindow *self,
            AdwToast   *toast)
{
  const char *text = g_object_get_data (G_OBJECT (toast), "details");
  AdwMessageDialog *dialog = reel_message_dialog_new (GTK_WINDOW (self), _ ("Not Added"), text);

  adw_message_dialog_add_response (dialog, "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* What to send all the same, in the hands of a toast. */
typedef struct
{
  ReelUploadQueue *queue; /* (owned) */
  char *collection_id;    /* (owned) */
  GPtrArray *files;       /* (owned) (element-type GFile) */
} Anyway;

static void
anyway_free (gpointer data,
             GClosure *closure)
{
  Anyway *anyway = data;

  g_object_unref (anyway->queue);
  g_free (anyway->collection_id);
  g_ptr_array_unref (anyway->files);
  g_free (anyway);
}

static void
on_send_anyway (AdwToast *toast,
                Anyway   *anyway)
{
  reel_upload_queue_insist (anyway->queue, anyway->collection_id, anyway->files);
}

static char *
list_names (GPtrArray *sentences)
{
  GString *details = g_string_new (NULL);
  guint n = sentences->len;

  for (guint i = 0; i < MIN (n, MOST_NAMED); i++)
    g_string_append_printf (details, "%s\n", (char *) g_ptr_array_index (sentences, i));
  if (n > MOST_NAMED)
    g_string_append_printf (details, ngettext ("and %u more", "and %u more", n - MOST_NAMED), n - MOST_NAMED);
  return g_string_free (details, FALSE);
}

/* Returns: (transfer full): one sentence is said as it is, several by how many they are */
static AdwToast *
make_toast (GPtrArray  *sentences,
            const char *several)
{
  return reel_toast_new (sentences->len == 1 ? g_ptr_array_index (sentences, 0) : several);
}

static void
tell_not_added (ReelWindow *self)
{
  guint n = self->refused->len;
  g_autofree char *several = g_strdup_printf (ngettext ("%u file was not added", "%u files were not added", n), n);
  AdwToast *toast;

  if (n == 0)
    return;
  toast = make_toast (self->refused, several);
  if (n > 1)
    {
      adw_toast_set_button_label (toast, _ ("Details"));
      g_object_set_data_full (G_OBJECT (toast), "details", list_names (self->refused), g_free);
      g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_details), self, G_CONNECT_SWAPPED);
    }
  adw_toast_overlay_add_toast (self->toasts, toast);
  g_ptr_array_set_size (self->refused, 0);
}

static void
tell_there (ReelWindow *self)
{
  guint n = self->there->len;
  g_autofree char *several = g_strdup_printf (ngettext ("%u video is already there", "%u videos are already there", n), n);
  AdwToast *toast;
  Anyway *anyway;

  if (n == 0)
    return;
  toast = make_toast (self->there, several);
  anyway = g_new0 (Anyway, 1);
  anyway->queue = g_steal_pointer (&self->there_queue);
  anyway->collection_id = g_steal_pointer (&self->there_id);
  anyway->files = g_steal_pointer (&self->there_files);
  self->there_files = g_ptr_array_new_with_free_func (g_object_unref);
  adw_toast_set_button_label (toast, _ ("Send Anyway"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_send_anyway), anyway, anyway_free, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
  g_ptr_array_set_size (self->there, 0);
}

static gboolean
tell_refused (gpointer data)
{
  ReelWindow *self = data;

  self->refused_source = 0;
  tell_not_added (self);
  tell_there (self);
  return G_SOURCE_REMOVE;
}

static void
on_refused (ReelWindow *self,
            GFile      *file,
            const char *reason,
            const char *collection_id)
{
  g_autofree char *path = g_file_get_basename (file);
  g_autofree char *name = path != NULL ? g_filename_display_name (path) : g_file_get_uri (file);

  if (collection_id != NULL && self->there_id != NULL && g_strcmp0 (collection_id, self->there_id) != 0)
    tell_there (self); /* a toast's button is for one collection */
  /* Translators: a file's name, then why it was not added */
  g_ptr_array_add (collection_id != NULL ? self->there : self->refused, g_strdup_printf (_ ("%s: %s"), name, reason));
  if (collection_id != NULL)
    {
      g_ptr_array_add (self->there_files, g_object_ref (file));
      g_free (self->there_id);
      self->there_id = g_strdup (collection_id);
      g_set_object (&self->there_queue, reel_session_get_queue (self->session));
    }
  if (self->refused_source == 0)
    self->refused_source = g_timeout_add (REFUSED_INTERVAL_MS, tell_refused, self);
}

static void
on_relinked (ReelWindow *self,
             ReelVideo  *video)
{
  /* Translators: %s is a file's name. It was known already, and lay elsewhere before */
  g_autofree char *text = g_strdup_printf (_ ("%s was moved, and is found again"), reel_video_get_name (video));

  if (reel_folder_watches_cover (reel_session_get_watches (self->session), reel_video_get_collection_id (video),
                                 reel_video_get_uri (video)))
    return; /* nobody did anything for it here, and many may have been moved */
  reel_window_toast (self, text);
}

/* A search that found nothing while videos were still on their way is asked again when they have arrived: what it says of
 * the collection is no longer true. Hits that somebody looks at are left alone. */
static void
on_active_changed (ReelWindow *self)
{
  guint active = 0;

  g_object_get (reel_session_get_queue (self->session), "n-active", &active, NULL);
  if (active == 0 && self->search != NULL && reel_search_model_get_state (self->search) == REEL_SEARCH_STATE_DONE &&
      g_list_model_get_n_items (G_LIST_MODEL (self->search)) == 0)
    reel_search_model_search_again (self->search);
}

void
reel_window_init_files (ReelWindow *self)
{
  self->refused = g_ptr_array_new_with_free_func (g_free);
  self->there = g_ptr_array_new_with_free_func (g_free);
  self->there_files = g_ptr_array_new_with_free_func (g_object_unref);
  self->queue_signals = g_signal_group_new (REEL_TYPE_UPLOAD_QUEUE);
  g_signal_group_connect_swapped (self->queue_signals, "refused", G_CALLBACK (on_refused), self);
  g_signal_group_connect_swapped (self->queue_signals, "relinked", G_CALLBACK (on_relinked), self);
  g_signal_group_connect_swapped (self->queue_signals, "notify::n-active", G_CALLBACK (on_active_changed), self);
  g_signal_group_connect_swapped (self->queue_signals, "notify::busy", G_CALLBACK (reel_window_close_when_done), self);
}

void
reel_window_clear_files (ReelWindow *self)
{
  g_clear_handle_id (&self->refused_source, g_source_remove);
  g_clear_pointer (&self->refused, g_ptr_array_unref);
  g_clear_pointer (&self->there, g_ptr_array_unref);
  g_clear_pointer (&self->there_files, g_ptr_array_unref);
  g_clear_pointer (&self->there_id, g_free);
  g_clear_object (&self->there_queue);
}
