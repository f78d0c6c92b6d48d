/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/reel-api-decode-private.h"
#include "api/reel-api-error-private.h"
#include "api/reel-clip-time.h"
#include "base/reel-json.h"

/* Of lists of words for people: a longer one is not read by anybody. */
#define MAX_WORDS 30
#define MAX_REASONS 4

/*
 * Replies become results here: strict on what is documented, tolerant on what is not, inventing nothing. Unknown keys are
 * ignored. The tree has been checked for depth, size and finite numbers before (base/reel-json).
 */

/**
 * reel_video_status_reply_free:
 * @self: (transfer full) (nullable): a state
 */
void
reel_video_status_reply_free (ReelVideoStatusReply *self)
{
  if (self == NULL)
    return;
  g_free (self->reason);
  g_free (self);
}

/* Returns: %FALSE, for the caller to return */
gboolean
reel_api_decode_fail (GError **error,
                      GError  *made)
{
  g_propagate_error (error, made);
  return FALSE;
}

/* A member that is there and not null. */
JsonNode *
reel_api_decode_get_present (JsonObject *object,
                             const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

/* @key: what a reply of another kind lacks, for errors */
JsonObject *
reel_api_decode_get_root (JsonNode   *root,
                          const char *call,
                          const char *key,
                          GError    **error)
{
  if (JSON_NODE_HOLDS_OBJECT (root))
    return json_node_get_object (root);
  reel_api_decode_fail (error, reel_api_error_for_missing_key (call, key));
  return NULL;
}

/* @shown: the key with its place in the reply, for errors */
static char *
dup_id (JsonObject *object,
        const char *key,
        const char *other,
        const char *shown,
        const char *call,
        GError    **error)
{
  const char *present = reel_api_decode_get_present (object, key) != NULL || other == NULL ? key : other;
  char *id;

  if (reel_api_decode_get_present (object, present) == NULL)
    {
      reel_api_decode_fail (error, reel_api_error_for_missing_key (call, shown));
      return NULL;
    }
  id = reel_json_dup_id (object, present, NULL);
  if (id == NULL)
    reel_api_decode_fail (error, reel_api_error_for_wrong_type (call, shown));
  return id;
}

/* @shown: the key with its place in the reply, for errors */
const char *
reel_api_decode_get_string (JsonObject *object,
                            const char *key,
                            const char *shown,
                            const char *call,
                            GError    **error)
{
  const char *text;

  if (reel_api_decode_get_present (object, key) == NULL)
    {
      reel_api_decode_fail (error, reel_api_error_for_missing_key (call, shown));
      return NULL;
    }
  text = reel_json_get_string (object, key, NULL);
  if (text == NULL)
    reel_api_decode_fail (error, reel_api_error_for_wrong_type (call, shown));
  return text;
}

static gpointer
decode_one_id (JsonNode   *root,
               const char *key,
               const char *other,
               const char *call,
               GError    **error)
{
  JsonObject *object = reel_api_decode_get_root (root, call, key, error);

  return object != NULL ? dup_id (object, key, other, key, call, error) : NULL;
}

gpointer
reel_api_decode_collection_id (JsonNode   *root,
                               GBytes     *json,
                               const char *call,
                               GError    **error)
{
  return decode_one_id (root, "collection_id", "id", call, error);
}

gpointer
reel_api_decode_video_id (JsonNode   *root,
                          GBytes     *json,
                          const char *call,
                          GError    **error)
{
  return decode_one_id (root, "video_id", "id", call, error);
}

gpointer
reel_api_decode_request_id (JsonNode   *root,
                            GBytes     *json,
                            const char *call,
                            GError    **error)
{
  return decode_one_id (root, "request_id", NULL, call, error);
}

static ReelCollectionInfo *
decode_collection (JsonNode   *node,
                   guint       index,
                   const char *call,
                   GError    **error)
{
  g_autoptr (ReelCollectionInfo) info = g_new0 (ReelCollectionInfo, 1);
  g_autofree char *id_key = g_strdup_printf ("[%u].id", index);
  g_autofree char *name_key = g_strdup_printf ("[%u].name", index);
  JsonObject *object;
  const char *name;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      reel_api_decode_fail (error, reel_api_error_for_missing_key (call, id_key));
      return NULL;
    }
  object = json_node_get_object (node);
  info->id = dup_id (object, "id", "collection_id", id_key, call, error);
  if (info->id == NULL)
    return NULL;
  name = reel_api_decode_get_string (object, "name", name_key, call, error);
  if (name == NULL)
    return NULL;
  info->name = g_strdup (name);
  info->description = g_strdup (reel_json_get_string (object, "description", NULL));
  return g_steal_pointer (&info);
}

