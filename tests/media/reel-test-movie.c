/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "reel-test-movie.h"

/* What lies inside of an atom, in bytes of the file. */
typedef struct
{
  gsize at, end;
} Atom;

static guint32
read_be32 (const char *bytes)
{
  guint32 value;

  memcpy (&value, bytes, sizeof value);
  return GUINT32_FROM_BE (value);
}

/* The one that has number @number among those of @kind in @parent. */
static Atom
find (const char *bytes,
      Atom        parent,
      const char *kind,
      guint       number)
{
  for (gsize at = parent.at; at + 8 <= parent.end;)
    {
      gsize length = read_be32 (bytes + at), header = 8;

      if (length == 1)
        {
          length = (gsize) read_be32 (bytes + at + 8) << 32 | read_be32 (bytes + at + 12);
          header = 16;
        }
      if (length == 0)
        length = parent.end - at;
      g_assert_cmpuint (length, >=, header);
      if (memcmp (bytes + at + 4, kind, 4) == 0 && number-- == 0)
        return (Atom){ at + header, at + length };
      at += length;
    }
  g_error ("The test's movie has no atom '%s'", kind);
}

static Atom
find_track (const char *bytes,
            gsize       length,
            guint       track)
{
  return find (bytes, find (bytes, (Atom){ 0, length }, "moov", 0), "trak", track);
}

void
reel_test_movie_rename (const char *path,
                        guint       track,
                        const char *handler,
                        const char *kind)
{
  static const char * const setups[] = { "esds", "avcC" };
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  Atom media, table, entries;

  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  media = find (bytes, find_track (bytes, length, track), "mdia", 0);
  table = find (bytes, find (bytes, media, "minf", 0), "stbl", 0);
  entries = find (bytes, table, "stsd", 0);
  if (handler != NULL)
    memcpy (bytes + find (bytes, media, "hdlr", 0).at + 8, handler, 4);
  memcpy (bytes + entries.at + 12, kind, 4);
  for (gsize i = entries.at + 16; i + 4 <= entries.end; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (setups); k++)
      if (memcmp (bytes + i, setups[k], 4) == 0)
        memcpy (bytes + i, "free", 4);
  g_file_set_contents (path, bytes, (gssize) length, &error);
  g_assert_no_error (error);
}
