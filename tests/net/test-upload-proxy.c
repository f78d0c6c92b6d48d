/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#include "reel-mock-server.h"
#include "reel-test.h"
#include "uploads/reel-upload-queue.h"

/* All waiting of the queue is this much shorter. */
#define TIME_SCALE 0.01

/* What the double of a service advises, and what makes a video larger than that. */
#define ADVISED G_GUINT64_CONSTANT (9000000)
#define PADDING (12 * 1000 * 1000)

/* Answers to an upload and to a question how far it is, in one. */
#define TAKEN "{\"video_id\": \"v1\", \"status\": \"processed\"}"

typedef struct
{
  char *folder;  /* (owned) */
  char *db;      /* (owned) */
  char *proxies; /* (owned) */
  ReelMockServer *server;
  ReelClient *client;
  ReelCatalogue *catalogue;
  ReelUploadQueue *queue;
} Fixture;

static void
open_all (Fixture        *f,
          ReelVideoChoice over,
          gboolean        keep)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  reel_catalogue_open_async (f->db, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  f->catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  f->queue = g_object_new (REEL_TYPE_UPLOAD_QUEUE, "catalogue", f->catalogue, "profile", "here", "time-scale", TIME_SCALE,
                           "proxies", f->proxies, "advised-size", ADVISED, "over-advised", over, "keep-proxies", keep, NULL);
  reel_upload_queue_set_client (f->queue, f->client);
}

static void
close_all (Fixture *f)
{
  reel_test_assert_finalized (&f->queue);
  reel_test_assert_finalized (&f->catalogue);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static guint n = 0;
  g_autofree char *name = g_strdup_printf ("proxy-%u", n++);
  g_autoptr (GError) error = NULL;

  f->folder = reel_test_tmp (name);
  f->db = g_build_filename (f->folder, "catalogue.db", NULL);
  f->proxies = g_build_filename (f->folder, "proxies", NULL);
  f->server = reel_mock_server_new ();
  reel_mock_server_set_default (f->server, 200, "application/json", TAKEN, NULL, NULL);
  f->client = reel_client_new (reel_mock_server_get_url (f->server), "key", REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT,
                               &error);
  g_assert_no_error (error);
  g_object_set (f->client, "time-scale", TIME_SCALE, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  close_all (f);
  g_clear_object (&f->client);
  reel_mock_server_free (f->server);
  g_free (f->folder);
  g_free (f->db);
  g_free (f->proxies);
}

/* What stands behind the end of an AVI file is nobody's, but makes it larger. */
static char *
video_file (Fixture    *f,
            const char *name,
            const char *sample,
            gsize       padding,
            char        filler)
{
  g_autofree char *from = reel_test_sample (sample);
  g_autofree char *bytes = NULL;
  g_autofree char *more = g_strnfill (padding, filler);
  char *path = g_build_filename (f->folder, name, NULL);
  g_autoptr (GString) all = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (from, &bytes, &length, NULL));
  all = g_string_new_len (bytes, (gssize) length);
  g_string_append_len (all, more, (gssize) padding);
  g_assert_true (g_file_set_contents (path, all->str, (gssize) all->len, NULL));
  return path;
}

/* (transfer none): the queue holds it */
static ReelVideo *
nth (Fixture *f, guint n)
{
  g_autoptr (ReelVideo) video = g_list_model_get_item (G_LIST_MODEL (f->queue), n);

  g_assert_nonnull (video);
  return video;
}

static ReelVideo *
add (Fixture *f, const char *path)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_list_store_append (files, file);
  reel_upload_queue_add_async (f->queue, "c1", G_LIST_MODEL (files), NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_cmpint (reel_upload_queue_add_finish (f->queue, result, &error), ==, 1);
  g_assert_no_error (error);
  return nth (f, g_list_model_get_n_items (G_LIST_MODEL (f->queue)) - 1);
}

static guint
get_uint (Fixture *f, const char *name)
{
  guint value;

  g_object_get (f->queue, name, &value, NULL);
  return value;
}

static gboolean
is_busy (Fixture *f)
{
  gboolean busy;

  g_object_get (f->queue, "busy", &busy, NULL);
  return busy;
}

static gboolean
is_making (ReelVideo *video)
{
  return reel_video_get_state (video) == REEL_VIDEO_STATE_PREPARING && reel_video_get_progress (video) >= 0;
}

