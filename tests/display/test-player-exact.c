/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>
#include <gtk/gtk.h>
#include <math.h>

#include "media/reel-player.h"
#include "reel-test-video.h"
#include "reel-test.h"
#include "shown-number.h"

/*
 * Which picture is shown, judged by the number in it, in files of many formats: after seeks and steps (/player/exact), while
 * it plays backwards (/player/backwards), and between in and out (/player/range).
 */

#define N_FRAMES 400
#define N_SEEKS 100
#define N_STEPS 100

/* Key frames far apart, B-frames that others are made from between them. */
#define LONG_GOP "x264enc option-string=scenecut=0:b-pyramid=normal key-int-max=250 bframes=3 bitrate=800 speed-preset=veryfast"
#define SHORT_GOP "x264enc option-string=scenecut=0 key-int-max=30 bframes=2 bitrate=800 speed-preset=veryfast"
#define MPEG2 "mpeg2enc format=3 bitrate=4000 ! mpegvideoparse"

typedef struct
{
  const char *name;
  const char *chain;
  int fps_n, fps_d;
  guint64 first_pts;
  gboolean varies; /* frames last from half to one and a half of their time */
  gboolean turned;
  gboolean loses_some;
} Kind;

static const Kind kinds[] = {
  { "h264.mp4", LONG_GOP " ! mp4mux", 25, 1, 0, FALSE, FALSE },
  { "h264.mkv", LONG_GOP " ! matroskamux", 25, 1, 0, FALSE, FALSE },
  { "h264.ts", LONG_GOP " ! mpegtsmux", 25, 1, 0, FALSE, FALSE },
  { "late.ts", SHORT_GOP " ! mpegtsmux", 50, 1, 3 * G_GUINT64_CONSTANT (1000000000), FALSE, FALSE },
  { "film.mp4", SHORT_GOP " ! mp4mux", 24000, 1001, 0, FALSE, FALSE },
  { "ntsc.mov", SHORT_GOP " ! qtmux", 30000, 1001, 0, FALSE, FALSE },
  { "ntsc.mkv", SHORT_GOP " ! matroskamux", 30000, 1001, 0, FALSE, FALSE },
  { "fast.mp4", SHORT_GOP " ! mp4mux", 60000, 1001, 0, FALSE, FALSE },
  { "turned.mp4", SHORT_GOP " ! mp4mux", 25, 1, 0, FALSE, TRUE },
  { "varies.mkv", SHORT_GOP " ! matroskamux", 25, 1, 0, TRUE, FALSE },
  { "varies.mp4", SHORT_GOP " ! mp4mux", 25, 1, 0, TRUE, FALSE },
  { "vp9.webm", "vp9enc deadline=1 cpu-used=8 keyframe-max-dist=60 target-bitrate=800000 ! webmmux", 25, 1, 0, FALSE, FALSE },
  { "mpeg2.ts", MPEG2 " ! mpegtsmux", 25, 1, 0, FALSE, FALSE },
  { "mpeg2.mpg", MPEG2 " ! mpegpsmux", 25, 1, 0, FALSE, FALSE, TRUE },
  { "mjpeg.avi", "jpegenc ! avimux", 25, 1, 0, FALSE, FALSE },
  { "prores.mov", "avenc_prores_ks ! qtmux", 25, 1, 0, FALSE, FALSE },
};

/* Sought first: in a transport stream the parts that are read on the way to the first three overlap, and GStreamer's demuxer
 * looks for the last one behind the end of the file. */
static const int first_frames[] = { 56, 216, 238, 397 };

typedef struct
{
  const Kind *kind;
  ReelPlayer *player;
  GtkWidget *window;
  int first;     /* the number of the first picture: GStreamer's muxer of program streams loses some */
  int last;      /* of the last picture that can be asked for by its time: of a program stream less is known */
  GArray *shown; /* of int: the pictures since the last clear */
} Exact;

/* Nanoseconds from the first frame. */
static guint64
time_of_frame (const Kind *kind,
               guint       frame)
{
  guint64 time = gst_util_uint64_scale (frame, (guint64) kind->fps_d * GST_SECOND, (guint64) kind->fps_n);

  return kind->varies && frame % 3 == 1 ? time + GST_SECOND * (guint64) kind->fps_d / (guint64) kind->fps_n / 2 : time;
}

