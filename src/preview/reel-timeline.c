/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "preview/reel-timeline-private.h"

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
  TRIM,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ReelTimeline, reel_timeline, GTK_TYPE_WIDGET)

static void
value_changed (ReelTimeline *self)
{
  if (self->quiet)
    return;
  reel_timeline_follow (self, gtk_adjustment_get_value (self->adjustment));
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
      reel_timeline_stop_looking (self);
      break;
    case GDK_BUTTON_RELEASE:
    case GDK_TOUCH_END:
    case GDK_TOUCH_CANCEL:
    case GDK_GRAB_BROKEN:
      if (self->held)
        {
          self->held = FALSE;
          if (self->pressed_long)
            reel_timeline_stop_looking (self);
          g_signal_emit (self, signals[SEEK], 0, gtk_adjustment_get_value (self->adjustment), TRUE);
        }
      break;
    default:
      break;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
reel_timeline_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  gtk_widget_measure (REEL_TIMELINE (widget)->scale, orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum += 2 * REEL_TIMELINE_MARGIN;
      *natural += 2 * REEL_TIMELINE_MARGIN;
    }
  *minimum_baseline = *natural_baseline = -1;
}

static void
reel_timeline_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  ReelTimeline *self = REEL_TIMELINE (widget);
  const int margin = REEL_TIMELINE_MARGIN, x = margin + REEL_TIMELINE_HALF_PLAYHEAD, y = REEL_TIMELINE_LANE;

  gtk_widget_size_allocate (self->scale, &(GtkAllocation){ margin, 0, MAX (0, width - 2 * margin), height }, -1);
  gtk_widget_size_allocate (self->strip, &(GtkAllocation){ x, y, MAX (0, width - 2 * x), MAX (0, height - y) }, -1);
  gtk_popover_present (GTK_POPOVER (self->tip));
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
 * reel_timeline_set_grabber:
 * @self: the timeline
 * @grabber: (nullable): what has the pictures of videos
 */
void
reel_timeline_set_grabber (ReelTimeline     *self,
                           ReelFrameGrabber *grabber)
{
  g_return_if_fail (REEL_IS_TIMELINE (self));
  reel_filmstrip_set_grabber (REEL_FILMSTRIP (self->strip), grabber);
  reel_timeline_tip_set_grabber (REEL_TIMELINE_TIP (self->tip), grabber);
}

/**
 * reel_timeline_set_pictures:
 * @self: the timeline
 * @uri: (nullable): the video whose pictures stand in a row; none as long as its length is not known
 */
void
reel_timeline_set_pictures (ReelTimeline *self,
                            const char   *uri)
{
  char *copy = g_strdup (uri);

  g_return_if_fail (REEL_IS_TIMELINE (self));
  if (g_strcmp0 (self->uri, uri) != 0)
    reel_timeline_stop_looking (self);
  g_free (self->uri);
  self->uri = copy;
  reel_filmstrip_set_source (REEL_FILMSTRIP (self->strip), uri, self->duration);
}

/**
 * reel_timeline_set_format:
 * @self: the timeline
 * @format: (nullable): how a time is written
 * @data: (borrowed): for @format
 */