/* How many files there are of smaller copies, whole or not. */
static guint
n_copies (Fixture *f)
{
  g_autoptr (GDir) rows = g_dir_open (f->proxies, 0, NULL);
  const char *row;
  guint n = 0;

  while (rows != NULL && (row = g_dir_read_name (rows)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->proxies, row, NULL);
      g_autoptr (GDir) files = g_dir_open (path, 0, NULL);

      while (files != NULL && g_dir_read_name (files) != NULL)
        n++;
    }
  return n;
}

static char *
dup_sum (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, length);
}

/* The nth upload that the service got, counted from 0, with the name and the bytes of a file. */
static gboolean
did_receive (Fixture    *f,
             guint       nth,
             const char *name,
             const char *path)
{
  g_autofree char *head = g_strdup_printf ("filename=\"%s\"", name);
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  for (guint i = 0; i < reel_mock_server_get_n_requests (f->server); i++)
    {
      const ReelMockRequest *request = reel_mock_server_get_request (f->server, i);
      g_autofree char *text = NULL;
      const char *body, *file;
      gsize size;

      if (!g_str_equal (request->method, "POST") || nth-- > 0)
        continue;
      body = g_bytes_get_data (request->body, &size);
      text = g_strndup (body, MIN (size, 2000));
      file = strstr (text, head);
      file = file != NULL ? strstr (file, "\r\n\r\n") : NULL;
      if (file == NULL)
        return FALSE;
      file = body + (file - text) + 4;
      return size >= (gsize) (file - body) + length && memcmp (file, bytes, length) == 0;
    }
  return FALSE;
}

static guint
n_uploads (Fixture *f)
{
  guint n = 0;

  for (guint i = 0; i < reel_mock_server_get_n_requests (f->server); i++)
    n += g_str_equal (reel_mock_server_get_request (f->server, i)->method, "POST");
  return n;
}

static void
test_ask (Fixture *f, gconstpointer data)
{
  g_autofree char *large = video_file (f, "large.avi", "tree.avi", PADDING, 'a');
  g_autofree char *small = video_file (f, "small.avi", "tree.avi", 0, 'a');
  g_autofree char *sum = dup_sum (large);
  ReelUploadLarge counted;
  ReelVideo *video;

  open_all (f, REEL_VIDEO_CHOICE_ASK, FALSE);
  video = add (f, large);
  add (f, small);
  /* The queue counts every now and then: its figures come after the states of the videos. */
  reel_test_wait (get_uint (f, "n-finished") == 1 && get_uint (f, "n-choosing") == 1);
  g_assert_cmpint (reel_video_get_state (nth (f, 1)), ==, REEL_VIDEO_STATE_READY);

  /* It stands in nobody's way, and says what it waits for and what there is to choose. */
  g_assert_true (did_receive (f, 0, "small.avi", small));
  g_assert_cmpuint (n_uploads (f), ==, 1);
  g_assert_cmpint (reel_video_get_state (video), ==, REEL_VIDEO_STATE_QUEUED);
  g_assert_true (reel_video_get_choosing (video));
  g_assert_cmpstr (reel_video_get_error (video), ==,
                   "13.3\302\240MB, over the advised 9.0\302\240MB. Choose how to send it.");
  g_assert_cmpint (reel_video_get_offers (video), ==, REEL_VIDEO_OFFERS_PROXY | REEL_VIDEO_OFFERS_AS_IT_IS);
  g_assert_cmpuint (reel_video_get_proxy_size (video), >, 0);
  g_assert_cmpuint (reel_video_get_proxy_size (video), <, ADVISED);
  g_assert_nonnull (reel_video_get_codec (video));
  g_assert_cmpuint (n_copies (f), ==, 0);
  g_assert_false (is_busy (f));
  reel_upload_queue_count_large (f->queue, &counted);
  g_assert_cmpuint (counted.n, ==, 1);
  g_assert_cmpuint (counted.n_proxies, ==, 1);
  g_assert_cmpuint (counted.n_unknown, ==, 0);
  g_assert_cmpuint (counted.size, ==, reel_video_get_size (video));
  g_assert_cmpuint (counted.proxies_size, ==, reel_video_get_proxy_size (video));

  /* What the queue has to say of all does not take its place. */
  reel_upload_queue_set_client (f->queue, NULL);
  g_assert_true (g_str_has_suffix (reel_video_get_error (video), "Choose how to send it."));
  reel_upload_queue_set_client (f->queue, f->client);

  /* Neither pausing nor another run is a choice. */
  reel_upload_queue_pause (f->queue, video);
  g_assert_cmpint (reel_video_get_state (video), ==, REEL_VIDEO_STATE_PAUSED);
  g_assert_false (reel_video_get_choosing (video));
  reel_upload_queue_resume (f->queue, video);
  reel_test_wait (reel_video_get_choosing (video));
  close_all (f);
  open_all (f, REEL_VIDEO_CHOICE_ASK, FALSE);
  video = nth (f, 0);
  reel_test_wait (reel_video_get_choosing (video));
  g_assert_cmpuint (n_uploads (f), ==, 1);

  reel_upload_queue_choose (f->queue, video, REEL_VIDEO_CHOICE_AS_IT_IS);
  g_assert_false (reel_video_get_choosing (video));
  reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_READY);
  g_assert_true (did_receive (f, 1, "large.avi", large));
  g_assert_cmpstr (reel_video_get_sha256 (video), ==, sum);
  g_assert_cmpuint (reel_video_get_size_to_send (video), ==, reel_video_get_size (video));
  g_assert_cmpint (reel_video_get_offers (video), ==, REEL_VIDEO_OFFERS_NONE);
  g_assert_cmpuint (n_copies (f), ==, 0);
}

