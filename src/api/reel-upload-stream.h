/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-bandwidth.h"
#include "api/reel-upload-gate.h"

G_BEGIN_DECLS

#define REEL_TYPE_UPLOAD_STREAM (reel_upload_stream_get_type ())
G_DECLARE_FINAL_TYPE (ReelUploadStream, reel_upload_stream, REEL, UPLOAD_STREAM, GInputStream)

typedef void (*ReelUploadWrote) (gpointer data,
                                 guint    length);

ReelUploadStream *reel_upload_stream_open             (GFile             *file,
                                                       const char        *json_key,
                                                       gboolean           checksum,
                                                       ReelUploadGate    *gate,
                                                       ReelBandwidth     *bandwidth,
                                                       GCancellable      *cancellable,
                                                       GError           **error);
void              reel_upload_stream_open_async       (GFile               *file,
                                                       const char          *json_key,
                                                       gboolean             checksum,
                                                       ReelUploadGate      *gate,
                                                       ReelBandwidth       *bandwidth,
                                                       GCancellable        *cancellable,
                                                       GAsyncReadyCallback  callback,
                                                       gpointer             user_data);
ReelUploadStream *reel_upload_stream_open_finish      (GAsyncResult        *result,
                                                       GError             **error);
guint64           reel_upload_stream_get_length       (ReelUploadStream  *self);
const char       *reel_upload_stream_get_content_type (ReelUploadStream  *self);
GError           *reel_upload_stream_dup_error        (ReelUploadStream  *self);
char             *reel_upload_stream_dup_sha256       (ReelUploadStream  *self);
gboolean          reel_upload_stream_is_drained       (ReelUploadStream  *self);
void              reel_upload_stream_set_outlet       (ReelUploadStream  *self,
                                                       GOutputStream     *outlet,
                                                       ReelUploadWrote    wrote,
                                                       gpointer           data);
void              reel_upload_stream_abandon          (ReelUploadStream  *self);

G_END_DECLS
