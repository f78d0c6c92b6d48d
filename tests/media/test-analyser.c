/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "local/reel-frame-source-private.h"
#include "local/reel-measured-engine.h"
#include "local/reel-video-analyser.h"
#include "media/reel-media-error.h"
#include "reel-test-video.h"
#include "reel-test.h"

/* Two shots of two seconds at 25 pictures a second, red and blue. */
#define RED "videotestsrc num-buffers=50 pattern=solid-color foreground-color=0xffc02020 ! " VIDEO
#define BLUE "videotestsrc num-buffers=50 pattern=solid-color foreground-color=0xff2030c0 ! " VIDEO
#define VIDEO "video/x-raw,format=I420,width=320,height=240,framerate=25/1 ! "

/* Followed by the rate. */
#define TINY "video/x-raw,width=160,height=120,framerate="

static ReelEngine *engine;

/* Runs a pipeline to its end. */
static void
run_pipeline (const char *description)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (description, &error);
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;

  g_assert_no_error (error);
  gst_object_ref_sink (pipeline);
  bus = gst_element_get_bus (pipeline);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, REEL_TEST_SECONDS * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpstr (GST_MESSAGE_TYPE_NAME (message), ==, "eos");
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

static char *
path_of (const char *name)
{
  g_autofree char *folder = reel_test_tmp ("analyser");

  return g_build_filename (folder, name, NULL);
}

/* Writes what @description makes; it ends with a muxer. */
static char *
make_file (const char *name,
           const char *description)
{
  char *path = path_of (name);
  g_autofree char *text = g_strdup_printf ("%s ! filesink location=\"%s\"", description, path);

  run_pipeline (text);
  return path;
}

/* Red and blue, through @encoding. */
static char *
make_red_and_blue (const char *name,
                   const char *encoding)
{
  char *path = path_of (name);
  g_autofree char *text = g_strdup_printf ("concat name=c ! identity single-segment=true ! %s ! filesink location=\"%s\" "
                                           RED "c. " BLUE "c.", encoding, path);

  run_pipeline (text);
  return path;
}

typedef struct
{
  double fraction;
  guint calls;
  double cancel_at;
  GCancellable *cancellable; /* (borrowed) (nullable) */
} Watch;

static void
on_progress (double   fraction,
             gpointer data)
{
  Watch *watch = data;

  g_assert_cmpfloat (fraction, >, watch->fraction);
  g_assert_cmpfloat (fraction, <=, 1);
  watch->fraction = fraction;
  watch->calls++;
  if (watch->cancellable != NULL && fraction >= watch->cancel_at)
    g_cancellable_cancel (watch->cancellable);
}

static GPtrArray *
analyse (const char  *path,
         Watch       *watch,
         GError     **error)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  return reel_video_analyser_run (engine, uri, REEL_ANALYSIS_FULL, watch != NULL ? on_progress : NULL, watch,
                                  watch != NULL ? watch->cancellable : NULL, error);
}

static const ReelClip *
clip_at (GPtrArray *clips,
         guint      i)
{
  return g_ptr_array_index (clips, i);
}

/* What holds for every result. Returns where it ends. */
static double
check_clips (GPtrArray *clips)
{
  double end = 0;

  g_assert_nonnull (clips);
  g_assert_cmpuint (clips->len, >, 0);
  for (guint i = 0; i < clips->len; i++)
    {
      const ReelClip *clip = clip_at (clips, i);
      double length2 = 0;

      g_test_message ("clip %.3f – %.3f", clip->start, clip->end);
      g_assert_cmpfloat_with_epsilon (clip->start, end, 1e-6);
      g_assert_cmpfloat (clip->end - clip->start, <=, 6 + 1e-6);
      g_assert_cmpfloat (clip->end - clip->start, >, clips->len > 1 ? 0.49 : 0);
      g_assert_cmpuint (clip->tags->len, >=, 6);
      for (guint d = 0; d < reel_engine_get_dims (engine); d++)
        length2 += clip->vector[d] * clip->vector[d];
      g_assert_cmpfloat_with_epsilon (length2, 1, 1e-4);
      end = clip->end;
    }

  return end;
}