void
reel_timeline_set_format (ReelTimeline      *self,
                          ReelTimelineWriter format,
                          gpointer           data)
{
  g_return_if_fail (REEL_IS_TIMELINE (self));
  self->format = format;
  self->format_data = data;
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
  self->start = isfinite (start) ? start : 0;
  self->end = isfinite (end) ? end : self->start;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * reel_timeline_set_played:
 * @self: the timeline
 * @in: seconds
 * @out: seconds
 *
 * From where to where the range is played; beside the range that is shown as its handles.
 */
void
reel_timeline_set_played (ReelTimeline *self,
                          double        in,
                          double        out)
{
  g_return_if_fail (REEL_IS_TIMELINE (self));
  self->played_in = in;
  self->played_out = out;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static int
compare_times (double start,
               double end,
               double other_start,
               double other_end)
{
  if (start != other_start)
    return start < other_start ? -1 : 1;
  return (end > other_end) - (end < other_end);
}

/**
 * reel_timeline_find_neighbour:
 * @self: the timeline
 * @start: seconds
 * @end: seconds
 * @next: whether to look behind that range, and not before it
 * @mark: (out): the hit that comes next
 *
 * Returns: whether there is one
 */
gboolean
reel_timeline_find_neighbour (ReelTimeline     *self,
                              double            start,
                              double            end,
                              gboolean          next,
                              ReelTimelineMark *mark)
{
  const ReelTimelineMark *best = NULL;
  const int side = next ? 1 : -1;

  g_return_val_if_fail (REEL_IS_TIMELINE (self), FALSE);
  g_return_val_if_fail (mark != NULL, FALSE);
  for (guint i = 0; i < self->marks->len; i++)
    {
      const ReelTimelineMark *other = &g_array_index (self->marks, ReelTimelineMark, i);

      if (compare_times (other->start, other->end, start, end) == side &&
          (best == NULL || compare_times (other->start, other->end, best->start, best->end) == -side))
        best = other;
    }
  if (best == NULL)
    return FALSE;
  *mark = *best;
  return TRUE;
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
reel_timeline_unmap (GtkWidget *widget)
{
  reel_timeline_stop_looking (REEL_TIMELINE (widget));
  GTK_WIDGET_CLASS (reel_timeline_parent_class)->unmap (widget);
}

static void
reel_timeline_dispose (GObject *object)
{
  ReelTimeline *self = REEL_TIMELINE (object);

  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_clear_pointer (&self->tip, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (object), REEL_TYPE_TIMELINE);
  G_OBJECT_CLASS (reel_timeline_parent_class)->dispose (object);
}

static void
reel_timeline_finalize (GObject *object)
{
  ReelTimeline *self = REEL_TIMELINE (object);

  g_array_unref (self->marks);
  g_free (self->uri);
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
  widget_class->measure = reel_timeline_measure;
  widget_class->size_allocate = reel_timeline_size_allocate;
  widget_class->snapshot = reel_timeline_snapshot;
  widget_class->grab_focus = reel_timeline_grab_focus;
  widget_class->unmap = reel_timeline_unmap;

  props[PROP_DURATION] = g_param_spec_double ("duration", NULL, NULL, 0, G_MAXDOUBLE, 0, rw);
  props[PROP_POSITION] = g_param_spec_double ("position", NULL, NULL, 0, G_MAXDOUBLE, 0, rw);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SEEK] = g_signal_new ("seek", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_BOOLEAN);
  signals[TRIM] = g_signal_new ("trim", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 3, G_TYPE_BOOLEAN, G_TYPE_DOUBLE, G_TYPE_BOOLEAN);

  g_type_ensure (REEL_TYPE_FILMSTRIP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/reelseek/Reelseek/preview/reel-timeline.ui");
  gtk_widget_class_bind_template_child (widget_class, ReelTimeline, scale);
  gtk_widget_class_bind_template_child (widget_class, ReelTimeline, adjustment);
  gtk_widget_class_bind_template_child (widget_class, ReelTimeline, strip);
  gtk_widget_class_bind_template_callback (widget_class, value_changed);
  gtk_widget_class_bind_template_callback (widget_class, scale_event);
  reel_timeline_bind_pointer (widget_class);
}

static void
reel_timeline_init (ReelTimeline *self)
{
  self->marks = g_array_new (FALSE, FALSE, sizeof (ReelTimelineMark));
  self->pointer_x = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Time goes from left to right in every script. */
  gtk_widget_set_direction (self->scale, GTK_TEXT_DIR_LTR);
  self->tip = reel_timeline_tip_new ();
  gtk_widget_set_parent (self->tip, GTK_WIDGET (self));
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
