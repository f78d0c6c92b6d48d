/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-search-reply.h"
#include "library/reel-video.h"

G_BEGIN_DECLS

/*
 * One hit of a search: a clip of a video, or a whole video. Used on the main thread only. Properties:
 *   video (ReelVideo, nullable, c-o: the catalogue does not know every video of a service), video-id (string, c-o),
 *   collection-id (string, nullable, c-o), name (string, ro: the file's name, for people; follows the video), uri (string,
 *   nullable, ro; follows the video), similarity (double, c-o), has-times (boolean, c-o), start / end (double, s, c-o).
 */
#define REEL_TYPE_HIT (reel_hit_get_type ())
G_DECLARE_FINAL_TYPE (ReelHit, reel_hit, REEL, HIT, GObject)

ReelHit    *reel_hit_new               (ReelVideo              *video,
                                        const char             *collection_id,
                                        const ReelSearchResult *result);
ReelVideo  *reel_hit_get_video         (ReelHit                *self);
const char *reel_hit_get_video_id      (ReelHit                *self);
const char *reel_hit_get_collection_id (ReelHit                *self);
const char *reel_hit_get_name          (ReelHit                *self);
const char *reel_hit_get_uri           (ReelHit                *self);
double      reel_hit_get_similarity    (ReelHit                *self);
gboolean    reel_hit_get_has_times     (ReelHit                *self);
double      reel_hit_get_start         (ReelHit                *self);
double      reel_hit_get_end           (ReelHit                *self);
char       *reel_hit_dup_label         (ReelHit                *self);
char       *reel_hit_dup_range         (ReelHit                *self);

G_END_DECLS
