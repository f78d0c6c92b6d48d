/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "reel-test.h"
#include "search/reel-hit-groups.h"
#include "search/reel-hit-view.h"

/* A list that is kept in step with a model by its items-changed alone: what is told must be all that has changed. */
typedef struct
{
  GListModel *model;
  GPtrArray *items; /* (owned) */
  guint n_signals, n_removed, n_added;
} Mirror;

static void
follow (Mirror *mirror,
        guint   position,
        guint   removed,
        guint   added)
{
  mirror->n_signals++;
  mirror->n_removed = removed;
  mirror->n_added = added;
  if (removed > 0)
    g_ptr_array_remove_range (mirror->items, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (mirror->items, (int) (position + i), g_list_model_get_item (mirror->model, position + i));
}

static void
mirror_start (Mirror     *mirror,
              GListModel *model)
{
  *mirror = (Mirror){ model, g_ptr_array_new_with_free_func (g_object_unref), 0, 0, 0 };
  follow (mirror, 0, 0, g_list_model_get_n_items (model));
  mirror->n_signals = 0;
  g_signal_connect_swapped (model, "items-changed", G_CALLBACK (follow), mirror);
}

static void
mirror_check (Mirror *mirror)
{
  g_assert_cmpuint (mirror->items->len, ==, g_list_model_get_n_items (mirror->model));
  for (guint i = 0; i < mirror->items->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (mirror->model, i);

      g_assert_true (item == mirror->items->pdata[i]);
    }
}

static void
mirror_stop (Mirror *mirror)
{
  mirror_check (mirror);
  g_signal_handlers_disconnect_by_data (mirror->model, mirror);
  g_ptr_array_unref (mirror->items);
}

static void
add (GListStore *store,
     const char *collection,
     ReelVideo  *video,
     const char *id,
     double      similarity,
     double      start,
     double      end)
{
  const ReelSearchResult result = { (char *) id, similarity, start >= 0, MAX (0, start), MAX (0, end) };
  g_autoptr (ReelHit) hit = reel_hit_new (video, collection, &result);

  g_list_store_append (store, hit);
}

static ReelVideo *
new_video (const char *uri)
{
  return g_object_new (REEL_TYPE_VIDEO, "profile", "p", "collection-id", "c", "uri", uri, NULL);
}

/* What is shown, as similarities in percent */
static void
assert_shown (ReelHitView *view,
              const char  *expected)
{
  g_autoptr (GString) shown = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (view)); i++)
    {
      g_autoptr (ReelHit) hit = g_list_model_get_item (G_LIST_MODEL (view), i);

      g_assert_cmpuint (reel_hit_get_position (hit), ==, i);
      g_string_append_printf (shown, "%s%.0f", i > 0 ? " " : "", reel_hit_get_similarity (hit) * 100);
    }
  g_assert_cmpstr (shown->str, ==, expected);
}

