/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "reel-test.h"
#include "vector-data.h"
#include "vectors/reel-vector-checksum.h"
#include "vectors/reel-vector-code.h"
#include "vectors/reel-vector-heap.h"

/* The loops and numbers below the search. Buffers end where the work ends. */

static const guint strides[] = { 64, 128, 192, 512, 1792, 4096, 16384 };

/* Every set of kernels that this processor can run, against 64-bit sums in plain C. */
static void
test_kernels (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  const ReelVectorKernels *kernels;

  for (guint n = 0; (kernels = reel_vector_kernels_get_nth (n)) != NULL; n++)
    {
      g_test_message ("%s", kernels->name);
      for (guint s = 0; s < G_N_ELEMENTS (strides); s++)
        for (guint rows = 0; rows <= 9; rows++)
          {
            guint stride = strides[s];
            g_autofree gint16 *query = g_new (gint16, stride);
            g_autofree gint8 *bytes = g_new (gint8, rows * stride + 1);
            g_autofree gint32 *sums = g_new (gint32, rows + 1);

            for (guint i = 0; i < stride; i++)
              query[i] = (gint16) g_rand_int_range (rand, -1000, 1001);
            for (guint i = 0; i < rows * stride; i++)
              bytes[i] = (gint8) g_rand_int_range (rand, -128, 128);
            sums[rows] = 12345;
            kernels->dot (query, bytes, stride, rows, sums);
            g_assert_cmpint (sums[rows], ==, 12345);
            for (guint row = 0; row < rows; row++)
              {
                gint64 sum = 0;

                for (guint i = 0; i < stride; i++)
                  sum += query[i] * bytes[row * stride + i];
                g_assert_cmpint (sums[row], ==, sum);
              }
          }
    }
}

/* The largest sums that a query can bring about still fit. */
static void
test_query_bound (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  const ReelVectorKernels *kernels;

  for (guint round = 0; round < 60; round++)
    {
      guint dims = round < 20 ? REEL_VECTOR_MAX_DIMS : (guint) g_rand_int_range (rand, 1, REEL_VECTOR_MAX_DIMS + 1);
      gsize stride = reel_vector_format_align (dims);
      g_autofree float *values = g_new0 (float, dims);
      g_autofree gint8 *bytes = g_new0 (gint8, stride);
      g_autoptr (ReelVectorQuery) query = NULL;
      gint64 exact = 0;
      gint32 sum;

      for (guint i = 0; i < dims; i++)
        values[i] = (float) (round % 4 == 0 ? 1.0 : round % 4 == 1 ? g_rand_double_range (rand, -1, 1) : i % 100 == 0);
      query = reel_vector_query_new (values, dims);
      for (guint i = 0; i < stride; i++)
        bytes[i] = i < dims && query->values[i] > 0 ? -128 : 127;
      for (guint i = 0; i < stride; i++)
        exact += query->values[i] * bytes[i];
      g_assert_cmpint (ABS (exact), >, 1 << 20);
      for (guint n = 0; (kernels = reel_vector_kernels_get_nth (n)) != NULL; n++)
        {
          kernels->dot (query->values, bytes, stride, 1, &sum);
          g_assert_cmpint (sum, ==, exact);
        }
    }
}

/* A cosine comes back within 0.01; how far it really is off is printed. */
static void
test_code (gconstpointer data)
{
  VectorDataKind kind = GPOINTER_TO_UINT (data);
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  static const guint all_dims[] = { 1, 2, 3, 64, 256, 512, 1789, 2048 };
  const ReelVectorKernels *kernels = reel_vector_kernels_get_default ();

  for (guint d = 0; d < G_N_ELEMENTS (all_dims); d++)
    {
      enum { N = 60 };
      guint dims = all_dims[d];
      gsize stride = reel_vector_format_align (dims);
      g_autofree float *values = vector_data_new (rand, kind, N, dims);
      g_autofree gint8 *bytes = g_new0 (gint8, N * stride);
      ReelVectorEntry entries[N] = { 0 };
      double worst = 0;

      for (guint i = 0; i < N; i++)
        g_assert_true (reel_vector_code_write (values + i * dims, dims, &entries[i], bytes + i * stride));
      for (guint i = 0; i < 2 * N; i++)
        {
          g_autofree float *other = vector_data_new (rand, i % 2 == 0 ? VECTOR_DATA_DENSE : VECTOR_DATA_SPARSE, 1, dims);
          const float *question = i < N ? values + i * dims : other;
          g_autoptr (ReelVectorQuery) query = reel_vector_query_new (question, dims);
          gint32 sums[N];

          kernels->dot (query->values, bytes, stride, N, sums);
          for (guint k = 0; k < N; k++)
            worst = MAX (worst, fabs (reel_vector_query_get_similarity (query, &entries[k], sums[k]) -
                                      vector_data_cosine (question, values + k * dims, dims)));
        }
      g_test_message ("%u dimensions: off by %.5f at the most", dims, worst);
      g_assert_cmpfloat (worst, <, 0.01);
    }
}

