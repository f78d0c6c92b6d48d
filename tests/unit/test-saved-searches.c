/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-catalogue-answers.h"
#include "reel-test.h"
#include "search/reel-saved-searches.h"
#include "search/reel-search-scope.h"
#include "search/reel-seen-hits.h"

static ReelCatalogue *
open_catalogue (const char *name)
{
  g_autofree char *folder = reel_test_tmp ("saved");
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ReelCatalogue *catalogue;

  reel_catalogue_open_async (path, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  catalogue = reel_catalogue_open_finish (result, NULL, &error);
  g_assert_no_error (error);
  return catalogue;
}

static ReelSavedSearch *
at (ReelSavedSearches *searches,
    guint              position)
{
  g_autoptr (ReelSavedSearch) search = g_list_model_get_item (G_LIST_MODEL (searches), position);

  return search; /* the list keeps it */
}

static guint
count (ReelSavedSearches *searches)
{
  return g_list_model_get_n_items (G_LIST_MODEL (searches));
}

/* What was written before is there: the database works in order. */
static void
flush (ReelCatalogue *catalogue)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) list = NULL;

  reel_catalogue_list_saved_async (catalogue, "p", NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  list = reel_catalogue_list_saved_finish (catalogue, result, NULL);
  g_assert_nonnull (list);
}

static void
make_ready (ReelCatalogue *catalogue,
            const char    *collection_id,
            const char    *uri,
            const char    *video_id)
{
  const char *uris[] = { uri, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) videos = NULL;

  reel_catalogue_add_videos_async (catalogue, "p", collection_id, uris, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  videos = reel_catalogue_add_videos_finish (catalogue, result, NULL);
  reel_video_set_video_id (videos->pdata[0], video_id);
  reel_video_set_state (videos->pdata[0], REEL_VIDEO_STATE_READY);
}

static void
set_collections (ReelCatalogue *catalogue)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_collection_record_free);

  g_ptr_array_add (records, reel_collection_record_new ("c1", "Dogs", NULL));
  g_ptr_array_add (records, reel_collection_record_new ("c2", "Travel", NULL));
  reel_catalogue_save_collections (catalogue, "p", records);
}

static void
add_hit (GPtrArray     *hits,
         ReelCatalogue *catalogue,
         const char    *video_id,
         double         similarity,
         double         start,
         double         end)
{
  ReelSearchResult result = { (char *) video_id, similarity, end > 0, start, end };
  ReelVideo *video = catalogue != NULL ? reel_catalogue_find_video (catalogue, "p", video_id) : NULL;

  g_ptr_array_add (hits, reel_hit_new (video, "c1", &result));
}

static gboolean
is_new (ReelSeenHits  *seen,
        ReelCatalogue *catalogue,
        const char    *video_id,
        double         similarity,
        double         start,
        double         end)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func (g_object_unref);

  add_hit (hits, catalogue, video_id, similarity, start, end);
  return reel_seen_hits_is_new (seen, hits->pdata[0]);
}

/* Of an answer that was all there is, a moment that was not in it is new, whatever its similarity. */
static void
test_complete (void)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (ReelSeenHits) seen = NULL;

  g_assert_null (reel_seen_hits_new (NULL, NULL, NULL, NULL));
  g_assert_false (is_new (NULL, NULL, "v1", 0.9, 1, 2)); /* nobody has looked */
  add_hit (hits, NULL, "v1", 0.9, 12, 18);
  add_hit (hits, NULL, "v1", 0.8, 100, 200);
  add_hit (hits, NULL, "v1", 0.8, 110, 112);
  add_hit (hits, NULL, "v2", 0.5, 0, 0);
  packed = reel_seen_hits_pack (hits, TRUE);
  seen = reel_seen_hits_new (packed, NULL, NULL, NULL);
  g_assert_false (is_new (seen, NULL, "v1", 0.9, 12, 18));
  g_assert_false (is_new (seen, NULL, "v1", 0.1, 12, 18));      /* another score */
  g_assert_false (is_new (seen, NULL, "v1", 0.9, 12.04, 17.96)); /* rounded otherwise */
  g_assert_false (is_new (seen, NULL, "v1", 0.9, 10, 20));      /* merged with a neighbour */
  g_assert_false (is_new (seen, NULL, "v1", 0.9, 190, 199));    /* in a long one that began before a short one */
  g_assert_true (is_new (seen, NULL, "v1", 0.9, 18, 24));       /* touches */
  g_assert_true (is_new (seen, NULL, "v1", 0.9, 40, 46));
  g_assert_true (is_new (seen, NULL, "v1", 0.9, 5, 5));
  g_assert_true (is_new (seen, NULL, "v3", 0.1, 12, 18));
  g_assert_false (is_new (seen, NULL, "v2", 0.4, 0, 0));
  g_assert_false (is_new (seen, NULL, "v2", 0.4, 3, 5)); /* of a whole video that was seen */
}

