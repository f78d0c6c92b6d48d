/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/reel-timecode.h"

/*
 * Frames, seconds and timecode. A frame is a number from 0, counted at a rational rate; a timecode is a name for it, with
 * whole numbers of frames in each of its seconds (the nominal rate), and it starts again after 24 hours.
 *
 * At 29.97 (30000/1001) such seconds are too long. Drop-frame timecode (SMPTE ST 12-1, 'drop frame compensated') leaves out
 * the names ;00 and ;01 of each minute that is no multiple of ten, at 59.94 the names ;00 to ;03, and no picture ever. Over
 * ten minutes that is 10·60·30 − 9·2 = 17982 frames, 0.018 of one short of the clock. The conversion is the one of
 * A. Duncan, 'Timecode', https://www.andrewduncan.net/timecodes/.
 */

/* Beyond this a number of seconds is a mistake, not a time: 1000 hours. */
#define LONGEST 3600000.0

/* What people edit at: what other programs take for the rate of a timeline. */
static const struct
{
  guint n, d;
} editing_rates[] = {
  { 24000, 1001 }, { 24, 1 }, { 25, 1 }, { 30000, 1001 }, { 30, 1 },  { 48, 1 },
  { 50, 1 },       { 60000, 1001 }, { 60, 1 }, { 100, 1 }, { 120000, 1001 }, { 120, 1 },
};

static guint
greatest_divisor (guint a,
                  guint b)
{
  while (b != 0)
    {
      guint rest = a % b;

      a = b;
      b = rest;
    }
  return a;
}

/* Rounds down, also below 0. @d is above 0. */
static gint64
divide (gint64 n,
        gint64 d)
{
  return n / d - (n % d < 0 ? 1 : 0);
}

/* How many names each minute but the tenth leaves out. */
static guint
dropped_names (const ReelTimebase *self)
{
  return self->drop_frame ? reel_timebase_get_nominal (self) / 15 : 0;
}

/**
 * reel_timebase_new:
 * @fps_n: frames a second, numerator; 0 where unknown
 * @fps_d: frames a second, denominator
 * @drop_frame: whether the timecode is a drop-frame one; taken back where there is none of this rate
 *
 * Rates that containers write with rounding errors (29970/1000, 2997/100, 23976/1000 …) are what was meant. An unknown one
 * becomes %REEL_TIMEBASE_NOMINAL_FPS; who needs to tell that, looks at what was given.
 *
 * Returns: how frames are counted
 */
ReelTimebase
reel_timebase_new (guint    fps_n,
                   guint    fps_d,
                   gboolean drop_frame)
{
  ReelTimebase self = { REEL_TIMEBASE_NOMINAL_FPS, 1, FALSE };

  if (fps_n > 0 && fps_d > 0)
    {
      guint divisor = greatest_divisor (fps_n, fps_d);
      double fps = (double) fps_n / fps_d;

      /* More than the timecode's two digits and a bit, or less than one in a minute, is no film. */
      if (fps >= 1.0 / 60 && fps <= 1000)
        {
          self.fps_n = fps_n / divisor;
          self.fps_d = fps_d / divisor;
        }
      for (gsize i = 0; i < G_N_ELEMENTS (editing_rates); i++)
        if (editing_rates[i].d == 1001 && fabs (fps * 1001 / editing_rates[i].n - 1) < 1e-4)
          {
            self.fps_n = editing_rates[i].n;
            self.fps_d = 1001;
          }
    }
  self.drop_frame = drop_frame && self.fps_d == 1001 && (self.fps_n == 30000 || self.fps_n == 60000);
  return self;
}

/**
 * reel_timebase_for_editing:
 * @fps_n: frames a second, numerator; 0 where unknown
 * @fps_d: frames a second, denominator
 * @drop_frame: as for reel_timebase_new()
 *
 * Returns: a rate that programs for editing have: the same, else the lowest multiple of it (30 for 15), else the
 *   highest that goes into it (119.88 for 239.76), else the nearest
 */
ReelTimebase
reel_timebase_for_editing (guint    fps_n,
                           guint    fps_d,
                           gboolean drop_frame)
{
  ReelTimebase given = reel_timebase_new (fps_n, fps_d, drop_frame);
  double fps = reel_timebase_get_fps (&given), best = G_MAXDOUBLE;
  gsize nearest = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (editing_rates); i++)
    {
      double times = editing_rates[i].n / (double) editing_rates[i].d / fps;

      if (times >= 1 - 1e-5 && fabs (times - round (times)) < 1e-5)
        return reel_timebase_new (editing_rates[i].n, editing_rates[i].d, drop_frame);
    }
  for (gsize i = G_N_ELEMENTS (editing_rates); i-- > 0;)
    {
      double times = fps * editing_rates[i].d / editing_rates[i].n;

      if (times >= 2 - 1e-5 && fabs (times - round (times)) < 1e-5)
        return reel_timebase_new (editing_rates[i].n, editing_rates[i].d, drop_frame);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (editing_rates); i++)
    {
      double off = fabs (log (editing_rates[i].n / (double) editing_rates[i].d / fps));

      if (off < best)
        {
          best = off;
          nearest = i;
        }
    }
  return reel_timebase_new (editing_rates[nearest].n, editing_rates[nearest].d, drop_frame);
}

