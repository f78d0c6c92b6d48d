/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-window-private.h"
#include "library/reel-catalogue-locate.h"
#include "widgets/reel-confirmation.h"
#include "widgets/reel-file-chooser.h"
#include "widgets/reel-message-dialog.h"

/*
 * Files that are not where they were: somebody says where they are now, by a chooser or a drop; drives come back by
 * themselves.
 */

/* What takes less is not told of; milliseconds. */
#define PATIENCE_MS 400
/* How often a person sees how far it is; milliseconds. */
#define PROGRESS_MS 150
/* A window that comes to the front has all files looked for, but not more often; microseconds. */
#define LOOK_INTERVAL (2 * G_USEC_PER_SEC)

/* One video to be located, on its way. */
typedef struct
{
  ReelWindow *window;       /* (owned) */
  ReelCatalogue *catalogue; /* (owned) */
  ReelVideo *video;         /* (owned) (nullable): or */
  ReelHit *hit;             /* (owned) (nullable): of a video that the catalogue does not know */
  GFile *file;              /* (owned) (nullable): a file or a folder */
  ReelFileSearch *search;   /* (owned) (nullable): while a folder is looked through */
  GCancellable *cancellable; /* (owned) */
  GtkWidget *dialog;        /* (owned) (nullable): says how far it is */
  guint source;
} Locating;

static void
close_dialog (Locating *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  if (self->dialog != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->dialog, self->cancellable);
      gtk_window_destroy (GTK_WINDOW (self->dialog));
      g_clear_object (&self->dialog);
    }
}

static void
locating_free (Locating *self)
{
  close_dialog (self);
  g_object_unref (self->window);
  g_object_unref (self->catalogue);
  g_clear_object (&self->video);
  g_clear_object (&self->hit);
  g_clear_object (&self->file);
  g_clear_pointer (&self->search, reel_file_search_unref);
  g_object_unref (self->cancellable);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Locating, locating_free)

/* (transfer full) (nullable): what the preview shows, and may be asked for */
static Locating *
locating_new (ReelWindow *window)
{
  ReelVideo *video = reel_preview_pane_get_video (window->preview);
  Locating *self;

  if (window->catalogue == NULL || (video == NULL && window->shown_hit == NULL))
    return NULL;
  self = g_new0 (Locating, 1);
  self->window = g_object_ref (window);
  self->catalogue = g_object_ref (window->catalogue);
  if (video != NULL)
    self->video = g_object_ref (video);
  else
    self->hit = g_object_ref (window->shown_hit);
  self->cancellable = g_cancellable_new ();
  return self;
}

static void
on_undone (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (ReelWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!reel_catalogue_unlink_again_finish (REEL_CATALOGUE (source), result, &error))
    reel_window_toast (self, error->message);
}

static void
on_undo (ReelWindow *self,
         AdwToast   *toast)
{
  const ReelRelinked *relinked = g_object_get_data (G_OBJECT (toast), "relinked");

  if (self->catalogue != NULL)
    reel_catalogue_unlink_again_async (self->catalogue, relinked, NULL, on_undone, g_object_ref (self));
}

/* What failed because its file was gone may go on. */
static void
retry_failed (ReelWindow         *self,
              const ReelRelinked *relinked)
{
  const char *profile = reel_profile_get_id (reel_session_get_profile (self->session));

  for (guint i = 0; i < relinked->videos->len; i++)
    {
      ReelVideo *video = relinked->videos->pdata[i];

      if (reel_video_get_state (video) == REEL_VIDEO_STATE_FAILED && reel_video_get_can_retry (video)
          && g_str_equal (reel_video_get_profile (video), profile))
        reel_upload_queue_retry (reel_session_get_queue (self->session), video);
    }
}

