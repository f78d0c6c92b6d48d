/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/reel-database.h"
#include "local/reel-address-rules.h"
#include "local/reel-local-aside.h"
#include "local/reel-local-error.h"
#include "local/reel-local-key.h"
#include "local/reel-local-store-private.h"
#include "local/reel-local-store-settings.h"
#include "local/reel-token-bucket.h"
#include "local/reel-video-analyser.h"
#include "local/reel-video-source.h"
#include "reel-test.h"

#define DIMS 3

static char *
new_folder (void)
{
  g_autofree char *name = g_strdup_printf ("store-%08x", g_random_int ());

  return reel_test_tmp (name);
}

static ReelLocalStore *
open_store (const char *folder)
{
  g_autoptr (GError) error = NULL;
  ReelLocalStore *store = reel_local_store_open (folder, &error);

  g_assert_no_error (error);
  g_assert_true (reel_local_store_tidy (store, "space", &error));
  return store;
}

static char *
add_video (ReelLocalStore *store,
           const char     *collection,
           const char     *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFileWriter) file = reel_file_writer_new (reel_local_store_get_incoming_dir (store), &error);
  char *id;

  g_assert_no_error (error);
  g_assert_true (reel_file_writer_write (file, "12345", 5, &error));
  id = reel_local_store_add_video (store, collection, name, NULL, file, &error);
  g_assert_no_error (error);
  return id;
}

static gboolean
has_copy (ReelLocalStore *store,
          const char     *video)
{
  g_autofree char *path = reel_local_store_get_video_path (store, video);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
add_clip (GPtrArray *clips,
          double     start,
          float      x,
          float      y,
          float      z)
{
  ReelClip *clip = g_new0 (ReelClip, 1);
  ReelTag tag = { "shot_size", "wide", 0.5 };

  clip->start = start;
  clip->end = start + 2;
  clip->vector = g_new (float, DIMS);
  clip->vector[0] = x;
  clip->vector[1] = y;
  clip->vector[2] = z;
  clip->tags = g_array_new (FALSE, FALSE, sizeof (ReelTag));
  g_array_append_val (clip->tags, tag);
  g_ptr_array_add (clips, clip);
}

static void
finish (ReelLocalStore *store,
        const char     *video,
        const char     *space)
{
  g_autoptr (GPtrArray) clips = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_clip_free);
  g_autoptr (GError) error = NULL;

  add_clip (clips, 0, 1, 0, 0);
  add_clip (clips, 2, 0.6f, 0.8f, 0);
  add_clip (clips, 4, -1, 0, 0);
  g_assert_true (reel_local_store_finish_video (store, video, clips, space, DIMS, FALSE, &error));
  g_assert_no_error (error);
}

static void
assert_state (ReelLocalStore     *store,
              const char         *id,
              ReelLocalVideoState state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelLocalVideo) video = reel_local_store_get_video (store, id, &error);

  g_assert_no_error (error);
  g_assert_cmpint (video->state, ==, state);
  g_assert_true ((video->reason != NULL) == (state == REEL_LOCAL_VIDEO_FAILED));
}

static void
test_collections (void)
{
  g_autofree char *folder = new_folder ();
  ReelLocalStore *store = open_store (folder);
  g_autoptr (GError) error = NULL;
  g_autofree char *one = reel_local_store_add_collection (store, "One", "first", &error);
  g_autofree char *two = reel_local_store_add_collection (store, "One", "", &error);
  g_autofree char *video = add_video (store, two, "a.mp4");
  g_autoptr (GPtrArray) list = NULL;
  ReelLocalCollection *collection;

  g_assert_cmpstr (one, !=, two);
  g_assert_true (has_copy (store, video));
  list = reel_local_store_list_collections (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
  collection = g_ptr_array_index (list, 0);
  g_assert_cmpstr (collection->id, ==, one);
  g_assert_cmpstr (collection->name, ==, "One");
  g_assert_cmpstr (collection->description, ==, "first");
  g_assert_cmpuint (collection->video_count, ==, 0);
  collection = g_ptr_array_index (list, 1);
  g_assert_cmpuint (collection->video_count, ==, 1);
  g_assert_true (reel_local_store_has_collection (store, one, &error));
  g_assert_false (reel_local_store_has_collection (store, "one'; DROP TABLE videos", &error));
  g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (reel_local_store_get_video (store, "x", &error));
  g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NOT_FOUND);
  reel_test_assert_finalized (&store);
}

