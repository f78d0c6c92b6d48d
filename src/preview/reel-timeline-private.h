/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "preview/reel-filmstrip.h"
#include "preview/reel-timeline.h"

G_BEGIN_DECLS

/* Pixels: the marks' lane above the pictures, and what is left free at both ends, for the grip of a range that reaches there. */
#define REEL_TIMELINE_LANE 14
#define REEL_TIMELINE_MARGIN 4
/* Half the playhead's width in style.css: the scale's ends lie so far inside of what it is given. */
#define REEL_TIMELINE_HALF_PLAYHEAD 2

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
  GArray *marks; /* (element-type ReelTimelineMark) */

  double duration;
  double start, end; /* of the present hit; none where they are the same */
  gboolean held;     /* by the pointer */
  gboolean quiet;    /* the value changes, but nobody asks to go there */
};

/* reel-timeline-draw.c */
gboolean reel_timeline_find_place (ReelTimeline *self,
                                   double        seconds,
                                   float        *x);
void     reel_timeline_snapshot   (GtkWidget    *widget,
                                   GtkSnapshot  *snapshot);

G_END_DECLS