static const char *
tag_of (const ReelClip *clip,
        const char     *category)
{
  for (guint i = 0; i < clip->tags->len; i++)
    if (g_str_equal (g_array_index (clip->tags, ReelTag, i).category, category))
      return g_array_index (clip->tags, ReelTag, i).value;

  return NULL;
}

static double
similarity (const ReelClip *clip,
            const char     *query)
{
  g_autofree float *asked = g_new (float, reel_engine_get_dims (engine));
  double cosine = 0;

  g_assert_true (reel_engine_encode_text (engine, query, asked, NULL, NULL, NULL));
  for (guint d = 0; d < reel_engine_get_dims (engine); d++)
    cosine += asked[d] * clip->vector[d];

  return cosine;
}

/* The cut is found to two pictures, whatever the container; the words find their colours. */
static void
test_cut (void)
{
  static const struct
  {
    const char *name, *encoding;
  } cases[] = {
    { "cut.avi", "jpegenc ! avimux" },
    { "cut.mkv", "vp8enc deadline=1 ! matroskamux" },
    { "cut.mp4", "x264enc speed-preset=ultrafast bframes=2 ! mp4mux" },
    { "cut.ogv", "theoraenc ! oggmux" },
    { "cut.ts", "x264enc speed-preset=ultrafast ! mpegtsmux" },
    { "late.mkv", "identity ts-offset=5000000000 ! vp8enc deadline=1 ! matroskamux" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = make_red_and_blue (cases[i].name, cases[i].encoding);
      g_autoptr (GError) error = NULL;
      Watch watch = { 0, };
      g_autoptr (GPtrArray) clips = analyse (path, &watch, &error);
      double end;

      g_test_message ("%s", cases[i].name);
      g_assert_no_error (error);
      end = check_clips (clips);
      g_assert_cmpuint (clips->len, ==, 2);
      g_assert_cmpfloat_with_epsilon (clip_at (clips, 0)->end, 2, 2 / 25.0 + 1e-3);
      g_assert_cmpfloat_with_epsilon (end, 4, 2 / 25.0 + 1e-3);
      g_assert_cmpfloat (watch.fraction, ==, 1);
      g_assert_cmpuint (watch.calls, >=, 1);

      g_assert_cmpfloat (similarity (clip_at (clips, 0), "red"), >, similarity (clip_at (clips, 1), "red") + 0.2);
      g_assert_cmpfloat (similarity (clip_at (clips, 1), "藍色"), >, similarity (clip_at (clips, 0), "藍色") + 0.2);
      g_assert_cmpstr (tag_of (clip_at (clips, 0), "dominant_colour"), ==, "red");
      g_assert_cmpstr (tag_of (clip_at (clips, 1), "dominant_colour"), ==, "blue");
      g_assert_cmpstr (tag_of (clip_at (clips, 0), "shooting_angle"), ==, "unknown");
      g_assert_cmpstr (tag_of (clip_at (clips, 0), "camera_movement"), ==, "unknown");
    }
}

static void
test_long (void)
{
  g_autofree char *path = make_file ("long.avi", "videotestsrc num-buffers=400 pattern=ball ! " TINY "16/1 ! jpegenc ! avimux");
  g_autoptr (GError) error = NULL;
  Watch watch = { 0, };
  g_autoptr (GPtrArray) clips = analyse (path, &watch, &error);

  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (check_clips (clips), 25, 0.07);
  g_assert_cmpuint (clips->len, ==, 5);
  g_assert_cmpfloat (watch.fraction, ==, 1);
}

/* Pictures that stay for twenty seconds, and a single one. */
static void
test_few_pictures (void)
{
  g_autofree char *slow = make_file ("slow.mkv", "videotestsrc num-buffers=3 ! " TINY "1/20 ! jpegenc ! matroskamux");
  g_autofree char *single = make_file ("single.avi", "videotestsrc num-buffers=1 ! " TINY "25/1 ! jpegenc ! avimux");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) clips = analyse (slow, NULL, &error);
  g_autoptr (GPtrArray) one = NULL;

  g_assert_no_error (error);
  g_assert_cmpfloat (check_clips (clips), >=, 40);
  one = analyse (single, NULL, &error);
  g_assert_no_error (error);
  check_clips (one);
  g_assert_cmpuint (one->len, ==, 1);
}

