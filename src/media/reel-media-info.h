/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ReelMediaLength:
 * @REEL_MEDIA_LENGTH_UNKNOWN: nobody says how long the file is
 * @REEL_MEDIA_LENGTH_ESTIMATED: it was worked out from bytes, or claimed, and may be wrong by any amount
 * @REEL_MEDIA_LENGTH_KNOWN: the last pictures were asked
 *
 * How far a length can be believed. Nothing is ever cut off at one that is not known.
 */
typedef enum
{
  REEL_MEDIA_LENGTH_UNKNOWN,
  REEL_MEDIA_LENGTH_ESTIMATED,
  REEL_MEDIA_LENGTH_KNOWN,
} ReelMediaLength;

/**
 * ReelMediaInfo:
 * @duration: seconds from the first picture; 0 where unknown
 * @length: how far @duration can be believed
 * @lead: seconds from where the file begins, with sound, to the first picture
 * @varies: whether pictures last unequally, whatever the frame rate says
 * @width: pixels, as shown (after rotation and pixel aspect)
 * @height: pixels, as shown
 * @fps_n: frame rate, numerator; 0 where it varies or is unknown
 * @fps_d: frame rate, denominator; 1 or more
 * @video_codec: (nullable): for people
 * @has_audio: whether there is sound
 * @plays_audio: whether some of it can be decoded here
 * @seekable: whether one can go to a time
 *
 * What a video file is. Immutable.
 */
typedef struct
{
  double duration;
  ReelMediaLength length;
  double lead;
  gboolean varies;
  guint width, height;
  guint fps_n, fps_d;
  char *video_codec;
  gboolean has_audio;
  gboolean plays_audio;
  gboolean seekable;
} ReelMediaInfo;

#define REEL_TYPE_MEDIA_INFO (reel_media_info_get_type ())
GType          reel_media_info_get_type (void);
ReelMediaInfo *reel_media_info_copy     (const ReelMediaInfo *self);
void           reel_media_info_free     (ReelMediaInfo       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelMediaInfo, reel_media_info_free)

G_END_DECLS
