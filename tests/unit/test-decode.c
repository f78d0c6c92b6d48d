/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "api/reel-api-decode.h"
#include "api/reel-api-error-private.h"
#include "api/reel-api-url.h"
#include "api/reel-reply.h"
#include "base/reel-json.h"
#include "reel-test.h"

#define CALL "GET /call"

static JsonNode *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  JsonNode *node = reel_json_parse (bytes, 1 << 20, &error);

  g_assert_no_error (error);
  return node;
}

/* Every way in which a clip's times are known to be written, and many in which they are not. */
static void
test_times (void)
{
  static const struct
  {
    const char *members;
    gboolean has_times;
    double start, end;
  } times[] = {
    { "\"start_time\":1.5,\"end_time\":4", TRUE, 1.5, 4 },
    { "\"start\":1.5,\"end\":4", TRUE, 1.5, 4 },
    { "\"startTime\":1.5,\"endTime\":4", TRUE, 1.5, 4 },
    { "\"start_sec\":1.5,\"end_sec\":4", TRUE, 1.5, 4 },
    { "\"start_timestamp\":1.5,\"end_timestamp\":4", TRUE, 1.5, 4 },
    { "\"start_ms\":1500,\"end_ms\":4000", TRUE, 1.5, 4 },
    { "\"start_time_ms\":\"1500\",\"end_time_ms\":4000.0", TRUE, 1.5, 4 },
    { "\"timestamp\":7", TRUE, 7, 7 },
    { "\"time\":\"00:00:07.250\"", TRUE, 7.25, 7.25 },
    { "\"start_time\":\"1.5\",\"end_time\":\"4\"", TRUE, 1.5, 4 },
    { "\"start_time\":\"01:02:03.5\",\"end_time\":\"01:02:04\"", TRUE, 3723.5, 3724 },
    { "\"start\":\"2:03\",\"end\":\"100:00:00\"", TRUE, 123, 360000 },
    { "\"clip\":{\"start\":1,\"end\":2}", TRUE, 1, 2 },
    { "\"segment\":{\"start_ms\":1000,\"end_ms\":2000}", TRUE, 1, 2 },
    { "\"shot\":{\"timestamp\":3}", TRUE, 3, 3 },
    { "\"start_time\":0,\"end_time\":0", TRUE, 0, 0 },
    /* The order: seconds before milliseconds, pairs before points, here before nested. */
    { "\"start_ms\":9000,\"end_ms\":9500,\"start\":1,\"end\":2", TRUE, 1, 2 },
    { "\"timestamp\":9,\"start_ms\":1000,\"end_ms\":2000", TRUE, 1, 2 },
    { "\"clip\":{\"start\":8,\"end\":9},\"start_time\":1,\"end_time\":2", TRUE, 1, 2 },
    { "\"shot\":{\"start\":8,\"end\":9},\"clip\":{\"start\":1,\"end\":2}", TRUE, 1, 2 },
    /* What makes no sense in one dialect is passed over for the next. */
    { "\"start_time\":5,\"end_time\":3,\"start_ms\":1000,\"end_ms\":2000", TRUE, 1, 2 },
    { "\"start_time\":null,\"end_time\":null,\"start\":1,\"end\":2", TRUE, 1, 2 },
    { "\"clip\":7,\"segment\":[],\"shot\":{\"start\":1,\"end\":2}", TRUE, 1, 2 },
    { "\"start_time\":5", TRUE, 5, 5 },
    /* No times. */
    { "\"x\":1", FALSE, 0, 0 },
    { "\"start_time\":5,\"end_time\":3", FALSE, 0, 0 },
    { "\"start_time\":-1,\"end_time\":3", FALSE, 0, 0 },
    { "\"start_time\":1,\"end_time\":\"x\"", FALSE, 0, 0 },
    { "\"start_time\":\"\",\"end_time\":\"\"", FALSE, 0, 0 },
    { "\"start_time\":\"1:99\",\"end_time\":\"2:00\"", FALSE, 0, 0 },
    { "\"start_time\":\"1.5:00\",\"end_time\":\"2:00\"", FALSE, 0, 0 },
    { "\"start_time\":\"1:2:3:4\",\"end_time\":\"2:2:3:4\"", FALSE, 0, 0 },
    { "\"start_time\":\"1e2\",\"end_time\":\"2e2\"", FALSE, 0, 0 },
    { "\"start_time\":\" 1\",\"end_time\":\"2\"", FALSE, 0, 0 },
    { "\"start_time\":\"0x1\",\"end_time\":\"0x2\"", FALSE, 0, 0 },
    { "\"start_time\":\"nan\",\"end_time\":\"inf\"", FALSE, 0, 0 },
    { "\"start_ms\":\"00:00:01\",\"end_ms\":\"00:00:02\"", FALSE, 0, 0 },
    { "\"start_time\":true,\"end_time\":[2]", FALSE, 0, 0 },
    { "\"timestamp\":1732285477", FALSE, 0, 0 }, /* a date */
    { "\"timestamp\":\"2024-11-22T14:24:37Z\"", FALSE, 0, 0 },
    { "\"end_time\":5", FALSE, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"results\":[{\"video_id\":\"v\",\"similarity\":1,%s}]}", times[i].members);
      g_autoptr (JsonNode) root = parse (text);
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelSearchReply) reply = reel_api_decode_search (root, NULL, CALL, &error);
      const ReelSearchResult *hit;

      g_assert_no_error (error);
      hit = g_ptr_array_index (reply->results, 0);
      if (hit->has_times != times[i].has_times || ABS (hit->start - times[i].start) > 1e-9 ||
          ABS (hit->end - times[i].end) > 1e-9)
        g_error ("%s: %d %f %f", times[i].members, hit->has_times, hit->start, hit->end);
    }
}

