/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/reel-format.h"
#include "preview/reel-preview-pane-private.h"

/* From when to when: the hit as it was found, as it was set since, and what is played of it, with handles or without. */

/* Seconds that a range has at the least where frames are not counted. */
#define LEAST_LENGTH 0.04
/* Containers keep times in milliseconds. */
#define TOLERANCE 0.001
/* Seconds between the hit and the picture that stands for it, beside the length of that: no rounding explains them. */
#define FAR_BEFORE 0.5

/* Of the file that is meant: the player may have the one before open still. */
static double
get_duration (ReelPreviewPane *self)
{
  return g_strcmp0 (reel_player_get_uri (self->player), self->uri) == 0 ? reel_player_get_duration (self->player) : 0;
}

static double
get_frame_length (ReelPreviewPane *self)
{
  double length = reel_player_get_frame_length (self->player);

  return length > 0 ? length : LEAST_LENGTH;
}

/* A time at which a frame begins, where the file counts its frames. */
static double
snap (ReelPreviewPane *self,
      double           seconds)
{
  double duration = get_duration (self);
  guint fps_n, fps_d;

  reel_player_get_frame_rate (self->player, &fps_n, &fps_d);
  if (fps_n > 0)
    seconds = round (seconds * fps_n / fps_d) * fps_d / fps_n;
  return CLAMP (seconds, 0, duration > 0 ? duration : seconds);
}

/* Where the hit ends: the video does, where the service gave no times, or only one. */
double
reel_preview_pane_get_end (ReelPreviewPane *self)
{
  return self->end > 0 ? self->end : get_duration (self);
}

/*
 * reel_preview_pane_get_played:
 * @in: (out): from where to where the hit is played, in seconds
 * @out: (out): 0 for the end of the file
 */
void
reel_preview_pane_get_played (ReelPreviewPane *self,
                              double          *in,
                              double          *out)
{
  double handles = self->play_with_handles ? self->handles : 0;
  double duration = get_duration (self);

  *in = self->has_times ? MAX (0, self->start - handles) : 0;
  *out = self->end > 0 ? self->end + handles : 0;
  if (duration > 0 && *out >= duration)
    *out = 0;
}

static void
show_range (ReelPreviewPane *self)
{
  g_autofree char *range = NULL;
  g_autofree char *text = NULL;
  double duration = get_duration (self);
  double in, out;

  if (self->end > 0)
    range = reel_format_range (self->start, self->end);
  else
    range = self->has_times ? reel_format_time (self->start) : g_strdup (_ ("Whole video"));
  if (self->beyond)
    text = g_strdup (_ ("Whole video: the hit lies behind the end of this file"));
  else if (self->cut_short)
    /* Translators: a range of times */
    text = g_strdup_printf (_ ("%s, but the pictures of this file end before"), range);
  gtk_label_set_label (self->subtitle, text != NULL ? text : range);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->subtitle), text);
  reel_timeline_set_range (self->timeline, self->start, self->has_times ? reel_preview_pane_get_end (self) : self->start);
  reel_preview_pane_get_played (self, &in, &out);
  reel_timeline_set_played (self->timeline, in, out > 0 ? out : duration);
}

/* The player keeps to it from now on. */
static void
play_range (ReelPreviewPane *self)
{
  double in, out;

  reel_preview_pane_get_played (self, &in, &out);
  reel_player_set_range (self->player, in, out);
}

/*
 * reel_preview_pane_fit_range:
 *
 * Shows from when to when the hit lasts, and where nobody has set that, holds it to the length of the file: what a service
 * found may be longer than the file that is here.
 */
void
reel_preview_pane_fit_range (ReelPreviewPane *self)
{
  const double duration = get_duration (self);
  const double start = self->start, end = self->end;
  const gboolean was_beyond = self->beyond;

  if (!self->trimmed)
    {
      self->beyond = self->given_times && duration > 0 && self->given_start >= duration;
      self->has_times = self->given_times && !self->beyond;
      self->start = self->has_times ? self->given_start : 0;
      self->end = self->has_times ? self->given_end : 0;
      if (duration > 0 && self->end > duration)
        self->end = duration;
      if ((start != self->start || end != self->end) && self->uri != NULL && duration > 0)
        play_range (self);
      if (self->beyond && !was_beyond)
        reel_player_seek (self->player, 0, TRUE);
    }
  show_range (self);
}

