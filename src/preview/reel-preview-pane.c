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
  PROP_0,
  PROP_HANDLES,
  PROP_PLAY_WITH_HANDLES,
  PROP_HAS_CLIP,
  N_PROPS,
};

enum
{
  NEXT_HIT,
  PREVIOUS_HIT,
  MARK_WANTED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

gboolean
reel_preview_pane_can_play (ReelPreviewPane *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "video") == 0
         && g_strcmp0 (gtk_stack_get_visible_child_name (self->picture_stack), "error") != 0;
}

static void
update_has_clip (ReelPreviewPane *self)
{
  const gboolean has_clip = self->uri != NULL && reel_preview_pane_can_play (self);

  if (self->has_clip == has_clip)
    return;
  self->has_clip = has_clip;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HAS_CLIP]);
}

static void
show_playing (ReelPreviewPane *self)
{
  gboolean playing = reel_player_get_playing (self->player);

  gtk_button_set_icon_name (self->play, playing ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->play), playing ? _ ("Pause (Space, K)") : _ ("Play (Space, L)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  playing ? _ ("Pause") : _ ("Play"), -1);
  if (!playing)
    reel_player_set_rate (self->player, 1); /* also where it came to an end by itself */
}

/* Pictures for the timeline are made when the one that somebody waits for is there. */
static void
show_strip (ReelPreviewPane *self)
{
  gboolean ready = FALSE, sound_only = FALSE;

  g_object_get (self->player, "ready", &ready, "sound-only", &sound_only, NULL);
  reel_timeline_set_pictures (self->timeline, ready && !sound_only ? self->uri : NULL);
}

static void
show_duration (ReelPreviewPane *self)
{
  double duration = reel_player_get_duration (self->player);
  g_autofree char *text = reel_format_time (duration);

  gtk_label_set_label (self->duration, duration > 0 ? text : "");
  reel_timeline_set_duration (self->timeline, duration);
  show_strip (self);
  reel_preview_pane_fit_range (self);
  reel_preview_pane_show_position (self); /* there was no place for it without a length */
}

/* How fast, where that is not as it was shot. */
static void
show_rate (ReelPreviewPane *self)
{
  double rate = reel_player_get_rate (self->player);
  /* Translators: how many times as fast as it was shot a video plays, such as 2×; the second one is backwards */
  g_autofree char *text = rate < 0 ? g_strdup_printf (_ ("−%g×"), -rate) : g_strdup_printf (_ ("%g×"), rate);

  gtk_label_set_label (self->speed, rate == 1 ? "" : text);
}

/* To whoever has the list of them. */
void
reel_preview_pane_ask_for_hit (ReelPreviewPane *self,
                               gboolean         next)
{
  g_signal_emit (self, signals[next ? NEXT_HIT : PREVIOUS_HIT], 0);
}

/* Whether whoever has the list shows the hit of that mark. */
gboolean
reel_preview_pane_ask_for_mark (ReelPreviewPane        *self,
                                const ReelTimelineMark *mark)
{
  gboolean shown = FALSE;

  g_signal_emit (self, signals[MARK_WANTED], 0, mark->start, mark->end, &shown);
  return shown;
}

static void
show_picture (ReelPreviewPane *self)
{
  self->silent = FALSE;
  gtk_stack_set_visible_child_name (self->picture_stack, "picture");
  gtk_widget_set_vexpand (GTK_WIDGET (self->picture_stack), FALSE);
  gtk_widget_set_visible (self->controls, TRUE);
}

static void
show_ready (ReelPreviewPane *self)
{
  gboolean ready = FALSE, sound_only = FALSE;

  g_object_get (self->player, "ready", &ready, "sound-only", &sound_only, NULL);
  if (ready && self->silent)
    show_picture (self);
  if (sound_only && reel_preview_pane_can_play (self))
    {
      reel_preview_pane_set_full_screen (self, FALSE);
      gtk_stack_set_visible_child_name (self->picture_stack, "sound");
    }
  if (ready && !sound_only)
    reel_preview_pane_note_landing (self);
  gtk_spinner_set_spinning (self->spinner, !ready && reel_preview_pane_can_play (self));
  reel_preview_pane_show_position (self); /* the rate is known now */
  show_strip (self);
}

/**
 * reel_preview_pane_show_trouble:
 * @self: a pane
 * @title: what is wrong
 * @description: more about it
 * @can_try: whether trying again may help
 *
 * Shows it in the picture's place.
 */
void
reel_preview_pane_show_trouble (ReelPreviewPane *self,
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
file_looked_at (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (ReelPreviewPane) self = g_steal_pointer (&user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info G_GNUC_UNUSED = g_file_query_info_finish (G_FILE (source), result, &error);

  if ((g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_MOUNTED))
      && self->uri != NULL)
    reel_preview_pane_show_missing (self);
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
  reel_preview_pane_show_trouble (self, _ ("Can’t Play This Video"), error->message, TRUE);
  reel_preview_pane_show_other_trouble (self);
  if (!g_error_matches (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNREADABLE)
      && !g_error_matches (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_FAILED))
    return;
  file = g_file_new_for_uri (self->uri);
  self->cancellable = g_cancellable_new ();
  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT,
                           self->cancellable, file_looked_at, g_object_ref (self));
}

/* Handles are played, but who only looks at a hit sees its first frame. */
static void
cue (ReelPreviewPane *self,
     gboolean         play)
{
  double in, out;

  reel_preview_pane_get_played (self, &in, &out);
  if (play)
    {
      reel_player_open (self->player, self->uri, in, out, TRUE);
      return;
    }
  reel_player_open (self->player, self->uri, self->start, self->end, FALSE);
  reel_player_set_range (self->player, in, out);
}

static void
open_file (ReelPreviewPane *self,
           gboolean         play)
{
  stop_looking (self);
  self->silent = FALSE;
  if (self->uri == NULL)
    {
      reel_preview_pane_forget_timecode (self);
      reel_player_set_uri (self->player, NULL);
      reel_preview_pane_show_elsewhere (self);
      return;
    }
  if (self->video != NULL && reel_video_get_missing (self->video))
    {
      reel_preview_pane_forget_timecode (self);
      reel_player_set_uri (self->player, NULL);
      reel_preview_pane_show_missing (self);
      return;
    }
  show_picture (self);
  cue (self, play);
  reel_preview_pane_read_timecode (self);
  show_duration (self);
  reel_preview_pane_show_position (self);
  show_ready (self);
}

static void
try_again (ReelPreviewPane *self)
{
  reel_preview_pane_forget_timecode (self);
  reel_player_set_uri (self->player, NULL); /* nothing is opened twice, but this time it is meant */
  open_file (self, FALSE);
}

/**
 * reel_preview_pane_look_again:
 * @self: the pane
 *
 * Somebody has looked for all files. One that was said to be gone, and is there, is opened.
 */
void
reel_preview_pane_look_again (ReelPreviewPane *self)
{
  g_return_if_fail (REEL_IS_PREVIEW_PANE (self));
  if (self->video != NULL && !self->silent && gtk_widget_get_visible (self->locate_folder)
      && g_strcmp0 (gtk_stack_get_visible_child_name (self->picture_stack), "error") == 0
      && !reel_video_get_missing (self->video))
    try_again (self);
}

/* The file was found again, or has gone. */
static void
video_changed (ReelPreviewPane *self)
{
  const char *uri = reel_video_get_uri (self->video);
  gboolean resume = self->resume;

  if (g_strcmp0 (uri, self->uri) == 0 && reel_preview_pane_can_play (self) != reel_video_get_missing (self->video))
    return;
  g_free (self->uri);
  self->uri = g_strdup (uri);
  self->resume = reel_video_get_missing (self->video) && (resume || reel_player_get_playing (self->player));
  open_file (self, resume && !self->resume);
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
  reel_preview_pane_give_range (self, start, end, has_times);
  self->resume = FALSE;
  reel_preview_pane_set_linked (self, FALSE);
  reel_preview_pane_set_why (self, NULL);

  gtk_label_set_label (self->title, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), title);
  reel_preview_pane_fit_range (self);
  reel_player_set_rate (self->player, 1);
  gtk_stack_set_visible_child_name (self->stack, "video");
  open_file (self, play);
  update_has_clip (self);
}

