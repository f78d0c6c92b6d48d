/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "local/reel-body-sink.h"
#include "local/reel-file-writer.h"

G_BEGIN_DECLS

/* A multipart body whose part `file` goes to a file in a folder, as it comes. */
typedef struct _ReelUploadSink ReelUploadSink;

ReelUploadSink *reel_upload_sink_new           (const char      *content_type,
                                                const char      *folder,
                                                GError         **error);
ReelFileWriter *reel_upload_sink_get_file      (ReelUploadSink  *self);
const char     *reel_upload_sink_get_file_name (ReelUploadSink  *self);
const char     *reel_upload_sink_get_sha256    (ReelUploadSink  *self);

G_END_DECLS
