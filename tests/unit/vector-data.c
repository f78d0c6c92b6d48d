/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "vector-data.h"

#define GROUP 10

static double
normal (GRand *rand)
{
  return sqrt (-2 * log (1 - g_rand_double (rand))) * cos (2 * G_PI * g_rand_double (rand));
}

float *
vector_data_new (GRand         *rand,
                 VectorDataKind kind,
                 gsize          n,
                 guint          dims)
{
  float *values = g_new0 (float, n * dims);

  for (gsize i = 0; i < n; i++)
    {
      float *vector = values + i * dims;
      double length = 0;

      for (guint k = 0; k < dims; k++)
        {
          if (kind == VECTOR_DATA_DENSE)
            vector[k] = (float) normal (rand);
          else if (g_rand_int_range (rand, 0, 20) == 0)
            vector[k] = (float) pow (g_rand_double (rand), 4);
          length += (double) vector[k] * vector[k];
        }
      if (kind == VECTOR_DATA_SLACK)
        vector[dims - 1] = (float) (sqrt (length) * g_rand_double_range (rand, 1, 6));
    }
  return values;
}

double
vector_data_cosine (const float *a,
                    const float *b,
                    guint        dims)
{
  double product = 0, length_a = 0, length_b = 0;

  for (guint i = 0; i < dims; i++)
    {
      product += (double) a[i] * b[i];
      length_a += (double) a[i] * a[i];
      length_b += (double) b[i] * b[i];
    }
  return length_a > 0 && length_b > 0 ? product / sqrt (length_a * length_b) : 0;
}

float *
vector_data_get (guint64 key,
                 guint   dims)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) key);

  return vector_data_new (rand, VECTOR_DATA_DENSE, 1, dims);
}

gboolean
vector_data_append (ReelVectorSpace *space,
                    guint64          first,
                    guint            n,
                    GError         **error)
{
  guint dims = reel_vector_space_get_dims (space);
  g_autofree guint64 *keys = g_new (guint64, n);
  g_autofree guint64 *groups = g_new (guint64, n);
  g_autofree float *values = g_new (float, (gsize) n * dims);

  for (guint i = 0; i < n; i++)
    {
      g_autofree float *vector = vector_data_get (first + i, dims);

      keys[i] = first + i;
      groups[i] = (first + i) / GROUP;
      for (guint k = 0; k < dims; k++)
        values[i * dims + k] = vector[k];
    }
  return reel_vector_space_append (space, keys, groups, values, n, error);
}

static void
add_key (guint64  key,
         guint64  group,
         gpointer keys)
{
  g_assert_cmpuint (group, ==, key / GROUP);
  g_array_append_val ((GArray *) keys, key);
}

GArray *
vector_data_list_keys (ReelVectorSpace *space)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (guint64));

  reel_vector_space_foreach (space, add_key, keys);
  return keys;
}

guint
vector_data_check (ReelVectorSpace *space)
{
  const ReelVectorSearch search = { .top_k = 1, .least = -1, .n_threads = 1 };
  g_autoptr (GArray) keys = vector_data_list_keys (space);
  guint dims = reel_vector_space_get_dims (space);

  for (guint i = 0; i < keys->len; i++)
    {
      g_autofree float *vector = vector_data_get (i, dims);
      g_autoptr (GError) error = NULL;
      g_autoptr (GArray) matches = reel_vector_space_search (space, vector, &search, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_array_index (keys, guint64, i), ==, i);
      g_assert_cmpuint (matches->len, ==, 1);
      g_assert_cmpuint (g_array_index (matches, ReelVectorMatch, 0).key, ==, i);
      g_assert_cmpfloat (g_array_index (matches, ReelVectorMatch, 0).similarity, >, 0.99);
    }
  return keys->len;
}
