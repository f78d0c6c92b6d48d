/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/audio/audio.h>
#include <gst/base/gstbasesink.h>
#include <gtk/gtk.h>
#include <math.h>

#include "media/reel-player.h"
#include "reel-test-video.h"
#include "reel-test.h"

/* What is heard: a sink in the place of the system's listens to a tone. */

#define TONE 440.0
#define SAMPLE_RATE 48000

/* Of a stretch of sound that is listened to. */
#define LISTEN_SECONDS 0.5

static struct
{
  GMutex lock;
  guint64 samples;
  guint64 crossings; /* of zero, upwards */
  double squares;
  gint16 last;
} heard;

#define TEST_TYPE_EAR (test_ear_get_type ())
G_DECLARE_FINAL_TYPE (TestEar, test_ear, TEST, EAR, GstBaseSink)

struct _TestEar
{
  GstBaseSink parent_instance;
};

G_DEFINE_FINAL_TYPE (TestEar, test_ear, GST_TYPE_BASE_SINK)

static GstStaticPadTemplate ear_template =
  GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
                           GST_STATIC_CAPS ("audio/x-raw, format=" GST_AUDIO_NE (S16) ", rate=48000, channels=1, "
                                            "layout=interleaved"));

/* Atomic: there is no sound device. */
static int is_deaf;

static GstStateChangeReturn
test_ear_change_state (GstElement     *element,
                       GstStateChange  change)
{
  if (change == GST_STATE_CHANGE_NULL_TO_READY && g_atomic_int_get (&is_deaf))
    return GST_STATE_CHANGE_FAILURE;
  return GST_ELEMENT_CLASS (test_ear_parent_class)->change_state (element, change);
}

static GstFlowReturn
test_ear_render (GstBaseSink *sink,
                 GstBuffer   *buffer)
{
  GstMapInfo map;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return GST_FLOW_ERROR;
  g_mutex_lock (&heard.lock);
  for (gsize i = 0; i + 1 < map.size; i += 2)
    {
      gint16 sample;

      memcpy (&sample, map.data + i, sizeof sample);
      heard.crossings += heard.last < 0 && sample >= 0;
      heard.squares += (double) sample * sample;
      heard.samples++;
      heard.last = sample;
    }
  g_mutex_unlock (&heard.lock);
  gst_buffer_unmap (buffer, &map);
  return GST_FLOW_OK;
}

static void
test_ear_class_init (TestEarClass *klass)
{
  gst_element_class_add_static_pad_template (GST_ELEMENT_CLASS (klass), &ear_template);
  gst_element_class_set_static_metadata (GST_ELEMENT_CLASS (klass), "Ear", "Sink/Audio", "Listens", "Reelseek");
  GST_ELEMENT_CLASS (klass)->change_state = test_ear_change_state;
  GST_BASE_SINK_CLASS (klass)->render = test_ear_render;
}

static void
test_ear_init (TestEar *self)
{
}

static void
start_listening (void)
{
  g_mutex_lock (&heard.lock);
  heard.samples = heard.crossings = 0;
  heard.squares = 0;
  heard.last = 0;
  g_mutex_unlock (&heard.lock);
}

static gboolean
has_heard (double seconds)
{
  gboolean enough;

  g_mutex_lock (&heard.lock);
  enough = (double) heard.samples >= seconds * SAMPLE_RATE;
  g_mutex_unlock (&heard.lock);
  return enough;
}

/* Hz, and how loud it is: 1 is what is in the file. */
static void
listen (double *pitch,
        double *level)
{
  /* What is on its way was made before. */
  start_listening ();
  reel_test_wait (has_heard (LISTEN_SECONDS));
  start_listening ();
  reel_test_wait (has_heard (LISTEN_SECONDS));
  g_mutex_lock (&heard.lock);
  *pitch = (double) heard.crossings * SAMPLE_RATE / (double) heard.samples;
  *level = sqrt (heard.squares / (double) heard.samples) / 32767 * sqrt (2) / 0.5;
  g_mutex_unlock (&heard.lock);
}

static gboolean
is_ready (ReelPlayer *player)
{
  gboolean ready;

  g_object_get (player, "ready", &ready, NULL);
  return ready;
}

