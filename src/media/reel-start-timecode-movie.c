/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/reel-start-timecode-private.h"

/*
 * Of QuickTime and MP4 files: Apple, 'QuickTime File Format', chapters 'Timecode Media', 'Edit Atoms' and 'Sample Table
 * Atoms'. The way to it is
 *
 *   moov / mvhd   ticks a second of the edit lists
 *        / trak / edts / elst   what of the track is when
 *               / mdia / mdhd   ticks a second of the track
 *                      / minf / stbl / stsd   how it counts, and the name of the reel
 *                                    / stco, co64   where its first sample lies: the number of the first frame
 *
 * Where there is none, Sony's cameras have the clock in each sample of a track of data: 'rtmd', bytes 13 to 17.
 */

#define LONGEST_REEL 63
#define MOST_EDITS   64

/* Flags of the sample description. */
#define FLAG_DROP_FRAME 0x1
#define FLAG_NEGATIVE   0x4
#define FLAG_COUNTER    0x8

#define KIND(a, b, c, d) ((guint32) (a) << 24 | (guint32) (b) << 16 | (guint32) (c) << 8 | (guint32) (d))

typedef ReelTimecodeReader Reader;

/* What lies inside of an atom, in bytes from the file's beginning. */
typedef struct
{
  guint32 kind;
  guint64 at, end;
} Atom;

static guint32
read_be32 (const guint8 *data)
{
  return (guint32) reel_timecode_reader_number (data, 4);
}

static guint64
read_be64 (const guint8 *data)
{
  return reel_timecode_reader_number (data, 8);
}

/* The atom at *@at, which is moved behind it; always ahead. One that does not fit into what it lies in ends the list. */
static gboolean
next_atom (Reader  *reader,
           guint64 *at,
           guint64  end,
           Atom    *atom)
{
  guint8 header[16];
  guint64 length;
  gsize header_length = 8;

  if (end < *at || end - *at < 8 || !reel_timecode_reader_read_at (reader, *at, header, 8))
    return FALSE;
  length = read_be32 (header);
  if (length == 0) /* up to the end of what it lies in */
    length = end - *at;
  else if (length == 1)
    {
      if (end - *at < 16 || !reel_timecode_reader_read_at (reader, *at + 8, header + 8, 8))
        return FALSE;
      header_length = 16;
      length = read_be64 (header + 8);
    }
  if (length < header_length || length > end - *at)
    return FALSE;
  atom->kind = read_be32 (header + 4);
  atom->at = *at + header_length;
  atom->end = *at + length;
  *at = atom->end;
  return TRUE;
}

static gboolean
find_atom (Reader     *reader,
           const Atom *parent,
           guint32     kind,
           Atom       *atom)
{
  guint64 at = parent->at;

  while (next_atom (reader, &at, parent->end, atom))
    if (atom->kind == kind)
      return TRUE;
  return FALSE;
}

/* The number of the track's first frame. */
static gboolean
read_first_sample (Reader     *reader,
                   const Atom *table,
                   gboolean    wide,
                   gint64     *value)
{
  guint8 data[16];
  Atom atom;
  guint64 offset;

  /* Each begins with version and flags, and how many offsets there are: one is enough. */
  if (find_atom (reader, table, KIND ('s', 't', 'c', 'o'), &atom))
    {
      if (atom.end - atom.at < 12 || !reel_timecode_reader_read_at (reader, atom.at, data, 12) || read_be32 (data + 4) == 0)
        return FALSE;
      offset = read_be32 (data + 8);
    }
  else if (find_atom (reader, table, KIND ('c', 'o', '6', '4'), &atom))
    {
      if (atom.end - atom.at < 16 || !reel_timecode_reader_read_at (reader, atom.at, data, 16) || read_be32 (data + 4) == 0)
        return FALSE;
      offset = read_be64 (data + 8);
    }
  else
    return FALSE;

  if (!reel_timecode_reader_read_at (reader, offset, data, wide ? 8 : 4))
    return FALSE;
  *value = wide ? (gint64) read_be64 (data) : (gint64) read_be32 (data);
  return TRUE;
}

