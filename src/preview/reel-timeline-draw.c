/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "preview/reel-timeline-private.h"

/* How the timeline looks: in its lane the marks, below it the pictures, and over them what is framed and what is not. */

#define LEAST_WIDTH 2
#define LEAST_HEIGHT 3
/* Of the lines between the grips of a range. */
#define LINE 2

typedef struct
{
  GdkRGBA text, accent;
  float left, right; /* where the first and the last moment are */
  float top, bottom; /* of the pictures */
} Look;

/* Where the first and the last moment are; FALSE where there is no room, or nothing to show. */
static gboolean
find_ends (ReelTimeline *self,
           float        *left,
           float        *right)
{
  GdkRectangle trough;

  gtk_range_get_range_rect (GTK_RANGE (self->scale), &trough);
  *left = (float) (REEL_TIMELINE_MARGIN + trough.x + REEL_TIMELINE_HALF_PLAYHEAD);
  *right = *left + (float) (trough.width - 2 * REEL_TIMELINE_HALF_PLAYHEAD);
  return self->duration > 0 && *right > *left;
}

/*
 * reel_timeline_find_place:
 * @x: (out): where a time is, in the widget's pixels
 *
 * Returns: whether it is anywhere
 */
gboolean
reel_timeline_find_place (ReelTimeline *self,
                          double        seconds,
                          float        *x)
{
  float left, right;

  if (!find_ends (self, &left, &right))
    return FALSE;
  *x = left + (right - left) * (float) CLAMP (seconds / self->duration, 0, 1);
  return TRUE;
}

/*
 * reel_timeline_find_time:
 * @seconds: (out): the time that is at @x, in the widget's pixels; the first or the last one beyond the ends
 *
 * Returns: whether there is any
 */
gboolean
reel_timeline_find_time (ReelTimeline *self,
                         double        x,
                         double       *seconds)
{
  float left, right;

  if (!find_ends (self, &left, &right))
    return FALSE;
  *seconds = self->duration * CLAMP ((x - (double) left) / (double) (right - left), 0, 1);
  return TRUE;
}

static void
fill (GtkSnapshot   *snapshot,
      const GdkRGBA *color,
      double         alpha,
      float          left,
      float          top,
      float          right,
      float          bottom)
{
  GdkRGBA shade = *color;

  shade.alpha *= (float) alpha;
  if (right > left && bottom > top)
    gtk_snapshot_append_color (snapshot, &shade, &GRAPHENE_RECT_INIT (left, top, right - left, bottom - top));
}

static void
draw_mark (ReelTimeline           *self,
           GtkSnapshot            *snapshot,
           const ReelTimelineMark *mark,
           const Look             *look)
{
  gboolean present = mark->start < self->end && mark->end > self->start;
  const float lane = REEL_TIMELINE_LANE - 2;
  float high = MAX ((float) LEAST_HEIGHT, lane * (float) CLAMP (mark->similarity, 0, 1));
  float left, right;

  if (!reel_timeline_find_place (self, mark->start, &left) || !reel_timeline_find_place (self, mark->end, &right))
    return;
  if (right - left < LEAST_WIDTH)
    {
      left = CLAMP (left, look->left, look->right - LEAST_WIDTH);
      right = left + LEAST_WIDTH;
    }
  fill (snapshot, present ? &look->accent : &look->text, present ? 1 : 0.45, left, lane - high, right, lane);
}

/* A grip beside a moment: behind the range, so that it hides nothing of it. */
static void
draw_grip (GtkSnapshot *snapshot,
           const Look  *look,
           float        x,
           gboolean     out,
           double       alpha)
{
  graphene_rect_t area = GRAPHENE_RECT_INIT (out ? x : x - REEL_TIMELINE_GRIP, look->top - LINE, REEL_TIMELINE_GRIP, look->bottom - look->top + LINE);
  GskRoundedRect rounded;
  GdkRGBA color = look->accent;
  const float middle = out ? x + REEL_TIMELINE_GRIP / 2.0f : x - REEL_TIMELINE_GRIP / 2.0f, center = (look->top + look->bottom) / 2;

  gsk_rounded_rect_init_from_rect (&rounded, &area, 0);
  rounded.corner[out ? GSK_CORNER_TOP_RIGHT : GSK_CORNER_TOP_LEFT] = GRAPHENE_SIZE_INIT (3, 3);
  rounded.corner[out ? GSK_CORNER_BOTTOM_RIGHT : GSK_CORNER_BOTTOM_LEFT] = GRAPHENE_SIZE_INIT (3, 3);
  color.alpha *= (float) alpha;
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, &color, &area);
  gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 1, 1, 1, 0.9f },
                             &GRAPHENE_RECT_INIT (middle - 0.5f, center - 5, 1, 10));
  gtk_snapshot_pop (snapshot);
}