/* Of an answer that was cut at top_k, a larger one brings what was there before; only videos that were not are new. */
static void
test_cut (void)
{
  ReelCatalogue *catalogue = open_catalogue ("cut.db");
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) known = NULL;
  g_autoptr (ReelSeenHits) seen = NULL;

  set_collections (catalogue);
  make_ready (catalogue, "c1", "file:///a.mp4", "v1");
  make_ready (catalogue, "c1", "file:///b.mp4", "v2");
  known = reel_search_scope_dup_videos (catalogue, "p", "c1");
  add_hit (hits, catalogue, "v1", 0.9, 12, 18);
  add_hit (hits, catalogue, "x1", 0.6, 1, 2);
  packed = reel_seen_hits_pack (hits, FALSE);
  seen = reel_seen_hits_new (packed, known, catalogue, "p");
  make_ready (catalogue, "c1", "file:///c.mp4", "v3");
  g_assert_false (is_new (seen, catalogue, "v1", 0.95, 40, 46)); /* one that was seen, with another score */
  g_assert_false (is_new (seen, catalogue, "v2", 0.95, 40, 46)); /* one that could be found, and was not */
  g_assert_true (is_new (seen, catalogue, "v3", 0.1, 40, 46));
  g_assert_false (is_new (seen, catalogue, "x1", 0.95, 40, 46));
  g_assert_true (is_new (seen, catalogue, "x2", 0.61, 40, 46)); /* of elsewhere, and not below the cut */
  g_assert_false (is_new (seen, catalogue, "x2", 0.6, 40, 46));
  g_clear_pointer (&seen, reel_seen_hits_free);
  g_ptr_array_set_size (hits, 0);
  reel_test_assert_finalized (&catalogue);
}

/* A copy of a file that was seen is not new under its other id. */
static void
test_copy (void)
{
  ReelCatalogue *catalogue = open_catalogue ("copy.db");
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (ReelSeenHits) seen = NULL;

  make_ready (catalogue, "c1", "file:///a.mp4", "v1");
  make_ready (catalogue, "c1", "file:///copy.mp4", "v2");
  reel_video_set_fingerprint (reel_catalogue_find_video (catalogue, "p", "v1"), "f", 1);
  reel_video_set_fingerprint (reel_catalogue_find_video (catalogue, "p", "v2"), "f", 1);
  add_hit (hits, catalogue, "v1", 0.9, 12, 18);
  packed = reel_seen_hits_pack (hits, TRUE);
  seen = reel_seen_hits_new (packed, NULL, catalogue, "p");
  g_assert_false (is_new (seen, catalogue, "v2", 0.9, 12, 18));
  g_assert_true (is_new (seen, catalogue, "v2", 0.9, 32, 38));
  g_clear_pointer (&seen, reel_seen_hits_free);
  g_ptr_array_set_size (hits, 0);
  reel_test_assert_finalized (&catalogue);
}

/* Bytes that are none do no harm, whatever they are. */
static void
test_broken (void)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GBytes) packed = NULL;
  const guint8 *data;
  gsize size;

  for (guint i = 0; i < 20; i++)
    add_hit (hits, NULL, "v1", 0.9, i * 10, i * 10 + 5);
  packed = reel_seen_hits_pack (hits, TRUE);
  data = g_bytes_get_data (packed, &size);
  for (gsize i = 0; i < size; i++)
    {
      g_autoptr (GBytes) cut = g_bytes_new (data, i);
      g_autofree guint8 *copy = g_memdup2 (data, size);
      g_autoptr (GBytes) turned = NULL;
      ReelSeenHits *seen = reel_seen_hits_new (cut, cut, NULL, NULL);

      g_assert_true (seen == NULL || i >= 5); /* without a hit it is one in which nothing was seen */
      g_clear_pointer (&seen, reel_seen_hits_free);
      copy[i] ^= 0xff;
      turned = g_bytes_new_take (g_steal_pointer (&copy), size);
      seen = reel_seen_hits_new (turned, turned, NULL, NULL);
      is_new (seen, NULL, "v1", 0.9, 12, 18);
      g_clear_pointer (&seen, reel_seen_hits_free);
    }
}

