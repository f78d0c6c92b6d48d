/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reel-test.h"
#include "search/reel-hit.h"

static void
count (guint *n)
{
  (*n)++;
}

static ReelVideo *
new_video (const char *uri)
{
  return g_object_new (REEL_TYPE_VIDEO, "profile", "p", "collection-id", "c", "uri", uri, NULL);
}

static void
test_label (void)
{
  static const struct
  {
    ReelSearchResult result;
    const char *label;
    const char *range;
  } cases[] = {
    { { (char *) "v", 0.874, TRUE, 12, 18 }, "vtest.avi, 0:12 – 0:18, similarity 0.87", "0:12 – 0:18" },
    { { (char *) "v", 0.71, FALSE, 0, 0 }, "vtest.avi, whole video, similarity 0.71", "Whole video" },
    { { (char *) "v", -0.25, TRUE, 3600, 3600 }, "vtest.avi, 1:00:00 – 1:00:00, similarity -0.25", "1:00:00 – 1:00:00" },
    { { (char *) "v", 1, TRUE, 0, 0.5 }, "vtest.avi, 0:00 – 0:01, similarity 1.00", "0:00 – 0:01" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ReelVideo *video = new_video ("file:///footage/vtest.avi");
      ReelHit *hit = reel_hit_new (video, "c", &cases[i].result);
      g_autofree char *label = reel_hit_dup_label (hit);
      g_autofree char *range = reel_hit_dup_range (hit);

      g_assert_cmpstr (label, ==, cases[i].label);
      g_assert_cmpstr (range, ==, cases[i].range);
      reel_test_assert_finalized (&hit);
      reel_test_assert_finalized (&video);
    }
}

static void
test_unknown (void)
{
  const ReelSearchResult result = { (char *) "v-17", 0.5, TRUE, 1, 2 };
  ReelHit *hit = reel_hit_new (NULL, NULL, &result);
  g_autofree char *label = reel_hit_dup_label (hit);

  g_assert_cmpstr (reel_hit_get_name (hit), ==, "Unknown file (v-17)");
  g_assert_cmpstr (label, ==, "Unknown file (v-17), 0:01 – 0:02, similarity 0.50");
  g_assert_null (reel_hit_get_uri (hit));
  g_assert_null (reel_hit_get_video (hit));
  g_assert_null (reel_hit_get_collection_id (hit));
  reel_test_assert_finalized (&hit);
}

/* A file that is relinked, or renamed, shows in the hits that are there already. */
static void
test_follows (void)
{
  const ReelSearchResult result = { (char *) "v", 0.5, FALSE, 7, 9 };
  ReelVideo *video = new_video ("file:///before/a.mp4");
  ReelHit *hit = reel_hit_new (video, "c", &result);
  guint uris = 0, names = 0;

  g_signal_connect_swapped (hit, "notify::uri", G_CALLBACK (count), &uris);
  g_signal_connect_swapped (hit, "notify::name", G_CALLBACK (count), &names);
  g_object_set (video, "uri", "file:///after/b.mp4", NULL);
  g_assert_cmpuint (uris, ==, 1);
  g_assert_cmpuint (names, ==, 1);
  g_assert_cmpstr (reel_hit_get_uri (hit), ==, "file:///after/b.mp4");
  g_assert_cmpstr (reel_hit_get_name (hit), ==, "b.mp4");
  /* Without times there are no made-up ones, whatever else the result says. */
  g_assert_cmpfloat (reel_hit_get_start (hit), ==, 0);
  g_assert_cmpfloat (reel_hit_get_end (hit), ==, 0);
  reel_test_assert_finalized (&hit);
  /* The hit has let go of the video. */
  g_object_set (video, "uri", "file:///later/c.mp4", NULL);
  g_assert_cmpuint (uris, ==, 1);
  reel_test_assert_finalized (&video);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/search/hit/label", test_label);
  g_test_add_func ("/search/hit/unknown", test_unknown);
  g_test_add_func ("/search/hit/follows", test_follows);
  return g_test_run ();
}