/* Each decoder with what it must refuse, and the key that it must name. */
static void
test_strict (void)
{
  static const struct
  {
    ReelDecode decode;
    const char *text, *key;
  } bad[] = {
    { reel_api_decode_collections, "{}", "[]" },
    { reel_api_decode_collections, "[7]", "[0].id" },
    { reel_api_decode_collections, "[{\"id\":\"a\",\"name\":\"n\"},{\"name\":\"n\"}]", "[1].id" },
    { reel_api_decode_collections, "[{\"id\":\"\",\"name\":\"n\"}]", "[0].id" },
    { reel_api_decode_collections, "[{\"id\":1.5,\"name\":\"n\"}]", "[0].id" },
    { reel_api_decode_collections, "[{\"id\":\"a\",\"name\":7}]", "[0].name" },
    { reel_api_decode_collection_id, "null", "collection_id" },
    { reel_api_decode_collection_id, "{\"collection_id\":[]}", "collection_id" },
    { reel_api_decode_video_id, "{\"video\":\"v\"}", "video_id" },
    { reel_api_decode_video_status, "{}", "status" },
    { reel_api_decode_video_status, "{\"status\":\"Processed\"}", "status" },
    { reel_api_decode_video_status, "{\"status\":\"processing\",\"progress\":\"40\"}", "progress" },
    { reel_api_decode_search, "{\"results\":[{\"similarity\":1}]}", "results[0].video_id" },
    { reel_api_decode_search, "{\"results\":[{\"video_id\":\"v\"}]}", "results[0].similarity" },
    { reel_api_decode_search, "{\"results\":[{\"video_id\":\"v\",\"similarity\":\"1\"}]}", "results[0].similarity" },
    { reel_api_decode_search, "{\"results\":[null]}", "results[0]" },
    { reel_api_decode_video_embedding, "{}", "embeddings" },
    { reel_api_decode_video_embedding, "{\"embeddings\":[]}", "embeddings" },
    { reel_api_decode_video_embedding, "{\"embeddings\":[[]]}", "embeddings[0]" },
    { reel_api_decode_video_embedding, "{\"embeddings\":[[1],{}]}", "embeddings[1]" },
    { reel_api_decode_video_embedding, "{\"embeddings\":[1,[2]]}", "embeddings" },
    { reel_api_decode_text_embedding, "{\"embedding\":[1,null]}", "embedding" },
    { reel_api_decode_text_embedding, "{\"embedding\":[1e300]}", "embedding" },
    { reel_api_decode_text_embedding, "{\"embedding\":[[1],[2]]}", "embedding" },
    { reel_api_decode_tags, "{\"tags\":\"close-up\"}", "tags" },
    { reel_api_decode_request_id, "{\"id\":\"r\"}", "request_id" },
    { reel_api_decode_job, "{\"status\":\"done\"}", "status" },
    { reel_api_decode_job, "[]", "status" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (JsonNode) root = parse (bad[i].text);
      g_autoptr (GError) error = NULL;
      gpointer result = bad[i].decode (root, NULL, CALL, &error);

      if (result != NULL)
        g_error ("taken: %s", bad[i].text);
      g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_PROTOCOL);
      g_assert_nonnull (strstr (error->message, CALL));
      if (strstr (error->message, bad[i].key) == NULL)
        g_error ("“%s” is not in “%s”", bad[i].key, error->message);
      g_assert_false (reel_api_error_can_retry (error));
    }
}

