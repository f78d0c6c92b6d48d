/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-embedding.h"
#include "api/reel-tags.h"

G_BEGIN_DECLS

/**
 * ReelJobState:
 * @REEL_JOB_PENDING: it waits for its turn at the service
 * @REEL_JOB_PROCESSING: the service is at it
 * @REEL_JOB_COMPLETED: there is a result
 * @REEL_JOB_FAILED: there will be none
 */
typedef enum
{
  REEL_JOB_PENDING,
  REEL_JOB_PROCESSING,
  REEL_JOB_COMPLETED,
  REEL_JOB_FAILED,
} ReelJobState;

/**
 * ReelJob:
 * @state: how far it is
 * @reason: (nullable): why it failed, in the service's words
 * @message: (nullable): what else the service says of it, safe to show
 * @task_type: (nullable): what it is about, such as "embedding" or "tagging"
 * @model_name: (nullable): what works on it
 * @created_at: (nullable): when the service took it, in UTC
 * @updated_at: (nullable): when it came to its state, in UTC
 * @embedding: (nullable): the vectors of a completed job about an embedding
 * @tags: (nullable): the tags of a completed job about tags
 *
 * An asynchronous submission, as the service describes it.
 */
typedef struct
{
  ReelJobState state;
  char *reason;
  char *message, *task_type, *model_name;
  GDateTime *created_at, *updated_at;
  ReelEmbedding *embedding;
  ReelTags *tags;
} ReelJob;

void reel_job_free (ReelJob *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelJob, reel_job_free)

G_END_DECLS
