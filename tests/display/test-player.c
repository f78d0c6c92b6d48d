/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <gst/video/gstvideosink.h>
#include <gtk/gtk.h>
#include <math.h>

#include "media/reel-media-error.h"
#include "media/reel-player.h"
#include "reel-test-video.h"
#include "reel-test.h"
#include "shown-number.h"

#define H264 "x264enc option-string=scenecut=0 key-int-max=50 bframes=2 bitrate=1200 speed-preset=veryfast"
#define FPS 25

/* One file for all: 100 numbered frames of a 25th of a second, with sound. */
static char *video_uri;

typedef struct
{
  ReelPlayer *player;
  GtkWidget *window;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  GtkWidget *picture;

  fixture->player = reel_player_new ();
  fixture->window = gtk_window_new ();
  picture = gtk_picture_new_for_paintable (reel_player_get_paintable (fixture->player));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 300, 240);
  gtk_window_set_child (GTK_WINDOW (fixture->window), picture);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  GdkPaintable *paintable = g_object_ref (reel_player_get_paintable (fixture->player));

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  reel_test_assert_finalized (&fixture->player);
  reel_test_assert_finalized (&paintable);
}

static int
number_shown_by (ReelPlayer *player)
{
  return shown_number (reel_player_get_paintable (player));
}

static gboolean
is_ready (ReelPlayer *player)
{
  gboolean ready;

  g_object_get (player, "ready", &ready, NULL);
  return ready;
}

static void
open_ready (ReelPlayer *player,
            double      in_point,
            double      out_point,
            gboolean    play)
{
  reel_player_open (player, video_uri, in_point, out_point, play);
  reel_test_wait (is_ready (player));
  g_assert_no_error (reel_player_get_error (player));
}

static void
test_play (Fixture      *fixture,
           gconstpointer data)
{
  ReelPlayer *player = fixture->player;
  guint64 shown;
  gboolean has_audio;
  int first;

  open_ready (player, 0, 0, FALSE);
  reel_test_wait (number_shown_by (player) == 0);
  g_assert_false (reel_player_get_playing (player));
  g_assert_cmpfloat (reel_player_get_position (player), ==, 0.0);
  g_assert_cmpfloat_with_epsilon (reel_player_get_duration (player), 4.0, 0.15);
  g_object_get (player, "has-audio", &has_audio, NULL);
  g_assert_true (has_audio);
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (reel_player_get_paintable (player)), ==, REEL_TEST_VIDEO_WIDTH);
  g_assert_cmpint (gdk_paintable_get_intrinsic_height (reel_player_get_paintable (player)), ==, REEL_TEST_VIDEO_HEIGHT);

  first = number_shown_by (player);
  shown = reel_player_get_frames_shown (player);
  reel_player_play (player);
  g_assert_true (reel_player_get_playing (player));
  reel_test_wait (reel_player_get_position (player) > 1.0);
  reel_test_wait (reel_player_get_frames_shown (player) > shown + 5);
  reel_test_wait (number_shown_by (player) > first + 10);

  /* Stands still: the position is that of the picture. */
  reel_player_pause (player);
  reel_player_seek (player, reel_player_get_position (player), TRUE);
  g_assert_false (reel_player_get_playing (player));
  reel_test_wait (fabs (reel_player_get_position (player) - number_shown_by (player) / (double) FPS) < 0.002);
}

/* In real time, although nothing is heard here. */
static void
test_real_time (Fixture      *fixture,
                gconstpointer data)
{
  /* From before it plays, as what is told of its position may come late. */
  gint64 start = g_get_monotonic_time ();

  open_ready (fixture->player, 0, 0, TRUE);
  reel_test_wait (reel_player_get_position (fixture->player) >= 2);
  g_assert_cmpint (g_get_monotonic_time () - start, >, 1.8 * G_USEC_PER_SEC);
}

/* The positions of a round, against the clock. */
typedef struct
{
  double from, last;
  gint64 begun; /* monotonic, at @from */
  gboolean fast; /* it went on by 2.4 s in less than 1.6 s */
} Pace;

static void
on_position (ReelPlayer *player,
             GParamSpec *pspec,
             Pace       *pace)
{
  double position = reel_player_get_position (player);
  gint64 now = g_get_monotonic_time ();

  if (pace->begun == 0 || position < pace->last)
    {
      pace->from = position;
      pace->begun = now;
    }
  pace->last = position;
  if (position >= pace->from + 2.4 && now - pace->begun < 1.6 * G_USEC_PER_SEC)
    pace->fast = TRUE;
}

