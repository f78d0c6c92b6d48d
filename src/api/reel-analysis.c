/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-analysis.h"
#include "api/reel-api-error-private.h"
#include "api/reel-call.h"
#include "base/reel-file-info.h"

/*
 * An analysis of a video, from the caller's context, each step a call of its own:
 *
 *   how large is the file? ─► ask ─► result
 *          │ large              │ 504, or no answer at all: it takes too long
 *          └────────────────────┴─► submit ─► watch the job ─► result
 *
 * The service is asked for an answer on the same connection first, since that is the quicker way where it works. For
 * vectors of a file only the submission is documented, so that is a job from the start.
 */

/* A refusal of it is the caller's to remember. */
#define BASE64_KEY "video_base64"

/* A file of more bytes is a job from the start: a service that has to read so much will hardly answer in time. */
#define LARGE_FILE (32 * 1024 * 1024)

static const ReelCall calls[] = {
  [REEL_ANALYSIS_EMBEDDING] = {
    .name = "POST /video_embedding/encode_video",
    .priority = REEL_PRIORITY_BULK,
    .repeatable = TRUE,
    .paid = TRUE,
    .slow = TRUE,
    .has_async = TRUE,
    .decode = reel_api_decode_video_embedding,
    .result_free = (GDestroyNotify) reel_embedding_unref,
  },
  [REEL_ANALYSIS_TAGS] = {
    .name = "POST /video_tagging",
    .priority = REEL_PRIORITY_BULK,
    .repeatable = TRUE,
    .paid = TRUE,
    .slow = TRUE,
    .has_async = TRUE,
    .decode = reel_api_decode_tags,
    .result_free = (GDestroyNotify) reel_tags_unref,
  },
};

static const ReelCall submissions[] = {
  [REEL_ANALYSIS_EMBEDDING] = {
    .name = "POST /video_embedding/encode_video/async",
    .priority = REEL_PRIORITY_BULK,
    .repeatable = TRUE,
    .paid = TRUE,
    .slow = TRUE,
    .decode = reel_api_decode_request_id,
    .result_free = g_free,
  },
  [REEL_ANALYSIS_TAGS] = {
    .name = "POST /video_tagging/async",
    .priority = REEL_PRIORITY_BULK,
    .repeatable = TRUE,
    .paid = TRUE,
    .slow = TRUE,
    .decode = reel_api_decode_request_id,
    .result_free = g_free,
  },
};

/* The task's data; all of it on the caller's context. */
typedef struct
{
  ReelAnalysisKind kind;
  ReelVideoInput *video; /* (owned) (nullable): none where a job is resumed */

  ReelAnalysisProgress progress;     /* (nullable) */
  gpointer progress_data;            /* (owned) */
  GDestroyNotify progress_data_free; /* (nullable) */
  ReelAnalysisPhase phase;
} Analysis;

static void
drop_progress (Analysis *self)
{
  GDestroyNotify data_free = g_steal_pointer (&self->progress_data_free);

  self->progress = NULL;
  if (data_free != NULL)
    data_free (g_steal_pointer (&self->progress_data));
}

static void
analysis_free (gpointer data)
{
  Analysis *self = data;

  drop_progress (self);
  g_clear_pointer (&self->video, reel_video_input_unref);
  g_free (self);
}

/* The one exit. @result: (transfer full) (nullable); @error: (transfer full) (nullable) */
static void
end (GTask   *task,
     gpointer result,
     GError  *error)
{
  Analysis *self = g_task_get_task_data (task);

  drop_progress (self); /* the caller is told nothing after its callback */
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, calls[self->kind].result_free);
}

static void
tell_news (Analysis               *self,
           const ReelAnalysisNews *news)
{
  self->phase = news->phase;
  if (self->progress != NULL)
    self->progress (news, self->progress_data);
}

static void
tell (Analysis         *self,
      ReelAnalysisPhase phase,
      guint64           sent,
      guint64           total)
{
  tell_news (self, &(ReelAnalysisNews){ .phase = phase, .sent = sent, .total = total });
}

