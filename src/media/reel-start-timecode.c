/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "media/reel-start-timecode.h"

/*
 * The timecode track of QuickTime and MP4 files, which GStreamer 1.22 leaves out: Apple, 'QuickTime File Format', chapters
 * 'Timecode Media' and 'Sample Table Atoms'. The way to it is
 *
 *   moov / trak / mdia / minf / stbl / stsd   how it counts, and the name of the reel
 *                                    / stco, co64   where its first sample lies: the number of the first frame
 *
 * A file is a stranger: nothing of it is believed before it is checked against what encloses it, there is no recursion, and
 * the number of reads and of bytes is bounded whatever the sizes and counts in it say.
 */

#define MOST_READS  4000
#define MOST_BYTES  (256 * 1024)
#define LONGEST_REEL 63

/* Flags of the sample description. */
#define FLAG_DROP_FRAME 0x1
#define FLAG_NEGATIVE   0x4
#define FLAG_COUNTER    0x8

#define KIND(a, b, c, d) ((guint32) (a) << 24 | (guint32) (b) << 16 | (guint32) (c) << 8 | (guint32) (d))

typedef struct
{
  GInputStream *stream;      /* (borrowed) */
  GCancellable *cancellable; /* (borrowed) (nullable) */
  GError *error;             /* (owned) (nullable): of reading, or that it was too much; not of what does not make sense */
  guint64 size;
  guint reads;
  gsize bytes;
} Reader;

/* What lies inside of an atom, in bytes from the file's beginning. */
typedef struct
{
  guint32 kind;
  guint64 at, end;
} Atom;

static guint32
read_be32 (const guint8 *data)
{
  return (guint32) data[0] << 24 | (guint32) data[1] << 16 | (guint32) data[2] << 8 | data[3];
}

static guint64
read_be64 (const guint8 *data)
{
  return (guint64) read_be32 (data) << 32 | read_be32 (data + 4);
}

/* All of it, or nothing: where the file is too short there is no error. */
static gboolean
read_at (Reader  *reader,
         guint64  at,
         guint8  *data,
         gsize    length)
{
  gsize got = 0;

  if (reader->error != NULL || at > reader->size || length > reader->size - at)
    return FALSE;
  if (reader->reads >= MOST_READS || reader->bytes + length > MOST_BYTES)
    {
      g_set_error_literal (&reader->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("The file is not made as it should be."));
      return FALSE;
    }
  reader->reads++;
  reader->bytes += length;
  return g_seekable_seek (G_SEEKABLE (reader->stream), (goffset) at, G_SEEK_SET, reader->cancellable, &reader->error) &&
         g_input_stream_read_all (reader->stream, data, length, &got, reader->cancellable, &reader->error) && got == length;
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

  if (end < *at || end - *at < 8 || !read_at (reader, *at, header, 8))
    return FALSE;
  length = read_be32 (header);
  if (length == 0) /* up to the end of what it lies in */
    length = end - *at;
  else if (length == 1)
    {
      if (end - *at < 16 || !read_at (reader, *at + 8, header + 8, 8))
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
      if (atom.end - atom.at < 12 || !read_at (reader, atom.at, data, 12) || read_be32 (data + 4) == 0)
        return FALSE;
      offset = read_be32 (data + 8);
    }
  else if (find_atom (reader, table, KIND ('c', 'o', '6', '4'), &atom))
    {
      if (atom.end - atom.at < 16 || !read_at (reader, atom.at, data, 16) || read_be32 (data + 4) == 0)
        return FALSE;
      offset = read_be64 (data + 8);
    }
  else
    return FALSE;

  if (!read_at (reader, offset, data, wide ? 8 : 4))
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
  if (!read_at (reader, name.at, text, length))
    return NULL;
  /* Its length and its language come first. */
  length = MIN (length - 4, (gsize) text[0] << 8 | text[1]);
  bare = g_strndup ((const char *) text + 4, length);
  reel = g_utf8_make_valid (bare, -1);
  g_strstrip (reel);
  return *reel != '\0' ? g_steal_pointer (&reel) : NULL;
}

