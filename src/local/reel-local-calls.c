/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/reel-json.h"
#include "local/reel-json-sink.h"
#include "local/reel-local-calls-private.h"
#include "local/reel-local-error.h"
#include "local/reel-local-search.h"
#include "local/reel-upload-sink.h"

#define MAX_NAME        200  /* characters */
#define MAX_DESCRIPTION 4000
#define MAX_TOP_K       1000

static const char * const state_words[] = { "uploaded", "processing", "processed", "failed" };

static JsonObject *
object_of (ReelBodySink *body)
{
  return reel_json_sink_get_object ((ReelJsonSink *) body);
}

static gboolean
check_length (const char *text,
              const char *key,
              glong       longest,
              GError    **error)
{
  if (g_utf8_strlen (text, -1) <= longest)
    return TRUE;
  g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST, "“%s” is longer than %ld characters.", key, longest);
  return FALSE;
}

char *
reel_local_calls_dup_text (JsonObject *object,
                           const char *key,
                           glong       longest,
                           GError    **error)
{
  const char *text = reel_json_get_string (object, key, error);
  g_autofree char *stripped = NULL;

  if (text == NULL)
    return NULL;
  stripped = g_strstrip (g_strdup (text));
  if (*stripped == '\0')
    g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST, "“%s” is empty.", key);
  else if (check_length (stripped, key, longest, error))
    return g_steal_pointer (&stripped);
  return NULL;
}

/* POST /collections {name, description?} → {collection_id} */
REEL_LOCAL_CALL (add_collection)
{
  JsonObject *object = object_of (body);
  g_autofree char *name = reel_local_calls_dup_text (object, "name", MAX_NAME, error);
  g_autofree char *collection_id = NULL;
  const char *description = "";
  g_autoptr (JsonBuilder) builder = NULL;

  if (name == NULL)
    return NULL;
  if (json_object_has_member (object, "description") && !json_object_get_null_member (object, "description"))
    {
      description = reel_json_get_string (object, "description", error);
      if (description == NULL || !check_length (description, "description", MAX_DESCRIPTION, error))
        return NULL;
    }
  collection_id = reel_local_store_add_collection (service->store, name, description, error);
  if (collection_id == NULL)
    return NULL;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "collection_id");
  json_builder_add_string_value (builder, collection_id);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/* GET /collections → [{id, name, description, video_count}] */
REEL_LOCAL_CALL (list_collections)
{
  g_autoptr (GPtrArray) collections = reel_local_store_list_collections (service->store, error);
  g_autoptr (JsonBuilder) builder = NULL;

  if (collections == NULL)
    return NULL;
  builder = json_builder_new ();
  json_builder_begin_array (builder);
  for (guint i = 0; i < collections->len; i++)
    {
      ReelLocalCollection *collection = g_ptr_array_index (collections, i);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "id");
      json_builder_add_string_value (builder, collection->id);
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, collection->name);
      json_builder_set_member_name (builder, "description");
      json_builder_add_string_value (builder, collection->description);
      json_builder_set_member_name (builder, "video_count");
      json_builder_add_int_value (builder, collection->video_count);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  return json_builder_get_root (builder);
}

REEL_LOCAL_CHECK (room)
{
  return reel_file_writer_check_room (reel_local_store_get_incoming_dir (service->store), length, error);
}

REEL_LOCAL_CHECK (upload)
{
  return reel_local_store_has_collection (service->store, id, error) && reel_local_check_room (service, id, length, error);
}

/* POST /collections/{id}/videos/upload, multipart with `file` → {video_id} */
REEL_LOCAL_CALL (upload)
{
  ReelUploadSink *upload = (ReelUploadSink *) body;
  g_autofree char *video_id = NULL;
  g_autoptr (JsonBuilder) builder = NULL;

  video_id = reel_local_store_add_video (service->store, id, reel_upload_sink_get_file_name (upload),
                                         reel_upload_sink_get_sha256 (upload), reel_upload_sink_get_file (upload), error);
  if (video_id == NULL)
    return NULL;
  reel_local_indexer_wake (service->indexer);
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "video_id");
  json_builder_add_string_value (builder, video_id);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/* GET /videos/{id}/status → {video_id, status, progress?, paused?, error_message?}
 * One that is processed with less than 100 % can be searched after a quick pass, and is looked at more closely. Not of the
 * vendor's: `paused` is true where it waits until the computer is plugged in. */
