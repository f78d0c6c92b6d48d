/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reel-text-error.h"

G_DEFINE_QUARK (reel-text-error-quark, reel_text_error)
