/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/app/app.h>
#include <gst/gst.h>
#include <gst/video/video.h>
#include <math.h>

#include "reel-test-clip.h"
#include "reel-test-video.h"
#include "reel-test.h"

#define RATE 48000
#define MOST_BYTES (16 * 1024 * 1024)
#define COLUMNS 8
#define ROWS 6

/* Mean brightness: boards are far below it, white is far above. */
#define WHITE 0xb0
/* Of the sound: above what codecs add to silence, below the tone. */
#define LOUD 0.15f
#define TONE 0.5
#define TONE_HZ 1000.0

static guint
width_of (const ReelTestClip *clip)
{
  return clip->width > 0 ? clip->width : 640;
}

static guint
height_of (const ReelTestClip *clip)
{
  return clip->height > 0 ? clip->height : 360;
}

static guint
n_frames_of (const ReelTestClip *clip)
{
  return clip->n_frames > 0 ? clip->n_frames : 50;
}

/* From the first picture; the rate that varies goes from 40 to 8 pictures a second, without a pattern. */
static GstClockTime
time_of (const ReelTestClip *clip,
         guint               number)
{
  GstClockTime time = 0;

  if (clip->fps_n > 0)
    return gst_util_uint64_scale (number, (guint64) clip->fps_d * GST_SECOND, (guint64) clip->fps_n);
  for (guint i = 0; i < number; i++)
    time += (25 + (i * 37 + i * i) % 101) * GST_MSECOND;
  return time;
}

static GstBuffer *
draw (const ReelTestClip *clip,
      guint               number)
{
  guint width = width_of (clip), height = height_of (clip);
  gsize stride = (gsize) width * 4;
  guint8 *pixels = g_malloc (stride * height);
  gboolean white = number >= REEL_TEST_CLIP_FLASH && number < REEL_TEST_CLIP_FLASH + REEL_TEST_CLIP_FLASHES;

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        guint cell = y * ROWS / height * COLUMNS + x * COLUMNS / width;
        guint32 bits = (number * 48 + cell + 1) * 2654435761u;
        guint8 *pixel = pixels + y * stride + (gsize) x * 4;

        bits ^= bits >> 15;
        bits *= 2246822519u;
        bits ^= bits >> 13;
        for (guint c = 0; c < 3; c++)
          pixel[c] = white ? 0xf0 : (bits >> (c * 5) & 1 ? 0x80 : 0x20) + (guint8) (y * 16 / height);
        pixel[3] = 0xff;
      }
  return gst_buffer_new_wrapped (pixels, stride * height);
}

static GstBuffer *
sound (const ReelTestClip *clip,
       gboolean            silent)
{
  guint channels = clip->n_channels > 0 ? clip->n_channels : 2;
  GstClockTime late = clip->late * GST_MSECOND;
  GstClockTime length = late + time_of (clip, n_frames_of (clip)) + clip->audio_longer * GST_MSECOND;
  GstClockTime from = late + time_of (clip, REEL_TEST_CLIP_FLASH);
  GstClockTime to = late + time_of (clip, REEL_TEST_CLIP_FLASH + REEL_TEST_CLIP_FLASHES);
  gsize n = (gsize) gst_util_uint64_scale (length, RATE, GST_SECOND);
  gint16 *samples = g_new0 (gint16, n * channels);

  for (gsize i = 0; i < n; i++)
    {
      GstClockTime at = gst_util_uint64_scale (i, GST_SECOND, RATE);

      if (silent || at < from || at >= to)
        continue;
      for (guint c = 0; c < channels; c++)
        samples[i * channels + c] = (gint16) (TONE * G_MAXINT16 *
                                                sin (2.0 * G_PI * TONE_HZ * (double) (at - from) / GST_SECOND));
    }
  return gst_buffer_new_wrapped (samples, n * channels * sizeof *samples);
}

