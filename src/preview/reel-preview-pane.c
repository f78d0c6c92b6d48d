/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/reel-format.h"
#include "media/reel-media-error.h"
#include "preview/reel-preview-pane-private.h"

G_DEFINE_FINAL_TYPE (ReelPreviewPane, reel_preview_pane, GTK_TYPE_WIDGET)

enum
{
  NEXT_HIT,
  PREVIOUS_HIT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Where the hit ends: the video does, where the service gave no times, or only one. */
double
reel_preview_pane_get_end (ReelPreviewPane *self)
{
  return self->end > 0 ? self->end : reel_player_get_duration (self->player);
}

gboolean
reel_preview_pane_can_play (ReelPreviewPane *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "video") == 0
         && g_strcmp0 (gtk_stack_get_visible_child_name (self->picture_stack), "picture") == 0;
}

static void
show_playing (ReelPreviewPane *self)
{
  gboolean playing = reel_player_get_playing (self->player);

  gtk_button_set_icon_name (self->play, playing ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->play), playing ? _ ("Pause (Space, K)") : _ ("Play (Space, L)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  playing ? _ ("Pause") : _ ("Play"), -1);
}

static void
show_duration (ReelPreviewPane *self)
{
  double duration = reel_player_get_duration (self->player);
  g_autofree char *text = reel_format_time (duration);

  gtk_label_set_label (self->duration, duration > 0 ? text : "");
  reel_timeline_set_duration (self->timeline, duration);
  reel_timeline_set_range (self->timeline, self->start, self->has_times ? reel_preview_pane_get_end (self) : self->start);
}

/* How fast, where that is not as it was shot. */
static void
show_rate (ReelPreviewPane *self)
{
  double rate = reel_player_get_rate (self->player);
  /* Translators: how many times as fast as it was shot a video plays, such as 2× */
  g_autofree char *text = g_strdup_printf (_ ("%g×"), rate);

  gtk_label_set_label (self->speed, rate == 1 ? "" : text);
}

/**
 * reel_preview_pane_show_range:
 * @self: the pane
 *
 * Shows from when to when the hit lasts, as it is or as it was set.
 */
void
reel_preview_pane_show_range (ReelPreviewPane *self)
{
  g_autofree char *range = NULL;

  if (self->end > 0)
    range = reel_format_range (self->start, self->end);
  else
    range = self->has_times ? reel_format_time (self->start) : g_strdup (_ ("Whole video"));
  gtk_label_set_label (self->subtitle, range);
  reel_timeline_set_range (self->timeline, self->start, self->has_times ? reel_preview_pane_get_end (self) : self->start);
}

/* To whoever has the list of them. */
void
reel_preview_pane_ask_for_hit (ReelPreviewPane *self,
                               gboolean         next)
{
  g_signal_emit (self, signals[next ? NEXT_HIT : PREVIOUS_HIT], 0);
}

static void
show_ready (ReelPreviewPane *self)
{
  gboolean ready = FALSE;

  g_object_get (self->player, "ready", &ready, NULL);
  gtk_spinner_set_spinning (self->spinner, !ready && reel_preview_pane_can_play (self));
  reel_preview_pane_show_position (self); /* the rate is known now */
}

static void
show_trouble (ReelPreviewPane *self,
              const char      *title,
              const char      *description,
              gboolean         can_try)
{
  g_autofree char *markup = g_markup_escape_text (description, -1);

  adw_status_page_set_title (self->error, title);
  adw_status_page_set_description (self->error, markup);
  gtk_widget_set_visible (self->again, can_try);
  reel_preview_pane_set_full_screen (self, FALSE);
  gtk_widget_set_visible (self->controls, FALSE);
  gtk_stack_set_visible_child_name (self->picture_stack, "error");
  gtk_widget_set_vexpand (GTK_WIDGET (self->picture_stack), TRUE); /* a text takes what room there is, a picture its own */
  show_ready (self);
}

static void
show_missing (ReelPreviewPane *self)
{
  g_autoptr (GFile) file = g_file_new_for_uri (self->uri);
  g_autofree char *path = g_file_get_parse_name (file);
  /* Translators: the path of a file */
  g_autofree char *text = g_strdup_printf (_ ("It is no longer at %s. Put it back, or plug in the disk that it is on."),
                                           path);

  show_trouble (self, _ ("File Not Found"), text, TRUE);
}

static void
file_looked_at (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (ReelPreviewPane) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) && self->uri != NULL)
    show_missing (self);
}

static void
stop_looking (ReelPreviewPane *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/* The player's words at once; that the file is gone is a better answer, and comes when the disk has said so. */
static void
player_failed (ReelPreviewPane *self)
{
  const GError *error = reel_player_get_error (self->player);
  g_autoptr (GFile) file = NULL;

  stop_looking (self);
  if (error == NULL || self->uri == NULL)
    return;
  show_trouble (self, _ ("Can’t Play This Video"), error->message, TRUE);
  if (!g_error_matches (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNREADABLE)
      && !g_error_matches (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_FAILED))
    return;
  file = g_file_new_for_uri (self->uri);
  self->cancellable = g_cancellable_new ();
  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT,
                           self->cancellable, file_looked_at, g_object_ref (self));
}