/* By the clock, set before it plays and while it does; and what is stepped to is the next picture still. */
static void
test_rate (Fixture      *fixture,
           gconstpointer data)
{
  ReelPlayer *player = fixture->player;
  Pace pace = { 0 };
  gint64 start;

  reel_player_set_rate (player, 4);
  open_ready (player, 0, 0, TRUE);
  /* It begins again at the end: a busy machine has more than one round to show it in. */
  g_signal_connect (player, "notify::position", G_CALLBACK (on_position), &pace);
  reel_test_wait (pace.fast);
  g_signal_handlers_disconnect_by_data (player, &pace);

  start = g_get_monotonic_time ();
  reel_player_seek (player, 0.5, TRUE);
  reel_player_set_rate (player, 0.5);
  g_assert_cmpfloat (reel_player_get_rate (player), ==, 0.5);
  reel_test_wait (reel_player_get_position (player) < 1.0 && number_shown_by (player) > 13);
  reel_test_wait (reel_player_get_position (player) >= 1.2);
  g_assert_cmpint (g_get_monotonic_time () - start, >, 1.05 * G_USEC_PER_SEC);

  reel_player_pause (player);
  reel_player_seek (player, 1.71, TRUE);
  reel_test_wait (number_shown_by (player) == 42);
  reel_player_step (player, 1);
  reel_test_wait (number_shown_by (player) == 43);
  reel_player_set_rate (player, 100);
  g_assert_cmpfloat (reel_player_get_rate (player), ==, 8);
  reel_player_step (player, -1);
  reel_test_wait (number_shown_by (player) == 42);
}

static void
test_seek (Fixture      *fixture,
           gconstpointer data)
{
  static const int frames[] = { 57, 3, 99, 50, 49, 0, 51 };
  ReelPlayer *player = fixture->player;

  open_ready (player, 0, 0, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (frames); i++)
    {
      double time = (frames[i] + 0.5) / FPS;

      reel_player_seek (player, time, TRUE);
      g_assert_cmpfloat_with_epsilon (reel_player_get_position (player), MIN (time, reel_player_get_duration (player)), 1e-6);
      reel_test_wait (number_shown_by (player) == frames[i]);
      reel_test_wait (fabs (reel_player_get_position (player) - frames[i] / (double) FPS) < 0.002);
    }
  /* Past the end: the last. */
  reel_player_seek (player, 100, TRUE);
  reel_test_wait (number_shown_by (player) >= 98);
}

/* A pointer that moves: many seeks, of which the newest counts, and an exact one at the end. */
static void
test_drag (Fixture      *fixture,
           gconstpointer data)
{
  ReelPlayer *player = fixture->player;

  open_ready (player, 0, 0, FALSE);
  for (int i = 0; i < 200; i++)
    reel_player_seek (player, i * 0.02, FALSE);
  reel_player_seek (player, 2.82, TRUE);
  reel_test_wait (number_shown_by (player) == 70);

  /* Near 2.1 s is the key frame at 2 s, and nothing else than key frames is shown. */
  reel_player_seek (player, 2.1, FALSE);
  reel_test_wait (number_shown_by (player) == 50);

  /* From there on it goes by frames again, and plays all of them. */
  reel_player_step (player, 1);
  reel_test_wait (number_shown_by (player) == 51);
  reel_player_seek (player, 2.1, FALSE);
  reel_test_wait (number_shown_by (player) == 50);
  reel_player_play (player);
  reel_test_wait (number_shown_by (player) > 51 && number_shown_by (player) < 74);
  /* Held while it plays, it does not run away, nor begin again. */
  reel_player_seek (player, 2.1, FALSE);
  reel_test_wait (number_shown_by (player) == 50);
  reel_player_seek (player, 2.82, TRUE);
  reel_test_wait (number_shown_by (player) >= 70);
  g_assert_true (reel_player_get_playing (player));
}

static void
count_picture (guint *n)
{
  ++*n;
}