static char *
find_bytes (char       *bytes,
            gsize       size,
            const char *text)
{
  char *at = bytes;

  while (at + strlen (text) < bytes + size && memcmp (at, text, strlen (text)) != 0)
    at++;
  g_assert_true (at + strlen (text) < bytes + size);

  return at;
}

/* Writes into an MP4's track header that the picture is to be turned by a quarter, as phones do: mp4mux can't. */
static void
turn_movie (const char *path)
{
  static const guint8 matrix[36] = { [5] = 1, [12] = 0xff, [13] = 0xff, [32] = 0x40 };
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  memcpy (find_bytes (bytes, size - 100, "tkhd") + 4 + 40, matrix, sizeof matrix);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
}

/* Upright, square pixels, 320 at most, ten a second, beginning at 0. */
static void
test_frames (void)
{
  static const struct
  {
    const char *name, *chain;
    guint width, height;
  } cases[] = {
    { "large.avi", "video/x-raw,width=640,height=360,framerate=25/1 ! jpegenc ! avimux", 320, 180 },
    { "small.avi", "video/x-raw,width=64,height=48,framerate=25/1 ! jpegenc ! avimux", 64, 48 },
    { "wide.mkv", "video/x-raw,width=160,height=240,framerate=50/1,pixel-aspect-ratio=2/1 ! vp8enc deadline=1 ! "
                  "matroskamux", 320, 240 },
    { "turned.mp4", "video/x-raw,width=320,height=180,framerate=25/1 ! x264enc speed-preset=ultrafast ! mp4mux", 180, 320 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *chain = g_strdup_printf ("videotestsrc num-buffers=50 ! %s", cases[i].chain);
      g_autofree char *path = make_file (cases[i].name, chain);
      g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelFrameSource) source = NULL;
      double before = -1;
      guint n = 0;

      if (cases[i].height > cases[i].width)
        turn_movie (path);
      source = reel_frame_source_new (uri, 320, REEL_FRAME_SOURCE_PATIENCE, &error);

      g_test_message ("%s", cases[i].name);
      g_assert_no_error (error);
      g_assert_nonnull (source);
      while (TRUE)
        {
          g_autoptr (ReelFrame) frame = NULL;
          gboolean is_cut;

          g_assert_true (reel_frame_source_pull (source, NULL, &frame, &is_cut, &error));
          if (frame == NULL)
            break;
          g_assert_cmpuint (frame->width, ==, cases[i].width);
          g_assert_cmpuint (frame->height, ==, cases[i].height);
          g_assert_cmpfloat (frame->time, >, before);
          if (n == 0)
            g_assert_cmpfloat (frame->time, ==, 0);
          before = frame->time;
          n++;
        }
      g_assert_cmpfloat (n, >=, 10 * before - 0.5);
      g_assert_cmpfloat (n, <=, 10 * before + 2);
      g_assert_cmpfloat (reel_frame_source_get_end (source), >=, before);
    }
}

static GstPadProbeReturn
count_picture (GstPad          *pad,
               GstPadProbeInfo *info,
               gpointer         count)
{
  g_atomic_int_inc ((int *) count);
  return GST_PAD_PROBE_OK;
}

