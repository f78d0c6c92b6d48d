/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "media/reel-frame.h"

G_BEGIN_DECLS

/*
 * Pictures of videos at given times, for thumbnails. Works on threads of its own with few pipelines, which stay open for
 * a while so that the next time of the same file is quick; requests are answered newest first, cancelled ones not at all.
 * Keeps a bounded cache in memory and one on disk (XDG cache folder, by URI, modification time, time and size).
 */
#define REEL_TYPE_FRAME_GRABBER (reel_frame_grabber_get_type ())
G_DECLARE_FINAL_TYPE (ReelFrameGrabber, reel_frame_grabber, REEL, FRAME_GRABBER, GObject)

ReelFrameGrabber *reel_frame_grabber_new         (const char           *cache_dir);
/* @time in seconds; the frame shown then, exactly where @exact, else a near key frame; the longer edge at most @max_edge pixels */
void              reel_frame_grabber_grab_async  (ReelFrameGrabber     *self,
                                                  const char           *uri,
                                                  double                time,
                                                  gboolean              exact,
                                                  guint                 max_edge,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
/* The same, but behind all requests of the former kind. */
void              reel_frame_grabber_grab_later_async (ReelFrameGrabber    *self,
                                                       const char          *uri,
                                                       double               time,
                                                       gboolean             exact,
                                                       guint                max_edge,
                                                       GCancellable        *cancellable,
                                                       GAsyncReadyCallback  callback,
                                                       gpointer             user_data);
/* The same for what stands for a video or a clip: the first picture from @time on, and no later than @within seconds after it,
 * that is neither black nor white nor of one tone; the one at @time where there is none. It is kept as such. */
void              reel_frame_grabber_grab_poster_async (ReelFrameGrabber    *self,
                                                        const char          *uri,
                                                        double               time,
                                                        double               within,
                                                        gboolean             exact,
                                                        guint                max_edge,
                                                        GCancellable        *cancellable,
                                                        GAsyncReadyCallback  callback,
                                                        gpointer             user_data);
ReelFrame        *reel_frame_grabber_grab_finish (ReelFrameGrabber     *self,
                                                  GAsyncResult         *result,
                                                  GError              **error);
ReelFrame        *reel_frame_grabber_peek        (ReelFrameGrabber     *self,
                                                  const char           *uri,
                                                  double                time,
                                                  gboolean              exact,
                                                  guint                 max_edge);
ReelFrame        *reel_frame_grabber_peek_poster (ReelFrameGrabber     *self,
                                                  const char           *uri,
                                                  double                time,
                                                  double                within,
                                                  gboolean              exact,
                                                  guint                 max_edge);

G_END_DECLS
