/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "preview/reel-filmstrip.h"
#include "preview/reel-timeline-tip.h"
#include "preview/reel-timeline.h"

G_BEGIN_DECLS

/* Pixels: the marks' lane above the pictures, and what is left free at both ends, for the grip of a range that reaches there. */
#define REEL_TIMELINE_LANE 14
#define REEL_TIMELINE_MARGIN 4
/* Half the playhead's width in style.css: the scale's ends lie so far inside of what it is given. */
#define REEL_TIMELINE_HALF_PLAYHEAD 2

/* The width of a grip, in pixels. */
#define REEL_TIMELINE_GRIP 5

typedef enum
{
  REEL_TIMELINE_NO_EDGE,
  REEL_TIMELINE_IN,
  REEL_TIMELINE_OUT,
} ReelTimelineEdge;

struct _ReelTimeline
{
  GtkWidget parent_instance;

  /*
   * template. The slider is the toolkit's own: it brings keys, touch and the value interface of assistive technology, which
   * GTK 4.8 has for its ranges only. Its trough is invisible (style.css), and the strip is drawn below it.
   */
  GtkWidget *strip;
  GtkWidget *scale;
  GtkAdjustment *adjustment;

  /* owned */
  GtkWidget *tip;
  GArray *marks; /* (element-type ReelTimelineMark) */
  char *uri;     /* (nullable): whose pictures are shown */
  guint rest_id;

  /* borrowed */
  ReelTimelineWriter format; /* (nullable) */
  gpointer format_data;

  double duration;
  double start, end; /* of the present hit; none where they are the same */
  double played_in, played_out; /* with its handles */
  gboolean held;     /* by the pointer */
  gboolean quiet;    /* the value changes, but nobody asks to go there */

  float pointer_x;       /* where somebody looks; below 0 for nowhere */
  gboolean pressed_long; /* by a finger, which takes the tip along */
  ReelTimelineEdge dragged;
  double dragged_from;   /* seconds */
  double dragged_x;      /* where that is */
  gboolean dragged_far;  /* so that it is no click */
};

/* reel-timeline-draw.c */
gboolean reel_timeline_find_place (ReelTimeline *self,
                                   double        seconds,
                                   float        *x);
gboolean reel_timeline_find_time  (ReelTimeline *self,
                                   double        x,
                                   double       *seconds);
void     reel_timeline_snapshot   (GtkWidget    *widget,
                                   GtkSnapshot  *snapshot);

/* reel-timeline-pointer.c */
void     reel_timeline_bind_pointer (GtkWidgetClass *widget_class);
void     reel_timeline_stop_looking (ReelTimeline   *self);
void     reel_timeline_follow       (ReelTimeline   *self,
                                     double          seconds);

G_END_DECLS