/* A hit that was selected stands there when it is activated: nothing is sought. */
static void
test_again (Fixture      *fixture,
            gconstpointer data)
{
  ReelPlayer *player = fixture->player;
  GdkPaintable *paintable = reel_player_get_paintable (player);
  guint n = 0;
  gulong handler;

  open_ready (player, 1.71, 2.5, FALSE);
  reel_test_wait (number_shown_by (player) == 42);
  handler = g_signal_connect_swapped (paintable, "invalidate-contents", G_CALLBACK (count_picture), &n);
  reel_player_open (player, video_uri, 1.71, 2.5, FALSE);
  reel_test_wait (fabs (reel_player_get_position (player) - 1.68) < 0.002);
  reel_player_step (player, 1);
  reel_test_wait (number_shown_by (player) == 43);
  g_assert_cmpuint (n, ==, 1);

  /* But not, once something else is seen. */
  reel_player_open (player, video_uri, 1.71, 2.5, FALSE);
  reel_test_wait (number_shown_by (player) == 42);
  reel_player_open (player, video_uri, 1.71, 2.5, TRUE);
  reel_test_wait (number_shown_by (player) > 44);
  reel_player_open (player, video_uri, 1.71, 2.5, FALSE);
  reel_test_wait (number_shown_by (player) == 42);
  g_signal_handler_disconnect (paintable, handler);
}

static void
test_step (Fixture      *fixture,
           gconstpointer data)
{
  ReelPlayer *player = fixture->player;

  open_ready (player, 0, 0, FALSE);
  reel_player_seek (player, 1.71, TRUE);
  reel_test_wait (number_shown_by (player) == 42);
  for (int i = 1; i <= 3; i++)
    {
      reel_player_step (player, 1);
      reel_test_wait (number_shown_by (player) == 42 + i);
    }
  for (int i = 1; i <= 5; i++)
    {
      reel_player_step (player, -1);
      reel_test_wait (number_shown_by (player) == 45 - i);
      reel_test_wait (fabs (reel_player_get_position (player) - (45 - i) / (double) FPS) < 0.002);
    }
  reel_player_step (player, 5);
  reel_test_wait (number_shown_by (player) == 45);
  reel_player_step (player, 20);
  reel_test_wait (number_shown_by (player) == 65);
  reel_player_step (player, -60);
  reel_test_wait (number_shown_by (player) == 5);
  reel_player_step (player, -60);
  reel_test_wait (number_shown_by (player) == 0 && reel_player_get_position (player) < 0.001);

  /* Wished while the seek itself still waits for another: from its picture, not lost. */
  reel_player_seek (player, 3.5, TRUE);
  reel_player_seek (player, 2.5, TRUE);
  reel_player_seek (player, 1.71, TRUE);
  reel_player_step (player, 3);
  reel_test_wait (number_shown_by (player) == 45);
  reel_player_seek (player, 0, TRUE);
  reel_test_wait (number_shown_by (player) == 0);

  /* While playing it stops. */
  reel_player_play (player);
  reel_test_wait (reel_player_get_position (player) > 0.3);
  reel_player_step (player, 1);
  g_assert_false (reel_player_get_playing (player));
  reel_test_wait (number_shown_by (player) > 5);
}

typedef struct
{
  ReelPlayer *player;
  int lowest, highest, last;
  guint rounds;
} Watch;

static void
on_contents (GdkPaintable *paintable,
             gpointer      data)
{
  Watch *watch = data;
  int n = number_shown_by (watch->player);

  if (n < 0)
    return;
  watch->lowest = MIN (watch->lowest, n);
  watch->highest = MAX (watch->highest, n);
  watch->rounds += n < watch->last;
  watch->last = n;
}

static void
test_loop (Fixture      *fixture,
           gconstpointer data)
{
  ReelPlayer *player = fixture->player;
  Watch watch = { player, G_MAXINT, -1, -1, 0 };
  gulong handler;

  /* Frames 30 to 44. */
  open_ready (player, 1.2, 1.8, FALSE);
  reel_test_wait (number_shown_by (player) == 30);
  g_assert_cmpfloat_with_epsilon (reel_player_get_position (player), 1.2, 0.002);
  handler = g_signal_connect (reel_player_get_paintable (player), "invalidate-contents", G_CALLBACK (on_contents), &watch);
  reel_player_play (player);
  /* A busy machine may leave out the first or the last of a round. */
  reel_test_wait (watch.rounds >= 3 && watch.lowest <= 30 && watch.highest >= 42);
  g_assert_cmpint (watch.lowest, ==, 30);
  g_assert_cmpint (watch.highest, <=, 45);
  g_assert_true (reel_player_get_playing (player));

  /* A new range while it plays; and the same file is not opened again. */
  reel_player_open (player, video_uri, 2.4, 2.8, TRUE);
  g_assert_true (is_ready (player));
  reel_test_wait (number_shown_by (player) >= 60);
  watch = (Watch){ player, G_MAXINT, -1, -1, 0 };
  reel_test_wait (watch.rounds >= 2 && watch.lowest <= 60);
  g_assert_cmpint (watch.lowest, ==, 60);
  g_assert_cmpint (watch.highest, <=, 70);
  g_signal_handler_disconnect (reel_player_get_paintable (player), handler);
}

