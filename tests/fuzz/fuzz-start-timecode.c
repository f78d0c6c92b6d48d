/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "media/reel-start-timecode.h"

/*
 * A QuickTime or MP4 file: a timecode within a day that leads back to itself, or one error, and never more than the promised
 * reads. So that the corpus can be read, an input that begins with '#' is hexadecimal, with anything else between the
 * digits and comments to the end of the line.
 */

static GBytes *
read_hex (const uint8_t *data,
          size_t         size)
{
  GByteArray *bytes = g_byte_array_new ();
  gboolean comment = FALSE;
  int high = -1;

  for (size_t i = 0; i < size; i++)
    {
      int digit = comment ? -1 : g_ascii_xdigit_value ((char) data[i]);

      if (data[i] == '#')
        comment = TRUE;
      else if (data[i] == '\n')
        comment = FALSE;
      if (digit < 0)
        continue;
      if (high >= 0)
        {
          guint8 byte = (guint8) (high << 4 | digit);

          g_byte_array_append (bytes, &byte, 1);
          high = -1;
        }
      else
        high = digit;
    }
  return g_byte_array_free_to_bytes (bytes);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = size > 0 && data[0] == '#' ? read_hex (data, size) : g_bytes_new (data, size);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (ReelStartTimecode) found = reel_start_timecode_read (stream, NULL, &error);
  g_autofree char *text = NULL;
  gint64 back;

  g_assert_true ((found == NULL) == (error != NULL));
  if (found == NULL)
    {
      g_assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
                     g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA));
      return 0;
    }
  g_assert_true (found->frame >= 0 && found->frame < reel_timebase_frames_per_day (&found->timebase));
  g_assert_true (found->reel == NULL || (*found->reel != '\0' && g_utf8_validate (found->reel, -1, NULL)));
  text = reel_timecode_format (&found->timebase, found->frame);
  /* Three digits hold up to 1000 frames a second, and no more are believed. */
  g_assert_true (reel_timecode_parse (&found->timebase, text, &back));
  g_assert_cmpint (back, ==, found->frame);
  return 0;
}
