/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>

#include "reel-test.h"
#include "vector-data.h"
#include "vectors/reel-vector-space-private.h"

/* Spaces as their callers see them. */

#define DIMS 100

static ReelVectorSpace *
open_space (const char *folder,
            guint       dims)
{
  g_autofree char *path = g_build_filename (folder, "space.vectors", NULL);
  g_autoptr (GError) error = NULL;
  ReelVectorSpace *space = reel_vector_space_open (path, "test-v1", dims, &error);

  g_assert_no_error (error);
  return space;
}

static void
assert_counts (ReelVectorSpace *space,
               guint            n_vectors,
               guint            n_dead)
{
  guint32 vectors, dead;

  reel_vector_space_count (space, &vectors, &dead);
  g_assert_cmpuint (vectors, ==, n_vectors);
  g_assert_cmpuint (dead, ==, n_dead);
}

/* What a file's code of a vector means, in floats. */
static float *
decode (ReelVectorSpace *space,
        guint32          number)
{
  g_autoptr (ReelVectorView) view = reel_vector_space_get_view (space);
  const ReelVectorBlock *block = &view->table->blocks[reel_vector_view_find (view, number)];
  const ReelVectorEntry *entry = reel_vector_view_get_entries (view, block) + (number - block->first);
  const gint8 *bytes = reel_vector_view_get_bytes (view, block) + (number - block->first) * view->stride;
  float *values = g_new (float, view->dims);

  for (guint i = 0; i < view->dims; i++)
    values[i] = entry->scale * bytes[i] + (i == entry->peak_index ? entry->peak : 0);
  return values;
}

static gboolean
is_odd (guint64  group,
        gpointer user_data)
{
  return group % 2 == 1;
}

/*
 * The best of a search, for each set of kernels and some numbers of threads, are those of a comparison in floats of all that
 * is in the file: the same keys, but where two are as good as equal.
 */
static void
test_exact (void)
{
  enum { N = 5000, TOP = 100 };
  static const guint all_dims[] = { 1, 64, 100, 512 };

  for (guint d = 0; d < G_N_ELEMENTS (all_dims); d++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (5);
      g_autofree char *folder = reel_test_tmp ("exact");
      guint dims = all_dims[d];
      g_autofree char *path = g_strdup_printf ("%s/%u.vectors", folder, dims);
      g_autoptr (ReelVectorSpace) space = reel_vector_space_open (path, "s", dims, NULL);
      g_autofree float *values = vector_data_new (rand, VECTOR_DATA_SLACK, N, dims);
      g_autofree float *query = vector_data_new (rand, VECTOR_DATA_SPARSE, 1, dims);
      g_autofree guint64 *keys = g_new (guint64, N);
      g_autofree guint64 *groups = g_new (guint64, N);
      g_autoptr (GArray) expected = g_array_new (FALSE, FALSE, sizeof (ReelVectorMatch));
      g_autoptr (ReelVectorQuery) whole = NULL;
      g_autoptr (ReelVectorView) view = NULL;
      const ReelVectorKernels *kernels;

      query[0] = 1;
      for (guint i = 0; i < N; i++)
        {
          keys[i] = N - i;
          groups[i] = i / 7;
        }
      for (guint i = 0, n; i < N; i += n) /* blocks of all sizes */
        {
          n = MIN ((guint) g_rand_int_range (rand, 1, 700), N - i);
          g_assert_true (reel_vector_space_append (space, keys + i, groups + i, values + i * dims, n, NULL));
        }
      for (guint i = 0; i < N; i++)
        {
          g_autofree float *vector = decode (space, i);
          double product = 0, length = 0;
          ReelVectorMatch match = { keys[i], groups[i] };

          for (guint k = 0; k < dims; k++)
            {
              product += (double) query[k] * vector[k];
              length += (double) query[k] * query[k];
            }
          match.similarity = (float) CLAMP (product / sqrt (length), -1, 1);
          g_assert_cmpfloat_with_epsilon (match.similarity, vector_data_cosine (query, values + i * dims, dims), 0.01);
          if (is_odd (match.group, NULL))
            g_array_append_val (expected, match);
        }
      g_array_sort (expected, reel_vector_match_compare);

      whole = reel_vector_query_new (query, dims);
      view = reel_vector_space_get_view (space);
      for (guint n = 0; (kernels = reel_vector_kernels_get_nth (n)) != NULL; n++)
        for (guint threads = 1; threads <= 4; threads++)
          {
            const ReelVectorSearch search = { .top_k = TOP, .least = -1, .n_threads = threads, .filter = is_odd };
            g_autoptr (GArray) matches = reel_vector_search_run (&search, view, whole, kernels, NULL, NULL);

            g_assert_cmpuint (matches->len, ==, TOP);
            for (guint i = 0; i < TOP; i++)
              {
                const ReelVectorMatch *match = &g_array_index (matches, ReelVectorMatch, i);
                const ReelVectorMatch *other = &g_array_index (expected, ReelVectorMatch, i);

                g_assert_cmpfloat_with_epsilon (match->similarity, other->similarity, 1e-4);
                if (match->key != other->key)
                  g_assert_cmpfloat_with_epsilon (vector_data_cosine (query, values + (N - match->key) * dims, dims),
                                                  vector_data_cosine (query, values + (N - other->key) * dims, dims), 0.02);
                g_assert_true (is_odd (match->group, NULL));
                g_assert_true (i == 0 || reel_vector_match_compare (match - 1, match) < 0);
              }
          }
    }
}

