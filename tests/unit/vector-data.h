/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vectors/reel-vector-space.h"

G_BEGIN_DECLS

/* What the tests of vectors fill spaces with, and how they look into them. */

typedef enum
{
  VECTOR_DATA_DENSE,  /* each number from a normal distribution */
  VECTOR_DATA_SPARSE, /* some numbers are positive, the rest is 0 */
  VECTOR_DATA_SLACK,  /* the same with one number that is larger than the length of all others */
} VectorDataKind;

/* @n vectors of @dims numbers, one after the other. */
float  *vector_data_new       (GRand *rand, VectorDataKind kind, gsize n, guint dims);

double  vector_data_cosine    (const float *a, const float *b, guint dims);

/* Appends vectors FIRST … FIRST + N - 1, which are the keys too, ten a group. They depend on nothing but the number. */
gboolean vector_data_append   (ReelVectorSpace *space, guint64 first, guint n, GError **error);

/* The vector of a key. */
float  *vector_data_get       (guint64 key, guint dims);

/* The keys that are there, in the order of the file. */
GArray *vector_data_list_keys (ReelVectorSpace *space);

/* Asserts that the keys are 0, 1, 2 …, and that each vector is found by itself. Returns how many there are. */
guint   vector_data_check     (ReelVectorSpace *space);

G_END_DECLS
