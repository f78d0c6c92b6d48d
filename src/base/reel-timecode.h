/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ReelTimebase:
 * @fps_n: frames a second, numerator
 * @fps_d: frames a second, denominator
 * @drop_frame: whether its timecode leaves out numbers, so that it keeps up with the clock
 *
 * How frames are counted. Made by reel_timebase_new() only, so that it always makes sense.
 */
typedef struct
{
  guint fps_n, fps_d;
  gboolean drop_frame;
} ReelTimebase;

/* Where a file has no rate, or one that varies. */
#define REEL_TIMEBASE_NOMINAL_FPS 30
/* Longest text of a timecode, with its end. */
#define REEL_TIMECODE_MAX 16

ReelTimebase reel_timebase_new            (guint               fps_n,
                                           guint               fps_d,
                                           gboolean            drop_frame);
ReelTimebase reel_timebase_for_editing    (guint               fps_n,
                                           guint               fps_d,
                                           gboolean            drop_frame);
gboolean     reel_timebase_equal          (const ReelTimebase *a,
                                           const ReelTimebase *b);
gboolean     reel_timebase_same_rate      (const ReelTimebase *a,
                                           const ReelTimebase *b);
guint        reel_timebase_get_nominal    (const ReelTimebase *self);
double       reel_timebase_get_fps        (const ReelTimebase *self);
gint64       reel_timebase_frames_per_day (const ReelTimebase *self);
gint64       reel_timebase_frame_at       (const ReelTimebase *self,
                                           double              seconds,
                                           double              tolerance);
gint64       reel_timebase_frame_after    (const ReelTimebase *self,
                                           double              seconds,
                                           double              tolerance);
double       reel_timebase_seconds        (const ReelTimebase *self,
                                           gint64              frame);
gint64       reel_timebase_rescale        (const ReelTimebase *self,
                                           gint64              frames,
                                           const ReelTimebase *from);
gint64       reel_timebase_relabel        (const ReelTimebase *self,
                                           gint64              frame,
                                           const ReelTimebase *from);

const char  *reel_timecode_print          (const ReelTimebase *timebase,
                                           gint64              frame,
                                           char                text[REEL_TIMECODE_MAX]);
char        *reel_timecode_format         (const ReelTimebase *timebase,
                                           gint64              frame);
gboolean     reel_timecode_parse          (const ReelTimebase *timebase,
                                           const char         *text,
                                           gint64             *frame);

G_END_DECLS
