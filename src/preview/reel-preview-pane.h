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
 * and O set where the hit begins and ends, with Shift they go there, X and Escape take the hit's own times back, H plays
 * with handles, Home and End go to the ends, Up and Down to the hits on the timeline, Page Up and Page Down ask for another hit, F and F11 fill
 * the screen, M mutes. Signals: "next-hit", "previous-hit", "mark-wanted"; "locate-file",
 * "locate-folder", "files-dropped" (GListModel of GFile), "unlink": somebody knows where a file is that is not found. Properties: handles (int, s, rw), play-with-handles (boolean, rw), has-clip (boolean, ro: reel_preview_pane_get_clip() has one); actions of
 * the same names in the group "preview".
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
/* What is shown already, from where it begins; FALSE where it is to be shown anew. */
gboolean    reel_preview_pane_play_shown (ReelPreviewPane        *self);
void        reel_preview_pane_clear      (ReelPreviewPane        *self);
/* The hits in the video that is shown; reel_preview_pane_show() of another video takes them away. */
void        reel_preview_pane_set_marks  (ReelPreviewPane        *self,
                                          const ReelTimelineMark *marks,
                                          guint                   n_marks);
void        reel_preview_pane_set_grabber (ReelPreviewPane       *self,
                                           ReelFrameGrabber      *grabber);
void        reel_preview_pane_set_handles (ReelPreviewPane       *self,
                                           int                    seconds);
void        reel_preview_pane_set_play_with_handles (ReelPreviewPane *self,
                                           gboolean               with_handles);
/* All files were looked for. */
void        reel_preview_pane_look_again (ReelPreviewPane        *self);
/* Whether the frame that is shown can be searched by, with the action win.find-similar-frame. */
void        reel_preview_pane_set_finds_similar (ReelPreviewPane *self,
                                           gboolean               finds_similar);
/* A file system on which the file lies does not answer. */
void        reel_preview_pane_say_silent (ReelPreviewPane        *self,
                                          const char             *mount);
/* Somebody has said that this is the video's file; it can be unsaid, by "unlink". */
void        reel_preview_pane_set_why    (ReelPreviewPane        *self,
                                          const char             *why);
void        reel_preview_pane_set_linked (ReelPreviewPane        *self,
                                          gboolean                linked);
ReelVideo  *reel_preview_pane_get_video  (ReelPreviewPane        *self);
gboolean    reel_preview_pane_get_clip   (ReelPreviewPane        *self,
                                          const char            **uri,
                                          const char            **title,
                                          double                 *start,
                                          double                 *end);
const char *reel_preview_pane_get_timecode (ReelPreviewPane      *self);
ReelPlayer *reel_preview_pane_get_player (ReelPreviewPane        *self);

G_END_DECLS
