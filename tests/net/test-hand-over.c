/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <string.h>

#include "api/reel-client-local.h"
#include "local-child.h"
#include "reel-test-video.h"
#include "reel-test.h"
#include "uploads/reel-hand-over.h"

/* The program hands files over to the real service again, after that has got another engine. */

#define PROFILE "local"
#define N_VIDEOS 6

typedef struct
{
  char *folder, *videos;
  ReelCatalogue *catalogue;
  LocalChild *child;
  ReelClient *client;
  char *paths[N_VIDEOS], *ids[N_VIDEOS];
} Fixture;

static void
connect_to (Fixture    *self,
            const char *engine)
{
  g_autofree char *option = g_strdup_printf ("--engine=%s", engine);
  g_autoptr (GError) error = NULL;

  self->child = local_child_new (self->folder, NULL, option, NULL);
  self->client = reel_client_new (self->child->url, LOCAL_CHILD_KEY, REEL_KEY_HEADER_X_API_KEY, REEL_CLIENT_DEFAULT, &error);
  g_assert_no_error (error);
}

static void
disconnect (Fixture *self)
{
  if (self->client != NULL)
    reel_test_assert_finalized (&self->client);
  g_clear_pointer (&self->child, local_child_free);
}

static void
save (Fixture   *self,
      ReelVideo *video)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  reel_catalogue_save_video_async (self->catalogue, video, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_save_video_finish (self->catalogue, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);
}

