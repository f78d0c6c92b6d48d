/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/reel-format.h"
#include "preview/reel-preview-pane-private.h"

/* The time of the frame shown, as the file itself counts its frames. */

/* Containers keep times in milliseconds. */
#define TOLERANCE 0.001

/* On a thread of its own. */
static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  GError *error = NULL;
  ReelStartTimecode *timecode = reel_start_timecode_read_file (data, cancellable, &error);

  if (timecode != NULL)
    g_task_return_pointer (task, timecode, (GDestroyNotify) reel_start_timecode_free);
  else
    g_task_return_error (task, error);
}

static void
timecode_read (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  ReelPreviewPane *self = REEL_PREVIEW_PANE (source);
  g_autoptr (GError) error = NULL;
  ReelStartTimecode *timecode = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* Most files have none; whatever else is the matter with one, its player says. */
  self->timecode_known = TRUE;
  self->start_timecode = timecode;
  reel_preview_pane_show_position (self);
}

/**
 * reel_preview_pane_forget_timecode:
 * @self: the pane
 *
 * For another file, or none.
 */
void
reel_preview_pane_forget_timecode (ReelPreviewPane *self)
{
  g_cancellable_cancel (self->timecode_cancellable);
  g_clear_object (&self->timecode_cancellable);
  g_clear_pointer (&self->start_timecode, reel_start_timecode_free);
  g_clear_pointer (&self->timecode_uri, g_free);
  self->timecode_known = FALSE;
}

/**
 * reel_preview_pane_read_timecode:
 * @self: the pane, with the URI of a file
 *
 * Reads with which timecode the file begins, and shows it when that is known. Of the file of the hit before it is known
 * already.
 */
void
reel_preview_pane_read_timecode (ReelPreviewPane *self)
{
  g_autoptr (GTask) task = NULL;

  if (g_strcmp0 (self->timecode_uri, self->uri) == 0)
    return;
  reel_preview_pane_forget_timecode (self);
  self->timecode_uri = g_strdup (self->uri);
  self->timecode_cancellable = g_cancellable_new ();
  task = g_task_new (self, self->timecode_cancellable, timecode_read, NULL);
  g_task_set_source_tag (task, reel_preview_pane_read_timecode);
  g_task_set_task_data (task, g_file_new_for_uri (self->uri), g_object_unref);
  g_task_run_in_thread (task, read_thread);
}

/* Where frames are not counted: with hundredths, so that a step of one frame is seen. */
static char *
format_clock (double seconds)
{
  g_autofree char *whole = reel_format_time (seconds);

  /* Translators: a time such as 0:12 and its hundredths of a second */
  return g_strdup_printf (_ ("%1$s.%2$02u"), whole, (guint) CLAMP ((seconds - floor (seconds)) * 100, 0, 99));
}

/**
 * reel_preview_pane_format:
 * @self: the pane
 * @seconds: a time of the video
 *
 * Returns: (transfer full): the timecode of the frame shown then, or the time where the file does not count its frames
 */
char *
reel_preview_pane_format (ReelPreviewPane *self,
                          double           seconds)
{
  const ReelStartTimecode *start = self->start_timecode;
  char text[REEL_TIMECODE_MAX];
  ReelTimebase timebase;
  guint fps_n, fps_d;
  gint64 frame;

  reel_player_get_frame_rate (self->player, &fps_n, &fps_d);
  /* A count from zero would soon be another one. */
  if (fps_n == 0 || !self->timecode_known)
    return format_clock (seconds);
  timebase = reel_timebase_new (fps_n, fps_d, start != NULL && start->timebase.drop_frame);
  frame = reel_timebase_frame_at (&timebase, seconds, TOLERANCE);
  if (start != NULL)
    frame += reel_timebase_relabel (&timebase, start->frame, &start->timebase);
  return g_strdup (reel_timecode_print (&timebase, frame, text));
}

/**
 * reel_preview_pane_show_position:
 * @self: the pane
 *
 * Shows where the player is, as timecode and on the timeline.
 */
void
reel_preview_pane_show_position (ReelPreviewPane *self)
{
  double position = MAX (0, reel_player_get_position (self->player));
  g_autofree char *text = reel_preview_pane_format (self, position);
  guint fps_n, fps_d;

  reel_timeline_set_position (self->timeline, position);
  reel_player_get_frame_rate (self->player, &fps_n, &fps_d);
  gtk_label_set_label (self->time, text);
  if (fps_n == 0)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->time), _ ("The file does not say how many frames it has a second"));
  else if (!self->timecode_known)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->time), _ ("The timecode of the file is being read"));
  else
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->time),
                                 self->start_timecode != NULL ? _ ("Timecode of the file")
                                                              : _ ("No timecode was found in the file, so this counts from zero"));
}

/**
 * reel_preview_pane_get_timecode:
 * @self: the pane
 *
 * Returns: (transfer none) (nullable): where the playhead is, as it is shown: timecode, or a time where the file has no rate;
 *   %NULL while the timecode of the file is not known yet
 */
const char *
reel_preview_pane_get_timecode (ReelPreviewPane *self)
{
  g_return_val_if_fail (REEL_IS_PREVIEW_PANE (self), NULL);
  return self->uri != NULL && self->timecode_known && reel_preview_pane_can_play (self) ? gtk_label_get_label (self->time) : NULL;
}
