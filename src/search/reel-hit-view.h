/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "search/reel-hit.h"

G_BEGIN_DECLS

/**
 * ReelHitSort:
 * @REEL_HIT_SORT_SIMILARITY: the most similar first
 * @REEL_HIT_SORT_FILE: by the file's name, then by time
 * @REEL_HIT_SORT_TIME: by where the moment begins, whole videos first
 * @REEL_HIT_SORT_NEW: what is new in a saved search first, each as similar as it is
 */
typedef enum
{
  REEL_HIT_SORT_SIMILARITY,
  REEL_HIT_SORT_FILE,
  REEL_HIT_SORT_TIME,
  REEL_HIT_SORT_NEW,
} ReelHitSort;

/**
 * ReelHitPlace:
 * @REEL_HIT_PLACE_ANY: wherever
 * @REEL_HIT_PLACE_HERE: the file is on this computer, now: hits come and go with their files
 * @REEL_HIT_PLACE_ELSEWHERE: it is not, or nobody knows where
 */
typedef enum
{
  REEL_HIT_PLACE_ANY,
  REEL_HIT_PLACE_HERE,
  REEL_HIT_PLACE_ELSEWHERE,
} ReelHitPlace;

/**
 * ReelHitLength:
 * @REEL_HIT_LENGTH_ANY: however long
 * @REEL_HIT_LENGTH_SHORT: moments of less than 5 seconds
 * @REEL_HIT_LENGTH_MEDIUM: from 5 to less than 30
 * @REEL_HIT_LENGTH_LONG: 30 seconds and more
 * @REEL_HIT_LENGTH_WHOLE: whole videos
 */
typedef enum
{
  REEL_HIT_LENGTH_ANY,
  REEL_HIT_LENGTH_SHORT,
  REEL_HIT_LENGTH_MEDIUM,
  REEL_HIT_LENGTH_LONG,
  REEL_HIT_LENGTH_WHOLE,
} ReelHitLength;

/*
 * The hits that people want to see of a list of hits, in the order in which they want to see them: a GListModel of ReelHit,
 * main thread only. Properties, all with notify: model (GListModel of ReelHit, nullable, rw), n-videos (uint, ro: of how
 * many files the hits are). "changed" is emitted after a change of the model, the filters or the cut-off, when
 * everything that the view says about itself is up to date.
 *
 * The cut-off is a drop: how much less similar than the best hit of all a hit may be, as a part of the best's similarity.
 * 0.3 leaves hits from 0.49 where the best has 0.70. A fixed similarity would mean something else for each query.
 */
#define REEL_TYPE_HIT_VIEW (reel_hit_view_get_type ())
G_DECLARE_FINAL_TYPE (ReelHitView, reel_hit_view, REEL, HIT_VIEW, GObject)

ReelHitView  *reel_hit_view_new               (void);
void          reel_hit_view_set_model         (ReelHitView   *self,
                                               GListModel    *model);
GListModel   *reel_hit_view_get_model         (ReelHitView   *self);
void          reel_hit_view_set_sort          (ReelHitView   *self,
                                               ReelHitSort    sort);
ReelHitSort   reel_hit_view_get_sort          (ReelHitView   *self);
/* How much less similar a hit may be than the best; %G_MAXDOUBLE shows all. */
void          reel_hit_view_set_cut_off       (ReelHitView   *self,
                                               double         drop);
double        reel_hit_view_get_cut_off       (ReelHitView   *self);
void          reel_hit_view_set_place         (ReelHitView   *self,
                                               ReelHitPlace   place);
ReelHitPlace  reel_hit_view_get_place         (ReelHitView   *self);
void          reel_hit_view_set_length        (ReelHitView   *self,
                                               ReelHitLength  length);
ReelHitLength reel_hit_view_get_length        (ReelHitView   *self);
/* (nullable): only hits of this collection */
void          reel_hit_view_set_collection_id (ReelHitView   *self,
                                               const char    *collection_id);
const char   *reel_hit_view_get_collection_id (ReelHitView   *self);
void          reel_hit_view_set_tag           (ReelHitView   *self,
                                               const char    *tag);
const char   *reel_hit_view_get_tag           (ReelHitView   *self);
gboolean      reel_hit_view_get_is_filtered   (ReelHitView   *self);
void          reel_hit_view_clear_filters     (ReelHitView   *self);
guint         reel_hit_view_get_n_videos      (ReelHitView   *self);
/* How many of the shown hits the service is not sure of. */
guint         reel_hit_view_get_n_possible    (ReelHitView   *self);
gboolean      reel_hit_view_get_first_possible (ReelHitView  *self,
                                               guint         *position);
/* Of the hits that pass the filters: the drop of the least similar one, 0 without hits. */
double        reel_hit_view_get_largest_drop  (ReelHitView   *self);
/* Counts those hits by their drop, from 0 to the largest, into bins of the same width. */
void          reel_hit_view_count             (ReelHitView   *self,
                                               guint         *bins,
                                               guint          n_bins);

G_END_DECLS
