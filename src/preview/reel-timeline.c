/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "preview/reel-timeline.h"

/* Half the playhead's width in style.css: the scale's ends lie so far inside the strip. */
#define HALF_PLAYHEAD 2.0
#define CORNER 6.0
#define LEAST_WIDTH 2.0
#define LEAST_HEIGHT 4.0

/*
 * The slider is the toolkit's own: it brings keys, touch and the value interface of assistive technology, which GTK 4.8 has
 * for its ranges only. Its trough is invisible (style.css), and the strip is drawn below it.
 */
struct _ReelTimeline
{
  GtkWidget parent_instance;

  /* template */
  GtkWidget *scale;
  GtkAdjustment *adjustment;

  /* owned */
  GArray *marks; /* (element-type ReelTimelineMark) */

  double duration;
  double start, end; /* of the present hit; none where they are the same */
  gboolean held;     /* by the pointer */
  gboolean quiet;    /* the value changes, but nobody asks to go there */
};

enum
{
  PROP_0,
  PROP_DURATION,
  PROP_POSITION,
  N_PROPS,
};

enum
{
  SEEK,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelTimeline, reel_timeline, GTK_TYPE_WIDGET)

static void
value_changed (ReelTimeline *self)
{
  if (!self->quiet)
    g_signal_emit (self, signals[SEEK], 0, gtk_adjustment_get_value (self->adjustment), !self->held);
}

static gboolean
scale_event (ReelTimeline *self,
             GdkEvent     *event)
{
  switch ((int) gdk_event_get_event_type (event))
    {
    case GDK_BUTTON_PRESS:
    case GDK_TOUCH_BEGIN:
      self->held = TRUE;
      break;
    case GDK_BUTTON_RELEASE:
    case GDK_TOUCH_END:
    case GDK_TOUCH_CANCEL:
    case GDK_GRAB_BROKEN:
      if (self->held)
        {
          self->held = FALSE;
          g_signal_emit (self, signals[SEEK], 0, gtk_adjustment_get_value (self->adjustment), TRUE);
        }
      break;
    default:
      break;
    }
  return GDK_EVENT_PROPAGATE;
}

/* The part of the strip between two times; FALSE where there is none. */
static gboolean
find_area (ReelTimeline    *self,
           double           start,
           double           end,
           double           height,
           graphene_rect_t *area)
{
  GdkRectangle trough;
  double x, width, left, right;

  gtk_range_get_range_rect (GTK_RANGE (self->scale), &trough);
  x = trough.x + HALF_PLAYHEAD;
  width = trough.width - 2 * HALF_PLAYHEAD;
  if (self->duration <= 0 || width <= 0)
    return FALSE;
  left = x + width * CLAMP (start / self->duration, 0, 1);
  right = x + width * CLAMP (end / self->duration, 0, 1);
  if (right - left < LEAST_WIDTH)
    {
      left = CLAMP (left, x, x + width - LEAST_WIDTH);
      right = left + LEAST_WIDTH;
    }
  graphene_rect_init (area, (float) left, (float) (gtk_widget_get_height (GTK_WIDGET (self)) - height),
                      (float) (right - left), (float) height);
  return TRUE;
}

static void
reel_timeline_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  ReelTimeline *self = REEL_TIMELINE (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  double height = gtk_widget_get_height (widget);
  graphene_rect_t whole = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget), (float) height);
  graphene_rect_t area;
  GskRoundedRect strip;
  GdkRGBA text, accent, color;

  gtk_style_context_get_color (style, &text);
  if (!gtk_style_context_lookup_color (style, "accent_bg_color", &accent))
    accent = text;

  gsk_rounded_rect_init_from_rect (&strip, &whole, CORNER);
  gtk_snapshot_push_rounded_clip (snapshot, &strip);
  color = text;
  color.alpha *= 0.1f;
  gtk_snapshot_append_color (snapshot, &color, &whole);
  if (self->end > self->start && find_area (self, self->start, self->end, height, &area))
    {
      color = accent;
      color.alpha *= 0.4f;
      gtk_snapshot_append_color (snapshot, &color, &area);
    }
  for (guint i = 0; i < self->marks->len; i++)
    {
      const ReelTimelineMark *mark = &g_array_index (self->marks, ReelTimelineMark, i);
      gboolean present = mark->start < self->end && mark->end > self->start;
      double high = MAX (LEAST_HEIGHT, height * CLAMP (mark->similarity, 0, 1));

      if (!find_area (self, mark->start, mark->end, high, &area))
        continue;
      color = present ? accent : text;
      color.alpha *= present ? 0.7f : 0.25f;
      gtk_snapshot_append_color (snapshot, &color, &area);
    }
  gtk_snapshot_pop (snapshot);

  gtk_widget_snapshot_child (widget, self->scale, snapshot);
}

/**
 * reel_timeline_set_duration:
 * @self: the timeline
 * @seconds: how long the video is; 0 where that is unknown
 */
