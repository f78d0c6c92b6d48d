/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "api/reel-api-decode.h"
#include "api/reel-api-error-private.h"
#include "api/reel-clip-time.h"
#include "base/reel-json.h"

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

static gboolean
fail (GError    **error,
      GError     *made)
{
  g_propagate_error (error, made);
  return FALSE;
}

/* A member that is there and not null. */
static JsonNode *
get_present (JsonObject *object,
             const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

static JsonObject *
get_root_object (JsonNode   *root,
                 const char *call,
                 const char *key,
                 GError    **error)
{
  if (JSON_NODE_HOLDS_OBJECT (root))
    return json_node_get_object (root);
  fail (error, reel_api_error_for_missing_key (call, key));
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
  const char *present = get_present (object, key) != NULL || other == NULL ? key : other;
  char *id;

  if (get_present (object, present) == NULL)
    {
      fail (error, reel_api_error_for_missing_key (call, shown));
      return NULL;
    }
  id = reel_json_dup_id (object, present, NULL);
  if (id == NULL)
    fail (error, reel_api_error_for_wrong_type (call, shown));
  return id;
}

static const char *
get_string (JsonObject *object,
            const char *key,
            const char *shown,
            const char *call,
            GError    **error)
{
  const char *text;

  if (get_present (object, key) == NULL)
    {
      fail (error, reel_api_error_for_missing_key (call, shown));
      return NULL;
    }
  text = reel_json_get_string (object, key, NULL);
  if (text == NULL)
    fail (error, reel_api_error_for_wrong_type (call, shown));
  return text;
}

static gpointer
decode_one_id (JsonNode   *root,
               const char *key,
               const char *other,
               const char *call,
               GError    **error)
{
  JsonObject *object = get_root_object (root, call, key, error);

  return object != NULL ? dup_id (object, key, other, key, call, error) : NULL;
}

gpointer
reel_api_decode_collection_id (JsonNode   *root,
                               const char *call,
                               GError    **error)
{
  return decode_one_id (root, "collection_id", "id", call, error);
}

gpointer
reel_api_decode_video_id (JsonNode   *root,
                          const char *call,
                          GError    **error)
{
  return decode_one_id (root, "video_id", "id", call, error);
}

gpointer
reel_api_decode_request_id (JsonNode   *root,
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
      fail (error, reel_api_error_for_missing_key (call, id_key));
      return NULL;
    }
  object = json_node_get_object (node);
  info->id = dup_id (object, "id", "collection_id", id_key, call, error);
  if (info->id == NULL)
    return NULL;
  name = get_string (object, "name", name_key, call, error);
  if (name == NULL)
    return NULL;
  info->name = g_strdup (name);
  info->description = g_strdup (reel_json_get_string (object, "description", NULL));
  return g_steal_pointer (&info);
}

gpointer
reel_api_decode_collections (JsonNode   *root,
                             const char *call,
                             GError    **error)
{
  g_autoptr (GPtrArray) infos = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_collection_info_free);
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (root))
    {
      fail (error, reel_api_error_for_missing_key (call, "[]"));
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
  static const char * const keys[] = { "error_message", "error", "message", "detail", "reason", "msg", "description" };

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
                             const char *call,
                             GError    **error)
{
  static const char * const words[] = { "uploaded", "processing", "processed", "failed", NULL };
  JsonObject *object = get_root_object (root, call, "status", error);
  const char *word = object != NULL ? get_string (object, "status", "status", call, error) : NULL;
  ReelVideoStatusReply *state;
  double progress = -1;
  gsize i;

  if (word == NULL)
    return NULL;
  for (i = 0; words[i] != NULL && !g_str_equal (words[i], word); i++)
    ;
  if (words[i] == NULL)
    {
      fail (error, reel_api_error_for_unknown_value (call, "status", word));
      return NULL;
    }
  if (get_present (object, "progress") != NULL)
    {
      if (!reel_json_get_number (object, "progress", &progress, NULL))
        {
          fail (error, reel_api_error_for_wrong_type (call, "progress"));
          return NULL;
        }
      progress = CLAMP (progress, 0, 100);
    }
  state = g_new0 (ReelVideoStatusReply, 1);
  state->status = (ReelVideoStatus) i;
  state->progress = progress;
  state->reason = state->status == REEL_VIDEO_STATUS_FAILED ? reel_api_decode_error_words (root) : NULL;
  return state;
}

static ReelSearchResult *
decode_result (JsonNode   *node,
               guint       index,
               const char *call,
               GError    **error)
{
  g_autofree char *id_key = g_strdup_printf ("results[%u].video_id", index);
  g_autofree char *similarity_key = g_strdup_printf ("results[%u].similarity", index);
  g_autofree char *id = NULL;
  JsonObject *object;
  ReelSearchResult *result;
  double similarity;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      fail (error, reel_api_error_for_missing_key (call, id_key));
      return NULL;
    }
  object = json_node_get_object (node);
  id = dup_id (object, "video_id", NULL, id_key, call, error);
  if (id == NULL)
    return NULL;
  if (get_present (object, "similarity") == NULL)
    {
      fail (error, reel_api_error_for_missing_key (call, similarity_key));
      return NULL;
    }
  if (!reel_json_get_number (object, "similarity", &similarity, NULL))
    {
      fail (error, reel_api_error_for_wrong_type (call, similarity_key));
      return NULL;
    }
  result = g_new0 (ReelSearchResult, 1);
  result->video_id = g_steal_pointer (&id);
  result->similarity = similarity;
  result->has_times = reel_clip_time_read (object, &result->start, &result->end);
  return result;
}

