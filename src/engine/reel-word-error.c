/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/reel-word-error.h"

G_DEFINE_QUARK (reel-word-error-quark, reel_word_error)
