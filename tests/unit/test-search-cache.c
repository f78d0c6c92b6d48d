/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/reel-catalogue-answers.h"
#include "reel-test.h"
#include "search/reel-search-cache.h"

static ReelSearchAnswer *
new_answer (guint n)
{
  ReelSearchAnswer *answer = g_new0 (ReelSearchAnswer, 1);

  answer->finds = g_ptr_array_new_with_free_func ((GDestroyNotify) reel_search_find_free);
  for (guint i = 0; i < n; i++)
    {
      ReelSearchFind *find = g_new0 (ReelSearchFind, 1);

      find->collection_id = g_strdup ("c");
      find->result = g_new0 (ReelSearchResult, 1);
      *find->result = (ReelSearchResult){ g_strdup_printf ("v%u", i), 1.0 / (i + 1), i % 2 == 0, i, i + 0.25 };
      g_ptr_array_add (answer->finds, find);
    }
  return answer;
}

static void
test_packed (void)
{
  static const char * const words[] = { "zyx", NULL };
  g_autoptr (ReelSearchAnswer) answer = new_answer (3);
  g_autoptr (ReelSearchAnswer) back = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const ReelSearchFind *find;

  answer->unknown_words = g_strdupv ((char **) words);
  answer->may_have_more = TRUE;
  answer->loose_words = g_strdupv ((char **) (const char *const[]) { "strolling", "near", NULL });
  answer->only_negative = TRUE;
  find = g_ptr_array_index (answer->finds, 2);
  find->result->is_possible = TRUE;
  find->result->reasons = g_strdupv ((char **) (const char *const[]) { "dog", "grass", NULL });
  bytes = reel_search_answer_pack (answer);
  back = reel_search_answer_unpack (bytes);
  g_assert_nonnull (back);
  g_assert_cmpuint (back->finds->len, ==, 3);
  g_assert_true (back->may_have_more);
  g_assert_cmpstr (back->unknown_words[0], ==, "zyx");
  find = g_ptr_array_index (back->finds, 2);
  g_assert_cmpstr (find->collection_id, ==, "c");
  g_assert_cmpstr (find->result->video_id, ==, "v2");
  g_assert_cmpfloat (find->result->similarity, ==, 1.0 / 3);
  g_assert_true (find->result->has_times);
  g_assert_cmpfloat (find->result->end, ==, 2.25);
  g_assert_true (find->result->is_possible);
  g_assert_cmpstrv (find->result->reasons, ((const char *const[]) { "dog", "grass", NULL }));
  find = g_ptr_array_index (back->finds, 1);
  g_assert_false (find->result->is_possible);
  g_assert_null (find->result->reasons);
  g_assert_cmpstrv (back->loose_words, ((const char *const[]) { "strolling", "near", NULL }));
  g_assert_true (back->only_negative);
  g_assert_false (back->is_understood);
}

/* Bytes that are no answer are none, whatever they are: cut short, turned over, or nothing. */
static void
test_broken (void)
{
  g_autoptr (ReelSearchAnswer) answer = new_answer (20);
  g_autoptr (GBytes) bytes = reel_search_answer_pack (answer);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i < size; i++)
    {
      g_autoptr (GBytes) cut = g_bytes_new (data, i);
      g_autofree guint8 *copy = g_memdup2 (data, size);
      g_autoptr (GBytes) turned = NULL;
      ReelSearchAnswer *back = reel_search_answer_unpack (cut);

      g_assert_null (back);
      copy[i] ^= 0xff;
      turned = g_bytes_new (copy, size);
      back = reel_search_answer_unpack (turned);
      g_clear_pointer (&back, reel_search_answer_free); /* some bytes are a number: another one */
    }
}

static ReelCatalogue *
open_catalogue (const char *name)
{
  g_autofree char *folder = reel_test_tmp ("answers");
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

/* (transfer full) (nullable) */
static GBytes *
find (ReelCatalogue *catalogue,
      const char    *collection,
      const char    *text,
      gint64        *asked)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *body;

  reel_catalogue_find_answer_async (catalogue, "p", collection, text, NULL, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  body = reel_catalogue_find_answer_finish (catalogue, result, asked, &error);
  g_assert_no_error (error);
  return body;
}

static void
test_catalogue (void)
{
  ReelCatalogue *catalogue = open_catalogue ("found.db");
  g_autoptr (GBytes) one = g_bytes_new_static ("one", 3);
  g_autoptr (GBytes) two = g_bytes_new_static ("two", 3);
  g_autoptr (GBytes) found = NULL, none = NULL, all = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 asked = 0;

  reel_catalogue_save_answer (catalogue, "p", "c", "dog", one);
  reel_catalogue_save_answer (catalogue, "p", NULL, "dog", one);
  reel_catalogue_save_answer (catalogue, "p", "c", "dog", two);
  found = find (catalogue, "c", "dog", &asked);
  g_assert_true (g_bytes_equal (found, two));
  g_assert_cmpint (ABS (asked - g_get_real_time () / G_USEC_PER_SEC), <, 60);
  all = find (catalogue, NULL, "dog", NULL);
  g_assert_true (g_bytes_equal (all, one));
  none = find (catalogue, "d", "dog", NULL);
  g_assert_null (none);

  g_cancellable_cancel (cancellable);
  reel_catalogue_find_answer_async (catalogue, "p", "c", "dog", cancellable, reel_test_store_result, &result);
  reel_test_wait (result != NULL);
  g_assert_null (reel_catalogue_find_answer_finish (catalogue, result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result); /* it holds the catalogue */
  reel_test_assert_finalized (&catalogue);
}

/* Neither many answers nor large ones make the catalogue grow for ever: the oldest go. */
static void
test_bounded (void)
{
  ReelCatalogue *catalogue = open_catalogue ("bounded.db");
  g_autofree char *large = g_malloc0 (5 * 1024 * 1024);
  g_autoptr (GBytes) small = g_bytes_new_static ("small", 5);
  g_autoptr (GBytes) big = g_bytes_new_static (large, 5 * 1024 * 1024);
  g_autoptr (GBytes) oldest = NULL, second = NULL, newest = NULL, gone = NULL, kept = NULL;

  for (guint i = 0; i <= REEL_CATALOGUE_MOST_ANSWERS; i++)
    {
      g_autofree char *text = g_strdup_printf ("question %u", i);

      reel_catalogue_save_answer (catalogue, "p", NULL, text, small);
    }
  oldest = find (catalogue, NULL, "question 0", NULL);
  second = find (catalogue, NULL, "question 1", NULL);
  g_assert_null (oldest);
  g_assert_nonnull (second);

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *text = g_strdup_printf ("large %u", i);

      reel_catalogue_save_answer (catalogue, "p", NULL, text, big);
    }
  gone = find (catalogue, NULL, "large 0", NULL); /* four of them would be 20 MiB */
  kept = find (catalogue, NULL, "large 1", NULL);
  newest = find (catalogue, NULL, "large 3", NULL);
  g_assert_null (gone);
  g_assert_nonnull (kept);
  g_assert_nonnull (newest);
  reel_test_assert_finalized (&catalogue);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/search/cache/packed", test_packed);
  g_test_add_func ("/search/cache/broken", test_broken);
  g_test_add_func ("/search/cache/catalogue", test_catalogue);
  g_test_add_func ("/search/cache/bounded", test_bounded);
  return g_test_run ();
}