/* Sure hits come before possible ones by similarity only; a filter may leave nothing to divide. */
static void
test_possible (void)
{
  static const struct
  {
    const char *id;
    double similarity, start;
  } hits[] = { { "a", 0.9, 1 }, { "b", 0.6, 2 }, { "a", 0.54, 3 }, { "c", 0.4, 40 }, { "b", 0.3, 5 } };
  g_autoptr (GListStore) store = g_list_store_new (REEL_TYPE_HIT);
  ReelHitView *view = reel_hit_view_new ();
  ReelHitGroups *groups = reel_hit_groups_new ();
  guint position = 0;

  for (guint i = 0; i < G_N_ELEMENTS (hits); i++)
    {
      const ReelSearchResult result = { .video_id = (char *) hits[i].id, .similarity = hits[i].similarity, .has_times = TRUE,
                                        .start = hits[i].start, .end = hits[i].start + (i == 3 ? 10 : 1),
                                        .is_possible = hits[i].similarity < 0.55 };
      g_autoptr (ReelHit) hit = reel_hit_new (NULL, "c", &result);

      g_list_store_append (store, hit);
    }
  reel_hit_groups_set_divided (groups, TRUE);
  reel_hit_groups_set_model (groups, G_LIST_MODEL (view));
  reel_hit_view_set_model (view, G_LIST_MODEL (store));
  g_assert_cmpuint (reel_hit_view_get_n_possible (view), ==, 3);
  g_assert_true (reel_hit_view_get_first_possible (view, &position));
  g_assert_cmpuint (position, ==, 2);
  /* Of the three videos two have a sure hit. */
  g_assert_true (reel_hit_groups_get_first_possible (groups, &position));
  g_assert_cmpuint (position, ==, 2);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (ReelHitGroup) group = g_list_model_get_item (G_LIST_MODEL (groups), i);

      g_assert_cmpint (reel_hit_group_get_begins_possible (group), ==, i == 2);
    }

  reel_hit_view_set_sort (view, REEL_HIT_SORT_TIME);
  g_assert_false (reel_hit_view_get_first_possible (view, &position));
  reel_hit_groups_set_divided (groups, FALSE);
  {
    g_autoptr (ReelHitGroup) group = g_list_model_get_item (G_LIST_MODEL (groups), 2);

    g_assert_false (reel_hit_group_get_begins_possible (group));
  }
  reel_hit_view_set_sort (view, REEL_HIT_SORT_SIMILARITY);
  reel_hit_groups_set_divided (groups, TRUE);
  reel_hit_view_set_length (view, REEL_HIT_LENGTH_MEDIUM); /* one, and that is possible */
  g_assert_cmpuint (reel_hit_view_get_n_possible (view), ==, 1);
  g_assert_false (reel_hit_view_get_first_possible (view, &position));
  g_assert_false (reel_hit_groups_get_first_possible (groups, &position));
  reel_hit_view_set_length (view, REEL_HIT_LENGTH_ANY);
  reel_hit_view_set_cut_off (view, 0.35); /* the sure ones alone */
  g_assert_cmpuint (reel_hit_view_get_n_possible (view), ==, 0);
  g_assert_false (reel_hit_view_get_first_possible (view, &position));
  g_assert_finalize_object (groups);
  g_assert_finalize_object (view);
}