/* Of pictures that no other is made of only those are decoded that are wanted, and there are ten a second all the same. */
static void
test_droppable (void)
{
  static const char *const chains[] = {
    "x264enc option-string=b-pyramid=none:b-adapt=0:scenecut=0 bframes=3 key-int-max=50 speed-preset=ultrafast ! mp4mux",
    "x264enc option-string=b-pyramid=none:b-adapt=0:scenecut=0 bframes=3 key-int-max=50 speed-preset=ultrafast ! mpegtsmux",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (chains); i++)
    {
      g_autofree char *folder = reel_test_tmp ("droppable");
      g_autofree char *path = g_build_filename (folder, "film", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelFrameSource) source = NULL;
      g_autoptr (GstElement) decoded = NULL;
      g_autoptr (GstPad) pad = NULL;
      g_autofree char *uri = NULL;
      int n = 0, n_decoded = 0, before = -1;

      reel_test_video_make (path, chains[i], 400, 25, 1, 0);
      uri = reel_test_video_uri (path);
      source = reel_frame_source_new (uri, 320, REEL_FRAME_SOURCE_PATIENCE, &error);
      g_assert_no_error (error);
      while (TRUE)
        {
          g_autoptr (ReelFrame) frame = NULL;
          gboolean is_cut;
          int number;

          g_assert_true (reel_frame_source_pull (source, NULL, &frame, &is_cut, &error));
          if (frame == NULL)
            break;
          number = reel_test_video_number (g_bytes_get_data (frame->pixels, NULL), frame->width, frame->height, frame->stride);
          g_assert_cmpint (number, ==, (int) lround (frame->time * 25));
          /* Ten a second, and where the finder of cuts takes a change of the number for one, one more. */
          g_assert_cmpint (number, <=, before + 4);
          g_assert_cmpint (number, >, before);
          before = number;
          n++;
          if (pad != NULL)
            continue;
          /* Ahead of where those are dropped that are decoded and not wanted. */
          decoded = gst_bin_get_by_name (GST_BIN (source->pipeline), "decoder");
          pad = g_list_nth_data (decoded->srcpads, 0);
          g_assert_nonnull (pad);
          pad = gst_ghost_pad_get_target (GST_GHOST_PAD (pad));
          gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, count_picture, &n_decoded, NULL);
        }
      g_test_message ("%d pictures, %d decoded behind the first", n, n_decoded);
      g_assert_cmpint (n, >=, 155);
      g_assert_cmpint (n, <, 200);
      g_assert_cmpint (before, >=, 396);
      /* 100 that others are made of, and of the other 300 those that are wanted. */
      g_assert_cmpint (n_decoded, <, 260);
    }
}

static void
count_sound_decoder (const GValue *item,
                     gpointer      count)
{
  GstElementFactory *factory = gst_element_get_factory (g_value_get_object (item));

  if (factory != NULL && gst_element_factory_list_is_type (factory, GST_ELEMENT_FACTORY_TYPE_DECODER)
      && gst_element_factory_list_is_type (factory, GST_ELEMENT_FACTORY_TYPE_MEDIA_AUDIO))
    (*(guint *) count)++;
}

/* With sound: the pictures all come, and nobody decodes the sound. */
static void
test_with_sound (void)
{
  g_autofree char *path = make_file ("both.mkv", "videotestsrc num-buffers=75 ! " TINY "25/1 ! vp8enc deadline=1 ! queue ! m. "
                                                 "audiotestsrc num-buffers=130 ! audioconvert ! vorbisenc ! queue ! m. "
                                                 "matroskamux name=m");
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFrameSource) source = reel_frame_source_new (uri, 320, REEL_FRAME_SOURCE_PATIENCE, &error);
  guint pulled = 0, sound_decoders = 0;

  g_assert_no_error (error);
  while (TRUE)
    {
      g_autoptr (ReelFrame) frame = NULL;
      gboolean is_cut;

      g_assert_true (reel_frame_source_pull (source, NULL, &frame, &is_cut, &error));
      if (frame == NULL)
        break;
      if (pulled++ == 0)
        {
          GstIterator *elements = gst_bin_iterate_recurse (GST_BIN (source->pipeline));

          while (gst_iterator_foreach (elements, count_sound_decoder, &sound_decoders) == GST_ITERATOR_RESYNC)
            {
              gst_iterator_resync (elements);
              sound_decoders = 0;
            }
          gst_iterator_free (elements);
        }
    }
  g_assert_cmpuint (pulled, >=, 29);
  g_assert_cmpuint (sound_decoders, ==, 0);
}