static void
sent_cb (guint64  sent,
         guint64  total,
         gpointer data)
{
  GTask *task = data;
  Analysis *self = g_task_get_task_data (task);

  /* The meter's last word may come after the answer. */
  if (self->progress != NULL && self->phase <= REEL_ANALYSIS_WAITING)
    tell (self, sent < total ? REEL_ANALYSIS_SENDING : REEL_ANALYSIS_WAITING, sent, total);
}

static ReelUploadMeter *
new_meter (GTask *task)
{
  Analysis *self = g_task_get_task_data (task);

  if (reel_video_input_get_file (self->video) == NULL)
    return NULL;
  return reel_upload_meter_new (sent_cb, g_object_ref (task), g_object_unref, g_task_get_context (task));
}

/* @meter: (transfer full) (nullable) */
static void
ask (ReelClient         *client,
     const ReelCall     *call,
     ReelVideoInput     *video,
     ReelUploadMeter    *meter,
     gpointer            tag,
     GCancellable       *cancellable,
     GAsyncReadyCallback callback,
     gpointer            user_data)
{
  GTask *task = g_task_new (client, cancellable, callback, user_data);
  const char *url = reel_video_input_get_url (video);
  GBytes *body = url != NULL ? reel_call_body_for_string ("video_url", url) : NULL;
  ReelRequestSpec *spec = reel_call_new_spec (call, NULL, body, NULL); /* has no id that could be wrong */

  g_task_set_source_tag (task, tag);
  if (url == NULL)
    {
      spec->file = g_object_ref (reel_video_input_get_file (video));
      spec->file_key = BASE64_KEY;
    }
  spec->meter = meter;
  reel_request_start (client, spec, task);
}

static void
job_progress_cb (const ReelAnalysisNews *news,
                 gpointer                data)
{
  tell_news (g_task_get_task_data (data), news);
}

static void
watched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (GTask) task = data;
  Analysis *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (ReelJob) job = reel_client_watch_job_finish (REEL_CLIENT (source), result, &error);
  gpointer wanted = NULL;

  if (job != NULL && self->kind == REEL_ANALYSIS_EMBEDDING)
    wanted = g_steal_pointer (&job->embedding);
  else if (job != NULL)
    wanted = g_steal_pointer (&job->tags);
  if (job != NULL && wanted == NULL)
    error = reel_api_error_for_missing_key ("GET /async_status/{request_id}",
                                            self->kind == REEL_ANALYSIS_EMBEDDING ? "embedding" : "tags");
  end (task, wanted, error);
}

static void
watch (GTask      *task,
       const char *request_id)
{
  tell_news (g_task_get_task_data (task), &(ReelAnalysisNews){ .phase = REEL_ANALYSIS_PENDING, .request_id = request_id });
  reel_client_watch_job_async (g_task_get_source_object (task), request_id, job_progress_cb, g_object_ref (task),
                               g_object_unref, g_task_get_cancellable (task), watched_cb, g_object_ref (task));
}

static void
submitted_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autofree char *id = g_task_propagate_pointer (G_TASK (result), &error);

  if (id == NULL)
    {
      end (task, NULL, error);
      return;
    }
  watch (task, id);
}

static void
submit (GTask *task)
{
  Analysis *self = g_task_get_task_data (task);

  tell (self, REEL_ANALYSIS_SENDING, 0, 0);
  reel_analysis_submit (g_task_get_source_object (task), self->kind, self->video, new_meter (task), submit,
                        g_task_get_cancellable (task), submitted_cb, g_object_ref (task));
}

/* Whether the service has what it needs, and only takes too long. Where the request did not go out, a job would not either. */
static gboolean
is_slow (const GError *error)
{
  return g_error_matches (error, REEL_API_ERROR, REEL_API_ERROR_TIMEOUT) &&
         (reel_api_error_get_status (error) == 504 || reel_api_error_get_uncertain (error));
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  gpointer answer = g_task_propagate_pointer (G_TASK (result), &error);

  if (error != NULL && is_slow (error))
    {
      g_error_free (error);
      submit (task);
      return;
    }
  end (task, answer, error);
}

