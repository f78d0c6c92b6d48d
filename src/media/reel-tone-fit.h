/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* The layout of pictures on their way to an encoder, and of those of high dynamic range while they are fitted to a screen. */
#define REEL_TONE_FIT_FORMAT "I420"
#define REEL_TONE_FIT_DEEP_FORMAT "I420_10LE"

void reel_tone_fit_attach (GstPad     *source,
                           GstElement *filter);

G_END_DECLS