/* Oldest first; a restart and being put back queue a video again; three beginnings without an end are enough. */
static void
test_queue (void)
{
  g_autofree char *folder = new_folder ();
  ReelLocalStore *store = open_store (folder);
  g_autoptr (GError) error = NULL;
  g_autofree char *collection = reel_local_store_add_collection (store, "c", "", &error);
  g_autofree char *first = add_video (store, collection, "1");
  g_autofree char *second = add_video (store, collection, "2");
  g_autoptr (ReelLocalVideo) video = reel_local_store_begin_video (store, &error);

  g_assert_cmpstr (video->id, ==, first);
  g_assert_cmpstr (video->file_name, ==, "1");
  g_assert_cmpuint (video->size, ==, 5);
  assert_state (store, first, REEL_LOCAL_VIDEO_PROCESSING);
  for (guint i = 0; i < 5; i++) /* on purpose: does not count */
    {
      g_assert_true (reel_local_store_put_back_video (store, first, &error));
      g_clear_pointer (&video, reel_local_video_free);
      video = reel_local_store_begin_video (store, &error);
      g_assert_cmpstr (video->id, ==, first);
    }
  for (guint i = 1; i < REEL_LOCAL_MAX_ATTEMPTS; i++) /* killed: counts */
    {
      g_clear_object (&store);
      store = open_store (folder);
      g_assert_true (reel_local_store_tidy (store, "space", &error));
      assert_state (store, first, REEL_LOCAL_VIDEO_UPLOADED);
      g_assert_true (has_copy (store, first));
      g_clear_pointer (&video, reel_local_video_free);
      video = reel_local_store_begin_video (store, &error);
      g_assert_cmpstr (video->id, ==, first);
    }
  g_assert_true (reel_local_store_tidy (store, "space", &error));
  g_clear_pointer (&video, reel_local_video_free);
  video = reel_local_store_begin_video (store, &error);
  g_assert_cmpstr (video->id, ==, second);
  assert_state (store, first, REEL_LOCAL_VIDEO_FAILED);
  finish (store, second, "space");
  assert_state (store, second, REEL_LOCAL_VIDEO_PROCESSED);
  g_assert_null (reel_local_store_begin_video (store, &error));
  g_assert_no_error (error);
  reel_test_assert_finalized (&store);
}

static void
test_copies (void)
{
  g_autofree char *folder = new_folder ();
  ReelLocalStore *store = open_store (folder);
  g_autoptr (GError) error = NULL;
  g_autofree char *collection = reel_local_store_add_collection (store, "c", "", &error);
  g_autofree char *done = add_video (store, collection, "1");
  g_autofree char *waiting = add_video (store, collection, "2");
  g_autofree char *stray = reel_local_store_get_video_path (store, "stray");
  g_autofree char *half = g_build_filename (reel_local_store_get_incoming_dir (store), "half", NULL);
  guint64 copies, index, freed;

  g_assert_false (reel_local_store_get_keep_copies (store));
  g_assert_true (reel_local_store_set_keep_copies (store, TRUE, &error));
  finish (store, done, "space");
  reel_local_store_drop_copy (store, done);
  g_assert_true (has_copy (store, done));
  reel_local_store_measure (store, &copies, &index);
  g_assert_cmpuint (copies, ==, 10);
  g_assert_cmpuint (index, >, 4096);
  g_assert_true (reel_local_store_free_copies (store, &freed, &error));
  g_assert_cmpuint (freed, ==, 5);
  g_assert_false (has_copy (store, done));
  g_assert_true (has_copy (store, waiting));

  g_assert_true (g_file_set_contents (stray, "x", 1, NULL));
  g_assert_true (g_file_set_contents (half, "x", 1, NULL));
  g_clear_object (&store);
  store = open_store (folder);
  g_assert_true (reel_local_store_get_keep_copies (store));
  g_assert_true (reel_local_store_tidy (store, "space", &error));
  g_assert_false (g_file_test (stray, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
  g_assert_true (has_copy (store, waiting));
  g_assert_true (reel_local_store_set_keep_copies (store, FALSE, &error));
  finish (store, waiting, "space");
  reel_local_store_drop_copy (store, waiting);
  g_assert_false (has_copy (store, waiting));
  reel_test_assert_finalized (&store);
}

/* The id of the job. */
static char *
submit (ReelLocalStore          *store,
        const ReelLocalJobOrder *order)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelLocalJob) job = reel_local_store_submit_job (store, order, &error);

  g_assert_no_error (error);
  g_assert_cmpint (job->kind, ==, order->kind);
  g_assert_cmpstr (job->url, ==, order->url);
  return g_strdup (job->id);
}