/* Chosen is chosen, also when the run ends before it is taken up. */
static void
test_choice_stays (Fixture *f, gconstpointer data)
{
  g_autofree char *large = video_file (f, "large.avi", "tree.avi", PADDING, 'a');
  ReelVideo *video;

  open_all (f, REEL_VIDEO_CHOICE_ASK, FALSE);
  video = add (f, large);
  reel_test_wait (reel_video_get_choosing (video));
  reel_upload_queue_choose (f->queue, video, REEL_VIDEO_CHOICE_AS_IT_IS);
  close_all (f);
  open_all (f, REEL_VIDEO_CHOICE_PROXY, FALSE);
  video = nth (f, 0);
  reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_READY);
  g_assert_true (did_receive (f, 0, "large.avi", large));
}

static void
test_proxy (Fixture *f, gconstpointer data)
{
  gboolean keep = data != NULL;
  g_autofree char *large = video_file (f, "A large one.mov.avi", "tree.avi", PADDING, 'a');
  g_autofree char *proxy = NULL;
  g_autofree char *sum = NULL;
  g_autofree char *fingerprint = NULL;
  ReelVideo *video;

  open_all (f, REEL_VIDEO_CHOICE_PROXY, keep);
  video = add (f, large);
  reel_test_wait (reel_video_get_proxy (video) != NULL);
  proxy = g_strdup (reel_video_get_proxy (video));
  sum = dup_sum (proxy);
  g_assert_true (g_str_has_suffix (proxy, "/A large one.mov.mp4") || g_str_has_suffix (proxy, "/A large one.mov.webm"));
  fingerprint = g_strdup (reel_video_get_fingerprint (video));
  reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_READY);

  g_assert_cmpstr (reel_video_get_sha256 (video), ==, sum); /* of what the service has */
  g_assert_cmpstr (reel_video_get_fingerprint (video), ==, fingerprint);
  g_assert_cmpuint (reel_video_get_size (video), >, PADDING); /* the original's */
  g_assert_cmpuint (reel_video_get_size_to_send (video), <, ADVISED);
  g_assert_null (reel_video_get_error (video));
  if (keep)
    {
      g_autofree char *name = g_path_get_basename (proxy);

      g_assert_cmpstr (reel_video_get_proxy (video), ==, proxy);
      g_assert_true (did_receive (f, 0, name, proxy));
      close_all (f);
      open_all (f, REEL_VIDEO_CHOICE_PROXY, FALSE);
      /* The next run knows it, and does not take it for what one that ended in between has left. */
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->queue)), ==, 0);
      {
        g_autoptr (ReelVideo) ready = g_list_model_get_item (G_LIST_MODEL (f->catalogue), 0);
        g_autofree char *more = video_file (f, "more.avi", "tree.avi", PADDING, 'b');

        g_assert_cmpstr (reel_video_get_proxy (ready), ==, proxy);
        video = add (f, more);
        reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_READY); /* it swept before */
        g_assert_true (g_file_test (proxy, G_FILE_TEST_IS_REGULAR));
        reel_test_wait (n_copies (f) == 1);
        g_clear_object (&ready);
        close_all (f);

        /* While its disk is away there is an empty folder in its place, or none. */
        for (guint i = 0; i < 2; i++)
          {
            g_autofree char *row_folder = g_path_get_dirname (proxy);
            g_autofree char *folder = g_path_get_dirname (row_folder);
            g_autofree char *away = g_strconcat (folder, "-away", NULL);
            g_autofree char *name_of_more = g_strdup_printf ("more-%u.avi", i);
            g_autofree char *another = video_file (f, name_of_more, "tree.avi", PADDING, (char) ('c' + i));

            g_assert_cmpint (g_rename (folder, away), ==, 0);
            if (i == 0)
              g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
            open_all (f, REEL_VIDEO_CHOICE_PROXY, FALSE);
            video = add (f, another);
            reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_READY);
            close_all (f);
            g_assert_cmpint (g_rmdir (folder), ==, 0);
            g_assert_cmpint (g_rename (away, folder), ==, 0);
            open_all (f, REEL_VIDEO_CHOICE_PROXY, FALSE);
            ready = g_list_model_get_item (G_LIST_MODEL (f->catalogue), 0);
            g_assert_cmpstr (reel_video_get_proxy (ready), ==, proxy);
            g_clear_object (&ready);
            close_all (f);
            g_assert_true (g_file_test (proxy, G_FILE_TEST_IS_REGULAR));
          }

        /* One that somebody took away is no longer offered. */
        g_assert_cmpint (g_unlink (proxy), ==, 0);
        open_all (f, REEL_VIDEO_CHOICE_PROXY, FALSE);
        ready = g_list_model_get_item (G_LIST_MODEL (f->catalogue), 0);
        reel_test_wait (reel_video_get_proxy (ready) == NULL);
        g_assert_cmpuint (reel_video_get_size_to_send (ready), <, ADVISED);
      }
      return;
    }
  g_assert_null (reel_video_get_proxy (video));
  reel_test_wait (n_copies (f) == 0);
}

