/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelNnKernels:
 * @name: what the processor must have
 * @dot_u8: (nullable): sums of products of bytes
 * @dot_s16: (nullable): the same of bytes that were widened before; one of the two is there
 * @dot_f32: the same of floats
 *
 * The loops in which a network spends its time, for one kind of processor. Sets give the same result where the work is on
 * bytes, and nearly the same for floats, whose sums they order differently.
 *
 * A dot function multiplies @rows rows of @taps values, which begin @a_stride values apart, by @n_panels panels of 16 filters
 * (see reel-nn-format.h), and writes 16 sums a panel to each row of @sums, whose rows are @sums_stride apart. The taps of
 * bytes are a multiple of 4.
 */
typedef struct
{
  const char *name;

  void    (*dot_u8)     (const guint8 *a, gsize a_stride, const gint8 *panels, gsize taps, gsize rows, gsize n_panels,
                         gint32 *sums, gsize sums_stride);
  void    (*dot_s16)    (const gint16 *a, gsize a_stride, const gint8 *panels, gsize taps, gsize rows, gsize n_panels,
                         gint32 *sums, gsize sums_stride);
  void    (*dot_f32)    (const float *a, gsize a_stride, const float *panels, gsize taps, gsize rows, gsize n_panels,
                         float *sums, gsize sums_stride);

  /* The rest goes over @n values; see reel-nn-loops.h. */
  guint32 (*sum_u8)     (const guint8 *in, gsize n);
  void    (*widen_u8)   (const guint8 *in, gint16 *out, gsize n);
  void    (*widen_f16)  (const guint8 *in, float *out, gsize n);
  void    (*requantise) (const gint32 *sums, const gint32 *terms, gint32 term, float scale, int zero, guint8 *out, gsize n);
  void    (*rescale_u8) (const guint8 *in, float scale, float offset, int zero, guint8 *out, gsize n);
  void    (*max_u8)     (const guint8 *in, guint8 *out, gsize n);
  void    (*max_f32)    (const float *in, float *out, gsize n);
  void    (*add_u8)     (const guint8 *in, guint16 *sums, gsize n);
  void    (*average_u8) (const guint16 *sums, guint count, guint8 *out, gsize n);
  void    (*add_f32)    (const float *in, float *out, gsize n);
  void    (*add_scaled) (const float *in, const float *weights, float *out, gsize n);
  void    (*leaky)      (float *values, float alpha, gsize n);
  void    (*blend)      (const float *a, const float *b, float weight, float *out, gsize n);
} ReelNnKernels;

const ReelNnKernels *reel_nn_kernels_get_default (void);
const ReelNnKernels *reel_nn_kernels_get_nth     (guint n);

G_END_DECLS
