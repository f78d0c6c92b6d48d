/* SPDX-License-Identifier: GPL-3.0-or-later */
#define REEL_TEXT_LANES 8
#define REEL_TEXT_TILE  3
#define REEL_TEXT_SET   reel_text_kernels_avx2
#define REEL_TEXT_NAME  "AVX2 and FMA"
#include "reel-text-kernels-vector.h"
