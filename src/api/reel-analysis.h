/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-client.h"
#include "api/reel-upload-meter.h"

G_BEGIN_DECLS

typedef enum
{
  REEL_ANALYSIS_EMBEDDING,
  REEL_ANALYSIS_TAGS,
} ReelAnalysisKind;

void reel_analysis_start  (ReelClient           *client,
                           ReelAnalysisKind      kind,
                           ReelVideoInput       *video,
                           ReelAnalysisProgress  progress,
                           gpointer              progress_data,
                           GDestroyNotify        progress_data_free,
                           gpointer              tag,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data);
void reel_analysis_resume (ReelClient           *client,
                           ReelAnalysisKind      kind,
                           const char           *request_id,
                           ReelAnalysisProgress  progress,
                           gpointer              progress_data,
                           GDestroyNotify        progress_data_free,
                           gpointer              tag,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data);
void reel_analysis_submit (ReelClient           *client,
                           ReelAnalysisKind      kind,
                           ReelVideoInput       *video,
                           ReelUploadMeter      *meter,
                           gpointer              tag,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data);

G_END_DECLS