static void
open_file (ReelPreviewPane *self,
           gboolean         play)
{
  stop_looking (self);
  reel_preview_pane_forget_timecode (self);
  if (self->uri == NULL)
    {
      reel_player_set_uri (self->player, NULL);
      show_trouble (self, _ ("File Not on This Computer"),
                    _ ("The service found this video, but it was added elsewhere, so there is no file to play."), FALSE);
      return;
    }
  if (self->video != NULL && reel_video_get_missing (self->video))
    {
      reel_player_set_uri (self->player, NULL);
      show_missing (self);
      return;
    }
  gtk_stack_set_visible_child_name (self->picture_stack, "picture");
  gtk_widget_set_vexpand (GTK_WIDGET (self->picture_stack), FALSE);
  gtk_widget_set_visible (self->controls, TRUE);
  reel_player_open (self->player, self->uri, self->start, self->end, play);
  reel_preview_pane_read_timecode (self);
  show_duration (self);
  reel_preview_pane_show_position (self);
  show_ready (self);
}

static void
try_again (ReelPreviewPane *self)
{
  reel_player_set_uri (self->player, NULL); /* nothing is opened twice, but this time it is meant */
  open_file (self, FALSE);
}

/* The file was found again, or has gone. */
static void
video_changed (ReelPreviewPane *self)
{
  const char *uri = reel_video_get_uri (self->video);

  if (g_strcmp0 (uri, self->uri) == 0 && reel_preview_pane_can_play (self) != reel_video_get_missing (self->video))
    return;
  g_free (self->uri);
  self->uri = g_strdup (uri);
  open_file (self, FALSE);
}

/**
 * reel_preview_pane_show:
 * @self: the pane
 * @video: (nullable): the video, if the catalogue knows it; a file that is found again is then opened again
 * @title: its name, for people
 * @uri: (nullable): where the file is, if that is known
 * @start: where the hit starts, in seconds
 * @end: where it ends, in seconds; @start or less where only the start is known
 * @has_times: whether the hit is a clip; if not, @start and @end do not count
 * @play: whether to play at once, and not only to cue
 *
 * Shows a hit, and keeps to it. Errors are shown in the picture's place.
 */
void
reel_preview_pane_show (ReelPreviewPane *self,
                        ReelVideo       *video,
                        const char      *title,
                        const char      *uri,
                        double           start,
                        double           end,
                        gboolean         has_times,
                        gboolean         play)
{
  g_autofree char *new_uri = g_strdup (uri);

  g_return_if_fail (REEL_IS_PREVIEW_PANE (self));
  g_return_if_fail (video == NULL || REEL_IS_VIDEO (video));
  g_return_if_fail (title != NULL);

  if (g_strcmp0 (self->uri, uri) != 0 || self->video != video)
    reel_timeline_set_marks (self->timeline, NULL, 0);
  g_signal_group_set_target (self->video_signals, video);
  g_set_object (&self->video, video);
  g_free (self->uri);
  self->uri = g_steal_pointer (&new_uri);
  self->has_times = has_times && isfinite (start) && isfinite (end);
  self->start = self->has_times ? MAX (0, start) : 0;
  self->end = self->has_times && end > self->start ? end : 0;

  gtk_label_set_label (self->title, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), title);
  reel_preview_pane_show_range (self);
  reel_player_set_rate (self->player, 1);
  gtk_stack_set_visible_child_name (self->stack, "video");
  open_file (self, play);
}

/**
 * reel_preview_pane_clear:
 * @self: the pane
 *
 * Shows nothing, and closes the file.
 */
void
reel_preview_pane_clear (ReelPreviewPane *self)
{
  g_return_if_fail (REEL_IS_PREVIEW_PANE (self));
  stop_looking (self);
  reel_preview_pane_forget_timecode (self);
  g_signal_group_set_target (self->video_signals, NULL);
  g_clear_object (&self->video);
  g_clear_pointer (&self->uri, g_free);
  reel_preview_pane_set_full_screen (self, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "empty");
  reel_player_set_uri (self->player, NULL);
  reel_timeline_set_marks (self->timeline, NULL, 0);
}

/**
 * reel_preview_pane_set_marks:
 * @self: the pane
 * @marks: (array length=n_marks) (nullable): the hits in the video that is shown
 * @n_marks: how many
 */
void
reel_preview_pane_set_marks (ReelPreviewPane        *self,
                             const ReelTimelineMark *marks,
                             guint                   n_marks)
{
  g_return_if_fail (REEL_IS_PREVIEW_PANE (self));
  reel_timeline_set_marks (self->timeline, marks, n_marks);
}

/**
 * reel_preview_pane_get_clip:
 * @self: the pane
 * @uri: (out) (transfer none): the file that is shown
 * @title: (out) (transfer none): its name, for people
 * @start: (out): the in point, in seconds
 * @end: (out): the out point, in seconds; 0 for the end of the video
 *
 * What is to be exported.
 *
 * Returns: whether there is anything
 */
