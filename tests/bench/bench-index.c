/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>
#include <string.h>

#include "engine/reel-concept-engine.h"
#include "local/reel-analyser.h"
#include "media/reel-prober.h"

/*
 * `bench-index full|text|quick SERVICE DATA VIDEO`: has a worker index a video as the service would, with the engine that ships,
 * text in pictures read or not, and prints the seconds that took, the times real time, the clips, the processor's seconds, and the most that the worker had
 * resident at a time, in MiB: all of it, and without what is mapped from files.
 */

typedef struct
{
  guint64 all, own; /* KiB */
} Resident;

static guint64
read_kib (const char *status,
          const char *key)
{
  const char *line = strstr (status, key);

  return line != NULL ? g_ascii_strtoull (line + strlen (key), NULL, 10) : 0;
}

/* The process that this one started. */
static void
look_at_worker (double   fraction,
                gpointer user_data)
{
  Resident *most = user_data;
  g_autofree char *children = NULL;
  g_autofree char *path = NULL;
  g_autofree char *status = NULL;
  g_autoptr (GDir) threads = g_dir_open ("/proc/self/task", 0, NULL);
  const char *thread;

  while (children == NULL && (thread = g_dir_read_name (threads)) != NULL)
    {
      g_autofree char *list = g_build_filename ("/proc/self/task", thread, "children", NULL);

      if (g_file_get_contents (list, &children, NULL, NULL) && *g_strstrip (children) == '\0')
        g_clear_pointer (&children, g_free);
    }
  if (children == NULL)
    return;

  path = g_build_filename ("/proc", g_strdelimit (children, " ", '\0'), "status", NULL);
  if (!g_file_get_contents (path, &status, NULL, NULL))
    return;

  most->all = MAX (most->all, read_kib (status, "VmRSS:"));
  most->own = MAX (most->own, read_kib (status, "RssAnon:"));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *models = NULL;
  g_autofree char *words = NULL;
  g_autoptr (ReelMediaInfo) info = NULL;
  g_autoptr (ReelEngine) engine = NULL;
  g_autoptr (ReelAnalyser) analyser = NULL;
  g_autoptr (GPtrArray) clips = NULL;
  g_autoptr (GError) error = NULL;
  Resident most = { 0, 0 };
  gboolean quick;
  double seconds;
  gint64 began;

  gst_init (&argc, &argv);
  if (argc != 5)
    {
      g_printerr ("usage: bench-index full|text|quick SERVICE DATA VIDEO\n");
      return 2;
    }
  quick = g_str_equal (argv[1], "quick");
  models = g_build_filename (argv[3], "models", NULL);
  words = g_build_filename (argv[3], "words", NULL);
  file = g_file_new_for_commandline_arg (argv[4]);
  uri = g_file_get_uri (file);
  info = reel_prober_probe (uri, NULL, &error);
  engine = reel_concept_engine_new (models, words);
  reel_concept_engine_set_reads_text (REEL_CONCEPT_ENGINE (engine), g_str_equal (argv[1], "text"));
  analyser = reel_analyser_new (argv[2]);

  began = g_get_monotonic_time ();
  clips = info != NULL ? reel_analyser_run (analyser, engine, uri, quick ? REEL_ANALYSIS_QUICK : REEL_ANALYSIS_FULL,
                                            look_at_worker, &most, NULL, &error)
                       : NULL;
  seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
  if (clips == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  g_print ("%.3f s, %.1f times real time, %u clips, %.0f MiB resident, %.0f MiB of its own\n", seconds,
           info->duration / seconds, clips->len, (double) most.all / 1024, (double) most.own / 1024);
  return 0;
}
