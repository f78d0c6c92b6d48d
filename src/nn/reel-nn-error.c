/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nn/reel-nn-error.h"

G_DEFINE_QUARK (reel-nn-error-quark, reel_nn_error)