typedef struct
{
  Fixture *f;
  guint most;
} Watch;

static void
count_making_cb (Watch *watch)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (watch->f->queue)); i++)
    n += is_making (nth (watch->f, i));
  watch->most = MAX (watch->most, n);
}

/* One at a time, in their order; those that need none overtake. */
static void
test_overtake (Fixture *f, gconstpointer data)
{
  g_autofree char *small = video_file (f, "small.avi", "tree.avi", 0, 'a');
  Watch watch = { f, 0 };

  open_all (f, REEL_VIDEO_CHOICE_PROXY, FALSE);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("large-%u.avi", i);
      g_autofree char *large = video_file (f, name, i == 0 ? "vtest.avi" : "tree.avi", PADDING, (char) ('a' + i));

      g_signal_connect_swapped (add (f, large), "notify::progress", G_CALLBACK (count_making_cb), &watch);
    }
  add (f, small);
  reel_test_wait (reel_video_get_state (nth (f, 3)) == REEL_VIDEO_STATE_READY);
  g_assert_true (did_receive (f, 0, "small.avi", small));
  reel_test_wait (get_uint (f, "n-finished") == 4);
  g_assert_cmpuint (watch.most, ==, 1);
  g_assert_cmpuint (n_uploads (f), ==, 4);
}