static guint64
pts (guint    frame,
     gpointer data)
{
  const Kind *kind = data;

  return kind->first_pts + time_of_frame (kind, frame);
}

static void
on_contents (GdkPaintable *paintable,
             gpointer      data)
{
  Exact *exact = data;
  int number = shown_number (paintable);

  g_array_append_val (exact->shown, number);
}

static gboolean
is_ready (ReelPlayer *player)
{
  gboolean ready;

  g_object_get (player, "ready", &ready, NULL);
  return ready || reel_player_get_error (player) != NULL;
}

static int
now_shown (Exact *exact)
{
  return shown_number (reel_player_get_paintable (exact->player));
}

static void
open_kind (Exact      *exact,
           const Kind *kind)
{
  g_autofree char *folder = reel_test_tmp ("exact");
  g_autofree char *path = g_build_filename (folder, kind->name, NULL);
  g_autofree char *uri = reel_test_video_uri (path);
  GtkWidget *picture;

  reel_test_video_make_timed (path, kind->chain, N_FRAMES, kind->fps_n, kind->fps_d, pts, (gpointer) kind);
  if (kind->turned)
    reel_test_video_turn (path);
  exact->kind = kind;
  exact->shown = g_array_new (FALSE, FALSE, sizeof (int));
  exact->player = reel_player_new ();
  exact->window = gtk_window_new ();
  picture = gtk_picture_new_for_paintable (reel_player_get_paintable (exact->player));
  gtk_window_set_default_size (GTK_WINDOW (exact->window), 300, 240);
  gtk_window_set_child (GTK_WINDOW (exact->window), picture);
  gtk_window_present (GTK_WINDOW (exact->window));
  reel_player_open (exact->player, uri, 0, 0, FALSE);
  reel_test_wait (is_ready (exact->player));
  g_assert_no_error (reel_player_get_error (exact->player));
  reel_test_wait (now_shown (exact) >= 0);
  exact->first = now_shown (exact);
  exact->last = N_FRAMES - 1;
  if (kind->loses_some)
    exact->last = exact->first + (int) (reel_player_get_duration (exact->player) * kind->fps_n / kind->fps_d) - 1;
  else
    g_assert_cmpint (exact->first, ==, 0);
  g_signal_connect (reel_player_get_paintable (exact->player), "invalidate-contents", G_CALLBACK (on_contents), exact);
}

static void
close_kind (Exact *exact)
{
  g_signal_handlers_disconnect_by_data (reel_player_get_paintable (exact->player), exact);
  gtk_window_destroy (GTK_WINDOW (exact->window));
  reel_test_assert_finalized (&exact->player);
  g_array_unref (exact->shown);
}

/* Seconds from the first picture. */
static double
middle_of_frame (Exact *exact,
                 int    frame)
{
  const Kind *kind = exact->kind;
  double middle = (double) (time_of_frame (kind, (guint) frame) + time_of_frame (kind, (guint) frame + 1)) / 2;

  return (middle - (double) time_of_frame (kind, (guint) exact->first)) / GST_SECOND;
}

/* Waits for the picture, and counts as wrong what was shown on the way and is neither it nor the one before. */
static gboolean
arrives (Exact *exact,
         int    before,
         int    frame)
{
  gint64 deadline = reel_test_deadline_new ();

  while (now_shown (exact) != frame && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < exact->shown->len; i++)
    {
      int number = g_array_index (exact->shown, int, i);

      if (number != frame && number != before)
        {
          g_test_message ("%s: %d was shown on the way from %d to %d, now %d", exact->kind->name, number, before, frame, now_shown (exact));
          return FALSE;
        }
    }
  if (now_shown (exact) != frame)
    g_test_message ("%s: %d is shown instead of %d", exact->kind->name, now_shown (exact), frame);
  return now_shown (exact) == frame;
}

