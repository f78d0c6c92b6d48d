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
 * `bench-seek WHAT WHO VIDEO SECONDS`, with a video that is open and stands still, prints how many milliseconds it takes on
 * average:
 * `seek`  from asking for one of 50 random times until its frame is there to be drawn;
 * `scrub` from one frame shown to the next, while a pointer crosses the whole video in three seconds, asking 60 times a
 *         second for the key frame there, and until the exact one is there where it lets go;
 * `open`  from asking for a hit to be played until it is seen to play: where ours was selected before it is activated, and
 *         stands there by then, mpv opens it at that time, from a file it has closed.
 * WHO is `reelseek`, or `mpv`, which is asked over its socket and has its own output that draws nothing. Neither keeps what
 * it has decoded; both decode on the processor, without sound.
 */

#define N_SEEKS 50
#define N_OPENS 12
#define CROSSING (3 * G_USEC_PER_SEC)
#define MOVE (G_USEC_PER_SEC / 60)
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
on_contents (guint *n_shown)
{
  ++*n_shown;
}

static gboolean
tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
await_picture (ReelPlayer *player,
               guint      *n_shown,
               guint       than)
{
  gint64 until = g_get_monotonic_time () + LIMIT;

  while (*n_shown <= than)
    {
      g_main_context_iteration (NULL, TRUE);
      if (g_get_monotonic_time () > until || reel_player_get_error (player) != NULL)
        die ("no picture came");
    }
}

static double
seek_reelseek (ReelPlayer   *player,
               guint        *n_shown,
               const double *times)
{
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < N_SEEKS; i++)
    {
      guint before = *n_shown;

      reel_player_seek (player, times[i], TRUE);
      await_picture (player, n_shown, before);
    }
  return (double) (g_get_monotonic_time () - start) / 1000 / N_SEEKS;
}

static double
scrub_reelseek (ReelPlayer *player,
                guint      *n_shown,
                double      seconds)
{
  gint64 start = g_get_monotonic_time (), now, next = start;
  guint first = *n_shown, last;

  while ((now = g_get_monotonic_time ()) < start + CROSSING)
    {
      if (now >= next)
        {
          reel_player_seek (player, seconds * (double) (now - start) / CROSSING, FALSE);
          next += MOVE;
        }
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
    }
  last = *n_shown;
  reel_player_seek (player, seconds * 0.9, TRUE);
  await_picture (player, n_shown, last);
  return (double) (g_get_monotonic_time () - start) / 1000 / (*n_shown - first);
}

static double
open_reelseek (ReelPlayer   *player,
               guint        *n_shown,
               const char   *uri,
               const double *times)
{
  gint64 took = 0;

  for (guint i = 0; i < N_OPENS; i++)
    {
      gint64 start, until = g_get_monotonic_time () + LIMIT;
      gboolean ready = FALSE;
      guint before;

      /* Selected. */
      reel_player_set_uri (player, NULL);
      reel_player_open (player, uri, times[i], times[i] + 2, FALSE);
      while (!ready)
        {
          g_main_context_iteration (NULL, TRUE);
          if (g_get_monotonic_time () > until || reel_player_get_error (player) != NULL)
            die ("it does not open");
          g_object_get (player, "ready", &ready, NULL);
        }
      while (g_main_context_iteration (NULL, FALSE))
        ;
      before = *n_shown;
      /* Activated. */
      start = g_get_monotonic_time ();
      reel_player_open (player, uri, times[i], times[i] + 2, TRUE);
      await_picture (player, n_shown, before);
      took += g_get_monotonic_time () - start;
    }
  return (double) took / 1000 / N_OPENS;
}

static double
measure_reelseek (const char   *what,
                  const char   *path,
                  double        seconds,
                  const double *times)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = gst_filename_to_uri (path, &error);
  g_autoptr (ReelPlayer) player = NULL;
  guint n_shown = 0;
  double took;
  guint timer;

  check (error);
  player = reel_player_new ();
  if (REEL_IS_PAINTABLE (reel_player_get_paintable (player)))
    reel_video_slot_set_drawn (reel_paintable_get_slot (REEL_PAINTABLE (reel_player_get_paintable (player))), WIDTH, HEIGHT);
  reel_player_set_muted (player, TRUE);
  timer = g_timeout_add (100, tick, NULL);
  g_signal_connect_swapped (reel_player_get_paintable (player), "invalidate-contents", G_CALLBACK (on_contents), &n_shown);
  reel_player_open (player, uri, 0, 0, FALSE);
  await_picture (player, &n_shown, 0);
  if (g_str_equal (what, "scrub"))
    took = scrub_reelseek (player, &n_shown, seconds);
  else if (g_str_equal (what, "open"))
    took = open_reelseek (player, &n_shown, uri, times);
  else
    took = seek_reelseek (player, &n_shown, times);
  g_source_remove (timer);
  return took;
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
tell_mpv (GOutputStream *output,
          const char    *command)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (output, command, strlen (command), NULL, NULL, &error);
  check (error);
}