static void
assert_fails (const char     *path,
              ReelMediaError  code)
{
  g_autoptr (GError) error = NULL;
  Watch watch = { 0, };
  g_autoptr (GPtrArray) clips = analyse (path, &watch, &error);

  g_test_message ("%s: %s", path, error != NULL ? error->message : "no error");
  g_assert_null (clips);
  g_assert_error (error, REEL_MEDIA_ERROR, (int) code);
  g_assert_cmpfloat (watch.fraction, <, 1);
}

static char *
write_file (const char *name,
            const char *bytes,
            gssize      size)
{
  char *path = path_of (name);

  g_assert_true (g_file_set_contents (path, bytes, size, NULL));
  return path;
}

static void
test_no_media (void)
{
  g_autofree char *folder = path_of ("");
  g_autofree char *text = write_file ("text.mp4", "These are words, and no video at all.\n", -1);
  g_autofree char *empty = write_file ("empty.mp4", "", 0);
  g_autofree char *playlist = write_file ("list.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n"
                                                      "http://127.0.0.1:1/secret.ts\n#EXT-X-ENDLIST\n", -1);
  g_autofree char *uris = write_file ("uris.mp4", "file:///etc/passwd\nhttp://127.0.0.1:1/x.mp4\n", -1);
  g_autofree char *missing = path_of ("missing.mp4");
  g_autofree char *fifo = path_of ("fifo.mp4");
  g_autofree guint8 *noise = g_malloc (100000);
  g_autofree char *noisy = NULL;
  g_autoptr (GError) error = NULL;
  guint32 seed = 7;

  for (guint i = 0; i < 100000; i++)
    {
      seed = seed * 1664525u + 1013904223u;
      noise[i] = (guint8) (seed >> 24);
    }
  noisy = write_file ("noise.mp4", (const char *) noise, 100000);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);

  assert_fails (text, REEL_MEDIA_ERROR_NOT_MEDIA);
  assert_fails (empty, REEL_MEDIA_ERROR_NOT_MEDIA);
  assert_fails (playlist, REEL_MEDIA_ERROR_NOT_MEDIA);
  assert_fails (uris, REEL_MEDIA_ERROR_NOT_MEDIA);
  assert_fails (noisy, REEL_MEDIA_ERROR_NOT_MEDIA);
  assert_fails (folder, REEL_MEDIA_ERROR_NOT_MEDIA);
  assert_fails (missing, REEL_MEDIA_ERROR_UNREADABLE);
  assert_fails (fifo, REEL_MEDIA_ERROR_UNREADABLE);

  g_assert_null (reel_video_analyser_run (engine, "http://127.0.0.1:1/x.mp4", REEL_ANALYSIS_FULL, NULL, NULL, NULL, &error));
  g_assert_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNREADABLE);
  g_clear_error (&error);
  g_assert_null (reel_video_analyser_run (engine, "no URI", REEL_ANALYSIS_FULL, NULL, NULL, NULL, &error));
  g_assert_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNREADABLE);
}