static void
test_view (void)
{
  g_autoptr (GListStore) store = g_list_store_new (REEL_TYPE_HIT);
  ReelVideo *two = new_video ("file:///footage/clip2.mp4");
  ReelVideo *ten = new_video ("file:///footage/clip10.mp4");
  ReelHitView *view = reel_hit_view_new ();
  Mirror mirror;
  guint bins[4];

  add (store, "c", ten, "v10", 0.80, 40, 44);
  add (store, "c", two, "v2", 0.60, 20, 25);
  add (store, "d", NULL, "v9", 0.72, 1, 60);
  add (store, "c", two, "v2", 0.40, -1, 0);
  add (store, "c", ten, "v10", 0.20, 3, 6);
  reel_video_set_missing (two, TRUE);
  mirror_start (&mirror, G_LIST_MODEL (view));
  reel_hit_view_set_model (view, G_LIST_MODEL (store));
  assert_shown (view, "80 72 60 40 20");
  g_assert_cmpuint (reel_hit_view_get_n_videos (view), ==, 3);
  g_assert_cmpuint (mirror.n_signals, ==, 1);
  g_assert_cmpfloat_with_epsilon (reel_hit_view_get_largest_drop (view), 0.75, 1e-9);
  reel_hit_view_count (view, bins, 4); /* drops of 0, 10, 25, 50 and 75 % */
  g_assert_cmpuint (bins[0], ==, 2);
  g_assert_cmpuint (bins[1], ==, 1);
  g_assert_cmpuint (bins[2], ==, 1);
  g_assert_cmpuint (bins[3], ==, 1);

  /* 2 before 10, and in a file by time; capitals come first in the C locale. */
  reel_hit_view_set_sort (view, REEL_HIT_SORT_FILE);
  assert_shown (view, "72 40 60 20 80");
  reel_hit_view_set_sort (view, REEL_HIT_SORT_TIME);
  assert_shown (view, "40 72 20 60 80");
  reel_hit_view_set_sort (view, REEL_HIT_SORT_SIMILARITY);

  /* The cut is at the drop itself, which stays; only the end of the list is told of. */
  reel_hit_view_set_cut_off (view, 0.25);
  assert_shown (view, "80 72 60");
  g_assert_cmpuint (mirror.n_removed, ==, 2);
  g_assert_cmpuint (mirror.n_added, ==, 0);
  g_assert_cmpuint (reel_hit_view_get_n_videos (view), ==, 3);
  g_assert_cmpfloat_with_epsilon (reel_hit_view_get_largest_drop (view), 0.75, 1e-9); /* where the slider ends */
  mirror.n_signals = 0;
  reel_hit_view_set_cut_off (view, 0.26);
  g_assert_cmpuint (mirror.n_signals, ==, 0);
  reel_hit_view_set_cut_off (view, 0);
  assert_shown (view, "80");
  reel_hit_view_set_cut_off (view, G_MAXDOUBLE);

  reel_hit_view_set_place (view, REEL_HIT_PLACE_HERE);
  assert_shown (view, "80 20");
  g_assert_true (reel_hit_view_get_is_filtered (view));
  reel_hit_view_set_place (view, REEL_HIT_PLACE_ELSEWHERE);
  assert_shown (view, "72 60 40");
  /* The best of all is what a drop is measured by, filtered or not. */
  reel_hit_view_set_cut_off (view, 0.1);
  assert_shown (view, "72");
  reel_hit_view_clear_filters (view);
  assert_shown (view, "80 72 60 40 20");
  g_assert_false (reel_hit_view_get_is_filtered (view));

  /* What nobody knows of a video is not said of it. */
  reel_video_set_tags (ten, "shot size: close-up\ncamera movement: pan");
  reel_video_set_tags (two, "shot size: wide");
  reel_hit_view_set_tag (view, "shot size: close-up");
  assert_shown (view, "80 20");
  g_assert_true (reel_hit_view_get_is_filtered (view));
  reel_hit_view_set_tag (view, "shot size");
  assert_shown (view, "");
  reel_hit_view_clear_filters (view);
  g_assert_null (reel_hit_view_get_tag (view));
  assert_shown (view, "80 72 60 40 20");

  /* What is new comes first, in both parts the best. */
  {
    g_autoptr (ReelHit) third = g_list_model_get_item (G_LIST_MODEL (store), 3);
    g_autoptr (ReelHit) second = g_list_model_get_item (G_LIST_MODEL (store), 1);

    reel_hit_set_is_new (third, TRUE);
    reel_hit_set_is_new (second, TRUE);
    reel_hit_view_set_sort (view, REEL_HIT_SORT_NEW);
    assert_shown (view, "60 40 80 72 20");
    reel_hit_view_set_sort (view, REEL_HIT_SORT_SIMILARITY);
  }

  reel_hit_view_set_length (view, REEL_HIT_LENGTH_SHORT);
  assert_shown (view, "80 20");
  reel_hit_view_set_length (view, REEL_HIT_LENGTH_MEDIUM);
  assert_shown (view, "60");
  reel_hit_view_set_length (view, REEL_HIT_LENGTH_LONG);
  assert_shown (view, "72");
  reel_hit_view_set_length (view, REEL_HIT_LENGTH_WHOLE);
  assert_shown (view, "40");
  reel_hit_view_set_length (view, REEL_HIT_LENGTH_ANY);
  reel_hit_view_set_collection_id (view, "d");
  assert_shown (view, "72");
  reel_hit_view_set_collection_id (view, "nowhere");
  assert_shown (view, "");
  g_assert_cmpfloat (reel_hit_view_get_largest_drop (view), ==, 0);
  reel_hit_view_set_collection_id (view, NULL);

  /* Another answer: the cut-off is of what is best now. */
  reel_hit_view_set_cut_off (view, 0.5);
  assert_shown (view, "80 72 60 40");
  g_list_store_remove (store, 0);
  assert_shown (view, "72 60 40");
  g_list_store_remove_all (store);
  assert_shown (view, "");
  mirror_stop (&mirror);
  reel_test_assert_finalized (&view);
  g_object_unref (two);
  g_object_unref (ten);
}

