/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-client.h"
#include "api/reel-example.h"

G_BEGIN_DECLS

/* Only the service on this computer has it: see ReelLocalIndexing. Ends in reel_client_search_finish(). */
void reel_client_find_similar_async (ReelClient          *self,
                                     const char          *collection_id,
                                     ReelExample         *example,
                                     guint                top_k,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);

G_END_DECLS
