/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "vectors/reel-vector-kernels-private.h"

static gboolean
has_all (void)
{
  return TRUE;
}

#if defined(__x86_64__)
/* The compiler's question includes whether the system keeps the registers. */
static gboolean
has_avx2 (void)
{
  return __builtin_cpu_supports ("avx2");
}

static gboolean
has_avx512 (void)
{
  return __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512vnni");
}
#endif

/* All sets, the fastest first. */
static const struct
{
  const ReelVectorKernels *kernels;
  gboolean               (*is_supported) (void);
} sets[] = {
#if defined(__x86_64__)
  { &reel_vector_kernels_avx512, has_avx512 },
  { &reel_vector_kernels_avx2, has_avx2 },
  { &reel_vector_kernels_sse2, has_all },
#elif defined(__aarch64__)
  { &reel_vector_kernels_neon, has_all },
#endif
  { &reel_vector_kernels_plain, has_all },
};

/**
 * reel_vector_kernels_get_nth:
 * @n: which one, from 0
 *
 * The sets that this processor can run, the fastest first; the last is plain C.
 *
 * Returns: (transfer none) (nullable): a set; %NULL if there are no more than @n
 */
const ReelVectorKernels *
reel_vector_kernels_get_nth (guint n)
{
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    if (sets[i].is_supported () && n-- == 0)
      return sets[i].kernels;
  return NULL;
}

/**
 * reel_vector_kernels_get_default:
 *
 * Returns: (transfer none): the fastest set that this processor can run
 */
const ReelVectorKernels *
reel_vector_kernels_get_default (void)
{
  return reel_vector_kernels_get_nth (0);
}