/* To keep no further copies does not take away those that were kept: not at once, not at the next start, and not when the
 * video is indexed by another engine. */
static void
test_kept (void)
{
  g_autofree char *folder = new_folder ();
  ReelLocalStore *store = open_store (folder);
  g_autoptr (GError) error = NULL;
  g_autofree char *collection = reel_local_store_add_collection (store, "c", "", &error);
  g_autofree char *before = add_video (store, collection, "1");
  g_autofree char *kept = add_video (store, collection, "2");
  g_autofree char *waiting = add_video (store, collection, "3");
  guint64 freed;

  finish (store, before, "space");
  reel_local_store_drop_copy (store, before);
  g_assert_true (reel_local_store_set_keep_copies (store, TRUE, &error));
  finish (store, kept, "space");
  reel_local_store_drop_copy (store, kept);
  g_assert_true (reel_local_store_set_keep_copies (store, FALSE, &error));
  g_assert_no_error (error);
  finish (store, waiting, "space");
  reel_local_store_drop_copy (store, waiting);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_false (has_copy (store, before));
      g_assert_true (has_copy (store, kept));
      g_assert_false (has_copy (store, waiting));
      g_clear_object (&store);
      store = open_store (folder);
    }

  g_assert_true (reel_local_store_tidy (store, "other", &error)); /* another engine */
  g_assert_true (has_copy (store, kept));
  finish (store, kept, "other");
  reel_local_store_drop_copy (store, kept);
  g_assert_true (has_copy (store, kept));

  g_assert_true (reel_local_store_free_copies (store, &freed, &error));
  g_assert_cmpuint (freed, ==, 5);
  g_assert_false (has_copy (store, kept));
  reel_test_assert_finalized (&store);
}

/* A power cut is not the fault of the video that was being indexed, however many there are: the computer was started anew. */
static void
test_power_cuts (void)
{
  g_autofree char *folder = new_folder ();
  ReelLocalStore *store = open_store (folder);
  g_autoptr (GError) error = NULL;
  g_autofree char *collection = reel_local_store_add_collection (store, "c", "", &error);
  g_autofree char *id = add_video (store, collection, "1");
  g_autofree char *job_id = submit (store, &(ReelLocalJobOrder) { REEL_LOCAL_JOB_TAGGING, .url = "https://example.org/a" });

  for (guint i = 0; i < 2 * REEL_LOCAL_MAX_ATTEMPTS; i++)
    {
      g_autoptr (ReelLocalVideo) video = reel_local_store_begin_video (store, &error);
      g_autoptr (ReelLocalJob) job = reel_local_store_begin_job (store, &error);

      g_assert_no_error (error);
      g_assert_nonnull (video);
      g_assert_cmpstr (video->id, ==, id);
      g_assert_nonnull (job);
      g_assert_true (reel_local_store_write_setting (store, REEL_LOCAL_STORE_BOOT, "another start", &error));
      g_clear_object (&store);
      store = open_store (folder);
    }
  assert_state (store, id, REEL_LOCAL_VIDEO_UPLOADED);
  reel_test_assert_finalized (&store);
}