/* (transfer full) (nullable): the source reference of a sample description, in what is valid of its text */
static char *
read_reel (Reader     *reader,
           const Atom *description)
{
  guint8 text[4 + LONGEST_REEL] = { 0 };
  g_autofree char *bare = NULL;
  g_autofree char *reel = NULL;
  Atom name;
  gsize length;

  if (!find_atom (reader, description, KIND ('n', 'a', 'm', 'e'), &name) || name.end - name.at <= 4)
    return NULL;
  length = (gsize) MIN (name.end - name.at, sizeof text);
  if (!reel_timecode_reader_read_at (reader, name.at, text, length))
    return NULL;
  /* Its length and its language come first. */
  length = MIN (length - 4, (gsize) text[0] << 8 | text[1]);
  bare = g_strndup ((const char *) text + 4, length);
  reel = g_utf8_make_valid (bare, -1);
  g_strstrip (reel);
  return *reel != '\0' ? g_steal_pointer (&reel) : NULL;
}

/* Of a track: where its parts are, and how it lies in the movie. */
typedef struct
{
  Atom track, table;
  guint32 entry;      /* kind of its first sample description */
  guint32 scale;      /* ticks a second of its own time; 0 where unknown */
  guint32 movie_scale; /* ticks a second of the movie's; likewise */
} Track;

static gboolean
read_scale (Reader     *reader,
            const Atom *header,
            guint32    *scale)
{
  guint8 data[4];

  *scale = 0;
  /* Version 1 has times of 8 bytes before it. */
  if (header->end - header->at < 24 || !reel_timecode_reader_read_at (reader, header->at, data, 1))
    return FALSE;
  if (!reel_timecode_reader_read_at (reader, header->at + (data[0] == 1 ? 20 : 12), data, 4))
    return FALSE;
  *scale = read_be32 (data);
  return TRUE;
}

static gboolean
open_track (Reader     *reader,
            const Atom *atom,
            guint32     movie_scale,
            Track      *track)
{
  Atom media, header, information, descriptions;
  guint8 data[8];

  track->track = *atom;
  track->movie_scale = movie_scale;
  if (!find_atom (reader, atom, KIND ('m', 'd', 'i', 'a'), &media) ||
      !find_atom (reader, &media, KIND ('m', 'i', 'n', 'f'), &information) ||
      !find_atom (reader, &information, KIND ('s', 't', 'b', 'l'), &track->table) ||
      !find_atom (reader, &track->table, KIND ('s', 't', 's', 'd'), &descriptions) ||
      descriptions.end - descriptions.at < 16 || !reel_timecode_reader_read_at (reader, descriptions.at + 8, data, 8))
    return FALSE;
  track->entry = read_be32 (data + 4);
  track->scale = 0;
  if (find_atom (reader, &media, KIND ('m', 'd', 'h', 'd'), &header))
    read_scale (reader, &header, &track->scale);
  return TRUE;
}

/* An edit: how long a part of the track is in the movie, and where it begins in the track; -1 for nothing. In ticks. */
typedef struct
{
  guint64 length;
  gint64 begin;
} Edit;

static gboolean
read_edits (Reader      *reader,
            const Track *track,
            Edit         edits[MOST_EDITS],
            guint       *n)
{
  guint8 data[20];
  Atom container, list;
  guint count, size;

  *n = 0;
  if (!find_atom (reader, &track->track, KIND ('e', 'd', 't', 's'), &container) ||
      !find_atom (reader, &container, KIND ('e', 'l', 's', 't'), &list) || list.end - list.at < 8 ||
      !reel_timecode_reader_read_at (reader, list.at, data, 8))
    return FALSE;
  size = data[0] == 1 ? 20 : 12;
  count = read_be32 (data + 4);
  for (; *n < MIN (count, MOST_EDITS); (*n)++)
    {
      guint64 at = list.at + 8 + (guint64) *n * size;

      if (at + size > list.end || !reel_timecode_reader_read_at (reader, at, data, size))
        break;
      edits[*n].length = size == 20 ? read_be64 (data) : read_be32 (data);
      edits[*n].begin = size == 20 ? (gint64) read_be64 (data + 8) : (gint32) read_be32 (data + 4);
    }
  return *n > 0;
}

