/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-local-service.h"
#include "local/reel-local-text-setting.h"

/**
 * reel_local_service_start:
 * @data_dir: the folder, which this process alone uses
 * @engines: what indexes, and what can read queries for what was indexed before
 * @analyser: what analyses videos
 * @allow_private: whether videos may be fetched from this computer and private networks
 * @error: return location for what keeps it from starting
 *
 * Opens the store, puts it right, and goes on with what was being done when the last service ended.
 *
 * Returns: (transfer full) (nullable): the running service
 */
ReelLocalService *
reel_local_service_start (const char *data_dir,
                          ReelLocalEngines *engines,
                          ReelAnalyser *analyser,
                          gboolean    allow_private,
                          GError    **error)
{
  g_autoptr (ReelLocalStore) store = reel_local_store_open (data_dir, error);
  ReelEngine *engine = reel_local_engines_get_current (engines);
  ReelLocalService *self;

  if (store == NULL || !reel_local_store_tidy (store, reel_engine_get_space_id (engine), error)
      || !reel_local_text_setting_apply (store, engine, error))
    return NULL;
  self = g_new0 (ReelLocalService, 1);
  self->store = g_steal_pointer (&store);
  self->engine = g_object_ref (engine);
  self->analyser = g_object_ref (analyser);
  self->limits = (ReelVideoFetcherLimits) { REEL_VIDEO_FETCHER_BYTES, REEL_VIDEO_FETCHER_SECONDS, allow_private };
  self->index = reel_vector_index_new (self->store, engines);
  self->indexer = reel_local_indexer_new (self->store, analyser, engine, self->index);
  self->jobs = reel_local_jobs_new (self->store, analyser, engine, &self->limits);
  return self;
}

/**
 * reel_local_service_stop:
 * @self: (transfer full): a service whose calls have all ended
 *
 * Ends its threads. What they were at goes on at the next start.
 */
void
reel_local_service_stop (ReelLocalService *self)
{
  reel_local_indexer_stop (self->indexer);
  reel_local_jobs_stop (self->jobs);
  g_object_unref (self->indexer);
  g_object_unref (self->jobs);
  g_object_unref (self->index);
  g_object_unref (self->store);
  g_object_unref (self->analyser);
  g_object_unref (self->engine);
  g_free (self);
}
