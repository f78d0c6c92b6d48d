/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "media/reel-frame-grabber.h"

G_BEGIN_DECLS

/**
 * ReelTimelineMark:
 * @start: seconds
 * @end: seconds, @start or later
 * @similarity: 0…1: how high the mark is
 */
typedef struct
{
  double start, end;
  double similarity;
} ReelTimelineMark;

/*
 * A whole video as a strip of its pictures: above them the hits in it as marks, the present one framed, the playhead over all. To assistive
 * technology it is a slider named 'Position' whose value is in seconds. Properties: duration (double, s, 0 = unknown, rw),
 * position (double, s, rw: what the player says; ignored while the pointer holds the playhead).
 * Where the pointer is, a tip shows the picture and the hit there, without going there; on touch screens it comes by a long press.
 * Signals: "seek" (double seconds, gboolean exact): not exact while the pointer moves, exact when it lets go, and for keys;
 * "trim" (gboolean out, double seconds, gboolean done): an end of the range is dragged; whoever owns the timeline sets the range.
 */
#define REEL_TYPE_TIMELINE (reel_timeline_get_type ())
G_DECLARE_FINAL_TYPE (ReelTimeline, reel_timeline, REEL, TIMELINE, GtkWidget)

/* (transfer full): a time in seconds, for people */
typedef char *(*ReelTimelineWriter) (double   seconds,
                                     gpointer data);

GtkWidget *reel_timeline_new          (void);
void       reel_timeline_set_grabber  (ReelTimeline           *self,
                                       ReelFrameGrabber       *grabber);
void       reel_timeline_set_pictures (ReelTimeline           *self,
                                       const char             *uri);
void       reel_timeline_set_format   (ReelTimeline           *self,
                                       ReelTimelineWriter      format,
                                       gpointer                data);
void       reel_timeline_set_duration (ReelTimeline           *self,
                                       double                  seconds);
double     reel_timeline_get_duration (ReelTimeline           *self);
void       reel_timeline_set_position (ReelTimeline           *self,
                                       double                  seconds);
double     reel_timeline_get_position (ReelTimeline           *self);
void       reel_timeline_set_range    (ReelTimeline           *self,
                                       double                  start,
                                       double                  end);
void       reel_timeline_set_played   (ReelTimeline           *self,
                                       double                  in,
                                       double                  out);
gboolean   reel_timeline_find_neighbour (ReelTimeline         *self,
                                       double                  start,
                                       double                  end,
                                       gboolean                next,
                                       ReelTimelineMark       *mark);
void       reel_timeline_set_marks    (ReelTimeline           *self,
                                       const ReelTimelineMark *marks,
                                       guint                   n_marks);

G_END_DECLS
