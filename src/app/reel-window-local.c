/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/reel-window-private.h"
#include "widgets/reel-confirmation.h"
#include "widgets/reel-name-dialog.h"
#include "widgets/reel-toast.h"

/*
 * What people do to videos and collections on this computer only: rename, hide, forget. The service is never told, and
 * the words say so. Each can be undone for a while, in the toast that tells of it.
 */

/* How long a toast with 'Undo' stays, seconds. */
#define UNDO_SECONDS 10

/* One thing done to a video or to a collection, and what it takes to undo it. */
typedef struct
{
  ReelWindow *window;       /* (owned) (nullable): while it is done; a toast does not keep its window */
  ReelCatalogue *catalogue; /* (owned) */
  ReelVideo *video;         /* (owned) (nullable): or a collection */
  char *profile;            /* (owned) (nullable) */
  char *collection_id;      /* (owned) (nullable) */
  char *name;               /* (owned): what it was called for people */
  char *local_name;         /* (owned) (nullable): before */
  gboolean hidden;          /* before */
  char *said;               /* (owned) (nullable): what the toast says */
  ReelForgotten *forgotten; /* (owned) (nullable) */
} Deed;

static void
deed_free (Deed *self)
{
  g_clear_object (&self->window);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->video);
  g_free (self->profile);
  g_free (self->collection_id);
  g_free (self->name);
  g_free (self->local_name);
  g_free (self->said);
  g_clear_pointer (&self->forgotten, reel_forgotten_free);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deed, deed_free)

static Deed *
deed_new (ReelWindow *window,
          const char *name,
          const char *local_name,
          gboolean    hidden)
{
  Deed *self = g_new0 (Deed, 1);

  self->window = g_object_ref (window);
  self->catalogue = g_object_ref (window->catalogue);
  self->name = g_strdup (name);
  self->local_name = g_strdup (local_name);
  self->hidden = hidden;
  return self;
}

static Deed *
deed_new_for_video (ReelWindow *window,
                    ReelVideo  *video)
{
  Deed *self = deed_new (window, reel_video_get_name (video), reel_video_get_local_name (video),
                         reel_video_get_hidden (video));

  self->video = g_object_ref (video);
  return self;
}

static Deed *
deed_new_for_collection (ReelWindow     *window,
                         ReelCollection *collection)
{
  Deed *self = deed_new (window, reel_collection_get_name (collection), reel_collection_get_local_name (collection),
                         reel_collection_get_hidden (collection));

  self->profile = g_strdup (reel_profile_get_id (reel_session_get_profile (window->session)));
  self->collection_id = g_strdup (reel_collection_get_id (collection));
  return self;
}

static void
on_restored (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (ReelWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!reel_catalogue_restore_finish (REEL_CATALOGUE (source), result, &error))
    reel_window_toast (self, error->message);
}

static gboolean
note_finish (GObject      *source,
             GAsyncResult *result,
             gboolean      video,
             GError      **error)
{
  return video ? reel_catalogue_note_video_finish (REEL_CATALOGUE (source), result, error)
               : reel_catalogue_note_collection_finish (REEL_CATALOGUE (source), result, error);
}

static void
note (const Deed         *deed,
      const char         *local_name,
      gboolean            hidden,
      GAsyncReadyCallback callback,
      gpointer            user_data)
{
  if (deed->video != NULL)
    reel_catalogue_note_video_async (deed->catalogue, deed->video, local_name, hidden, NULL, callback, user_data);
  else
    reel_catalogue_note_collection_async (deed->catalogue, deed->profile, deed->collection_id, local_name, hidden, NULL,
                                          callback, user_data);
}

static void
on_video_undone (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (ReelWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!note_finish (source, result, TRUE, &error))
    reel_window_toast (self, error->message);
}

static void
on_collection_undone (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr (ReelWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!note_finish (source, result, FALSE, &error))
    reel_window_toast (self, error->message);
}

static void
on_undo (ReelWindow *self,
         AdwToast   *toast)
{
  const Deed *deed = g_object_get_data (G_OBJECT (toast), "deed");

  if (deed->forgotten != NULL)
    reel_catalogue_restore_async (deed->catalogue, deed->forgotten, NULL, on_restored, g_object_ref (self));
  else
    note (deed, deed->local_name, deed->hidden, deed->video != NULL ? on_video_undone : on_collection_undone,
          g_object_ref (self));
}

/* One that goes is not to be dismissed again. */
static void
on_dismissed (ReelWindow *self,
              AdwToast   *toast)
{
  if (self->undo == toast)
    g_clear_weak_pointer (&self->undo);
}