static gboolean
tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
test_exact (gconstpointer data)
{
  Exact exact = { 0 };
  guint right = 0, stepped = 0, timer;
  int before;

  open_kind (&exact, data);
  before = exact.first;
  timer = g_timeout_add (20, tick, NULL);
  for (guint i = 0; i < N_SEEKS; i++)
    {
      int frame = g_test_rand_int_range (exact.first, exact.last + 1);

      if (i < G_N_ELEMENTS (first_frames))
        frame = MIN (first_frames[i], exact.last);
      g_array_set_size (exact.shown, 0);
      reel_player_seek (exact.player, middle_of_frame (&exact, frame), TRUE);
      right += arrives (&exact, before, frame);
      before = frame;
    }
  g_test_message ("%s: %u frames asked for by time, %u right", exact.kind->name, N_SEEKS, right);

  reel_player_seek (exact.player, middle_of_frame (&exact, 200), TRUE);
  g_array_set_size (exact.shown, 0);
  arrives (&exact, before, 200);
  for (int i = 1; i <= N_STEPS; i++)
    {
      g_array_set_size (exact.shown, 0);
      reel_player_step (exact.player, 1);
      stepped += arrives (&exact, 200 + i - 1, 200 + i);
    }
  for (int i = 1; i <= N_STEPS; i++)
    {
      g_array_set_size (exact.shown, 0);
      reel_player_step (exact.player, -1);
      stepped += arrives (&exact, 200 + N_STEPS - i + 1, 200 + N_STEPS - i);
    }
  g_test_message ("%s: %u steps, %u right", exact.kind->name, 2 * N_STEPS, stepped);
  g_source_remove (timer);
  g_assert_cmpuint (right, ==, N_SEEKS);
  g_assert_cmpuint (stepped, ==, 2 * N_STEPS);
  close_kind (&exact);
}

/* Whether each picture since the last clear comes before the one that was shown before it. */
static gboolean
goes_back (Exact *exact)
{
  for (guint i = 1; i < exact->shown->len; i++)
    if (g_array_index (exact->shown, int, i) > g_array_index (exact->shown, int, i - 1))
      {
        g_test_message ("%s: %d was shown after %d", exact->kind->name, g_array_index (exact->shown, int, i),
                        g_array_index (exact->shown, int, i - 1));
        return FALSE;
      }
  return TRUE;
}

/* How many different pictures were shown since the last clear. */
static guint
n_different (Exact *exact)
{
  guint n = 0;

  for (guint i = 0; i < exact->shown->len; i++)
    n += i == 0 || g_array_index (exact->shown, int, i) != g_array_index (exact->shown, int, i - 1);
  return n;
}

static void
wait_for_pause (Exact *exact)
{
  double position = -1;

  reel_test_wait (!reel_player_get_playing (exact->player));
  /* The pipeline is brought to where it was, and the same picture comes from there. */
  while (position != reel_player_get_position (exact->player))
    {
      gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC / 2;

      position = reel_player_get_position (exact->player);
      while (g_get_monotonic_time () < until)
        g_main_context_iteration (NULL, TRUE);
    }
}

static void
test_backwards (gconstpointer data)
{
  Exact exact = { 0 };
  guint timer;
  int stopped;

  open_kind (&exact, data);
  timer = g_timeout_add (20, tick, NULL);
  reel_player_seek (exact.player, middle_of_frame (&exact, 300), TRUE);
  reel_test_wait (now_shown (&exact) == 300);
  g_array_set_size (exact.shown, 0);
  reel_player_set_rate (exact.player, -1);
  reel_player_play (exact.player);
  /* How many on the way is a matter of the machine; none of another place, and not one for all. */
  reel_test_wait (now_shown (&exact) <= 250 && n_different (&exact) >= 10);
  reel_player_pause (exact.player);
  wait_for_pause (&exact);
  stopped = now_shown (&exact);
  g_assert_true (goes_back (&exact));
  g_test_message ("%s: from 300 to %d in %u pictures", exact.kind->name, stopped, n_different (&exact));

  /* What stands there is a picture to step from. */
  reel_player_step (exact.player, -1);
  reel_test_wait (now_shown (&exact) == stopped - 1);
  reel_player_step (exact.player, 1);
  reel_test_wait (now_shown (&exact) == stopped);

  /* Faster, and to the beginning, where it stops by itself. */
  g_array_set_size (exact.shown, 0);
  reel_player_set_rate (exact.player, -8);
  reel_player_play (exact.player);
  reel_test_wait (!reel_player_get_playing (exact.player));
  reel_test_wait (now_shown (&exact) == exact.first);
  g_assert_true (goes_back (&exact));
  reel_test_wait (reel_player_get_position (exact.player) == 0);

  /* Forwards again, from there. */
  g_array_set_size (exact.shown, 0);
  reel_player_set_rate (exact.player, 1);
  reel_player_play (exact.player);
  reel_test_wait (now_shown (&exact) > exact.first + 5);
  reel_player_set_rate (exact.player, -2);
  reel_test_wait (now_shown (&exact) == exact.first && !reel_player_get_playing (exact.player));

  /* And gone while it plays. */
  reel_player_seek (exact.player, middle_of_frame (&exact, 200), TRUE);
  reel_test_wait (now_shown (&exact) == 200);
  reel_player_play (exact.player);
  reel_test_wait (now_shown (&exact) < 200);
  g_source_remove (timer);
  close_kind (&exact);
}