static GArray *
search_all (ReelVectorSpace *space,
            const float     *query,
            guint            top_k,
            float            least)
{
  const ReelVectorSearch search = { .top_k = top_k, .least = least };
  g_autoptr (GError) error = NULL;
  GArray *matches = reel_vector_space_search (space, query, &search, NULL, &error);

  g_assert_no_error (error);
  return matches;
}

/* Equal vectors come by key, whichever thread finds them. */
static void
test_ties (void)
{
  enum { N = 20000 };
  g_autofree char *folder = reel_test_tmp ("ties");
  g_autoptr (ReelVectorSpace) space = open_space (folder, 3);
  g_autofree guint64 *keys = g_new (guint64, N);
  g_autofree float *values = g_new (float, N * 3);
  const float query[3] = { 1, 2, 3 };
  g_autoptr (GArray) matches = NULL;

  for (guint i = 0; i < N; i++)
    {
      keys[i] = (i * 7919u) % N;
      values[3 * i] = 1;
      values[3 * i + 1] = 2;
      values[3 * i + 2] = keys[i] < 5000 ? -3 : 3;
    }
  g_assert_true (reel_vector_space_append (space, keys, keys, values, N, NULL));
  matches = search_all (space, query, 2000, 0.5f);
  g_assert_cmpuint (matches->len, ==, 2000);
  for (guint i = 0; i < matches->len; i++)
    g_assert_cmpuint (g_array_index (matches, ReelVectorMatch, i).key, ==, 5000 + i);
}