/* An optional extra of ours: what isn't an array of strings is as good as absent. */
static char **
dup_unknown_words (JsonObject *object)
{
  JsonNode *node = get_present (object, "unknown_words");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return NULL;
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
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

gpointer
reel_api_decode_search (JsonNode   *root,
                        const char *call,
                        GError    **error)
{
  JsonObject *object = get_root_object (root, call, "results", error);
  JsonNode *node = object != NULL ? get_present (object, "results") : NULL;
  g_autoptr (ReelSearchReply) reply = NULL;
  JsonArray *array;

  if (object == NULL)
    return NULL;
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    {
      fail (error, node == NULL ? reel_api_error_for_missing_key (call, "results")
                                : reel_api_error_for_wrong_type (call, "results"));
      return NULL;
    }
  array = json_node_get_array (node);
  reply = g_new0 (ReelSearchReply, 1);
  reply->results = g_ptr_array_new_full (json_array_get_length (array), (GDestroyNotify) reel_search_result_free);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      ReelSearchResult *result = decode_result (json_array_get_element (array, i), i, call, error);

      if (result == NULL)
        return NULL;
      g_ptr_array_add (reply->results, result);
    }
  reply->unknown_words = dup_unknown_words (object);
  return g_steal_pointer (&reply);
}

static gboolean
is_number (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) &&
         (json_node_get_value_type (node) == G_TYPE_INT64 || json_node_get_value_type (node) == G_TYPE_DOUBLE);
}

/* One vector: not empty, every number finite as a float too. */
static GArray *
decode_vector (JsonNode   *node,
               const char *shown,
               const char *call,
               GError    **error)
{
  g_autoptr (GArray) vector = NULL;
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node) || json_array_get_length (json_node_get_array (node)) == 0)
    {
      fail (error, reel_api_error_for_wrong_type (call, shown));
      return NULL;
    }
  array = json_node_get_array (node);
  vector = g_array_sized_new (FALSE, FALSE, sizeof (float), json_array_get_length (array));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      float value = is_number (element) ? (float) json_node_get_double (element) : NAN;

      if (!isfinite (value))
        {
          fail (error, reel_api_error_for_wrong_type (call, shown));
          return NULL;
        }
      g_array_append_val (vector, value);
    }
  return g_steal_pointer (&vector);
}

static JsonNode *
get_vectors (JsonNode   *root,
             const char *key,
             const char *call,
             GError    **error)
{
  JsonObject *object = get_root_object (root, call, key, error);
  JsonNode *node = object != NULL ? get_present (object, key) : NULL;

  if (object != NULL && node == NULL)
    fail (error, reel_api_error_for_missing_key (call, key));
  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 0)
    return node;
  fail (error, reel_api_error_for_wrong_type (call, key));
  return NULL;
}

gpointer
reel_api_decode_video_embedding (JsonNode   *root,
                                 const char *call,
                                 GError    **error)
{
  JsonNode *node = get_vectors (root, "embeddings", call, error);
  g_autoptr (GPtrArray) vectors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  JsonArray *array;
  GArray *vector;

  if (node == NULL)
    return NULL;
  array = json_node_get_array (node);
  if (is_number (json_array_get_element (array, 0)))
    {
      vector = decode_vector (node, "embeddings", call, error);
      if (vector == NULL)
        return NULL;
      g_ptr_array_add (vectors, vector);
      return g_steal_pointer (&vectors);
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *shown = g_strdup_printf ("embeddings[%u]", i);

      vector = decode_vector (json_array_get_element (array, i), shown, call, error);
      if (vector == NULL)
        return NULL;
      g_ptr_array_add (vectors, vector);
    }
  return g_steal_pointer (&vectors);
}

gpointer
reel_api_decode_text_embedding (JsonNode   *root,
                                const char *call,
                                GError    **error)
{
  JsonNode *node = get_vectors (root, "embedding", call, error);
  JsonArray *array = node != NULL ? json_node_get_array (node) : NULL;

  if (node == NULL)
    return NULL;
  /* A list of one list is one vector too. */
  if (json_array_get_length (array) == 1 && JSON_NODE_HOLDS_ARRAY (json_array_get_element (array, 0)))
    node = json_array_get_element (array, 0);
  return decode_vector (node, "embedding", call, error);
}

gpointer
reel_api_decode_tags (JsonNode   *root,
                      const char *call,
                      GError    **error)
{
  JsonObject *object = get_root_object (root, call, "tags", error);
  JsonNode *node = object != NULL ? get_present (object, "tags") : NULL;

  if (object == NULL)
    return NULL;
  if (node != NULL && (JSON_NODE_HOLDS_ARRAY (node) || JSON_NODE_HOLDS_OBJECT (node)))
    return json_node_copy (node);
  fail (error, node == NULL ? reel_api_error_for_missing_key (call, "tags") : reel_api_error_for_wrong_type (call, "tags"));
  return NULL;
}

gpointer
reel_api_decode_job (JsonNode   *root,
                     const char *call,
                     GError    **error)
{
  static const char * const words[] = { "pending", "processing", "completed", "failed", NULL };
  JsonObject *object = get_root_object (root, call, "status", error);
  const char *word = object != NULL ? get_string (object, "status", "status", call, error) : NULL;

  if (word == NULL)
    return NULL;
  if (!g_strv_contains (words, word))
    {
      fail (error, reel_api_error_for_unknown_value (call, "status", word));
      return NULL;
    }
  return json_node_ref (root);
}
