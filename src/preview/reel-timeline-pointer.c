/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/reel-format.h"
#include "preview/reel-timeline-private.h"

/* What the pointer does on a timeline, beside moving the slider: it looks at any moment, and drags the ends of the range. */

/* While the pointer moves, key frames will do, of so many places: they are found in the cache when it comes back. */
#define GLANCES 128
/* Milliseconds after which it rests, and the very frame is worth its time. */
#define REST 120
/* Pixels around a mark that count as being on it, and around a grip. */
#define NEAR_MARK 3
#define NEAR_GRIP 2
/* Pixels within which a press on a grip is a click. */
#define CLICK 2

/* The best hit at that place. */
static const ReelTimelineMark *
find_mark (ReelTimeline *self,
           double        seconds,
           double        tolerance)
{
  const ReelTimelineMark *best = NULL;

  for (guint i = 0; i < self->marks->len; i++)
    {
      const ReelTimelineMark *mark = &g_array_index (self->marks, ReelTimelineMark, i);

      if (mark->start - tolerance <= seconds && seconds <= mark->end + tolerance &&
          (best == NULL || mark->similarity > best->similarity))
        best = mark;
    }
  return best;
}

/* (transfer full) (nullable) */
static char *
describe_hit (ReelTimeline *self,
              double        seconds,
              double        tolerance)
{
  const ReelTimelineMark *mark = find_mark (self, seconds, tolerance);
  g_autofree char *range = NULL;

  if (mark == NULL)
    return NULL;
  range = reel_format_range (mark->start, mark->end);
  /* Translators: a hit's range of times, and how similar it is to what was searched for */
  return g_strdup_printf (_ ("%1$s, similarity %2$.2f"), range, mark->similarity);
}

static void
fill_tip (ReelTimeline *self,
          gboolean      exact)
{
  double seconds, before = 0, after = 0, glance;
  g_autofree char *time = NULL;
  g_autofree char *hit = NULL;
  const char *uri = reel_filmstrip_has_pictures (REEL_FILMSTRIP (self->strip)) ? self->uri : NULL;

  if (!reel_timeline_find_time (self, self->pointer_x, &seconds))
    return;
  reel_timeline_find_time (self, self->pointer_x - NEAR_MARK, &before);
  reel_timeline_find_time (self, self->pointer_x + NEAR_MARK, &after);
  time = self->format != NULL ? self->format (seconds, self->format_data) : reel_format_time (seconds);
  hit = describe_hit (self, seconds, (after - before) / 2);
  glance = (floor (seconds / self->duration * GLANCES) + 0.5) / GLANCES * self->duration;
  reel_timeline_tip_show (REEL_TIMELINE_TIP (self->tip), uri, exact ? seconds : glance, exact, time, hit);
}

static gboolean
on_rest (gpointer user_data)
{
  ReelTimeline *self = user_data;

  self->rest_id = 0;
  fill_tip (self, TRUE);
  return G_SOURCE_REMOVE;
}

/* For the time at @x of the widget. */
static void
look_at (ReelTimeline *self,
         double        x)
{
  GdkRectangle place = { (int) x, 0, 1, gtk_widget_get_height (GTK_WIDGET (self)) };

  self->pointer_x = (float) x;
  g_clear_handle_id (&self->rest_id, g_source_remove);
  fill_tip (self, FALSE);
  self->rest_id = g_timeout_add (REST, on_rest, self);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->tip), &place);
  gtk_popover_popup (GTK_POPOVER (self->tip));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/*
 * reel_timeline_stop_looking:
 *
 * The pointer has gone, or does something else.
 */
void
reel_timeline_stop_looking (ReelTimeline *self)
{
  self->pointer_x = -1;
  self->pressed_long = FALSE;
  g_clear_handle_id (&self->rest_id, g_source_remove);
  if (self->tip != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->tip));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/*
 * reel_timeline_follow:
 * @seconds: where the slider was moved to
 *
 * After a long press the tip goes with the finger.
 */
void
reel_timeline_follow (ReelTimeline *self,
                      double        seconds)
{
  float x;

  if (self->pressed_long && reel_timeline_find_place (self, seconds, &x))
    look_at (self, x);
}

