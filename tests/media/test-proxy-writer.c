/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <sys/resource.h>

#include "media/reel-prober.h"
#include "media/reel-proxy-writer.h"
#include "reel-test-clip.h"
#include "reel-test-video.h"
#include "reel-test.h"

#define H264 "x264enc speed-preset=ultrafast bitrate=4000 key-int-max=25"

static const ReelTestClip long_clip = { "long.mkv", 640, 360, 25, 1, 300, .video = H264, .audio = "avenc_aac",
                                        .mux = "matroskamux" };

typedef struct
{
  char *folder;
  char *source;
  char *target;
  ReelProxyPlan *plan;
  GThread *thread;
  GCancellable *cancel_on_progress; /* (nullable) */
  guint n_progress;
  double fraction;
} Fixture;

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  g_autofree char *sources = reel_test_tmp ("proxy-sources");
  g_autofree char *uri = NULL;
  g_autoptr (ReelMediaInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = reel_test_tmp ("proxy-target");
  self->source = g_build_filename (sources, long_clip.name, NULL);
  self->target = g_build_filename (self->folder, "proxy.mp4", NULL);
  self->thread = g_thread_self ();
  if (!g_file_test (self->source, G_FILE_TEST_EXISTS))
    reel_test_clip_make (&long_clip, self->source);
  uri = reel_test_video_uri (self->source);
  info = reel_prober_probe (uri, NULL, &error);
  g_assert_no_error (error);
  self->plan = reel_proxy_plan_new (info, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  g_unlink (self->target);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  reel_proxy_plan_free (self->plan);
  g_free (self->target);
  g_free (self->source);
  g_free (self->folder);
}

static void
on_progress (double   fraction,
             gpointer data)
{
  Fixture *self = data;

  g_assert_true (g_thread_self () == self->thread);
  g_assert_cmpfloat (fraction, >, self->fraction);
  g_assert_cmpfloat (fraction, <=, 1.0);
  self->fraction = fraction;
  self->n_progress++;
  if (self->cancel_on_progress != NULL)
    g_cancellable_cancel (self->cancel_on_progress);
}

static gboolean
run (Fixture      *self,
     const char   *source,
     const char   *target,
     GCancellable *cancellable,
     GError      **error)
{
  g_autofree char *uri = reel_test_video_uri (source);
  g_autoptr (GFile) file = g_file_new_for_path (target);
  GAsyncResult *result = NULL;
  gboolean ok;

  self->fraction = 0.0;
  self->n_progress = 0;
  reel_proxy_writer_write_async (uri, file, self->plan, on_progress, self, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  ok = reel_proxy_writer_write_finish (result, error);
  /* The task and all that it holds. */
  reel_test_assert_finalized (&result);
  return ok;
}

static guint
count_files (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  guint n = 0;

  g_assert_no_error (error);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
assert_fails (Fixture    *self,
              const char *source,
              const char *target,
              int         code)
{
  g_autofree char *name = g_path_get_basename (source);
  g_autoptr (GError) error = NULL;

  g_assert_false (run (self, source, target, NULL, &error));
  g_assert_error (error, REEL_MEDIA_ERROR, code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, name));
  g_assert_cmpuint (count_files (self->folder), ==, 0);
}

static guint64
size_of (const char *path)
{
  GStatBuf st;

  g_assert_cmpint (g_stat (path, &st), ==, 0);
  return (guint64) st.st_size;
}

/* It says how far it is, and leaves nothing else; what was there before is replaced. */
static void
test_success (Fixture      *self,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (self->target, "old", -1, &error);
  g_assert_no_error (error);
  g_assert_true (run (self, self->source, self->target, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (self->folder), ==, 1);
  g_assert_cmpfloat (self->fraction, ==, 1.0);
  g_assert_cmpuint (self->n_progress, >=, 2);
}

/* As large as was said, for a real film; pictures so simple that they need no more take less. */
static void
test_size (Fixture      *self,
           gconstpointer data)
{
  g_autofree char *film = reel_test_sample ("Megamind.avi");
  g_autofree char *uri = reel_test_video_uri (film);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelMediaInfo) info = reel_prober_probe (uri, NULL, &error);
  double ratio;

  g_assert_no_error (error);
  reel_proxy_plan_free (self->plan);
  self->plan = reel_proxy_plan_new (info, &error);
  g_assert_no_error (error);
  g_assert_true (run (self, film, self->target, NULL, &error));
  g_assert_no_error (error);
  ratio = (double) size_of (self->target) / (double) self->plan->predicted_size;
  g_test_message ("%.3f of the predicted size", ratio);
  g_assert_cmpfloat (ratio, >, 0.85);
  g_assert_cmpfloat (ratio, <, 1.15);

  g_assert_true (run (self, self->source, self->target, NULL, &error));
  g_assert_cmpfloat ((double) size_of (self->target), <, (double) self->plan->predicted_size * 1.15);
}

/* The index lies in front of the pictures. */
static void
test_fast_start (Fixture      *self,
                 gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (run (self, self->source, self->target, NULL, &error));
  g_file_get_contents (self->target, &bytes, &length, &error);
  g_assert_no_error (error);
  for (gsize at = 0; at + 8 <= length;)
    {
      const guint8 *box = (const guint8 *) bytes + at;
      guint32 size = (guint32) box[0] << 24 | (guint32) box[1] << 16 | (guint32) box[2] << 8 | box[3];

      g_assert_true (memcmp (box + 4, "mdat", 4) != 0);
      if (memcmp (box + 4, "moov", 4) == 0)
        return;
      g_assert_cmpuint (size, >=, 8);
      at += size;
    }
  g_assert_not_reached ();
}

/* Each encoder that is here: the sound stays with the pictures, whatever it puts in front of it. */
static void
test_encoders (Fixture      *self,
               gconstpointer data)
{
  static const struct
  {
    const char *extension;
    const char *video, *audio;
  } pairs[] = {
    { "mp4", "x264enc", "avenc_aac" },
    { "mp4", "openh264enc", "voaacenc" },
    { "webm", "vp9enc", "opusenc" },
  };
  const ReelTestClip clip = { "short.avi", 320, 240, 25, 1, 50, .video = "jpegenc", .audio = "audio/x-raw,format=S16LE",
                              .mux = "avimux" };
  g_autofree char *folder = g_path_get_dirname (self->source);
  g_autofree char *source = g_build_filename (folder, clip.name, NULL);

  reel_test_clip_make (&clip, source);
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ReelTestClipTimes) times = NULL;

      self->plan->extension = pairs[i].extension;
      self->plan->video_encoder = pairs[i].video;
      self->plan->audio_encoder = pairs[i].audio;
      self->plan->width = 320;
      self->plan->height = 240;
      g_assert_true (run (self, source, self->target, NULL, &error));
      g_assert_no_error (error);
      times = reel_test_clip_measure (self->target, TRUE);
      g_assert_cmpuint (times->times->len, ==, 50);
      g_test_message ("%s, %s: sound after pictures %+.1f ms", pairs[i].video, pairs[i].audio,
                      (times->beep - times->flash) * 1000);
      g_assert_cmpfloat_with_epsilon (times->flash, 0.8, 0.0011);
      /* A good deal less than the 40 ms that one may notice: no encoder's delay is left in. */
      g_assert_cmpfloat_with_epsilon (times->beep, times->flash, 0.010);
    }
}

