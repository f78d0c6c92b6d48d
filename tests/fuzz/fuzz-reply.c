/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "api/reel-api-decode.h"
#include "api/reel-api-error.h"
#include "base/reel-json.h"
#include "fuzz.h"

/* A service's reply, the first byte saying to which call: a result that keeps its promises, or one error that names the call. */

#define CALL "GET /call"

typedef void (*Check) (gpointer result);

static void
check_id (gpointer result)
{
  g_assert_cmpuint (strlen (result), >, 0);
  g_assert_true (g_utf8_validate (result, -1, NULL));
}

static void
check_collections (gpointer result)
{
  GPtrArray *infos = result;

  for (guint i = 0; i < infos->len; i++)
    {
      ReelCollectionInfo *info = g_ptr_array_index (infos, i);

      check_id (info->id);
      g_assert_nonnull (info->name);
    }
}

static void
check_status (gpointer result)
{
  ReelVideoStatusReply *reply = result;

  g_assert_true (reply->progress == -1 || (reply->progress >= 0 && reply->progress <= 100));
  g_assert_true (reply->reason == NULL || reply->status == REEL_VIDEO_STATUS_FAILED);
  g_assert_true (reply->reason == NULL || g_utf8_strlen (reply->reason, -1) <= 300);
}

static void
check_search (gpointer result)
{
  ReelSearchReply *reply = result;

  for (guint i = 0; i < reply->results->len; i++)
    {
      ReelSearchResult *hit = g_ptr_array_index (reply->results, i);

      check_id (hit->video_id);
      g_assert_true (isfinite (hit->similarity));
      g_assert_true (isfinite (hit->start) && isfinite (hit->end) && hit->start >= 0 && hit->end >= hit->start);
      g_assert_true (hit->has_times || (hit->start == 0 && hit->end == 0));
    }
  for (guint i = 0; reply->unknown_words != NULL && reply->unknown_words[i] != NULL; i++)
    g_assert_true (g_utf8_validate (reply->unknown_words[i], -1, NULL));
}

static void
check_embedding (gpointer result)
{
  ReelEmbedding *embedding = result;
  guint n = reel_embedding_get_n_vectors (embedding);

  g_assert_cmpuint (n, >, 0);
  g_assert_nonnull (reel_embedding_get_json (embedding));
  for (guint i = 0; i < n; i++)
    {
      double norm = reel_embedding_get_norm (embedding, i), cosine;
      guint dims;
      const float *vector = reel_embedding_get_vector (embedding, i, &dims);

      g_assert_cmpuint (dims, >, 0);
      for (guint k = 0; k < dims; k++)
        g_assert_true (isfinite (vector[k]));
      g_assert_true (norm >= 0 && isfinite (norm));
      if (reel_embedding_get_cosine (embedding, i, embedding, n - 1 - i, &cosine))
        g_assert_true (cosine >= -1 && cosine <= 1);
    }
}

static void
check_tags (gpointer result)
{
  ReelTags *tags = result;

  for (guint i = 0; i < reel_tags_get_n_categories (tags); i++)
    {
      const ReelTagCategory *category = reel_tags_get_category (tags, i);

      g_assert_true (category->name == NULL || *category->name != '\0');
      g_assert_nonnull (category->values[0]);
      for (guint k = 0; category->values[k] != NULL; k++)
        g_assert_cmpuint (strlen (category->values[k]), >, 0);
    }
}

static void
check_job (gpointer result)
{
  ReelJob *job = result;

  g_assert_true ((job->state == REEL_JOB_COMPLETED) == (job->embedding != NULL || job->tags != NULL));
  g_assert_true (job->reason == NULL || job->state == REEL_JOB_FAILED);
  if (job->embedding != NULL)
    check_embedding (job->embedding);
  if (job->tags != NULL)
    check_tags (job->tags);
}

static const struct
{
  ReelDecode decode;
  Check check;
  GDestroyNotify free;
} decoders[] = {
  { reel_api_decode_collections, check_collections, (GDestroyNotify) g_ptr_array_unref },
  { reel_api_decode_collection_id, check_id, g_free },
  { reel_api_decode_video_id, check_id, g_free },
  { reel_api_decode_video_status, check_status, (GDestroyNotify) reel_video_status_reply_free },
  { reel_api_decode_search, check_search, (GDestroyNotify) reel_search_reply_free },
  { reel_api_decode_video_embedding, check_embedding, (GDestroyNotify) reel_embedding_unref },
  { reel_api_decode_text_embedding, check_embedding, (GDestroyNotify) reel_embedding_unref },
  { reel_api_decode_tags, check_tags, (GDestroyNotify) reel_tags_unref },
  { reel_api_decode_request_id, check_id, g_free },
  { reel_api_decode_job, check_job, (GDestroyNotify) reel_job_free },
};

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  gsize which;
  gpointer result;

  if (size == 0)
    return 0;
  /* '0' is the first, so that the corpus can be read. */
  which = (gsize) (guint8) (data[0] - '0') % G_N_ELEMENTS (decoders);
  bytes = g_bytes_new_static (data + 1, size - 1);
  root = reel_json_parse (bytes, 1 << 20, NULL);
  if (root == NULL)
    return 0;
  words = reel_api_decode_error_words (root);
  g_assert_true (words == NULL || (*words != '\0' && g_utf8_strlen (words, -1) <= 300));
  result = decoders[which].decode (root, bytes, CALL, &error);
  g_assert_true ((result == NULL) == (error != NULL));
  if (result != NULL)
    {
      decoders[which].check (result);
      decoders[which].free (result);
    }
  else
    {
      g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL);
      g_assert_nonnull (strstr (error->message, CALL));
    }
  return 0;
}
