/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/reel-timecode.h"

G_BEGIN_DECLS

/**
 * ReelStartTimecode:
 * @timebase: how it counts; not always at the rate of the pictures
 * @frame: the first picture's, within a day
 * @reel: (nullable): the tape or card that the file says it is from
 *
 * The timecode with which a file begins. Immutable.
 */
typedef struct
{
  ReelTimebase timebase;
  gint64 frame;
  char *reel;
} ReelStartTimecode;

ReelStartTimecode *reel_start_timecode_read      (GInputStream       *stream,
                                                  GCancellable       *cancellable,
                                                  GError            **error);
ReelStartTimecode *reel_start_timecode_read_file (GFile              *file,
                                                  GCancellable       *cancellable,
                                                  GError            **error);
void               reel_start_timecode_free      (ReelStartTimecode  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelStartTimecode, reel_start_timecode_free)

G_END_DECLS