/* While it is made, everything that a person does holds at once. */
static void
test_stop (Fixture *f, gconstpointer data)
{
  g_autofree char *large = video_file (f, "large.avi", "tree.avi", PADDING, 'a');
  ReelVideo *video;

  open_all (f, REEL_VIDEO_CHOICE_PROXY, FALSE);
  video = add (f, large);
  reel_test_wait (is_making (video));
  g_assert_cmpstr (reel_video_get_error (video), ==, "A smaller copy is made.");
  g_assert_cmpint (reel_video_get_offers (video), ==, REEL_VIDEO_OFFERS_AS_IT_IS);
  g_assert_false (reel_video_get_choosing (video));
  reel_upload_queue_pause (f->queue, video);
  g_assert_cmpint (reel_video_get_state (video), ==, REEL_VIDEO_STATE_PAUSED);
  g_assert_null (reel_video_get_error (video));
  reel_test_wait (n_copies (f) == 0);
  reel_upload_queue_resume (f->queue, video);
  reel_test_wait (is_making (video));
  reel_upload_queue_cancel (f->queue, video);
  g_assert_cmpint (reel_video_get_state (video), ==, REEL_VIDEO_STATE_CANCELLED);
  reel_test_wait (n_copies (f) == 0);
  reel_upload_queue_retry (f->queue, video);
  reel_test_wait (is_making (video));
  g_assert_cmpuint (n_uploads (f), ==, 0);

  reel_upload_queue_choose (f->queue, video, REEL_VIDEO_CHOICE_PROXY); /* not on offer: that is what is done */
  g_assert_true (is_making (video));
  reel_upload_queue_choose (f->queue, video, REEL_VIDEO_CHOICE_AS_IT_IS);
  g_assert_false (is_making (video));
  reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_READY);
  g_assert_true (did_receive (f, 0, "large.avi", large));
  reel_test_wait (n_copies (f) == 0);
}

/* A run that ends while it is made leaves a part of it. */
static void
test_end_while_making (Fixture *f, gconstpointer data)
{
  g_autofree char *large = video_file (f, "large.avi", "tree.avi", PADDING, 'a');
  g_autofree char *row = g_build_filename (f->proxies, "1", NULL);
  g_autofree char *part = g_build_filename (row, ".reelseek-ABCDEF.part", NULL);
  g_autofree char *not_noted = g_build_filename (row, "large.mp4", NULL);
  g_autofree char *gone = g_build_filename (f->proxies, "0", NULL);
  g_autofree char *other = g_build_filename (f->proxies, "notes", NULL);
  ReelVideo *video;

  open_all (f, REEL_VIDEO_CHOICE_PROXY, TRUE);
  video = add (f, large);
  g_assert_cmpint (reel_video_get_row_id (video), ==, 1);
  reel_test_wait (is_making (video));
  close_all (f);

  /* As after SIGKILL, which leaves what closing takes away. */
  g_assert_cmpint (g_mkdir_with_parents (row, 0700), ==, 0);
  g_assert_true (g_file_set_contents (part, "half", -1, NULL));
  g_assert_true (g_file_set_contents (not_noted, "whole, but nobody knows of it", -1, NULL));
  g_assert_cmpint (g_mkdir_with_parents (other, 0700), ==, 0); /* nobody's that we know */
  open_all (f, REEL_VIDEO_CHOICE_PROXY, TRUE);
  video = nth (f, 0);
  reel_test_wait (is_making (video));
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_READY);
  g_assert_cmpuint (n_uploads (f), ==, 1);
  g_assert_true (did_receive (f, 0, "large.mp4", not_noted)); /* the new one, of the same name */
  g_assert_cmpuint (n_copies (f), ==, 1);
  g_assert_true (g_file_test (other, G_FILE_TEST_IS_DIR));
  g_assert_false (g_file_test (gone, G_FILE_TEST_EXISTS));
}

/* A run that ends while the copy is sent leaves it whole: it is not made a second time. */
static void
test_end_while_sending (Fixture *f, gconstpointer data)
{
  g_autofree char *large = video_file (f, "large.avi", "tree.avi", PADDING, 'a');
  g_autofree char *proxy = NULL;
  GStatBuf before, after;
  ReelVideo *video;

  reel_mock_server_push_silence (f->server);
  open_all (f, REEL_VIDEO_CHOICE_PROXY, TRUE);
  video = add (f, large);
  reel_test_wait (n_uploads (f) == 1);
  proxy = g_strdup (reel_video_get_proxy (video));
  g_assert_cmpint (g_stat (proxy, &before), ==, 0);
  close_all (f);
  /* Another choice since is for those that come. */
  open_all (f, REEL_VIDEO_CHOICE_ASK, TRUE);
  video = nth (f, 0);
  g_assert_cmpstr (reel_video_get_proxy (video), ==, proxy);
  reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_READY);
  g_assert_cmpint (g_stat (proxy, &after), ==, 0);
  g_assert_true (before.st_ino == after.st_ino && before.st_mtime == after.st_mtime);
  g_assert_true (did_receive (f, 1, "large.mp4", proxy));
  g_assert_true (reel_video_get_unanswered (video)); /* as with any other file */
}

