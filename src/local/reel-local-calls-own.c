/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "base/reel-json.h"
#include "local/reel-json-sink.h"
#include "local/reel-local-calls.h"
#include "local/reel-local-error.h"
#include "local/reel-local-text-setting.h"
#include "local/reel-upload-sink.h"

/*
 * Not part of the vendor's API, for the program that started this service only:
 *
 * GET  /local/space                              → {"bytes_copies": N, "bytes_index": N, "keep_copies": bool,
 *                                                   "read_text": bool, "text_languages": "eng+deu" | null,
 *                                                   "text_problem": why no text can be read | null, "threads_now": N}
 *      What the copies of videos and the index take on disk, and whether copies stay after indexing; whether text in pictures
 *      is read while indexing, and in which languages that can be done, as Tesseract names them; how many threads look at a
 *      video at a time, as the computer is used now.
 * POST /local/free                               → the same, and "bytes_freed": N
 *      Removes the copies of all videos that are processed or failed; those that wait keep theirs.
 * PUT  /local/settings {"keep_copies": bool?, "threads": N?, "pause_on_battery": bool?, "busy": bool?,
 *                      "in_use": bool?, "read_text": bool?}
 *                                                → as /local/space   (POST is taken too)
 *      One of them at least; all but "busy" and "in_use" are remembered by the service. Copies that lie there already are not touched.
 *      "threads": how many look at a video at a time, 0 for as many as there are cores, 64 at most. "pause_on_battery":
 *      whether indexing waits while the computer runs on its battery. "in_use": whether somebody is
 *      at the computer; leaves indexing half of its threads. "busy": whether a video plays, or the like; leaves it a quarter.
 *      Of these two, one that is not named is false, and both are after a minute in which nobody says so again. "read_text": whether to read text in the pictures of the
 *      videos that are indexed from then on.
 * PUT  /local/settings {"model": "/path" | null} → as /local/model   (POST is taken too)
 *      Checks the search model in a folder, or takes the built-in engine again. It is remembered, and used from the next
 *      start of the service on; "restart" says whether that is another than now. 400 with the reason where the model can't be
 *      used; nothing is changed then.
 * GET  /local/model                              → {"model": {"folder", "name", "licence" (may be null), "space", "bytes",
 *                                                   "frames_per_second", "seconds_to_index"} | null for the built-in engine,
 *                                                   "problem": why a chosen model is not used | null, "can_change": bool,
 *                                                   "restart": bool}
 *      What is searched by. Loads a model and times it where that was not done. "frames_per_second" is of one core, and
 *      "seconds_to_index" an estimate for all that is indexed. "can_change" is false where the command line has --model.
 *
 * After a change of engine all videos are indexed again; meanwhile, and where that can't be done, they are found by what the
 * earlier engine made of them, and their status is `processed` all the while. Ids stay. A video of which no copy was kept
 * waits for its file:
 *
 * GET  /local/engine                             → {"space": text, "videos": N, "done": N, "waiting": N,
 *                                                   "processing": N, "wanted": N, "failed": N, "again": N,
 *                                                   "old": N, "progress": percent,
 *                                                   "paused": bool, "similar": true}
 *      How far the engine that now indexes is. "videos" is all there are, and the sum of the five after it. "wanted": the
 *      file is missing. "again": how many of those that wait, or are being indexed, an earlier engine still finds; "old":
 *      how many only an earlier engine finds, those whose file is missing among them. "progress" is of what can be done: of
 *      all but those that are wanted. "paused": whether it waits until the computer is plugged in.
 * GET  /local/wanted                             → {"videos": [{"video_id": id, "size": bytes, "file_name": text,
 *                                                                "sha256": text?}…]}
 *      The videos whose file is missing, in the order of upload. "sha256" where it is known what was uploaded.
 * POST /local/videos/{id}/file, multipart with `file`, as an upload → {"video_id": id}
 *      Hands the file over again. It must be the one that was uploaded: of the same size, and of the same SHA-256 where that
 *      is known; another one is refused (400). A video that failed is tried again. A file that is not needed is dropped,
 *      which is no error.
 *
 * What looks alike, by the pictures and not by words:
 *
 * POST /local/collections/{id}/similar {"video_id": id, "start_time": seconds?, "end_time": seconds?, "top_k": N?}
 *                                                → {"results": [{"video_id", "similarity", "start_time", "end_time",
 *                                                   "reasons": []}…], "sure_from": number}
 *      As a search: clips of the collection that look like the clip of that video which has most of that time, or where no
 *      time is given like the whole video; the clip itself, or the whole video, is left out. The video may be in another
 *      collection. From "sure_from" on clips are clearly alike; below .30 none is told. 404 where there is no such video, 400
 *      where it is not indexed yet.
 * POST /local/collections/{id}/similar, multipart with `file` and perhaps `top_k` → the same
 *      Clips that look like a picture of 64 MiB at most (413), which is not kept. 400, "bad_video", where it can't be decoded.
 *      A video is taken for what its clips have in common.
 * That there is such a call is told by "similar": true in the answer of GET /local/engine.
 */