static void
test_cancelled_before (Fixture      *self,
                       gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (run (self, self->source, self->target, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (self->n_progress, ==, 0);
  g_assert_cmpuint (count_files (self->folder), ==, 0);
}

static void
test_cancelled_midway (Fixture      *self,
                       gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  self->cancel_on_progress = cancellable;
  g_assert_false (run (self, self->source, self->target, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (self->n_progress, >=, 1);
  g_assert_cmpuint (count_files (self->folder), ==, 0);
}

static void
test_broken (Fixture      *self,
             gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (self->source);
  g_autofree char *missing = g_build_filename (folder, "missing.mp4", NULL);
  g_autofree char *text = g_build_filename (folder, "text.mp4", NULL);
  g_autofree char *sound = g_build_filename (folder, "cut.mp4", NULL);
  g_autofree char *whole = NULL;
  const ReelTestClip clip = { "whole.mp4", 320, 240, 25, 1, 50, .video = H264, .mux = "mp4mux" };
  g_autoptr (GError) error = NULL;
  gsize length;

  assert_fails (self, missing, self->target, REEL_MEDIA_ERROR_UNREADABLE);
  g_file_set_contents (text, "No film at all, but quite a few words of text.\n", -1, &error);
  g_assert_no_error (error);
  assert_fails (self, text, self->target, REEL_MEDIA_ERROR_NOT_MEDIA);

  /* Its index is at the end, and goes first. */
  reel_test_clip_make (&clip, sound);
  g_file_get_contents (sound, &whole, &length, &error);
  g_assert_no_error (error);
  g_file_set_contents (sound, whole, (gssize) (length / 2), &error);
  g_assert_no_error (error);
  assert_fails (self, sound, self->target, REEL_MEDIA_ERROR_DAMAGED);
}

/* What can be read without an index is read as far as it goes. */
static void
test_truncated (Fixture      *self,
                gconstpointer data)
{
  g_autofree char *cut = g_strconcat (self->source, ".cut.mkv", NULL);
  g_autofree char *whole = NULL;
  g_autoptr (ReelTestClipTimes) original = NULL;
  g_autoptr (ReelTestClipTimes) proxy = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (self->source, &whole, &length, &error);
  g_assert_no_error (error);
  g_file_set_contents (cut, whole, (gssize) (length / 2), &error);
  g_assert_no_error (error);
  g_assert_true (run (self, cut, self->target, NULL, &error));
  g_assert_no_error (error);
  original = reel_test_clip_measure (cut, TRUE);
  proxy = reel_test_clip_measure (self->target, TRUE);
  g_assert_cmpuint (proxy->times->len, ==, original->times->len);
  g_assert_cmpuint (proxy->times->len, >, 50);
}

static void
test_unwritable (Fixture      *self,
                 gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (self->folder, "nowhere", "proxy.mp4", NULL);
  g_autofree char *below = g_build_filename (self->source, "proxy.mp4", NULL);
  g_autofree char *folder = g_build_filename (self->folder, "folder", NULL);
  g_autofree char *inside = g_build_filename (folder, "inside", NULL);
  g_autoptr (GError) error = NULL;

  assert_fails (self, self->source, nowhere, REEL_MEDIA_ERROR_UNWRITABLE);
  assert_fails (self, self->source, below, REEL_MEDIA_ERROR_UNWRITABLE);

  /* A folder of that name is found only at the end. */
  g_assert_cmpint (g_mkdir_with_parents (inside, 0700), ==, 0);
  g_assert_false (run (self, self->source, folder, NULL, &error));
  g_assert_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_UNWRITABLE);
  g_assert_cmpuint (count_files (self->folder), ==, 1);
  g_rmdir (inside);
  g_rmdir (folder);
}

/* A limit on the length of files stands for the full disk: the writer takes both for the same. */
static void
test_disk_full (Fixture      *self,
                gconstpointer data)
{
  struct rlimit before, limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = before;
  limit.rlim_cur = 200000;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  assert_fails (self, self->source, self->target, REEL_MEDIA_ERROR_NO_SPACE);
  self->plan->extension = "webm";
  self->plan->video_encoder = "vp9enc";
  self->plan->audio_encoder = "opusenc";
  assert_fails (self, self->source, self->target, REEL_MEDIA_ERROR_NO_SPACE);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);

#define add(name, function) g_test_add ("/proxy/writer/" name, Fixture, NULL, set_up, function, tear_down)
  add ("success", test_success);
  add ("size", test_size);
  add ("fast-start", test_fast_start);
  add ("encoders", test_encoders);
  add ("cancelled-before", test_cancelled_before);
  add ("cancelled-midway", test_cancelled_midway);
  add ("broken", test_broken);
  add ("truncated", test_truncated);
  add ("unwritable", test_unwritable);
  add ("disk-full", test_disk_full);
#undef add
  return g_test_run ();
}