static ReelVideo *
add_to_catalogue (Fixture    *self,
                  const char *profile,
                  const char *path,
                  const char *id)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  const char *uris[] = { uri, NULL };
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;
  ReelVideo *video;
  GStatBuf info;

  reel_catalogue_add_videos_async (self->catalogue, profile, "c", uris, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  added = reel_catalogue_add_videos_finish (self->catalogue, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  video = g_object_ref (g_ptr_array_index (added, 0));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  reel_video_set_fingerprint (video, "f", (guint64) info.st_size);
  reel_video_set_video_id (video, id);
  reel_video_set_state (video, REEL_VIDEO_STATE_READY);
  save (self, video);
  return video;
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  g_autofree char *name = g_strdup_printf ("hand-over-%08x", g_random_int ());
  g_autofree char *videos = g_strconcat (name, "-videos", NULL);
  g_autofree char *path = NULL;
  g_autofree char *set_aside = NULL;
  g_autofree char *collection = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  self->folder = reel_test_tmp (name);
  self->videos = reel_test_tmp (videos);
  path = g_build_filename (self->videos, "catalogue.db", NULL);
  reel_catalogue_open_async (path, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  self->catalogue = reel_catalogue_open_finish (result, &set_aside, &error);
  g_assert_no_error (error);
  g_clear_object (&result);

  connect_to (self, "measured");
  collection = local_child_add_collection (self->child);
  for (guint i = 0; i < N_VIDEOS; i++)
    {
      g_autofree char *file = g_strdup_printf ("%u.avi", i);
      g_autofree char *status = NULL;

      self->paths[i] = g_build_filename (self->videos, file, NULL);
      reel_test_video_make (self->paths[i], "jpegenc ! avimux", 20 + i, 15, 1, 0);
      self->ids[i] = local_child_upload (self->child, collection, self->paths[i], FALSE);
      status = g_strdup_printf ("/videos/%s/status", self->ids[i]);
      json_node_unref (local_child_wait (self->child, status));
    }
  reel_test_wait (local_child_count (self->child, "videos") == 0);
  disconnect (self);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  disconnect (self);
  reel_test_assert_finalized (&self->catalogue);
  for (guint i = 0; i < N_VIDEOS; i++)
    {
      g_free (self->paths[i]);
      g_free (self->ids[i]);
    }
  g_free (self->folder);
  g_free (self->videos);
}

static ReelLocalIndexing
ask (Fixture *self)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  ReelLocalIndexing indexing = { 0 };

  reel_client_get_local_indexing_async (self->client, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_client_get_local_indexing_finish (self->client, result, &indexing, &error));
  g_assert_no_error (error);
  g_clear_object (&result);
  return indexing;
}

/* Found ones go, a few at a time; what is gone, was changed, or is not known, stays wanted. */
static void
test_hand_over (Fixture      *self,
                gconstpointer data)
{
  g_autoptr (ReelVideo) first = add_to_catalogue (self, PROFILE, self->paths[0], self->ids[0]);
  g_autoptr (ReelVideo) copy = add_to_catalogue (self, PROFILE, self->paths[1], "another id");
  g_autoptr (ReelVideo) gone = add_to_catalogue (self, PROFILE, self->paths[2], self->ids[2]);
  g_autoptr (ReelVideo) changed = add_to_catalogue (self, PROFILE, self->paths[3], self->ids[3]);
  g_autoptr (ReelVideo) elsewhere = add_to_catalogue (self, "cloud", self->paths[4], self->ids[4]);
  g_autoptr (ReelVideo) last = add_to_catalogue (self, PROFILE, self->paths[5], self->ids[5]);
  ReelHandOver *hand_over = reel_hand_over_new (self->catalogue, NULL, PROFILE);
  g_autofree char *contents = NULL;
  ReelLocalIndexing indexing;
  gsize length;

  reel_video_add_copy (copy, self->ids[1]);
  g_assert_cmpint (g_unlink (self->paths[2]), ==, 0);
  g_assert_true (g_file_get_contents (self->paths[3], &contents, &length, NULL));
  contents[length / 2] ^= 1;
  g_assert_true (g_file_set_contents (self->paths[3], contents, (gssize) length, NULL));

  connect_to (self, "concept");
  g_assert_cmpuint (ask (self).wanted, ==, N_VIDEOS);
  reel_hand_over_set_client (hand_over, self->client);
  reel_test_wait (reel_hand_over_get_running (hand_over));
  reel_test_wait (!reel_hand_over_get_running (hand_over));
  g_assert_cmpuint (reel_hand_over_get_n_returned (hand_over), ==, 3);
  g_assert_cmpuint (reel_hand_over_get_n_missing (hand_over), ==, 3);
  reel_test_wait (ask (self).done == 3);
  indexing = ask (self);
  g_assert_cmpuint (indexing.videos, ==, N_VIDEOS);
  g_assert_cmpuint (indexing.wanted, ==, 3);
  g_assert_cmpuint (indexing.waiting + indexing.processing + indexing.failed + indexing.again, ==, 0);

  /* the next connection asks anew: the file is back */
  reel_hand_over_set_client (hand_over, NULL);
  contents[length / 2] ^= 1;
  g_assert_true (g_file_set_contents (self->paths[3], contents, (gssize) length, NULL));
  reel_hand_over_set_client (hand_over, self->client);
  reel_test_wait (ask (self).done == 4);
  reel_test_wait (!reel_hand_over_get_running (hand_over));
  g_assert_cmpuint (reel_hand_over_get_n_missing (hand_over), ==, 2);
  reel_hand_over_set_client (hand_over, NULL);
  reel_test_assert_finalized (&hand_over);
}

/* It ends at once with its client, also in the middle; and a service that goes away is no trouble. */
static void
test_ends (Fixture      *self,
           gconstpointer data)
{
  g_autoptr (GPtrArray) videos = g_ptr_array_new_with_free_func (g_object_unref);
  ReelHandOver *hand_over = reel_hand_over_new (self->catalogue, NULL, PROFILE);

  for (guint i = 0; i < N_VIDEOS; i++)
    g_ptr_array_add (videos, add_to_catalogue (self, PROFILE, self->paths[i], self->ids[i]));
  connect_to (self, "concept");
  reel_hand_over_set_client (hand_over, self->client);
  reel_hand_over_set_client (hand_over, NULL); /* while it asks */
  reel_hand_over_set_client (hand_over, self->client);
  reel_test_wait (reel_hand_over_get_n_returned (hand_over) > 0);
  reel_hand_over_set_client (hand_over, NULL);
  g_assert_false (reel_hand_over_get_running (hand_over));
  g_assert_cmpuint (reel_hand_over_get_n_returned (hand_over), ==, 0);
  reel_hand_over_set_client (hand_over, self->client);
  reel_test_wait (reel_hand_over_get_running (hand_over));
  local_child_kill (self->child);
  reel_test_wait (!reel_hand_over_get_running (hand_over));
  reel_hand_over_set_client (hand_over, NULL);
  reel_test_assert_finalized (&hand_over);
}

static void
test_calls (Fixture      *self,
            gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GFile) file = g_file_new_for_path (self->paths[0]);
  g_autoptr (GPtrArray) wanted = NULL;
  g_autoptr (GError) error = NULL;
  ReelLocalIndexing indexing;
  GAsyncResult *result = NULL;

  connect_to (self, "concept");
  reel_client_list_wanted_async (self->client, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  wanted = reel_client_list_wanted_finish (self->client, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (wanted->len, ==, N_VIDEOS);
  g_assert_cmpstr (((ReelWantedVideo *) wanted->pdata[0])->video_id, ==, self->ids[0]);
  g_assert_nonnull (((ReelWantedVideo *) wanted->pdata[0])->sha256);
  g_clear_object (&result);

  reel_client_return_video_async (self->client, self->ids[1], file, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_client_return_video_finish (self->client, result, &error));
  g_assert_error (error, REEL_API_ERROR, REEL_API_ERROR_BAD_REQUEST);
  g_assert_nonnull (strstr (error->message, "1.avi"));
  g_clear_error (&error);
  g_clear_object (&result);

  g_cancellable_cancel (cancellable);
  reel_client_list_wanted_async (self->client, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_client_list_wanted_finish (self->client, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);
  reel_client_get_local_indexing_async (self->client, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_client_get_local_indexing_finish (self->client, result, &indexing, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);
  reel_client_return_video_async (self->client, self->ids[0], file, cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_false (reel_client_return_video_finish (self->client, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
}

static void
test_text (void)
{
  static const struct
  {
    ReelLocalIndexing indexing;
    const char *text;
  } cases[] = {
    { { .videos = 40, .done = 40 }, NULL },
    { { .videos = 40, .done = 12, .waiting = 28 }, NULL }, /* new ones: the uploads tell of them */
    { { .videos = 40, .done = 12, .waiting = 28, .again = 1 }, "12 of 40 videos" },
    { { .videos = 40, .done = 12, .waiting = 25, .wanted = 3, .again = 25 }, "12 of 40 videos; 3 files are missing" },
    { { .videos = 1, .wanted = 1 }, "0 of 1 video; 1 file is missing" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = reel_hand_over_dup_text (&cases[i].indexing);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int   argc,
      char *argv[])
{
  gst_init (&argc, &argv);
  reel_test_init (&argc, &argv);
  g_test_add_func ("/hand-over/text", test_text);
#define ADD(name, func) g_test_add ("/hand-over/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("calls", test_calls);
  ADD ("hand-over", test_hand_over);
  ADD ("ends", test_ends);
  return g_test_run ();
}