static void
draw_range (ReelTimeline *self,
            GtkSnapshot  *snapshot,
            const Look   *look)
{
  static const GdkRGBA black = { 0, 0, 0, 1 };
  const gboolean framed = self->end > self->start;
  /* Pictures are of any brightness; the bare strip is a light one of the background. */
  const double shade = reel_filmstrip_get_picture (REEL_FILMSTRIP (self->strip), self->start) != NULL ? 0.55 : 0.15;
  float left, right, before, after;

  if (!reel_timeline_find_place (self, framed ? self->start : 0, &left) ||
      !reel_timeline_find_place (self, framed ? self->end : self->duration, &right) ||
      !reel_timeline_find_place (self, self->played_in, &before) || !reel_timeline_find_place (self, self->played_out, &after))
    return;
  if (right - left < LEAST_WIDTH)
    right = left + LEAST_WIDTH;
  before = MIN (before, left);
  after = MAX (after, right);
  if (framed)
    {
      fill (snapshot, &black, shade, look->left, look->top, before, look->bottom);
      fill (snapshot, &black, shade * 0.35, before, look->top, left, look->bottom);
      fill (snapshot, &black, shade * 0.35, right, look->top, after, look->bottom);
      fill (snapshot, &black, shade, after, look->top, look->right, look->bottom);
      fill (snapshot, &look->accent, 0.5, before, look->bottom - LINE, left, look->bottom);
      fill (snapshot, &look->accent, 0.5, right, look->bottom - LINE, after, look->bottom);
      fill (snapshot, &look->accent, 1, left, look->top - LINE, right, look->top);
      fill (snapshot, &look->accent, 1, left, look->bottom - LINE, right, look->bottom);
    }
  draw_grip (snapshot, look, left, FALSE, framed ? 1 : 0.5);
  draw_grip (snapshot, look, right, TRUE, framed ? 1 : 0.5);
}

/* In class_init. */
void
reel_timeline_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  ReelTimeline *self = REEL_TIMELINE (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  Look look = { .top = REEL_TIMELINE_LANE, .bottom = (float) gtk_widget_get_height (widget) };
  gboolean any = find_ends (self, &look.left, &look.right);

  gtk_style_context_get_color (style, &look.text);
  if (!gtk_style_context_lookup_color (style, "accent_bg_color", &look.accent))
    look.accent = look.text;

  fill (snapshot, &look.text, 0.1, look.left, look.top, look.right, look.bottom);
  gtk_widget_snapshot_child (widget, self->strip, snapshot);
  if (any)
    {
      fill (snapshot, &look.text, 0.1, look.left, look.top - 2, look.right, look.top - 1);
      draw_range (self, snapshot, &look);
      for (guint i = 0; i < self->marks->len; i++)
        draw_mark (self, snapshot, &g_array_index (self->marks, ReelTimelineMark, i), &look);
    }
  if (any && self->pointer_x >= 0)
    {
      float x = CLAMP (roundf (self->pointer_x), look.left, look.right - 1);

      fill (snapshot, &(GdkRGBA){ 0, 0, 0, 0.5f }, 1, x - 1, look.top, x + 2, look.bottom);
      fill (snapshot, &look.text, 1, x, 0, x + 1, look.top);
      fill (snapshot, &(GdkRGBA){ 1, 1, 1, 1 }, 1, x, look.top, x + 1, look.bottom);
    }
  gtk_widget_snapshot_child (widget, self->scale, snapshot);
}