static void
test_no_video (void)
{
  g_autofree char *wav = make_file ("sound.wav", "audiotestsrc num-buffers=20 ! wavenc");
  g_autofree char *ogg = make_file ("sound.ogg", "audiotestsrc num-buffers=20 ! audioconvert ! vorbisenc ! oggmux");
  g_autofree char *mkv = make_file ("sound.mkv", "audiotestsrc num-buffers=20 ! audioconvert ! vorbisenc ! matroskamux");
  g_autofree char *mp3 = make_file ("sound.mp4", "audiotestsrc num-buffers=20 ! audioconvert ! lamemp3enc ! mp4mux");

  assert_fails (wav, REEL_MEDIA_ERROR_NO_VIDEO);
  assert_fails (ogg, REEL_MEDIA_ERROR_NO_VIDEO);
  assert_fails (mkv, REEL_MEDIA_ERROR_NO_VIDEO);
  assert_fails (mp3, REEL_MEDIA_ERROR_NO_VIDEO);
}

/* The first @part of a file. */
static char *
truncate_file (const char *path,
               const char *name,
               double      part)
{
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  return write_file (name, bytes, (gssize) (size * part));
}

static void
test_cut_short (void)
{
  const char *source = "videotestsrc num-buffers=100 pattern=snow ! video/x-raw,width=160,height=120,framerate=25/1 ! "
                       "x264enc speed-preset=ultrafast key-int-max=10 tune=zerolatency ! ";
  g_autofree char *plain_chain = g_strconcat (source, "mp4mux", NULL);
  g_autofree char *fast_chain = g_strconcat (source, "mp4mux faststart=true", NULL);
  g_autofree char *plain = make_file ("plain.mp4", plain_chain);
  g_autofree char *fast = make_file ("fast.mp4", fast_chain);
  g_autofree char *no_index = truncate_file (plain, "no-index.mp4", 0.7);
  g_autofree char *head = truncate_file (fast, "head.mp4", 0.02);
  g_autofree char *third = truncate_file (fast, "third.mp4", 0.3);
  g_autofree char *most = truncate_file (fast, "most.mp4", 0.8);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) clips = NULL;
  double end;

  assert_fails (no_index, REEL_MEDIA_ERROR_DAMAGED);
  assert_fails (head, REEL_MEDIA_ERROR_DAMAGED);
  assert_fails (third, REEL_MEDIA_ERROR_DAMAGED);

  clips = analyse (most, NULL, &error);
  g_assert_no_error (error);
  end = check_clips (clips);
  g_assert_cmpfloat (end, >, 2.5);
  g_assert_cmpfloat (end, <, 3.6);
}

static void
test_missing_codec (void)
{
  g_autofree char *path = make_red_and_blue ("known.mkv", "vp8enc deadline=1 ! matroskamux");
  g_autofree char *unknown = NULL;
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  memcpy (find_bytes (bytes, size, "V_VP8"), "V_XYZ", 5);
  unknown = write_file ("unknown.mkv", bytes, (gssize) size);

  assert_fails (unknown, REEL_MEDIA_ERROR_MISSING_CODEC);
}