/*
 * reel_preview_pane_note_landing:
 *
 * The first picture is there. Of a file that was cut short, or whose sound is longer, it may be one far before the hit.
 */
void
reel_preview_pane_note_landing (ReelPreviewPane *self)
{
  double in, out;

  reel_preview_pane_get_played (self, &in, &out);
  self->cut_short = self->has_times && !self->trimmed &&
                    reel_player_get_position (self->player) + get_frame_length (self) < in - FAR_BEFORE;
  show_range (self);
}

/*
 * reel_preview_pane_give_range:
 * @start: where the hit starts, in seconds
 * @end: where it ends, in seconds; @start or less where only the start is known
 * @has_times: whether the hit is a clip; if not, @start and @end do not count
 *
 * Of another hit: what one comes back to.
 */
void
reel_preview_pane_give_range (ReelPreviewPane *self,
                              double           start,
                              double           end,
                              gboolean         has_times)
{
  self->given_times = has_times && isfinite (start) && isfinite (end);
  self->given_start = self->given_times ? MAX (0, start) : 0;
  self->given_end = self->given_times && end > self->given_start ? end : 0;
  self->start = self->given_start;
  self->end = self->given_end;
  self->has_times = self->given_times;
  self->trimmed = self->beyond = self->cut_short = FALSE;
}

/* What is played from now on: the hit, as it was set. */
static void
set_range (ReelPreviewPane *self,
           double           start,
           double           end)
{
  self->has_times = self->trimmed = TRUE;
  self->beyond = self->cut_short = FALSE;
  self->start = start;
  self->end = end;
  play_range (self);
  show_range (self);
}

/* The picture shown is the first one. */
static void
set_in (ReelPreviewPane *self)
{
  double start = reel_player_get_position (self->player);

  set_range (self, start, self->end > start ? self->end : 0);
}

/* The picture shown is the last one. */
static void
set_out (ReelPreviewPane *self)
{
  double end = reel_player_get_position (self->player) + reel_player_get_frame_length (self->player);
  double duration = get_duration (self);

  if (duration > 0)
    end = MIN (end, duration);
  set_range (self, self->start < end ? self->start : 0, end);
}

/* An end of the range is dragged: the player goes with it, to the first or the last frame of what will be the range. */
static void
timeline_trim (ReelPreviewPane *self,
               gboolean         out,
               double           seconds,
               gboolean         done)
{
  const double least = get_frame_length (self);
  double start = self->has_times ? self->start : 0, end = reel_preview_pane_get_end (self);
  double shown;

  seconds = snap (self, seconds);
  if (out)
    {
      end = MAX (seconds, start + least);
      shown = end - least / 2;
    }
  else
    {
      start = MAX (0, MIN (seconds, end - least));
      shown = start;
    }
  self->has_times = self->trimmed = TRUE;
  self->beyond = self->cut_short = FALSE;
  self->start = start;
  self->end = end;
  show_range (self);
  if (done)
    play_range (self);
  reel_player_seek (self->player, shown, done);
}

/* The hit's own times. */
static gboolean
reset_range (ReelPreviewPane *self)
{
  if (!self->trimmed)
    return FALSE;
  self->trimmed = FALSE;
  reel_preview_pane_fit_range (self);
  play_range (self);
  return TRUE;
}

static void
go_to_in (ReelPreviewPane *self)
{
  reel_preview_pane_go_to (self, self->start, TRUE);
}

/* The last frame: the end itself is no longer part of the range. */
static void
go_to_out (ReelPreviewPane *self)
{
  double end = reel_preview_pane_get_end (self);

  if (end > 0)
    reel_preview_pane_go_to (self, MAX (self->start, end - get_frame_length (self) / 2), TRUE);
}

