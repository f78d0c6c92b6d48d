/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "media/reel-frame-grabber.h"

G_BEGIN_DECLS

/* What is at the pointer's place of a timeline: the picture, its time, and the hit that lies there. It takes no events. */
#define REEL_TYPE_TIMELINE_TIP (reel_timeline_tip_get_type ())
G_DECLARE_FINAL_TYPE (ReelTimelineTip, reel_timeline_tip, REEL, TIMELINE_TIP, GtkPopover)

GtkWidget *reel_timeline_tip_new         (void);
void       reel_timeline_tip_set_grabber (ReelTimelineTip  *self,
                                          ReelFrameGrabber *grabber);
void       reel_timeline_tip_show        (ReelTimelineTip  *self,
                                          const char       *uri,
                                          double            seconds,
                                          gboolean          exact,
                                          const char       *time,
                                          const char       *hit);

G_END_DECLS
