/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "api/reel-api-decode.h"
#include "base/reel-json.h"
#include "reel-test.h"

/* What the documentation leaves open, in all of its combinations; and what it does not, in every wrong type. */

#define CALL "GET /call"

static JsonNode *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  JsonNode *node = reel_json_parse (bytes, 1 << 20, &error);

  if (node == NULL)
    g_error ("%s: %s", text, error->message);
  return node;
}

static void
check_times (const char *members,
             double      start,
             double      end)
{
  g_autofree char *text = g_strdup_printf ("{\"results\":[{\"video_id\":\"v\",\"similarity\":1,%s}]}", members);
  g_autoptr (JsonNode) root = parse (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelSearchReply) reply = reel_api_decode_search (root, NULL, CALL, &error);
  const ReelSearchResult *hit;

  g_assert_no_error (error);
  hit = g_ptr_array_index (reply->results, 0);
  if (!hit->has_times || ABS (hit->start - start) > 1e-9 || ABS (hit->end - end) > 1e-9)
    g_error ("%s: %d, %f to %f", members, hit->has_times, hit->start, hit->end);
}

/* Each pair of names, each way to write a time, each place: 3723.5 s to 3724.25 s. */
static void
test_pairs (void)
{
  static const struct
  {
    const char *start, *end;
    gboolean milliseconds;
  } pairs[] = {
    { "start_time", "end_time", FALSE },
    { "start", "end", FALSE },
    { "startTime", "endTime", FALSE },
    { "start_sec", "end_sec", FALSE },
    { "start_timestamp", "end_timestamp", FALSE },
    { "start_ms", "end_ms", TRUE },
    { "start_time_ms", "end_time_ms", TRUE },
  };
  static const char *const seconds[][2] = {
    { "3723.5", "3724.25" },
    { "\"3723.5\"", "\"3724.25\"" },
    { "\"01:02:03.500\"", "\"01:02:04.250\"" },
    { "\"1:02:03.5\"", "3724.25" },
    { "\"62:03.5\"", "\"62:04.25\"" },
  };
  static const char *const milliseconds[][2] = {
    { "3723500", "3724250" },
    { "\"3723500\"", "\"3724250\"" },
    { "3723500.0", "3.72425e6" },
  };
  static const char *const places[] = { "%s", "\"clip\":{%s}", "\"segment\":{%s}", "\"shot\":{\"x\":[],%s}" };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    for (guint k = 0; k < (pairs[i].milliseconds ? G_N_ELEMENTS (milliseconds) : G_N_ELEMENTS (seconds)); k++)
      for (guint p = 0; p < G_N_ELEMENTS (places); p++)
        {
          const char *const *values = pairs[i].milliseconds ? milliseconds[k] : seconds[k];
          g_autofree char *pair = g_strdup_printf ("\"%s\":%s,\"%s\":%s", pairs[i].start, values[0], pairs[i].end,
                                                   values[1]);
          g_auto (GStrv) parts = g_strsplit (places[p], "%s", 2);
          g_autofree char *members = g_strjoinv (pair, parts);

          check_times (members, 3723.5, 3724.25);
          n++;
        }
  g_test_message ("%u ways to write one clip", n);
}

/* One point, in each place; and a beginning without an end, which is one too. */
static void
test_points (void)
{
  static const char *const names[] = { "timestamp", "time",      "start_time",     "start",
                                        "startTime", "start_sec", "start_timestamp" };
  static const char *const values[] = { "83.25", "\"83.25\"", "\"1:23.25\"", "\"00:01:23.250\"" };
  static const char *const places[] = { "%s", "\"clip\":{%s}", "\"segment\":{%s}", "\"shot\":{%s}" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint k = 0; k < G_N_ELEMENTS (values); k++)
      for (guint p = 0; p < G_N_ELEMENTS (places); p++)
        {
          g_autofree char *point = g_strdup_printf ("\"%s\":%s", names[i], values[k]);
          g_auto (GStrv) parts = g_strsplit (places[p], "%s", 2);
          g_autofree char *members = g_strjoinv (point, parts);

          check_times (members, 83.25, 83.25);
        }
  check_times ("\"start_ms\":83250", 83.25, 83.25);
  check_times ("\"clip\":{\"start_time_ms\":\"83250\"}", 83.25, 83.25);
}

