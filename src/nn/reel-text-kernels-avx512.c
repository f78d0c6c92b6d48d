/* SPDX-License-Identifier: GPL-3.0-or-later */
#define REEL_TEXT_LANES 16
#define REEL_TEXT_TILE  6
#define REEL_TEXT_SET   reel_text_kernels_avx512
#define REEL_TEXT_NAME  "AVX-512"
#include "reel-text-kernels-vector.h"
