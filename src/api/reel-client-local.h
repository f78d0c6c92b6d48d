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

/**
 * ReelLocalIndexing:
 * @videos: all that the service has
 * @done: indexed by its present engine
 * @waiting: wait for it
 * @processing: are being indexed
 * @wanted: wait for their file, see reel_client_list_wanted_async()
 * @failed: can't be indexed by it
 * @again: of those that wait, or are being indexed: are found by an earlier engine meanwhile
 * @finds_similar: whether it has the call of reel_client_find_similar_async()
 *
 * How far the service's present engine is.
 */
typedef struct
{
  guint videos, done, waiting, processing, wanted, failed, again;
  gboolean finds_similar;
} ReelLocalIndexing;

/**
 * ReelWantedVideo:
 * @video_id: a video
 * @size: bytes that its file has
 * @sha256: (nullable): of its file, if the service knows that
 *
 * A video whose file the service needs again.
 */
typedef struct
{
  char *video_id;
  guint64 size;
  char *sha256;
} ReelWantedVideo;

void     reel_wanted_video_free                (ReelWantedVideo     *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelWantedVideo, reel_wanted_video_free)

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

/* Other work of the computer. */
void     reel_client_set_local_use_async       (ReelClient          *self,
                                                gboolean             in_use,
                                                gboolean             busy,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
gboolean reel_client_set_local_use_finish      (ReelClient          *self,
                                                GAsyncResult        *result,
                                                GError             **error);

/* After a change of engine: reel-client-local-indexing.c */
void       reel_client_get_local_indexing_async  (ReelClient           *self,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
gboolean   reel_client_get_local_indexing_finish (ReelClient           *self,
                                                  GAsyncResult         *result,
                                                  ReelLocalIndexing    *indexing,
                                                  GError              **error);
void       reel_client_list_wanted_async         (ReelClient           *self,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
GPtrArray *reel_client_list_wanted_finish        (ReelClient           *self,
                                                  GAsyncResult         *result,
                                                  GError              **error);
void       reel_client_return_video_async        (ReelClient           *self,
                                                  const char           *video_id,
                                                  GFile                *file,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
gboolean   reel_client_return_video_finish       (ReelClient           *self,
                                                  GAsyncResult         *result,
                                                  GError              **error);

G_END_DECLS
