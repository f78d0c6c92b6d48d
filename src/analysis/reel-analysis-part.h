/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-client.h"

G_BEGIN_DECLS

/**
 * ReelAnalysisPartKind:
 * @REEL_ANALYSIS_PART_TAGS: what the service says of the pictures
 * @REEL_ANALYSIS_PART_EMBEDDING: the vectors that it makes of them
 */
typedef enum
{
  REEL_ANALYSIS_PART_TAGS,
  REEL_ANALYSIS_PART_EMBEDDING,
} ReelAnalysisPartKind;

/**
 * ReelAnalysisPartState:
 * @REEL_ANALYSIS_PART_IDLE: not asked for
 * @REEL_ANALYSIS_PART_RUNNING: the service was asked
 * @REEL_ANALYSIS_PART_DONE: the result is there
 * @REEL_ANALYSIS_PART_FAILED: there is none; the error says why
 */
typedef enum
{
  REEL_ANALYSIS_PART_IDLE,
  REEL_ANALYSIS_PART_RUNNING,
  REEL_ANALYSIS_PART_DONE,
  REEL_ANALYSIS_PART_FAILED,
} ReelAnalysisPartState;

/*
 * One thing that a service is asked about a video: its tags, or its vectors. Used on the main thread only. Properties,
 * all read-only and with notify:
 *   state (int, a ReelAnalysisPartState), phase (int, a ReelAnalysisPhase: of a run, what goes on; afterwards, where it
 *   ended), progress (double, 0…1 of the bytes sent, -1 while there is nothing to count), request-id (string,
 *   nullable: of the job, while there is one), since (GDateTime, nullable: when the service took the job, in UTC), message
 *   (string, nullable: what it says of the job), trouble (string, nullable:
 *   why the service can't be asked how far it is; it is asked again by itself), error (string, nullable: a sentence for people), refused (boolean: it failed, and a file was asked about that the service may not take as
 *   Base64), tags (ReelTags, nullable), embedding (ReelEmbedding, nullable).
 * Whoever lets go of it cancels it.
 */
#define REEL_TYPE_ANALYSIS_PART (reel_analysis_part_get_type ())
G_DECLARE_FINAL_TYPE (ReelAnalysisPart, reel_analysis_part, REEL, ANALYSIS_PART, GObject)

ReelAnalysisPart     *reel_analysis_part_new           (ReelAnalysisPartKind  kind);
void                  reel_analysis_part_start         (ReelAnalysisPart     *self,
                                                        ReelClient           *client,
                                                        ReelVideoInput       *video);
void                  reel_analysis_part_resume        (ReelAnalysisPart     *self,
                                                        ReelClient           *client,
                                                        const char           *request_id);
void                  reel_analysis_part_cancel        (ReelAnalysisPart     *self);
void                  reel_analysis_part_reset         (ReelAnalysisPart     *self);
ReelAnalysisPartKind  reel_analysis_part_get_kind      (ReelAnalysisPart     *self);
ReelAnalysisPartState reel_analysis_part_get_state     (ReelAnalysisPart     *self);
ReelAnalysisPhase     reel_analysis_part_get_phase     (ReelAnalysisPart     *self);
double                reel_analysis_part_get_progress  (ReelAnalysisPart     *self);
const char           *reel_analysis_part_get_request_id (ReelAnalysisPart    *self);
GDateTime            *reel_analysis_part_get_since     (ReelAnalysisPart     *self);
const char           *reel_analysis_part_get_message   (ReelAnalysisPart     *self);
const char           *reel_analysis_part_get_trouble   (ReelAnalysisPart     *self);
const char           *reel_analysis_part_get_error     (ReelAnalysisPart     *self);
gboolean              reel_analysis_part_get_refused   (ReelAnalysisPart     *self);
ReelTags             *reel_analysis_part_get_tags      (ReelAnalysisPart     *self);
ReelEmbedding        *reel_analysis_part_get_embedding (ReelAnalysisPart     *self);

G_END_DECLS
