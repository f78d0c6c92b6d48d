/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "local/reel-file-writer.h"

G_BEGIN_DECLS

/**
 * ReelVideoFetcherLimits:
 * @bytes: the most that a video may have
 * @seconds: how long all of it may take
 * @allow_private: whether hosts on this computer and in private networks may be asked
 */
typedef struct
{
  guint64 bytes;
  guint seconds;
  gboolean allow_private;
} ReelVideoFetcherLimits;

#define REEL_VIDEO_FETCHER_BYTES     (G_GUINT64_CONSTANT (2) * 1024 * 1024 * 1024)
#define REEL_VIDEO_FETCHER_SECONDS   600
#define REEL_VIDEO_FETCHER_REDIRECTS 5

gboolean        reel_video_fetcher_check_url (const char                    *url,
                                              GError                       **error);
ReelFileWriter *reel_video_fetcher_fetch     (const char                    *url,
                                              const char                    *folder,
                                              const ReelVideoFetcherLimits  *limits,
                                              GCancellable                  *cancellable,
                                              GError                       **error);

G_END_DECLS
