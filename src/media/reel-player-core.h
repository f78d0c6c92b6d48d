/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-video-output.h"

G_BEGIN_DECLS

/*
 * The part of a player that talks to GStreamer: a thread with a main loop of its own, since changing the state of a pipeline
 * and seeking may block. The main thread says what it wants, the newest wish counts, and is told what became of it.
 */
typedef struct _ReelPlayerCore ReelPlayerCore;

/**
 * ReelPlayerNews:
 * @generation: of the reel_player_core_open() that this is about
 * @wish: the last wish for a place or for playing that was seen when this was true
 * @position: seconds from the first frame
 * @duration: seconds; 0 where unknown
 * @frame_length: seconds that the frame at @position lasts; 0 where unknown
 * @ready: a first picture is there
 * @has_audio: there is sound
 * @sound_missing: there is sound, and nothing here can decode it
 * @sound_only: there are no pictures, but sound that can be played
 * @ended: it stopped at the end
 * @error: (owned) (nullable): why it can't go on
 *
 * What the main thread is told.
 */
typedef struct
{
  guint generation;
  guint wish;
  double position;
  double duration;
  double frame_length;
  gboolean ready;
  gboolean has_audio;
  gboolean sound_missing;
  gboolean sound_only;
  gboolean ended;
  GError *error;
} ReelPlayerNews;

/* On the main context; @news is only valid during the call. */
typedef void (*ReelPlayerCoreFunc) (const ReelPlayerNews *news,
                                    gpointer              data);

ReelPlayerCore *reel_player_core_new         (ReelVideoOutput    *output,
                                              ReelFrameIndex     *index,
                                              ReelPlayerCoreFunc  func,
                                              gpointer            data);
void            reel_player_core_shut_down   (ReelPlayerCore     *self);
guint           reel_player_core_open        (ReelPlayerCore     *self,
                                              const char         *uri,
                                              double              position);
guint           reel_player_core_set_playing (ReelPlayerCore     *self,
                                              gboolean            playing);
guint           reel_player_core_seek        (ReelPlayerCore     *self,
                                              double              seconds,
                                              gboolean            exact);
guint           reel_player_core_step        (ReelPlayerCore     *self,
                                              int                 frames);
void            reel_player_core_refresh     (ReelPlayerCore     *self);
void            reel_player_core_set_range   (ReelPlayerCore     *self,
                                              double              in_point,
                                              double              out_point,
                                              gboolean            loop);
void            reel_player_core_set_volume  (ReelPlayerCore     *self,
                                              double              volume,
                                              gboolean            muted);
void            reel_player_core_set_rate    (ReelPlayerCore     *self,
                                              double              rate);

G_END_DECLS
