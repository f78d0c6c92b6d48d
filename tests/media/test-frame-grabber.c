/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "media/reel-frame-grabber.h"
#include "media/reel-luma.h"
#include "media/reel-media-error.h"
#include "reel-test-video.h"
#include "reel-test.h"

#define FAST_H264 "x264enc option-string=scenecut=0 key-int-max=30 bitrate=1200 speed-preset=ultrafast"
/* With B-frames, whose order of decoding is not that of showing. */
#define H264 "x264enc option-string=scenecut=0 key-int-max=50 bframes=3 b-adapt=false bitrate=1200 speed-preset=veryfast"
#define STRETCHED_VP8                                                                                                   \
  "vp8enc deadline=1 target-bitrate=800000 ! capssetter caps=\"video/x-vp8,pixel-aspect-ratio=3/2\" ! webmmux"

static char *
tmp_path (const char *name)
{
  g_autofree char *folder = reel_test_tmp ("grabber");

  return g_build_filename (folder, name, NULL);
}

static ReelFrameGrabber *
new_grabber (const char *cache)
{
  g_autofree char *folder = reel_test_tmp (cache);

  return reel_frame_grabber_new (folder);
}

static ReelFrame *
grab (ReelFrameGrabber *grabber,
      const char       *path,
      double            time,
      gboolean          exact,
      guint             max_edge,
      GError          **error)
{
  g_autofree char *uri = reel_test_video_uri (path);
  g_autoptr (GAsyncResult) result = NULL;

  reel_frame_grabber_grab_async (grabber, uri, time, exact, max_edge, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  return reel_frame_grabber_grab_finish (grabber, result, error);
}

static int
number (const ReelFrame *frame)
{
  return reel_test_video_number (g_bytes_get_data (frame->pixels, NULL), frame->width, frame->height, frame->stride);
}

static int
grab_number (ReelFrameGrabber *grabber,
             const char       *path,
             double            time)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFrame) frame = grab (grabber, path, time, TRUE, 160, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (frame->width, ==, 160);
  g_assert_cmpuint (frame->height, ==, 120);
  return number (frame);
}

typedef struct
{
  const char *name;
  const char *chain;
  int fps_n, fps_d;
  guint64 first_pts;
} Kind;

static const Kind kinds[] = {
  { "b-frames.mp4", H264 " ! mp4mux", 25, 1, 0 },
  { "ntsc.mp4", FAST_H264 " ! mp4mux", 30000, 1001, 0 },
  { "vp8.webm", "vp8enc deadline=1 keyframe-max-dist=40 target-bitrate=800000 ! webmmux", 30, 1, 0 },
  { "theora.ogv", "theoraenc keyframe-force=32 ! oggmux", 24, 1, 0 },
  { "mjpeg.avi", "jpegenc ! avimux", 15, 1, 0 },
  { "b-frames.mkv", H264 " ! matroskamux", 50, 1, 0 },
  { "late.ts", FAST_H264 " ! mpegtsmux", 25, 1, 3 * G_GUINT64_CONSTANT (1000000000) },
};

static void
test_exact (gconstpointer data)
{
  const Kind *kind = data;
  g_autofree char *path = tmp_path (kind->name);
  ReelFrameGrabber *grabber = new_grabber ("exact");
  /* Not in order, so that seeks go both ways; first and last frame, key frames and beside them. */
  static const guint frames[] = { 57, 0, 1, 119, 30, 29, 31, 50, 49, 100, 3, 118 };

  reel_test_video_make (path, kind->chain, 120, kind->fps_n, kind->fps_d, kind->first_pts);
  for (gsize i = 0; i < G_N_ELEMENTS (frames); i++)
    {
      double length = (double) kind->fps_d / kind->fps_n;

      g_assert_cmpint (grab_number (grabber, path, frames[i] * length), ==, (int) frames[i]);
      g_assert_cmpint (grab_number (grabber, path, (frames[i] + 0.5) * length), ==, (int) frames[i]);
    }
  g_assert_cmpint (grab_number (grabber, path, 1000), ==, 119);
  g_assert_cmpint (grab_number (grabber, path, -1), ==, 0);
  reel_test_assert_finalized (&grabber);
}