static void
test_ids (void)
{
  static const struct
  {
    const char *text, *id;
  } ids[] = {
    { "{\"collection_id\":\"c-1\",\"id\":\"other\"}", "c-1" }, { "{\"id\":\"c-1\"}", "c-1" }, { "{\"id\":7}", "7" },
    { "{\"collection_id\":null,\"id\":\"c-1\"}", "c-1" },
    { "{\"collection_id\":-98765432109876543210}", "-98765432109876543210" },
    { "{\"collection_id\":9223372036854775807}", "9223372036854775807" }, { "{\"collection_id\":\"../x\"}", "../x" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (JsonNode) root = parse (ids[i].text);
      g_autoptr (GError) error = NULL;
      g_autofree char *id = reel_api_decode_collection_id (root, NULL, CALL, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (id, ==, ids[i].id);
    }
}

static void
test_state (void)
{
  static const struct
  {
    const char *text;
    ReelVideoStatus status;
    double progress;
    const char *reason;
  } states[] = {
    { "{\"status\":\"uploaded\"}", REEL_VIDEO_STATUS_UPLOADED, -1, NULL },
    { "{\"status\":\"processing\",\"progress\":null}", REEL_VIDEO_STATUS_PROCESSING, -1, NULL },
    { "{\"status\":\"processing\",\"progress\":12.5,\"message\":\"m\"}", REEL_VIDEO_STATUS_PROCESSING, 12.5, NULL },
    { "{\"status\":\"processed\",\"progress\":101}", REEL_VIDEO_STATUS_PROCESSED, 100, NULL },
    { "{\"status\":\"failed\",\"error_message\":\"no video\"}", REEL_VIDEO_STATUS_FAILED, -1, "no video" },
    { "{\"status\":\"failed\",\"error\":null,\"reason\":\"cut\"}", REEL_VIDEO_STATUS_FAILED, -1, "cut" },
    { "{\"status\":\"failed\"}", REEL_VIDEO_STATUS_FAILED, -1, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (JsonNode) root = parse (states[i].text);
      g_autoptr (GError) error = NULL;
      ReelVideoStatusReply *state = reel_api_decode_video_status (root, NULL, CALL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (state->status, ==, states[i].status);
      g_assert_cmpfloat (state->progress, ==, states[i].progress);
      g_assert_cmpstr (state->reason, ==, states[i].reason);
      reel_video_status_reply_free (state);
    }
}

/* What is not documented is taken in any of the usual shapes. */
static void
test_tolerant (void)
{
  static const char *const tags[] = { "{\"tags\":[\"a\",\"b\"]}", "{\"tags\":[{\"name\":\"a\"}]}", "{\"tags\":{\"k\":[]}}" };
  static const char * const words[] = { "{\"results\":[],\"unknown_words\":\"x\"}", "{\"results\":[],\"unknown_words\":[1]}",
                                        "{\"results\":[],\"unknown_words\":null}" };

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      g_autoptr (JsonNode) root = parse (tags[i]);
      g_autoptr (ReelTags) node = reel_api_decode_tags (root, NULL, CALL, NULL);

      g_assert_nonnull (node);
    }
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (JsonNode) root = parse (words[i]);
      g_autoptr (ReelSearchReply) reply = reel_api_decode_search (root, NULL, CALL, NULL);

      g_assert_cmpuint (reply->results->len, ==, 0);
      g_assert_null (reply->unknown_words);
    }
  {
    g_autoptr (JsonNode) flat = parse ("{\"embeddings\":[1,2,3]}");
    g_autoptr (JsonNode) nested = parse ("{\"embedding\":[[1,2]]}");
    g_autoptr (ReelEmbedding) vectors = reel_api_decode_video_embedding (flat, NULL, CALL, NULL);
    g_autoptr (ReelEmbedding) vector = reel_api_decode_text_embedding (nested, NULL, CALL, NULL);
    guint dims;

    g_assert_cmpuint (reel_embedding_get_n_vectors (vectors), ==, 1);
    reel_embedding_get_vector (vectors, 0, &dims);
    g_assert_cmpuint (dims, ==, 3);
    reel_embedding_get_vector (vector, 0, &dims);
    g_assert_cmpuint (dims, ==, 2);
  }
}

static ReelSearchReply *
decode_search (const char *text)
{
  g_autoptr (JsonNode) root = parse (text);
  g_autoptr (GError) error = NULL;
  ReelSearchReply *reply = reel_api_decode_search (root, NULL, CALL, &error);

  g_assert_no_error (error);
  return reply;
}

static guint
count (char **words)
{
  return words != NULL ? g_strv_length (words) : 0;
}

/* What only the service of this program says: how it read the query, and why a clip is a hit. */
static void
test_reading (void)
{
  static const char *const hostile[] = {
    "\"used_words\":3,\"loose_words\":{\"a\":\"b\"},\"unknown_words\":[[\"a\"]],\"sure_from\":\"0.5\",\"hint\":7",
    "\"used_words\":[1],\"loose_words\":null,\"unknown_words\":[null],\"sure_from\":-1,\"hint\":[\"only_negative\"]",
    "\"used_words\":false,\"loose_words\":[{}],\"unknown_words\":\"x\",\"sure_from\":0,\"hint\":\"ONLY_NEGATIVE\"",
    "\"sure_from\":null,\"hint\":null",
    "\"sure_from\":[0.9],\"hint\":{}",
  };
  static const char *const reasons[] = { "3", "null", "{}", "\"dog\"", "[3]", "[\"dog\", null]", "[[\"dog\"]]", "true" };
  g_autoptr (GString) many = g_string_new (NULL);
  g_autofree char *flood = NULL;

  {
    g_autoptr (ReelSearchReply) reply = decode_search (
      "{\"results\":[{\"video_id\":\"v\",\"similarity\":0.55,\"reasons\":[\"dog\",\"green\\u0007\\u202e grass\",\"\"]},"
      "{\"video_id\":\"v\",\"similarity\":0.549}],\"used_words\":[\"dog\"],\"loose_words\":[\"strolling\"],"
      "\"unknown_words\":[\"xyzzy\"],\"sure_from\":0.55,\"hint\":\"only_negative\"}");
    const ReelSearchResult *sure = g_ptr_array_index (reply->results, 0), *possible = g_ptr_array_index (reply->results, 1);

    g_assert_false (sure->is_possible);
    g_assert_cmpstrv (sure->reasons, ((const char *const[]) { "dog", "green grass", NULL }));
    g_assert_true (possible->is_possible);
    g_assert_null (possible->reasons);
    g_assert_cmpstrv (reply->used_words, ((const char *const[]) { "dog", NULL }));
    g_assert_cmpstrv (reply->loose_words, ((const char *const[]) { "strolling", NULL }));
    g_assert_cmpstrv (reply->unknown_words, ((const char *const[]) { "xyzzy", NULL }));
    g_assert_true (reply->only_negative);
  }
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"results\":[{\"video_id\":\"v\",\"similarity\":0.1}],%s}", hostile[i]);
      g_autoptr (ReelSearchReply) reply = decode_search (text);

      g_assert_false (((ReelSearchResult *) g_ptr_array_index (reply->results, 0))->is_possible);
      g_assert_cmpuint (count (reply->used_words) + count (reply->loose_words) + count (reply->unknown_words), ==, 0);
      g_assert_false (reply->only_negative);
    }
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"results\":[{\"video_id\":\"v\",\"similarity\":1,\"reasons\":%s}]}", reasons[i]);
      g_autoptr (ReelSearchReply) reply = decode_search (text);

      g_assert_null (((ReelSearchResult *) g_ptr_array_index (reply->results, 0))->reasons);
    }

  /* A flood of words is not for people. */
  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (many, "%s\"word %u\"", i > 0 ? "," : "", i);
  flood = g_strdup_printf ("{\"results\":[{\"video_id\":\"v\",\"similarity\":1,\"reasons\":[%s]}],\"unknown_words\":[%s]}",
                           many->str, many->str);
  {
    g_autoptr (ReelSearchReply) reply = decode_search (flood);

    g_assert_cmpuint (count (((ReelSearchResult *) g_ptr_array_index (reply->results, 0))->reasons), ==, 4);
    g_assert_cmpuint (count (reply->unknown_words), ==, 30);
  }
}

