/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "api/reel-api-decode-private.h"
#include "api/reel-api-error-private.h"
#include "api/reel-embedding-private.h"
#include "base/reel-json.h"

/* Replies about vectors, tags and jobs. */

static gboolean
is_number (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) &&
         (json_node_get_value_type (node) == G_TYPE_INT64 || json_node_get_value_type (node) == G_TYPE_DOUBLE);
}

/* Appends one vector: not empty, every number finite as a float too. */
static gboolean
append_vector (JsonNode *node,
               GArray   *values,
               GArray   *dims)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint length = array != NULL ? json_array_get_length (array) : 0;
  guint start = values->len;
  float *out;

  if (length == 0)
    return FALSE;
  g_array_set_size (values, start + length);
  out = &g_array_index (values, float, start);
  for (guint i = 0; i < length; i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      out[i] = is_number (element) ? (float) json_node_get_double (element) : NAN;
      if (!isfinite (out[i]))
        return FALSE;
    }
  g_array_append_val (dims, length);
  return TRUE;
}

/* A vector, or a list of vectors. @key: for errors */
static ReelEmbedding *
decode_embedding (JsonNode   *node,
                  const char *key,
                  GBytes     *json,
                  const char *call,
                  GError    **error)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (float));
  g_autoptr (GArray) dims = g_array_new (FALSE, FALSE, sizeof (guint));
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint length = array != NULL ? json_array_get_length (array) : 0;

  if (length == 0 || !JSON_NODE_HOLDS_ARRAY (json_array_get_element (array, 0)))
    {
      if (append_vector (node, values, dims))
        return reel_embedding_new_take (g_steal_pointer (&values), g_steal_pointer (&dims), json);
      reel_api_decode_fail (error, reel_api_error_for_wrong_type (call, key));
      return NULL;
    }
  for (guint i = 0; i < length; i++)
    if (!append_vector (json_array_get_element (array, i), values, dims))
      {
        g_autofree char *shown = g_strdup_printf ("%s[%u]", key, i);

        reel_api_decode_fail (error, reel_api_error_for_wrong_type (call, shown));
        return NULL;
      }
  return reel_embedding_new_take (g_steal_pointer (&values), g_steal_pointer (&dims), json);
}

static JsonNode *
get_member (JsonNode   *root,
            const char *key,
            const char *call,
            GError    **error)
{
  JsonObject *object = reel_api_decode_get_root (root, call, key, error);
  JsonNode *node = object != NULL ? reel_api_decode_get_present (object, key) : NULL;

  if (object != NULL && node == NULL)
    reel_api_decode_fail (error, reel_api_error_for_missing_key (call, key));
  return node;
}

gpointer
reel_api_decode_video_embedding (JsonNode   *root,
                                 GBytes     *json,
                                 const char *call,
                                 GError    **error)
{
  JsonNode *node = get_member (root, "embeddings", call, error);

  return node != NULL ? decode_embedding (node, "embeddings", json, call, error) : NULL;
}

gpointer
reel_api_decode_text_embedding (JsonNode   *root,
                                GBytes     *json,
                                const char *call,
                                GError    **error)
{
  JsonNode *node = get_member (root, "embedding", call, error);
  g_autoptr (ReelEmbedding) embedding = node != NULL ? decode_embedding (node, "embedding", json, call, error) : NULL;

  if (embedding == NULL)
    return NULL;
  if (reel_embedding_get_n_vectors (embedding) == 1)
    return g_steal_pointer (&embedding);
  reel_api_decode_fail (error, reel_api_error_for_wrong_type (call, "embedding"));
  return NULL;
}

static gboolean
may_be_tags (JsonNode *node)
{
  return node != NULL && (JSON_NODE_HOLDS_ARRAY (node) || JSON_NODE_HOLDS_OBJECT (node));
}

gpointer
reel_api_decode_tags (JsonNode   *root,
                      GBytes     *json,
                      const char *call,
                      GError    **error)
{
  JsonNode *node = get_member (root, "tags", call, error);

  if (node == NULL)
    return NULL;
  if (may_be_tags (node))
    return reel_tags_new (node, json);
  reel_api_decode_fail (error, reel_api_error_for_wrong_type (call, "tags"));
  return NULL;
}