/* Sizes at the ends of floats, zeros, and what is not a number. */
static void
test_odd_values (void)
{
  enum { DIMS = 70 };
  const float sizes[] = { 1e-44f, 1e-30f, 1.0f, 1e30f, 3e38f };
  gint8 bytes[128];
  ReelVectorEntry entry = { 0 };
  float values[DIMS] = { 0 };
  gint32 sum;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (ReelVectorQuery) query = NULL;

      for (guint k = 0; k < DIMS; k++)
        values[k] = k % 2 == 0 ? sizes[i] : -sizes[i];
      g_assert_true (reel_vector_code_write (values, DIMS, &entry, bytes));
      query = reel_vector_query_new (values, DIMS);
      reel_vector_kernels_get_default ()->dot (query->values, bytes, sizeof bytes, 1, &sum);
      g_assert_cmpfloat_with_epsilon (reel_vector_query_get_similarity (query, &entry, sum), 1, 0.001);
    }

  memset (values, 0, sizeof values);
  {
    g_autoptr (ReelVectorQuery) query = reel_vector_query_new (values, DIMS);

    g_assert_true (reel_vector_code_write (values, DIMS, &entry, bytes));
    reel_vector_kernels_get_default ()->dot (query->values, bytes, sizeof bytes, 1, &sum);
    g_assert_cmpfloat (reel_vector_query_get_similarity (query, &entry, sum), ==, 0);
  }
  values[69] = NAN;
  g_assert_false (reel_vector_code_write (values, DIMS, &entry, bytes));
  g_assert_null (reel_vector_query_new (values, DIMS));
  values[69] = -INFINITY;
  g_assert_false (reel_vector_code_write (values, DIMS, &entry, bytes));
  g_assert_null (reel_vector_query_new (values, DIMS));
}

/* Against sorting all. */
static void
test_heap (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (guint round = 0; round < 500; round++)
    {
      guint n = (guint) g_rand_int_range (rand, 0, 300), size = (guint) g_rand_int_range (rand, 1, 100);
      g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (ReelVectorMatch));
      g_autoptr (GArray) best = NULL;
      ReelVectorHeap heap;

      reel_vector_heap_init (&heap, size);
      for (guint i = 0; i < n; i++)
        {
          ReelVectorMatch match = { (guint64) g_rand_int_range (rand, 0, 1000), i };

          match.similarity = (float) g_rand_int_range (rand, 0, 50) / 50;
          g_array_append_val (all, match);
          if (reel_vector_heap_wants (&heap, match.similarity))
            reel_vector_heap_add (&heap, &match);
        }
      best = reel_vector_heap_sort (&heap);
      reel_vector_heap_clear (&heap);
      g_array_sort (all, reel_vector_match_compare);
      g_assert_cmpuint (best->len, ==, MIN (n, size));
      for (guint i = 0; i < best->len; i++)
        g_assert_cmpint (reel_vector_match_compare (&g_array_index (best, ReelVectorMatch, i),
                                                    &g_array_index (all, ReelVectorMatch, i)),
                         ==, 0);
    }
}

/* The numbers of the reference implementation. */
static void
test_checksum (void)
{
  g_assert_cmphex (reel_vector_checksum ("", 0), ==, G_GUINT64_CONSTANT (0xEF46DB3751D8E999));
  g_assert_cmphex (reel_vector_checksum ("a", 1), ==, G_GUINT64_CONSTANT (0xD24EC4F1A98C6E5B));
  g_assert_cmphex (reel_vector_checksum ("abc", 3), ==, G_GUINT64_CONSTANT (0x44BC2CF5AD770999));
  g_assert_cmphex (reel_vector_checksum ("Nobody inspects the spammish repetition", 39), ==,
                   G_GUINT64_CONSTANT (0xFBCEA83C8A378BF1));
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/vector-kernels/kernels", test_kernels);
  g_test_add_func ("/vector-kernels/query-bound", test_query_bound);
  g_test_add_data_func ("/vector-kernels/code-dense", GUINT_TO_POINTER (VECTOR_DATA_DENSE), test_code);
  g_test_add_data_func ("/vector-kernels/code-sparse", GUINT_TO_POINTER (VECTOR_DATA_SPARSE), test_code);
  g_test_add_data_func ("/vector-kernels/code-slack", GUINT_TO_POINTER (VECTOR_DATA_SLACK), test_code);
  g_test_add_func ("/vector-kernels/odd-values", test_odd_values);
  g_test_add_func ("/vector-kernels/heap", test_heap);
  g_test_add_func ("/vector-kernels/checksum", test_checksum);
  return g_test_run ();
}
