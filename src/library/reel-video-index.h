/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-video.h"

G_BEGIN_DECLS

/*
 * The videos of a catalogue by what they are: their fingerprints, the addresses of their files, and the ids that the service knows them by. A video that is
 * in one tells it of every change. Used on the thread of its videos.
 */
typedef struct _ReelVideoIndex ReelVideoIndex;

ReelVideoIndex *reel_video_index_new            (void);
void            reel_video_index_free           (ReelVideoIndex *self);
void            reel_video_index_add            (ReelVideoIndex *self,
                                                 ReelVideo      *video);
gboolean        reel_video_index_has            (ReelVideoIndex *self,
                                                 ReelVideo      *video);
void            reel_video_index_remove         (ReelVideoIndex *self,
                                                 ReelVideo      *video);
GPtrArray      *reel_video_index_by_fingerprint (ReelVideoIndex *self,
                                                 const char     *fingerprint);
GPtrArray      *reel_video_index_by_uri         (ReelVideoIndex *self,
                                                 const char     *uri);
GPtrArray      *reel_video_index_by_id          (ReelVideoIndex *self,
                                                 const char     *video_id);

/* For the video itself: around a change of what it is found by. */
void            reel_video_index_leave          (ReelVideo      *video);
void            reel_video_index_enter          (ReelVideo      *video);

G_END_DECLS