/**
 * reel_timebase_same_rate:
 * @a: a timebase
 * @b: another
 *
 * Returns: whether frames are as long in both, however they are named
 */
gboolean
reel_timebase_same_rate (const ReelTimebase *a,
                         const ReelTimebase *b)
{
  return a->fps_n == b->fps_n && a->fps_d == b->fps_d;
}

/**
 * reel_timebase_equal:
 * @a: a timebase
 * @b: another
 *
 * Returns: whether they count, and name, the same
 */
gboolean
reel_timebase_equal (const ReelTimebase *a,
                     const ReelTimebase *b)
{
  return reel_timebase_same_rate (a, b) && !a->drop_frame == !b->drop_frame;
}

/**
 * reel_timebase_get_nominal:
 * @self: a timebase
 *
 * Returns: how many frames a second of its timecode has: 30 for 29.97; 1 or more
 */
guint
reel_timebase_get_nominal (const ReelTimebase *self)
{
  return MAX (1, (guint) (((guint64) self->fps_n + self->fps_d / 2) / self->fps_d));
}

/**
 * reel_timebase_get_fps:
 * @self: a timebase
 *
 * Returns: frames a second
 */
double
reel_timebase_get_fps (const ReelTimebase *self)
{
  return (double) self->fps_n / self->fps_d;
}

/**
 * reel_timebase_frames_per_day:
 * @self: a timebase
 *
 * Returns: how many names of frames there are, until the timecode begins again
 */
gint64
reel_timebase_frames_per_day (const ReelTimebase *self)
{
  return (gint64) 86400 * reel_timebase_get_nominal (self) - (gint64) 24 * 54 * dropped_names (self);
}

static double
frames_in (const ReelTimebase *self,
           double              seconds)
{
  return isfinite (seconds) ? CLAMP (seconds, -LONGEST, LONGEST) * self->fps_n / self->fps_d : 0;
}

/**
 * reel_timebase_frame_at:
 * @self: a timebase
 * @seconds: a time
 * @tolerance: seconds; a frame that begins this much later counts as begun, since times are rounded
 *
 * Returns: the frame that is shown then
 */
gint64
reel_timebase_frame_at (const ReelTimebase *self,
                        double              seconds,
                        double              tolerance)
{
  return (gint64) floor (frames_in (self, seconds + tolerance) + 1e-6);
}

/**
 * reel_timebase_frame_after:
 * @self: a timebase
 * @seconds: a time
 * @tolerance: seconds; a frame that began this much earlier counts as not begun
 *
 * Returns: the first frame that begins then or later: the end, exclusive, of what lies before
 */
gint64
reel_timebase_frame_after (const ReelTimebase *self,
                           double              seconds,
                           double              tolerance)
{
  return (gint64) ceil (frames_in (self, seconds - tolerance) - 1e-6);
}

/**
 * reel_timebase_seconds:
 * @self: a timebase
 * @frame: a frame
 *
 * Returns: seconds, when it begins
 */
double
reel_timebase_seconds (const ReelTimebase *self,
                       gint64              frame)
{
  return (double) frame * self->fps_d / self->fps_n;
}

/**
 * reel_timebase_rescale:
 * @self: a timebase
 * @frames: a number of frames in @from
 * @from: another timebase
 *
 * Returns: how many frames of @self take as long, to the nearest
 */
gint64
reel_timebase_rescale (const ReelTimebase *self,
                       gint64              frames,
                       const ReelTimebase *from)
{
  if (reel_timebase_same_rate (self, from))
    return frames;
  return (gint64) floor (reel_timebase_seconds (from, frames) * self->fps_n / self->fps_d + 0.5);
}

