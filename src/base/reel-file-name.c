/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "base/reel-file-name.h"

/**
 * reel_file_name_cut:
 * @text: UTF-8
 * @length: bytes
 *
 * Shortens it to no more bytes, between two characters.
 */
void
reel_file_name_cut (char *text,
                    gsize length)
{
  g_return_if_fail (text != NULL);

  if (strlen (text) <= length)
    return;
  while (length > 0 && ((guchar) text[length] & 0xc0) == 0x80)
    length--;
  text[length] = '\0';
}

/**
 * reel_file_name_fit:
 * @stem: what a file is called; shortened where both are too long
 * @tail: what is kept: what tells it from others, and the ending
 *
 * Returns: (transfer full): both, in as many bytes as a file's name may have
 */
char *
reel_file_name_fit (const char *stem,
                    const char *tail)
{
  g_autofree char *shorter = NULL;
  gsize rest;

  g_return_val_if_fail (stem != NULL && tail != NULL, NULL);

  shorter = g_strdup (stem);
  rest = strlen (tail) < REEL_FILE_NAME_LONGEST ? REEL_FILE_NAME_LONGEST - strlen (tail) : 0;
  if (strlen (shorter) > rest)
    {
      reel_file_name_cut (shorter, rest);
      g_strchomp (shorter);
    }
  return g_strconcat (shorter, tail, NULL);
}