static void
test_cancel (void)
{
  g_autofree char *path = reel_test_sample ("vtest.avi");
  g_autoptr (GCancellable) before = g_cancellable_new ();
  g_autoptr (GCancellable) amid = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Watch first = { 0, 0, 0, before }, second = { 0, 0, 0.1, amid };

  g_cancellable_cancel (before);
  g_assert_null (analyse (path, &first, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (first.calls, ==, 0);
  g_clear_error (&error);

  g_assert_null (analyse (path, &second, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpfloat (second.fraction, <, 0.5);
}

static GstPadProbeReturn
hold_back (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  return GST_PAD_PROBE_OK;
}

/* A decoder that gives nothing any more: given up, and cancelled, without an end of its own. */
static void
test_stall (void)
{
  g_autofree char *path = reel_test_sample ("vtest.avi");
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFrameSource) source = reel_frame_source_new (uri, 320, 200, &error);
  g_autoptr (ReelFrame) frame = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GstPad) pad = NULL;
  gboolean is_cut;
  guint n = 0;

  g_assert_no_error (error);
  pad = gst_element_get_static_pad (source->sink, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BLOCK | GST_PAD_PROBE_TYPE_BUFFER, hold_back, NULL, NULL);
  while (reel_frame_source_pull (source, NULL, &frame, &is_cut, &error))
    {
      g_assert_nonnull (frame);
      g_clear_pointer (&frame, reel_frame_unref);
      g_assert_cmpuint (n++, <, 100); /* what was ready before */
    }
  g_assert_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_TIMED_OUT);
  g_clear_error (&error);

  g_cancellable_cancel (cancelled);
  g_assert_false (reel_frame_source_pull (source, cancelled, &frame, &is_cut, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_samples (void)
{
  static const struct
  {
    const char *name;
    double seconds, tolerance;
  } cases[] = {
    { "vtest.avi", 79.5, 0.2 },
    { "Megamind.avi", 11.3, 0.3 },
    { "tree.avi", 30, 10 },
    { "VID_20191220_170832.mp4", 1.5, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = reel_test_sample (cases[i].name);
      g_autoptr (GError) error = NULL;
      Watch watch = { 0, };
      gint64 began = g_get_monotonic_time ();
      g_autoptr (GPtrArray) clips = analyse (path, &watch, &error);
      double end;

      g_assert_no_error (error);
      end = check_clips (clips);
      g_test_message ("%s: %.2f s, %.1f times real time", cases[i].name, end,
                      end * G_USEC_PER_SEC / (double) (g_get_monotonic_time () - began));
      g_assert_cmpfloat_with_epsilon (end, cases[i].seconds, cases[i].tolerance);
      g_assert_cmpfloat (watch.fraction, ==, 1);
      if (i == 0)
        {
          g_assert_cmpuint (watch.calls, >=, 5);
          for (guint j = 0; j < clips->len; j++)
            g_assert_cmpstr (tag_of (clip_at (clips, j), "camera_movement"), ==, "static");
        }
    }
}

/* Last: without the optional elements faces are unknown, and cuts are found nevertheless. */
static void
test_without_plugins (void)
{
  GstRegistry *registry = gst_registry_get ();
  static const char *const names[] = { "facedetect", "scenechange" };
  g_autofree char *path = make_red_and_blue ("plain.avi", "jpegenc ! avimux");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) clips = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GstPluginFeature) feature = gst_registry_lookup_feature (registry, names[i]);

      g_assert_nonnull (feature);
      gst_registry_remove_feature (registry, feature);
    }

  clips = analyse (path, NULL, &error);
  g_assert_no_error (error);
  check_clips (clips);
  g_assert_cmpuint (clips->len, ==, 2);
  g_assert_cmpfloat_with_epsilon (clip_at (clips, 0)->end, 2, 0.11);
  g_assert_cmpstr (tag_of (clip_at (clips, 0), "faces"), ==, "unknown");
  g_assert_cmpstr (tag_of (clip_at (clips, 0), "shot_size"), ==, "unknown");
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_setenv ("OPENCV_LOG_LEVEL", "OFF", FALSE);
  reel_test_init (&argc, &argv);
  engine = reel_measured_engine_new ();
  g_test_add_func ("/analyser/cut", test_cut);
  g_test_add_func ("/analyser/long", test_long);
  g_test_add_func ("/analyser/few-pictures", test_few_pictures);
  g_test_add_func ("/analyser/frames", test_frames);
  g_test_add_func ("/analyser/droppable", test_droppable);
  g_test_add_func ("/analyser/with-sound", test_with_sound);
  g_test_add_func ("/analyser/no-media", test_no_media);
  g_test_add_func ("/analyser/no-video", test_no_video);
  g_test_add_func ("/analyser/cut-short", test_cut_short);
  g_test_add_func ("/analyser/missing-codec", test_missing_codec);
  g_test_add_func ("/analyser/cancel", test_cancel);
  g_test_add_func ("/analyser/stall", test_stall);
  g_test_add_func ("/analyser/samples", test_samples);
  g_test_add_func ("/analyser/without-plugins", test_without_plugins);
  status = g_test_run ();
  g_assert_finalize_object (engine);
  return status;
}
