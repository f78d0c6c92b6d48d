/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>

#include "media/reel-prober.h"
#include "media/reel-proxy-writer.h"

/* `bench-proxy IN OUT`: writes the proxy of a video, and says what was planned. What `make bench` measures beside ffmpeg. */

typedef struct
{
  GAsyncResult *result;
} Answer;

static void
on_written (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  Answer *answer = data;

  answer->result = g_object_ref (result);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GFile) in = NULL;
  g_autoptr (GFile) out = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (ReelMediaInfo) info = NULL;
  g_autoptr (ReelProxyPlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  Answer answer = { NULL };

  gst_init (&argc, &argv);
  if (argc != 3)
    {
      g_printerr ("usage: bench-proxy IN OUT\n");
      return 2;
    }
  in = g_file_new_for_commandline_arg (argv[1]);
  out = g_file_new_for_commandline_arg (argv[2]);
  uri = g_file_get_uri (in);
  info = reel_prober_probe (uri, NULL, &error);
  plan = info != NULL ? reel_proxy_plan_new (info, &error) : NULL;
  if (plan == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  g_print ("%s %s %ux%u %" G_GUINT64_FORMAT " + %" G_GUINT64_FORMAT " bits/s, %.3f s, %" G_GUINT64_FORMAT " bytes\n",
           plan->video_encoder, plan->audio_encoder != NULL ? plan->audio_encoder : "-", plan->width, plan->height,
           plan->video_bitrate, plan->audio_bitrate, plan->duration, plan->predicted_size);
  reel_proxy_writer_write_async (uri, out, plan, NULL, NULL, NULL, on_written, &answer);
  while (answer.result == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (!reel_proxy_writer_write_finish (answer.result, &error))
    g_printerr ("%s\n", error->message);
  g_object_unref (answer.result);
  return error != NULL;
}
