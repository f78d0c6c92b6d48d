/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-local-service.h"
#include "local/reel-local-store-settings.h"
#include "local/reel-local-text-setting.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Keys of what is remembered. */
#define THREADS "threads"
#define PAUSE_ON_BATTERY "pause-on-battery"

static void
read_settings (ReelLocalService *self)
{
  g_autofree char *threads = NULL;
  g_autofree char *pause = NULL;
  g_autoptr (GError) error = NULL;
  guint64 n_threads = 0;

  if (!reel_local_store_read_setting (self->store, THREADS, &threads, &error)
      || !reel_local_store_read_setting (self->store, PAUSE_ON_BATTERY, &pause, &error))
    g_message ("%s", error->message); /* then indexing is as it is at first */
  if (threads != NULL && g_ascii_string_to_unsigned (threads, 10, 0, REEL_ANALYSER_MOST_THREADS, &n_threads, NULL))
    reel_analyser_set_threads (self->analyser, (guint) n_threads);
  reel_analyser_set_pause_on_battery (self->analyser, g_strcmp0 (pause, "1") == 0);
}

/**
 * reel_local_service_set_threads:
 * @self: a service
 * @n_threads: see reel_analyser_set_threads(); %REEL_ANALYSER_MOST_THREADS at most
 * @error: return location
 *
 * Holds from now on, and after the next start.
 *
 * Returns: whether it was saved
 */
gboolean
reel_local_service_set_threads (ReelLocalService  *self,
                                guint              n_threads,
                                GError           **error)
{
  g_autofree char *text = g_strdup_printf ("%u", n_threads);

  if (!reel_local_store_write_setting (self->store, THREADS, text, error))
    return FALSE;
  reel_analyser_set_threads (self->analyser, n_threads);
  return TRUE;
}

/**
 * reel_local_service_set_pause_on_battery:
 * @self: a service
 * @pause: see reel_analyser_set_pause_on_battery()
 * @error: return location
 *
 * Holds from now on, and after the next start.
 *
 * Returns: whether it was saved
 */
gboolean
reel_local_service_set_pause_on_battery (ReelLocalService  *self,
                                         gboolean           pause,
                                         GError           **error)
{
  if (!reel_local_store_write_setting (self->store, PAUSE_ON_BATTERY, pause ? "1" : "0", error))
    return FALSE;
  reel_analyser_set_pause_on_battery (self->analyser, pause);
  return TRUE;
}

static gpointer
trim (gpointer data)
{
  g_autoptr (ReelLocalEngines) engines = data;

  reel_local_engines_trim (engines);
#ifdef __GLIBC__
  malloc_trim (0);
#endif
  g_debug ("the engines have let go of what they loaded");
  return NULL;
}

static gboolean
on_idle (gpointer user_data)
{
  ReelLocalService *self = user_data;

  g_thread_unref (g_thread_new ("trim", trim, g_object_ref (self->engines)));
  return G_SOURCE_REMOVE;
}

static gboolean
on_use_over (gpointer user_data)
{
  ReelLocalService *self = user_data;

  reel_analyser_set_use (self->analyser, REEL_ANALYSER_ALONE);
  return G_SOURCE_REMOVE;
}

/**
 * reel_local_service_set_times:
 * @self: a service that no call has used yet
 * @idle: seconds, %REEL_LOCAL_SERVICE_IDLE otherwise
 * @in_use: seconds, %REEL_LOCAL_SERVICE_USE otherwise
 */
void
reel_local_service_set_times (ReelLocalService *self,
                              guint             idle,
                              guint             in_use)
{
  g_clear_pointer (&self->idle, reel_local_timer_free);
  g_clear_pointer (&self->in_use, reel_local_timer_free);
  self->idle = reel_local_timer_new (idle, on_idle, self);
  self->in_use = reel_local_timer_new (in_use, on_use_over, self);
}

/**
 * reel_local_service_wind:
 * @self: a service
 *
 * A call uses engines: what they load is kept for a while from now on. From any thread.
 */
void
reel_local_service_wind (ReelLocalService *self)
{
  reel_local_timer_wind (self->idle);
}

/**
 * reel_local_service_set_use:
 * @self: a service
 * @use: what else the computer is used for
 *
 * Holds until another one is set, and for %REEL_LOCAL_SERVICE_USE seconds at most: whoever says so may be killed. From any
 * thread.
 */
void
reel_local_service_set_use (ReelLocalService *self,
                            ReelAnalyserUse   use)
{
  if (use != REEL_ANALYSER_ALONE)
    reel_local_timer_wind (self->in_use);
  reel_analyser_set_use (self->analyser, use);
}

/**
 * reel_local_service_start:
 * @data_dir: the folder, which this process alone uses
 * @engines: what indexes, and what can read queries for what was indexed before
 * @analyser: what analyses videos
 * @allow_private: whether videos may be fetched from this computer and private networks
 * @keep_copies: whether to keep copies of videos from now on; where not, what is remembered holds
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
                          gboolean    keep_copies,
                          GError    **error)
{
  g_autoptr (ReelLocalStore) store = reel_local_store_open (data_dir, error);
  ReelEngine *engine = reel_local_engines_get_current (engines);
  ReelLocalService *self;

  /* Before it is tidied up, which removes copies that are not to be kept. */
  if (store == NULL || (keep_copies && !reel_local_store_set_keep_copies (store, TRUE, error))
      || !reel_local_store_tidy (store, reel_engine_get_space_id (engine), error)
      || !reel_local_text_setting_apply (store, engine, error))
    return NULL;
  self = g_new0 (ReelLocalService, 1);
  self->store = g_steal_pointer (&store);
  self->engines = g_object_ref (engines);
  self->engine = g_object_ref (engine);
  reel_local_service_set_times (self, REEL_LOCAL_SERVICE_IDLE, REEL_LOCAL_SERVICE_USE);
  self->analyser = g_object_ref (analyser);
  read_settings (self);
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
  g_object_unref (self->engines);
  reel_local_timer_free (self->idle);
  reel_local_timer_free (self->in_use);
  g_free (self);
}