static char *
make_video (void)
{
  g_autofree char *folder = reel_test_tmp ("sound");
  g_autofree char *path = g_build_filename (folder, "tone.mkv", NULL);

  reel_test_video_make (path,
                        "x264enc key-int-max=25 speed-preset=ultrafast ! mux. "
                        "audiotestsrc freq=440 volume=0.5 num-buffers=750 samplesperbuffer=1920 ! "
                        "audio/x-raw,rate=48000,channels=1 ! mux. matroskamux name=mux",
                        750, 25, 1, 0);
  return reel_test_video_uri (path);
}

static ReelPlayer *
open_player (const char *uri)
{
  ReelPlayer *player = reel_player_new ();

  reel_player_open (player, uri, 0, 0, FALSE);
  reel_test_wait (is_ready (player));
  g_assert_no_error (reel_player_get_error (player));
  return player;
}

/* The tone stays as high as it is, at any speed. */
static void
test_pitch (void)
{
  static const double rates[] = { 1, 0.5, 1.5, 2, 4 };
  g_autofree char *uri = make_video ();
  ReelPlayer *player = open_player (uri);
  double pitch, level;

  reel_player_play (player);
  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      reel_player_seek (player, 0, TRUE);
      reel_player_set_rate (player, rates[i]);
      listen (&pitch, &level);
      g_test_message ("at %g×: %.0f Hz", rates[i], pitch);
      g_assert_cmpfloat (fabs (pitch - TONE), <, TONE * 0.06);
      g_assert_cmpfloat (level, >, 0.7);
    }
  reel_test_assert_finalized (&player);
}

/* Volume is as heard, so that the half is far less than half of the amplitude. */
static void
test_volume (void)
{
  g_autofree char *uri = make_video ();
  ReelPlayer *player = open_player (uri);
  double pitch, level;

  reel_player_play (player);
  listen (&pitch, &level);
  g_assert_cmpfloat_with_epsilon (level, 1, 0.05);
  reel_player_set_volume (player, 0.5);
  listen (&pitch, &level);
  g_assert_cmpfloat_with_epsilon (level, 0.125, 0.02);
  reel_player_set_muted (player, TRUE);
  listen (&pitch, &level);
  g_assert_cmpfloat (level, <, 0.001);
  reel_player_set_muted (player, FALSE);
  reel_player_set_volume (player, 1);
  listen (&pitch, &level);
  g_assert_cmpfloat_with_epsilon (level, 1, 0.05);
  reel_test_assert_finalized (&player);
}

/* Backwards there is nothing to hear. */
static void
test_backwards (void)
{
  g_autofree char *uri = make_video ();
  ReelPlayer *player = open_player (uri);
  double from;

  reel_player_seek (player, 20, TRUE);
  reel_player_set_rate (player, -1);
  reel_player_play (player);
  reel_test_wait (reel_player_get_position (player) < 19.5);
  start_listening ();
  from = reel_player_get_position (player);
  reel_test_wait (reel_player_get_position (player) < from - 0.5);
  g_assert_false (has_heard (0.1));
  reel_test_assert_finalized (&player);
}

/* Without a sound device it plays silently; the next file is heard, if there is one by then. */
static void
test_device (void)
{
  g_autofree char *uri = make_video ();
  ReelPlayer *player;
  double pitch, level;

  g_atomic_int_set (&is_deaf, TRUE);
  player = open_player (uri);
  start_listening ();
  reel_player_play (player);
  reel_test_wait (reel_player_get_position (player) > 0.3);
  g_assert_false (has_heard (0.01));

  g_atomic_int_set (&is_deaf, FALSE);
  reel_player_set_uri (player, NULL);
  reel_player_open (player, uri, 0, 0, TRUE);
  reel_test_wait (is_ready (player));
  listen (&pitch, &level);
  g_assert_cmpfloat (level, >, 0.7);
  reel_test_assert_finalized (&player);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  gtk_init ();
  gst_init (NULL, NULL);
  gst_element_register (NULL, "autoaudiosink", GST_RANK_NONE, TEST_TYPE_EAR);
  g_test_add_func ("/player/sound/pitch", test_pitch);
  g_test_add_func ("/player/sound/volume", test_volume);
  g_test_add_func ("/player/sound/device", test_device);
  g_test_add_func ("/player/sound/backwards", test_backwards);
  return g_test_run ();
}
