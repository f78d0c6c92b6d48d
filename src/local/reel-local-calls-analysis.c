/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/reel-json.h"
#include "local/reel-json-sink.h"
#include "local/reel-local-calls-private.h"
#include "local/reel-local-error.h"
#include "local/reel-local-store-tensors.h"
#include "local/reel-video-source.h"

static const char * const state_words[] = { "pending", "processing", "completed", "failed" };

static void
add_string (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

/* @time: seconds since 1970; as ISO 8601, in UTC */
static void
add_time (JsonBuilder *builder,
          const char  *name,
          gint64       time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time);
  g_autofree char *text = date != NULL ? g_date_time_format_iso8601 (date) : NULL;

  if (text != NULL)
    add_string (builder, name, text);
}

/* An object with one member. */
static JsonNode *
wrap (const char *key,
      JsonNode   *value)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_member (object, key, value);
  json_node_take_object (node, object);
  return node;
}

/* What a call is about: one of them. */
typedef struct
{
  const char *url;      /* (borrowed) (nullable) */
  ReelFileWriter *file; /* (borrowed) (nullable): what came with it */
  JsonObject *tensor;   /* (borrowed) (nullable): keys of what was uploaded before */
} Source;

static gboolean
has_member (JsonObject *object,
            const char *key)
{
  return json_object_has_member (object, key) && !json_object_get_null_member (object, key);
}

static gboolean
read_source (ReelBodySink *body,
             Source       *source,
             GError      **error)
{
  JsonObject *object = reel_json_sink_get_object ((ReelJsonSink *) body);
  JsonNode *tensor = has_member (object, "tensor") ? json_object_get_member (object, "tensor") : NULL;
  const gboolean has_url = has_member (object, "video_url"), has_file = has_member (object, REEL_JSON_SINK_VIDEO_KEY);

  *source = (Source) { NULL, reel_json_sink_get_file ((ReelJsonSink *) body), NULL };
  if (has_url + has_file + (tensor != NULL) > 1)
    g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST,
                         "There must be one of “video_url”, “" REEL_JSON_SINK_VIDEO_KEY "” and “tensor”, not several.");
  else if (has_file && source->file == NULL)
    g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST,
                         "“" REEL_JSON_SINK_VIDEO_KEY "” must be a string.");
  else if (tensor != NULL && !JSON_NODE_HOLDS_OBJECT (tensor))
    g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST, "“tensor” must be an object.");
  else if (tensor != NULL)
    source->tensor = json_node_get_object (tensor);
  else if (!has_file)
    {
      source->url = reel_json_get_string (object, "video_url", error);
      return source->url != NULL && reel_video_fetcher_check_url (source->url, error);
    }
  return source->tensor != NULL || (has_file && !has_url && source->file != NULL);
}

static GPtrArray *
look_now (ReelLocalService *service,
          ReelBodySink     *body,
          GCancellable     *cancellable,
          GError          **error)
{
  Source source;

  if (!read_source (body, &source, error))
    return NULL;
  if (source.tensor != NULL)
    {
      g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST,
                           "“tensor” goes with the asynchronous call.");
      return NULL;
    }
  if (source.file != NULL)
    return reel_video_source_look_at_file (reel_file_writer_get_path (source.file), service->analyser, service->engine,
                                           cancellable, error);
  return reel_video_source_look_at_url (source.url, service->analyser, service->engine,
                                        reel_local_store_get_incoming_dir (service->store), &service->limits, cancellable,
                                        error);
}