/* (transfer full): says what was found; all of it can be undone. */
static void
tell (Locating     *locating,
      ReelRelinked *relinked)
{
  ReelWindow *self = locating->window;
  const guint n = relinked->videos->len;
  const guint n_wanted = relinked->n_wanted;
  g_autofree char *text = NULL;
  AdwToast *toast;

  if (n == 0)
    {
      g_autofree char *base = g_file_get_basename (locating->file);
      g_autofree char *folder = g_filename_display_name (base);

      /* Translators: %1$s is the name of a folder, %2$u a number */
      text = g_strdup_printf (ngettext ("The missing file is not in “%1$s”", "None of the %2$u missing files is in “%1$s”",
                                        n_wanted),
                              folder, n_wanted);
      reel_window_toast (self, text);
      reel_relinked_free (relinked);
      return;
    }
  if (locating->search != NULL)
    /* Translators: the first number is of those that were found, the second of those that were looked for */
    text = g_strdup_printf (ngettext ("%1$u of %2$u missing file found", "%1$u of %2$u missing files found", n_wanted), n,
                            n_wanted);
  else if (n == 1)
    text = g_strdup_printf (_ ("“%s” is found"), reel_video_get_name (locating->video));
  else
    text = g_strdup_printf (ngettext ("“%1$s” is found, and %2$u more beside it", "“%1$s” is found, and %2$u more beside it",
                                      n - 1),
                            reel_video_get_name (locating->video), n - 1);
  if (relinked->stopped)
    {
      /* Translators: %s is how many files were found */
      g_autofree char *more = g_strdup_printf (_ ("%s. The folder has more than could be looked at."), text);

      g_free (text);
      text = g_steal_pointer (&more);
    }
  if (self->session != NULL && self->catalogue == locating->catalogue)
    retry_failed (self, relinked);
  toast = reel_window_toast_with_undo (self, text);
  g_object_set_data_full (G_OBJECT (toast), "relinked", relinked, (GDestroyNotify) reel_relinked_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_undo), self, G_CONNECT_SWAPPED);
}

static void
say_no (ReelWindow *self,
        const char *heading,
        const char *body)
{
  AdwMessageDialog *dialog = reel_message_dialog_new (GTK_WINDOW (self), heading, body);

  adw_message_dialog_add_response (dialog, "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
look_through (Locating *locating);

static void
on_located (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data);

static void
on_anyway_answered (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (Locating) locating = user_data;

  if (!reel_confirmation_ask_finish (result, NULL))
    return;
  reel_catalogue_locate_file_async (locating->catalogue, locating->video, locating->file, TRUE, locating->cancellable,
                                    on_located, locating);
  g_steal_pointer (&locating);
}

static void
on_located (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Locating) locating = user_data;
  g_autoptr (GError) error = NULL;
  ReelRelinked *relinked = reel_catalogue_locate_finish (REEL_CATALOGUE (source), result, &error);

  close_dialog (locating);
  if (relinked != NULL)
    tell (locating, relinked);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY))
    look_through (g_steal_pointer (&locating));
  else if (g_error_matches (error, REEL_LOCATE_ERROR, REEL_LOCATE_ERROR_UNKNOWN))
    {
      reel_confirmation_suggest_async (GTK_WINDOW (locating->window), _ ("Use This File Anyway?"), error->message,
                                       _ ("_Use Anyway"), NULL, on_anyway_answered, locating);
      g_steal_pointer (&locating);
    }
  else if (g_error_matches (error, REEL_LOCATE_ERROR, REEL_LOCATE_ERROR_DIFFERENT))
    say_no (locating->window, _ ("Not the Same File"), error->message);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    reel_window_toast (locating->window, error->message);
}

static gboolean
show_progress (gpointer data)
{
  Locating *locating = data;
  guint n = reel_file_search_get_n_looked (locating->search);
  g_autofree char *text = g_strdup_printf (ngettext ("%u file looked at", "%u files looked at", n), n);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (locating->dialog), text);
  return G_SOURCE_CONTINUE;
}

static gboolean
show_dialog (gpointer data)
{
  Locating *locating = data;
  AdwMessageDialog *dialog = reel_message_dialog_new (GTK_WINDOW (locating->window), _ ("Looking for Missing Files"), NULL);

  locating->dialog = g_object_ref (GTK_WIDGET (dialog));
  adw_message_dialog_add_response (dialog, "cancel", _ ("_Cancel"));
  /* However it goes, by its button, by Escape or with its window. */
  g_signal_connect_object (dialog, "response", G_CALLBACK (g_cancellable_cancel), locating->cancellable, G_CONNECT_SWAPPED);
  show_progress (locating);
  gtk_window_present (GTK_WINDOW (dialog));
  locating->source = g_timeout_add (PROGRESS_MS, show_progress, locating);
  return G_SOURCE_REMOVE;
}

/* (transfer full) */
static void
look_through (Locating *locating)
{
  locating->search = reel_file_search_new ();
  locating->source = g_timeout_add (PATIENCE_MS, show_dialog, locating);
  reel_catalogue_locate_folder_async (locating->catalogue, locating->video, locating->file, locating->search,
                                      locating->cancellable, on_located, locating);
}

