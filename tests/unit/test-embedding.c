/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "api/reel-embedding.h"
#include "reel-test.h"

static void
test_shape (void)
{
  const float values[] = { 1, 2, 3, 4, 5, 6 };
  const guint dims[] = { 1, 3, 2 };
  g_autoptr (GBytes) json = g_bytes_new_static ("[]", 2);
  g_autoptr (ReelEmbedding) vectors = reel_embedding_new (values, dims, 3, json);
  g_autoptr (ReelEmbedding) without = reel_embedding_new (values, dims, 1, NULL);
  g_autoptr (ReelEmbedding) other = reel_embedding_ref (vectors);
  const float *vector;
  guint n;

  g_assert_true (other == vectors);
  g_assert_cmpuint (reel_embedding_get_n_vectors (vectors), ==, 3);
  g_assert_true (reel_embedding_get_json (vectors) == json);
  g_assert_null (reel_embedding_get_json (without));
  vector = reel_embedding_get_vector (vectors, 0, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpfloat (vector[0], ==, 1);
  vector = reel_embedding_get_vector (vectors, 1, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpfloat (vector[0], ==, 2);
  g_assert_cmpfloat (vector[2], ==, 4);
  vector = reel_embedding_get_vector (vectors, 2, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpfloat (vector[1], ==, 6);
}

static void
test_norm (void)
{
  const float values[] = { 3, -4, 0, 0, 3e38f, 3e38f, 1e-30f, 0 };
  const guint dims[] = { 2, 2, 2, 2 };
  g_autoptr (ReelEmbedding) vectors = reel_embedding_new (values, dims, 4, NULL);

  g_assert_cmpfloat_with_epsilon (reel_embedding_get_norm (vectors, 0), 5, 1e-12);
  g_assert_cmpfloat (reel_embedding_get_norm (vectors, 1), ==, 0);
  /* Beyond what a float could square, and below. */
  g_assert_cmpfloat_with_epsilon (reel_embedding_get_norm (vectors, 2) / (3e38 * sqrt (2)), 1, 1e-6);
  g_assert_cmpfloat_with_epsilon (reel_embedding_get_norm (vectors, 3) / 1e-30, 1, 1e-6);
}

static void
test_cosine (void)
{
  static const struct
  {
    float a[3], b[3];
    guint n_a, n_b;
    gboolean comparable;
    double cosine;
  } pairs[] = {
    { { 1, 2, 3 }, { 1, 2, 3 }, 3, 3, TRUE, 1 },
    { { 1, 2, 3 }, { 2, 4, 6 }, 3, 3, TRUE, 1 },
    { { 1, 2, 3 }, { -1, -2, -3 }, 3, 3, TRUE, -1 },
    { { 1, 0, 0 }, { 0, 5, 0 }, 3, 3, TRUE, 0 },
    { { 1, 0, 0 }, { 1, 1, 0 }, 3, 3, TRUE, 0.70710678118654752 },
    { { 3, 4, 0 }, { 4, 3, 0 }, 2, 2, TRUE, 0.96 },
    { { 3e38f, 3e38f, 0 }, { 3e38f, 3e38f, 0 }, 2, 2, TRUE, 1 },
    { { 1e-30f, 0, 0 }, { 1e30f, 0, 0 }, 1, 1, TRUE, 1 },
    { { 1, 2, 3 }, { 1, 2, 3 }, 3, 2, FALSE, 0 },
    { { 1, 2, 3 }, { 1, 2, 3 }, 1, 3, FALSE, 0 },
    { { 0, 0, 0 }, { 1, 2, 3 }, 3, 3, FALSE, 0 },
    { { 1, 2, 3 }, { 0, 0, 0 }, 3, 3, FALSE, 0 },
    { { 0, 0, 0 }, { 0, 0, 0 }, 3, 3, FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (ReelEmbedding) a = reel_embedding_new (pairs[i].a, &pairs[i].n_a, 1, NULL);
      g_autoptr (ReelEmbedding) b = reel_embedding_new (pairs[i].b, &pairs[i].n_b, 1, NULL);
      double there = 7, back = 7;

      g_assert_true (reel_embedding_get_cosine (a, 0, b, 0, &there) == pairs[i].comparable);
      g_assert_true (reel_embedding_get_cosine (b, 0, a, 0, &back) == pairs[i].comparable);
      g_assert_cmpfloat_with_epsilon (there, pairs[i].cosine, 1e-12);
      g_assert_cmpfloat (there, ==, back);
      g_assert_true (there >= -1 && there <= 1);
    }
}

/* Of several, each with any other. */
static void
test_index (void)
{
  const float values[] = { 1, 0, 0, 1, 1, 1 };
  const guint dims[] = { 2, 2, 2 };
  g_autoptr (ReelEmbedding) vectors = reel_embedding_new (values, dims, 3, NULL);
  double cosine;

  g_assert_true (reel_embedding_get_cosine (vectors, 0, vectors, 1, &cosine));
  g_assert_cmpfloat (cosine, ==, 0);
  g_assert_true (reel_embedding_get_cosine (vectors, 1, vectors, 2, &cosine));
  g_assert_cmpfloat_with_epsilon (cosine, sqrt (0.5), 1e-12);
}

int
main (int   argc,
      char *argv[])
{
  reel_test_init (&argc, &argv);
  g_test_add_func ("/api/embedding/shape", test_shape);
  g_test_add_func ("/api/embedding/norm", test_norm);
  g_test_add_func ("/api/embedding/cosine", test_cosine);
  g_test_add_func ("/api/embedding/index", test_index);
  return g_test_run ();
}
