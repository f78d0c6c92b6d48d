/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <stdio.h>

#include "media/reel-frame-grabber.h"

/*
 * `bench-thumbnails cold|warm VIDEO SECONDS FOLDER` asks for 100 thumbnails of random times at once, as a page of hits does,
 * and prints how many seconds it takes, with an empty cache, or how many milliseconds each takes on average, with all of them
 * in the cache on disk, which is made before. `bench-thumbnails ffmpeg VIDEO SECONDS FOLDER` has ffmpeg make the same, a
 * process each, one after another.
 */

#define N_THUMBNAILS 100
#define EDGE 320
#define LIMIT (300 * G_USEC_PER_SEC)

static void
die (const char *what)
{
  fprintf (stderr, "bench-thumbnails: %s\n", what);
  exit (1);
}

static void
check (GError *error)
{
  if (error != NULL)
    die (error->message);
}

static void
on_grabbed (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  guint *n_done = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFrame) frame = reel_frame_grabber_grab_finish (REEL_FRAME_GRABBER (source), result, &error);

  check (error);
  if (MAX (frame->width, frame->height) != EDGE)
    die ("a thumbnail of another size");
  (*n_done)++;
}

static gboolean
tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Seconds. The grabber is as new as the program's own at its start. */
static double
grab_all (const char   *uri,
          const double *times,
          const char   *folder)
{
  g_autoptr (ReelFrameGrabber) grabber = reel_frame_grabber_new (folder);
  gint64 start = g_get_monotonic_time ();
  guint timer = g_timeout_add (100, tick, NULL);
  guint n_done = 0;

  for (guint i = 0; i < N_THUMBNAILS; i++)
    reel_frame_grabber_grab_async (grabber, uri, times[i], TRUE, EDGE, NULL, on_grabbed, &n_done);
  while (n_done < N_THUMBNAILS)
    {
      g_main_context_iteration (NULL, TRUE);
      if (g_get_monotonic_time () > start + LIMIT)
        die ("it takes too long");
    }
  g_source_remove (timer);
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
empty (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
}

static double
measure_reelseek (const char   *path,
                  const double *times,
                  const char   *folder,
                  gboolean      warm)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = gst_filename_to_uri (path, &error);
  double took;

  check (error);
  empty (folder);
  took = grab_all (uri, times, folder);
  if (!warm)
    return took;
  /* The last file is written after the last answer. */
  for (gint64 until = g_get_monotonic_time () + LIMIT; count_files (folder) < N_THUMBNAILS;)
    {
      if (g_get_monotonic_time () > until)
        die ("not all were kept");
      g_usleep (10000);
    }
  return grab_all (uri, times, folder) * 1000 / N_THUMBNAILS;
}

static double
measure_ffmpeg (const char   *path,
                const double *times,
                const char   *folder)
{
  g_autofree char *out = g_build_filename (folder, "thumbnail.rgb0", NULL);
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < N_THUMBNAILS; i++)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];
      const char *arguments[] = { "ffmpeg", "-nostdin", "-v", "error", "-y", "-ss", g_ascii_dtostr (number, sizeof number, times[i]),
                                  "-i", path, "-frames:v", "1", "-an", "-vf", "scale=320:-2:flags=bilinear", "-f", "rawvideo",
                                  "-pix_fmt", "rgb0", out, NULL };
      g_autoptr (GSubprocess) ffmpeg = NULL;
      g_autoptr (GError) error = NULL;

      ffmpeg = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_NONE, &error);
      check (error);
      g_subprocess_wait_check (ffmpeg, NULL, &error);
      check (error);
    }
  g_unlink (out);
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autofree char *folder = NULL;
  double times[N_THUMBNAILS];
  double took;

  gst_init (NULL, NULL);
  if (argc != 5)
    die ("usage: bench-thumbnails cold|warm|ffmpeg VIDEO SECONDS FOLDER");
  for (guint i = 0; i < N_THUMBNAILS; i++)
    times[i] = g_rand_double_range (rand, 0, g_ascii_strtod (argv[3], NULL) - 0.1);
  folder = g_build_filename (argv[4], "thumbnails", NULL);
  g_mkdir_with_parents (folder, 0700);
  if (g_str_equal (argv[1], "ffmpeg"))
    took = measure_ffmpeg (argv[2], times, folder);
  else
    took = measure_reelseek (argv[2], times, folder, g_str_equal (argv[1], "warm"));
  empty (folder);
  g_rmdir (folder);
  printf ("%f\n", took);
  return 0;
}
