/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reel-text-kernels.h"

/**
 * reel_text_kernels_get_nth:
 * @n: from 0, the plainest, on
 *
 * Returns: (nullable) (transfer none): the @n-th set that this processor can run, each faster than the one before; %NULL
 *   after the last
 */
const ReelTextKernels *
reel_text_kernels_get_nth (unsigned int n)
{
  const ReelTextKernels *sets[] = { &reel_text_kernels_plain, &reel_text_kernels_simd128, NULL, NULL, NULL };
  unsigned int n_sets = 2;

#if defined(__x86_64__) || defined(__i386__)
  __builtin_cpu_init ();
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    {
      sets[n_sets++] = &reel_text_kernels_avx2;
      if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512vl") &&
          __builtin_cpu_supports ("avx512dq"))
        sets[n_sets++] = &reel_text_kernels_avx512;
    }
#endif
  return n < n_sets ? sets[n] : NULL;
}

/**
 * reel_text_kernels_get_default:
 *
 * Returns: (transfer none): the fastest set that this processor can run
 */
const ReelTextKernels *
reel_text_kernels_get_default (void)
{
  const ReelTextKernels *best = NULL, *next;

  for (unsigned int n = 0; (next = reel_text_kernels_get_nth (n)) != NULL; n++)
    best = next;
  return best;
}
