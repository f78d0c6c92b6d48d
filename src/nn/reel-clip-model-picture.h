/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reel-clip-model-config.h"

G_BEGIN_DECLS

float *reel_clip_model_picture_prepare (const ReelClipModelConfig *config,
                                        const guint8              *rgb,
                                        gsize                      width,
                                        gsize                      height,
                                        gsize                      stride,
                                        GError                   **error);

G_END_DECLS