static void
test_end (Fixture      *fixture,
          gconstpointer data)
{
  ReelPlayer *player = fixture->player;
  Watch watch = { player, G_MAXINT, -1, -1, 0 };
  gint64 deadline;
  double last;
  gulong handler;

  reel_player_set_loop (player, FALSE);
  open_ready (player, 1.0, 1.4, TRUE);
  reel_test_wait (!reel_player_get_playing (player));
  last = reel_player_get_position (player);
  /* Played again it begins at the in point. A busy machine may leave out what is shown first, and last. */
  handler = g_signal_connect (reel_player_get_paintable (player), "invalidate-contents", G_CALLBACK (on_contents), &watch);
  deadline = reel_test_deadline_new ();
  do
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      reel_player_play (player);
      reel_test_wait (!reel_player_get_playing (player));
      g_assert_cmpfloat (last, <, 1.49);
      last = MAX (last, reel_player_get_position (player));
    }
  while (watch.lowest > 30 || last < 1.31);
  g_assert_cmpint (watch.lowest, >=, 25);
  g_assert_cmpfloat_with_epsilon (last, 1.4, 0.09);
  g_signal_handler_disconnect (reel_player_get_paintable (player), handler);
  g_assert_no_error (reel_player_get_error (player));
}

static void
test_two_uris (Fixture      *fixture,
               gconstpointer data)
{
  g_autofree char *path = reel_test_sample ("vtest.avi");
  g_autofree char *other = reel_test_video_uri (path);
  ReelPlayer *player = fixture->player;
  GdkPaintable *paintable = reel_player_get_paintable (player);

  open_ready (player, 1.0, 0, TRUE);
  reel_test_wait (reel_player_get_frames_shown (player) > 3);
  reel_player_set_uri (player, other);
  g_assert_false (is_ready (player));
  g_assert_false (reel_player_get_playing (player));
  g_assert_cmpfloat (reel_player_get_in_point (player), ==, 0.0);
  reel_test_wait (is_ready (player));
  g_assert_cmpfloat_with_epsilon (reel_player_get_duration (player), 79.5, 0.2);
  reel_test_wait (gdk_paintable_get_intrinsic_width (paintable) == 768);
  reel_test_wait (gdk_paintable_get_intrinsic_height (paintable) == 576);

  /* Changed while one is loading: the last counts. */
  reel_player_set_uri (player, video_uri);
  reel_player_set_uri (player, other);
  reel_player_open (player, video_uri, 0.4, 0, FALSE);
  reel_test_wait (number_shown_by (player) == 10);
  g_assert_cmpstr (reel_player_get_uri (player), ==, video_uri);
  g_assert_true (reel_player_get_paintable (player) == paintable);

  reel_player_set_uri (player, NULL);
  g_assert_false (is_ready (player));
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (paintable), ==, 0);
}

static void
count (guint *n)
{
  (*n)++;
}

static void
test_errors (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *folder = reel_test_tmp ("player-errors");
  g_autofree char *text = g_build_filename (folder, "text.mp4", NULL);
  g_autofree char *sound = g_build_filename (folder, "sound.ogg", NULL);
  g_autofree char *gone = g_build_filename (folder, "gone.mp4", NULL);
  g_autofree char *text_uri = reel_test_video_uri (text);
  g_autofree char *sound_uri = reel_test_video_uri (sound);
  g_autofree char *gone_uri = reel_test_video_uri (gone);
  ReelPlayer *player = fixture->player;
  gboolean sound_only = FALSE;
  guint notified = 0;

  g_assert_true (g_file_set_contents (text, "no video\n", -1, NULL));
  reel_test_video_make (sound, "fakesink audiotestsrc num-buffers=40 ! vorbisenc ! oggmux", 1, 25, 1, 0);
  g_signal_connect_swapped (player, "notify::error", G_CALLBACK (count), &notified);

  reel_player_open (player, text_uri, 0, 0, TRUE);
  reel_test_wait (reel_player_get_error (player) != NULL);
  g_assert_error (reel_player_get_error (player), REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_NOT_MEDIA);
  g_assert_cmpuint (notified, ==, 1);
  g_assert_false (reel_player_get_playing (player));
  g_assert_false (is_ready (player));

  reel_player_open (player, sound_uri, 0, 0, TRUE);
  g_assert_null (reel_player_get_error (player));
  g_assert_cmpuint (notified, ==, 2);
  /* There is nothing to see, but something to hear. */
  reel_test_wait (is_ready (player) && reel_player_get_position (player) > 0.1);
  g_object_get (player, "sound-only", &sound_only, NULL);
  g_assert_true (sound_only);
  g_assert_true (reel_player_get_playing (player));
  g_assert_null (reel_player_get_error (player));

  reel_player_open (player, gone_uri, 0, 0, FALSE);
  reel_test_wait (reel_player_get_error (player) != NULL);
  g_assert_error (reel_player_get_error (player), REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNREADABLE);
  g_assert_nonnull (strstr (reel_player_get_error (player)->message, "gone.mp4"));

  /* And it plays what can be played. */
  open_ready (player, 0, 0, TRUE);
  reel_test_wait (reel_player_get_position (player) > 0.2);
}

