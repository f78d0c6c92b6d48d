/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "local/reel-json-sink.h"

/* A JSON body, perhaps with a video in Base64: the same result however it is cut into pieces. */

static char *
parse (const guint8 *body,
       gsize         length,
       gsize         piece)
{
  g_autoptr (GError) error = NULL;
  ReelJsonSink *json = reel_json_sink_new (g_get_tmp_dir ());
  ReelBodySink *sink = (ReelBodySink *) json;
  gboolean ok = TRUE;
  char *told;

  for (gsize at = 0; ok && at < length; at += piece)
    ok = sink->feed (sink, body + at, MIN (piece, length - at), &error);
  ok = ok && sink->end (sink, &error);
  g_assert_true (ok == (error == NULL));
  if (!ok)
    told = g_strdup_printf ("%s", error->message);
  else if (reel_json_sink_get_file (json) != NULL)
    told = g_strdup_printf ("%" G_GUINT64_FORMAT, reel_file_writer_get_size (reel_json_sink_get_file (json)));
  else
    told = g_strdup ("no video");
  sink->free (sink);
  return told;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *whole = parse (data, size, G_MAXSIZE / 2);
  g_autofree char *bytes = parse (data, size, 1);

  g_assert_cmpstr (whole, ==, bytes);
  return 0;
}