/* Nothing, less than what is asked for, a least similarity, zeros, what is not a number. */
static void
test_edges (void)
{
  g_autofree char *folder = reel_test_tmp ("edges");
  g_autoptr (ReelVectorSpace) space = open_space (folder, 2);
  const guint64 ids[] = { 1, 2, 3 };
  float values[] = { 1, 0, 0, 1, 0, 0 };
  const float query[] = { 5, 0 }, zero[] = { 0, 0 }, wrong[] = { 0, NAN };
  const ReelVectorSearch search = { .top_k = 3, .least = -1 };
  g_autoptr (GArray) none = search_all (space, query, 10, -1);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_true (reel_vector_space_append (space, NULL, NULL, NULL, 0, &error));
  g_assert_true (reel_vector_space_append (space, ids, ids, values, 3, &error));
  assert_counts (space, 3, 0);
  g_assert_cmpstr (reel_vector_space_get_id (space), ==, "test-v1");
  {
    g_autoptr (GArray) all = search_all (space, query, 10, -1);
    g_autoptr (GArray) best = search_all (space, query, 10, 0.5f);
    g_autoptr (GArray) nothing = search_all (space, query, 0, -1);
    g_autoptr (GArray) zeros = search_all (space, zero, 10, -1);

    g_assert_cmpuint (all->len, ==, 3);
    g_assert_cmpuint (best->len, ==, 1);
    g_assert_cmpfloat (g_array_index (best, ReelVectorMatch, 0).similarity, ==, 1);
    g_assert_cmpfloat (g_array_index (all, ReelVectorMatch, 2).similarity, ==, 0);
    g_assert_cmpuint (nothing->len, ==, 0);
    g_assert_cmpuint (zeros->len, ==, 3);
    g_assert_cmpfloat (g_array_index (zeros, ReelVectorMatch, 0).similarity, ==, 0);
  }
  g_assert_null (reel_vector_space_search (space, wrong, &search, NULL, &error));
  g_assert_error (error, REEL_VECTOR_ERROR, REEL_VECTOR_ERROR_VALUES);
  g_clear_error (&error);
  values[5] = INFINITY;
  g_assert_false (reel_vector_space_append (space, ids, ids, values, 3, &error));
  g_assert_error (error, REEL_VECTOR_ERROR, REEL_VECTOR_ERROR_VALUES);
  assert_counts (space, 3, 0);
  reel_test_assert_finalized (&space);
}

/* Deleted vectors are gone, also after opening again and after compaction, and what is appended then is there. */
static void
test_delete (void)
{
  g_autofree char *folder = reel_test_tmp ("delete");
  g_autoptr (ReelVectorSpace) space = open_space (folder, DIMS);
  g_autofree char *path = g_build_filename (folder, "space.vectors", NULL);
  const guint64 groups[] = { 50, 3, 99999, 99, 3 }, keys[] = { 7, 100, 8, 505, 12345 };
  GStatBuf before, after;

  g_assert_true (vector_data_append (space, 0, 1000, NULL));
  g_assert_true (reel_vector_space_delete_groups (space, groups, G_N_ELEMENTS (groups), NULL));
  assert_counts (space, 970, 30);
  g_assert_true (reel_vector_space_delete_keys (space, keys, G_N_ELEMENTS (keys), NULL));
  assert_counts (space, 967, 33); /* 505 was in group 50 */
  g_assert_true (reel_vector_space_delete_keys (space, keys, G_N_ELEMENTS (keys), NULL));
  g_assert_true (reel_vector_space_delete_groups (space, groups, 0, NULL));
  assert_counts (space, 967, 33);

  for (guint round = 0; round < 4; round++)
    {
      g_autofree float *query = vector_data_get (100, DIMS);
      g_autoptr (GArray) matches = search_all (space, query, 2000, -1);
      g_autoptr (GArray) list = vector_data_list_keys (space);

      g_assert_cmpuint (matches->len, ==, 967);
      g_assert_cmpuint (list->len, ==, 967);
      for (guint i = 0; i < matches->len; i++)
        {
          const ReelVectorMatch *match = &g_array_index (matches, ReelVectorMatch, i);

          g_assert_true (match->key / 10 == match->group && match->group != 50 && match->group != 3 && match->group != 99);
          g_assert_true (match->key != 7 && match->key != 8 && match->key != 100);
        }
      for (guint i = 0; i < list->len; i += 50)
        {
          guint64 key = g_array_index (list, guint64, i);
          g_autofree float *vector = vector_data_get (key, DIMS);
          g_autoptr (GArray) itself = search_all (space, vector, 1, -1);

          g_assert_cmpuint (g_array_index (itself, ReelVectorMatch, 0).key, ==, key);
        }
      if (round == 0 || round == 2)
        {
          g_clear_object (&space);
          space = open_space (folder, DIMS);
          assert_counts (space, 967, round == 0 ? 33 : 0);
        }
      else if (round == 1)
        {
          g_assert_cmpint (g_stat (path, &before), ==, 0);
          g_assert_true (reel_vector_space_compact (space, NULL, NULL));
          g_assert_cmpint (g_stat (path, &after), ==, 0);
          g_assert_cmpint (after.st_size, <, before.st_size);
          assert_counts (space, 967, 0);
        }
    }
  g_assert_true (vector_data_append (space, 1000, 5, NULL));
  assert_counts (space, 972, 0);
  g_clear_object (&space);
  space = open_space (folder, DIMS);
  assert_counts (space, 972, 0);
}

