/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-search-reply.h"
#include "library/reel-video.h"

G_BEGIN_DECLS

/*
 * One hit of a search: a clip of a video, or a whole video. Used on the main thread only. Properties:
 *   video (ReelVideo, nullable: the catalogue does not know every video of a service), video-id (string),
 *   collection-id (string, nullable), name (string, ro: the file's name, for people; follows the video), uri (string,
 *   nullable, ro; follows the video, and is told of when the file goes or comes back), similarity (double), has-times (boolean), start / end (double, s), n-merged (uint: of how
 *   many clips of the service it is made), is-new (boolean: of a saved search, and not there when somebody last looked;
 *   notifies), is-possible (boolean: the service is not sure of it), begins-possible
 *   (boolean, notifies: the first of those in its view, after such that are sure). All are read-only.
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
/* By hand, for a video that was added elsewhere. */
const char *reel_hit_get_link          (ReelHit                *self);
void        reel_hit_set_link          (ReelHit                *self,
                                        const char             *uri);
double      reel_hit_get_similarity    (ReelHit                *self);
gboolean    reel_hit_get_has_times     (ReelHit                *self);
double      reel_hit_get_start         (ReelHit                *self);
double      reel_hit_get_end           (ReelHit                *self);
/* Whether two hits say the same of the same clip: for hash tables. */
guint       reel_hit_hash              (gconstpointer           hit);
gboolean    reel_hit_equal             (gconstpointer           one,
                                        gconstpointer           other);
void        reel_hit_add               (ReelHit                *self,
                                        const ReelSearchResult *result);
double      reel_hit_get_moment        (ReelHit                *self);
guint       reel_hit_get_n_merged      (ReelHit                *self);
gboolean    reel_hit_get_is_new        (ReelHit                *self);
void        reel_hit_set_is_new        (ReelHit                *self,
                                        gboolean                is_new);
gboolean    reel_hit_get_is_here       (ReelHit                *self);
gboolean    reel_hit_get_is_possible   (ReelHit                *self);
gboolean    reel_hit_get_begins_possible (ReelHit              *self);
void        reel_hit_set_begins_possible (ReelHit              *self,
                                        gboolean                begins_possible);
/* (nullable) (array zero-terminated=1): what spoke for it, the strongest first */
const char * const *reel_hit_get_reasons (ReelHit              *self);
char       *reel_hit_dup_why           (ReelHit                *self);
const char *reel_hit_get_file          (ReelHit                *self);
guint       reel_hit_get_position      (ReelHit                *self);
void        reel_hit_set_position      (ReelHit                *self,
                                        guint                   position);
char       *reel_hit_dup_label         (ReelHit                *self);
char       *reel_hit_dup_range         (ReelHit                *self);

G_END_DECLS
