/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/video/video.h>
#include <stdio.h>

#include "media/reel-clip-stamp.h"
#include "media/reel-start-timecode.h"

/* Containers keep times in milliseconds. */
#define TOLERANCE 0.001

/**
 * reel_clip_stamp:
 * @picture: (transfer full): the first picture of a clip, encoded or not
 * @cut: what the clip is of
 * @layout: of its order
 * @time: seconds of the file at which the clip begins
 * @cancellable: (nullable): to stop early
 *
 * Says which timecode the picture has in its file, where that has one: muxers of QuickTime and MP4 make a track of it. Reads
 * the file. Blocks: for worker threads.
 *
 * Returns: (transfer full): the picture
 */
GstBuffer *
reel_clip_stamp (GstBuffer            *picture,
                 const ReelCut        *cut,
                 const ReelClipLayout *layout,
                 double                time,
                 GCancellable         *cancellable)
{
  g_autoptr (GFile) file = g_file_new_for_uri (cut->uri);
  g_autoptr (ReelStartTimecode) start = reel_start_timecode_read_file (file, cancellable, NULL);
  ReelTimebase timebase;
  GstVideoTimeCodeFlags flags;
  gint64 frame;
  guint nominal, hh = 0, mm = 0, ss = 0, ff = 0;
  g_autofree char *text = NULL;

  if (start == NULL || layout->fps_n == 0)
    return picture;
  timebase = reel_timebase_new (layout->fps_n, layout->fps_d, start->timebase.drop_frame);
  frame = reel_timebase_relabel (&timebase, start->frame, &start->timebase) +
          reel_timebase_frame_at (&timebase, time, TOLERANCE);
  nominal = reel_timebase_get_nominal (&timebase);
  text = reel_timecode_format (&timebase, frame);
  if (sscanf (text, "%u:%u:%u%*c%u", &hh, &mm, &ss, &ff) != 4 || ff >= nominal)
    return picture;
  flags = timebase.drop_frame ? GST_VIDEO_TIME_CODE_FLAGS_DROP_FRAME : GST_VIDEO_TIME_CODE_FLAGS_NONE;
  picture = gst_buffer_make_writable (picture);
  gst_buffer_add_video_time_code_meta_full (picture, timebase.fps_n, timebase.fps_d, NULL, flags, hh, mm, ss, ff, 0);
  return picture;
}