static char *
read_mpv (GDataInputStream *input)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (input, NULL, NULL, &error);

  check (error);
  if (line == NULL)
    die ("mpv is gone");
  return line;
}

static char *
seek_command (double      seconds,
              const char *how)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_dtostr (number, sizeof number, seconds);
  return g_strdup_printf ("{\"command\":[\"seek\",%s,\"absolute+%s\"]}\n", number, how);
}

/* Until it has come to rest behind the event @first. */
static void
ask_mpv (GOutputStream    *output,
         GDataInputStream *input,
         const char       *command,
         const char       *first)
{
  gboolean begun = FALSE;

  for (gboolean asked = FALSE;;)
    {
      g_autofree char *line = NULL;

      if (!asked)
        tell_mpv (output, command);
      asked = TRUE;
      line = read_mpv (input);
      if (strstr (line, first) != NULL)
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

static void
seek_mpv (GOutputStream    *output,
          GDataInputStream *input,
          double            seconds)
{
  g_autofree char *command = seek_command (seconds, "exact");

  ask_mpv (output, input, command, "\"event\":\"seek\"");
}

static double
scrub_mpv (GSocketConnection *connection,
           GOutputStream     *output,
           GDataInputStream  *input,
           double             seconds)
{
  gint64 start = g_get_monotonic_time (), now, next = start;
  guint n_shown = 0;

  while ((now = g_get_monotonic_time ()) < start + CROSSING)
    {
      if (now >= next)
        {
          g_autofree char *command = seek_command (seconds * (double) (now - start) / CROSSING, "keyframes");

          tell_mpv (output, command);
          next += MOVE;
        }
      if (g_buffered_input_stream_get_available (G_BUFFERED_INPUT_STREAM (input)) > 0 ||
          g_socket_condition_check (g_socket_connection_get_socket (connection), G_IO_IN) != 0)
        {
          g_autofree char *line = read_mpv (input);

          n_shown += strstr (line, "\"event\":\"playback-restart\"") != NULL;
        }
      else
        g_usleep (500);
    }
  seek_mpv (output, input, seconds * 0.9);
  return (double) (g_get_monotonic_time () - start) / 1000 / (n_shown + 1);
}

static double
open_mpv (GOutputStream    *output,
          GDataInputStream *input,
          const char       *path,
          const double     *times)
{
  gint64 start = g_get_monotonic_time ();

  tell_mpv (output, "{\"command\":[\"set_property\",\"pause\",false]}\n");
  for (guint i = 0; i < N_OPENS; i++)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];
      g_autofree char *command = NULL;

      command = g_strdup_printf ("{\"command\":[\"loadfile\",\"%s\",\"replace\",\"start=%s\"]}\n", path,
                                 g_ascii_dtostr (number, sizeof number, times[i]));
      ask_mpv (output, input, command, "\"event\":\"start-file\"");
    }
  return (double) (g_get_monotonic_time () - start) / 1000 / N_OPENS;
}

static double
measure_mpv (const char   *what,
             const char   *path,
             double        seconds,
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
  double took;

  check (error);
  mpv = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "mpv", "--no-config",
                          "--vo=null", "--no-audio", "--pause", "--keep-open=always", "--hwdec=no", "--cache=no", option, path, NULL);
  check (error);
  connection = connect_to (socket, mpv);
  output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  input = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  seek_mpv (output, input, 0); /* until it is open */
  if (g_str_equal (what, "scrub"))
    took = scrub_mpv (connection, output, input, seconds);
  else if (g_str_equal (what, "open"))
    took = open_mpv (output, input, path, times);
  else
    {
      gint64 start = g_get_monotonic_time ();

      for (guint i = 0; i < N_SEEKS; i++)
        seek_mpv (output, input, times[i]);
      took = (double) (g_get_monotonic_time () - start) / 1000 / N_SEEKS;
    }
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
  double seconds;

  gst_init (NULL, NULL);
  if (argc != 5)
    die ("usage: bench-seek seek|scrub|open reelseek|mpv VIDEO SECONDS");
  seconds = g_ascii_strtod (argv[4], NULL);
  for (guint i = 0; i < N_SEEKS; i++)
    times[i] = g_rand_double_range (rand, 0, seconds - 0.1);
  printf ("%f\n", g_str_equal (argv[2], "mpv") ? measure_mpv (argv[1], argv[3], seconds, times)
                                               : measure_reelseek (argv[1], argv[3], seconds, times));
  return 0;
}
