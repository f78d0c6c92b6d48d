/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>
#include <time.h>

#include "local/reel-frame-source.h"
#include "media/reel-cut-finder.h"
#include "media/reel-media-file.h"

G_BEGIN_DECLS

struct _ReelFrameSource
{
  /* owned */
  ReelMediaFile *file;
  GstElement *pipeline;
  GstElement *shape; /* capsfilter: the size to scale to */
  GstElement *sink;
  GstElement *reader; /* (borrowed): from the pipeline */
  GstBus *bus;
  GPtrArray *missing; /* (element-type utf8): installer details */

  int fd; /* (owned) */

  guint patience;
  int long_side;
  gboolean key_frames;
  guint n_threads;
  gboolean matroska;  /* the file is; set before the first picture */
  GstClockTime first; /* stream time of the first picture */
  GstClockTime duration;
  double last;        /* seconds, of the picture given last */
  guint idle_ticks;   /* before the first picture: how often in a row nothing was done */
  clock_t used;       /* time of the processor that this process had at the last of them */
  gboolean ended;

  /* the streaming thread's */
  ReelCutFinder *cut_finder; /* (owned) */
  GstVideoInfo info;         /* of the decoded pictures */
  gboolean has_info;
  gboolean h264;             /* what the decoder gets is, a picture a buffer */
  guint length_size;         /* of it: see reel_h264_is_droppable() */

  GMutex lock; /* for what the streaming thread tells */
  GQueue cuts; /* (element-type GstClockTime*): time stamps of pictures that begin a shot, in the order of time */
  gboolean has_video, has_audio, complete, too_large;
  GstClockTime due;   /* time stamp from which on the next picture is wanted */
  GstClockTime count; /* pictures without a time stamp so far */
  GstClockTime key_due; /* time stamp from which on the next key frame is decoded */
  GstClockTime seen;  /* the latest end of a picture, its time stamp and duration */
};

gboolean reel_frame_source_build_pipeline (ReelFrameSource  *self,
                                           GError          **error);

G_END_DECLS
