/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "media/reel-clip-order.h"

G_BEGIN_DECLS

/**
 * ReelClipReport:
 * @duration: seconds that were written
 * @lead: seconds by which an instant clip begins before its in point, at the key frame
 * @n_silent: how many of the cuts lost their sound, as nothing here can decode it, or the clip's kind of file can't hold it
 * @timecode_lost: whether the video has a timecode that the clip's kind of file does not keep
 *
 * What became of an order.
 */
typedef struct
{
  double duration;
  double lead;
  guint n_silent;
  gboolean timecode_lost;
} ReelClipReport;

void reel_clip_report_free (ReelClipReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelClipReport, reel_clip_report_free)

/**
 * ReelClipProgress:
 * @fraction: 0 to 1, growing
 * @data: what was given with it
 *
 * Says how far a clip is, on the caller's context, ten times a second at the most, and never after the callback.
 */
typedef void (*ReelClipProgress) (double   fraction,
                                  gpointer data);

const char     *reel_clip_writer_get_extension (const ReelClipOrder  *order);
/* Errors: #ReelMediaError, %G_IO_ERROR_CANCELLED. */
void            reel_clip_writer_write_async   (ReelClipOrder        *order,
                                                GFile                *target,
                                                ReelClipProgress      progress,
                                                gpointer              progress_data,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
ReelClipReport *reel_clip_writer_write_finish  (GAsyncResult         *result,
                                                GError              **error);

G_END_DECLS