void
reel_timeline_set_duration (ReelTimeline *self,
                            double        seconds)
{
  g_return_if_fail (REEL_IS_TIMELINE (self));
  seconds = isfinite (seconds) ? MAX (0, seconds) : 0;
  if (self->duration == seconds)
    return;
  self->duration = seconds;
  self->quiet = TRUE;
  gtk_adjustment_set_upper (self->adjustment, seconds);
  self->quiet = FALSE;
  gtk_widget_set_sensitive (self->scale, seconds > 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DURATION]);
}

/**
 * reel_timeline_get_duration:
 * @self: the timeline
 *
 * Returns: seconds; 0 where that is unknown
 */
double
reel_timeline_get_duration (ReelTimeline *self)
{
  g_return_val_if_fail (REEL_IS_TIMELINE (self), 0);
  return self->duration;
}

/**
 * reel_timeline_set_position:
 * @self: the timeline
 * @seconds: where the player is
 *
 * Emits no #ReelTimeline::seek, and does nothing while the pointer holds the playhead.
 */
void
reel_timeline_set_position (ReelTimeline *self,
                            double        seconds)
{
  g_return_if_fail (REEL_IS_TIMELINE (self));
  if (self->held || !isfinite (seconds) || gtk_adjustment_get_value (self->adjustment) == seconds)
    return;
  self->quiet = TRUE;
  gtk_adjustment_set_value (self->adjustment, seconds);
  self->quiet = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_POSITION]);
}

/**
 * reel_timeline_get_position:
 * @self: the timeline
 *
 * Returns: where the playhead is, in seconds
 */
double
reel_timeline_get_position (ReelTimeline *self)
{
  g_return_val_if_fail (REEL_IS_TIMELINE (self), 0);
  return gtk_adjustment_get_value (self->adjustment);
}

/**
 * reel_timeline_set_range:
 * @self: the timeline
 * @start: seconds
 * @end: seconds; the same as @start for no range at all
 *
 * The part that is highlighted: the present hit.
 */
void
reel_timeline_set_range (ReelTimeline *self,
                         double        start,
                         double        end)
{
  g_return_if_fail (REEL_IS_TIMELINE (self));
  self->start = start;
  self->end = end;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * reel_timeline_set_marks:
 * @self: the timeline
 * @marks: (array length=n_marks) (nullable): the hits of this video
 * @n_marks: how many
 */
void
reel_timeline_set_marks (ReelTimeline           *self,
                         const ReelTimelineMark *marks,
                         guint                   n_marks)
{
  g_return_if_fail (REEL_IS_TIMELINE (self));
  g_return_if_fail (n_marks == 0 || marks != NULL);
  g_array_set_size (self->marks, 0);
  if (n_marks > 0)
    g_array_append_vals (self->marks, marks, n_marks);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
reel_timeline_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (REEL_TIMELINE (widget)->scale);
}

static void
reel_timeline_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), REEL_TYPE_TIMELINE);
  G_OBJECT_CLASS (reel_timeline_parent_class)->dispose (object);
}

static void
reel_timeline_finalize (GObject *object)
{
  g_array_unref (REEL_TIMELINE (object)->marks);
  G_OBJECT_CLASS (reel_timeline_parent_class)->finalize (object);
}

static void
reel_timeline_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  ReelTimeline *self = REEL_TIMELINE (object);

  switch (id)
    {
    case PROP_DURATION:
      g_value_set_double (value, self->duration);
      break;
    case PROP_POSITION:
      g_value_set_double (value, reel_timeline_get_position (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_timeline_set_property (GObject      *object,
                            guint         id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  ReelTimeline *self = REEL_TIMELINE (object);

  switch (id)
    {
    case PROP_DURATION:
      reel_timeline_set_duration (self, g_value_get_double (value));
      break;
    case PROP_POSITION:
      reel_timeline_set_position (self, g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
reel_timeline_class_init (ReelTimelineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = reel_timeline_dispose;
  object_class->finalize = reel_timeline_finalize;
  object_class->get_property = reel_timeline_get_property;
  object_class->set_property = reel_timeline_set_property;
  widget_class->snapshot = reel_timeline_snapshot;
  widget_class->grab_focus = reel_timeline_grab_focus;

  props[PROP_DURATION] = g_param_spec_double ("duration", NULL, NULL, 0, G_MAXDOUBLE, 0, rw);
  props[PROP_POSITION] = g_param_spec_double ("position", NULL, NULL, 0, G_MAXDOUBLE, 0, rw);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SEEK] = g_signal_new ("seek", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_BOOLEAN);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/reelseek/Reelseek/preview/reel-timeline.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelTimeline, scale);
  gtk_widget_class_bind_template_child (widget_class, ReelTimeline, adjustment);
  gtk_widget_class_bind_template_callback (widget_class, value_changed);
  gtk_widget_class_bind_template_callback (widget_class, scale_event);
}

static void
reel_timeline_init (ReelTimeline *self)
{
  self->marks = g_array_new (FALSE, FALSE, sizeof (ReelTimelineMark));
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Time goes from left to right in every script. */
  gtk_widget_set_direction (self->scale, GTK_TEXT_DIR_LTR);
}

/**
 * reel_timeline_new:
 *
 * Returns: (transfer floating): a timeline of a video of unknown length
 */
GtkWidget *
reel_timeline_new (void)
{
  return g_object_new (REEL_TYPE_TIMELINE, NULL);
}