/* Files come and go while the hits are looked at. */
static void
test_place (void)
{
  g_autoptr (GListStore) store = g_list_store_new (REEL_TYPE_HIT);
  g_autoptr (GPtrArray) videos = g_ptr_array_new_with_free_func (g_object_unref);
  ReelVideo *lost = g_object_new (REEL_TYPE_VIDEO, "profile", "p", "collection-id", "c", NULL);
  ReelHitView *view = reel_hit_view_new ();
  Mirror mirror;

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *uri = g_strdup_printf ("file:///footage/%u.mp4", i);

      g_ptr_array_add (videos, new_video (uri));
      add (store, "c", videos->pdata[i], uri, 0.9 - i * 0.01, 0, 1);
      add (store, "c", videos->pdata[i], uri, 0.2 - i * 0.001, 5, 6);
    }
  add (store, "c", lost, "lost", 0.05, 0, 1);
  reel_hit_view_set_model (view, G_LIST_MODEL (store));
  mirror_start (&mirror, G_LIST_MODEL (view));

  /* Without the filter nothing follows from it. */
  reel_video_set_missing (videos->pdata[0], TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (mirror.n_signals, ==, 0);
  reel_hit_view_set_place (view, REEL_HIT_PLACE_HERE);
  g_assert_cmpuint (mirror.items->len, ==, 98);

  /* All of a disk at once is one change. */
  mirror.n_signals = 0;
  for (guint i = 1; i < 50; i++)
    reel_video_set_missing (videos->pdata[i], TRUE);
  reel_test_wait (mirror.items->len == 0);
  g_assert_cmpuint (mirror.n_signals, ==, 1);
  reel_video_set_missing (videos->pdata[3], FALSE);
  reel_test_wait (mirror.items->len == 2);
  assert_shown (view, "87 20");
  g_object_set (lost, "uri", "file:///found.mp4", NULL); /* found by hand */
  reel_test_wait (mirror.items->len == 3);
  assert_shown (view, "87 20 5");
  reel_hit_view_set_place (view, REEL_HIT_PLACE_ELSEWHERE);
  g_assert_cmpuint (mirror.items->len, ==, 98);
  reel_video_set_missing (videos->pdata[3], TRUE);
  reel_test_wait (mirror.items->len == 100);

  /* What is not shown any more is not followed, nor what is decided already. */
  reel_video_set_missing (videos->pdata[4], FALSE);
  g_list_store_remove_all (store);
  mirror.n_signals = 0;
  reel_video_set_missing (videos->pdata[4], TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (mirror.n_signals, ==, 0);
  add (store, "c", videos->pdata[7], "7", 0.9, 0, 1);
  reel_video_set_missing (videos->pdata[7], FALSE);
  mirror_stop (&mirror);
  reel_test_assert_finalized (&view); /* with a change under way */
  g_list_store_remove_all (store);
  g_object_unref (lost);
}

static void
test_below_zero (void)
{
  g_autoptr (GListStore) store = g_list_store_new (REEL_TYPE_HIT);
  ReelHitView *view = reel_hit_view_new ();

  add (store, "c", NULL, "a", -0.2, 0, 1);
  add (store, "c", NULL, "b", -0.3, 0, 1);
  reel_hit_view_set_model (view, G_LIST_MODEL (store));
  reel_hit_view_set_cut_off (view, 0.5);
  assert_shown (view, "-20 -30");
  reel_hit_view_set_cut_off (view, 0.4);
  assert_shown (view, "-20");
  reel_test_assert_finalized (&view);
}

static void
test_groups (void)
{
  g_autoptr (GListStore) store = g_list_store_new (REEL_TYPE_HIT);
  ReelHitView *view = reel_hit_view_new ();
  ReelHitGroups *groups = reel_hit_groups_new ();
  g_autoptr (ReelHitGroup) first = NULL, again = NULL;
  Mirror mirror, strip;

  add (store, "c", NULL, "a", 0.9, 0, 1);
  add (store, "c", NULL, "b", 0.8, 0, 1);
  add (store, "c", NULL, "a", 0.7, 8, 9);
  add (store, "c", NULL, "b", 0.6, 5, 6);
  add (store, "c", NULL, "c", 0.5, 5, 6);
  mirror_start (&mirror, G_LIST_MODEL (groups));
  reel_hit_view_set_model (view, G_LIST_MODEL (store));
  reel_hit_groups_set_model (groups, G_LIST_MODEL (view));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (groups)), ==, 3);
  first = g_list_model_get_item (G_LIST_MODEL (groups), 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (first)), ==, 2);
  g_assert_cmpfloat (reel_hit_get_similarity (reel_hit_group_get_best (first)), ==, 0.9);

  /* A hit less: its group stays, and the strip shows it; a group without hits goes. */
  mirror_start (&strip, G_LIST_MODEL (first));
  mirror.n_signals = 0;
  reel_hit_view_set_cut_off (view, 0.2);
  again = g_list_model_get_item (G_LIST_MODEL (groups), 0);
  g_assert_true (again == first);
  g_assert_cmpuint (strip.n_signals, ==, 1);
  g_assert_cmpuint (strip.n_removed, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (first)), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (groups)), ==, 2);
  g_assert_cmpuint (mirror.n_signals, ==, 1);
  g_assert_cmpuint (mirror.n_removed, ==, 1);
  g_assert_cmpuint (mirror.n_added, ==, 0);
  mirror_stop (&strip);
  mirror_stop (&mirror);
  reel_test_assert_finalized (&groups);
  reel_test_assert_finalized (&view);
}

