/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "media/reel-start-timecode-private.h"

/*
 * Where files say with which timecode they begin, which GStreamer 1.22 leaves out: QuickTime and MP4, Matroska, MXF.
 */

#define MOST_READS 4000
#define MOST_BYTES (256 * 1024)

gboolean
reel_timecode_reader_read_at (ReelTimecodeReader *reader,
                              guint64             at,
                              guint8             *data,
                              gsize               length)
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

guint64
reel_timecode_reader_number (const guint8 *data,
                             guint         n_bytes)
{
  guint64 number = 0;

  for (guint i = 0; i < n_bytes; i++)
    number = number << 8 | data[i];
  return number;
}

ReelStartTimecode *
reel_start_timecode_new (const ReelTimebase *timebase,
                         gint64              frame)
{
  ReelStartTimecode *self = g_new0 (ReelStartTimecode, 1);
  gint64 day;

  self->timebase = *timebase;
  day = reel_timebase_frames_per_day (&self->timebase);
  self->frame = (frame % day + day) % day;
  return self;
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
  static ReelStartTimecode *(*const kinds[]) (ReelTimecodeReader *reader) = {
    reel_start_timecode_of_movie,
    reel_start_timecode_of_matroska,
    reel_start_timecode_of_mxf,
  };
  ReelTimecodeReader reader = { .stream = stream, .cancellable = cancellable };
  ReelStartTimecode *self = NULL;

  g_return_val_if_fail (G_IS_INPUT_STREAM (stream) && G_IS_SEEKABLE (stream), NULL);

  if (!find_size (stream, &reader.size, cancellable, error))
    return NULL;
  for (gsize i = 0; self == NULL && reader.error == NULL && i < G_N_ELEMENTS (kinds); i++)
    self = kinds[i] (&reader);
  if (self != NULL)
    g_clear_error (&reader.error); /* only the reel's name is missing */
  else if (reader.error != NULL)
    g_propagate_error (error, reader.error);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("No timecode was found in the file."));
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