/* A thousand seen moments on end: only those of the right time are compared, and all of them are. */
static void
test_against_reference (void)
{
  g_autoptr (GRand) dice = g_rand_new_with_seed (20261126);

  for (guint round = 0; round < 40; round++)
    {
      g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func (g_object_unref);
      g_autoptr (GBytes) packed = NULL;
      g_autoptr (ReelSeenHits) seen = NULL;

      for (guint i = 0; i < 30; i++)
        {
          double start = g_rand_int_range (dice, 0, 400);

          add_hit (hits, NULL, "v1", 0.5, start, start + g_rand_int_range (dice, 1, round % 2 == 0 ? 5 : 200));
        }
      packed = reel_seen_hits_pack (hits, TRUE);
      seen = reel_seen_hits_new (packed, NULL, NULL, NULL);
      for (guint i = 0; i < 50; i++)
        {
          double start = g_rand_int_range (dice, 0, 400), end = start + g_rand_int_range (dice, 1, 30);
          gboolean expected = TRUE;

          for (guint j = 0; j < hits->len; j++)
            {
              double from = reel_hit_get_start (hits->pdata[j]), to = reel_hit_get_end (hits->pdata[j]);

              if (MIN (end, to) - MAX (start, from) >= MIN (end - start, to - from) / 2 - 0.05)
                expected = FALSE;
            }
          g_assert_cmpint (is_new (seen, NULL, "v1", 0.5, start, end), ==, expected);
        }
    }
}

static void
test_scope (void)
{
  ReelCatalogue *catalogue = open_catalogue ("scope.db");
  g_autoptr (GBytes) none = NULL;
  g_autoptr (GBytes) one = NULL;
  g_autoptr (GBytes) all = NULL;
  g_autoptr (GBytes) gone = NULL;

  set_collections (catalogue);
  none = reel_search_scope_dup_videos (catalogue, "p", "c1");
  g_assert_false (reel_search_scope_has_more (none, NULL));
  make_ready (catalogue, "c1", "file:///a.mp4", "v1");
  make_ready (catalogue, "c2", "file:///b.mp4", "v2");
  make_ready (catalogue, "elsewhere", "file:///d.mp4", "v3"); /* of a collection that is gone */
  one = reel_search_scope_dup_videos (catalogue, "p", "c1");
  all = reel_search_scope_dup_videos (catalogue, "p", NULL);
  gone = reel_search_scope_dup_videos (catalogue, "p", "elsewhere");
  g_assert_cmpuint (g_bytes_get_size (gone), ==, 0);
  g_assert_true (reel_search_scope_has_more (one, none));
  g_assert_true (reel_search_scope_has_more (one, NULL));
  g_assert_true (reel_search_scope_has_more (all, one));
  g_assert_false (reel_search_scope_has_more (one, all));
  g_assert_false (reel_search_scope_has_more (none, one)); /* less is not more */
  g_assert_true (reel_search_scope_has_video (all, "v2"));
  g_assert_false (reel_search_scope_has_video (one, "v2"));
  g_assert_false (reel_search_scope_has_video (all, "v3"));
  reel_video_set_state (reel_catalogue_find_video (catalogue, "p", "v2"), REEL_VIDEO_STATE_PROCESSING);
  g_clear_pointer (&all, g_bytes_unref);
  all = reel_search_scope_dup_videos (catalogue, "p", NULL);
  g_assert_false (reel_search_scope_has_more (all, one));
  reel_test_assert_finalized (&catalogue);
}

static void
counted (guint *n)
{
  (*n)++;
}

/* What is saved is there after a restart, in its order, with its name and what was seen; what was removed is not, unless it
 * came back. Texts are what was typed. */
