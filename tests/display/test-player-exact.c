/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>
#include <gtk/gtk.h>
#include <math.h>

#include "media/reel-player.h"
#include "reel-test-kind.h"
#include "reel-test-video.h"
#include "reel-test.h"
#include "shown-number.h"

/*
 * Which picture is shown, judged by the number in it, in files of many formats: after seeks and steps (/player/exact and
 * /player/exact-more), while it plays backwards (/player/backwards), between in and out (/player/range), and at the end
 * (/player/last).
 */

#define MOST_SEEKS 100
#define MOST_STEPS 100

/* Sought first: in a transport stream the parts that are read on the way to the first three overlap, and GStreamer's demuxer
 * looks for the last one behind the end of the file. */
static const int first_frames[] = { 56, 216, 238, 397 };

typedef struct
{
  const ReelTestKind *kind;
  ReelPlayer *player;
  GtkWidget *window;
  int first;     /* the number of the first picture: GStreamer's muxer of program streams loses some */
  int last;      /* of the last picture that can be asked for by its time: of a program stream less is known */
  GArray *shown; /* of int: the pictures since the last clear */
  gboolean at_once; /* its length need not be known before it is sought in */
  guint resized; /* how often the video was said to have another size since it was opened */
} Exact;

static void
on_size (GdkPaintable *paintable,
         gpointer      data)
{
  Exact *exact = data;

  exact->resized++;
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

/* Seconds from the first picture. */
static double
middle_of_frame (Exact *exact,
                 int    frame)
{
  const ReelTestKind *kind = exact->kind;
  double middle = (double) (reel_test_kind_time (kind, (guint) frame) + reel_test_kind_time (kind, (guint) frame + 1)) / 2;

  return (middle - (double) reel_test_kind_time (kind, (guint) exact->first)) / GST_SECOND;
}

static void
open_kind (Exact      *exact,
           const ReelTestKind *kind)
{
  g_autofree char *path = reel_test_kind_make (kind);
  g_autofree char *uri = reel_test_video_uri (path);
  GtkWidget *picture;

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
  exact->last = (int) reel_test_kind_n_frames (kind) - 1;
  if (kind->loses_some)
    exact->last = exact->first + (int) (reel_player_get_duration (exact->player) * kind->fps_n / kind->fps_d) - 1;
  else
    {
      g_assert_cmpint (exact->first, ==, 0);
      /* What lies behind the length that a demuxer supposes is gone on to when the pictures have been asked. */
      reel_test_wait (exact->at_once || reel_player_get_duration (exact->player) > middle_of_frame (exact, exact->last));
    }
  g_signal_connect (reel_player_get_paintable (exact->player), "invalidate-contents", G_CALLBACK (on_contents), exact);
  g_signal_connect (reel_player_get_paintable (exact->player), "invalidate-size", G_CALLBACK (on_size), exact);
}

static void
close_kind (Exact *exact)
{
  g_signal_handlers_disconnect_by_data (reel_player_get_paintable (exact->player), exact);
  gtk_window_destroy (GTK_WINDOW (exact->window));
  reel_test_assert_finalized (&exact->player);
  g_array_unref (exact->shown);
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
          g_printerr ("%s: %d was shown on the way from %d to %d, now %d\n", exact->kind->name, number, before, frame, now_shown (exact));
          return FALSE;
        }
    }
  if (now_shown (exact) != frame)
    g_printerr ("%s: %d is shown instead of %d\n", exact->kind->name, now_shown (exact), frame);
  return now_shown (exact) == frame;
}

/* Whether the player says that it is at the picture. */
static gboolean
is_at (Exact *exact,
       int    frame)
{
  GstClockTime zero = reel_test_kind_time (exact->kind, (guint) exact->first);
  double start = (double) (reel_test_kind_time (exact->kind, (guint) frame) - zero) / GST_SECOND;
  double end = (double) (reel_test_kind_time (exact->kind, (guint) frame + 1) - zero) / GST_SECOND;
  double position = reel_player_get_position (exact->player);

  return position > start - 0.002 && position < end - 0.002;
}