AdwToast *
reel_window_toast_with_undo (ReelWindow *self,
                             const char *said)
{
  AdwToast *toast = reel_toast_new (said);

  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (on_dismissed), self, G_CONNECT_SWAPPED);
  /* It is of what was done just now, and so does not wait for the one before to go. (Not by ADW_TOAST_PRIORITY_HIGH:
   * libadwaita 1.2 fails an assertion when such a toast has gone and the one that it displaced is shown again.) */
  if (self->undo != NULL)
    adw_toast_dismiss (self->undo);
  g_set_weak_pointer (&self->undo, toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
  return toast;
}

/* (transfer full): tells of it, with 'Undo' for as long as the toast stays. */
static void
tell (Deed *deed)
{
  g_autoptr (ReelWindow) window = g_steal_pointer (&deed->window);
  AdwToast *toast = reel_window_toast_with_undo (window, deed->said);

  g_object_set_data_full (G_OBJECT (toast), "deed", deed, (GDestroyNotify) deed_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_undo), window, G_CONNECT_SWAPPED);
}

static void
on_noted (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (Deed) deed = user_data;
  g_autoptr (GError) error = NULL;

  if (note_finish (source, result, deed->video != NULL, &error))
    tell (g_steal_pointer (&deed));
  else
    reel_window_toast (deed->window, error->message);
}

static void
on_name_given (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (Deed) deed = user_data;
  g_autofree char *name = reel_name_dialog_ask_finish (result, NULL);
  g_autofree char *original = NULL;
  ReelCollection *collection;

  if (name == NULL || g_str_equal (name, deed->name))
    return;
  if (deed->video != NULL)
    original = reel_video_dup_file_name (deed->video);
  else
    {
      collection = reel_collection_list_find (reel_session_get_collections (deed->window->session), deed->collection_id);
      original = g_strdup (collection != NULL ? reel_collection_get_service_name (collection) : "");
    }
  if (*name == '\0' || g_str_equal (name, original))
    deed->said = g_strdup_printf (_ ("“%s” is called “%s” again on this computer"), deed->name, original);
  else
    deed->said = g_strdup_printf (_ ("“%s” is now called “%s” on this computer"), deed->name, name);
  note (deed, g_str_equal (name, original) ? NULL : name, deed->hidden, on_noted, deed);
  g_steal_pointer (&deed);
}

static void
rename_it (Deed       *deed,
           const char *body)
{
  g_autofree char *heading = g_strdup_printf (_ ("Rename “%s” on This Computer"), deed->name);

  reel_name_dialog_ask_async (GTK_WINDOW (deed->window), heading, body, deed->name, on_name_given, deed);
}

static void
on_rename_video (ReelWindow *self,
                 ReelVideo  *video)
{
  g_autofree char *file = reel_video_dup_file_name (video);
  g_autofree char *body = g_strdup_printf (_ ("Only the name that is shown here changes. The file, and what the service calls "
                                              "it, stay as they are. With no name it is called “%s” again."),
                                           file);

  rename_it (deed_new_for_video (self, video), body);
}

static void
on_rename_collection (ReelWindow     *self,
                      ReelCollection *collection)
{
  g_autofree char *body = g_strdup_printf (_ ("Only the name that is shown here changes. The service goes on calling it “%s”; "
                                              "with no name it is called that here again."),
                                           reel_collection_get_service_name (collection));

  rename_it (deed_new_for_collection (self, collection), body);
}

static void
hide (Deed    *deed,
      gboolean hidden)
{
  deed->said = g_strdup_printf (hidden ? _ ("“%s” is hidden on this computer") : _ ("“%s” is listed again"), deed->name);
  note (deed, deed->local_name, hidden, on_noted, deed);
}

static void
on_hide_video (ReelWindow *self,
               ReelVideo  *video,
               gboolean    hidden)
{
  hide (deed_new_for_video (self, video), hidden);
}

static void
on_hide_collection (ReelWindow     *self,
                    ReelCollection *collection,
                    gboolean        hidden)
{
  hide (deed_new_for_collection (self, collection), hidden);
}

/* Whether the service has it, or may have it. */
static gboolean
is_sent (ReelVideo *video)
{
  return reel_video_get_video_id (video) != NULL || reel_video_get_unanswered (video);
}