gpointer
reel_api_decode_collections (JsonNode   *root,
                             GBytes     *json,
                             const char *call,
                             GError    **error)
{
  g_autoptr (GPtrArray) infos = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_collection_info_free);
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (root))
    {
      reel_api_decode_fail (error, reel_api_error_for_missing_key (call, "[]"));
      return NULL;
    }
  array = json_node_get_array (root);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      ReelCollectionInfo *info = decode_collection (json_array_get_element (array, i), i, call, error);

      if (info == NULL)
        return NULL;
      g_ptr_array_add (infos, info);
    }
  return g_steal_pointer (&infos);
}

/* Text, or an object that holds it under one of the usual keys, to a small depth. */
static char *
dup_words (JsonNode *node,
           guint     depth)
{
  static const char *const keys[] = { "error_message", "error", "message", "detail", "reason", "msg", "description" };

  if (depth == 0 || node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return reel_api_error_clean_words (json_node_get_string (node));
  if (JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 0)
    return dup_words (json_array_get_element (json_node_get_array (node), 0), depth - 1);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      char *words = dup_words (json_object_get_member (json_node_get_object (node), keys[i]), depth - 1);

      if (words != NULL)
        return words;
    }
  return NULL;
}

/*
 * reel_api_decode_error_words:
 * @root: the body of an error, in whichever shape
 *
 * Returns: (transfer full) (nullable): the server's words, safe to show
 */
char *
reel_api_decode_error_words (JsonNode *root)
{
  return dup_words (root, 4);
}

gpointer
reel_api_decode_video_status (JsonNode   *root,
                              GBytes     *json,
                              const char *call,
                              GError    **error)
{
  static const char *const words[] = { "uploaded", "processing", "processed", "failed", NULL };
  JsonObject *object = reel_api_decode_get_root (root, call, "status", error);
  const char *word = object != NULL ? reel_api_decode_get_string (object, "status", "status", call, error) : NULL;
  ReelVideoStatusReply *state;
  double progress = -1;
  gsize i;

  if (word == NULL)
    return NULL;
  for (i = 0; words[i] != NULL && !g_str_equal (words[i], word); i++)
    ;
  if (words[i] == NULL)
    {
      reel_api_decode_fail (error, reel_api_error_for_unknown_value (call, "status", word));
      return NULL;
    }
  if (reel_api_decode_get_present (object, "progress") != NULL)
    {
      if (!reel_json_get_number (object, "progress", &progress, NULL))
        {
          reel_api_decode_fail (error, reel_api_error_for_wrong_type (call, "progress"));
          return NULL;
        }
      progress = CLAMP (progress, 0, 100);
    }
  state = g_new0 (ReelVideoStatusReply, 1);
  state->status = (ReelVideoStatus) i;
  state->progress = progress;
  /* An extra of the service on this computer. */
  if (state->status <= REEL_VIDEO_STATUS_PROCESSING && json_object_get_boolean_member_with_default (object, "paused", FALSE))
    state->status = REEL_VIDEO_STATUS_PAUSED;
  state->reason = state->status == REEL_VIDEO_STATUS_FAILED ? reel_api_decode_error_words (root) : NULL;
  return state;
}