/* Seconds of the movie before the track has anything. */
static double
seconds_of_lead (Reader      *reader,
                 const Track *track)
{
  Edit edits[MOST_EDITS];
  double lead = 0;
  guint n;

  if (track->movie_scale == 0 || !read_edits (reader, track, edits, &n))
    return 0;
  for (guint i = 0; i < n && edits[i].begin < 0; i++)
    lead += (double) edits[i].length / track->movie_scale;
  return lead;
}

/* Seconds of the track's own time at a time of the movie: what its edit list shows then. */
static double
own_time (Reader      *reader,
          const Track *track,
          double       time)
{
  Edit edits[MOST_EDITS];
  double begin = 0;
  guint n;

  if (track->movie_scale == 0 || track->scale == 0 || !read_edits (reader, track, edits, &n))
    return time;
  for (guint i = 0; i < n; i++)
    {
      double length = (double) edits[i].length / track->movie_scale;

      if (edits[i].begin >= 0 && (time < begin + length || i + 1 == n))
        return (double) edits[i].begin / track->scale + time - begin;
      begin += length;
    }
  return time;
}

/* What a track of timecode says of the picture at @lead seconds of the movie; one that makes no sense is passed over. */
static ReelStartTimecode *
read_timecode (Reader      *reader,
               const Track *track,
               double       lead)
{
  g_autoptr (ReelStartTimecode) self = NULL;
  guint8 data[34];
  Atom descriptions, inside;
  guint32 flags, scale, duration, length;
  const gboolean wide = track->entry == KIND ('t', 'c', '6', '4');
  ReelTimebase timebase;
  gint64 value;

  /* Version, flags, count; the size and kind of the first description, 8 bytes that all have, and then its own. */
  if (!find_atom (reader, &track->table, KIND ('s', 't', 's', 'd'), &descriptions) ||
      descriptions.end - descriptions.at < 8 + 34 ||
      !reel_timecode_reader_read_at (reader, descriptions.at + 8, data, sizeof data))
    return NULL;
  length = read_be32 (data);
  if (length < sizeof data || length > descriptions.end - descriptions.at - 8)
    return NULL;
  flags = read_be32 (data + 20);
  scale = read_be32 (data + 24);
  duration = read_be32 (data + 28);
  if (scale == 0 || duration == 0 || (flags & FLAG_COUNTER) != 0 || !read_first_sample (reader, &track->table, wide, &value))
    return NULL;
  if (!wide && (flags & FLAG_NEGATIVE) != 0)
    value = (gint32) (guint32) value;

  timebase = reel_timebase_new (scale, duration, (flags & FLAG_DROP_FRAME) != 0);
  value %= reel_timebase_frames_per_day (&timebase);
  value += reel_timebase_frame_at (&timebase, CLAMP (own_time (reader, track, lead), -1e6, 1e6),
                                   0.25 / reel_timebase_get_fps (&timebase));
  self = reel_start_timecode_new (&timebase, value);
  /* Behind a byte with the number of frames, which is what the other two amount to, and one that is reserved. */
  inside.kind = 0;
  inside.at = descriptions.at + 8 + 34;
  inside.end = descriptions.at + 8 + length;
  self->reel = read_reel (reader, &inside);
  return g_steal_pointer (&self);
}

/* How long the track's first sample is shown, as a rate. */
static gboolean
read_rate (Reader       *reader,
           const Track  *track,
           guint        *fps_n,
           guint        *fps_d)
{
  guint8 data[16];
  Atom times;

  if (track->scale == 0 || !find_atom (reader, &track->table, KIND ('s', 't', 't', 's'), &times) ||
      times.end - times.at < 16 || !reel_timecode_reader_read_at (reader, times.at, data, 16))
    return FALSE;
  *fps_n = track->scale;
  *fps_d = read_be32 (data + 12);
  return read_be32 (data + 4) > 0 && *fps_d > 0;
}

