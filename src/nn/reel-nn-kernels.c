/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "nn/reel-nn-kernels-private.h"

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
  return __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma");
}

/* Not all compilers of ours know this one's name: bit 4 of EAX in the second part of leaf 7. */
static gboolean
has_avx_vnni (void)
{
  unsigned int eax, ebx, ecx, edx;

  return has_avx2 () && __get_cpuid_count (7, 1, &eax, &ebx, &ecx, &edx) && (eax & 1u << 4) != 0;
}

static gboolean
has_avx512 (void)
{
  return has_avx2 () && __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw") &&
         __builtin_cpu_supports ("avx512vl") && __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vnni");
}
#endif

/* All sets, the fastest first. */
static const struct
{
  const ReelNnKernels *kernels;
  gboolean           (*is_supported) (void);
} sets[] = {
#if defined(__x86_64__)
  { &reel_nn_kernels_avx512, has_avx512 },
  { &reel_nn_kernels_avx_vnni, has_avx_vnni },
  { &reel_nn_kernels_avx2, has_avx2 },
  { &reel_nn_kernels_sse2, has_all },
#elif defined(__aarch64__)
  { &reel_nn_kernels_neon, has_all },
#endif
  { &reel_nn_kernels_plain, has_all },
};

/**
 * reel_nn_kernels_get_nth:
 * @n: which one, from 0
 *
 * The sets that this processor can run, the fastest first; the last is plain C.
 *
 * Returns: (transfer none) (nullable): a set; %NULL if there are no more than @n
 */
const ReelNnKernels *
reel_nn_kernels_get_nth (guint n)
{
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    if (sets[i].is_supported () && n-- == 0)
      return sets[i].kernels;
  return NULL;
}

/**
 * reel_nn_kernels_get_default:
 *
 * Returns: (transfer none): the fastest set that this processor can run
 */
const ReelNnKernels *
reel_nn_kernels_get_default (void)
{
  return reel_nn_kernels_get_nth (0);
}
