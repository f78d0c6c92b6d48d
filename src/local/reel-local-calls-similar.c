/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/reel-json.h"
#include "local/reel-json-sink.h"
#include "local/reel-local-calls-private.h"
#include "local/reel-local-error.h"
#include "local/reel-local-likeness.h"
#include "local/reel-local-similar.h"
#include "local/reel-upload-sink.h"

/* `start_time` and `end_time`: both or neither; the end may be left out for a moment. */
static gboolean
read_times (JsonObject       *object,
            ReelLocalExample *example,
            GError          **error)
{
  example->start = example->end = -1;
  if (!json_object_has_member (object, "start_time"))
    {
      if (!json_object_has_member (object, "end_time"))
        return TRUE;
      g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST, "“end_time” needs a “start_time”.");
      return FALSE;
    }
  if (!reel_json_get_number (object, "start_time", &example->start, error))
    return FALSE;
  example->end = example->start;
  if (json_object_has_member (object, "end_time") && !reel_json_get_number (object, "end_time", &example->end, error))
    return FALSE;
  if (example->start >= 0 && example->end >= example->start)
    return TRUE;
  g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST,
                       "“start_time” must not be below 0, nor “end_time” below that.");
  return FALSE;
}

static gboolean
read_video (ReelBodySink     *body,
            ReelLocalExample *example,
            guint            *top_k,
            GError          **error)
{
  JsonObject *object = reel_json_sink_get_object ((ReelJsonSink *) body);

  example->video_id = reel_json_get_string (object, "video_id", error);
  return example->video_id != NULL && read_times (object, example, error) &&
         reel_local_calls_read_top_k (object, top_k, error);
}

static gboolean
read_picture (ReelUploadSink   *upload,
              ReelLocalExample *example,
              guint            *top_k,
              GError          **error)
{
  const char *field = reel_upload_sink_get_field (upload, "top_k");
  double value = REEL_LOCAL_CALLS_TOP_K;
  char *rest = NULL;

  if (field != NULL)
    value = g_ascii_strtod (field, &rest);
  if (rest != NULL && (rest == field || *rest != '\0'))
    value = 0;
  example->path = reel_file_writer_get_path (reel_upload_sink_get_file (upload));
  return reel_local_calls_check_top_k (value, top_k, error);
}

/* POST /local/collections/{id}/similar {video_id, start_time?, end_time?, top_k?} | multipart with `file` and `top_k`?
 * → {results: [{video_id, similarity, start_time, end_time, reasons}], sure_from} */
REEL_LOCAL_CALL (similar)
{
  ReelLocalExample example = { NULL, };
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (GArray) hits = NULL;
  guint top_k = 0;

  if (reel_upload_sink_is (body) ? !read_picture ((ReelUploadSink *) body, &example, &top_k, error)
                                 : !read_video (body, &example, &top_k, error))
    return NULL;
  if (!reel_local_store_has_collection (service->store, id, error))
    return NULL;
  hits = reel_local_similar_run (service->index, service->analyser, id, &example, top_k, cancellable, error);
  if (hits == NULL)
    return NULL;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  reel_local_calls_add_hits (builder, hits);
  reel_local_calls_add_sure (builder, REEL_LOCAL_LIKENESS_SURE);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}