static void
test_properties (Fixture      *fixture,
                 gconstpointer data)
{
  ReelPlayer *player = fixture->player;
  guint notified = 0;
  double volume;
  gboolean muted, loop;

  g_signal_connect_swapped (player, "notify::volume", G_CALLBACK (count), &notified);
  g_signal_connect_swapped (player, "notify::muted", G_CALLBACK (count), &notified);
  g_signal_connect_swapped (player, "notify::loop", G_CALLBACK (count), &notified);
  g_object_set (player, "volume", 0.5, "muted", TRUE, "loop", FALSE, NULL);
  g_object_set (player, "volume", 0.5, "muted", TRUE, "loop", FALSE, NULL);
  g_assert_cmpuint (notified, ==, 3);
  g_object_get (player, "volume", &volume, "muted", &muted, "loop", &loop, NULL);
  g_assert_cmpfloat (volume, ==, 0.5);
  g_assert_true (muted);
  g_assert_false (loop);

  /* With nothing open, nothing happens. */
  reel_player_play (player);
  reel_player_seek (player, 1, TRUE);
  reel_player_step (player, 1);
  g_assert_false (reel_player_get_playing (player));
}

/* Of the picture, in pixels; 0 where there is none. */
static int
get_texture_width (GdkPaintable *paintable)
{
  g_autoptr (GdkPaintable) image = gdk_paintable_get_current_image (paintable);

  return GDK_IS_TEXTURE (image) ? gdk_texture_get_width (GDK_TEXTURE (image)) : 0;
}

/* The picture gets as many pixels as the screen shows of it, also while it stands still. */
static void
test_scaled (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *path = reel_test_sample ("VID_20191220_170832.mp4");
  g_autofree char *uri = reel_test_video_uri (path);
  GdkPaintable *paintable = reel_player_get_paintable (fixture->player);

  reel_player_set_uri (fixture->player, uri);
  reel_test_wait (is_ready (fixture->player) && get_texture_width (paintable) > 0 && get_texture_width (paintable) <= 400);
  g_assert_cmpint (get_texture_width (paintable), >=, 280);
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (paintable), ==, 1920);
  g_assert_cmpfloat_with_epsilon (gdk_paintable_get_intrinsic_aspect_ratio (paintable), 16.0 / 9.0, 0.001);
}

/* Drawn at another size before it is ready, as the first picture is shown a little earlier: it is made anew all the same. In
 * no window, so that a picture that is replaced was not drawn. */
static void
test_scaled_early (void)
{
  ReelPlayer *player = reel_player_new ();

  reel_player_set_uri (player, video_uri);
  g_signal_emit_by_name (reel_player_get_paintable (player), "size-changed");
  reel_test_wait (is_ready (player) && reel_player_get_frames_dropped (player) > 0);
  reel_test_assert_finalized (&player);
}

/* Gone at any moment: before, while and after loading, while seeking and playing. */
static void
test_dispose (void)
{
  for (guint moment = 0; moment < 6; moment++)
    {
      ReelPlayer *player = reel_player_new ();

      if (moment > 0)
        reel_player_open (player, video_uri, 0.5, 0, moment > 2);
      if (moment > 1)
        reel_test_wait (is_ready (player));
      if (moment == 3)
        reel_player_seek (player, 3, TRUE);
      if (moment == 4)
        reel_test_wait (reel_player_get_position (player) > 0.7);
      if (moment == 5)
        reel_player_set_uri (player, NULL);
      reel_test_assert_finalized (&player);
    }
}

