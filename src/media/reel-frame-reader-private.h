/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

#include "media/reel-frame-index.h"
#include "media/reel-frame-reader.h"
#include "media/reel-picture.h"

G_BEGIN_DECLS

/* Containers keep times in milliseconds or coarser steps than a caller computes them in: a frame counts as shown at a
 * time if it begins at most this much after it. */
#define REEL_FRAME_READER_TOLERANCE GST_MSECOND

struct _ReelFrameReader
{
  /* owned */
  char *name;
  GstElement *pipeline;
  GstElement *entry; /* makes whole pictures of fields, one of each two */
  GstElement *sink;
  GPtrArray *missing;
  ReelFrameIndex *index;
  ReelPictureMaker *maker;

  /* Streaming threads, which come into the source's signals one by one. */
  GPtrArray *pads; /* (owned) (element-type GstPad): of the source */

  /* Where the first frame lies in stream time: what callers call 0. */
  GstClockTime base;
  GstSample *first; /* (owned): that frame */

  /* Where the pipeline stands: what was found last, and what came behind it. */
  GstSample *shown; /* (owned) (nullable): whole, and followed by what is pulled next; else NULL */
  GstSample *next;  /* (owned) (nullable): already pulled */
  gboolean ended;   /* nothing comes behind it */

  GstClockTime reach;  /* how far before a picture its key frame lay at most, so far */
  guint disagreements; /* in a row, between the index and what came */

  /* Set on streaming threads, atomically. */
  gboolean linked; /* the sink has its stream */
  gboolean others; /* there are streams that are not for it */
  gboolean no_more_pads;
};

typedef struct
{
  gint64 deadline;
  GCancellable *cancellable; /* (borrowed) (nullable) */
} ReelFrameLimits;

/* reel-frame-reader.c */
GstSample    *reel_frame_reader_pull         (ReelFrameReader       *self,
                                              const ReelFrameLimits *limits,
                                              GError               **error);

/* reel-frame-reader-seek.c */
GstClockTime  reel_frame_reader_time_of      (GstSample             *sample);
void          reel_frame_reader_forget_place (ReelFrameReader       *self);
GstSample    *reel_frame_reader_find_exact   (ReelFrameReader       *self,
                                              GstClockTime           target,
                                              const ReelFrameLimits *limits,
                                              GError               **error);
GstSample    *reel_frame_reader_find_next    (ReelFrameReader       *self,
                                              const ReelFrameLimits *limits,
                                              GError               **error);
GstSample    *reel_frame_reader_find_near    (ReelFrameReader       *self,
                                              GstClockTime           target,
                                              const ReelFrameLimits *limits,
                                              GError               **error);

G_END_DECLS