/* The plain reference: whether a hit is to be shown, and which of two comes first. */
static gboolean
is_wanted (ReelHit      *hit,
           double        best,
           double        cut_off,
           ReelHitPlace  place,
           ReelHitLength length,
           const char   *collection)
{
  double seconds = reel_hit_get_end (hit) - reel_hit_get_start (hit);
  gboolean here = reel_hit_get_video (hit) != NULL && !reel_video_get_missing (reel_hit_get_video (hit));
  ReelHitLength is = !reel_hit_get_has_times (hit) ? REEL_HIT_LENGTH_WHOLE
                     : seconds < 5                 ? REEL_HIT_LENGTH_SHORT
                     : seconds < 30                ? REEL_HIT_LENGTH_MEDIUM
                                                   : REEL_HIT_LENGTH_LONG;

  return reel_hit_get_similarity (hit) >= best - cut_off * fabs (best) - 1e-9
         && (place == REEL_HIT_PLACE_ANY || here == (place == REEL_HIT_PLACE_HERE))
         && (length == REEL_HIT_LENGTH_ANY || length == is)
         && (collection == NULL || g_str_equal (collection, reel_hit_get_collection_id (hit)));
}

static gboolean
comes_later (ReelHit    *one,
             ReelHit    *other,
             ReelHitSort sort)
{
  double a = reel_hit_get_has_times (one) ? reel_hit_get_start (one) : -1;
  double b = reel_hit_get_has_times (other) ? reel_hit_get_start (other) : -1;
  int names;

  if (sort == REEL_HIT_SORT_SIMILARITY)
    return reel_hit_get_similarity (one) < reel_hit_get_similarity (other);
  names = g_strcmp0 (reel_hit_get_name (one), reel_hit_get_name (other));
  if (sort == REEL_HIT_SORT_FILE && names != 0)
    return names > 0;
  return a > b;
}