/* All of it deleted; compaction that is cancelled, or whose leftovers lie about. */
static void
test_compact (void)
{
  g_autofree char *folder = reel_test_tmp ("compact");
  g_autoptr (ReelVectorSpace) space = open_space (folder, DIMS);
  g_autofree char *new_path = g_build_filename (folder, "space.vectors.new", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  const guint64 first = 0;
  g_autofree guint64 *groups = g_new (guint64, 20);

  g_assert_true (vector_data_append (space, 0, 200, NULL));
  g_assert_true (reel_vector_space_delete_groups (space, &first, 1, NULL));
  g_cancellable_cancel (cancellable);
  g_assert_false (reel_vector_space_compact (space, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (g_file_test (new_path, G_FILE_TEST_EXISTS));
  assert_counts (space, 190, 10);

  g_assert_true (g_file_set_contents (new_path, "half", -1, NULL));
  g_assert_true (reel_vector_space_compact (space, NULL, &error));
  assert_counts (space, 190, 0);
  g_clear_object (&space);
  g_assert_true (g_file_set_contents (new_path, "half", -1, NULL));
  space = open_space (folder, DIMS);
  g_assert_false (g_file_test (new_path, G_FILE_TEST_EXISTS));

  for (guint i = 0; i < 20; i++)
    groups[i] = i;
  g_assert_true (reel_vector_space_delete_groups (space, groups, 20, NULL));
  assert_counts (space, 0, 190);
  g_assert_true (reel_vector_space_compact (space, NULL, NULL));
  assert_counts (space, 0, 0);
  g_assert_true (vector_data_append (space, 0, 20, NULL));
  g_assert_cmpuint (vector_data_check (space), ==, 20);
}

static gboolean
cancel (guint64  group,
        gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return TRUE;
}

static void
test_cancel (void)
{
  g_autofree char *folder = reel_test_tmp ("cancel");
  g_autoptr (ReelVectorSpace) space = open_space (folder, DIMS);
  g_autofree float *query = vector_data_get (1, DIMS);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const ReelVectorSearch search = { .top_k = 3, .least = -1, .filter = cancel, .filter_data = cancellable };
  g_autoptr (GError) error = NULL;

  g_assert_true (vector_data_append (space, 0, 5000, NULL));
  for (guint round = 0; round < 2; round++) /* within the search, and before it */
    {
      g_assert_null (reel_vector_space_search (space, query, &search, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
    }
}

typedef struct
{
  ReelVectorSpace *space;
  guint done; /* atomic: how many are there for sure */
  gboolean is_over; /* atomic */
} Race;

static gpointer
keep_searching (gpointer user_data)
{
  Race *race = user_data;
  guint searches = 0, i = 0;

  do
    {
      guint known = g_atomic_int_get (&race->done);
      guint key = known > 0 ? (i = i * 31 + 7) % known : 0;
      g_autofree float *vector = vector_data_get (key, DIMS);
      const ReelVectorSearch search = { .top_k = 5, .least = -1, .n_threads = 2 };
      g_autoptr (GArray) matches = reel_vector_space_search (race->space, vector, &search, NULL, NULL);

      g_assert_cmpuint (matches->len, ==, MIN (5, MAX (matches->len, known)));
      /* Nine of ten groups stay. */
      if (known > 0 && key / 10 % 10 != 0)
        {
          g_assert_cmpuint (g_array_index (matches, ReelVectorMatch, 0).key, ==, key);
          g_assert_cmpfloat (g_array_index (matches, ReelVectorMatch, 0).similarity, >, 0.99);
        }
      searches++;
    }
  while (!g_atomic_int_get (&race->is_over));
  return GUINT_TO_POINTER (searches);
}

/* Searches in three threads, while a fourth appends, deletes and compacts: each finds what was there before it began. */
static void
test_race (void)
{
  g_autofree char *folder = reel_test_tmp ("race");
  g_autoptr (ReelVectorSpace) space = open_space (folder, DIMS);
  Race race = { space };
  GThread *threads[3];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("search", keep_searching, &race);
  for (guint i = 0; i < 12000; i += 50)
    {
      guint64 group = i / 10;

      g_assert_true (vector_data_append (space, i, 50, NULL));
      g_atomic_int_set (&race.done, i + 50);
      if (group % 10 == 0)
        g_assert_true (reel_vector_space_delete_groups (space, &group, 1, NULL));
      if (i % 2500 == 0)
        g_assert_true (reel_vector_space_compact (space, NULL, NULL));
    }
  g_atomic_int_set (&race.is_over, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_test_message ("%u searches", GPOINTER_TO_UINT (g_thread_join (threads[i])));
  g_assert_true (reel_vector_space_compact (space, NULL, NULL));
  assert_counts (space, 10800, 0);
}

/* One that has the file open keeps others out, and a file of another space is not taken. */
static void
test_others (void)
{
  g_autofree char *folder = reel_test_tmp ("others");
  g_autofree char *path = g_build_filename (folder, "space.vectors", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "no", "where", NULL);
  g_autoptr (ReelVectorSpace) space = open_space (folder, DIMS);
  g_autoptr (GError) error = NULL;

  g_assert_null (reel_vector_space_open (path, "test-v1", DIMS, &error));
  g_assert_error (error, REEL_VECTOR_ERROR, REEL_VECTOR_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_true (reel_vector_space_compact (space, NULL, NULL));
  g_assert_null (reel_vector_space_open (path, "test-v1", DIMS, &error));
  g_assert_error (error, REEL_VECTOR_ERROR, REEL_VECTOR_ERROR_BUSY);
  g_clear_error (&error);
  g_clear_object (&space);

  g_assert_null (reel_vector_space_open (path, "test-v2", DIMS, &error));
  g_assert_error (error, REEL_VECTOR_ERROR, REEL_VECTOR_ERROR_OTHER_SPACE);
  g_clear_error (&error);
  g_assert_null (reel_vector_space_open (path, "test-v1", DIMS + 1, &error));
  g_assert_error (error, REEL_VECTOR_ERROR, REEL_VECTOR_ERROR_OTHER_SPACE);
  g_clear_error (&error);
  g_assert_null (reel_vector_space_open (nowhere, "test-v1", DIMS, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (reel_vector_space_open (folder, "test-v1", DIMS, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/vector-space/exact", test_exact);
  g_test_add_func ("/vector-space/ties", test_ties);
  g_test_add_func ("/vector-space/edges", test_edges);
  g_test_add_func ("/vector-space/delete", test_delete);
  g_test_add_func ("/vector-space/compact", test_compact);
  g_test_add_func ("/vector-space/cancel", test_cancel);
  g_test_add_func ("/vector-space/race", test_race);
  g_test_add_func ("/vector-space/others", test_others);
  return g_test_run ();
}