static void
test_time_of_frame (void)
{
  g_autofree char *path = tmp_path ("times.mp4");
  ReelFrameGrabber *grabber = new_grabber ("times");
  g_autoptr (ReelFrame) frame = NULL;
  g_autoptr (ReelFrame) key = NULL;
  g_autoptr (GError) error = NULL;
  const guint8 *pixels;

  reel_test_video_make (path, H264 " ! mp4mux", 120, 25, 1, 0);
  frame = grab (grabber, path, 1.71, TRUE, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (number (frame), ==, 42);
  g_assert_cmpfloat_with_epsilon (frame->time, 1.68, 0.001);
  g_assert_cmpuint (frame->width, ==, 320);
  /* So that it can also be taken for RGBA. */
  pixels = g_bytes_get_data (frame->pixels, NULL);
  for (gsize i = 3; i < g_bytes_get_size (frame->pixels); i += 4)
    g_assert_cmpuint (pixels[i], ==, 0xff);

  /* Near: a key frame, and one of those around. */
  key = grab (grabber, path, 2.9, FALSE, 4000, &error);
  g_assert_no_error (error);
  g_assert_cmpint (number (key) % 50, ==, 0);
  g_assert_cmpint (number (key), >=, 50);
  g_assert_cmpfloat_with_epsilon (key->time, number (key) / 25.0, 0.001);
  g_assert_cmpuint (key->width, ==, 320);
  reel_test_assert_finalized (&grabber);
}

static void
test_shape (void)
{
  g_autofree char *turned = tmp_path ("turned.mp4");
  g_autofree char *wide = tmp_path ("wide.webm");
  g_autofree char *phone = reel_test_sample ("VID_20191220_170832.mp4");
  ReelFrameGrabber *grabber = new_grabber ("shape");
  g_autoptr (ReelFrame) a = NULL;
  g_autoptr (ReelFrame) b = NULL;
  g_autoptr (ReelFrame) c = NULL;
  g_autoptr (GError) error = NULL;
  const guint8 *pixels;

  reel_test_video_make (turned, FAST_H264 " ! mp4mux", 10, 25, 1, 0);
  reel_test_video_turn (turned);
  a = grab (grabber, turned, 0.2, TRUE, 160, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (a->width, ==, 120);
  g_assert_cmpuint (a->height, ==, 160);
  /* Frame 5 is 0101 in the first row, the lowest bit left; turned clockwise that row is the column at the right, downwards. */
  pixels = g_bytes_get_data (a->pixels, NULL);
  for (guint i = 0; i < 4; i++)
    {
      guint8 green = pixels[a->stride * (20 + 40 * i) + 105 * 4 + 1];

      if (i % 2 == 0)
        g_assert_cmpuint (green, >, 0xa0);
      else
        g_assert_cmpuint (green, <, 0x60);
    }

  reel_test_video_make (wide, STRETCHED_VP8, 10, 25, 1, 0);
  b = grab (grabber, wide, 0.2, TRUE, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (b->width, ==, 480);
  g_assert_cmpuint (b->height, ==, 240);
  g_assert_cmpint (number (b), ==, 5);

  c = grab (grabber, phone, 0.5, FALSE, 320, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (c->width, ==, 320);
  g_assert_cmpuint (c->height, ==, 180);
  reel_test_assert_finalized (&grabber);
}

static void
test_samples (void)
{
  static const struct
  {
    const char *name;
    double time;
  } cases[] = {
    { "vtest.avi", 1.5 },
    { "Megamind.avi", 1.46 },
    /* Its frames stand for up to half a second each, and say that they last a fifteenth. */
    { "tree.avi", 1.133 },
  };
  ReelFrameGrabber *grabber = new_grabber ("samples");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = reel_test_sample (cases[i].name);
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelFrame) first = grab (grabber, path, 0, TRUE, 200, &error);
      g_autoptr (ReelFrame) later = NULL;
      g_autoptr (ReelFrame) near = NULL;
      g_autoptr (ReelFrame) last = NULL;

      g_assert_no_error (error);
      later = grab (grabber, path, 1.5, TRUE, 200, &error);
      g_assert_no_error (error);
      near = grab (grabber, path, 1.5, FALSE, 200, &error);
      g_assert_no_error (error);
      last = grab (grabber, path, 1e6, TRUE, 200, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (MAX (later->width, later->height), ==, 200);
      g_assert_cmpfloat_with_epsilon (later->time, cases[i].time, 0.042);
      g_assert_cmpfloat (last->time, >, later->time);
      g_assert_false (g_bytes_equal (first->pixels, later->pixels));
      g_assert_cmpuint (near->width, ==, later->width);
    }
  reel_test_assert_finalized (&grabber);
}

static void
assert_fails (ReelFrameGrabber *grabber,
              const char       *path,
              ReelMediaError    code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFrame) frame = grab (grabber, path, 0.5, TRUE, 160, &error);

  g_assert_null (frame);
  g_assert_error (error, REEL_MEDIA_ERROR, (int) code);
  g_test_message ("%s", error->message);
}

static void
test_errors (void)
{
  ReelFrameGrabber *grabber = new_grabber ("errors");
  g_autofree char *gone = tmp_path ("gone.mp4");
  g_autofree char *text = tmp_path ("text.mp4");
  g_autofree char *sound = tmp_path ("sound.ogg");
  g_autofree char *whole = tmp_path ("whole.mp4");
  g_autofree char *cut = tmp_path ("cut.mp4");
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (g_file_set_contents (text, "no video\n", -1, NULL));
  reel_test_video_make (sound, "fakesink audiotestsrc num-buffers=40 ! vorbisenc ! oggmux", 1, 25, 1, 0);
  reel_test_video_make (whole, FAST_H264 " ! mp4mux", 50, 25, 1, 0);
  g_assert_true (g_file_get_contents (whole, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (cut, contents, (gssize) length / 2, NULL));

  assert_fails (grabber, gone, REEL_MEDIA_ERROR_UNREADABLE);
  assert_fails (grabber, text, REEL_MEDIA_ERROR_NOT_MEDIA);
  assert_fails (grabber, sound, REEL_MEDIA_ERROR_NO_VIDEO);
  assert_fails (grabber, cut, REEL_MEDIA_ERROR_DAMAGED);
  /* And it still works. */
  g_assert_cmpint (grab_number (grabber, whole, 1.0), ==, 25);
  reel_test_assert_finalized (&grabber);
}

/* A file whose index is whole and whose data break off: what is there can be seen, beyond it is the last of that. */
static void
test_cut_short (void)
{
  ReelFrameGrabber *grabber = new_grabber ("cut-short");
  g_autofree char *whole = tmp_path ("front.mp4");
  g_autofree char *cut = tmp_path ("front-cut.mp4");
  g_autofree char *contents = NULL;
  gsize length;

  reel_test_video_make (whole, FAST_H264 " ! mp4mux faststart=true", 100, 25, 1, 0);
  g_assert_true (g_file_get_contents (whole, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (cut, contents, (gssize) (length * 3 / 4), NULL));
  g_assert_cmpint (grab_number (grabber, cut, 0.4), ==, 10);
  g_assert_cmpint (grab_number (grabber, cut, 3.9), >=, 30);
  g_assert_cmpint (grab_number (grabber, cut, 0.8), ==, 20);
  reel_test_assert_finalized (&grabber);
}

/* A request of several, which notes the place that its answer came at. */
typedef struct
{
  GAsyncResult *result; /* (owned) */
  guint place;
} Answer;

static guint n_answers;

static void
on_answer (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Answer *answer = data;

  g_assert_null (answer->result);
  answer->result = g_object_ref (result);
  answer->place = ++n_answers;
}

static void
test_cancel (void)
{
  ReelFrameGrabber *grabber = new_grabber ("cancel");
  g_autofree char *path = reel_test_sample ("vtest.avi");
  g_autofree char *uri = reel_test_video_uri (path);
  Answer answers[20] = { 0 };
  Answer early = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) early_error = NULL;
  guint last_cancelled = 0, last_done = 0;

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    reel_frame_grabber_grab_async (grabber, uri, 3.0 + i, TRUE, 160, i % 2 == 0 ? cancellable : NULL, on_answer, &answers[i]);
  g_cancellable_cancel (cancellable);
  reel_frame_grabber_grab_async (grabber, uri, 2.0, TRUE, 160, cancellable, on_answer, &early);
  g_assert_null (early.result); /* never from within the call */
  reel_test_wait (early.result != NULL);
  g_assert_null (reel_frame_grabber_grab_finish (grabber, early.result, &early_error));
  g_assert_error (early_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&early.result);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (ReelFrame) frame = NULL;
      g_autoptr (GError) error = NULL;

      reel_test_wait (answers[i].result != NULL);
      frame = reel_frame_grabber_grab_finish (grabber, answers[i].result, &error);
      if (i % 2 == 0)
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          last_cancelled = MAX (last_cancelled, answers[i].place);
        }
      else
        {
          g_assert_no_error (error);
          g_assert_nonnull (frame);
          last_done = MAX (last_done, answers[i].place);
        }
      g_clear_object (&answers[i].result);
    }
  /* At once, and not behind the others. */
  g_assert_cmpuint (last_cancelled, <, last_done);
  reel_test_assert_finalized (&grabber);
}

/* The first request is already under way when the last one comes; those between wait for it. */
static void
test_newest_first (void)
{
  ReelFrameGrabber *grabber = new_grabber ("newest");
  g_autofree char *path = reel_test_sample ("vtest.avi");
  g_autofree char *uri = reel_test_video_uri (path);
  Answer answers[40] = { 0 };
  const guint last = G_N_ELEMENTS (answers) - 1;
  guint behind = 0;

  for (guint i = 0; i <= last; i++)
    reel_frame_grabber_grab_async (grabber, uri, 1.0 + i, TRUE, 160, NULL, on_answer, &answers[i]);
  for (guint i = 0; i <= last; i++)
    reel_test_wait (answers[i].result != NULL);
  for (guint i = 0; i < last; i++)
    behind += answers[i].place > answers[last].place;
  g_assert_cmpuint (behind, >, last / 2);
  for (guint i = 0; i <= last; i++)
    g_clear_object (&answers[i].result);
  reel_test_assert_finalized (&grabber);
}

/* What has time waits for all others, also for those that come after it. */
static void
test_later (void)
{
  ReelFrameGrabber *grabber = new_grabber ("later");
  g_autofree char *path = reel_test_sample ("vtest.avi");
  g_autofree char *uri = reel_test_video_uri (path);
  Answer later[12] = { 0 }, sooner[12] = { 0 };
  guint before = 0;

  for (guint i = 0; i < G_N_ELEMENTS (later); i++)
    reel_frame_grabber_grab_later_async (grabber, uri, 1.0 + i, FALSE, 160, NULL, on_answer, &later[i]);
  for (guint i = 0; i < G_N_ELEMENTS (sooner); i++)
    reel_frame_grabber_grab_async (grabber, uri, 20.0 + i, TRUE, 160, NULL, on_answer, &sooner[i]);
  for (guint i = 0; i < G_N_ELEMENTS (later); i++)
    reel_test_wait (later[i].result != NULL && sooner[i].result != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (later); i++)
    {
      g_autoptr (ReelFrame) frame = reel_frame_grabber_grab_finish (grabber, later[i].result, NULL);

      g_assert_nonnull (frame);
      for (guint k = 0; k < G_N_ELEMENTS (sooner); k++)
        before += later[i].place < sooner[k].place;
      g_clear_object (&later[i].result);
    }
  /* The one that a decoder had begun with before there was any other. */
  g_assert_cmpuint (before, <=, 2 * G_N_ELEMENTS (sooner));
  for (guint i = 0; i < G_N_ELEMENTS (sooner); i++)
    g_clear_object (&sooner[i].result);
  reel_test_assert_finalized (&grabber);
}

#define PART(pattern, n) "videotestsrc num-buffers=" #n " pattern=" pattern " ! video/x-raw,width=320,height=240,framerate=25/1 ! all. "

static ReelFrame *
grab_poster (ReelFrameGrabber *grabber,
             const char       *path,
             double            time,
             double            within)
{
  g_autofree char *uri = reel_test_video_uri (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelFrame *frame;

  reel_frame_grabber_grab_poster_async (grabber, uri, time, within, TRUE, 160, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  frame = reel_frame_grabber_grab_finish (grabber, result, &error);
  g_assert_no_error (error);
  return frame;
}

/* A second of black, of white and of grey, and then pictures. */
static void
test_poster (void)
{
  g_autofree char *path = tmp_path ("fades.mp4");
  g_autofree char *uri = reel_test_video_uri (path);
  static const struct
  {
    double time, within, from, to; /* the picture is between these */
  } cases[] = {
    { 0, 20, 3.0, 6.0 },   /* the first that is looked at */
    { 1.5, 20, 3.0, 6.0 },
    { 2.5, 20, 3.0, 6.0 },
    { 3.52, 20, 3.5, 3.55 }, /* it is a picture itself */
    { 0, 0, 0, 0.01 },     /* just that */
    { 0.2, 1, 0.19, 0.21 }, /* none in reach */
  };
  ReelFrameGrabber *grabber = new_grabber ("poster");

  reel_test_video_make (path, "fakesink " PART ("black", 25) PART ("white", 25)
                        PART ("solid-color foreground-color=0xff808080", 25) PART ("smpte", 100)
                        "concat name=all ! x264enc key-int-max=10 speed-preset=ultrafast ! mp4mux", 1, 25, 1, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ReelFrame) frame = grab_poster (grabber, path, cases[i].time, cases[i].within);
      g_autoptr (ReelFrame) again = reel_frame_grabber_peek_poster (grabber, uri, cases[i].time, cases[i].within, TRUE, 160);

      g_test_message ("from %g within %g: %.3f", cases[i].time, cases[i].within, frame->time);
      g_assert_cmpfloat (frame->time, >=, cases[i].from);
      g_assert_cmpfloat (frame->time, <=, cases[i].to);
      g_assert_true (again == frame);
      g_assert_cmpint (reel_frame_is_blank (frame), ==, cases[i].to < 1);
    }
  reel_test_assert_finalized (&grabber);
}

static gboolean
has_cached (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = dir != NULL ? g_dir_read_name (dir) : NULL;

  return name != NULL && g_str_has_suffix (name, ".frame");
}

static char *
find_box (char       *contents,
          gsize       length,
          const char *name)
{
  for (gsize i = 0; i + 4 <= length; i++)
    if (memcmp (contents + i, name, 4) == 0)
      return contents + i;
  return NULL;
}

static void
test_caches (void)
{
  g_autofree char *path = tmp_path ("cached.mp4");
  g_autofree char *uri = reel_test_video_uri (path);
  ReelFrameGrabber *grabber = new_grabber ("caches");
  g_autofree char *folder = reel_test_tmp ("caches");
  g_autoptr (ReelFrame) decoded = NULL;
  g_autoptr (ReelFrame) peeked = NULL;
  g_autoptr (ReelFrame) again = NULL;
  g_autoptr (ReelFrame) from_disk = NULL;
  g_autoptr (ReelFrame) changed = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf st;
  const struct timespec long_ago[2] = { { 1000000, 0 }, { 1000000, 0 } };

  reel_test_video_make (path, FAST_H264 " ! mp4mux", 50, 25, 1, 0);
  g_assert_null (reel_frame_grabber_peek (grabber, uri, 1.0, TRUE, 160));
  decoded = grab (grabber, path, 1.0, TRUE, 160, &error);
  g_assert_no_error (error);
  peeked = reel_frame_grabber_peek (grabber, uri, 1.0, TRUE, 160);
  g_assert_true (peeked == decoded);
  again = grab (grabber, path, 1.0, TRUE, 160, &error);
  g_assert_true (again == decoded);
  /* The file on disk comes after the answer. */
  reel_test_wait (has_cached (folder));
  reel_test_assert_finalized (&grabber);

  /* In another run, with a file of the same size and time whose pictures are gone: it can only come from the disk. */
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  {
    struct timespec stamp[2] = { st.st_mtim, st.st_mtim };
    g_autofree char *contents = NULL;
    char *data, *index;
    gsize length;

    g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
    data = find_box (contents, length, "mdat");
    index = find_box (contents, length, "moov");
    g_assert_true (data != NULL && index > data + 8);
    memset (data + 4, 0, (gsize) (index - data) - 8);
    g_assert_true (g_file_set_contents_full (path, contents, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    g_assert_cmpint (utimensat (AT_FDCWD, path, stamp, 0), ==, 0);
  }
  grabber = new_grabber ("caches");
  from_disk = grab (grabber, path, 1.0, TRUE, 160, &error);
  g_assert_no_error (error);
  g_assert_cmpint (number (from_disk), ==, 25);
  g_assert_true (g_bytes_equal (from_disk->pixels, decoded->pixels));

  /* Touched, it is another file: neither the disk's nor the memory's frame counts. */
  g_assert_cmpint (utimensat (AT_FDCWD, path, long_ago, 0), ==, 0);
  changed = grab (grabber, path, 1.0, TRUE, 160, &error);
  g_assert_null (changed);
  g_assert_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_DAMAGED);
  reel_test_assert_finalized (&grabber);
}

/* A file of the cache that was spoilt is not shown, and made again from the video. */
static void
test_spoilt_cache (void)
{
  g_autofree char *path = tmp_path ("spoilt.mp4");
  g_autofree char *folder = reel_test_tmp ("spoilt");
  ReelFrameGrabber *grabber = new_grabber ("spoilt");
  g_autoptr (GDir) dir = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length, length_after = 0;

  reel_test_video_make (path, FAST_H264 " ! mp4mux", 50, 25, 1, 0);
  g_assert_cmpint (grab_number (grabber, path, 1.0), ==, 25);
  reel_test_wait (has_cached (folder));
  reel_test_assert_finalized (&grabber);

  dir = g_dir_open (folder, 0, NULL);
  kept = g_build_filename (folder, g_dir_read_name (dir), NULL);
  g_assert_true (g_file_get_contents (kept, &before, &length, NULL));
  g_assert_true (g_file_set_contents (kept, "REELFR1 and what nobody expects", -1, NULL));

  grabber = new_grabber ("spoilt");
  g_assert_cmpint (grab_number (grabber, path, 1.0), ==, 25);
  reel_test_wait (g_file_get_contents (kept, &after, &length_after, NULL));
  g_assert_cmpmem (before, length, after, length_after);
  reel_test_assert_finalized (&grabber);
}

/* The last reference goes while requests are queued: each is answered all the same. */
static void
test_dropped (void)
{
  ReelFrameGrabber *grabber = new_grabber ("dropped");
  g_autofree char *path = reel_test_sample ("tree.avi");
  g_autofree char *uri = reel_test_video_uri (path);
  GAsyncResult *results[3] = { NULL };
  gpointer weak = grabber;

  g_object_add_weak_pointer (G_OBJECT (grabber), &weak);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    reel_frame_grabber_grab_async (grabber, uri, 0.1 * i, TRUE, 64, NULL, reel_test_store_result, &results[i]);
  g_object_unref (grabber);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      reel_test_wait (results[i] != NULL);
      g_clear_object (&results[i]);
    }
  reel_test_wait (weak == NULL);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strconcat ("/frame-grabber/exact/", kinds[i].name, NULL);

      g_test_add_data_func (path, &kinds[i], test_exact);
    }
  g_test_add_func ("/frame-grabber/time-of-frame", test_time_of_frame);
  g_test_add_func ("/frame-grabber/shape", test_shape);
  g_test_add_func ("/frame-grabber/samples", test_samples);
  g_test_add_func ("/frame-grabber/errors", test_errors);
  g_test_add_func ("/frame-grabber/cut-short", test_cut_short);
  g_test_add_func ("/frame-grabber/cancel", test_cancel);
  g_test_add_func ("/frame-grabber/newest-first", test_newest_first);
  g_test_add_func ("/frame-grabber/later", test_later);
  g_test_add_func ("/frame-grabber/poster", test_poster);
  g_test_add_func ("/frame-grabber/caches", test_caches);
  g_test_add_func ("/frame-grabber/spoilt-cache", test_spoilt_cache);
  g_test_add_func ("/frame-grabber/dropped", test_dropped);
  return g_test_run ();
}