/* A damaged database goes out of the way with its copies and vectors, and can be freed. */
static void
test_aside (void)
{
  g_autofree char *folder = new_folder ();
  g_autofree char *database = g_build_filename (folder, "local.db", NULL);
  g_autofree char *vectors = g_build_filename (folder, "vectors", "space.vectors", NULL);
  g_autofree char *aside = NULL;
  g_autofree char *there = NULL;
  g_autofree char *copy = NULL;
  ReelLocalStore *store = open_store (folder);
  g_autoptr (GError) error = NULL;
  g_autofree char *collection = reel_local_store_add_collection (store, "c", "", &error);
  g_autofree char *video = add_video (store, collection, "1");
  guint64 copies, index, freed;

  reel_test_assert_finalized (&store);
  g_assert_true (g_file_set_contents (database, "this is no database, whatever its name may say about it", -1, NULL));
  g_assert_true (g_file_set_contents (vectors, "of other clips", -1, NULL));
  aside = reel_local_aside_take (folder, &error);
  g_assert_no_error (error);
  there = g_build_filename (aside, "local.db", NULL);
  copy = g_build_filename (aside, "videos", video, NULL);
  g_assert_true (g_file_test (there, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (copy, G_FILE_TEST_EXISTS));

  store = open_store (folder);
  g_assert_false (g_file_test (vectors, G_FILE_TEST_EXISTS));
  reel_local_store_measure (store, &copies, &index);
  g_assert_cmpuint (copies, >, 55);
  g_assert_true (reel_local_store_free_copies (store, &freed, &error));
  g_assert_cmpuint (freed, ==, copies);
  g_assert_false (g_file_test (aside, G_FILE_TEST_EXISTS));
  reel_test_assert_finalized (&store);
}

static void
test_jobs (void)
{
  g_autofree char *folder = new_folder ();
  ReelLocalStore *store = open_store (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelFileWriter) file = reel_file_writer_new (reel_local_store_get_incoming_dir (store), &error);
  g_autofree char *url = submit (store, &(ReelLocalJobOrder) { REEL_LOCAL_JOB_EMBEDDING, .url = "https://example.org/a" });
  g_autofree char *sent = NULL;
  g_autofree char *path = NULL;
  g_autoptr (ReelLocalJob) job = NULL;

  g_assert_true (reel_file_writer_write (file, "x", 1, &error));
  sent = submit (store, &(ReelLocalJobOrder) { REEL_LOCAL_JOB_TAGGING, .file = file });
  path = reel_local_store_get_job_path (store, sent);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  job = reel_local_store_begin_job (store, &error);
  g_assert_cmpstr (job->id, ==, url);
  g_assert_cmpstr (job->url, ==, "https://example.org/a");
  g_assert_true (reel_local_store_put_back_job (store, url, &error));
  g_clear_pointer (&job, reel_local_job_free);
  job = reel_local_store_begin_job (store, &error);
  g_assert_cmpstr (job->id, ==, url);
  g_assert_true (reel_local_store_fail_job (store, url, "because", &error));
  g_clear_pointer (&job, reel_local_job_free);
  job = reel_local_store_get_job (store, url, &error);
  g_assert_cmpint (job->state, ==, REEL_LOCAL_JOB_FAILED);
  g_assert_cmpstr (job->reason, ==, "because");

  g_clear_pointer (&job, reel_local_job_free);
  job = reel_local_store_begin_job (store, &error);
  g_assert_cmpstr (job->id, ==, sent);
  g_assert_null (job->url);
  g_assert_true (reel_local_store_tidy (store, "space", &error)); /* as after a kill */
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_clear_pointer (&job, reel_local_job_free);
  job = reel_local_store_begin_job (store, &error);
  g_assert_cmpstr (job->id, ==, sent);
  g_assert_true (reel_local_store_finish_job (store, sent, "{}", "space", &error));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_clear_pointer (&job, reel_local_job_free);
  job = reel_local_store_get_job (store, sent, &error);
  g_assert_cmpint (job->state, ==, REEL_LOCAL_JOB_COMPLETED);
  g_assert_cmpint (job->kind, ==, REEL_LOCAL_JOB_TAGGING);
  g_assert_cmpstr (job->result, ==, "{}");
  g_assert_cmpstr (job->space, ==, "space");
  g_assert_cmpint (job->created, >, 0);
  g_assert_cmpint (job->updated, >=, job->created);
  g_assert_null (reel_local_store_begin_job (store, &error));
  g_assert_null (reel_local_store_get_job (store, "x", &error));
  g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_NOT_FOUND);
  reel_test_assert_finalized (&store);
}