/* The frame's name, as numbers. */
static void
name_frame (const ReelTimebase *self,
            gint64              frame,
            guint              *seconds,
            guint              *rest)
{
  const gint64 nominal = reel_timebase_get_nominal (self);
  const gint64 dropped = dropped_names (self);
  const gint64 day = reel_timebase_frames_per_day (self);
  gint64 number = frame - divide (frame, day) * day;

  if (dropped > 0)
    {
      const gint64 ten_minutes = 600 * nominal - 9 * dropped;
      const gint64 within = number % ten_minutes;

      number += 9 * dropped * (number / ten_minutes);
      if (within >= dropped)
        number += dropped * ((within - dropped) / (60 * nominal - dropped));
    }
  *seconds = (guint) (number / nominal);
  *rest = (guint) (number % nominal);
}

/* The frame of that name; of a name that is left out, the first one after. */
static gint64
find_frame (const ReelTimebase *self,
            guint               seconds,
            guint               rest)
{
  const gint64 minutes = seconds / 60;
  const gint64 dropped = dropped_names (self);

  if (minutes % 10 != 0 && seconds % 60 == 0 && rest < dropped)
    rest = (guint) dropped;
  return (gint64) seconds * reel_timebase_get_nominal (self) + rest - dropped * (minutes - minutes / 10);
}

/**
 * reel_timebase_relabel:
 * @self: a timebase
 * @frame: a frame in @from
 * @from: another timebase
 *
 * For start timecodes: what a clock that counts as @self would have shown, where one that counts as @from showed @frame.
 *
 * Returns: the frame whose timecode has the same hours, minutes and seconds, and is as far into the second
 */
gint64
reel_timebase_relabel (const ReelTimebase *self,
                       gint64              frame,
                       const ReelTimebase *from)
{
  guint seconds, rest;

  name_frame (from, frame, &seconds, &rest);
  return find_frame (self, seconds, rest * reel_timebase_get_nominal (self) / reel_timebase_get_nominal (from));
}

/**
 * reel_timecode_print:
 * @timebase: how frames are counted
 * @frame: a frame; one beyond 24 hours, or before 0, has the name of one within
 * @text: (out caller-allocates): `01:00:00:00`, or `01:00:00;00` where it is drop-frame
 *
 * For what changes with each frame.
 *
 * Returns: @text
 */
const char *
reel_timecode_print (const ReelTimebase *timebase,
                     gint64              frame,
                     char                text[REEL_TIMECODE_MAX])
{
  guint seconds, rest;

  g_return_val_if_fail (timebase != NULL, NULL);

  name_frame (timebase, frame, &seconds, &rest);
  g_snprintf (text, REEL_TIMECODE_MAX, "%02u:%02u:%02u%c%02u", seconds / 3600, seconds / 60 % 60, seconds % 60,
              timebase->drop_frame ? ';' : ':', rest);
  return text;
}

/**
 * reel_timecode_format:
 * @timebase: how frames are counted
 * @frame: a frame; one beyond 24 hours, or before 0, has the name of one within
 *
 * Returns: (transfer full): as of reel_timecode_print()
 */
char *
reel_timecode_format (const ReelTimebase *timebase,
                      gint64              frame)
{
  char text[REEL_TIMECODE_MAX];

  g_return_val_if_fail (timebase != NULL, NULL);

  return g_strdup (reel_timecode_print (timebase, frame, text));
}

/**
 * reel_timecode_parse:
 * @timebase: how frames are counted
 * @text: `HH:MM:SS:FF`, or with `;` or `.` before the frames, for drop-frame
 * @frame: (out): the frame of that name
 *
 * A drop-frame timecode may have a colon, as not every program writes the semicolon; one that is none may not have a
 * semicolon.
 *
 * Returns: whether there is such a timecode
 */
gboolean
reel_timecode_parse (const ReelTimebase *timebase,
                     const char         *text,
                     gint64             *frame)
{
  guint parts[4];
  const char *at = text;

  g_return_val_if_fail (timebase != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (frame != NULL, FALSE);

  for (guint i = 0; i < 4; i++)
    {
      gsize digits = strspn (at, "0123456789");

      if (digits < 2 || digits > (i == 3 ? 3 : 2))
        return FALSE;
      parts[i] = (guint) g_ascii_strtoull (at, NULL, 10);
      at += digits;
      if (i < 2 && *at != ':')
        return FALSE;
      if (i == 2 && *at != ':' && !(timebase->drop_frame && (*at == ';' || *at == '.')))
        return FALSE;
      if (i < 3)
        at++;
    }
  if (*at != '\0' || parts[0] > 23 || parts[1] > 59 || parts[2] > 59 || parts[3] >= reel_timebase_get_nominal (timebase) ||
      (parts[1] % 10 != 0 && parts[2] == 0 && parts[3] < dropped_names (timebase)))
    return FALSE;
  *frame = find_frame (timebase, parts[0] * 3600 + parts[1] * 60 + parts[2], parts[3]);
  return TRUE;
}