static void
push_sound (const ReelTestClip *clip,
            GstElement         *pipeline,
            guint               track)
{
  guint channels = clip->n_channels > 0 ? clip->n_channels : 2;
  g_autofree char *name = g_strdup_printf ("a%u", track);
  g_autoptr (GstElement) source = gst_bin_get_by_name (GST_BIN (pipeline), name);
  g_autoptr (GstCaps) caps = NULL;
  GstBuffer *buffer = sound (clip, track > 0);

  caps = gst_caps_new_simple ("audio/x-raw", "format", G_TYPE_STRING, "S16LE", "layout", G_TYPE_STRING, "interleaved",
                              "rate", G_TYPE_INT, RATE, "channels", G_TYPE_INT, channels, NULL);
  if (channels == 6)
    gst_caps_set_simple (caps, "channel-mask", GST_TYPE_BITMASK, G_GUINT64_CONSTANT (0x3f), NULL);
  g_object_set (source, "caps", caps, "max-bytes", G_GUINT64_CONSTANT (0), NULL);
  GST_BUFFER_PTS (buffer) = clip->first * GST_MSECOND;
  g_assert_cmpint (gst_app_src_push_buffer (GST_APP_SRC (source), buffer), ==, GST_FLOW_OK);
  gst_app_src_end_of_stream (GST_APP_SRC (source));
}

/* Not with appsrc's own blocking, which waits for ever when the pipeline has failed. */
static void
wait_for_room (GstElement *pipeline,
               GstElement *source)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);

  while (gst_app_src_get_current_level_bytes (GST_APP_SRC (source)) > MOST_BYTES)
    {
      g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (bus, 10 * GST_MSECOND, GST_MESSAGE_ERROR);
      g_autoptr (GError) error = NULL;

      if (message != NULL)
        gst_message_parse_error (message, &error, NULL);
      g_assert_no_error (error);
    }
}

static void
push_pictures (const ReelTestClip *clip,
               GstElement         *pipeline)
{
  g_autoptr (GstElement) source = gst_bin_get_by_name (GST_BIN (pipeline), "v");
  g_autoptr (GstCaps) caps = NULL;
  GstClockTime start = (clip->first + clip->late) * GST_MSECOND;

  caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "RGBx", "width", G_TYPE_INT, width_of (clip), "height",
                              G_TYPE_INT, height_of (clip), "framerate", GST_TYPE_FRACTION, clip->fps_n,
                              clip->fps_n > 0 ? clip->fps_d : 1, "pixel-aspect-ratio", GST_TYPE_FRACTION,
                              MAX (clip->par_n, 1), MAX (clip->par_d, 1), NULL);
  if (clip->interlaced)
    gst_caps_set_simple (caps, "interlace-mode", G_TYPE_STRING, "interleaved", "field-order", G_TYPE_STRING,
                         "top-field-first", NULL);
  g_object_set (source, "caps", caps, "max-bytes", G_GUINT64_CONSTANT (0), NULL);
  for (guint i = 0; i < n_frames_of (clip); i++)
    {
      GstBuffer *buffer = draw (clip, i);

      GST_BUFFER_PTS (buffer) = start + time_of (clip, i);
      GST_BUFFER_DURATION (buffer) = time_of (clip, i + 1) - time_of (clip, i);
      if (clip->interlaced)
        GST_BUFFER_FLAG_SET (buffer, GST_VIDEO_BUFFER_FLAG_INTERLACED | GST_VIDEO_BUFFER_FLAG_TFF);
      wait_for_room (pipeline, source);
      g_assert_cmpint (gst_app_src_push_buffer (GST_APP_SRC (source), buffer), ==, GST_FLOW_OK);
    }
  gst_app_src_end_of_stream (GST_APP_SRC (source));
}

static void
run_to_end (GstElement *pipeline)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  message = gst_bus_timed_pop_filtered (bus, REEL_TEST_SECONDS * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &error, NULL);
  g_assert_no_error (error);
}

/*
 * reel_test_clip_make:
 * @clip: what to make
 * @path: the file
 */
