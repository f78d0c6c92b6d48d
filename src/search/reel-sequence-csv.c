/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "search/reel-sequence.h"

/*
 * A table: RFC 4180, in UTF-8, with the names of its columns first. These are for programs, and not translated.
 */

static const char header[] = "number,name,uri,in_seconds,out_seconds,in_timecode,out_timecode,start_timecode,frame_rate,"
                             "drop_frame,reel,similarity,whole_video,audio,width,height,file\r\n";

/* Text of strangers. A spreadsheet takes what begins like a formula for one, and runs it: the apostrophe makes it text. */
static void
add_text (GString    *csv,
          const char *text)
{
  g_autofree char *plain = reel_sequence_plain_text (text);
  const char *first = plain + strspn (plain, " ");

  g_string_append_c (csv, '"');
  if (*first != '\0' && strchr ("=+-@", *first) != NULL)
    g_string_append_c (csv, '\'');
  for (const char *at = plain; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *at);
    }
  g_string_append (csv, "\",");
}

static void
add_number (GString    *csv,
            const char *format,
            double      number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (csv, g_ascii_formatd (text, sizeof text, format, number));
  g_string_append_c (csv, ',');
}

static void
add_timecode (GString                *csv,
              const ReelSequenceClip *clip,
              gint64                  frame)
{
  g_autofree char *text = reel_sequence_clip_dup_time (clip, frame);

  g_string_append_printf (csv, "%s,", text);
}

static void
add_clip (GString                *csv,
          const ReelSequenceClip *clip,
          guint                   number)
{
  g_string_append_printf (csv, "%u,", number);
  add_text (csv, clip->name);
  add_text (csv, clip->uri != NULL ? clip->uri : "");
  add_number (csv, "%.6f", reel_timebase_seconds (&clip->timebase, clip->in));
  add_number (csv, "%.6f", reel_timebase_seconds (&clip->timebase, clip->out));
  add_timecode (csv, clip, clip->in);
  add_timecode (csv, clip, clip->out);
  add_timecode (csv, clip, 0);
  g_string_append_printf (csv, "%u/%u,%s,", clip->timebase.fps_n, clip->timebase.fps_d,
                          clip->timebase.drop_frame ? "yes" : "no");
  add_text (csv, clip->reel != NULL ? clip->reel : "");
  add_number (csv, "%.4f", clip->similarity);
  g_string_append_printf (csv, "%s,%s,%u,%u,%s\r\n", clip->has_times ? "no" : "yes", clip->has_audio ? "yes" : "no",
                          clip->width, clip->height, clip->missing ? "missing" : "here");
}

/**
 * reel_sequence_to_csv:
 * @self: a sequence that was laid out
 *
 * Returns: (transfer full): a row for each clip; the out points are exclusive, as in every other format
 */
GBytes *
reel_sequence_to_csv (const ReelSequence *self)
{
  GString *csv;

  g_return_val_if_fail (self != NULL, NULL);

  csv = g_string_new (header);
  for (guint i = 0; i < self->clips->len; i++)
    add_clip (csv, reel_sequence_get (self, i), i + 1);
  return g_string_free_to_bytes (csv);
}
