/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "local/reel-local-error.h"
#include "local/reel-local-store-tensors.h"
#include "local/reel-measured-engine.h"
#include "local/reel-video-analyser.h"
#include "reel-test.h"

/* Two black frames of 16 × 16: 1,536 bytes. */
#define FRAME_BYTES (2 * 3 * 16 * 16)

static ReelLocalStore *
open_store (const char *folder)
{
  g_autoptr (GError) error = NULL;
  ReelLocalStore *store = reel_local_store_open (folder, &error);

  g_assert_no_error (error);
  g_assert_true (reel_local_store_tidy (store, "space", &error));
  return store;
}

static guint
count_files (const char *folder,
             const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static gboolean
add (ReelLocalStore       *store,
     const char           *request_id,
     ReelLocalTensorKeys  *keys,
     GError              **error)
{
  g_autofree guint8 *bytes = g_malloc0 (FRAME_BYTES);
  g_autofree char *data = g_base64_encode (bytes, FRAME_BYTES);
  g_autofree char *body = g_strdup_printf ("{\"request_id\":\"%s\",\"service\":\"embedding\",\"video_input\":{\"data\":\"%s\","
                                           "\"dtype\":\"uint8\",\"shape\":[2,3,16,16]}}", request_id, data);
  ReelJsonSink *json = reel_json_sink_new_arrays (reel_local_store_get_incoming_dir (store));
  ReelBodySink *sink = (ReelBodySink *) json;
  g_auto (ReelTensorUpload) upload = { 0 };
  GError *read_error = NULL;
  gboolean ok;

  sink->feed (sink, (const guint8 *) body, strlen (body), &read_error);
  g_assert_no_error (read_error);
  sink->end (sink, &read_error);
  g_assert_no_error (read_error);
  reel_tensor_upload_read (&upload, json, &read_error);
  g_assert_no_error (read_error);
  ok = reel_local_store_add_tensors (store, &upload, keys, error);
  sink->free (sink);
  return ok;
}

static ReelLocalJob *
submit (ReelLocalStore             *store,
        const ReelLocalTensorKeys  *keys,
        GError                    **error)
{
  ReelLocalJobOrder order = { REEL_LOCAL_JOB_EMBEDDING, .keys = { keys->keys[REEL_LOCAL_TENSOR_VIDEO] } };

  return reel_local_store_submit_job (store, &order, error);
}

/* What waits has an end, and a job that is done makes room. */
static void
test_quota (void)
{
  g_autofree char *folder = reel_test_tmp ("quota");
  ReelLocalStore *store = open_store (folder);
  g_auto (ReelLocalTensorKeys) first = { 0 };
  g_auto (ReelLocalTensorKeys) second = { 0 };
  g_auto (ReelLocalTensorKeys) third = { 0 };
  g_autoptr (ReelLocalJob) job = NULL;
  g_autoptr (GError) error = NULL;

  reel_local_store_set_tensor_limits (store, 2 * 4096 + 2 * FRAME_BYTES - 1, REEL_LOCAL_TENSORS_SECONDS);
  g_assert_true (add (store, "first", &first, &error));
  g_assert_no_error (error);
  g_assert_false (add (store, "second", &second, &error));
  g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NO_SPACE);
  g_clear_error (&error);
  g_assert_cmpuint (count_files (folder, "tensors"), ==, 1);
  g_assert_cmpuint (count_files (folder, "incoming"), ==, 0);

  job = submit (store, &first, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (job->id, ==, "first");
  g_assert_true (reel_local_store_finish_job (store, job->id, "[1]", "space", &error));
  g_assert_cmpuint (count_files (folder, "tensors"), ==, 0);
  g_assert_true (add (store, "third", &third, &error));
  g_assert_no_error (error);
  reel_test_assert_finalized (&store);
}

/* A day is enough, unless a job still waits for it. */
static void
test_day (void)
{
  g_autofree char *folder = reel_test_tmp ("day");
  ReelLocalStore *store = open_store (folder);
  g_auto (ReelLocalTensorKeys) idle = { 0 };
  g_auto (ReelLocalTensorKeys) waiting = { 0 };
  g_autoptr (ReelLocalJob) job = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  ReelRawFrames frames;

  g_assert_true (add (store, "idle", &idle, &error));
  g_assert_true (add (store, "waiting", &waiting, &error));
  job = submit (store, &waiting, &error);
  g_assert_no_error (error);
  g_clear_object (&store);
  store = open_store (folder); /* which tidies up: nothing is a day old */
  g_assert_cmpuint (count_files (folder, "tensors"), ==, 2);

  reel_local_store_set_tensor_limits (store, REEL_LOCAL_TENSORS_QUOTA, 0);
  g_assert_true (reel_local_store_expire_tensors (store, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (folder, "tensors"), ==, 1);
  g_assert_null (submit (store, &idle, &error));
  g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (reel_local_store_get_frames (store, waiting.keys[REEL_LOCAL_TENSOR_VIDEO], &frames, &path, &error));
  g_assert_cmpuint (frames.n, ==, 2);
  g_assert_cmpuint (frames.width, ==, 16);
  g_assert_cmpfloat (frames.interval, ==, 1);
  reel_test_assert_finalized (&store);
}

/* A row without its file, a file without its row. */
static void
test_strays (void)
{
  g_autofree char *folder = reel_test_tmp ("strays");
  ReelLocalStore *store = open_store (folder);
  g_auto (ReelLocalTensorKeys) keys = { 0 };
  g_autofree char *stray = g_build_filename (folder, "tensors", "stray", NULL);
  g_autofree char *path = NULL;
  g_autoptr (ReelEngine) engine = reel_measured_engine_new ();
  g_autoptr (GError) error = NULL;
  ReelRawFrames frames;

  g_assert_true (g_file_set_contents (stray, "x", 1, NULL));
  g_assert_true (add (store, "x", &keys, &error));
  g_assert_false (g_file_test (stray, G_FILE_TEST_EXISTS));
  g_assert_true (reel_local_store_get_frames (store, keys.keys[REEL_LOCAL_TENSOR_VIDEO], &frames, &path, &error));
  g_assert_cmpint (truncate (path, FRAME_BYTES - 1), ==, 0); /* damaged, and then gone */
  g_assert_null (reel_video_analyser_run_frames (engine, path, &frames, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_null (reel_video_analyser_run_frames (engine, path, &frames, NULL, &error));
  g_assert_nonnull (error);
  reel_test_assert_finalized (&store);
}

/* Clips as a video's have: of six seconds at most, one after the other. */
static void
test_clips (void)
{
  static const struct
  {
    guint n;
    double interval;
    guint n_clips;
    double end;
  } cases[] = { { 1, 1, 1, 1 }, { 6, 1, 1, 6 }, { 14, 1, 3, 14 }, { 14, 4.2, 14, 58.8 }, { 3, 3600, 3, 18 }, { 128, 0.01, 1, 1.28 } };
  g_autofree char *folder = reel_test_tmp ("clips");
  g_autofree char *path = g_build_filename (folder, "frames", NULL);
  g_autofree char *bytes = g_malloc0 (128 * 3 * 16 * 16);
  g_autoptr (ReelEngine) engine = reel_measured_engine_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, bytes, 128 * 3 * 16 * 16, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ReelRawFrames frames = { cases[i].n, 16, 16, cases[i].interval };
      g_autoptr (GPtrArray) clips = reel_video_analyser_run_frames (engine, path, &frames, NULL, &error);
      double at = 0;

      g_assert_no_error (error);
      g_assert_cmpuint (clips->len, ==, cases[i].n_clips);
      for (guint k = 0; k < clips->len; k++)
        {
          const ReelClip *clip = g_ptr_array_index (clips, k);

          g_assert_cmpfloat_with_epsilon (clip->start, at, 1e-6);
          g_assert_cmpfloat (clip->end - clip->start, <, 6.001);
          at = clip->end;
        }
      g_assert_cmpfloat_with_epsilon (at, cases[i].end, 1e-6);
    }
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/tensors/quota", test_quota);
  g_test_add_func ("/tensors/day", test_day);
  g_test_add_func ("/tensors/strays", test_strays);
  g_test_add_func ("/tensors/clips", test_clips);
  return g_test_run ();
}
