/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/reel-client.h"

G_BEGIN_DECLS

typedef struct _ReelUploadMeter ReelUploadMeter;

ReelUploadMeter *reel_upload_meter_new    (ReelUploadProgress  func,
                                           gpointer            data,
                                           GDestroyNotify      data_free,
                                           GMainContext       *context);
void             reel_upload_meter_report (ReelUploadMeter    *self,
                                           guint64             sent,
                                           guint64             total);
void             reel_upload_meter_close  (ReelUploadMeter    *self,
                                           gboolean            complete);

G_END_DECLS