static void
test_kept (void)
{
  ReelCatalogue *catalogue = open_catalogue ("kept.db");
  ReelSavedSearches *searches = reel_saved_searches_new (catalogue, "p"), *others = NULL;
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (ReelSavedSearch) removed = NULL;
  g_autoptr (GBytes) seen = NULL;
  ReelSavedSearch *search;
  guint changes = 0;

  g_signal_connect_swapped (searches, "items-changed", G_CALLBACK (counted), &changes);
  set_collections (catalogue);
  make_ready (catalogue, "c1", "file:///a.mp4", "v1");
  search = reel_saved_searches_add (searches, "夕陽下的海邊", "c1");
  g_assert_true (reel_saved_searches_add (searches, "夕陽下的海邊", "c1") == search);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_null (reel_saved_searches_find (searches, "夕陽下的海邊", NULL)); /* another scope is another search */
  g_assert_null (reel_saved_searches_find (searches, NULL, NULL));
  reel_saved_searches_add (searches, "a dog; DROP TABLE 'videos'", NULL);
  reel_saved_searches_add (searches, "third", NULL);
  add_hit (hits, catalogue, "v1", 0.9, 12, 18);
  reel_saved_searches_look (searches, search, hits, TRUE);
  seen = g_bytes_ref (reel_saved_search_get_seen (search));
  add_hit (hits, catalogue, "v9", 0.9, 12, 18);
  reel_saved_searches_note (searches, search, hits, reel_saved_search_get_known (search));
  g_assert_cmpuint (reel_saved_search_get_n_new (search), ==, 1);
  reel_saved_searches_rename (searches, search, "夕陽");
  removed = g_object_ref (at (searches, 2));
  reel_saved_searches_remove (searches, removed);
  g_assert_cmpuint (count (searches), ==, 2);
  g_assert_false (reel_saved_searches_contains (searches, removed));
  reel_saved_searches_remove (searches, removed); /* twice is once */
  flush (catalogue);
  g_ptr_array_set_size (hits, 0);
  reel_test_assert_finalized (&searches);
  reel_test_assert_finalized (&catalogue);

  catalogue = open_catalogue ("kept.db");
  searches = reel_saved_searches_new (catalogue, "p");
  others = reel_saved_searches_new (catalogue, "q");
  reel_test_wait (count (searches) == 2);
  g_assert_cmpstr (reel_saved_search_get_text (at (searches, 0)), ==, "夕陽下的海邊");
  g_assert_cmpstr (reel_saved_search_get_collection_id (at (searches, 0)), ==, "c1");
  g_assert_cmpstr (reel_saved_search_get_shown_name (at (searches, 0)), ==, "夕陽");
  g_assert_cmpuint (reel_saved_search_get_n_new (at (searches, 0)), ==, 1);
  g_assert_true (g_bytes_equal (reel_saved_search_get_seen (at (searches, 0)), seen));
  g_assert_cmpint (reel_saved_search_get_looked (at (searches, 0)), >, 0);
  g_assert_cmpstr (reel_saved_search_get_text (at (searches, 1)), ==, "a dog; DROP TABLE 'videos'");
  g_assert_null (reel_saved_search_get_collection_id (at (searches, 1)));
  g_assert_null (reel_saved_search_get_seen (at (searches, 1)));

  /* No name is its text again; what was removed comes back with all of it. */
  reel_saved_searches_rename (searches, at (searches, 0), "");
  g_assert_cmpstr (reel_saved_search_get_shown_name (at (searches, 0)), ==, "夕陽下的海邊");
  g_set_object (&removed, at (searches, 0));
  reel_saved_searches_remove (searches, removed);
  reel_saved_searches_restore (searches, removed);
  reel_saved_searches_restore (searches, removed);
  flush (catalogue);
  g_assert_cmpuint (count (searches), ==, 2);
  g_assert_cmpuint (count (others), ==, 0);
  g_clear_object (&removed);
  reel_test_assert_finalized (&others);
  reel_test_assert_finalized (&searches);
  searches = reel_saved_searches_new (catalogue, "p");
  reel_test_wait (count (searches) == 2);
  search = reel_saved_searches_find (searches, "夕陽下的海邊", "c1");
  g_assert_nonnull (search);
  g_assert_true (g_bytes_equal (reel_saved_search_get_seen (search), seen));
  reel_test_assert_finalized (&searches);
  reel_test_assert_finalized (&catalogue);
}

