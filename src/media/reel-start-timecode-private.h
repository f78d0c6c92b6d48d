/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/reel-start-timecode.h"

G_BEGIN_DECLS

/*
 * A file is a stranger: nothing of it is believed before it is checked against what encloses it, there is no recursion, and
 * the number of reads and of bytes is bounded whatever the sizes and counts in it say.
 */
typedef struct
{
  GInputStream *stream;      /* (borrowed) */
  GCancellable *cancellable; /* (borrowed) (nullable) */
  GError *error;             /* (owned) (nullable): of reading, or that it was too much; not of what does not make sense */
  guint64 size;
  guint reads;
  gsize bytes;
} ReelTimecodeReader;

/* All of it, or nothing: where the file is too short there is no error. */
gboolean           reel_timecode_reader_read_at (ReelTimecodeReader *self,
                                                 guint64             at,
                                                 guint8             *data,
                                                 gsize               length);
/* Big-endian, of up to 8 bytes. */
guint64            reel_timecode_reader_number  (const guint8       *data,
                                                 guint               n_bytes);
/* (transfer full) (nullable): from a frame of @timebase, of whatever day */
ReelStartTimecode *reel_start_timecode_new      (const ReelTimebase *timebase,
                                                 gint64              frame);

/* (transfer full) (nullable): what each kind of file says; NULL for what is none, or says nothing that makes sense */
ReelStartTimecode *reel_start_timecode_of_movie    (ReelTimecodeReader *reader);
ReelStartTimecode *reel_start_timecode_of_matroska (ReelTimecodeReader *reader);
ReelStartTimecode *reel_start_timecode_of_mxf      (ReelTimecodeReader *reader);

G_END_DECLS
