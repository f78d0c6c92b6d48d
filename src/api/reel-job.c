/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-job.h"

/**
 * reel_job_free:
 * @self: (transfer full) (nullable): a job
 */
void
reel_job_free (ReelJob *self)
{
  if (self == NULL)
    return;
  g_free (self->reason);
  g_clear_pointer (&self->embedding, reel_embedding_unref);
  g_clear_pointer (&self->tags, reel_tags_unref);
  g_free (self);
}
