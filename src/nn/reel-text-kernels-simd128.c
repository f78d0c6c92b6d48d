/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every x86-64 (SSE2) and every 64-bit ARM (NEON) has. */
#define REEL_TEXT_LANES 4
#define REEL_TEXT_SET   reel_text_kernels_simd128
#if defined(__aarch64__)
#define REEL_TEXT_TILE 4
#define REEL_TEXT_NAME "NEON"
#else
#define REEL_TEXT_TILE 2
#define REEL_TEXT_NAME "128-bit vectors"
#endif
#include "reel-text-kernels-vector.h"
