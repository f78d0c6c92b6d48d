/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "library/reel-video.h"
#include "media/reel-player.h"
#include "preview/reel-timeline.h"

G_BEGIN_DECLS

/*
 * Where a hit, or a whole video, is watched: picture, timeline, transport. Owns its player. Keys, while the focus is in
 * it: space plays and pauses, L plays, and faster each time, K pauses, comma and full stop step, the arrows go a second, I
 * and O set where the hit begins and ends, Home and End go there, Page Up and Page Down ask for another hit, F and F11 fill
 * the screen, M mutes. Signals: "next-hit", "previous-hit".
 */
#define REEL_TYPE_PREVIEW_PANE (reel_preview_pane_get_type ())
G_DECLARE_FINAL_TYPE (ReelPreviewPane, reel_preview_pane, REEL, PREVIEW_PANE, GtkWidget)

GtkWidget  *reel_preview_pane_new        (void);
void        reel_preview_pane_show       (ReelPreviewPane        *self,
                                          ReelVideo              *video,
                                          const char             *title,
                                          const char             *uri,
                                          double                  start,
                                          double                  end,
                                          gboolean                has_times,
                                          gboolean                play);
void        reel_preview_pane_clear      (ReelPreviewPane        *self);
/* The hits in the video that is shown; reel_preview_pane_show() of another video takes them away. */
void        reel_preview_pane_set_marks  (ReelPreviewPane        *self,
                                          const ReelTimelineMark *marks,
                                          guint                   n_marks);
gboolean    reel_preview_pane_get_clip   (ReelPreviewPane        *self,
                                          const char            **uri,
                                          const char            **title,
                                          double                 *start,
                                          double                 *end);
const char *reel_preview_pane_get_timecode (ReelPreviewPane      *self);
ReelPlayer *reel_preview_pane_get_player (ReelPreviewPane        *self);

G_END_DECLS
