/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "local/reel-local-store.h"
#include "local/reel-tensor-upload.h"

G_BEGIN_DECLS

/* Bytes of all arrays that lie here, and seconds that they do at most. */
#define REEL_LOCAL_TENSORS_QUOTA   (G_GUINT64_CONSTANT (1024) * 1024 * 1024)
#define REEL_LOCAL_TENSORS_SECONDS (24 * 3600)

/**
 * ReelLocalTensorKeys:
 * @request_id: (owned): the job that they are for; the caller's where one was given
 * @keys: (owned) (nullable): of what was sent
 *
 * How arrays that were taken are called.
 */
typedef struct
{
  char *request_id;
  char *keys[REEL_LOCAL_N_TENSORS];
} ReelLocalTensorKeys;

const char *reel_local_tensor_get_name         (ReelLocalTensor            tensor);
void        reel_local_tensor_keys_clear       (ReelLocalTensorKeys       *self);

/* Arrays that are analysed by a job later. As all of the store: for worker threads. */
gboolean    reel_local_store_add_tensors       (ReelLocalStore            *self,
                                                const ReelTensorUpload    *upload,
                                                ReelLocalTensorKeys       *keys,
                                                GError                   **error);
gboolean    reel_local_store_get_frames        (ReelLocalStore            *self,
                                                const char                *key,
                                                ReelRawFrames             *frames,
                                                char                     **path,
                                                GError                   **error);
void        reel_local_store_drop_tensors      (ReelLocalStore            *self,
                                                const char                *request_id);
gboolean    reel_local_store_expire_tensors    (ReelLocalStore            *self,
                                                GError                   **error);
void        reel_local_store_set_tensor_limits (ReelLocalStore            *self,
                                                guint64                    quota,
                                                guint                      seconds);

/* Within a piece of work of the database. */
gboolean    reel_local_tensors_find            (sqlite3                   *db,
                                                const ReelLocalJobOrder   *order,
                                                char                     **request_id,
                                                GError                   **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ReelLocalTensorKeys, reel_local_tensor_keys_clear)

G_END_DECLS