/* The order of the names: what comes first in it counts, wherever it stands in the reply. */
static void
test_order (void)
{
  static const char *const pairs[][2] = {
    { "start_time", "end_time" }, { "start", "end" }, { "startTime", "endTime" }, { "start_sec", "end_sec" },
    { "start_timestamp", "end_timestamp" }, { "start_ms", "end_ms" }, { "start_time_ms", "end_time_ms" },
  };

  for (guint first = 0; first < G_N_ELEMENTS (pairs); first++)
    {
      g_autoptr (GString) members = g_string_new ("\"timestamp\":9");
      const double unit = first < 5 ? 1 : 0.001;

      for (guint i = G_N_ELEMENTS (pairs); i-- > first;)
        g_string_append_printf (members, ",\"%s\":%u,\"%s\":%u", pairs[i][0], 100 + i, pairs[i][1], 200 + i);
      check_times (members->str, (100 + first) * unit, (200 + first) * unit);
    }
}

static void
free_state (gpointer data)
{
  reel_video_status_reply_free (data);
}

static void
free_reply (gpointer data)
{
  reel_search_reply_free (data);
}

static void
free_job (gpointer data)
{
  reel_job_free (data);
}

static const struct
{
  const char *name;
  ReelDecode decode;
  GDestroyNotify result_free;
  const char *documented; /* a reply with the documented keys and nothing else */
} decoders[] = {
  { "collections", reel_api_decode_collections, (GDestroyNotify) g_ptr_array_unref, "[{\"name\":\"n\",\"id\":\"i\"}]" },
  { "no collections", reel_api_decode_collections, (GDestroyNotify) g_ptr_array_unref, "[]" },
  { "collection", reel_api_decode_collection_id, g_free, "{\"collection_id\":\"c\"}" },
  { "video", reel_api_decode_video_id, g_free, "{\"video_id\":\"v\"}" },
  { "uploaded", reel_api_decode_video_status, free_state, "{\"status\":\"uploaded\"}" },
  { "processing", reel_api_decode_video_status, free_state, "{\"status\":\"processing\",\"progress\":50}" },
  { "processed", reel_api_decode_video_status, free_state, "{\"status\":\"processed\"}" },
  { "failed", reel_api_decode_video_status, free_state, "{\"status\":\"failed\"}" },
  { "search", reel_api_decode_search, free_reply, "{\"results\":[{\"video_id\":\"v\",\"similarity\":0.5}]}" },
  { "found nothing", reel_api_decode_search, free_reply, "{\"results\":[]}" },
  { "video vectors", reel_api_decode_video_embedding, (GDestroyNotify) reel_embedding_unref, "{\"embeddings\":[[0.5,1]]}" },
  { "text vector", reel_api_decode_text_embedding, (GDestroyNotify) reel_embedding_unref, "{\"embedding\":[0.5,1]}" },
  { "tags", reel_api_decode_tags, (GDestroyNotify) reel_tags_unref, "{\"tags\":[\"a\"]}" },
  { "request", reel_api_decode_request_id, g_free, "{\"request_id\":\"r\"}" },
  { "pending job", reel_api_decode_job, free_job, "{\"status\":\"pending\"}" },
  { "processing job", reel_api_decode_job, free_job, "{\"status\":\"processing\"}" },
  { "completed job", reel_api_decode_job, free_job, "{\"status\":\"completed\",\"embedding\":[1]}" },
  { "failed job", reel_api_decode_job, free_job, "{\"status\":\"failed\",\"error_message\":\"m\"}" },
};

static void
test_documented (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (decoders); i++)
    {
      g_autoptr (JsonNode) root = parse (decoders[i].documented);
      g_autoptr (GError) error = NULL;
      gpointer result = decoders[i].decode (root, NULL, CALL, &error);

      if (result == NULL)
        g_error ("%s: %s", decoders[i].name, error->message);
      decoders[i].result_free (result);
    }
}

/* A key that is there twice: the last counts, whatever it is, and the first is not left anywhere. */
static void
test_twice (void)
{
  g_autoptr (JsonNode) good = parse ("{\"video_id\":7,\"video_id\":\"v\"}");
  g_autoptr (JsonNode) bad = parse ("{\"video_id\":\"v\",\"video_id\":[]}");
  g_autoptr (GError) error = NULL;
  g_autofree char *id = reel_api_decode_video_id (good, NULL, CALL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, "v");
  g_assert_null (reel_api_decode_video_id (bad, NULL, CALL, &error));
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL);
}

