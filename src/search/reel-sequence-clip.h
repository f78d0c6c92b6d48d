/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/reel-timecode.h"

G_BEGIN_DECLS

/**
 * ReelSequenceClip:
 * @uri: (nullable): where the file is, or was
 * @name: the file's, for people; any text
 * @has_times: whether the hit is a clip, and not the whole video
 * @start: seconds from the first frame, as the service said
 * @end: seconds, @start or later
 * @similarity: as the service gave it
 * @duration: seconds, of the file; 0 where unknown
 * @exact: whether @duration is sure, so that what lies beyond can be cut off
 * @lead: seconds from where the file begins, with sound, to its first picture
 * @varies: whether its pictures last unequally
 * @fps_n: frame rate, numerator; 0 where it varies or is unknown
 * @fps_d: frame rate, denominator
 * @width: pixels; 0 where unknown
 * @height: pixels
 * @has_audio: whether there is sound
 * @has_start: whether the file has a timecode of its own
 * @start_timebase: how that counts
 * @start_frame: with what it begins
 * @reel: (nullable): the tape or card that the file says it is from
 * @missing: whether the file could not be read
 * @media: which file it is, counted from 0: clips of one file share it
 * @unusual: whether its rate varies, is unknown, or none that people edit at; then it is counted at a usual one
 * @timebase: of the file's pictures, and of the four below
 * @media_start: the timecode of where the file begins, as a frame
 * @media_length: frames of the file, from there; 0 where unknown
 * @cut_off: whether the hit reaches beyond the file's end, and was cut there
 * @in: first frame, from where the file begins
 * @out: the frame behind the last one; @in + 1 or more
 * @at: where it begins in the sequence, in frames of the sequence
 * @length: frames of the sequence; 1 or more
 *
 * One clip of a sequence. What comes from @media on is worked out by reel_sequence_lay_out().
 */
typedef struct
{
  char *uri;
  char *name;
  gboolean has_times;
  double start, end;
  double similarity;
  double duration;
  gboolean exact;
  double lead;
  gboolean varies;
  guint fps_n, fps_d;
  guint width, height;
  gboolean has_audio;
  gboolean has_start;
  ReelTimebase start_timebase;
  gint64 start_frame;
  char *reel;
  gboolean missing;

  guint media;
  gboolean unusual;
  ReelTimebase timebase;
  gint64 media_start, media_length;
  gboolean cut_off;
  gint64 in, out;
  gint64 at, length;
} ReelSequenceClip;

ReelSequenceClip *reel_sequence_clip_new        (const char             *uri,
                                                 const char             *name);
void              reel_sequence_clip_free       (ReelSequenceClip       *self);
char             *reel_sequence_clip_dup_time   (const ReelSequenceClip *self,
                                                 gint64                  frame);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelSequenceClip, reel_sequence_clip_free)

G_END_DECLS
