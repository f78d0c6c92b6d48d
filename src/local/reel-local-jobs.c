/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "local/reel-local-jobs.h"
#include "local/reel-local-store-tensors.h"
#include "local/reel-video-source.h"
#include "local/reel-work-thread.h"

/* Microseconds after which it looks again: for what has lain here for too long, or after an error of the store. */
#define EXPIRY_PAUSE (3600 * (gint64) G_USEC_PER_SEC)
#define RETRY_PAUSE  (60 * (gint64) G_USEC_PER_SEC)

struct _ReelLocalJobs
{
  GObject parent_instance;

  /* owned */
  ReelLocalStore *store;
  ReelAnalyser *analyser;
  ReelEngine *engine;
  ReelVideoFetcherLimits limits;
  ReelWorkThread *thread; /* (nullable): %NULL once stopped */
};

G_DEFINE_FINAL_TYPE (ReelLocalJobs, reel_local_jobs, G_TYPE_OBJECT)

static GPtrArray *
look (ReelLocalJobs  *self,
      ReelLocalJob   *job,
      GCancellable   *cancellable,
      GError        **error)
{
  g_autofree char *path = NULL;
  ReelRawFrames frames;

  if (job->url != NULL)
    return reel_video_source_look_at_url (job->url, self->analyser, self->engine,
                                          reel_local_store_get_incoming_dir (self->store), &self->limits, cancellable, error);
  if (job->tensor == NULL)
    {
      path = reel_local_store_get_job_path (self->store, job->id);
      return reel_video_source_look_at_file (path, self->analyser, self->engine, cancellable, error);
    }
  if (!reel_local_store_get_frames (self->store, job->tensor, &frames, &path, error))
    return NULL;
  return reel_video_source_look_at_frames (path, &frames, self->analyser, self->engine, cancellable, error);
}

static void
do_job (ReelLocalJobs *self,
        ReelLocalJob  *job,
        GCancellable  *cancellable)
{
  g_autoptr (GPtrArray) clips = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) save_error = NULL;

  clips = look (self, job, cancellable, &error);
  if (clips != NULL)
    {
      guint dims = reel_engine_get_dims (self->engine);
      g_autoptr (JsonNode) result = job->kind == REEL_LOCAL_JOB_TAGGING ? reel_video_source_tags (clips)
                                                                        : reel_video_source_vector (clips, dims);
      g_autofree char *text = json_to_string (result, FALSE);

      reel_local_store_finish_job (self->store, job->id, text, reel_engine_get_space_id (self->engine), &save_error);
    }
  else if (g_cancellable_is_cancelled (cancellable))
    reel_local_store_put_back_job (self->store, job->id, &save_error);
  else
    reel_local_store_fail_job (self->store, job->id, error->message, &save_error);
  if (save_error != NULL)
    g_message ("%s: %s", job->id, save_error->message);
}

static gint64
step (gpointer      data,
      GCancellable *cancellable)
{
  ReelLocalJobs *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelLocalJob) job = reel_local_store_begin_job (self->store, &error);

  if (error != NULL)
    {
      g_message ("%s", error->message);
      return RETRY_PAUSE;
    }
  if (job == NULL)
    {
      if (!reel_local_store_expire_tensors (self->store, &error))
        g_message ("%s", error->message);
      return EXPIRY_PAUSE;
    }
  do_job (self, job, cancellable);
  return REEL_WORK_AT_ONCE;
}

/**
 * reel_local_jobs_new:
 * @store: what waits, and where the results go
 * @analyser: what analyses
 * @engine: what measures
 * @limits: what may be fetched; copied
 *
 * Returns: (transfer full): begins at once; stop it before the last reference goes
 */
ReelLocalJobs *
reel_local_jobs_new (ReelLocalStore               *store,
                     ReelAnalyser                 *analyser,
                     ReelEngine                   *engine,
                     const ReelVideoFetcherLimits *limits)
{
  ReelLocalJobs *self;

  g_return_val_if_fail (REEL_IS_LOCAL_STORE (store), NULL);
  g_return_val_if_fail (REEL_IS_ENGINE (engine), NULL);

  self = g_object_new (REEL_TYPE_LOCAL_JOBS, NULL);
  self->store = g_object_ref (store);
  self->analyser = g_object_ref (analyser);
  self->engine = g_object_ref (engine);
  self->limits = *limits;
  self->thread = reel_work_thread_start ("jobs", step, self);
  return self;
}

/**
 * reel_local_jobs_wake:
 * @self: a #ReelLocalJobs
 *
 * A job waits. From any thread.
 */
void
reel_local_jobs_wake (ReelLocalJobs *self)
{
  g_return_if_fail (REEL_IS_LOCAL_JOBS (self));

  reel_work_thread_wake (self->thread);
}

/**
 * reel_local_jobs_stop:
 * @self: a #ReelLocalJobs
 *
 * Stops the job under way, which then waits again, and the thread. Nothing may wake it afterwards.
 */
void
reel_local_jobs_stop (ReelLocalJobs *self)
{
  g_return_if_fail (REEL_IS_LOCAL_JOBS (self));

  g_clear_pointer (&self->thread, reel_work_thread_stop);
}

static void
reel_local_jobs_dispose (GObject *object)
{
  ReelLocalJobs *self = REEL_LOCAL_JOBS (object);

  reel_local_jobs_stop (self);
  g_clear_object (&self->store);
  g_clear_object (&self->analyser);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (reel_local_jobs_parent_class)->dispose (object);
}

static void
reel_local_jobs_class_init (ReelLocalJobsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = reel_local_jobs_dispose;
}

static void
reel_local_jobs_init (ReelLocalJobs *self)
{
}
