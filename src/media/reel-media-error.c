/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-media-error.h"

G_DEFINE_QUARK (reel-media-error-quark, reel_media_error)
