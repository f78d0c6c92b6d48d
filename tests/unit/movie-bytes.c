/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "movie-bytes.h"

void
movie_bytes_put (GByteArray *bytes,
                 guint64     value,
                 guint       n_bytes)
{
  for (guint i = n_bytes; i-- > 0;)
    {
      guint8 byte = (guint8) (value >> (8 * i));

      g_byte_array_append (bytes, &byte, 1);
    }
}

static void
set_size (GByteArray *atom)
{
  for (guint i = 0; i < 4; i++)
    atom->data[i] = (guint8) (atom->len >> (24 - 8 * i));
}

GByteArray *
movie_bytes_atom (const char *kind,
                  const void *data,
                  gsize       length)
{
  GByteArray *atom = g_byte_array_new ();

  movie_bytes_put (atom, 0, 4);
  g_byte_array_append (atom, (const guint8 *) kind, 4);
  if (length > 0)
    g_byte_array_append (atom, data, (guint) length);
  set_size (atom);
  return atom;
}

void
movie_bytes_add (GByteArray *parent,
                 GByteArray *child)
{
  g_byte_array_append (parent, child->data, child->len);
  g_byte_array_unref (child);
  set_size (parent);
}

static GByteArray *
make_description (const TimecodeTrack *track)
{
  GByteArray *entry = movie_bytes_atom (track->kind, NULL, 0);
  GByteArray *descriptions = movie_bytes_atom ("stsd", "\0\0\0\0\0\0\0\1", 8);

  movie_bytes_put (entry, 1, 8); /* reserved, and the data reference */
  movie_bytes_put (entry, 0, 4);
  movie_bytes_put (entry, track->flags, 4);
  movie_bytes_put (entry, track->scale, 4);
  movie_bytes_put (entry, track->duration, 4);
  movie_bytes_put (entry, track->duration > 0 ? (track->scale + track->duration / 2) / track->duration : 0, 1);
  movie_bytes_put (entry, 0, 1);
  set_size (entry);
  if (track->reel != NULL)
    {
      GByteArray *name = movie_bytes_atom ("name", NULL, 0);

      movie_bytes_put (name, strlen (track->reel), 2);
      movie_bytes_put (name, 0, 2);
      g_byte_array_append (name, (const guint8 *) track->reel, (guint) strlen (track->reel));
      set_size (name);
      movie_bytes_add (entry, name);
    }
  movie_bytes_add (descriptions, entry);
  return descriptions;
}

GByteArray *
movie_bytes_track (const TimecodeTrack *track,
                   guint64              sample_at)
{
  GByteArray *table = movie_bytes_atom ("stbl", NULL, 0);
  GByteArray *information = movie_bytes_atom ("minf", NULL, 0);
  GByteArray *media = movie_bytes_atom ("mdia", NULL, 0);
  GByteArray *trak = movie_bytes_atom ("trak", NULL, 0);
  GByteArray *offsets = movie_bytes_atom (track->wide_offsets ? "co64" : "stco", "\0\0\0\0\0\0\0\1", 8);

  movie_bytes_put (offsets, sample_at, track->wide_offsets ? 8 : 4);
  set_size (offsets);
  movie_bytes_add (table, make_description (track));
  movie_bytes_add (table, offsets);
  movie_bytes_add (information, table);
  movie_bytes_add (media, movie_bytes_atom ("mdhd", NULL, 0));
  movie_bytes_add (media, information);
  movie_bytes_add (trak, movie_bytes_atom ("tkhd", NULL, 0));
  movie_bytes_add (trak, media);
  return trak;
}

static GByteArray *
make_movie (const TimecodeTrack *track,
            guint64              sample_at)
{
  const TimecodeTrack pictures = { .kind = "avc1", .scale = 1, .duration = 1 };
  GByteArray *movie = movie_bytes_atom ("moov", NULL, 0);

  movie_bytes_add (movie, movie_bytes_atom ("mvhd", NULL, 0));
  movie_bytes_add (movie, movie_bytes_track (&pictures, 0));
  movie_bytes_add (movie, movie_bytes_track (track, sample_at));
  return movie;
}

GByteArray *
movie_bytes_file (const TimecodeTrack *track)
{
  GByteArray *file = movie_bytes_atom ("ftyp", "qt  \0\0\0\0qt  ", 12);
  guint sample = track->kind[0] == 't' && track->kind[2] == '6' ? 8 : 4;

  if (track->index_first)
    {
      g_autoptr (GByteArray) like = make_movie (track, 0);
      guint64 sample_at = file->len + like->len + (track->wide_sizes ? 16 : 8);
      GByteArray *movie = make_movie (track, sample_at);

      g_byte_array_append (file, movie->data, movie->len);
      g_byte_array_unref (movie);
    }
  movie_bytes_put (file, track->wide_sizes ? 1 : 8 + sample, 4);
  g_byte_array_append (file, (const guint8 *) "mdat", 4);
  if (track->wide_sizes)
    movie_bytes_put (file, 16 + sample, 8);
  movie_bytes_put (file, (guint64) track->value, sample);
  if (!track->index_first)
    {
      GByteArray *movie = make_movie (track, file->len - sample);

      g_byte_array_append (file, movie->data, movie->len);
      g_byte_array_unref (movie);
    }
  return file;
}
