/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-embedding.h"

G_BEGIN_DECLS

/* For the decoders, which fill in vectors as they read them: many values, and no second copy. */
ReelEmbedding *reel_embedding_new_take (GArray *values,
                                        GArray *dims,
                                        GBytes *json);

G_END_DECLS