static JsonNode *
build_space (ReelLocalService *service,
             gint64            freed)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  guint64 copies, index;

  reel_local_store_measure (service->store, &copies, &index);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "bytes_copies");
  json_builder_add_int_value (builder, (gint64) copies);
  json_builder_set_member_name (builder, "bytes_index");
  json_builder_add_int_value (builder, (gint64) index);
  json_builder_set_member_name (builder, "keep_copies");
  json_builder_add_boolean_value (builder, reel_local_store_get_keep_copies (service->store));
  reel_local_text_setting_describe (service->engine, builder);
  json_builder_set_member_name (builder, "threads_now");
  json_builder_add_int_value (builder, reel_analyser_get_threads_now (service->analyser));
  if (freed >= 0)
    {
      json_builder_set_member_name (builder, "bytes_freed");
      json_builder_add_int_value (builder, freed);
    }
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

REEL_LOCAL_CALL (space)
{
  return build_space (service, -1);
}

REEL_LOCAL_CALL (free_copies)
{
  guint64 freed = 0;

  if (!reel_local_store_free_copies (service->store, &freed, error))
    return NULL;
  return build_space (service, (gint64) freed);
}

/* @value: (out) (nullable): the member, which is of @type then */
static gboolean
read_setting (JsonObject  *object,
              const char  *key,
              GType        type,
              JsonNode   **value,
              GError     **error)
{
  *value = json_object_get_member (object, key);
  if (*value == NULL || json_node_get_value_type (*value) == type)
    return TRUE;

  g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST,
               type == G_TYPE_BOOLEAN ? "“%s” must be true or false." : "“%s” must be a number.", key);
  return FALSE;
}

REEL_LOCAL_CALL (model)
{
  return reel_local_model_describe (service->model, service->engine, service->store, cancellable, error);
}

static JsonNode *
choose_model (ReelLocalService *service,
              JsonNode         *value,
              GCancellable     *cancellable,
              GError          **error)
{
  if (!JSON_NODE_HOLDS_NULL (value) && json_node_get_value_type (value) != G_TYPE_STRING)
    {
      g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST, "“model” must be the path of a folder, or null.");
      return NULL;
    }
  return reel_local_model_choose (service->model, service->engine, service->store,
                                  JSON_NODE_HOLDS_NULL (value) ? NULL : json_node_get_string (value), cancellable, error);
}

