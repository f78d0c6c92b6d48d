/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "api/reel-embedding-private.h"

struct _ReelEmbedding
{
  gatomicrefcount ref_count;

  /* owned */
  GArray *values; /* float: all vectors, one after the other */
  GArray *starts; /* guint: where in @values each begins, and where the last ends */
  GBytes *json;   /* (nullable) */
};

G_DEFINE_BOXED_TYPE (ReelEmbedding, reel_embedding, reel_embedding_ref, reel_embedding_unref)

/*
 * reel_embedding_new_take:
 * @values: (transfer full): float: all vectors, one after the other
 * @dims: (transfer full): guint: how many numbers each vector has, 1 or more
 * @json: (nullable): the reply that they came in
 *
 * Returns: (transfer full): the vectors
 */
ReelEmbedding *
reel_embedding_new_take (GArray *values, GArray *dims, GBytes *json)
{
  ReelEmbedding *self = g_new0 (ReelEmbedding, 1);
  guint end = 0;

  g_atomic_ref_count_init (&self->ref_count);
  self->values = values;
  /* From lengths to places, where they stand. */
  for (guint i = 0; i < dims->len; i++)
    {
      guint length = g_array_index (dims, guint, i);

      g_assert (length > 0);
      g_array_index (dims, guint, i) = end;
      end += length;
    }
  g_assert (end == values->len);
  g_array_append_val (dims, end);
  self->starts = dims;
  self->json = json != NULL ? g_bytes_ref (json) : NULL;
  return self;
}

/**
 * reel_embedding_new:
 * @values: (array): all vectors, one after the other
 * @dims: (array length=n_vectors): how many numbers each vector has, 1 or more
 * @n_vectors: how many vectors
 * @json: (nullable): the reply that they came in
 *
 * Returns: (transfer full): the vectors, copied
 */
ReelEmbedding *
reel_embedding_new (const float *values,
                    const guint *dims,
                    guint        n_vectors,
                    GBytes      *json)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (float));
  GArray *lengths = g_array_new (FALSE, FALSE, sizeof (guint));
  guint total = 0;

  g_array_append_vals (lengths, dims, n_vectors);
  for (guint i = 0; i < n_vectors; i++)
    total += dims[i];
  g_array_append_vals (all, values, total);
  return reel_embedding_new_take (all, lengths, json);
}

/**
 * reel_embedding_ref:
 * @self: vectors
 *
 * Returns: (transfer full): @self
 */
ReelEmbedding *
reel_embedding_ref (ReelEmbedding *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * reel_embedding_unref:
 * @self: (transfer full): vectors
 */
void
reel_embedding_unref (ReelEmbedding *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->values);
  g_array_unref (self->starts);
  g_clear_pointer (&self->json, g_bytes_unref);
  g_free (self);
}

/**
 * reel_embedding_get_n_vectors:
 * @self: vectors
 *
 * Returns: how many there are, 1 or more in a reply
 */
guint
reel_embedding_get_n_vectors (ReelEmbedding *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->starts->len - 1;
}

/**
 * reel_embedding_get_vector:
 * @self: vectors
 * @index: which
 * @dims: (out): how many numbers it has
 *
 * Returns: (transfer none) (array length=dims): the numbers, all finite
 */
const float *
reel_embedding_get_vector (ReelEmbedding *self,
                           guint          index,
                           guint         *dims)
{
  guint start;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < reel_embedding_get_n_vectors (self), NULL);

  start = g_array_index (self->starts, guint, index);
  *dims = g_array_index (self->starts, guint, index + 1) - start;
  return &g_array_index (self->values, float, start);
}

/**
 * reel_embedding_get_norm:
 * @self: vectors
 * @index: which
 *
 * Returns: its Euclidean length, the root of the sum of squares
 */
double
reel_embedding_get_norm (ReelEmbedding *self,
                         guint          index)
{
  double sum = 0;
  guint dims;
  const float *vector = reel_embedding_get_vector (self, index, &dims);

  for (guint i = 0; i < dims; i++)
    sum += (double) vector[i] * (double) vector[i];
  return sqrt (sum);
}

/**
 * reel_embedding_get_cosine:
 * @self: vectors
 * @index: which
 * @other: vectors of the same service
 * @other_index: which
 * @cosine: (out): their cosine similarity a·b / (|a| |b|), -1…1
 *
 * Returns: whether they can be compared: they have as many numbers, and neither is of length 0
 */
gboolean
reel_embedding_get_cosine (ReelEmbedding *self,
                           guint          index,
                           ReelEmbedding *other,
                           guint          other_index,
                           double        *cosine)
{
  guint dims, other_dims;
  const float *a = reel_embedding_get_vector (self, index, &dims);
  const float *b = reel_embedding_get_vector (other, other_index, &other_dims);
  double scale = reel_embedding_get_norm (self, index) * reel_embedding_get_norm (other, other_index);
  double sum = 0;

  *cosine = 0;
  if (dims != other_dims || !(scale > 0))
    return FALSE;
  for (guint i = 0; i < dims; i++)
    sum += (double) a[i] * (double) b[i];
  *cosine = CLAMP (sum / scale, -1, 1);
  return TRUE;
}

/**
 * reel_embedding_get_json:
 * @self: vectors
 *
 * Returns: (transfer none) (nullable): the service's whole reply, checked JSON
 */
GBytes *
reel_embedding_get_json (ReelEmbedding *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->json;
}
