/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "api/reel-clip-time.h"

/*
 * Where in its video a hit lies. The documentation shows clips and doesn't name their keys, so all the usual names are
 * understood, in a fixed order, and where none is there, or none makes sense, there is no time: none is made up.
 */

/* A week: what is beyond it is a date (seconds since 1970) and no place in a video. */
#define MAX_SECONDS (7 * 24 * 3600.0)

static const struct
{
  const char *start, *end;
  double unit; /* seconds */
} pairs[] = {
  { "start_time", "end_time", 1 },
  { "start", "end", 1 },
  { "startTime", "endTime", 1 },
  { "start_sec", "end_sec", 1 },
  { "start_timestamp", "end_timestamp", 1 },
  { "start_ms", "end_ms", 0.001 },
  { "start_time_ms", "end_time_ms", 0.001 },
};

static const char * const points[] = { "timestamp", "time" };
static const char * const nests[] = { "clip", "segment", "shot" };

/* Digits with an optional fraction, whole: no sign, no exponent, no space. */
static gboolean
read_plain (const char *text,
            double     *value)
{
  gsize digits = strspn (text, "0123456789");
  gsize length = digits;

  if (digits == 0)
    return FALSE;
  if (text[length] == '.')
    {
      gsize fraction = strspn (text + length + 1, "0123456789");

      if (fraction == 0)
        return FALSE;
      length += 1 + fraction;
    }
  if (text[length] != '\0')
    return FALSE;
  *value = g_ascii_strtod (text, NULL);
  return TRUE;
}

/* [[HH:]MM:]SS[.mmm] */
static gboolean
read_text (const char *text,
           double     *value)
{
  g_auto (GStrv) parts = NULL;
  double seconds = 0;
  guint n;

  if (strnlen (text, 64) == 64)
    return FALSE;
  parts = g_strsplit (text, ":", 4);
  n = g_strv_length (parts);
  if (n == 0 || n > 3)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      double part;

      if (!read_plain (parts[i], &part) || (i + 1 < n && strchr (parts[i], '.') != NULL) || (i > 0 && part >= 60))
        return FALSE;
      seconds = seconds * 60 + part;
    }
  *value = seconds;
  return TRUE;
}

static gboolean
read_value (JsonObject *object,
            const char *key,
            double      unit,
            double     *seconds)
{
  JsonNode *node = json_object_get_member (object, key);
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_INVALID;
  double value;

  if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    value = json_node_get_double (node);
  else if (type != G_TYPE_STRING ||
           !(unit < 1 ? read_plain (json_node_get_string (node), &value) : read_text (json_node_get_string (node), &value)))
    return FALSE;
  value *= unit;
  if (!isfinite (value) || value < 0 || value > MAX_SECONDS)
    return FALSE;
  *seconds = value;
  return TRUE;
}

static gboolean
read_here (JsonObject *object,
           double     *start,
           double     *end)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      double from, to;

      if (read_value (object, pairs[i].start, pairs[i].unit, &from) &&
          read_value (object, pairs[i].end, pairs[i].unit, &to) && to >= from)
        {
          *start = from;
          *end = to;
          return TRUE;
        }
    }
  for (gsize i = 0; i < G_N_ELEMENTS (points); i++)
    if (read_value (object, points[i], 1, start))
      {
        *end = *start;
        return TRUE;
      }
  /* A beginning without an end is one point. With an end that makes no sense, it is none. */
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (!json_object_has_member (object, pairs[i].end) && read_value (object, pairs[i].start, pairs[i].unit, start))
      {
        *end = *start;
        return TRUE;
      }
  return FALSE;
}

/*
 * reel_clip_time_read:
 * @result: one result of a search
 * @start: (out): seconds from the first frame, 0 without times
 * @end: (out): seconds, @start or later; the same where the service gave one point
 *
 * Returns: whether the service said where
 */
gboolean
reel_clip_time_read (JsonObject *result,
                     double     *start,
                     double     *end)
{
  if (read_here (result, start, end))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (nests); i++)
    {
      JsonNode *node = json_object_get_member (result, nests[i]);

      if (node != NULL && JSON_NODE_HOLDS_OBJECT (node) && read_here (json_node_get_object (node), start, end))
        return TRUE;
    }
  *start = *end = 0;
  return FALSE;
}