REEL_LOCAL_CALL (video_status)
{
  g_autoptr (ReelLocalVideo) video = reel_local_store_get_video (service->store, id, error);
  g_autoptr (JsonBuilder) builder = NULL;
  gboolean is_refined;
  double progress;

  if (video == NULL)
    return NULL;
  progress = video->progress;
  is_refined = video->state == REEL_LOCAL_VIDEO_PROCESSED && progress < 100;
  if (video->state == REEL_LOCAL_VIDEO_PROCESSING || is_refined)
    reel_local_indexer_get_progress (service->indexer, id, &progress);
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "video_id");
  json_builder_add_string_value (builder, video->id);
  json_builder_set_member_name (builder, "status");
  json_builder_add_string_value (builder, state_words[video->state]);
  if (video->state != REEL_LOCAL_VIDEO_FAILED)
    {
      json_builder_set_member_name (builder, "progress");
      json_builder_add_double_value (builder, round (progress * 10.0) / 10.0);
    }
  if ((video->state <= REEL_LOCAL_VIDEO_PROCESSING || is_refined) && reel_analyser_is_paused (service->analyser))
    {
      json_builder_set_member_name (builder, "paused");
      json_builder_add_boolean_value (builder, TRUE);
    }
  if (video->reason != NULL)
    {
      json_builder_set_member_name (builder, "error_message");
      json_builder_add_string_value (builder, video->reason);
    }
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

gboolean
reel_local_calls_check_top_k (double   value,
                              guint   *top_k,
                              GError **error)
{
  if (value >= 1 && value <= MAX_TOP_K && floor (value) == value)
    {
      *top_k = (guint) value;
      return TRUE;
    }
  g_set_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_BAD_REQUEST, "“top_k” must be a whole number from 1 to %d.",
               MAX_TOP_K);
  return FALSE;
}

gboolean
reel_local_calls_read_top_k (JsonObject *object,
                             guint      *top_k,
                             GError    **error)
{
  double value = REEL_LOCAL_CALLS_TOP_K;

  if (json_object_has_member (object, "top_k") && !reel_json_get_number (object, "top_k", &value, error))
    return FALSE;
  return reel_local_calls_check_top_k (value, top_k, error);
}

static void
add_strings (JsonBuilder *builder,
             const char  *key,
             char       **strings)
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_array (builder);
  for (char **string = strings; string != NULL && *string != NULL; string++)
    json_builder_add_string_value (builder, *string);
  json_builder_end_array (builder);
}

static void
add_hit (JsonBuilder         *builder,
         const ReelVectorHit *hit)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "video_id");
  json_builder_add_string_value (builder, hit->video_id);
  json_builder_set_member_name (builder, "similarity");
  json_builder_add_double_value (builder, hit->similarity);
  json_builder_set_member_name (builder, "start_time");
  json_builder_add_double_value (builder, hit->start);
  json_builder_set_member_name (builder, "end_time");
  json_builder_add_double_value (builder, hit->end);
  add_strings (builder, "reasons", hit->reasons);
  json_builder_end_object (builder);
}

void
reel_local_calls_add_hits (JsonBuilder *builder,
                           GArray      *hits)
{
  json_builder_set_member_name (builder, "results");
  json_builder_begin_array (builder);
  for (guint i = 0; i < hits->len; i++)
    add_hit (builder, &g_array_index (hits, ReelVectorHit, i));
  json_builder_end_array (builder);
}

void
reel_local_calls_add_sure (JsonBuilder *builder,
                           double       sure)
{
  if (sure <= 0)
    return;
  json_builder_set_member_name (builder, "sure_from");
  json_builder_add_double_value (builder, round (sure * 1000.0) / 1000.0);
}

/* Beside the results, what the vendor's service does not say: how the query was read, and from where on hits are sure. */
static JsonNode *
build_answer (const ReelEngineReading *reading,
              GArray                  *hits)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  reel_local_calls_add_hits (builder, hits);
  if (reading->used != NULL)
    add_strings (builder, "used_words", reading->used);
  if (reading->loose != NULL)
    add_strings (builder, "loose_words", reading->loose);
  add_strings (builder, "unknown_words", reading->unknown);
  reel_local_calls_add_sure (builder, (double) reading->scale.sure);
  if (reading->is_only_negative)
    {
      json_builder_set_member_name (builder, "hint");
      json_builder_add_string_value (builder, "only_negative");
    }
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/* POST /collections/{id}/search {text, top_k} → {results: [{video_id, similarity, start_time, end_time, reasons}], used_words,
 * loose_words, unknown_words, sure_from?, hint?} */
REEL_LOCAL_CALL (search)
{
  JsonObject *object = object_of (body);
  g_autofree char *text = reel_local_calls_dup_text (object, "text", REEL_LOCAL_CALLS_MAX_TEXT, error);
  g_autoptr (ReelEngineReading) reading = NULL;
  g_autoptr (GArray) hits = NULL;
  guint top_k = 0;

  if (text == NULL || !reel_local_calls_read_top_k (object, &top_k, error) || !reel_local_store_has_collection (service->store, id, error))
    return NULL;
  hits = reel_local_search_run (service->index, id, text, top_k, &reading, cancellable, error);
  return hits != NULL ? build_answer (reading, hits) : NULL;
}