static void
export_to (ReelCatalogue *catalogue,
           GFile         *file)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  reel_catalogue_export_async (catalogue, file, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_true (reel_catalogue_export_finish (catalogue, result, &error));
  g_assert_no_error (error);
}

static gboolean
import_from (ReelCatalogue *catalogue,
             GFile         *file)
{
  g_autoptr (GAsyncResult) result = NULL;
  ReelImported imported;

  reel_catalogue_import_async (catalogue, file, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  return reel_catalogue_import_finish (catalogue, result, &imported, NULL);
}

/* They go out with the catalogue's file and come in where they are seen at once; what is here stays. */
static void
test_archived (void)
{
  g_autofree char *folder = reel_test_tmp ("saved");
  g_autofree char *path = g_build_filename (folder, "catalogue.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  ReelCatalogue *catalogue = open_catalogue ("out.db"), *other = open_catalogue ("in.db");
  ReelSavedSearches *searches = reel_saved_searches_new (catalogue, "p"), *others = reel_saved_searches_new (other, "p");

  reel_saved_searches_rename (searches, reel_saved_searches_add (searches, "日落", NULL), "黃昏");
  reel_saved_searches_rename (searches, reel_saved_searches_add (searches, "a dog", "c1"), "Dogs");
  reel_saved_searches_look (searches, at (searches, 0), none, TRUE);
  reel_saved_searches_rename (others, reel_saved_searches_add (others, "a dog", "c1"), "My dogs");
  reel_saved_searches_add (others, "日落", "c1");
  flush (other);
  export_to (catalogue, file);
  g_assert_true (import_from (other, file));
  reel_test_wait (count (others) == 3);
  g_assert_cmpstr (reel_saved_search_get_shown_name (reel_saved_searches_find (others, "日落", NULL)), ==, "黃昏");
  g_assert_null (reel_saved_search_get_seen (reel_saved_searches_find (others, "日落", NULL)));
  g_assert_cmpstr (reel_saved_search_get_shown_name (reel_saved_searches_find (others, "a dog", "c1")), ==, "My dogs");
  g_assert_true (import_from (other, file)); /* twice is once */
  flush (other);
  g_assert_cmpuint (count (others), ==, 3);

  /* A file of an earlier program has none; one that has something else there is refused. */
  g_assert_true (g_file_set_contents (path, "{\"format\": \"io.github.reelseek.catalogue\", \"version\": 1, \"videos\": [], "
                                      "\"collections\": [], \"notes\": [], \"searches\": []}", -1, NULL));
  g_assert_true (import_from (other, file));
  g_assert_true (g_file_set_contents (path, "{\"format\": \"io.github.reelseek.catalogue\", \"version\": 1, \"videos\": [], "
                                      "\"collections\": [], \"notes\": [], \"searches\": [], \"saved\": 3}", -1, NULL));
  g_assert_false (import_from (other, file));
  g_assert_true (g_file_set_contents (path, "{\"format\": \"io.github.reelseek.catalogue\", \"version\": 1, \"videos\": [], "
                                      "\"collections\": [], \"notes\": [], \"searches\": [], "
                                      "\"saved\": [{\"profile\": \"p\", \"text\": \"\", \"saved\": 1}]}", -1, NULL));
  g_assert_false (import_from (other, file));
  g_assert_cmpuint (count (others), ==, 3);
  reel_test_assert_finalized (&searches);
  reel_test_assert_finalized (&others);
  reel_test_assert_finalized (&catalogue);
  reel_test_assert_finalized (&other);
}

static void
test_cancelled (void)
{
  ReelCatalogue *catalogue = open_catalogue ("cancelled.db");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  reel_catalogue_list_saved_async (catalogue, "p", cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_catalogue_list_saved_finish (catalogue, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  reel_test_assert_finalized (&catalogue);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/search/saved/complete", test_complete);
  g_test_add_func ("/search/saved/cut", test_cut);
  g_test_add_func ("/search/saved/copy", test_copy);
  g_test_add_func ("/search/saved/broken", test_broken);
  g_test_add_func ("/search/saved/reference", test_against_reference);
  g_test_add_func ("/search/saved/scope", test_scope);
  g_test_add_func ("/search/saved/kept", test_kept);
  g_test_add_func ("/search/saved/archived", test_archived);
  g_test_add_func ("/search/saved/cancelled", test_cancelled);
  return g_test_run ();
}