/* A copy that went away, or is another, is made anew. */
static void
test_lost (Fixture *f, gconstpointer data)
{
  g_autofree char *large = video_file (f, "large.avi", "tree.avi", PADDING, 'a');
  g_autofree char *proxy = NULL;
  ReelVideo *video;

  open_all (f, REEL_VIDEO_CHOICE_PROXY, TRUE);
  reel_upload_queue_set_client (f->queue, NULL);
  video = add (f, large);
  reel_test_wait (reel_video_get_proxy (video) != NULL);
  proxy = g_strdup (reel_video_get_proxy (video));
  g_assert_true (g_file_set_contents (proxy, "short", -1, NULL));
  reel_upload_queue_set_client (f->queue, f->client);
  reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_READY);
  g_assert_cmpuint (n_uploads (f), ==, 1);
  g_assert_true (did_receive (f, 0, "large.mp4", reel_video_get_proxy (video)));
  g_assert_cmpuint (reel_video_get_size_to_send (video), >, 5);
}

static void
test_not_smaller (Fixture *f, gconstpointer data)
{
  g_autofree char *tight = video_file (f, "tight.avi", "Megamind.avi", 0, 'a');
  ReelUploadLarge counted;
  ReelVideo *video;

  open_all (f, REEL_VIDEO_CHOICE_PROXY, FALSE);
  g_object_set (f->queue, "advised-size", G_GUINT64_CONSTANT (1000000), NULL);
  video = add (f, tight);
  reel_test_wait (reel_video_get_choosing (video));
  g_assert_nonnull (strstr (reel_video_get_error (video), "A copy would not be smaller."));
  g_assert_cmpint (reel_video_get_offers (video), ==, REEL_VIDEO_OFFERS_AS_IT_IS);
  reel_upload_queue_count_large (f->queue, &counted);
  g_assert_cmpuint (counted.n, ==, 1);
  g_assert_cmpuint (counted.n_proxies, ==, 0);
  reel_upload_queue_choose_all (f->queue, REEL_VIDEO_CHOICE_PROXY); /* is not on offer */
  g_assert_true (reel_video_get_choosing (video));
  g_assert_cmpint (reel_video_get_choice (video), ==, REEL_VIDEO_CHOICE_ASK);
  g_assert_cmpuint (n_uploads (f), ==, 0);

  /* As it is, it goes only when that is what was chosen. */
  g_object_set (f->queue, "over-advised", REEL_VIDEO_CHOICE_AS_IT_IS, NULL);
  g_assert_false (reel_video_get_choosing (video));
  reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_READY);
  g_assert_true (did_receive (f, 0, "tight.avi", tight));
}

/* Other rules hold at once, also for what waits; one answer is enough for all. */
static void
test_rules (Fixture *f, gconstpointer data)
{
  ReelVideo *videos[3];

  open_all (f, REEL_VIDEO_CHOICE_ASK, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (videos); i++)
    {
      g_autofree char *name = g_strdup_printf ("large-%u.avi", i);
      g_autofree char *large = video_file (f, name, "tree.avi", PADDING + i * 1000000, (char) ('a' + i));

      videos[i] = add (f, large);
    }
  reel_test_wait (get_uint (f, "n-choosing") == 3);
  g_object_set (f->queue, "advised-size", (guint64) PADDING + 2000000, NULL);
  reel_test_wait (get_uint (f, "n-choosing") == 2);
  reel_test_wait (reel_video_get_state (videos[0]) == REEL_VIDEO_STATE_READY);
  g_assert_true (reel_video_get_choosing (videos[2]));
  reel_upload_queue_choose_all (f->queue, REEL_VIDEO_CHOICE_PROXY);
  g_assert_false (reel_video_get_choosing (videos[2]));
  reel_test_wait (get_uint (f, "n-finished") == 3);
  g_assert_cmpuint (reel_video_get_size_to_send (videos[2]), <, ADVISED);
  g_assert_cmpuint (get_uint (f, "n-choosing"), ==, 0);

  g_object_set (f->queue, "advised-size", G_GUINT64_CONSTANT (0), NULL);
  {
    g_autofree char *large = video_file (f, "any.avi", "tree.avi", PADDING, 'z');
    ReelVideo *video = add (f, large);

    reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_READY);
    g_assert_cmpuint (reel_video_get_size_to_send (video), ==, reel_video_get_size (video));
  }
}

