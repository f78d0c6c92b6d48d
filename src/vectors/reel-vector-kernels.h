/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelVectorKernels:
 * @name: what the processor must have
 * @dot: the sums of products of @query and each of @n rows of @stride bytes, which lie one after the other
 *
 * The loop in which a search spends its time, for one kind of processor. A stride is a multiple of 64, and what fills a row
 * up meets zeros of the query. Sums stay within 32 bits if the query keeps its bound (see reel-vector-query.c), so that all
 * sets give the same numbers.
 */
typedef struct
{
  const char *name;

  void (*dot) (const gint16 *query, const gint8 *rows, gsize stride, gsize n, gint32 *sums);
} ReelVectorKernels;

const ReelVectorKernels *reel_vector_kernels_get_default (void);
const ReelVectorKernels *reel_vector_kernels_get_nth     (guint n);

G_END_DECLS
