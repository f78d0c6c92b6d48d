/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "media/reel-avi-index.h"

/*
 * An AVI that was broken off has no index. Demuxers make one, but which pictures are key frames stands nowhere else: they take
 * all for such, and what is sought shows garbage until the next one. Such a file is decoded from its beginning instead.
 */

#define MOST_CHUNKS 1000

/* Where every picture is a key frame, there is nothing to know. */
static const char intra[][5] = { "MJPG", "mjpg", "dmb1", "dvsd", "DVSD", "dv25", "dv50", "dvh1", "HFYU", "FFVH", "ULRG", "ULRA",
                                 "ULY0", "ULY2", "LAGS", "FFV1", "png ", "PNG1", "DIB ", "UYVY", "YUY2", "I420", "YV12" };

typedef struct
{
  gboolean has_index; /* of OpenDML, in a stream's head */
  gboolean all_key;
} Heads;

static guint32
number (const guint8 *data)
{
  return (guint32) data[0] | (guint32) data[1] << 8 | (guint32) data[2] << 16 | (guint32) data[3] << 24;
}

static gboolean
is (const guint8 *data,
    const char   *kind)
{
  return memcmp (data, kind, 4) == 0;
}

/* The heads of the streams, all of them in one go: lists are gone into, and everything else is stepped over. */
static void
read_heads (int     fd,
            goffset at,
            goffset end,
            Heads  *heads)
{
  gboolean pictures = FALSE;
  guint8 data[24];

  for (guint i = 0; i < MOST_CHUNKS && at + 8 <= end && pread (fd, data, sizeof data, at) == (gssize) sizeof data; i++)
    {
      guint32 size = number (data + 4);

      if (is (data, "LIST"))
        {
          at += 12;
          continue;
        }
      if (is (data, "strh"))
        pictures = is (data + 8, "vids");
      else if (is (data, "indx") && pictures && number (data + 12) > 0)
        heads->has_index = TRUE;
      else if (is (data, "strf") && pictures)
        {
          guint8 format[4];

          for (gsize k = 0; pread (fd, format, 4, at + 8 + 16) == 4 && k < G_N_ELEMENTS (intra); k++)
            heads->all_key = heads->all_key || is (format, intra[k]);
        }
      at += 8 + (goffset) size + (size & 1);
    }
}

static gboolean
lacks_index (int fd)
{
  const goffset end = lseek (fd, 0, SEEK_END);
  guint8 data[12];
  Heads heads = { FALSE, FALSE };
  goffset at = 12;
  gboolean seen = FALSE;

  if (pread (fd, data, sizeof data, 0) != (gssize) sizeof data || !is (data, "RIFF") || !is (data + 8, "AVI "))
    return FALSE;
  for (guint i = 0; i < MOST_CHUNKS && at + 12 <= end && pread (fd, data, sizeof data, at) == (gssize) sizeof data; i++)
    {
      guint32 size = number (data + 4);

      if (is (data, "idx1"))
        return size == 0 && !heads.has_index && !heads.all_key;
      if (is (data, "LIST") && is (data + 8, "hdrl"))
        read_heads (fd, at + 12, MIN (at + 8 + (goffset) size, end), &heads);
      else if (is (data, "LIST") && is (data + 8, "movi"))
        {
          seen = TRUE;
          if (size == 0)
            break; /* it was never written */
        }
      at += 8 + (goffset) size + (size & 1);
    }
  return seen && !heads.has_index && !heads.all_key;
}

/**
 * reel_avi_lacks_index:
 * @path: a file
 *
 * Blocks on the disk: for worker threads.
 *
 * Returns: whether it is an AVI of which nobody knows where its key frames are
 */
gboolean
reel_avi_lacks_index (const char *path)
{
  gboolean lacks;
  int fd;

  g_return_val_if_fail (path != NULL, FALSE);

  fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  if (fd < 0)
    return FALSE;
  lacks = lacks_index (fd);
  close (fd);
  return lacks;
}