/* (transfer full): a folder is one that is said to be no file. */
static void
locate (Locating *locating,
        GFile    *file)
{
  if (locating->video == NULL)
    {
      reel_window_link_file (locating->window, locating->hit, file);
      locating_free (locating);
      return;
    }
  locating->file = g_object_ref (file);
  reel_catalogue_locate_file_async (locating->catalogue, locating->video, file, FALSE, locating->cancellable, on_located,
                                    locating);
}

static void
on_chosen (Locating *locating,
           GFile    *file) /* (transfer full) (nullable) */
{
  g_autoptr (Locating) owned = locating;
  g_autoptr (GFile) chosen = file;

  if (chosen != NULL)
    locate (g_steal_pointer (&owned), chosen);
}

static void
on_file_chosen (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  on_chosen (user_data, reel_choose_one_video_finish (result, NULL));
}

static void
on_folder_chosen (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  on_chosen (user_data, reel_choose_folder_finish (result, NULL));
}

/* Of what the preview shows. */
static void
on_locate_file (ReelWindow *self)
{
  Locating *locating = locating_new (self);

  if (locating != NULL)
    reel_choose_one_video_async (GTK_WINDOW (self), on_file_chosen, locating);
}

static void
on_locate_folder (ReelWindow *self)
{
  Locating *locating = locating_new (self);

  if (locating != NULL)
    reel_choose_folder_async (GTK_WINDOW (self), _ ("Locate a Folder"), on_folder_chosen, locating);
}

static void
on_locate_dropped (ReelWindow *self,
                   GListModel *files)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  Locating *locating = file != NULL ? locating_new (self) : NULL;

  if (locating != NULL)
    locate (locating, file);
}

/* From the list of videos: what it is about is to be seen. */
static void
on_locate_requested (ReelWindow *self,
                     ReelVideo  *video,
                     gboolean    folder)
{
  reel_window_show_video (self, video, FALSE);
  if (folder)
    on_locate_folder (self);
  else
    on_locate_file (self);
}

static void
on_locate_dropped_on_video (ReelWindow *self,
                            ReelVideo  *video,
                            GListModel *files)
{
  reel_window_show_video (self, video, FALSE);
  on_locate_dropped (self, files);
}

static void
on_active (ReelWindow *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->presence == NULL || !gtk_window_is_active (GTK_WINDOW (self)) || now - self->looked < LOOK_INTERVAL)
    return;
  self->looked = now;
  reel_file_presence_look (self->presence);
}

static void
on_silent (ReelWindow *self,
           const char *mount)
{
  reel_preview_pane_say_silent (self->preview, mount);
}

static void
on_looked (ReelWindow *self)
{
  reel_preview_pane_look_again (self->preview);
  reel_window_update_actions (self);
}

static void
set_up_presence (ReelWindow *self)
{
  g_clear_object (&self->presence);
  if (self->catalogue == NULL)
    return;
  self->presence = reel_file_presence_new (self->catalogue, self->volumes);
  g_signal_connect_object (self->presence, "silent", G_CALLBACK (on_silent), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->presence, "looked", G_CALLBACK (on_looked), self, G_CONNECT_SWAPPED);
}

/**
 * reel_window_set_volume_monitor:
 * @self: a #ReelWindow
 * @monitor: (nullable): tells of drives that come and go
 */
void
reel_window_set_volume_monitor (ReelWindow     *self,
                                GVolumeMonitor *monitor)
{
  g_return_if_fail (REEL_IS_WINDOW (self));

  if (g_set_object (&self->volumes, monitor))
    set_up_presence (self);
}

/* Follows the present catalogue's files. */
void
reel_window_set_up_locate (ReelWindow *self)
{
  set_up_presence (self);
  self->looked = 0;
  on_active (self);
}

void
reel_window_class_bind_locate (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_locate_file);
  gtk_widget_class_bind_template_callback (widget_class, on_locate_folder);
  gtk_widget_class_bind_template_callback (widget_class, on_locate_dropped);
  gtk_widget_class_bind_template_callback (widget_class, on_locate_dropped_on_video);
  gtk_widget_class_bind_template_callback (widget_class, on_locate_requested);
}

void
reel_window_init_locate (ReelWindow *self)
{
  g_signal_connect (self, "notify::is-active", G_CALLBACK (on_active), NULL);
}