/* To a hit of the timeline, which is then the one that is played and set. */
static void
go_to_mark (ReelPreviewPane *self,
            gboolean         next)
{
  const double position = reel_player_get_position (self->player);
  ReelTimelineMark mark;
  double in, out;
  gboolean inside;

  reel_preview_pane_get_played (self, &in, &out);
  inside = self->has_times && position >= in - TOLERANCE && (out <= 0 || position <= out);
  if (!reel_timeline_find_neighbour (self->timeline, inside ? self->start : position,
                                     inside ? self->end : next ? G_MAXDOUBLE : 0, next, &mark))
    return;
  if (reel_preview_pane_ask_for_mark (self, &mark))
    return;
  reel_preview_pane_give_range (self, mark.start, mark.end, TRUE);
  reel_preview_pane_fit_range (self);
  play_range (self);
  reel_player_seek (self->player, self->start, TRUE);
}

/*
 * reel_preview_pane_before_playing:
 *
 * Whoever plays the hit from its start wants its handles, too.
 */
void
reel_preview_pane_before_playing (ReelPreviewPane *self)
{
  double position = reel_player_get_position (self->player);
  double in, out;

  reel_preview_pane_get_played (self, &in, &out);
  if (in < self->start && position <= self->start + TOLERANCE && position > self->start - get_frame_length (self))
    reel_player_seek (self->player, in, TRUE);
}

/*
 * reel_preview_pane_press_range:
 * @key: a keyval
 * @shift: whether Shift is held
 *
 * Returns: whether the key does something to the range
 */
gboolean
reel_preview_pane_press_range (ReelPreviewPane *self,
                               guint            key,
                               gboolean         shift)
{
  switch (gdk_keyval_to_lower (key))
    {
    case GDK_KEY_i:
      if (shift)
        go_to_in (self);
      else
        set_in (self);
      return TRUE;
    case GDK_KEY_o:
      if (shift)
        go_to_out (self);
      else
        set_out (self);
      return TRUE;
    case GDK_KEY_x:
      reset_range (self);
      return TRUE;
    case GDK_KEY_Escape:
      return reset_range (self);
    case GDK_KEY_h:
      if (self->handles > 0)
        reel_preview_pane_set_play_with_handles (self, !self->play_with_handles);
      return TRUE;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      go_to_mark (self, FALSE);
      return TRUE;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      go_to_mark (self, TRUE);
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * reel_preview_pane_set_handles:
 * @self: the pane
 * @seconds: how much of the video lies in a handle, before and after the hit, 0 to 60
 */
void
reel_preview_pane_set_handles (ReelPreviewPane *self,
                               int              seconds)
{
  g_return_if_fail (REEL_IS_PREVIEW_PANE (self));
  seconds = CLAMP (seconds, 0, 60);
  if (self->handles == seconds)
    return;
  self->handles = seconds;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "preview.play-with-handles", seconds > 0);
  play_range (self);
  show_range (self);
  g_object_notify (G_OBJECT (self), "handles");
}

/**
 * reel_preview_pane_set_play_with_handles:
 * @self: the pane
 * @with_handles: whether a hit is played with its handles
 */
void
reel_preview_pane_set_play_with_handles (ReelPreviewPane *self,
                                         gboolean         with_handles)
{
  g_return_if_fail (REEL_IS_PREVIEW_PANE (self));
  with_handles = !!with_handles;
  if (self->play_with_handles == with_handles)
    return;
  self->play_with_handles = with_handles;
  play_range (self);
  show_range (self);
  g_object_notify (G_OBJECT (self), "play-with-handles");
}

/* In class_init, behind the properties. */
void
reel_preview_pane_bind_range (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, set_in);
  gtk_widget_class_bind_template_callback (widget_class, set_out);
  gtk_widget_class_bind_template_callback (widget_class, timeline_trim);
  gtk_widget_class_install_property_action (widget_class, "preview.handles", "handles");
  gtk_widget_class_install_property_action (widget_class, "preview.play-with-handles", "play-with-handles");
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