/* An optional extra of ours: what isn't an array of strings is as good as absent. Of a longer one only the beginning is kept. */
static char **
dup_strings (JsonObject *object,
             const char *key,
             guint       n_most)
{
  JsonNode *node = reel_api_decode_get_present (object, key);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return NULL;
  array = json_node_get_array (node);
  for (guint i = 0; i < MIN (n_most, json_array_get_length (array)); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      g_autofree char *word = NULL;

      if (!JSON_NODE_HOLDS_VALUE (element) || json_node_get_value_type (element) != G_TYPE_STRING)
        return NULL;
      word = reel_api_error_clean_words (json_node_get_string (element));
      if (word != NULL)
        g_strv_builder_add (builder, word);
    }
  return g_strv_builder_end (builder);
}

/* Another optional extra: without it no hit is less than sure. */
static double
get_sure_from (JsonObject *object)
{
  double sure_from = 0;

  if (!reel_json_get_number (object, "sure_from", &sure_from, NULL))
    return -G_MAXDOUBLE;
  return sure_from > 0 ? sure_from : -G_MAXDOUBLE;
}

static gboolean
get_only_negative (JsonObject *object)
{
  JsonNode *node = reel_api_decode_get_present (object, "hint");

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
         && g_str_equal (json_node_get_string (node), "only_negative");
}

static ReelSearchResult *
decode_result (JsonNode   *node,
               guint       index,
               double      sure_from,
               const char *call,
               GError    **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *key = "video_id";
  g_autofree char *id = object != NULL ? reel_json_dup_id (object, key, NULL) : NULL;
  ReelSearchResult *result;
  double similarity;

  if (id != NULL)
    key = "similarity";
  if (id == NULL || !reel_json_get_number (object, key, &similarity, NULL))
    {
      gboolean missing = object == NULL || reel_api_decode_get_present (object, key) == NULL;
      g_autofree char *shown = g_strdup_printf ("results[%u].%s", index, key);

      reel_api_decode_fail (error, missing ? reel_api_error_for_missing_key (call, shown)
                                           : reel_api_error_for_wrong_type (call, shown));
      return NULL;
    }
  result = g_new0 (ReelSearchResult, 1);
  result->video_id = g_steal_pointer (&id);
  result->similarity = similarity;
  result->has_times = reel_clip_time_read (object, &result->start, &result->end);
  result->is_possible = similarity < sure_from;
  result->reasons = dup_strings (object, "reasons", MAX_REASONS);
  return result;
}

gpointer
reel_api_decode_search (JsonNode   *root,
                        GBytes     *json,
                        const char *call,
                        GError    **error)
{
  JsonObject *object = reel_api_decode_get_root (root, call, "results", error);
  JsonNode *node = object != NULL ? reel_api_decode_get_present (object, "results") : NULL;
  g_autoptr (ReelSearchReply) reply = NULL;
  JsonArray *array;
  double sure_from;

  if (object == NULL)
    return NULL;
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    {
      reel_api_decode_fail (error, node == NULL ? reel_api_error_for_missing_key (call, "results")
                                                : reel_api_error_for_wrong_type (call, "results"));
      return NULL;
    }
  array = json_node_get_array (node);
  sure_from = get_sure_from (object);
  reply = g_new0 (ReelSearchReply, 1);
  reply->results = g_ptr_array_new_full (json_array_get_length (array), (GDestroyNotify) reel_search_result_free);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      ReelSearchResult *result = decode_result (json_array_get_element (array, i), i, sure_from, call, error);

      if (result == NULL)
        return NULL;
      g_ptr_array_add (reply->results, result);
    }
  reply->unknown_words = dup_strings (object, "unknown_words", MAX_WORDS);
  reply->used_words = dup_strings (object, "used_words", MAX_WORDS);
  reply->loose_words = dup_strings (object, "loose_words", MAX_WORDS);
  reply->only_negative = get_only_negative (object);
  return g_steal_pointer (&reply);
}