static void
test_tags (void)
{
  g_autoptr (GPtrArray) clips = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_clip_free);
  ReelTag sure = { "camera_movement", "pan_left", 1 }, unsure = { "camera_movement", "unknown", 1 };
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  add_clip (clips, 0, 1, 0, 0);
  add_clip (clips, 2, 1, 0, 0);
  g_array_append_val (((ReelClip *) clips->pdata[0])->tags, unsure);
  g_array_append_val (((ReelClip *) clips->pdata[1])->tags, sure);
  node = reel_video_source_tags (clips);
  text = json_to_string (node, FALSE);
  g_assert_cmpstr (text, ==, "{\"camera_movement\":[\"pan_left\"],\"shot_size\":[\"wide\"]}");
}

/* A folder that is a file, and a database that is none. */
static void
test_damaged (void)
{
  g_autofree char *folder = new_folder ();
  g_autofree char *file = g_build_filename (folder, "local.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "this is no database, whatever its name may say about it", -1, NULL));
  g_assert_null (reel_local_store_open (file, &error));
  g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_INTERNAL);
  g_clear_error (&error);
  g_assert_null (reel_local_store_open (folder, &error));
  g_assert_error (error, REEL_DATABASE_ERROR, REEL_DATABASE_ERROR_CORRUPT);
}

