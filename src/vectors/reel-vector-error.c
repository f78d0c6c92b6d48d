/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "vectors/reel-vector-error.h"

G_DEFINE_QUARK (reel-vector-error-quark, reel_vector_error)
