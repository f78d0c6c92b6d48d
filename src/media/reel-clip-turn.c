/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "media/reel-clip-turn.h"

/*
 * How the pictures of an MP4 or QuickTime file are to be turned: the matrix in the header of the track (ISO/IEC 14496-12,
 * 8.3.2), which GStreamer's muxer leaves alone. The file is one that it has just written.
 */

#define HEADER 8
#define UNIT 0x10000

/* Of a file of one's own there are no more boxes in one. */
#define MOST_BOXES 10000

static guint32
be32 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

static gboolean
read_at (int     fd,
         guint8 *bytes,
         gsize   n,
         goffset at)
{
  return pread (fd, bytes, n, at) == (gssize) n;
}

static gboolean
write_matrix (int           fd,
              goffset       at,
              const guint8 *size,
              guint         turns)
{
  /* Of the corners: cosine, sine, and what brings the picture back to where it begins. */
  static const gint32 cosines[] = { 1, 0, -1, 0 }, sines[] = { 0, 1, 0, -1 };
  guint32 width = be32 (size), height = be32 (size + 4);
  const guint32 matrix[] = {
    (guint32) cosines[turns] * UNIT, (guint32) sines[turns] * UNIT, 0,
    (guint32) -sines[turns] * UNIT, (guint32) cosines[turns] * UNIT, 0,
    turns == 1 ? height : turns == 2 ? width : 0, turns == 2 ? height : turns == 3 ? width : 0, 0x40000000,
  };
  guint32 bytes[G_N_ELEMENTS (matrix)];

  for (gsize i = 0; i < G_N_ELEMENTS (matrix); i++)
    bytes[i] = GUINT32_TO_BE (matrix[i]);
  return pwrite (fd, bytes, sizeof bytes, at) == (gssize) sizeof bytes;
}

/* Goes through the boxes between two places, and into those that hold tracks. Whether the track of pictures was found. */
static gboolean
turn_in (int     fd,
         goffset at,
         goffset end,
         guint   turns)
{
  for (guint i = 0; i < MOST_BOXES && at + HEADER <= end; i++)
    {
      guint8 head[HEADER + 8];
      guint8 size[8];
      goffset length, inner = HEADER;

      if (!read_at (fd, head, HEADER, at))
        return FALSE;
      length = be32 (head);
      if (length == 1 && read_at (fd, head + HEADER, 8, at + HEADER))
        {
          length = (goffset) ((guint64) be32 (head + HEADER) << 32 | be32 (head + HEADER + 4));
          inner += 8;
        }
      else if (length == 0)
        length = end - at;
      if (length < inner || length > end - at)
        return FALSE;
      if ((memcmp (head + 4, "moov", 4) == 0 || memcmp (head + 4, "trak", 4) == 0) &&
          turn_in (fd, at + inner, at + length, turns))
        return TRUE;
      if (memcmp (head + 4, "tkhd", 4) == 0 && read_at (fd, head, 1, at + inner))
        {
          goffset matrix = at + inner + (head[0] == 1 ? 52 : 40);

          /* Sound has no width. */
          if (matrix + 36 + 8 <= at + length && read_at (fd, size, sizeof size, matrix + 36) && be32 (size) > 0)
            return write_matrix (fd, matrix, size, turns);
        }
      at += length;
    }
  return FALSE;
}

/**
 * reel_clip_turn:
 * @path: an MP4 or QuickTime file
 * @turns: quarter turns clockwise that make its pictures upright
 *
 * Returns: whether that is written into it
 */
gboolean
reel_clip_turn (const char *path,
                guint       turns)
{
  int fd = g_open (path, O_RDWR | O_CLOEXEC, 0);
  goffset end;
  gboolean ok;

  if (fd < 0)
    return FALSE;
  end = lseek (fd, 0, SEEK_END);
  ok = end > 0 && turn_in (fd, 0, end, turns % 4);
  close (fd);
  return ok;
}