/* The keys of what was uploaded before: the frames are needed, the rest may be there. */
static gboolean
read_keys (JsonObject        *tensor,
           ReelLocalJobOrder *order,
           GError           **error)
{
  for (guint i = 0; i < REEL_LOCAL_N_TENSORS; i++)
    {
      g_autofree char *name = g_strconcat (reel_local_tensor_get_name (i), "_key", NULL);

      if (i != REEL_LOCAL_TENSOR_VIDEO && !has_member (tensor, name))
        continue;
      order->keys[i] = reel_json_get_string (tensor, name, error);
      if (order->keys[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

static JsonNode *
ask_later (ReelLocalService *service,
           ReelBodySink     *body,
           ReelLocalJobKind  kind,
           GError          **error)
{
  JsonObject *object = reel_json_sink_get_object ((ReelJsonSink *) body);
  ReelLocalJobOrder order = { .kind = kind };
  g_autoptr (ReelLocalJob) job = NULL;
  g_autoptr (JsonBuilder) builder = NULL;
  Source source;

  if (!read_source (body, &source, error) || !reel_tensor_upload_read_request_id (object, &order.request_id, error)
      || (source.tensor != NULL && !read_keys (source.tensor, &order, error)))
    return NULL;
  order.url = source.url;
  order.file = source.file;
  job = reel_local_store_submit_job (service->store, &order, error);
  if (job == NULL)
    return NULL;
  reel_local_jobs_wake (service->jobs);

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  add_string (builder, "request_id", job->id);
  add_string (builder, "status", state_words[job->state]);
  add_string (builder, "task_type", reel_local_job_kind_get_name (job->kind));
  add_string (builder, "message", _("The video will be analysed. Ask for the result by this request’s id."));
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/* POST /video_embedding/encode_video {video_url} → {embeddings: [vector, …]}, one a clip */
REEL_LOCAL_CALL (encode_video)
{
  g_autoptr (GPtrArray) clips = look_now (service, body, cancellable, error);

  return clips != NULL ? wrap ("embeddings", reel_video_source_vectors (clips, reel_engine_get_dims (service->engine))) : NULL;
}

/* POST /video_embedding/encode_video/async {video_url | video_base64 | tensor, request_id?}
 *   → {request_id, status, task_type, message} */
REEL_LOCAL_CALL (encode_video_later)
{
  return ask_later (service, body, REEL_LOCAL_JOB_EMBEDDING, error);
}

/* POST /video_tagging {video_url | video_base64} → {tags: {category: [value, …]}} */
REEL_LOCAL_CALL (tag_video)
{
  g_autoptr (GPtrArray) clips = look_now (service, body, cancellable, error);

  return clips != NULL ? wrap ("tags", reel_video_source_tags (clips)) : NULL;
}

/* POST /video_tagging/async {video_url | video_base64 | tensor, request_id?} → {request_id, status, task_type, message} */
REEL_LOCAL_CALL (tag_video_later)
{
  return ask_later (service, body, REEL_LOCAL_JOB_TAGGING, error);
}

/* POST /video_embedding/encode_text {text} → {embedding: vector, unknown_words: [word, …]} */
REEL_LOCAL_CALL (encode_text)
{
  g_autofree char *text = reel_local_calls_dup_text (reel_json_sink_get_object ((ReelJsonSink *) body), "text",
                                                     REEL_LOCAL_CALLS_MAX_TEXT, error);
  guint dims = reel_engine_get_dims (service->engine);
  g_autofree float *vector = g_new0 (float, dims);
  g_autoptr (ReelEngineReading) reading = NULL;
  g_autoptr (JsonBuilder) builder = NULL;

  if (text == NULL || !reel_engine_encode_text (service->engine, text, vector, &reading, NULL, error))
    return NULL;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "embedding");
  reel_video_source_add_vector (builder, vector, dims);
  json_builder_set_member_name (builder, "unknown_words");
  json_builder_begin_array (builder);
  for (char **word = reading->unknown; word != NULL && *word != NULL; word++)
    json_builder_add_string_value (builder, *word);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/* GET /async_status/{id} → {request_id, task_type, status, model_name, created_at, updated_at, embedding? | tags?,
 * error_message?}; an embedding is one vector, of the whole video */
REEL_LOCAL_CALL (job_status)
{
  g_autoptr (ReelLocalJob) job = reel_local_store_get_job (service->store, id, error);
  g_autoptr (JsonBuilder) builder = NULL;

  if (job == NULL)
    return NULL;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  add_string (builder, "request_id", job->id);
  add_string (builder, "task_type", reel_local_job_kind_get_name (job->kind));
  add_string (builder, "status", state_words[job->state]);
  add_string (builder, "model_name", job->space != NULL ? job->space : reel_engine_get_space_id (service->engine));
  add_time (builder, "created_at", job->created);
  add_time (builder, "updated_at", job->updated);
  if (job->state == REEL_LOCAL_JOB_COMPLETED)
    {
      JsonNode *result = json_from_string (job->result, error);

      if (result == NULL)
        return NULL;
      json_builder_set_member_name (builder, job->kind == REEL_LOCAL_JOB_TAGGING ? "tags" : "embedding");
      json_builder_add_value (builder, result);
    }
  if (job->state == REEL_LOCAL_JOB_FAILED)
    add_string (builder, "error_message", job->reason);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}
