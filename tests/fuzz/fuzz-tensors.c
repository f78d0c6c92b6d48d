/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "local/reel-tensor-upload.h"

/* A body of POST /files/upload/tensors: one error, or arrays that are as large as they say; however it is cut into pieces. */

static char *
parse (const guint8 *body,
       gsize         length,
       gsize         piece)
{
  g_autoptr (GError) error = NULL;
  g_auto (ReelTensorUpload) upload = { 0 };
  ReelJsonSink *json = reel_json_sink_new_arrays (g_get_tmp_dir ());
  ReelBodySink *sink = (ReelBodySink *) json;
  gboolean ok = TRUE;
  char *told;

  for (gsize at = 0; ok && at < length; at += piece)
    ok = sink->feed (sink, body + at, MIN (piece, length - at), &error);
  ok = ok && sink->end (sink, &error) && reel_tensor_upload_read (&upload, json, &error);
  g_assert_true (ok == (error == NULL));
  if (ok)
    {
      g_assert_true (reel_raw_frames_is_valid (&upload.frames));
      g_assert_cmpuint (reel_raw_frames_get_size (&upload.frames), ==, reel_file_writer_get_size (upload.video));
      told = g_strdup_printf ("%u %u %u %g %d", upload.frames.n, upload.frames.width, upload.frames.height,
                              upload.frames.interval, upload.audio != NULL);
    }
  else
    told = g_strdup (error->message);
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