/* What the clock of a Sony showed at the first picture; its frames are those of @pictures. */
static ReelStartTimecode *
read_clock (Reader      *reader,
            const Track *track,
            const Track *pictures)
{
  guint8 data[16];
  guint fps_n, fps_d, nominal;
  ReelTimebase timebase;
  g_autofree char *text = NULL;
  gint64 frame;
  guint64 at;
  Atom offsets;

  if (!read_rate (reader, pictures, &fps_n, &fps_d))
    return NULL;
  if (find_atom (reader, &track->table, KIND ('s', 't', 'c', 'o'), &offsets))
    {
      if (offsets.end - offsets.at < 12 || !reel_timecode_reader_read_at (reader, offsets.at, data, 12))
        return NULL;
      at = read_be32 (data + 8);
    }
  else if (find_atom (reader, &track->table, KIND ('c', 'o', '6', '4'), &offsets))
    {
      if (offsets.end - offsets.at < 16 || !reel_timecode_reader_read_at (reader, offsets.at, data, 16))
        return NULL;
      at = read_be64 (data + 8);
    }
  else
    return NULL;
  if (read_be32 (data + 4) == 0 || at > reader->size || !reel_timecode_reader_read_at (reader, at + 13, data, 5))
    return NULL;
  timebase = reel_timebase_new (fps_n, fps_d, data[3] != 0);
  nominal = reel_timebase_get_nominal (&timebase);
  if (data[0] > 23 || data[1] > 59 || data[2] > 59 || data[4] >= nominal)
    return NULL;
  text = g_strdup_printf ("%02u:%02u:%02u%c%02u", data[0], data[1], data[2], timebase.drop_frame ? ';' : ':', data[4]);
  return reel_timecode_parse (&timebase, text, &frame) ? reel_start_timecode_new (&timebase, frame) : NULL;
}

static gboolean
is_pictures (Reader      *reader,
             const Track *track)
{
  guint8 data[12];
  Atom media, handler;

  return find_atom (reader, &track->track, KIND ('m', 'd', 'i', 'a'), &media) &&
         find_atom (reader, &media, KIND ('h', 'd', 'l', 'r'), &handler) && handler.end - handler.at >= 12 &&
         reel_timecode_reader_read_at (reader, handler.at, data, 12) && read_be32 (data + 8) == KIND ('v', 'i', 'd', 'e');
}

ReelStartTimecode *
reel_start_timecode_of_movie (ReelTimecodeReader *reader)
{
  Atom file = { .end = reader->size }, movie, header, atom;
  Track track, pictures = { 0 }, clock = { 0 };
  ReelStartTimecode *self = NULL;
  gboolean has_pictures = FALSE, has_clock = FALSE;
  guint32 movie_scale = 0;
  guint64 at;
  double lead;

  if (!find_atom (reader, &file, KIND ('m', 'o', 'o', 'v'), &movie))
    return NULL;
  if (find_atom (reader, &movie, KIND ('m', 'v', 'h', 'd'), &header))
    read_scale (reader, &header, &movie_scale);
  at = movie.at;
  while ((!has_pictures || !has_clock) && next_atom (reader, &at, movie.end, &atom))
    if (atom.kind == KIND ('t', 'r', 'a', 'k') && open_track (reader, &atom, movie_scale, &track))
      {
        if (!has_pictures && is_pictures (reader, &track))
          {
            pictures = track;
            has_pictures = TRUE;
          }
        else if (!has_clock && track.entry == KIND ('r', 't', 'm', 'd'))
          {
            clock = track;
            has_clock = TRUE;
          }
      }
  lead = has_pictures ? seconds_of_lead (reader, &pictures) : 0;
  at = movie.at;
  while (self == NULL && next_atom (reader, &at, movie.end, &atom))
    if (atom.kind == KIND ('t', 'r', 'a', 'k') && open_track (reader, &atom, movie_scale, &track) &&
        (track.entry == KIND ('t', 'm', 'c', 'd') || track.entry == KIND ('t', 'c', '6', '4')))
      self = read_timecode (reader, &track, lead);
  if (self == NULL && has_pictures && has_clock)
    self = read_clock (reader, &clock, &pictures);
  return self;
}
