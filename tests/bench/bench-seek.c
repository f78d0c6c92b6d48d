/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <gst/gst.h>
#include <stdio.h>
#include <string.h>

#include "media/reel-paintable.h"
#include "media/reel-player.h"

/*
 * `bench-seek WHO VIDEO SECONDS`: seeks exactly to 50 random times of a video that is open and stands still, and prints how
 * many milliseconds it takes on average from asking until the frame is there to be drawn. WHO is `reelseek`, or `mpv`, which
 * is asked over its socket and has its own output that draws nothing. Neither keeps what it has decoded; both decode on the
 * processor, without sound.
 */

#define N_SEEKS 50
#define LIMIT (60 * G_USEC_PER_SEC)

/* What the picture is scaled to, as in a preview. */
#define WIDTH 640
#define HEIGHT 360

static void
die (const char *what)
{
  fprintf (stderr, "bench-seek: %s\n", what);
  exit (1);
}

static void
check (GError *error)
{
  if (error != NULL)
    die (error->message);
}

/* --- Reelseek --- */

static void
on_contents (gboolean *came)
{
  *came = TRUE;
}

static gboolean
tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
await_picture (ReelPlayer *player,
               gboolean   *came)
{
  gint64 until = g_get_monotonic_time () + LIMIT;

  while (!*came)
    {
      g_main_context_iteration (NULL, TRUE);
      if (g_get_monotonic_time () > until || reel_player_get_error (player) != NULL)
        die ("no picture came");
    }
}

static double
measure_reelseek (const char   *path,
                  const double *times)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = gst_filename_to_uri (path, &error);
  g_autoptr (ReelPlayer) player = NULL;
  gboolean came = FALSE;
  gint64 start;
  guint timer;

  check (error);
  player = reel_player_new ();
  if (REEL_IS_PAINTABLE (reel_player_get_paintable (player)))
    reel_video_slot_set_drawn (reel_paintable_get_slot (REEL_PAINTABLE (reel_player_get_paintable (player))), WIDTH, HEIGHT);
  reel_player_set_muted (player, TRUE);
  timer = g_timeout_add (100, tick, NULL);
  g_signal_connect_swapped (reel_player_get_paintable (player), "invalidate-contents", G_CALLBACK (on_contents), &came);
  reel_player_open (player, uri, 0, 0, FALSE);
  await_picture (player, &came);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < N_SEEKS; i++)
    {
      came = FALSE;
      reel_player_seek (player, times[i], TRUE);
      await_picture (player, &came);
    }
  g_source_remove (timer);
  return (double) (g_get_monotonic_time () - start) / 1000 / N_SEEKS;
}

/* --- mpv --- */

static GSocketConnection *
connect_to (const char  *socket,
            GSubprocess *mpv)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (socket);
  gint64 until = g_get_monotonic_time () + LIMIT;
  GSocketConnection *connection;

  while ((connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL)) == NULL)
    {
      if (g_get_monotonic_time () > until || g_subprocess_get_identifier (mpv) == NULL)
        die ("mpv does not answer");
      g_usleep (10000); /* it says nowhere when it listens */
    }
  return connection;
}

static void
seek_mpv (GOutputStream    *output,
          GDataInputStream *input,
          double            seconds)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *command = NULL;
  g_autoptr (GError) error = NULL;
  gboolean begun = FALSE;

  command = g_strdup_printf ("{\"command\":[\"seek\",%s,\"absolute+exact\"]}\n", g_ascii_dtostr (number, sizeof number, seconds));
  for (gboolean asked = FALSE;;)
    {
      g_autofree char *line = NULL;

      if (!asked)
        g_output_stream_write_all (output, command, strlen (command), NULL, NULL, &error);
      check (error);
      asked = TRUE;
      line = g_data_input_stream_read_line (input, NULL, NULL, &error);
      check (error);
      if (line == NULL)
        die ("mpv is gone");
      if (strstr (line, "\"event\":\"seek\"") != NULL)
        begun = TRUE;
      else if (strstr (line, "\"error\":") != NULL && strstr (line, "\"error\":\"success\"") == NULL)
        {
          /* It has not opened the video yet. */
          g_usleep (10000);
          asked = FALSE;
        }
      else if (begun && strstr (line, "\"event\":\"playback-restart\"") != NULL)
        return;
    }
}

static double
measure_mpv (const char   *path,
             const double *times)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("bench-seek-XXXXXX", &error);
  g_autofree char *socket = g_build_filename (folder, "socket", NULL);
  g_autofree char *option = g_strconcat ("--input-ipc-server=", socket, NULL);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GDataInputStream) input = NULL;
  g_autoptr (GSubprocess) mpv = NULL;
  GOutputStream *output;
  gint64 start;
  double took;

  check (error);
  mpv = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "mpv", "--no-config",
                          "--vo=null", "--no-audio", "--pause", "--keep-open=always", "--hwdec=no", "--cache=no", option, path, NULL);
  check (error);
  connection = connect_to (socket, mpv);
  output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  input = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  seek_mpv (output, input, 0); /* until it is open */
  start = g_get_monotonic_time ();
  for (guint i = 0; i < N_SEEKS; i++)
    seek_mpv (output, input, times[i]);
  took = (double) (g_get_monotonic_time () - start) / 1000 / N_SEEKS;
  g_subprocess_force_exit (mpv);
  g_subprocess_wait (mpv, NULL, NULL);
  g_unlink (socket);
  g_rmdir (folder);
  return took;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  double times[N_SEEKS];

  gst_init (NULL, NULL);
  if (argc != 4)
    die ("usage: bench-seek reelseek|mpv VIDEO SECONDS");
  for (guint i = 0; i < N_SEEKS; i++)
    times[i] = g_rand_double_range (rand, 0, g_ascii_strtod (argv[3], NULL) - 0.1);
  printf ("%f\n", g_str_equal (argv[1], "mpv") ? measure_mpv (argv[2], times) : measure_reelseek (argv[2], times));
  return 0;
}
