/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "search/reel-sequence.h"
#include "search/reel-timeline-export.h"

/* Of a proposed file's name, in characters. */
#define LONGEST_NAME 60

static const struct
{
  const char *nick;
  const char *label;
  const char *suffix;
} formats[REEL_TIMELINE_N_FORMATS] = {
  /* Translators: formats of files for programs for editing */
  [REEL_TIMELINE_CSV] = { "csv", N_ ("Table (CSV)"), ".csv" },
  [REEL_TIMELINE_EDL] = { "edl", N_ ("EDL (CMX 3600)"), ".edl" },
  [REEL_TIMELINE_FCPXML] = { "fcpxml", N_ ("Final Cut Pro XML"), ".fcpxml" },
  [REEL_TIMELINE_OTIO] = { "otio", N_ ("OpenTimelineIO"), ".otio" },
  [REEL_TIMELINE_CHAPTERS] = { "chapters", N_ ("Chapters (FFmpeg)"), REEL_TIMELINE_CHAPTERS_ENDING },
};

/**
 * reel_timeline_format_from_nick:
 * @nick: what scripts call it: `csv`, `edl`, `fcpxml`, `otio`, `chapters`
 * @format: (out): which that is
 *
 * Returns: whether there is such a format
 */
gboolean
reel_timeline_format_from_nick (const char         *nick,
                                ReelTimelineFormat *format)
{
  g_return_val_if_fail (nick != NULL, FALSE);
  g_return_val_if_fail (format != NULL, FALSE);

  for (guint i = 0; i < REEL_TIMELINE_N_FORMATS; i++)
    if (g_str_equal (formats[i].nick, nick))
      {
        *format = (ReelTimelineFormat) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * reel_timeline_format_get_nick:
 * @format: a format
 *
 * Returns: what scripts call it
 */
const char *
reel_timeline_format_get_nick (ReelTimelineFormat format)
{
  g_return_val_if_fail (format < REEL_TIMELINE_N_FORMATS, NULL);
  return formats[format].nick;
}

/**
 * reel_timeline_format_get_label:
 * @format: a format
 *
 * Returns: what people call it, translated
 */
const char *
reel_timeline_format_get_label (ReelTimelineFormat format)
{
  g_return_val_if_fail (format < REEL_TIMELINE_N_FORMATS, NULL);
  return _ (formats[format].label);
}

/**
 * reel_timeline_format_dup_file_name:
 * @format: a format
 * @name: what the timeline is called; any text
 *
 * Returns: (transfer full): a name for the file, which is one
 */
char *
reel_timeline_format_dup_file_name (ReelTimelineFormat format,
                                    const char        *name)
{
  g_autofree char *plain = NULL;
  g_autofree char *shorter = NULL;
  const char *begin;

  g_return_val_if_fail (format < REEL_TIMELINE_N_FORMATS, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  plain = reel_sequence_plain_text (name);
  g_strdelimit (plain, "/\\:*?\"<>|", ' ');
  begin = plain + strspn (plain, " ."); /* hidden, or a folder */
  shorter = g_utf8_strlen (begin, -1) > LONGEST_NAME ? g_utf8_substring (begin, 0, LONGEST_NAME) : g_strdup (begin);
  g_strchomp (shorter);
  return g_strconcat (*shorter != '\0' ? shorter : _ ("Timeline"), formats[format].suffix, NULL);
}