/* What the sample table of a track says, if it is one of timecode; a track that makes no sense is passed over. */
static ReelStartTimecode *
read_table (Reader     *reader,
            const Atom *table)
{
  g_autoptr (ReelStartTimecode) self = NULL;
  guint8 data[34];
  Atom descriptions, inside;
  guint32 flags, scale, duration, length;
  gboolean wide;
  gint64 value, day;

  /* Version, flags, count; the size and kind of the first description, 8 bytes that all have, and then its own. */
  if (!find_atom (reader, table, KIND ('s', 't', 's', 'd'), &descriptions) || descriptions.end - descriptions.at < 8 + 34)
    return NULL;
  if (!read_at (reader, descriptions.at + 8, data, sizeof data))
    return NULL;
  length = read_be32 (data);
  wide = read_be32 (data + 4) == KIND ('t', 'c', '6', '4');
  if ((!wide && read_be32 (data + 4) != KIND ('t', 'm', 'c', 'd')) || length < sizeof data ||
      length > descriptions.end - descriptions.at - 8)
    return NULL;
  flags = read_be32 (data + 20);
  scale = read_be32 (data + 24);
  duration = read_be32 (data + 28);
  if (scale == 0 || duration == 0 || (flags & FLAG_COUNTER) != 0 || !read_first_sample (reader, table, wide, &value))
    return NULL;
  if (!wide && (flags & FLAG_NEGATIVE) != 0)
    value = (gint32) (guint32) value;

  self = g_new0 (ReelStartTimecode, 1);
  self->timebase = reel_timebase_new (scale, duration, (flags & FLAG_DROP_FRAME) != 0);
  day = reel_timebase_frames_per_day (&self->timebase);
  self->frame = (value % day + day) % day;
  /* Behind a byte with the number of frames, which is what the other two amount to, and one that is reserved. */
  inside.kind = 0;
  inside.at = descriptions.at + 8 + 34;
  inside.end = descriptions.at + 8 + length;
  self->reel = read_reel (reader, &inside);
  return g_steal_pointer (&self);
}

static ReelStartTimecode *
read_tracks (Reader     *reader,
             const Atom *movie)
{
  guint64 at = movie->at;
  Atom track, media, information, table;

  while (next_atom (reader, &at, movie->end, &track))
    if (track.kind == KIND ('t', 'r', 'a', 'k') && find_atom (reader, &track, KIND ('m', 'd', 'i', 'a'), &media) &&
        find_atom (reader, &media, KIND ('m', 'i', 'n', 'f'), &information) &&
        find_atom (reader, &information, KIND ('s', 't', 'b', 'l'), &table))
      {
        ReelStartTimecode *self = read_table (reader, &table);

        if (self != NULL)
          return self;
      }
  return NULL;
}

/* The largest place that one can go to; what can't be gone to the end of has no size. */
static gboolean
find_size (GInputStream *stream,
           guint64      *size,
           GCancellable *cancellable,
           GError      **error)
{
  goffset end;

  if (!g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_END, cancellable, error))
    return FALSE;
  end = g_seekable_tell (G_SEEKABLE (stream));
  *size = (guint64) MAX (end, 0);
  return TRUE;
}

/**
 * reel_start_timecode_read:
 * @stream: a file, seekable
 * @cancellable: (nullable): to stop early
 * @error: return location: %G_IO_ERROR_NOT_FOUND where the file has no timecode that makes sense, %G_IO_ERROR_INVALID_DATA
 *   where looking for it took too much, %G_IO_ERROR_CANCELLED, or why it can't be read
 *
 * Reads at most 256 KiB in at most 4000 pieces. Blocks: for worker threads.
 *
 * Returns: (transfer full): the timecode of the first frame
 */
ReelStartTimecode *
reel_start_timecode_read (GInputStream *stream,
                          GCancellable *cancellable,
                          GError      **error)
{
  Reader reader = { .stream = stream, .cancellable = cancellable };
  Atom file = { 0 }, movie;
  ReelStartTimecode *self = NULL;

  g_return_val_if_fail (G_IS_INPUT_STREAM (stream) && G_IS_SEEKABLE (stream), NULL);

  if (!find_size (stream, &reader.size, cancellable, error))
    return NULL;
  file.end = reader.size;
  if (find_atom (&reader, &file, KIND ('m', 'o', 'o', 'v'), &movie))
    self = read_tracks (&reader, &movie);
  if (self != NULL)
    g_clear_error (&reader.error); /* only the reel's name is missing */
  else if (reader.error != NULL)
    g_propagate_error (error, reader.error);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("The file has no timecode."));
  return self;
}

/**
 * reel_start_timecode_read_file:
 * @file: a file
 * @cancellable: (nullable): to stop early
 * @error: return location, as for reel_start_timecode_read()
 *
 * Blocks on the disk: for worker threads.
 *
 * Returns: (transfer full): the timecode of the first frame
 */
ReelStartTimecode *
reel_start_timecode_read_file (GFile        *file,
                               GCancellable *cancellable,
                               GError      **error)
{
  g_autoptr (GFileInputStream) stream = NULL;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  /* Asked first: opening a named pipe would wait for whoever writes it. */
  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, cancellable) != G_FILE_TYPE_REGULAR)
    {
      if (!g_cancellable_set_error_if_cancelled (cancellable, error))
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, _ ("This is not an ordinary file."));
      return NULL;
    }
  stream = g_file_read (file, cancellable, error);
  return stream != NULL ? reel_start_timecode_read (G_INPUT_STREAM (stream), cancellable, error) : NULL;
}

/**
 * reel_start_timecode_free:
 * @self: (transfer full): a timecode
 */
void
reel_start_timecode_free (ReelStartTimecode *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->reel);
  g_free (self);
}
