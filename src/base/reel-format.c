/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/reel-format.h"

/* Beyond this a number of seconds is a mistake, not a time: 1000 hours. */
#define LONGEST 3600000.0

/**
 * reel_format_list:
 * @words: (array zero-terminated=1): words, or parts of a sentence
 *
 * Returns: (transfer full): one after the other, as a list of the language of the user; empty for none
 */
char *
reel_format_list (const char * const *words)
{
  g_return_val_if_fail (words != NULL, NULL);
  /* Translators: between the words of a list, which may be read aloud */
  return g_strjoinv (_ (", "), (char **) words);
}

/**
 * reel_format_time:
 * @seconds: a time in a video, from its first frame; below 0 counts as 0
 *
 * Whole seconds, cut off and not rounded, so that a time never lies behind its own frame: `0:12`, `1:02:03`.
 *
 * Returns: (transfer full): the text
 */
char *
reel_format_time (double seconds)
{
  guint whole = (guint) floor (isfinite (seconds) ? CLAMP (seconds, 0.0, LONGEST) : 0.0);
  guint h = whole / 3600, m = whole / 60 % 60, s = whole % 60;

  if (h > 0)
    return g_strdup_printf ("%u:%02u:%02u", h, m, s);
  return g_strdup_printf ("%u:%02u", m, s);
}

/**
 * reel_format_range:
 * @start: seconds
 * @end: seconds, @start or later
 *
 * `0:12 – 0:18`; the end is rounded up, so that a clip of part of a second has a length.
 *
 * Returns: (transfer full): the text
 */
char *
reel_format_range (double start,
                   double end)
{
  g_autofree char *from = reel_format_time (start);
  g_autofree char *to = reel_format_time (isfinite (end) ? ceil (end - 1e-3) : 0.0);

  /* Translators: a range of times in a video, such as 0:12 – 0:18 */
  return g_strdup_printf (_ ("%s – %s"), from, to);
}

/**
 * reel_format_time_left:
 * @seconds: how long something will still take
 *
 * Returns: (transfer full): such as “4 minutes left”
 */
char *
reel_format_time_left (double seconds)
{
  guint n;

  if (!isfinite (seconds) || seconds < 0)
    return g_strdup ("");
  if (seconds < 60)
    {
      n = (guint) MAX (1.0, ceil (seconds));
      return g_strdup_printf (ngettext ("%u second left", "%u seconds left", n), n);
    }
  if (seconds < 3600)
    {
      n = (guint) ceil (seconds / 60);
      return g_strdup_printf (ngettext ("%u minute left", "%u minutes left", n), n);
    }
  n = (guint) ceil (MIN (seconds, LONGEST) / 3600);
  return g_strdup_printf (ngettext ("%u hour left", "%u hours left", n), n);
}

/**
 * reel_format_speed:
 * @bytes_per_second: how many
 *
 * Returns: (transfer full): such as “3.2 MB/s”
 */
char *
reel_format_speed (double bytes_per_second)
{
  g_autofree char *size = g_format_size ((guint64) CLAMP (bytes_per_second, 0.0, 1e15));

  /* Translators: a speed; %s is a size, such as 3.2 MB */
  return g_strdup_printf (_ ("%s/s"), size);
}

/**
 * reel_format_moment:
 * @moment: Unix seconds
 * @now: the same
 *
 * Returns: (transfer full): such as “Yesterday, 14:02”, or with a date where it is longer ago; in local time
 */
char *
reel_format_moment (gint64 moment,
                    gint64 now)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (moment);
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now);
  g_autoptr (GDateTime) yesterday = today != NULL ? g_date_time_add_days (today, -1) : NULL;

  if (then == NULL || yesterday == NULL)
    return g_strdup ("");
  if (g_date_time_get_year (then) == g_date_time_get_year (today) &&
      g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (today))
    /* Translators: a time of today; see g_date_time_format() */
    return g_date_time_format (then, _ ("Today, %H:%M"));
  if (g_date_time_get_year (then) == g_date_time_get_year (yesterday) &&
      g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (yesterday))
    /* Translators: a time of yesterday; see g_date_time_format() */
    return g_date_time_format (then, _ ("Yesterday, %H:%M"));
  /* Translators: a date and a time, such as 3 November 2026, 14:02; see g_date_time_format() */
  return g_date_time_format (then, _ ("%-d %B %Y, %H:%M"));
}

/**
 * reel_format_clock:
 * @moment: Unix seconds
 * @now: the same
 *
 * Returns: (transfer full): such as “14:02”, or with a date where it is not of today; in local time
 */
char *
reel_format_clock (gint64 moment,
                   gint64 now)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (moment);
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now);

  if (then == NULL || today == NULL)
    return g_strdup ("");
  if (g_date_time_get_year (then) == g_date_time_get_year (today) &&
      g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (today))
    /* Translators: a time of the day; see g_date_time_format() */
    return g_date_time_format (then, _ ("%H:%M"));
  /* Translators: a date and a time, such as 3 November 2026, 14:02; see g_date_time_format() */
  return g_date_time_format (then, _ ("%-d %B %Y, %H:%M"));
}
