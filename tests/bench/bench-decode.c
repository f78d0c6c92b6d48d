/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>

#include "api/reel-api-decode.h"
#include "api/reel-reply.h"
#include "api/reel-search-reply.h"
#include "base/reel-json.h"
#include "bench.h"

/*
 * Large replies. Ours is what the client does with one: the bytes are checked, parsed, and made into what a caller gets.
 * The peer is json_parser_load_from_data() of the same bytes, with nothing checked or made.
 */

#define CALL "POST /bench"

static GBytes *
get_hits (void)
{
  static GBytes *bytes = NULL;

  if (bytes == NULL)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (1);
      GString *text = g_string_new ("{\"results\":[");

      for (guint i = 0; i < 10000; i++)
        {
          double start = g_rand_double_range (rand, 0, 5000);

          g_string_append_printf (text,
                                  "%s{\"video_id\":\"vid_%08x%08x\",\"similarity\":%.6f,"
                                  "\"start_time\":%.3f,\"end_time\":%.3f}",
                                  i > 0 ? "," : "", g_rand_int (rand), g_rand_int (rand), g_rand_double_range (rand, -1, 1),
                                  start, start + g_rand_double_range (rand, 1, 10));
        }
      g_string_append (text, "]}");
      bytes = g_string_free_to_bytes (text);
    }
  return bytes;
}

static GBytes *
get_vectors (void)
{
  static GBytes *bytes = NULL;

  if (bytes == NULL)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (2);
      GString *text = g_string_new ("{\"embeddings\":[");

      for (guint i = 0; i < 1000; i++)
        {
          for (guint k = 0; k < 1024; k++)
            g_string_append_printf (text, "%s%.9g", k > 0 ? "," : i > 0 ? ",[" : "[", g_rand_double_range (rand, -0.1, 0.1));
          g_string_append_c (text, ']');
        }
      g_string_append (text, "]}");
      bytes = g_string_free_to_bytes (text);
    }
  return bytes;
}

static void
die (GError *error)
{
  if (error == NULL)
    return;
  fprintf (stderr, "bench: %s\n", error->message);
  exit (1);
}

static double
decode (GBytes        *bytes,
        ReelDecode     decoder,
        GDestroyNotify result_free,
        guint          times)
{
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < times; i++)
    {
      GError *error = NULL;
      g_autoptr (JsonNode) root = reel_json_parse (bytes, REEL_REPLY_MAX_SIZE, &error);
      gpointer result;

      die (error);
      result = decoder (root, bytes, CALL, &error);
      die (error);
      result_free (result);
    }
  return (double) (g_get_monotonic_time () - start) / 1000 / times;
}

static double
parse (GBytes *bytes,
       guint   times)
{
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < times; i++)
    {
      GError *error = NULL;
      g_autoptr (JsonParser) parser = json_parser_new ();
      gsize length;
      const char *text = g_bytes_get_data (bytes, &length);

      json_parser_load_from_data (parser, text, (gssize) length, &error);
      die (error);
    }
  return (double) (g_get_monotonic_time () - start) / 1000 / times;
}

typedef struct
{
  GDestroyNotify result_free;
  gboolean done;
  gint64 last, longest; /* µs: when the source ran, and the longest time between two times */
} Wait;

static void
decoded_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  Wait *wait = data;
  GError *error = NULL;
  gpointer decoded = reel_reply_decode_finish (result, &error);

  die (error);
  wait->result_free (decoded);
  wait->done = TRUE;
}

static gboolean
tick_cb (gpointer data)
{
  Wait *wait = data;
  gint64 now = g_get_monotonic_time ();

  wait->longest = MAX (wait->longest, now - wait->last);
  wait->last = now;
  return G_SOURCE_CONTINUE;
}

/* A source is due every millisecond: for how long it was kept waiting, at the longest. */
static double
stall (GBytes        *bytes,
       ReelDecode     decoder,
       GDestroyNotify result_free)
{
  Wait wait = { .result_free = result_free };
  guint source;

  reel_reply_decode_async (bytes, decoder, result_free, CALL, NULL, decoded_cb, &wait);
  wait.last = g_get_monotonic_time ();
  source = g_timeout_add (1, tick_cb, &wait);
  while (!wait.done)
    g_main_context_iteration (NULL, TRUE);
  tick_cb (&wait);
  g_source_remove (source);
  return (double) MAX (0, wait.longest - 1000) / 1000;
}

double
bench_decode_hits (BenchStage *stage)
{
  return decode (get_hits (), reel_api_decode_search, (GDestroyNotify) reel_search_reply_free, 10);
}

double
bench_parse_hits (BenchStage *stage)
{
  return parse (get_hits (), 10);
}

double
bench_stall_hits (BenchStage *stage)
{
  return stall (get_hits (), reel_api_decode_search, (GDestroyNotify) reel_search_reply_free);
}

double
bench_decode_vectors (BenchStage *stage)
{
  return decode (get_vectors (), reel_api_decode_video_embedding, (GDestroyNotify) reel_embedding_unref, 1);
}

double
bench_parse_vectors (BenchStage *stage)
{
  return parse (get_vectors (), 1);
}

double
bench_stall_vectors (BenchStage *stage)
{
  return stall (get_vectors (), reel_api_decode_video_embedding, (GDestroyNotify) reel_embedding_unref);
}