/* No room for the copy: said, and tried again, or sent without. */
static void
test_no_folder (Fixture *f, gconstpointer data)
{
  g_autofree char *large = video_file (f, "large.avi", "tree.avi", PADDING, 'a');
  ReelVideo *video;

  g_assert_true (g_file_set_contents (f->proxies, "a file", -1, NULL));
  open_all (f, REEL_VIDEO_CHOICE_PROXY, FALSE);
  video = add (f, large);
  reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_FAILED);
  g_assert_true (g_str_has_prefix (reel_video_get_error (video), "The folder for smaller copies can’t be made: "));
  g_assert_true (reel_video_get_can_retry (video));
  g_assert_cmpint (reel_video_get_offers (video), ==, REEL_VIDEO_OFFERS_AS_IT_IS);
  reel_upload_queue_retry (f->queue, video);
  g_assert_cmpint (reel_video_get_state (video), ==, REEL_VIDEO_STATE_QUEUED);
  reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_FAILED);
  g_assert_cmpuint (n_uploads (f), ==, 0);
  reel_upload_queue_choose (f->queue, video, REEL_VIDEO_CHOICE_AS_IT_IS);
  reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_READY);
  g_assert_true (did_receive (f, 0, "large.avi", large));
}

/* The original goes away while its copy is made: what is sent would be nobody's. */
static void
test_vanished (Fixture *f, gconstpointer data)
{
  g_autofree char *large = video_file (f, "large.avi", "tree.avi", PADDING, 'a');
  g_autofree char *aside = g_build_filename (f->folder, "aside", NULL);
  ReelVideo *video;

  open_all (f, REEL_VIDEO_CHOICE_PROXY, FALSE);
  video = add (f, large);
  reel_test_wait (is_making (video));
  g_assert_cmpint (g_rename (large, aside), ==, 0);
  reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_FAILED);
  g_assert_cmpstr (reel_video_get_error (video), ==,
                   "The file is no longer there. Put it back, or add it from where it is now.");
  g_assert_true (reel_video_get_can_retry (video));
  g_assert_cmpuint (n_uploads (f), ==, 0);
  g_assert_cmpint (g_rename (aside, large), ==, 0);
  reel_upload_queue_retry (f->queue, video);
  reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_READY);
  g_assert_cmpuint (reel_video_get_size_to_send (video), <, ADVISED);
}

/* What the service refuses as too large can be made smaller after all. */
static void
test_too_large (Fixture *f, gconstpointer data)
{
  g_autofree char *large = video_file (f, "large.avi", "tree.avi", PADDING, 'a');
  ReelVideo *video;

  reel_mock_server_push (f->server, 413, "application/json", "{\"error\": {\"message\": \"no\"}}");
  open_all (f, REEL_VIDEO_CHOICE_AS_IT_IS, FALSE);
  video = add (f, large);
  reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_FAILED);
  g_assert_cmpint (reel_video_get_offers (video), ==, REEL_VIDEO_OFFERS_PROXY);
  reel_upload_queue_choose (f->queue, video, REEL_VIDEO_CHOICE_PROXY);
  reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_READY);
  g_assert_cmpuint (reel_video_get_size_to_send (video), <, ADVISED);
}

/* Another process with the same catalogue, which ends in the middle of things by SIGKILL. */
static int
run_child (const char *folder, const char *url, gboolean sending)
{
  Fixture f = { 0 };
  g_autoptr (GError) error = NULL;

  f.db = g_build_filename (folder, "catalogue.db", NULL);
  f.proxies = g_build_filename (folder, "proxies", NULL);
  f.client = reel_client_new (url, "key", REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);
  g_assert_no_error (error);
  open_all (&f, REEL_VIDEO_CHOICE_PROXY, FALSE);
  if (sending)
    reel_test_wait (reel_video_get_state (nth (&f, 0)) == REEL_VIDEO_STATE_UPLOADING &&
                    reel_video_get_progress (nth (&f, 0)) >= 0); /* noted, and on its way */
  else
    reel_test_wait (is_making (nth (&f, 0)) && n_copies (&f) > 0);
  raise (SIGKILL);
  return 1;
}

static const char *program;