/*
 * What a completed job has to give. An embedding's key is documented; that of tags is not, so what stands where tags may
 * well stand is taken for them.
 */
static gboolean
decode_job_result (ReelJob    *job,
                   JsonObject *object,
                   GBytes     *json,
                   const char *call,
                   GError    **error)
{
  static const char *const vectors[] = { "embedding", "embeddings" };
  static const char *const nests[] = { "result", "results", "data", "output" };
  JsonNode *node, *tags;

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      node = reel_api_decode_get_present (object, vectors[i]);
      if (node == NULL)
        continue;
      job->embedding = decode_embedding (node, vectors[i], json, call, error);
      return job->embedding != NULL;
    }
  tags = reel_api_decode_get_present (object, "tags");
  /* A member that is called 'tags' goes before one that only looks like tags. */
  for (gsize i = 0; !may_be_tags (tags) && i < G_N_ELEMENTS (nests); i++)
    {
      JsonObject *nest;

      node = reel_api_decode_get_present (object, nests[i]);
      if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
        continue;
      nest = json_node_get_object (node);
      for (gsize k = 0; k < G_N_ELEMENTS (vectors); k++)
        if (reel_api_decode_get_present (nest, vectors[k]) != NULL)
          return decode_job_result (job, nest, json, call, error);
      if (may_be_tags (reel_api_decode_get_present (nest, "tags")))
        tags = reel_api_decode_get_present (nest, "tags");
    }
  for (gsize i = 0; !may_be_tags (tags) && i < G_N_ELEMENTS (nests); i++)
    {
      node = reel_api_decode_get_present (object, nests[i]);
      if (tags == NULL || may_be_tags (node))
        tags = node;
    }
  if (may_be_tags (tags))
    {
      job->tags = reel_tags_new (tags, json);
      return TRUE;
    }
  return reel_api_decode_fail (error, tags != NULL ? reel_api_error_for_wrong_type (call, "tags")
                                                   : reel_api_error_for_missing_key (call, "embedding"));
}

/* (transfer full) (nullable): words that need not be there */
static char *
dup_words (JsonObject *object,
           const char *key)
{
  return reel_api_error_clean_words (reel_json_get_string (object, key, NULL));
}

/* (transfer full) (nullable): ISO 8601, which is in UTC where it does not say otherwise */
static GDateTime *
dup_time (JsonObject *object,
          const char *key)
{
  const char *text = reel_json_get_string (object, key, NULL);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, utc) : NULL;

  return time != NULL ? g_date_time_to_utc (time) : NULL;
}

gpointer
reel_api_decode_job (JsonNode   *root,
                     GBytes     *json,
                     const char *call,
                     GError    **error)
{
  static const char *const words[] = { "pending", "processing", "completed", "failed" };
  JsonObject *object = reel_api_decode_get_root (root, call, "status", error);
  const char *word = object != NULL ? reel_api_decode_get_string (object, "status", "status", call, error) : NULL;
  g_autoptr (ReelJob) job = NULL;
  gsize i;

  if (word == NULL)
    return NULL;
  for (i = 0; i < G_N_ELEMENTS (words) && !g_str_equal (words[i], word); i++)
    ;
  if (i == G_N_ELEMENTS (words))
    {
      reel_api_decode_fail (error, reel_api_error_for_unknown_value (call, "status", word));
      return NULL;
    }
  job = g_new0 (ReelJob, 1);
  job->state = (ReelJobState) i;
  job->message = dup_words (object, "message");
  job->task_type = dup_words (object, "task_type");
  job->model_name = dup_words (object, "model_name");
  job->created_at = dup_time (object, "created_at");
  job->updated_at = dup_time (object, "updated_at");
  if (job->state == REEL_JOB_FAILED)
    job->reason = reel_api_decode_error_words (root);
  if (job->state == REEL_JOB_COMPLETED && !decode_job_result (job, object, json, call, error))
    return NULL;
  return g_steal_pointer (&job);
}