/* Of a short film fewer. */
static guint
n_seeks_of (Exact *exact)
{
  return MIN (reel_test_kind_n_frames (exact->kind) / 4, MOST_SEEKS);
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
  guint right = 0, stepped = 0, n_seeks, timer;
  int before, from, n_steps;

  open_kind (&exact, data);
  n_seeks = n_seeks_of (&exact);
  n_steps = MIN ((int) n_seeks, MOST_STEPS);
  from = (exact.first + exact.last) / 2;
  before = exact.first;
  timer = g_timeout_add (20, tick, NULL);
  for (guint i = 0; i < n_seeks; i++)
    {
      int frame = g_test_rand_int_range (exact.first, exact.last + 1);

      if (i < G_N_ELEMENTS (first_frames))
        frame = MIN (first_frames[i], exact.last);
      g_array_set_size (exact.shown, 0);
      reel_player_seek (exact.player, middle_of_frame (&exact, frame), TRUE);
      right += arrives (&exact, before, frame);
      reel_test_wait (is_at (&exact, frame));
      before = frame;
    }
  g_test_message ("%s: %u frames asked for by time, %u right", exact.kind->name, n_seeks, right);

  reel_player_seek (exact.player, middle_of_frame (&exact, from), TRUE);
  g_array_set_size (exact.shown, 0);
  arrives (&exact, before, from);
  for (int i = 1; i <= n_steps; i++)
    {
      g_array_set_size (exact.shown, 0);
      reel_player_step (exact.player, 1);
      stepped += arrives (&exact, from + i - 1, from + i);
    }
  for (int i = 1; i <= n_steps; i++)
    {
      g_array_set_size (exact.shown, 0);
      reel_player_step (exact.player, -1);
      stepped += arrives (&exact, from + n_steps - i + 1, from + n_steps - i);
    }
  g_test_message ("%s: %d steps, %u right", exact.kind->name, 2 * n_steps, stepped);
  g_source_remove (timer);
  g_assert_cmpuint (right, ==, n_seeks);
  g_assert_cmpuint (stepped, ==, (guint) (2 * n_steps));
  /* In a window that is smaller than the video: what it is scaled to is not its size, and no reason to scale it anew. */
  g_assert_cmpuint (exact.resized, ==, 0);
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
  int from, stopped;
  guint timer;

  open_kind (&exact, data);
  from = exact.first + (exact.last - exact.first) * 3 / 4;
  timer = g_timeout_add (20, tick, NULL);
  reel_player_seek (exact.player, middle_of_frame (&exact, from), TRUE);
  reel_test_wait (now_shown (&exact) == from);
  g_array_set_size (exact.shown, 0);
  reel_player_set_rate (exact.player, -1);
  reel_player_play (exact.player);
  /* How many on the way is a matter of the machine; none of another place, and not one for all. */
  reel_test_wait (now_shown (&exact) <= from - 25 && n_different (&exact) >= 10);
  reel_player_pause (exact.player);
  wait_for_pause (&exact);
  stopped = now_shown (&exact);
  g_assert_true (goes_back (&exact));
  g_test_message ("%s: from %d to %d in %u pictures", exact.kind->name, from, stopped, n_different (&exact));

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
  reel_player_seek (exact.player, middle_of_frame (&exact, from), TRUE);
  reel_test_wait (now_shown (&exact) == from);
  reel_player_play (exact.player);
  reel_test_wait (now_shown (&exact) < from);
  g_source_remove (timer);
  close_kind (&exact);
}

/* The end of a file is its last picture, also where the sound goes on; from there one steps back, and not on. */
static void
test_end (gconstpointer data)
{
  Exact exact = { .at_once = TRUE };
  const double places[] = { 0, 1e6 };
  int last, before;
  guint timer;

  /* Nobody knows where a program stream ends. */
  if (((const ReelTestKind *) data)->loses_some)
    {
      g_test_skip ("the end of this kind is not known exactly");
      return;
    }
  open_kind (&exact, data);
  timer = g_timeout_add (20, tick, NULL);
  last = (int) reel_test_kind_n_frames (exact.kind) - 1;
  /* Asked for at once, it may be supposed earlier than it is: it is gone on to once the pictures have been asked. */
  reel_player_seek (exact.player, 1e6, TRUE);
  reel_test_wait (now_shown (&exact) == last);
  before = last;
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      int frame = places[i] > 0 ? last : exact.first;

      g_array_set_size (exact.shown, 0);
      reel_player_seek (exact.player, places[i], TRUE);
      g_assert_true (arrives (&exact, before, frame));
      before = frame;
    }
  for (int i = 1; i <= 3; i++)
    {
      g_array_set_size (exact.shown, 0);
      reel_player_step (exact.player, -1);
      g_assert_true (arrives (&exact, last - i + 1, last - i));
    }
  for (int i = 2; i >= -1; i--)
    {
      g_array_set_size (exact.shown, 0);
      reel_player_step (exact.player, 1);
      g_assert_true (arrives (&exact, MIN (last - i - 1, last), MIN (last - i, last)));
    }
  /* Also where it is the last that was asked for, and the sound is longer. */
  g_array_set_size (exact.shown, 0);
  reel_player_seek (exact.player, reel_player_get_duration (exact.player) - 0.001, TRUE);
  reel_player_seek (exact.player, middle_of_frame (&exact, exact.first + 5), TRUE);
  reel_player_seek (exact.player, reel_player_get_duration (exact.player), TRUE);
  reel_test_wait (now_shown (&exact) == last);
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
  start = (double) (reel_test_kind_time (exact.kind, (guint) in) - reel_test_kind_time (exact.kind, (guint) exact.first)) / GST_SECOND;
  end = (double) (reel_test_kind_time (exact.kind, (guint) out) - reel_test_kind_time (exact.kind, (guint) exact.first)) / GST_SECOND;
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
  for (gsize i = 0; i < reel_test_n_kinds; i++)
    {
      const ReelTestKind *kind = &reel_test_kinds[i];
      /* In two halves, as all of it takes minutes. */
      g_autofree char *path = g_strconcat (i % 2 == 0 ? "/player/exact/" : "/player/exact-more/", kind->name, NULL);
      g_autofree char *backwards = g_strconcat ("/player/backwards/", kind->name, NULL);
      g_autofree char *range = g_strconcat ("/player/range/", kind->name, NULL);
      g_autofree char *end = g_strconcat ("/player/last/", kind->name, NULL);

      g_test_add_data_func (path, kind, test_exact);
      g_test_add_data_func (backwards, kind, test_backwards);
      g_test_add_data_func (range, kind, test_range);
      g_test_add_data_func (end, kind, test_end);
    }
  return g_test_run ();
}