/* Every documented key with a value of every type: refused by the key's name, or taken. */
static void
test_types (void)
{
  static const char *const values[] = { "null", "true",  "false", "7",   "-7.5", "98765432109876543210",
                                        "\"\"", "\"x\"", "[]",    "[7]", "{}",   "{\"x\":1}" };
  static const struct
  {
    ReelDecode decode;
    GDestroyNotify result_free;
    const char *before, *after, *shown;
    const char *taken; /* of the values, by place: '1' where it is good */
  } keys[] = {
    { reel_api_decode_collections, (GDestroyNotify) g_ptr_array_unref, "", "", "]", "000000001000" },
    { reel_api_decode_collections, (GDestroyNotify) g_ptr_array_unref, "[", "]", "[0].id", "000000000000" },
    { reel_api_decode_collections, (GDestroyNotify) g_ptr_array_unref, "[{\"name\":\"n\",\"id\":", "}]", "[0].id",
      "000101010000" },
    { reel_api_decode_collections, (GDestroyNotify) g_ptr_array_unref, "[{\"id\":\"i\",\"name\":", "}]", "[0].name",
      "000001110000" },
    { reel_api_decode_collections, (GDestroyNotify) g_ptr_array_unref, "[{\"id\":\"i\",\"name\":\"n\",\"description\":",
      "}]", "", "111111111111" },
    { reel_api_decode_collection_id, g_free, "{\"collection_id\":", "}", "collection_id", "000101010000" },
    { reel_api_decode_collection_id, g_free, "{\"id\":", "}", "collection_id", "000101010000" },
    { reel_api_decode_video_id, g_free, "{\"video_id\":", "}", "video_id", "000101010000" },
    { reel_api_decode_video_id, g_free, "{\"id\":", "}", "video_id", "000101010000" },
    { reel_api_decode_video_status, free_state, "{\"status\":", "}", "status", "000000000000" },
    { reel_api_decode_video_status, free_state, "{\"status\":\"processing\",\"progress\":", "}", "progress",
      "100110000000" },
    { reel_api_decode_search, free_reply, "{\"results\":", "}", "results", "000000001000" },
    { reel_api_decode_search, free_reply, "{\"results\":[", "]}", "results[0].video_id", "000000000000" },
    { reel_api_decode_search, free_reply, "{\"results\":[{\"similarity\":1,\"video_id\":", "}]}", "results[0].video_id",
      "000101010000" },
    { reel_api_decode_search, free_reply, "{\"results\":[{\"video_id\":\"v\",\"similarity\":", "}]}",
      "results[0].similarity", "000110000000" },
    { reel_api_decode_search, free_reply, "{\"results\":[],\"unknown_words\":", "}", "", "111111111111" },
    { reel_api_decode_search, free_reply, "{\"results\":[{\"video_id\":\"v\",\"similarity\":1,\"clip\":", "}]}", "",
      "111111111111" },
    { reel_api_decode_search, free_reply, "{\"results\":[{\"video_id\":\"v\",\"similarity\":1,\"start\":", ",\"end\":9}]}",
      "", "111111111111" },
    { reel_api_decode_video_embedding, (GDestroyNotify) reel_embedding_unref, "{\"embeddings\":", "}", "embeddings",
      "000000000100" },
    { reel_api_decode_video_embedding, (GDestroyNotify) reel_embedding_unref, "{\"embeddings\":[[1],", "]}", "embeddings",
      "000000000100" },
    { reel_api_decode_video_embedding, (GDestroyNotify) reel_embedding_unref, "{\"embeddings\":[[1,", "]]}", "embeddings",
      "000110000000" },
    { reel_api_decode_text_embedding, (GDestroyNotify) reel_embedding_unref, "{\"embedding\":", "}", "embedding",
      "000000000100" },
    { reel_api_decode_tags, (GDestroyNotify) reel_tags_unref, "{\"tags\":", "}", "tags", "000000001111" },
    { reel_api_decode_request_id, g_free, "{\"request_id\":", "}", "request_id", "000101010000" },
    { reel_api_decode_job, free_job, "{\"status\":", "}", "status", "000000000000" },
    { reel_api_decode_job, free_job, "{\"status\":\"completed\",\"embedding\":", "}", "embedding", "000000000100" },
    { reel_api_decode_job, free_job, "{\"status\":\"failed\",\"error_message\":", "}", "", "111111111111" },
  };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    for (guint k = 0; k < G_N_ELEMENTS (values); k++)
      {
        g_autofree char *text = g_strconcat (keys[i].before, values[k], keys[i].after, NULL);
        g_autoptr (JsonNode) root = parse (text);
        g_autoptr (GError) error = NULL;
        gpointer result = keys[i].decode (root, NULL, CALL, &error);

        n++;
        if ((result != NULL) != (keys[i].taken[k] == '1'))
          g_error ("%s: %s", text, result != NULL ? "taken" : error->message);
        if (result != NULL)
          {
            keys[i].result_free (result);
            continue;
          }
        g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL);
        g_assert_nonnull (strstr (error->message, CALL));
        if (strstr (error->message, keys[i].shown) == NULL)
          g_error ("%s: “%s” is not in “%s”", text, keys[i].shown, error->message);
      }
  g_test_message ("%u keys with values of %u types: %u replies", (guint) G_N_ELEMENTS (keys),
                  (guint) G_N_ELEMENTS (values), n);
}