static void
test_addresses (void)
{
  static const struct
  {
    const char *address;
    gboolean is_public;
  } cases[] = {
    { "8.8.8.8", TRUE },          { "93.184.216.34", TRUE },    { "172.15.255.255", TRUE },  { "172.32.0.0", TRUE },
    { "100.63.255.255", TRUE },   { "100.128.0.0", TRUE },      { "11.0.0.0", TRUE },        { "223.255.255.255", TRUE },
    { "0.0.0.0", FALSE },         { "0.1.2.3", FALSE },         { "10.0.0.1", FALSE },       { "10.255.255.255", FALSE },
    { "100.64.0.1", FALSE },      { "127.0.0.1", FALSE },       { "127.255.1.2", FALSE },    { "169.254.169.254", FALSE },
    { "172.16.0.1", FALSE },      { "172.31.255.255", FALSE },  { "192.0.0.1", FALSE },      { "192.0.2.1", FALSE },
    { "192.88.99.1", FALSE },     { "192.168.1.1", FALSE },     { "198.18.0.1", FALSE },     { "198.19.255.255", FALSE },
    { "198.51.100.7", FALSE },    { "203.0.113.9", FALSE },     { "224.0.0.1", FALSE },      { "239.1.2.3", FALSE },
    { "240.0.0.1", FALSE },       { "255.255.255.255", FALSE }, { "2606:4700::1111", TRUE }, { "2a00:1450::1", TRUE },
    { "::", FALSE },              { "::1", FALSE },             { "::127.0.0.1", FALSE },    { "::8.8.8.8", FALSE },
    { "::ffff:127.0.0.1", FALSE }, { "::ffff:10.0.0.1", FALSE }, { "::ffff:8.8.8.8", TRUE }, { "64:ff9b::8.8.8.8", TRUE },
    { "64:ff9b::10.0.0.1", FALSE }, { "64:ff9b:1::1", FALSE },  { "100::1", FALSE },         { "2001::1", FALSE },
    { "2001:db8::1", FALSE },     { "2001:20::1", FALSE },      { "2002:7f00:1::", FALSE },  { "3fff::1", FALSE },
    { "5f00::1", FALSE },         { "fc00::1", FALSE },         { "fd12:3456::1", FALSE },   { "fe80::1", FALSE },
    { "fec0::1", FALSE },         { "ff02::1", FALSE },         { "4000::1", FALSE },        { "2001:200::1", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (cases[i].address);

      if (reel_address_is_public (address) != cases[i].is_public)
        g_error ("%s", cases[i].address);
    }
}

static void
test_bucket (void)
{
  ReelTokenBucket bucket;

  reel_token_bucket_init (&bucket, 2, 0);
  g_assert_cmpuint (reel_token_bucket_take (&bucket, 0), ==, 0);
  g_assert_cmpuint (reel_token_bucket_take (&bucket, 0), ==, 0);
  g_assert_cmpuint (reel_token_bucket_take (&bucket, 0), ==, 1);
  g_assert_cmpuint (reel_token_bucket_take (&bucket, G_USEC_PER_SEC / 2), ==, 0);
  g_assert_cmpuint (reel_token_bucket_take (&bucket, G_USEC_PER_SEC / 2), ==, 1);
  reel_token_bucket_init (&bucket, 0.1, 0);
  g_assert_cmpuint (reel_token_bucket_take (&bucket, 0), ==, 0);
  g_assert_cmpuint (reel_token_bucket_take (&bucket, 0), ==, 10);
  reel_token_bucket_init (&bucket, 0, 0);
  for (guint i = 0; i < 1000; i++)
    g_assert_cmpuint (reel_token_bucket_take (&bucket, 0), ==, 0);
}

static void
test_key (void)
{
  g_autofree char *folder = new_folder ();
  g_autofree char *path = g_build_filename (folder, "key", NULL);
  g_autofree char *none = g_build_filename (folder, "none", NULL);
  g_autofree char *long_key = g_strnfill (2000, 'x');
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (reel_local_key_equal ("secret", "secret"));
  g_assert_false (reel_local_key_equal ("secret", "secreT"));
  g_assert_false (reel_local_key_equal ("secret", "secretsecret"));
  g_assert_false (reel_local_key_equal ("secret", "secre"));
  g_assert_false (reel_local_key_equal ("secret", ""));

  g_assert_true (g_file_set_contents (path, " secret \r\nsecond line", -1, NULL));
  key = reel_local_key_read_file (path, &error);
  g_assert_cmpstr (key, ==, "secret");
  g_assert_true (g_file_set_contents (path, "\n", -1, NULL));
  g_assert_null (reel_local_key_read_file (path, &error));
  g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_INTERNAL);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, long_key, -1, NULL));
  g_assert_null (reel_local_key_read_file (path, &error));
  g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_INTERNAL);
  g_clear_error (&error);
  g_assert_null (reel_local_key_read_file (none, &error));
  g_assert_error (error, REEL_LOCAL_ERROR, REEL_LOCAL_ERROR_INTERNAL);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/local-store/collections", test_collections);
  g_test_add_func ("/local-store/queue", test_queue);
  g_test_add_func ("/local-store/copies", test_copies);
  g_test_add_func ("/local-store/kept", test_kept);
  g_test_add_func ("/local-store/power-cuts", test_power_cuts);
  g_test_add_func ("/local-store/aside", test_aside);
  g_test_add_func ("/local-store/jobs", test_jobs);
  g_test_add_func ("/local-store/tags", test_tags);
  g_test_add_func ("/local-store/damaged", test_damaged);
  g_test_add_func ("/local-store/addresses", test_addresses);
  g_test_add_func ("/local-store/bucket", test_bucket);
  g_test_add_func ("/local-store/key", test_key);
  return g_test_run ();
}
