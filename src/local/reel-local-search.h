/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "local/reel-vector-index.h"

G_BEGIN_DECLS

GArray *reel_local_search_run (ReelVectorIndex    *index,
                               const char         *collection_id,
                               const char         *text,
                               guint               top_k,
                               ReelEngineReading **reading,
                               GCancellable       *cancellable,
                               GError            **error);

G_END_DECLS