/* A completed job has its result where the documentation says, or where services have it. */
static void
test_jobs (void)
{
  static const char *const nests[] = { "", "result", "results", "data", "output" };
  static const struct
  {
    const char *result;
    guint n_vectors;  /* 0: tags */
    const char *first; /* the first category */
  } results[] = {
    { "\"embedding\":[1,2]", 1, NULL },
    { "\"embedding\":[[1,2],[3,4]]", 2, NULL },
    { "\"embeddings\":[[1,2],[3,4],[5]]", 3, NULL },
    { "\"tags\":{\"angle\":\"low\"}", 0, "angle" },
    { "\"tags\":[{\"category\":\"angle\",\"value\":\"low\"}]", 0, "angle" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (nests); i++)
    for (guint k = 0; k < G_N_ELEMENTS (results); k++)
      {
        g_autofree char *text = *nests[i] == '\0'
                                  ? g_strdup_printf ("{\"status\":\"completed\",%s}", results[k].result)
                                  : g_strdup_printf ("{\"status\":\"completed\",\"%s\":{%s}}", nests[i], results[k].result);
        g_autoptr (JsonNode) root = parse (text);
        g_autoptr (GError) error = NULL;
        g_autoptr (ReelJob) job = reel_api_decode_job (root, NULL, CALL, &error);

        if (job == NULL)
          g_error ("%s: %s", text, error->message);
        g_assert_true ((job->embedding != NULL) == (results[k].n_vectors > 0));
        g_assert_true ((job->tags != NULL) == (results[k].n_vectors == 0));
        if (job->embedding != NULL)
          g_assert_cmpuint (reel_embedding_get_n_vectors (job->embedding), ==, results[k].n_vectors);
        else
          g_assert_cmpstr (reel_tags_get_category (job->tags, 0)->name, ==, results[k].first);
      }
  /* Nothing but tags. */
  {
    g_autoptr (JsonNode) root = parse ("{\"status\":\"completed\",\"result\":[\"low angle\"]}");
    g_autoptr (ReelJob) job = reel_api_decode_job (root, NULL, CALL, NULL);

    g_assert_cmpstr (reel_tags_get_category (job->tags, 0)->values[0], ==, "low angle");
  }
  /* What a place holds that is none of tags says nothing of the next place; and tags by name go before what may be some. */
  {
    static const char *const texts[] = { "{\"status\":\"completed\",\"result\":\"ok\",\"data\":{\"tags\":[\"low angle\"]}}",
                                         "{\"status\":\"completed\",\"result\":true,\"output\":[\"low angle\"]}",
                                         "{\"status\":\"completed\",\"tags\":null,\"results\":3,\"data\":[\"low angle\"]}",
                                         "{\"status\":\"completed\",\"tags\":\"see data\",\"data\":[\"low angle\"]}",
                                         "{\"status\":\"completed\",\"result\":{\"code\":0},\"data\":{\"tags\":[\"low angle\"]}}" };

    for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
      {
        g_autoptr (JsonNode) root = parse (texts[i]);
        g_autoptr (GError) error = NULL;
        g_autoptr (ReelJob) job = reel_api_decode_job (root, NULL, CALL, &error);

        g_assert_no_error (error);
        g_assert_cmpstr (reel_tags_get_category (job->tags, 0)->values[0], ==, "low angle");
      }
  }
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/api/dialects/pairs", test_pairs);
  g_test_add_func ("/api/dialects/points", test_points);
  g_test_add_func ("/api/dialects/order", test_order);
  g_test_add_func ("/api/dialects/documented", test_documented);
  g_test_add_func ("/api/dialects/twice", test_twice);
  g_test_add_func ("/api/dialects/types", test_types);
  g_test_add_func ("/api/dialects/jobs", test_jobs);
  return g_test_run ();
}
