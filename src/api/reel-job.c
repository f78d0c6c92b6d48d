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
  g_free (self->message);
  g_free (self->task_type);
  g_free (self->model_name);
  g_clear_pointer (&self->created_at, g_date_time_unref);
  g_clear_pointer (&self->updated_at, g_date_time_unref);
  g_clear_pointer (&self->embedding, reel_embedding_unref);
  g_clear_pointer (&self->tags, reel_tags_unref);
  g_free (self);
}