static void
on_forgotten (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (Deed) deed = user_data;
  g_autoptr (GError) error = NULL;

  deed->forgotten = reel_catalogue_forget_finish (REEL_CATALOGUE (source), result, &error);
  if (deed->forgotten == NULL)
    {
      reel_window_toast (deed->window, error->message);
      return;
    }
  if (deed->video == NULL || is_sent (deed->video))
    deed->said = g_strdup_printf (_ ("“%s” is forgotten on this computer. The service still has it."), deed->name);
  else
    deed->said = g_strdup_printf (_ ("“%s” is forgotten on this computer. Its file stays where it is."), deed->name);
  tell (g_steal_pointer (&deed));
}

static void
on_forget_answered (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (Deed) deed = user_data;
  g_autoptr (GPtrArray) videos = NULL;

  if (!reel_confirmation_ask_finish (result, NULL))
    return;
  if (deed->video != NULL && reel_video_state_is_running (reel_video_get_state (deed->video))) /* its turn came meanwhile */
    {
      reel_window_toast (deed->window, _ ("This video is being sent or indexed. Cancel its upload first."));
      return;
    }
  if (deed->video != NULL)
    {
      videos = g_ptr_array_new ();
      g_ptr_array_add (videos, deed->video);
      reel_catalogue_forget_videos_async (deed->catalogue, videos, NULL, on_forgotten, deed);
    }
  else
    reel_catalogue_forget_collection_async (deed->catalogue, deed->profile, deed->collection_id, NULL, on_forgotten, deed);
  g_steal_pointer (&deed);
}

static void
forget (Deed       *deed,
        const char *body)
{
  g_autofree char *heading = g_strdup_printf (_ ("Forget “%s” on This Computer?"), deed->name);

  reel_confirmation_ask_async (GTK_WINDOW (deed->window), heading, body, _ ("_Forget"), NULL, on_forget_answered, deed);
}

static void
on_forget_video (ReelWindow *self,
                 ReelVideo  *video)
{
  forget (deed_new_for_video (self, video),
          is_sent (video) ? _ ("This computer then no longer knows of the video. Its file stays where it is, and the "
                               "service keeps what was sent: searches may still find it.")
                          : _ ("This computer then no longer knows of the video, and does not send it. Its file stays where "
                               "it is."));
}

/* Whether a video of the collection is on its way: its upload would be left with nothing to note it in. */
static gboolean
has_running (ReelWindow     *self,
                ReelCollection *collection)
{
  const char *profile = reel_profile_get_id (reel_session_get_profile (self->session));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->catalogue));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (self->catalogue), i);

      if (reel_video_state_is_running (reel_video_get_state (video)) &&
          g_str_equal (reel_video_get_profile (video), profile) &&
          g_str_equal (reel_video_get_collection_id (video), reel_collection_get_id (collection)))
        return TRUE;
    }
  return FALSE;
}

static void
on_forget_collection (ReelWindow     *self,
                      ReelCollection *collection)
{
  if (reel_folder_watches_count (reel_session_get_watches (self->session), reel_collection_get_id (collection)) > 0)
    {
      reel_window_toast (self, _ ("A watched folder feeds this collection. Stop watching it first."));
      return;
    }
  if (has_running (self, collection))
    {
      reel_window_toast (self, _ ("Some videos of this collection are being sent or indexed. Wait for them, or cancel their "
                                  "uploads first."));
      return;
    }
  forget (deed_new_for_collection (self, collection),
          _ ("This computer then no longer knows of its videos, and does not list it. Their files stay where they are, and "
             "the service keeps the collection: “Show Hidden” lists it again."));
}

/* Lists what is hidden, or not; the sidebar and the videos together. */
void
reel_window_set_show_hidden (ReelWindow *self,
                             gboolean    show_hidden)
{
  if (self->show_hidden == show_hidden)
    return;
  self->show_hidden = show_hidden;
  reel_collections_view_set_show_hidden (self->collections, show_hidden);
  reel_videos_page_set_show_hidden (self->videos, show_hidden);
  g_object_notify (G_OBJECT (self), "show-hidden");
}

void
reel_window_class_bind_local (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_rename_video);
  gtk_widget_class_bind_template_callback (widget_class, on_rename_collection);
  gtk_widget_class_bind_template_callback (widget_class, on_hide_video);
  gtk_widget_class_bind_template_callback (widget_class, on_hide_collection);
  gtk_widget_class_bind_template_callback (widget_class, on_forget_video);
  gtk_widget_class_bind_template_callback (widget_class, on_forget_collection);

  gtk_widget_class_install_property_action (widget_class, "win.show-hidden", "show-hidden");
}
