/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* QuickTime files by hand, as far as a timecode track goes. */

typedef struct
{
  const char *kind; /* "tmcd" */
  guint32 flags, scale, duration;
  gint64 value;
  const char *reel; /* (nullable) */
  gboolean wide_sizes, wide_offsets, index_first;
} TimecodeTrack;

GByteArray *movie_bytes_atom  (const char *kind, const void *data, gsize length);
/* Appends @child to @parent, which grows, and frees it. */
void        movie_bytes_add   (GByteArray *parent, GByteArray *child);
void        movie_bytes_put   (GByteArray *bytes, guint64 value, guint n_bytes);
GByteArray *movie_bytes_track (const TimecodeTrack *track, guint64 sample_at);
/* ftyp, mdat and moov, in the one order or the other; moov with a track of pictures without samples first. */
GByteArray *movie_bytes_file  (const TimecodeTrack *track);

G_END_DECLS
