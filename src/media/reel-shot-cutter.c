/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "media/reel-luma.h"
#include "media/reel-shot-cutter.h"

/*
 * Gradual changes by twin comparison (Zhang, Kankanhalli and Smoliar, 'Automatic partitioning of full-motion video',
 * 1993): each picture is compared with the one half a second before it. Where they differ much for a while, and what
 * comes before and after is steady, there was a change of shot. Pictures are compared by their histograms of colour,
 * in HSV, so that movement alone makes little difference.
 */

#define SPAN 5     /* pictures between the two that are compared: half a second */
#define STEADY 3   /* pictures before and after that must be alike */
#define DIFFERENT 0.45
#define ALIKE 0.25
#define ABRUPT 0.35 /* from one picture to the next */
#define KEPT 64     /* pictures remembered: more than the longest change takes */

#define HUES 12
#define SATURATIONS 4
#define VALUES 6
#define N_BINS (HUES * SATURATIONS * VALUES)

/* Seconds after which no more cut is found in what lies before. */
#define SETTLED 3.0

typedef struct
{
  double time;
  float bins[N_BINS]; /* sum 1 */
} Histogram;

struct _ReelShotCutter
{
  Histogram kept[KEPT]; /* a ring, by number of the picture */
  guint n;              /* pictures seen */
  guint run;            /* the first picture of those that differ now, 0 for none */
  guint change_from;    /* of a change that waits for what comes after it; 0 for none */
  guint change_to;

  GArray *cuts; /* (owned) (element-type double): rising, after @start */
  double start; /* end of the last clip given */
};

/**
 * reel_shot_cutter_new:
 *
 * Returns: (transfer full): a cutter for one video
 */
ReelShotCutter *
reel_shot_cutter_new (void)
{
  ReelShotCutter *self = g_new0 (ReelShotCutter, 1);

  self->cuts = g_array_new (FALSE, FALSE, sizeof (double));
  return self;
}

/**
 * reel_shot_cutter_free:
 * @self: (transfer full) (nullable): a cutter
 */
void
reel_shot_cutter_free (ReelShotCutter *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->cuts);
  g_free (self);
}

static gboolean
histogram_fill (Histogram *self,
                ReelFrame *frame)
{
  guint8 rgb[80 * 45 * 3];

  if (!reel_frame_shrink (frame, 80, 45, rgb))
    return FALSE;

  self->time = frame->time;
  for (guint i = 0; i < N_BINS; i++)
    self->bins[i] = 0;

  for (guint i = 0; i < 80 * 45; i++)
    {
      int r = rgb[3 * i], g = rgb[3 * i + 1], b = rgb[3 * i + 2];
      int high = MAX (r, MAX (g, b)), chroma = high - MIN (r, MIN (g, b));
      int hue = 0, saturation = high > 0 ? chroma * 255 / high : 0, bin;

      if (chroma > 0 && high == r)
        hue = (60 * (g - b) / chroma + 360) % 360;
      else if (chroma > 0 && high == g)
        hue = 60 * (b - r) / chroma + 120;
      else if (chroma > 0)
        hue = 60 * (r - g) / chroma + 240;
      /* What has hardly a colour, or hardly light, has no hue to speak of: noise must not make one. */
      if (saturation < 40 || high < 32)
        hue = saturation = 0;

      bin = (hue * HUES / 360 * SATURATIONS + saturation * SATURATIONS / 256) * VALUES + high * VALUES / 256;
      self->bins[bin] += 1.0f / (80 * 45);
    }

  return TRUE;
}

/* 0 for alike … 1 for nothing in common. */
static double
distance (ReelShotCutter *self,
          guint           a,
          guint           b)
{
  const Histogram *one = &self->kept[a % KEPT], *other = &self->kept[b % KEPT];
  double sum = 0;

  for (guint i = 0; i < N_BINS; i++)
    sum += fabsf (one->bins[i] - other->bins[i]);

  return sum / 2;
}

static void
add_cut (ReelShotCutter *self,
         double          time)
{
  guint i = 0;

  if (time <= self->start)
    return;
  while (i < self->cuts->len && g_array_index (self->cuts, double, i) < time)
    i++;
  if (i == self->cuts->len || g_array_index (self->cuts, double, i) > time)
    g_array_insert_val (self->cuts, i, time);
}

static gboolean
has_cut_between (ReelShotCutter *self,
                 double          from,
                 double          to)
{
  for (guint i = 0; i < self->cuts->len; i++)
    {
      double cut = g_array_index (self->cuts, double, i);

      if (cut >= from && cut <= to)
        return TRUE;
    }

  return FALSE;
}

