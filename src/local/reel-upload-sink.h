/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "local/reel-body-sink.h"
#include "local/reel-file-writer.h"

G_BEGIN_DECLS

/* The most bytes of a picture that is only looked at. */
#define REEL_UPLOAD_SINK_PICTURE (G_GUINT64_CONSTANT (64) * 1024 * 1024)

/* A multipart body whose part `file` goes to a file in a folder, as it comes; of other parts a few short ones are kept. */
typedef struct _ReelUploadSink ReelUploadSink;

ReelUploadSink *reel_upload_sink_new           (const char      *content_type,
                                                const char      *folder,
                                                GError         **error);
gboolean        reel_upload_sink_is            (ReelBodySink    *sink);
void            reel_upload_sink_set_limit     (ReelUploadSink  *self,
                                                guint64          limit);
void            reel_upload_sink_set_expected  (ReelUploadSink  *self,
                                                guint64          expected);
const char     *reel_upload_sink_get_field     (ReelUploadSink  *self,
                                                const char      *name);
ReelFileWriter *reel_upload_sink_get_file      (ReelUploadSink  *self);
const char     *reel_upload_sink_get_file_name (ReelUploadSink  *self);
const char     *reel_upload_sink_get_sha256    (ReelUploadSink  *self);

G_END_DECLS
