/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* No GLib here: these loops build for any processor, and can be tried on one that has no GLib. */
#include <stddef.h>
#include <stdint.h>

/**
 * ReelTextType:
 * @REEL_TEXT_F32: floats
 * @REEL_TEXT_F16: IEEE 754 half precision
 * @REEL_TEXT_BF16: the upper half of a float
 * @REEL_TEXT_Q4: blocks of 32 values of four bits in 18 bytes: f16 d, then 16 bytes, of which byte j holds value j in its low
 *   half and value j + 16 in its high half; a value is (q − 8) · d
 *
 * How weights are stored; all little-endian, at any address.
 */
typedef enum
{
  REEL_TEXT_F32,
  REEL_TEXT_F16,
  REEL_TEXT_BF16,
  REEL_TEXT_Q4,
} ReelTextType;

#define REEL_TEXT_Q4_VALUES 32
#define REEL_TEXT_Q4_BYTES  18

/**
 * ReelTextKernels:
 * @name: what the processor must have
 * @unpack: makes floats of @n stored values; a multiple of 32 for four bits
 * @dot: sums of products: out[i · out_stride + j] = Σ x[i · x_stride + l] · w[j · w_stride + l], for i < n, j < m, l < k
 * @layer_norm: (x − mean) / √(variance + epsilon) · gain + shift, over one row
 * @softmax: of @scale times the values
 * @gelu: x · Φ(x), the exact one with erf
 * @quick_gelu: x / (1 + exp (−1.702 x))
 *
 * The loops in which a text model spends its time, for one kind of processor. Sets differ in the order of their sums only, and
 * in exp and erf by less than 1e-6.
 */
typedef struct
{
  const char *name;
  void (*unpack)     (float *out, const uint8_t *in, ReelTextType type, size_t n);
  void (*dot)        (float *out, size_t out_stride, const float *x, size_t x_stride, size_t n,
                      const float *w, size_t w_stride, size_t m, size_t k);
  void (*layer_norm) (float *x, size_t n, const float *gain, const float *shift, float epsilon);
  void (*softmax)    (float *x, size_t n, float scale);
  void (*gelu)       (float *x, size_t n);
  void (*quick_gelu) (float *x, size_t n);
} ReelTextKernels;

/* The sets that are compiled in; those beyond the first two only where the processor has them. */
extern const ReelTextKernels reel_text_kernels_plain;
extern const ReelTextKernels reel_text_kernels_simd128;
#if defined(__x86_64__) || defined(__i386__)
extern const ReelTextKernels reel_text_kernels_avx2;
extern const ReelTextKernels reel_text_kernels_avx512;
#endif

const ReelTextKernels *reel_text_kernels_get_nth     (unsigned int n);
const ReelTextKernels *reel_text_kernels_get_default (void);