/* What comes after the change is known now: was it one from a steady picture to another? */
static void
judge_change (ReelShotCutter *self)
{
  guint from = self->change_from, to = self->change_to, abrupt = 0;
  double start = self->kept[from % KEPT].time, end = self->kept[to % KEPT].time, most = ABRUPT;

  if (has_cut_between (self, start, end) || distance (self, from, from - MIN (STEADY, from)) > ALIKE
      || distance (self, to, to + STEADY) > ALIKE)
    return;

  for (guint i = from + 1; i <= to; i++)
    if (distance (self, i - 1, i) > most)
      {
        most = distance (self, i - 1, i);
        abrupt = i;
      }

  add_cut (self, abrupt > 0 ? self->kept[abrupt % KEPT].time : (start + end) / 2);
}

static void
compare (ReelShotCutter *self)
{
  guint now = self->n - 1;

  if (now >= SPAN)
    {
      gboolean differ = distance (self, now, now - SPAN) > DIFFERENT;

      if (differ && self->run == 0)
        self->run = now;
      if (!differ && self->run > 0)
        {
          /* What goes on for longer is a picture that keeps changing. */
          if (now - self->run <= 3 * SPAN)
            {
              self->change_from = self->run - SPAN;
              self->change_to = now - 1;
            }
          self->run = 0;
        }
    }

  if (self->change_to > 0 && now == self->change_to + STEADY)
    {
      judge_change (self);
      self->change_to = 0;
    }
}

/**
 * reel_shot_cutter_add_frame:
 * @self: a cutter
 * @frame: the next picture, about a tenth of a second after the last
 * @is_cut: whether it is known to be the first of a shot
 */
void
reel_shot_cutter_add_frame (ReelShotCutter *self,
                            ReelFrame      *frame,
                            gboolean        is_cut)
{
  if (!histogram_fill (&self->kept[self->n % KEPT], frame))
    return;

  if (is_cut)
    add_cut (self, frame->time);
  self->n++;
  compare (self);
}

/* Forgets cuts that would leave a shot too short: it goes with the one after it, or, at the end, before it. */
static void
merge_short_shots (ReelShotCutter *self,
                   double          end)
{
  double shot = self->start;
  guint i = 0;

  while (i < self->cuts->len)
    {
      double cut = g_array_index (self->cuts, double, i);

      if (cut - shot < REEL_CLIP_SHORTEST || (end >= 0 && end - cut < REEL_CLIP_SHORTEST))
        g_array_remove_index (self->cuts, i);
      else
        {
          shot = cut;
          i++;
        }
    }
}

/**
 * reel_shot_cutter_next_clip:
 * @self: a cutter
 * @end: where the video ends, seconds, once all pictures are there; below 0 before that
 * @clip_start: (out): seconds
 * @clip_end: (out): seconds
 *
 * Gives the clips one after the other, as soon as they are settled. A shot is divided evenly, except one of more than
 * twelve seconds: to keep the memory small its clips are given while it goes on, six seconds each, until less is left.
 *
 * Returns: %FALSE where no further clip is settled yet, or at the end
 */
gboolean
reel_shot_cutter_next_clip (ReelShotCutter *self,
                            double          end,
                            double         *clip_start,
                            double         *clip_end)
{
  double settled, shot_end, parts;

  if (end < 0 && self->n == 0)
    return FALSE;

  settled = end >= 0 ? end : self->kept[(self->n - 1) % KEPT].time - SETTLED;
  merge_short_shots (self, end);

  if (self->cuts->len > 0 && g_array_index (self->cuts, double, 0) <= settled)
    shot_end = g_array_index (self->cuts, double, 0);
  else if (end >= 0)
    shot_end = end;
  else if (settled - self->start >= 2 * REEL_CLIP_LONGEST)
    shot_end = self->start + REEL_CLIP_LONGEST;
  else
    return FALSE;

  if (shot_end <= self->start)
    return FALSE;

  parts = MAX (1, ceil ((shot_end - self->start) / REEL_CLIP_LONGEST - 1e-6));
  *clip_start = self->start;
  *clip_end = self->start = parts > 1 ? self->start + (shot_end - self->start) / parts : shot_end;
  while (self->cuts->len > 0 && g_array_index (self->cuts, double, 0) <= self->start)
    g_array_remove_index (self->cuts, 0);

  return TRUE;
}