static void
ask_now (GTask *task)
{
  Analysis *self = g_task_get_task_data (task);

  /* An address is sent before anyone could look. */
  tell (self, reel_video_input_get_file (self->video) != NULL ? REEL_ANALYSIS_SENDING : REEL_ANALYSIS_WAITING, 0, 0);
  ask (g_task_get_source_object (task), &calls[self->kind], self->video, new_meter (task), ask_now,
       g_task_get_cancellable (task), answered_cb, g_object_ref (task));
}

static void
measured_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    end (task, NULL, g_steal_pointer (&error));
  else if (info != NULL && reel_file_info_get_size (info) > LARGE_FILE)
    submit (task);
  else
    ask_now (task); /* what is wrong with the file is said when it is opened */
}

/* @video: (nullable) */
static GTask *
new_analysis (ReelClient          *client,
              ReelAnalysisKind     kind,
              ReelVideoInput      *video,
              ReelAnalysisProgress progress,
              gpointer             progress_data,
              GDestroyNotify       progress_data_free,
              gpointer             tag,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  GTask *task = g_task_new (client, cancellable, callback, user_data);
  Analysis *self = g_new0 (Analysis, 1);

  self->kind = kind;
  self->video = video != NULL ? reel_video_input_ref (video) : NULL;
  self->progress = progress;
  self->progress_data = progress_data;
  self->progress_data_free = progress_data_free;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, self, analysis_free);
  g_task_set_check_cancellable (task, FALSE); /* what was paid for is not thrown away on its way to the caller */
  return task;
}

/*
 * reel_analysis_start:
 * @kind: what is wanted
 * @video: of what
 * @progress: (nullable) (scope notified): called on the caller's context
 * @tag: of the public function that is called
 *
 * Ends on the caller's context with a #ReelEmbedding or #ReelTags, by whichever way suits.
 */
void
reel_analysis_start (ReelClient          *client,
                     ReelAnalysisKind     kind,
                     ReelVideoInput      *video,
                     ReelAnalysisProgress progress,
                     gpointer             progress_data,
                     GDestroyNotify       progress_data_free,
                     gpointer             tag,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr (GTask) task = new_analysis (client, kind, video, progress, progress_data, progress_data_free, tag, cancellable,
                                         callback, user_data);

  if (reel_video_input_get_file (video) != NULL && kind == REEL_ANALYSIS_EMBEDDING)
    submit (task);
  else if (reel_video_input_get_file (video) != NULL)
    g_file_query_info_async (reel_video_input_get_file (video), G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
                             G_PRIORITY_DEFAULT, cancellable, measured_cb, g_object_ref (task));
  else
    ask_now (task);
}

/*
 * reel_analysis_resume:
 * @kind: what was wanted
 * @request_id: of a job that the service has
 * @progress: (nullable) (scope notified): called on the caller's context
 * @tag: of the public function that is called
 *
 * reel_analysis_start() from where the service had taken the job.
 */
void
reel_analysis_resume (ReelClient          *client,
                      ReelAnalysisKind     kind,
                      const char          *request_id,
                      ReelAnalysisProgress progress,
                      gpointer             progress_data,
                      GDestroyNotify       progress_data_free,
                      gpointer             tag,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = new_analysis (client, kind, NULL, progress, progress_data, progress_data_free, tag, cancellable,
                                         callback, user_data);

  watch (task, request_id);
}

/*
 * reel_analysis_submit:
 * @meter: (transfer full) (nullable): of a file's progress
 * @tag: of the function that is called
 *
 * Ends on the caller's context with the request id.
 */
void
reel_analysis_submit (ReelClient         *client,
                      ReelAnalysisKind    kind,
                      ReelVideoInput     *video,
                      ReelUploadMeter    *meter,
                      gpointer            tag,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  ask (client, &submissions[kind], video, meter, tag, cancellable, callback, user_data);
}
