/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "base/reel-json.h"
#include "local/reel-json-sink.h"
#include "local/reel-local-calls.h"
#include "local/reel-local-error.h"
#include "local/reel-video-source.h"

static const char * const state_words[] = { "pending", "processing", "completed", "failed" };

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

/* What the call is about: a URL, or else the file that came with it. */
static gboolean
read_source (ReelBodySink    *body,
             const char     **url,
             ReelFileWriter **file,
             GError         **error)
{
  JsonObject *object = reel_json_sink_get_object ((ReelJsonSink *) body);

  *file = reel_json_sink_get_file ((ReelJsonSink *) body);
  *url = NULL;
  if (*file != NULL && !json_object_has_member (object, "video_url"))
    return TRUE;
  if (*file != NULL || (json_object_has_member (object, REEL_JSON_SINK_VIDEO_KEY) &&
                        !json_object_has_member (object, "video_url")))
    {
      g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST,
                           *file != NULL ? "There must be “video_url” or “" REEL_JSON_SINK_VIDEO_KEY "”, not both."
                                         : "“" REEL_JSON_SINK_VIDEO_KEY "” must be a string.");
      return FALSE;
    }
  *url = reel_json_get_string (object, "video_url", error);
  return *url != NULL && reel_video_fetcher_check_url (*url, error);
}

static JsonNode *
ask_now (ReelLocalService *service,
         ReelBodySink     *body,
         ReelLocalJobKind  kind,
         GCancellable     *cancellable,
         GError          **error)
{
  ReelFileWriter *file;
  const char *url;

  if (!read_source (body, &url, &file, error))
    return NULL;
  if (file != NULL)
    return reel_video_source_ask_file (reel_file_writer_get_path (file), kind, service->analyser, service->engine,
                                       cancellable, error);
  return reel_video_source_ask_url (url, kind, service->analyser, service->engine,
                                    reel_local_store_get_incoming_dir (service->store), &service->limits, cancellable, error);
}

static JsonNode *
ask_later (ReelLocalService *service,
           ReelBodySink     *body,
           ReelLocalJobKind  kind,
           GError          **error)
{
  ReelFileWriter *file;
  const char *url;
  g_autofree char *job_id = NULL;

  if (!read_source (body, &url, &file, error))
    return NULL;
  job_id = reel_local_store_add_job (service->store, kind, url, file, error);
  if (job_id == NULL)
    return NULL;
  reel_local_jobs_wake (service->jobs);
  return wrap ("request_id", json_node_init_string (json_node_alloc (), job_id));
}

/* POST /video_embedding/encode_video {video_url} → {embeddings: [vector, …]}, one a clip */
REEL_LOCAL_CALL (encode_video)
{
  JsonNode *vectors = ask_now (service, body, REEL_LOCAL_JOB_EMBEDDING, cancellable, error);

  return vectors != NULL ? wrap ("embeddings", vectors) : NULL;
}

/* POST /video_embedding/encode_video/async {video_url} → {request_id} */
REEL_LOCAL_CALL (encode_video_later)
{
  return ask_later (service, body, REEL_LOCAL_JOB_EMBEDDING, error);
}

/* POST /video_tagging {video_url | video_base64} → {tags: {category: [value, …]}} */
REEL_LOCAL_CALL (tag_video)
{
  JsonNode *tags = ask_now (service, body, REEL_LOCAL_JOB_TAGGING, cancellable, error);

  return tags != NULL ? wrap ("tags", tags) : NULL;
}

/* POST /video_tagging/async {video_url | video_base64} → {request_id} */
REEL_LOCAL_CALL (tag_video_later)
{
  return ask_later (service, body, REEL_LOCAL_JOB_TAGGING, error);
}

/* POST /video_embedding/encode_text {text} → {embedding: vector, unknown_words: [word, …]} */
REEL_LOCAL_CALL (encode_text)
{
  const char *text = reel_json_get_string (reel_json_sink_get_object ((ReelJsonSink *) body), "text", error);
  guint dims = reel_engine_get_dims (service->engine);
  g_autofree float *vector = g_new0 (float, dims);
  g_autoptr (ReelEngineReading) reading = NULL;
  g_autoptr (JsonBuilder) builder = NULL;

  if (text == NULL)
    return NULL;
  if (*text == '\0' || g_utf8_strlen (text, -1) > 1000)
    {
      g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST, "“text” must have 1 to 1000 characters.");
      return NULL;
    }
  if (!reel_engine_encode_text (service->engine, text, vector, &reading, NULL, error))
    return NULL;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "embedding");
  json_builder_begin_array (builder);
  for (guint i = 0; i < dims; i++)
    json_builder_add_double_value (builder, (double) vector[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "unknown_words");
  json_builder_begin_array (builder);
  for (char **word = reading->unknown; word != NULL && *word != NULL; word++)
    json_builder_add_string_value (builder, *word);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/* GET /async_status/{id} → {request_id, status, embedding? | tags?, error_message?} */
REEL_LOCAL_CALL (job_status)
{
  g_autoptr (ReelLocalJob) job = reel_local_store_get_job (service->store, id, error);
  g_autoptr (JsonBuilder) builder = NULL;

  if (job == NULL)
    return NULL;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "request_id");
  json_builder_add_string_value (builder, job->id);
  json_builder_set_member_name (builder, "status");
  json_builder_add_string_value (builder, state_words[job->state]);
  if (job->state == REEL_LOCAL_JOB_COMPLETED)
    {
      JsonNode *result = json_from_string (job->result, error);

      if (result == NULL)
        return NULL;
      json_builder_set_member_name (builder, job->kind == REEL_LOCAL_JOB_TAGGING ? "tags" : "embedding");
      json_builder_add_value (builder, result);
    }
  if (job->state == REEL_LOCAL_JOB_FAILED)
    {
      json_builder_set_member_name (builder, "error_message");
      json_builder_add_string_value (builder, job->reason);
    }
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}