/**
 * reel_preview_pane_play_shown:
 * @self: the pane
 *
 * Plays the hit that is shown from its beginning.
 *
 * Returns: %FALSE where that is no longer the hit's own, or can't be played
 */
gboolean
reel_preview_pane_play_shown (ReelPreviewPane *self)
{
  g_return_val_if_fail (REEL_IS_PREVIEW_PANE (self), FALSE);
  if (!self->has_clip || self->trimmed)
    return FALSE;
  self->resume = FALSE;
  reel_player_set_rate (self->player, 1);
  cue (self, TRUE);
  return TRUE;
}

/**
 * reel_preview_pane_set_why:
 * @self: the pane, which shows a hit
 * @why: (nullable): what spoke for the hit, for people
 */
void
reel_preview_pane_set_why (ReelPreviewPane *self,
                           const char      *why)
{
  g_return_if_fail (REEL_IS_PREVIEW_PANE (self));
  gtk_label_set_label (self->why, why != NULL ? why : "");
  gtk_widget_set_visible (GTK_WIDGET (self->why), why != NULL);
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
 * reel_preview_pane_set_grabber:
 * @self: the pane
 * @grabber: (nullable): what has the pictures on the timeline
 */
void
reel_preview_pane_set_grabber (ReelPreviewPane  *self,
                               ReelFrameGrabber *grabber)
{
  g_return_if_fail (REEL_IS_PREVIEW_PANE (self));
  reel_timeline_set_grabber (self->timeline, grabber);
}

/**
 * reel_preview_pane_get_video:
 * @self: the pane
 *
 * Returns: (transfer none) (nullable): the video that it shows, where the catalogue knows it
 */
ReelVideo *
reel_preview_pane_get_video (ReelPreviewPane *self)
{
  g_return_val_if_fail (REEL_IS_PREVIEW_PANE (self), NULL);
  return self->video;
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

static char *
format_time (double   seconds,
             gpointer data)
{
  return reel_preview_pane_format (data, seconds);
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
      reel_timeline_set_format (self->timeline, NULL, NULL);
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
reel_preview_pane_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  ReelPreviewPane *self = REEL_PREVIEW_PANE (object);

  switch (id)
    {
    case PROP_HANDLES:
      g_value_set_int (value, self->handles);
      break;
    case PROP_PLAY_WITH_HANDLES:
      g_value_set_boolean (value, self->play_with_handles);
      break;
    case PROP_HAS_CLIP:
      g_value_set_boolean (value, self->has_clip);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_preview_pane_set_property (GObject      *object,
                                guint         id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  ReelPreviewPane *self = REEL_PREVIEW_PANE (object);

  switch (id)
    {
    case PROP_HANDLES:
      reel_preview_pane_set_handles (self, g_value_get_int (value));
      break;
    case PROP_PLAY_WITH_HANDLES:
      reel_preview_pane_set_play_with_handles (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_preview_pane_class_init (ReelPreviewPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = reel_preview_pane_dispose;
  object_class->finalize = reel_preview_pane_finalize;
  object_class->get_property = reel_preview_pane_get_property;
  object_class->set_property = reel_preview_pane_set_property;

  props[PROP_HANDLES] = g_param_spec_int ("handles", NULL, NULL, 0, 60, 0, rw);
  props[PROP_PLAY_WITH_HANDLES] = g_param_spec_boolean ("play-with-handles", NULL, NULL, FALSE, rw);
  props[PROP_HAS_CLIP] = g_param_spec_boolean ("has-clip", NULL, NULL, FALSE,
                                               G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

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

  /**
   * ReelPreviewPane::mark-wanted:
   * @start: seconds
   * @end: seconds
   *
   * Somebody wants to see another hit of this video, that of a mark on the timeline.
   *
   * Returns: whether it is shown; otherwise the pane goes there itself
   */
  signals[MARK_WANTED] = g_signal_new ("mark-wanted", REEL_TYPE_PREVIEW_PANE, G_SIGNAL_RUN_LAST, 0,
                                       g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 2, G_TYPE_DOUBLE,
                                       G_TYPE_DOUBLE);

  g_type_ensure (ADW_TYPE_STATUS_PAGE);
  g_type_ensure (REEL_TYPE_TIMELINE);
  g_type_ensure (REEL_TYPE_VOLUME_BUTTON);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/reelseek/Reelseek/preview/reel-preview-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, stack);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, title);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, subtitle);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, why);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, picture_stack);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, picture);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, spinner);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, error);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, again);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, controls);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, similar);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, timeline);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, time);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, duration);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, speed);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, transport);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, loop);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, play);
  gtk_widget_class_bind_template_child (widget_class, ReelPreviewPane, volume);
  gtk_widget_class_bind_template_callback (widget_class, try_again);
  reel_preview_pane_bind_range (widget_class);
  reel_preview_pane_class_init_missing (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.copy-timecode", NULL);
  reel_preview_pane_bind_transport (widget_class);
}

static void
reel_preview_pane_init (ReelPreviewPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_direction (self->transport, GTK_TEXT_DIR_LTR);
  reel_timeline_set_format (self->timeline, format_time, self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "preview.play-with-handles", FALSE);

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
  reel_preview_pane_init_missing (self);
  show_playing (self);
  g_signal_connect_object (self->stack, "notify::visible-child", G_CALLBACK (update_has_clip), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->picture_stack, "notify::visible-child", G_CALLBACK (update_has_clip), self, G_CONNECT_SWAPPED);

  self->video_signals = g_signal_group_new (REEL_TYPE_VIDEO);
  g_signal_group_connect_swapped (self->video_signals, "notify::uri", G_CALLBACK (video_changed), self);
  g_signal_group_connect_swapped (self->video_signals, "notify::missing", G_CALLBACK (video_changed), self);
}

/**
 * reel_preview_pane_set_finds_similar:
 * @self: the pane
 * @finds_similar: whether to offer to search by the frame that is shown
 */
void
reel_preview_pane_set_finds_similar (ReelPreviewPane *self,
                                     gboolean         finds_similar)
{
  g_return_if_fail (REEL_IS_PREVIEW_PANE (self));

  gtk_widget_set_visible (self->similar, finds_similar);
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