REEL_LOCAL_CALL (settings)
{
  JsonObject *object = reel_json_sink_get_object ((ReelJsonSink *) body);
  JsonNode *keep, *threads, *pause, *busy, *in_use, *text;

  if (!json_object_has_member (object, "keep_copies") && json_object_has_member (object, "model"))
    return choose_model (service, json_object_get_member (object, "model"), cancellable, error);
  if (!read_setting (object, "keep_copies", G_TYPE_BOOLEAN, &keep, error)
      || !read_setting (object, "threads", G_TYPE_INT64, &threads, error)
      || !read_setting (object, "pause_on_battery", G_TYPE_BOOLEAN, &pause, error)
      || !read_setting (object, "busy", G_TYPE_BOOLEAN, &busy, error)
      || !read_setting (object, "in_use", G_TYPE_BOOLEAN, &in_use, error)
      || !read_setting (object, "read_text", G_TYPE_BOOLEAN, &text, error))
    return NULL;
  if (keep == NULL && threads == NULL && pause == NULL && busy == NULL && in_use == NULL && text == NULL)
    {
      g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST, "There is no setting in it.");
      return NULL;
    }
  if (threads != NULL && (json_node_get_int (threads) < 0 || json_node_get_int (threads) > REEL_ANALYSER_MOST_THREADS))
    {
      g_set_error_literal (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST, "“threads” must be from 0 to 64.");
      return NULL;
    }

  if (keep != NULL && !reel_local_store_set_keep_copies (service->store, json_node_get_boolean (keep), error))
    return NULL;
  if (threads != NULL && !reel_local_service_set_threads (service, (guint) json_node_get_int (threads), error))
    return NULL;
  if (pause != NULL && !reel_local_service_set_pause_on_battery (service, json_node_get_boolean (pause), error))
    return NULL;
  if (text != NULL
      && !reel_local_text_setting_change (service->store, service->engine, json_node_get_boolean (text), error))
    return NULL;
  if (busy != NULL && json_node_get_boolean (busy))
    reel_local_service_set_use (service, REEL_ANALYSER_BUSY);
  else if (in_use != NULL && json_node_get_boolean (in_use))
    reel_local_service_set_use (service, REEL_ANALYSER_BESIDE);
  else if (busy != NULL || in_use != NULL)
    reel_local_service_set_use (service, REEL_ANALYSER_ALONE);
  return build_space (service, -1);
}

static void
add_count (JsonBuilder *builder,
           const char  *name,
           guint        value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

REEL_LOCAL_CALL (engine)
{
  g_autoptr (JsonBuilder) builder = NULL;
  ReelLocalCounts counts;
  double progress = 100;

  if (!reel_local_store_count_videos (service->store, &counts, error))
    return NULL;
  if (counts.processing > 0) /* the store has it only now and then */
    counts.progress = MAX (counts.progress, reel_local_indexer_get_current (service->indexer));
  if (counts.videos > counts.lost)
    progress = ((counts.done + counts.failed) * 100.0 + counts.progress) / (counts.videos - counts.lost);
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "space");
  json_builder_add_string_value (builder, reel_local_store_get_space (service->store));
  add_count (builder, "videos", counts.videos);
  add_count (builder, "done", counts.done);
  add_count (builder, "waiting", counts.waiting);
  add_count (builder, "processing", counts.processing);
  add_count (builder, "wanted", counts.lost);
  add_count (builder, "failed", counts.failed);
  add_count (builder, "again", counts.again);
  add_count (builder, "old", counts.old);
  json_builder_set_member_name (builder, "progress");
  json_builder_add_double_value (builder, round (progress * 10.0) / 10.0);
  json_builder_set_member_name (builder, "paused");
  json_builder_add_boolean_value (builder, reel_analyser_is_paused (service->analyser));
  json_builder_set_member_name (builder, "similar");
  json_builder_add_boolean_value (builder, TRUE);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

REEL_LOCAL_CALL (wanted)
{
  g_autoptr (GPtrArray) videos = reel_local_store_list_lost (service->store, error);
  g_autoptr (JsonBuilder) builder = NULL;

  if (videos == NULL)
    return NULL;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "videos");
  json_builder_begin_array (builder);
  for (guint i = 0; i < videos->len; i++)
    {
      ReelLocalVideo *video = g_ptr_array_index (videos, i);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "video_id");
      json_builder_add_string_value (builder, video->id);
      json_builder_set_member_name (builder, "size");
      json_builder_add_int_value (builder, (gint64) video->size);
      json_builder_set_member_name (builder, "file_name");
      json_builder_add_string_value (builder, video->file_name);
      if (video->sha256 != NULL)
        {
          json_builder_set_member_name (builder, "sha256");
          json_builder_add_string_value (builder, video->sha256);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

REEL_LOCAL_CHECK (return_file)
{
  g_autoptr (ReelLocalVideo) video = reel_local_store_get_video (service->store, id, error);

  return video != NULL && reel_local_check_room (service, id, length, error);
}

REEL_LOCAL_CALL (return_file)
{
  ReelUploadSink *upload = (ReelUploadSink *) body;
  g_autoptr (JsonBuilder) builder = NULL;

  if (!reel_local_store_return_video (service->store, id, reel_upload_sink_get_sha256 (upload),
                                      reel_upload_sink_get_file (upload), error))
    return NULL;
  reel_local_indexer_wake (service->indexer);
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "video_id");
  json_builder_add_string_value (builder, id);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}