/* What is shown between in and out. */
typedef struct
{
  Exact *exact;
  int in, out;
  int before, latest; /* the picture shown, and the last of all */
  guint begun;        /* rounds that began with the picture at the in point */
  guint cut;          /* and those whose first pictures a busy machine left out */
  guint64 dropped;    /* pictures left out until @before */
} Rounds;

static void
on_round_contents (GdkPaintable *paintable,
                   gpointer      data)
{
  Rounds *rounds = data;
  int number = shown_number (paintable);
  guint64 dropped = reel_player_get_frames_dropped (rounds->exact->player);

  g_assert_cmpint (number, >=, rounds->in);
  g_assert_cmpint (number, <, rounds->out);
  if (number < rounds->before)
    {
      /* Missing are those at the most that came and could not be shown in time. */
      g_assert_cmpuint ((guint64) (number - rounds->in), <=, dropped - rounds->dropped);
      if (number == rounds->in)
        rounds->begun++;
      else
        rounds->cut++;
    }
  rounds->before = number;
  rounds->latest = MAX (rounds->latest, number);
  rounds->dropped = dropped;
}

/* Nothing from the out point on is ever shown, and each round begins at the in point. */
static void
test_range (gconstpointer data)
{
  Exact exact = { 0 };
  Rounds rounds = { &exact };
  int in, out;
  double start, end;
  guint timer;

  open_kind (&exact, data);
  timer = g_timeout_add (20, tick, NULL);
  in = exact.first + 40;
  out = in + 20;
  start = (double) (time_of_frame (exact.kind, (guint) in) - time_of_frame (exact.kind, (guint) exact.first)) / GST_SECOND;
  end = (double) (time_of_frame (exact.kind, (guint) out) - time_of_frame (exact.kind, (guint) exact.first)) / GST_SECOND;
  reel_player_set_range (exact.player, start, end);
  reel_player_seek (exact.player, start, TRUE);
  reel_test_wait (now_shown (&exact) == in);
  rounds.in = rounds.before = rounds.latest = in;
  rounds.out = out;
  rounds.dropped = reel_player_get_frames_dropped (exact.player);
  g_signal_connect (reel_player_get_paintable (exact.player), "invalidate-contents", G_CALLBACK (on_round_contents), &rounds);
  reel_player_play (exact.player);
  /* A busy machine may leave out some at the end as well. */
  reel_test_wait (rounds.begun >= 3 && rounds.latest >= out - 5);
  g_test_message ("%s: %u rounds from %d, %u from a later picture, the last picture shown was %d before %d", exact.kind->name,
                  rounds.begun, in, rounds.cut, rounds.latest, out);

  reel_player_set_loop (exact.player, FALSE);
  reel_test_wait (!reel_player_get_playing (exact.player));
  g_signal_handlers_disconnect_by_data (reel_player_get_paintable (exact.player), &rounds);
  g_source_remove (timer);
  close_kind (&exact);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  gtk_init ();
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strconcat ("/player/exact/", kinds[i].name, NULL);

      g_autofree char *backwards = g_strconcat ("/player/backwards/", kinds[i].name, NULL);
      g_autofree char *range = g_strconcat ("/player/range/", kinds[i].name, NULL);

      g_test_add_data_func (path, &kinds[i], test_exact);
      g_test_add_data_func (backwards, &kinds[i], test_backwards);
      g_test_add_data_func (range, &kinds[i], test_range);
    }
  return g_test_run ();
}