static void
test_killed (Fixture *f, gconstpointer data)
{
  gboolean sending = data != NULL;
  g_autofree char *large = video_file (f, "large.avi", "tree.avi", PADDING, 'a');
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelVideo *video;

  open_all (f, REEL_VIDEO_CHOICE_ASK, FALSE);
  video = add (f, large);
  reel_test_wait (reel_video_get_choosing (video));
  close_all (f);

  child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--child", f->folder,
                            reel_mock_server_get_url (f->server), sending ? "sending" : "making", NULL);
  g_assert_no_error (error);
  g_subprocess_wait_async (child, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (g_subprocess_wait_finish (child, result, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_signaled (child) && g_subprocess_get_term_sig (child) == SIGKILL);
  g_assert_cmpuint (n_copies (f), >, 0);

  /* With another choice for those that come, so that one that was made is seen to be used. */
  open_all (f, sending ? REEL_VIDEO_CHOICE_ASK : REEL_VIDEO_CHOICE_PROXY, FALSE);
  video = nth (f, 0);
  g_assert_true ((reel_video_get_proxy (video) != NULL) == sending);
  reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_READY);
  g_assert_cmpuint (reel_video_get_size_to_send (video), <, ADVISED);
  reel_test_wait (n_copies (f) == 0);
}

static gboolean
is_encoder (GstPluginFeature *feature, gpointer data)
{
  return GST_IS_ELEMENT_FACTORY (feature) &&
         gst_element_factory_list_is_type (GST_ELEMENT_FACTORY (feature), GST_ELEMENT_FACTORY_TYPE_ENCODER);
}

/* In a process of its own, which has no encoders. */
static void
test_no_encoder (Fixture *f, gconstpointer data)
{
  g_autofree char *large = NULL;
  GList *encoders;
  ReelVideo *video;

  if (!g_test_subprocess ())
    {
      open_all (f, REEL_VIDEO_CHOICE_PROXY, FALSE);
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }
  encoders = gst_registry_feature_filter (gst_registry_get (), is_encoder, FALSE, NULL);
  g_assert_nonnull (encoders);
  for (GList *l = encoders; l != NULL; l = l->next)
    gst_registry_remove_feature (gst_registry_get (), l->data);
  gst_plugin_feature_list_free (encoders);
  large = video_file (f, "large.avi", "tree.avi", PADDING, 'a');
  open_all (f, REEL_VIDEO_CHOICE_PROXY, FALSE);
  video = add (f, large);
  reel_test_wait (reel_video_get_choosing (video));
  g_assert_nonnull (strstr (reel_video_get_error (video), "no encoder is installed"));
  g_assert_cmpint (reel_video_get_offers (video), ==, REEL_VIDEO_OFFERS_AS_IT_IS);
  reel_upload_queue_choose_all (f->queue, REEL_VIDEO_CHOICE_AS_IT_IS);
  reel_test_wait (reel_video_get_state (video) == REEL_VIDEO_STATE_READY);
  g_assert_true (did_receive (f, 0, "large.avi", large));
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *f, gconstpointer data);
    gconstpointer data;
  } tests[] = {
    { "ask", test_ask, NULL },
    { "choice-stays", test_choice_stays, NULL },
    { "dropped", test_proxy, NULL },
    { "kept", test_proxy, "keep" },
    { "overtake", test_overtake, NULL },
    { "stop", test_stop, NULL },
    { "end-while-making", test_end_while_making, NULL },
    { "end-while-sending", test_end_while_sending, NULL },
    { "killed-while-making", test_killed, NULL },
    { "killed-while-sending", test_killed, "sending" },
    { "lost", test_lost, NULL },
    { "not-smaller", test_not_smaller, NULL },
    { "rules", test_rules, NULL },
    { "no-folder", test_no_folder, NULL },
    { "vanished", test_vanished, NULL },
    { "too-large", test_too_large, NULL },
    { "no-encoder", test_no_encoder, NULL },
  };

  program = argv[0];
  if (argc == 5 && g_str_equal (argv[1], "--child"))
    {
      reel_test_set_environment ();
      gst_init (NULL, NULL);
      return run_child (argv[2], argv[3], g_str_equal (argv[4], "sending"));
    }
  reel_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/uploads/proxy/", tests[i].name, NULL);

      g_test_add (path, Fixture, tests[i].data, set_up, tests[i].test, tear_down);
    }
  return g_test_run ();
}