static void
test_property (void)
{
  g_autoptr (GPtrArray) videos = g_ptr_array_new_with_free_func (g_object_unref);
  static const char * const collections[] = { "c", "d", "e" };

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *uri = g_strdup_printf ("file:///footage/%c.mp4", (char) ('a' + i));

      g_ptr_array_add (videos, new_video (uri));
      reel_video_set_missing (videos->pdata[i], i == 3);
    }
  for (guint round = 0; round < 100; round++)
    {
      g_autoptr (GListStore) store = g_list_store_new (REEL_TYPE_HIT);
      ReelHitView *view = reel_hit_view_new ();
      ReelHitGroups *groups = reel_hit_groups_new ();
      guint n = (guint) g_test_rand_int_range (0, 60);
      Mirror mirror, group_mirror;

      for (guint i = 0; i < n; i++)
        {
          int v = g_test_rand_int_range (0, 5);
          g_autofree char *id = g_strdup_printf ("%c", 'a' + v);
          double start = g_test_rand_int_range (0, 8) == 0 ? -1 : g_test_rand_int_range (0, 50);

          add (store, collections[g_test_rand_int_range (0, 3)], v < 4 ? videos->pdata[v] : NULL, id,
               (double) g_test_rand_int_range (0, 50) / 50, start, start + g_test_rand_int_range (0, 60));
        }
      reel_hit_view_set_model (view, G_LIST_MODEL (store));
      reel_hit_groups_set_model (groups, G_LIST_MODEL (view));
      mirror_start (&mirror, G_LIST_MODEL (view));
      mirror_start (&group_mirror, G_LIST_MODEL (groups));
      for (guint step = 0; step < 12; step++)
        {
          double best = 0;
          g_autoptr (GPtrArray) wanted = g_ptr_array_new ();
          guint position = 0;

          switch (g_test_rand_int_range (0, 6))
            {
            case 0:
              reel_hit_view_set_sort (view, (ReelHitSort) g_test_rand_int_range (0, 3));
              break;
            case 1:
              reel_hit_view_set_cut_off (view, (double) g_test_rand_int_range (0, 11) / 10);
              break;
            case 2:
              reel_hit_view_set_place (view, (ReelHitPlace) g_test_rand_int_range (0, 3));
              break;
            case 3:
              reel_hit_view_set_length (view, (ReelHitLength) g_test_rand_int_range (0, 5));
              break;
            case 4:
              reel_hit_view_set_collection_id (view, g_test_rand_bit () ? collections[g_test_rand_int_range (0, 3)] : NULL);
              break;
            default:
              reel_hit_view_clear_filters (view);
              break;
            }
          for (guint i = 0; i < n; i++)
            {
              g_autoptr (ReelHit) hit = g_list_model_get_item (G_LIST_MODEL (store), i);

              best = MAX (best, reel_hit_get_similarity (hit));
            }
          for (guint i = 0; i < n; i++)
            {
              g_autoptr (ReelHit) hit = g_list_model_get_item (G_LIST_MODEL (store), i);

              if (!is_wanted (hit, best, MIN (2, reel_hit_view_get_cut_off (view)), reel_hit_view_get_place (view),
                              reel_hit_view_get_length (view), reel_hit_view_get_collection_id (view)))
                continue;
              /* Behind all that do not come later: a stable insertion. */
              for (position = wanted->len; position > 0; position--)
                {
                  if (!comes_later (wanted->pdata[position - 1], hit, reel_hit_view_get_sort (view)))
                    break;
                }
              g_ptr_array_insert (wanted, (int) position, hit);
            }
          mirror_check (&mirror);
          mirror_check (&group_mirror);
          g_assert_cmpuint (mirror.items->len, ==, wanted->len);
          for (guint i = 0; i < wanted->len; i++)
            g_assert_true (mirror.items->pdata[i] == wanted->pdata[i]);
        }
      mirror_stop (&group_mirror);
      mirror_stop (&mirror);
      reel_test_assert_finalized (&groups);
      reel_test_assert_finalized (&view);
    }
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/search/view/possible", test_possible);
  g_test_add_func ("/search/view/table", test_view);
  g_test_add_func ("/search/view/place", test_place);
  g_test_add_func ("/search/view/below-zero", test_below_zero);
  g_test_add_func ("/search/view/groups", test_groups);
  g_test_add_func ("/search/view/property", test_property);
  return g_test_run ();
}
