/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-catalogue.h"
#include "reel-test.h"

static ReelCatalogue *
open_catalogue (void)
{
  g_autofree char *folder = reel_test_tmp ("tags");
  g_autofree char *path = g_build_filename (folder, "catalogue.db", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelCatalogue *catalogue;

  reel_catalogue_open_async (path, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  return catalogue;
}

static ReelVideo *
add (ReelCatalogue *catalogue,
     const char    *profile,
     const char    *uri)
{
  const char *uris[] = { uri, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) videos = NULL;

  reel_catalogue_add_videos_async (catalogue, profile, "c", uris, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  videos = reel_catalogue_add_videos_finish (catalogue, result, NULL);
  return videos->pdata[0]; /* the catalogue keeps it */
}

static void
count (guint *n)
{
  (*n)++;
}

/* What was said of a file is known of each video of it, of that service, also after a restart. */
static void
test_kept (void)
{
  ReelCatalogue *catalogue = open_catalogue ();
  ReelVideo *one = add (catalogue, "p", "file:///a.mp4"), *copy = add (catalogue, "p", "file:///copy.mp4");
  ReelVideo *other = add (catalogue, "p", "file:///b.mp4"), *elsewhere = add (catalogue, "q", "file:///a.mp4");
  g_autoptr (ReelVideo) again = NULL;
  guint notified = 0;

  reel_video_set_fingerprint (one, "f", 1);
  reel_video_set_fingerprint (copy, "f", 1);
  g_signal_connect_swapped (one, "notify::tags", G_CALLBACK (count), &notified);
  g_assert_null (reel_video_get_tags (one));
  reel_catalogue_save_tags (catalogue, "p", "file:///a.mp4", "shot size: close-up\n\n鏡頭: 推軌\n");
  reel_catalogue_save_tags (catalogue, "p", "file:///a.mp4", "shot size: close-up\n鏡頭: 推軌\n");
  reel_catalogue_save_tags (catalogue, "p", "file:///nowhere.mp4", "x");
  g_assert_cmpuint (notified, ==, 1);
  g_assert_true (reel_video_has_tag (one, "鏡頭: 推軌"));
  g_assert_true (reel_video_has_tag (copy, "shot size: close-up"));
  g_assert_false (reel_video_has_tag (one, "shot size"));
  g_assert_false (reel_video_has_tag (other, "shot size: close-up"));
  g_assert_null (reel_video_get_tags (elsewhere)); /* another service, with other words */
  add (catalogue, "p", "file:///later.mp4"); /* all that was written before is there by then */
  reel_test_assert_finalized (&catalogue);

  catalogue = open_catalogue ();
  again = g_list_model_get_item (G_LIST_MODEL (catalogue), 1);
  g_assert_cmpstr (reel_video_get_uri (again), ==, "file:///copy.mp4");
  g_assert_cmpuint (g_strv_length ((char **) reel_video_get_tags (again)), ==, 2);
  g_assert_true (reel_video_has_tag (again, "鏡頭: 推軌"));
  reel_test_assert_finalized (&catalogue);
}

/* However much a service says. */
static void
test_bounded (void)
{
  g_autoptr (ReelVideo) video = g_object_new (REEL_TYPE_VIDEO, "profile", "p", "collection-id", "c", "uri", "file:///a", NULL);
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (lines, "tag %u\n", i);
  reel_video_set_tags (video, lines->str);
  g_assert_cmpuint (g_strv_length ((char **) reel_video_get_tags (video)), ==, 200);
  reel_video_set_tags (video, "\n\n");
  g_assert_null (reel_video_get_tags (video));
  reel_video_set_tags (video, NULL);
  g_assert_null (reel_video_get_tags (video));
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/library/tags/kept", test_kept);
  g_test_add_func ("/library/tags/bounded", test_bounded);
  return g_test_run ();
}