static void
test_words (void)
{
  static const struct
  {
    const char *words, *clean;
  } words[] = {
    { NULL, NULL },
    { "", NULL },
    { " \n\t ", NULL },
    { " two \r\n lines ", "two lines" },
    { "bell\a esc\x1b[1m", "bell esc [1m" },
    { "right\xe2\x80\xaeleft", "rightleft" }, /* U+202E turns the direction of what follows */
    { "影片 太大", "影片 太大" },
    { "bad \xff byte", "bad \xef\xbf\xbd byte" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *clean = reel_api_error_clean_words (words[i].words);

      g_assert_cmpstr (clean, ==, words[i].clean);
    }
  {
    g_autoptr (GString) many = g_string_new (NULL);
    g_autofree char *clean = NULL;

    for (guint i = 0; i < 400; i++)
      g_string_append (many, "é ");
    clean = reel_api_error_clean_words (many->str);
    g_assert_cmpint (g_utf8_strlen (clean, -1), <=, 300);
    g_assert_true (g_str_has_suffix (clean, "…"));
  }
}

static void
test_transport (void)
{
  static const struct
  {
    GQuark (*domain) (void);
    int code;
    ReelApiError expected;
  } causes[] = {
    { g_io_error_quark, G_IO_ERROR_TIMED_OUT, REEL_API_ERROR_TIMEOUT },
    { g_io_error_quark, G_IO_ERROR_CONNECTION_REFUSED, REEL_API_ERROR_OFFLINE },
    { g_io_error_quark, G_IO_ERROR_CONNECTION_CLOSED, REEL_API_ERROR_OFFLINE },
    { g_io_error_quark, G_IO_ERROR_NETWORK_UNREACHABLE, REEL_API_ERROR_OFFLINE },
    { g_io_error_quark, G_IO_ERROR_PROXY_NEED_AUTH, REEL_API_ERROR_OFFLINE },
    { g_io_error_quark, G_IO_ERROR_INVALID_DATA, REEL_API_ERROR_PROTOCOL },
    { g_resolver_error_quark, G_RESOLVER_ERROR_NOT_FOUND, REEL_API_ERROR_OFFLINE },
    { g_tls_error_quark, G_TLS_ERROR_BAD_CERTIFICATE, REEL_API_ERROR_TLS },
    { g_tls_error_quark, G_TLS_ERROR_EOF, REEL_API_ERROR_OFFLINE },
  };
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "c");
  g_autoptr (GError) same = reel_api_error_for_transport ("host", cancelled);

  g_assert_error (same, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    {
      g_autoptr (GError) cause = g_error_new_literal (causes[i].domain (), causes[i].code, "cause");
      g_autoptr (GError) error = reel_api_error_for_transport ("host", cause);
      g_autoptr (GError) copy = g_error_copy (error);

      g_assert_error (error, REEL_API_ERROR, (int) causes[i].expected);
      g_assert_nonnull (strstr (error->message, "host"));
      g_assert_cmpuint (reel_api_error_get_status (copy), ==, 0);
      g_assert_cmpfloat (reel_api_error_get_retry_after (copy), ==, -1);
    }
}

/* When to come back, as services say it, and as they say it by mistake. */
static void
test_retry_after (void)
{
  static const char slow[] = "Tue, 01 Dec 2026 08:00:00 GMT", slow_later[] = "Tue, 01 Dec 2026 08:00:04 GMT";
  static const struct
  {
    const char *value, *date;
    double seconds;
  } cases[] = {
    { NULL, NULL, -1 },
    { "7", NULL, 7 },
    { " 3600 ", slow, 3600 },
    { "0", NULL, 0 },
    /* Judged by the clock of the service, which is years off, as ours would be from its side. */
    { slow_later, slow, 4 },
    { slow, slow_later, 0 },
    { "Mon, 01 Dec 2036 08:00:04 GMT", "Mon, 01 Dec 2036 08:00:00 GMT", 4 },
    /* A Unix time, in seconds and in milliseconds. */
    { "1796112004", slow, 4 },
    { "1796112004000", slow, 4 },
    { "1000000000", slow, 0 },
    /* Nonsense is as good as nothing. */
    { "-1", slow, -1 },
    { "-1796112004", slow, -1 },
    { "soon", slow, -1 },
    { "1e300", slow, -1 },
    { "", slow, -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);

      if (cases[i].value != NULL)
        soup_message_headers_replace (headers, "Retry-After", cases[i].value);
      if (cases[i].date != NULL)
        soup_message_headers_replace (headers, "Date", cases[i].date);
      g_test_message ("%s at %s", cases[i].value, cases[i].date);
      g_assert_cmpfloat_with_epsilon (reel_reply_retry_after (headers), cases[i].seconds, 0.001);
    }
}

static void
test_paths (void)
{
  g_autofree char *plain = reel_api_url_path ("/videos/{id}/status", "a-b_c.d~9");
  g_autofree char *odd = reel_api_url_path ("/videos/{id}/status", "../x?y#z é%");
  g_autofree char *end = reel_api_url_path ("/async_status/{request_id}", "1/2");

  g_assert_cmpstr (plain, ==, "/videos/a-b_c.d~9/status");
  g_assert_cmpstr (odd, ==, "/videos/..%2Fx%3Fy%23z%20%C3%A9%25/status");
  g_assert_cmpstr (end, ==, "/async_status/1%2F2");
  g_assert_null (reel_api_url_path ("/videos/{id}/status", ".."));
}

/* What a job says of itself beside its state; none of it is needed, and what is odd is as good as absent. */
static void
test_job (void)
{
  static const struct
  {
    const char *text;
    const char *task_type, *message, *model_name, *created_at, *updated_at;
  } jobs[] = {
    { "{\"status\":\"processing\",\"request_id\":\"r\",\"task_type\":\"embedding\",\"message\":\"two\\nbefore\\u202e it\","
      "\"model_name\":\"m-1\",\"created_at\":\"2026-04-01T12:30:15.25+09:00\",\"updated_at\":\"2026-04-01T03:31:00\"}",
      "embedding", "two before it", "m-1", "2026-04-01T03:30:15Z", "2026-04-01T03:31:00Z" },
    { "{\"status\":\"pending\"}", NULL, NULL, NULL, NULL, NULL },
    { "{\"status\":\"pending\",\"task_type\":7,\"message\":{},\"model_name\":[\"m\"],\"created_at\":1711942215,"
      "\"updated_at\":\"yesterday\"}",
      NULL, NULL, NULL, NULL, NULL },
    { "{\"status\":\"pending\",\"task_type\":\"\",\"message\":null,\"created_at\":\"\",\"updated_at\":\"9999-99-99T00:00:00Z\"}",
      NULL, NULL, NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      g_autoptr (JsonNode) root = parse (jobs[i].text);
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelJob) job = reel_api_decode_job (root, NULL, CALL, &error);
      g_autofree char *created_at = NULL;
      g_autofree char *updated_at = NULL;

      g_assert_no_error (error);
      created_at = job->created_at != NULL ? g_date_time_format (job->created_at, "%Y-%m-%dT%H:%M:%SZ") : NULL;
      updated_at = job->updated_at != NULL ? g_date_time_format (job->updated_at, "%Y-%m-%dT%H:%M:%SZ") : NULL;
      g_assert_cmpstr (job->task_type, ==, jobs[i].task_type);
      g_assert_cmpstr (job->message, ==, jobs[i].message);
      g_assert_cmpstr (job->model_name, ==, jobs[i].model_name);
      g_assert_cmpstr (created_at, ==, jobs[i].created_at);
      g_assert_cmpstr (updated_at, ==, jobs[i].updated_at);
    }
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/api/decode/times", test_times);
  g_test_add_func ("/api/decode/strict", test_strict);
  g_test_add_func ("/api/decode/ids", test_ids);
  g_test_add_func ("/api/decode/state", test_state);
  g_test_add_func ("/api/decode/tolerant", test_tolerant);
  g_test_add_func ("/decode/reading", test_reading);
  g_test_add_func ("/api/decode/words", test_words);
  g_test_add_func ("/api/decode/transport", test_transport);
  g_test_add_func ("/api/decode/retry-after", test_retry_after);
  g_test_add_func ("/api/decode/paths", test_paths);
  g_test_add_func ("/api/decode/job", test_job);
  return g_test_run ();
}