/* The end of the range that would be dragged from there. Grips stand outside of it, so that the shortest one has two. */
static ReelTimelineEdge
find_edge (ReelTimeline *self,
           double        x,
           double        y)
{
  const gboolean framed = self->end > self->start;
  float left, right;

  if (y < REEL_TIMELINE_LANE - 2 || !reel_timeline_find_place (self, framed ? self->start : 0, &left) ||
      !reel_timeline_find_place (self, framed ? self->end : self->duration, &right))
    return REEL_TIMELINE_NO_EDGE;
  if (x >= left - REEL_TIMELINE_GRIP - NEAR_GRIP && x < left)
    return REEL_TIMELINE_IN;
  if (x > right && x <= right + REEL_TIMELINE_GRIP + NEAR_GRIP)
    return REEL_TIMELINE_OUT;
  return REEL_TIMELINE_NO_EDGE;
}

static double
get_edge (ReelTimeline    *self,
          ReelTimelineEdge edge)
{
  if (self->end > self->start)
    return edge == REEL_TIMELINE_IN ? self->start : self->end;
  return edge == REEL_TIMELINE_IN ? 0 : self->duration;
}

static void
pointer_moved (ReelTimeline *self,
               double        x,
               double        y)
{
  const gboolean on_edge = self->dragged != REEL_TIMELINE_NO_EDGE || find_edge (self, x, y) != REEL_TIMELINE_NO_EDGE;
  double seconds;

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), on_edge ? "col-resize" : NULL);
  /* What is dragged, the player shows. */
  if (self->held || self->dragged != REEL_TIMELINE_NO_EDGE || !reel_timeline_find_time (self, x, &seconds))
    {
      if (!self->pressed_long)
        reel_timeline_stop_looking (self);
      return;
    }
  look_at (self, x);
}

static void
pressed_long (ReelTimeline *self,
              double        x,
              double        y)
{
  double seconds;

  if (!reel_timeline_find_time (self, x, &seconds))
    return;
  self->pressed_long = TRUE;
  look_at (self, x);
}

static void
drag_begun (ReelTimeline *self,
            double        x,
            double        y,
            GtkGesture   *gesture)
{
  float place = 0;

  self->dragged = find_edge (self, x, y);
  if (self->dragged == REEL_TIMELINE_NO_EDGE)
    {
      gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  reel_timeline_stop_looking (self);
  self->dragged_from = get_edge (self, self->dragged);
  reel_timeline_find_place (self, self->dragged_from, &place);
  self->dragged_x = place;
  self->dragged_far = FALSE;
}

static void
drag_moved (ReelTimeline *self,
            double        x,
            double        y)
{
  double seconds;

  if (self->dragged == REEL_TIMELINE_NO_EDGE || (!self->dragged_far && fabs (x) <= CLICK))
    return;
  self->dragged_far = TRUE;
  if (reel_timeline_find_time (self, self->dragged_x + x, &seconds))
    g_signal_emit_by_name (self, "trim", self->dragged == REEL_TIMELINE_OUT, seconds, FALSE);
}

static void
drag_ended (ReelTimeline *self,
            double        x,
            double        y)
{
  const ReelTimelineEdge edge = self->dragged;
  double seconds;

  self->dragged = REEL_TIMELINE_NO_EDGE;
  if (edge == REEL_TIMELINE_NO_EDGE)
    return;
  if (!self->dragged_far)
    g_signal_emit_by_name (self, "seek", self->dragged_from, TRUE);
  else if (reel_timeline_find_time (self, self->dragged_x + x, &seconds))
    g_signal_emit_by_name (self, "trim", edge == REEL_TIMELINE_OUT, seconds, TRUE);
}

static void
drag_cancelled (ReelTimeline *self)
{
  const ReelTimelineEdge edge = self->dragged;

  self->dragged = REEL_TIMELINE_NO_EDGE;
  if (edge != REEL_TIMELINE_NO_EDGE && self->dragged_far)
    g_signal_emit_by_name (self, "trim", edge == REEL_TIMELINE_OUT, self->dragged_from, TRUE);
}

/* In class_init. */
void
reel_timeline_bind_pointer (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, pointer_moved);
  gtk_widget_class_bind_template_callback (widget_class, pressed_long);
  gtk_widget_class_bind_template_callback (widget_class, drag_begun);
  gtk_widget_class_bind_template_callback (widget_class, drag_moved);
  gtk_widget_class_bind_template_callback (widget_class, drag_ended);
  gtk_widget_class_bind_template_callback (widget_class, drag_cancelled);
  gtk_widget_class_bind_template_callback_full (widget_class, "pointer_left", G_CALLBACK (reel_timeline_stop_looking));
}
