/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "media/reel-frame.h"

G_BEGIN_DECLS

#define REEL_RAW_FRAMES_MOST          128
#define REEL_RAW_FRAMES_SHORTEST_SIDE 16
#define REEL_RAW_FRAMES_LONGEST_SIDE  4096

/* Seconds between two frames where nobody says. */
#define REEL_RAW_FRAMES_INTERVAL 1.0

/**
 * ReelRawFrames:
 * @n: how many
 * @width: pixels
 * @height: pixels
 * @interval: seconds from one to the next
 *
 * Frames as they lie in a file: one after the other, each as its red, its green and its blue values, a byte each, line by line.
 */
typedef struct
{
  guint32 n, width, height;
  double interval;
} ReelRawFrames;

gboolean   reel_raw_frames_is_valid (const ReelRawFrames  *self);
guint64    reel_raw_frames_get_size (const ReelRawFrames  *self);
int        reel_raw_frames_open     (const char           *path,
                                     GError              **error);
ReelFrame *reel_raw_frames_read     (const ReelRawFrames  *self,
                                     int                   fd,
                                     guint                 index,
                                     GError              **error);

G_END_DECLS