gboolean
reel_preview_pane_get_clip (ReelPreviewPane  *self,
                            const char      **uri,
                            const char      **title,
                            double           *start,
                            double           *end)
{
  g_return_val_if_fail (REEL_IS_PREVIEW_PANE (self), FALSE);
  if (self->uri == NULL || !reel_preview_pane_can_play (self))
    return FALSE;
  *uri = self->uri;
  *title = gtk_label_get_label (self->title);
  *start = self->start;
  *end = self->end;
  return TRUE;
}

/**
 * reel_preview_pane_get_timecode:
 * @self: the pane
 *
 * Returns: (transfer none) (nullable): where the playhead is, as it is shown: timecode, or a time where the file has no rate
 */
const char *
reel_preview_pane_get_timecode (ReelPreviewPane *self)
{
  g_return_val_if_fail (REEL_IS_PREVIEW_PANE (self), NULL);
  return self->uri != NULL && reel_preview_pane_can_play (self) ? gtk_label_get_label (self->time) : NULL;
}

/**
 * reel_preview_pane_get_player:
 * @self: the pane
 *
 * Returns: (transfer none): its player
 */
ReelPlayer *
reel_preview_pane_get_player (ReelPreviewPane *self)
{
  g_return_val_if_fail (REEL_IS_PREVIEW_PANE (self), NULL);
  return self->player;
}

static void
reel_preview_pane_dispose (GObject *object)
{
  ReelPreviewPane *self = REEL_PREVIEW_PANE (object);

  stop_looking (self);
  reel_preview_pane_forget_timecode (self);
  g_clear_object (&self->video_signals);
  g_clear_object (&self->video);
  if (self->player != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->player, self);
      reel_preview_pane_set_full_screen (self, FALSE);
    }
  gtk_widget_dispose_template (GTK_WIDGET (self), REEL_TYPE_PREVIEW_PANE);
  g_clear_object (&self->player);
  G_OBJECT_CLASS (reel_preview_pane_parent_class)->dispose (object);
}

static void
reel_preview_pane_finalize (GObject *object)
{
  g_free (REEL_PREVIEW_PANE (object)->uri);
  G_OBJECT_CLASS (reel_preview_pane_parent_class)->finalize (object);
}

static void
reel_preview_pane_class_init (ReelPreviewPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = reel_preview_pane_dispose;
  object_class->finalize = reel_preview_pane_finalize;

  /**
   * ReelPreviewPane::next-hit:
   *
   * Somebody wants to see the hit behind the one shown.
   */
  signals[NEXT_HIT] = g_signal_new ("next-hit", REEL_TYPE_PREVIEW_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * ReelPreviewPane::previous-hit:
   *
   * Somebody wants to see the hit before the one shown.
   */
  signals[PREVIOUS_HIT] = g_signal_new ("previous-hit", REEL_TYPE_PREVIEW_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);

  g_type_ensure (ADW_TYPE_STATUS_PAGE);
  g_type_ensure (REEL_TYPE_TIMELINE);
  g_type_ensure (REEL_TYPE_VOLUME_BUTTON);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/reelseek/Reelseek/preview/reel-preview-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, stack);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, title);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, subtitle);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, picture_stack);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, picture);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, spinner);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, error);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, again);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, controls);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, timeline);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, time);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, duration);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, speed);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, transport);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, loop);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, play);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, volume);
  gtk_widget_class_bind_template_callback (widget_class, try_again);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.copy-timecode", NULL);
  reel_preview_pane_bind_transport (widget_class);
}

static void
reel_preview_pane_init (ReelPreviewPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_direction (self->transport, GTK_TEXT_DIR_LTR);

  self->player = reel_player_new ();
  reel_volume_button_set_player (self->volume, self->player);
  g_object_bind_property (self->player, "paintable", self->picture, "paintable", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->player, "loop", self->loop, "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_swapped (self->player, "notify::playing", G_CALLBACK (show_playing), self);
  g_signal_connect_swapped (self->player, "notify::rate", G_CALLBACK (show_rate), self);
  g_signal_connect_swapped (self->player, "notify::position", G_CALLBACK (reel_preview_pane_show_position), self);
  g_signal_connect_swapped (self->player, "notify::duration", G_CALLBACK (show_duration), self);
  g_signal_connect_swapped (self->player, "notify::ready", G_CALLBACK (show_ready), self);
  g_signal_connect_swapped (self->player, "notify::error", G_CALLBACK (player_failed), self);
  show_playing (self);

  self->video_signals = g_signal_group_new (REEL_TYPE_VIDEO);
  g_signal_group_connect_swapped (self->video_signals, "notify::uri", G_CALLBACK (video_changed), self);
  g_signal_group_connect_swapped (self->video_signals, "notify::missing", G_CALLBACK (video_changed), self);
}

/**
 * reel_preview_pane_new:
 *
 * Returns: (transfer floating): a pane that shows nothing yet
 */
GtkWidget *
reel_preview_pane_new (void)
{
  return g_object_new (REEL_TYPE_PREVIEW_PANE, NULL);
}