void
reel_test_clip_make (const ReelTestClip *clip,
                     const char         *path)
{
  guint n_tracks = clip->audio == NULL ? 0 : clip->n_tracks > 0 ? clip->n_tracks : 1;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = NULL;
  g_autoptr (GstElement) out = NULL;

  g_string_printf (text, "%s name=mux ! filesink name=out appsrc name=v format=time ! videoconvert ! %s ! "
                         "queue max-size-buffers=0 max-size-bytes=0 max-size-time=0 ! mux. ",
                   clip->mux, clip->video);
  for (guint i = 0; i < n_tracks; i++)
    g_string_append_printf (text, "appsrc name=a%u format=time ! audioconvert ! %s ! "
                                  "queue max-size-buffers=0 max-size-bytes=0 max-size-time=0 ! mux. ",
                            i, clip->audio);
  pipeline = gst_parse_launch (text->str, &error);
  g_assert_no_error (error);
  out = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  g_object_set (out, "location", path, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (guint i = 0; i < n_tracks; i++)
    push_sound (clip, pipeline, i);
  push_pictures (clip, pipeline);
  run_to_end (pipeline);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

static double
mean_of (const GstMapInfo *map)
{
  guint64 sum = 0;

  for (gsize i = 0; i < map->size; i++)
    sum += map->data[i];
  return map->size > 0 ? (double) sum / (double) map->size : 0.0;
}

static double
sample_time (GstSample *sample)
{
  return (double) gst_segment_to_stream_time (gst_sample_get_segment (sample), GST_FORMAT_TIME,
                                              GST_BUFFER_PTS (gst_sample_get_buffer (sample))) /
         GST_SECOND;
}

static double
measure_pictures (ReelTestClipTimes *self,
                  GstElement        *sink)
{
  GstSample *sample;
  double first = 0.0;

  self->flash = -1.0;
  while ((sample = gst_app_sink_pull_sample (GST_APP_SINK (sink))) != NULL)
    {
      double time = sample_time (sample);
      GstMapInfo map;

      if (self->times->len == 0)
        first = time;
      time -= first;
      g_array_append_val (self->times, time);
      g_assert_true (gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ));
      if (self->flash < 0.0 && mean_of (&map) > WHITE)
        self->flash = time;
      gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
      gst_sample_unref (sample);
    }
  return first;
}

static void
measure_sound (ReelTestClipTimes *self,
               GstElement        *sink,
               double             first)
{
  GstSample *sample;

  while ((sample = gst_app_sink_pull_sample (GST_APP_SINK (sink))) != NULL)
    {
      double time = sample_time (sample) - first;
      GstMapInfo map;
      const float *values;
      gsize n;

      g_assert_true (gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ));
      values = (const float *) (gconstpointer) map.data;
      n = map.size / sizeof *values;
      for (gsize i = 0; i < n && isnan (self->beep); i++)
        if (fabsf (values[i]) > LOUD)
          self->beep = time + (double) i / RATE;
      self->audio_end = time + (double) n / RATE;
      gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
      gst_sample_unref (sample);
    }
}

/*
 * reel_test_clip_measure:
 * @path: a clip, or what was made of one
 * @has_audio: whether there is sound to measure
 *
 * Decodes all of it.
 */
ReelTestClipTimes *
reel_test_clip_measure (const char *path,
                        gboolean    has_audio)
{
  ReelTestClipTimes *self = g_new0 (ReelTestClipTimes, 1);
  g_autofree char *uri = reel_test_video_uri (path);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = NULL;
  g_autoptr (GstElement) pictures = NULL;
  g_autoptr (GstElement) sounds = NULL;
  double first;

  text = g_strdup_printf ("uridecodebin name=d uri=\"%s\" force-sw-decoders=true "
                          "d. ! queue ! videoconvertscale add-borders=false ! "
                          "video/x-raw,format=GRAY8,width=64,height=36,pixel-aspect-ratio=1/1 ! "
                          "appsink name=v sync=false wait-on-eos=false %s",
                          uri,
                          has_audio ? "d. ! queue ! audioconvert ! audioresample ! "
                                      "audio/x-raw,format=F32LE,channels=1,rate=48000 ! "
                                      "appsink name=a sync=false wait-on-eos=false"
                                    : "");
  pipeline = gst_parse_launch (text, &error);
  g_assert_no_error (error);
  pictures = gst_bin_get_by_name (GST_BIN (pipeline), "v");
  sounds = gst_bin_get_by_name (GST_BIN (pipeline), "a");
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  run_to_end (pipeline);
  self->times = g_array_new (FALSE, FALSE, sizeof (double));
  self->beep = NAN;
  self->audio_end = NAN;
  first = measure_pictures (self, pictures);
  if (sounds != NULL)
    measure_sound (self, sounds, first);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return self;
}

void
reel_test_clip_times_free (ReelTestClipTimes *self)
{
  g_array_unref (self->times);
  g_free (self);
}