/* --- GStreamer's own paintable sink, which few systems have: one of ours under its name --- */

typedef struct
{
  GstVideoSink parent_instance;
  GdkPaintable *paintable;
} FakeSink;

typedef struct
{
  GstVideoSinkClass parent_class;
} FakeSinkClass;

GType fake_sink_get_type (void);
G_DEFINE_TYPE (FakeSink, fake_sink, GST_TYPE_VIDEO_SINK)

static GstStaticPadTemplate fake_template = GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
                                                                     GST_STATIC_CAPS ("video/x-raw, format=RGBA"));

static GstFlowReturn
fake_sink_show_frame (GstVideoSink *sink,
                      GstBuffer    *buffer)
{
  return GST_FLOW_OK;
}

static void
fake_sink_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  g_value_set_object (value, ((FakeSink *) object)->paintable);
}

static void
fake_sink_finalize (GObject *object)
{
  g_object_unref (((FakeSink *) object)->paintable);
  G_OBJECT_CLASS (fake_sink_parent_class)->finalize (object);
}

static void
fake_sink_class_init (FakeSinkClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = fake_sink_get_property;
  G_OBJECT_CLASS (klass)->finalize = fake_sink_finalize;
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1,
                                   g_param_spec_object ("paintable", NULL, NULL, GDK_TYPE_PAINTABLE,
                                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  GST_VIDEO_SINK_CLASS (klass)->show_frame = fake_sink_show_frame;
  gst_element_class_add_static_pad_template (GST_ELEMENT_CLASS (klass), &fake_template);
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (klass), "Fake", "Sink/Video", "Fake", "Reelseek");
}

static void
fake_sink_init (FakeSink *self)
{
  self->paintable = gdk_paintable_new_empty (32, 24);
}

/* Our own sink holds, fits tones and plays backwards: one of GStreamer's that is there is not taken. */
static void
test_own_sink (void)
{
  g_autoptr (GstPluginFeature) feature = NULL;
  ReelPlayer *player;

  g_assert_true (gst_element_register (NULL, "gtk4paintablesink", GST_RANK_NONE, fake_sink_get_type ()));
  player = reel_player_new ();
  open_ready (player, 0.4, 0, FALSE);
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (reel_player_get_paintable (player)), ==, REEL_TEST_VIDEO_WIDTH);
  reel_test_assert_finalized (&player);
  feature = gst_registry_lookup_feature (gst_registry_get (), "gtk4paintablesink");
  gst_registry_remove_feature (gst_registry_get (), feature);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  int status;

  reel_test_init (&argc, &argv);
  gtk_init ();
  folder = g_dir_make_tmp ("reel-player-XXXXXX", NULL);
  path = g_build_filename (folder, "numbers.mp4", NULL);
  reel_test_video_make (path, H264 " ! mux. audiotestsrc num-buffers=172 ! voaacenc ! mux. mp4mux name=mux", 100, FPS, 1, 0);
  video_uri = reel_test_video_uri (path);

  g_test_add ("/player/play", Fixture, NULL, set_up, test_play, tear_down);
  g_test_add ("/player/real-time", Fixture, NULL, set_up, test_real_time, tear_down);
  g_test_add ("/player/rate", Fixture, NULL, set_up, test_rate, tear_down);
  g_test_add ("/player/seek", Fixture, NULL, set_up, test_seek, tear_down);
  g_test_add ("/player/drag", Fixture, NULL, set_up, test_drag, tear_down);
  g_test_add ("/player/again", Fixture, NULL, set_up, test_again, tear_down);
  g_test_add ("/player/step", Fixture, NULL, set_up, test_step, tear_down);
  g_test_add ("/player/loop", Fixture, NULL, set_up, test_loop, tear_down);
  g_test_add ("/player/end", Fixture, NULL, set_up, test_end, tear_down);
  g_test_add ("/player/two-uris", Fixture, NULL, set_up, test_two_uris, tear_down);
  g_test_add ("/player/errors", Fixture, NULL, set_up, test_errors, tear_down);
  g_test_add ("/player/properties", Fixture, NULL, set_up, test_properties, tear_down);
  g_test_add ("/player/scaled", Fixture, NULL, set_up, test_scaled, tear_down);
  g_test_add_func ("/player/scaled-early", test_scaled_early);
  g_test_add_func ("/player/dispose", test_dispose);
  g_test_add_func ("/player/own-sink", test_own_sink);
  status = g_test_run ();
  g_remove (path);
  g_rmdir (folder);
  g_free (video_uri);
  return status;
}
