/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-client.h"

G_BEGIN_DECLS

/* What only the service on this computer knows: not part of the vendor's API. */

/**
 * ReelLocalSpace:
 * @copies: bytes of the copies of videos that the service holds
 * @index: bytes of what it measured
 * @keep_copies: whether copies stay after indexing
 */
typedef struct
{
  guint64 copies;
  guint64 index;
  gboolean keep_copies;
} ReelLocalSpace;

void     reel_client_get_local_space_async     (ReelClient          *self,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
gboolean reel_client_get_local_space_finish    (ReelClient          *self,
                                                GAsyncResult        *result,
                                                ReelLocalSpace      *space,
                                                GError             **error);
void     reel_client_free_local_copies_async   (ReelClient          *self,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
gboolean reel_client_free_local_copies_finish  (ReelClient          *self,
                                                GAsyncResult        *result,
                                                GError             **error);
void     reel_client_set_keep_copies_async     (ReelClient          *self,
                                                gboolean             keep_copies,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
gboolean reel_client_set_keep_copies_finish    (ReelClient          *self,
                                                GAsyncResult        *result,
                                                GError             **error);

G_END_DECLS
