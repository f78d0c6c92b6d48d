/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>
#include <gtk/gtk.h>
#include <stdio.h>
#include <sys/resource.h>

#include "media/reel-paintable.h"
#include "media/reel-player.h"

/*
 * `tests/session.sh bench-play reelseek|mpv VIDEO`: plays ten seconds of VIDEO without sound in a window of 640×360 on the
 * virtual display, and prints how many milliseconds of the processor each of them takes on average; of ours also how many
 * frames were dropped. The start does not count for ours; of mpv, a process of its own, what a second and ten seconds take is subtracted
 * from each other. Both decode on the processor, and neither has a graphics card to scale with.
 */

#define SECONDS 10
#define WIDTH 640
#define HEIGHT 360
#define LIMIT (60 * G_USEC_PER_SEC)

static void
die (const char *what)
{
  fprintf (stderr, "bench-play: %s\n", what);
  exit (1);
}

/* Milliseconds. */
static double
processor_time (int who)
{
  struct rusage usage;

  getrusage (who, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

static gboolean
tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Until it has played so far. */
static void
play_until (ReelPlayer *player,
            double      seconds)
{
  gint64 until = g_get_monotonic_time () + LIMIT;

  while (reel_player_get_position (player) < seconds)
    {
      g_main_context_iteration (NULL, TRUE);
      if (g_get_monotonic_time () > until || reel_player_get_error (player) != NULL)
        die ("it does not play");
    }
}

static void
measure_reelseek (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = gst_filename_to_uri (path, &error);
  g_autoptr (ReelPlayer) player = NULL;
  GtkWidget *window, *picture;
  guint64 shown, dropped;
  double before;
  guint timer;

  if (error != NULL || !gtk_init_check ())
    die (error != NULL ? error->message : "there is no display");
  player = reel_player_new ();
  reel_player_set_muted (player, TRUE);
  window = gtk_window_new ();
  picture = gtk_picture_new_for_paintable (reel_player_get_paintable (player));
  gtk_widget_set_size_request (picture, WIDTH, HEIGHT);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_child (GTK_WINDOW (window), picture);
  gtk_window_present (GTK_WINDOW (window));
  timer = g_timeout_add (100, tick, NULL);
  reel_player_open (player, uri, 0, 0, TRUE);
  play_until (player, 1);
  shown = reel_player_get_frames_shown (player);
  dropped = reel_player_get_frames_dropped (player);
  before = processor_time (RUSAGE_SELF);
  play_until (player, 1 + SECONDS);
  printf ("%f ms a second", (processor_time (RUSAGE_SELF) - before) / SECONDS);
  printf (", %" G_GUINT64_FORMAT " frames shown, %" G_GUINT64_FORMAT " dropped\n", reel_player_get_frames_shown (player) - shown,
          reel_player_get_frames_dropped (player) - dropped);
  g_source_remove (timer);
  gtk_window_destroy (GTK_WINDOW (window));
}

static double
run_mpv (const char *path,
         guint       seconds)
{
  g_autofree char *length = g_strdup_printf ("--length=%u", seconds);
  g_autofree char *size = g_strdup_printf ("--geometry=%ux%u", WIDTH, HEIGHT);
  const char *argv[] = { "mpv",         "--no-config", "--vo=x11", "--no-audio", "--hwdec=no", "--really-quiet",
                         "--no-border", size,          length,     path,         NULL };
  double before = processor_time (RUSAGE_CHILDREN);
  g_autoptr (GError) error = NULL;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, &error))
    die (error->message);
  return processor_time (RUSAGE_CHILDREN) - before;
}

int
main (int   argc,
      char *argv[])
{
  gst_init (NULL, NULL);
  if (argc != 3)
    die ("usage: bench-play reelseek|mpv VIDEO");
  if (g_str_equal (argv[1], "mpv"))
    printf ("%f ms a second\n", (run_mpv (argv[2], SECONDS + 1) - run_mpv (argv[2], 1)) / SECONDS);
  else
    measure_reelseek (argv[2]);
  return 0;
}
