/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "media/reel-clip-source.h"
#include "media/reel-fields.h"
#include "media/reel-media-error.h"
#include "media/reel-media-file.h"
#include "media/reel-raw-reader.h"
#include "media/reel-tone-fit.h"

/* Containers keep times in milliseconds or coarser steps than a caller computes them in. */
#define TOLERANCE GST_MSECOND

/* Of a picture where nobody says how long it is shown. */
#define USUAL_LENGTH (40 * GST_MSECOND)

/* Decoders of sound begin well before what is wanted of them. */
#define SOUND_LEAD (500 * GST_MSECOND)

/* Sound whose times jitter by less is continuous. */
#define SOUND_TOLERANCE (REEL_CLIP_SAMPLE_RATE / 50)

/* Samples; longer would be one of the file's mistakes. */
#define LONGEST_GAP (REEL_CLIP_SAMPLE_RATE * G_GINT64_CONSTANT (600))

struct _ReelClipSource
{
  /* owned */
  char *name;
  ReelRawReader *pictures;
  ReelRawReader *sound; /* (nullable): where there is none, or no more of it */
  GstSample *current;   /* (nullable): the picture that is given next */
  GstSample *ahead;     /* (nullable): the one behind it, where that is read already */
  GstBuffer *shown;     /* (nullable): where frame_at stands */
  GArray *samples;      /* (element-type float): of the sound, from where it was read last */
  GstSample *heard;     /* (nullable): what comes after the silence behind these */

  /* plain */
  GstClockTime base;        /* stream time of the file's first picture */
  GstClockTime start;       /* stream time of the cut's first picture */
  GstClockTime end;         /* stream time, exclusive */
  GstClockTime shown_until; /* from the cut's first picture */
  guint64 n_read;           /* samples that were read */
  guint64 silence;          /* samples of it, counted and not kept */
};

/* Reads on to the last picture that begins no later than @target; @late tells that all begin later. */
static GstSample *
pull_up_to (ReelClipSource *self,
            GstClockTime    target,
            gboolean       *late,
            GError        **error)
{
  g_autoptr (GstSample) best = NULL;

  *late = FALSE;
  g_clear_pointer (&self->ahead, gst_sample_unref);
  for (;;)
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (GstSample) sample = reel_raw_reader_pull (self->pictures, &failure);
      GstClockTime time;

      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
      if (sample == NULL)
        return g_steal_pointer (&best);
      time = reel_raw_reader_time (sample);
      if (GST_CLOCK_TIME_IS_VALID (time) && time > target + TOLERANCE)
        {
          *late = best == NULL;
          if (best == NULL)
            return g_steal_pointer (&sample);
          self->ahead = g_steal_pointer (&sample);
          return g_steal_pointer (&best);
        }
      g_clear_pointer (&best, gst_sample_unref);
      best = g_steal_pointer (&sample);
    }
}

/* Makes the first picture of the cut the current one. */
static gboolean
go_to_start (ReelClipSource *self,
             GstClockTime    target,
             GError        **error)
{
  /* Some decoders drop a long picture that began before the place sought: then begin earlier, at last at the start. */
  const GstClockTime leads[] = { reel_raw_reader_lead_in (self->pictures), GST_SECOND, 5 * GST_SECOND, GST_CLOCK_TIME_NONE };

  for (gsize i = 0; i < G_N_ELEMENTS (leads); i++)
    {
      GstClockTime from = leads[i] < target && target - leads[i] > self->base ? target - leads[i] : self->base;
      g_autoptr (GError) failure = NULL;
      gboolean late;

      g_clear_pointer (&self->current, gst_sample_unref);
      reel_raw_reader_seek (self->pictures, from, TRUE);
      self->current = pull_up_to (self, target, &late, &failure);
      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      if (from == self->base || (self->current != NULL && !late))
        break;
    }
  if (self->current == NULL || !GST_CLOCK_TIME_IS_VALID (reel_raw_reader_time (self->current)))
    {
      g_set_error (error, REEL_MEDIA_ERROR, REEL_MEDIA_ERROR_DAMAGED, _ ("“%s” has no picture at that time."), self->name);
      return FALSE;
    }
  self->start = reel_raw_reader_time (self->current);
  return TRUE;
}

/**
 * reel_clip_source_next:
 * @self: a source
 * @picture: (out) (transfer full) (nullable): the next picture; %NULL at the end of the cut
 * @time: (out): when it begins
 * @length: (out): how long it is shown
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Returns: %FALSE with @error set
 */
gboolean
reel_clip_source_next (ReelClipSource *self,
                       GstBuffer     **picture,
                       GstClockTime   *time,
                       GstClockTime   *length,
                       GError        **error)
{
  GstClockTime begins, next;
  GstBuffer *buffer;

  g_return_val_if_fail (self != NULL, FALSE);

  *picture = NULL;
  if (self->current == NULL)
    return TRUE;
  if (self->ahead == NULL)
    {
      g_autoptr (GError) failure = NULL;

      self->ahead = reel_raw_reader_pull (self->pictures, &failure);
      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
    }
  buffer = gst_sample_get_buffer (self->current);
  begins = MAX (reel_raw_reader_time (self->current), self->start);
  next = self->ahead != NULL ? reel_raw_reader_time (self->ahead) : GST_CLOCK_TIME_NONE;
  /* Decoders say 1 ns where the rate varies. */
  if (!GST_CLOCK_TIME_IS_VALID (next) || next <= begins)
    next = begins + (GST_BUFFER_DURATION_IS_VALID (buffer) && GST_BUFFER_DURATION (buffer) > GST_MSECOND
                       ? GST_BUFFER_DURATION (buffer)
                       : USUAL_LENGTH);
  *picture = gst_buffer_ref (buffer);
  *time = begins - self->start;
  *length = next - begins;
  g_clear_pointer (&self->current, gst_sample_unref);
  if (next + TOLERANCE < self->end && self->ahead != NULL)
    self->current = g_steal_pointer (&self->ahead);
  return TRUE;
}

/**
 * reel_clip_source_frame_at:
 * @self: a source, of which nothing else takes pictures
 * @time: from the cut's first picture; never less than the last time
 * @picture: (out) (transfer full): what is shown then; past the end the last one
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Returns: %FALSE with @error set
 */
gboolean
reel_clip_source_frame_at (ReelClipSource *self,
                           GstClockTime    time,
                           GstBuffer     **picture,
                           GError        **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  while (self->shown == NULL || self->shown_until <= time)
    {
      GstBuffer *next;
      GstClockTime begins, length;

      if (!reel_clip_source_next (self, &next, &begins, &length, error))
        return FALSE;
      if (next == NULL)
        break;
      gst_clear_buffer (&self->shown);
      self->shown = next;
      self->shown_until = begins + length;
    }
  *picture = gst_buffer_ref (self->shown);
  return TRUE;
}

/* From the cut's first picture on, as one run: silence where there is none, and what overlaps once. Nothing else waits. */
static void
take_sound (ReelClipSource *self,
            GstSample      *sample)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstClockTime time = reel_raw_reader_time (sample);
  gint64 at, next = (gint64) (self->n_read + self->samples->len / REEL_CLIP_CHANNELS);
  gint64 n, skip = 0, last;
  GstMapInfo map;

  if (!GST_CLOCK_TIME_IS_VALID (time) || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return;
  n = (gint64) (map.size / (sizeof (float) * REEL_CLIP_CHANNELS));
  at = time >= self->start
         ? (gint64) gst_util_uint64_scale_round (time - self->start, REEL_CLIP_SAMPLE_RATE, GST_SECOND)
         : -(gint64) gst_util_uint64_scale_round (self->start - time, REEL_CLIP_SAMPLE_RATE, GST_SECOND);
  if (next > 0 && ABS (at - next) < SOUND_TOLERANCE)
    at = next;
  if (at < next)
    skip = MIN (next - at, n);
  last = MIN (next + LONGEST_GAP, (gint64) gst_util_uint64_scale (self->end - self->start, REEL_CLIP_SAMPLE_RATE, GST_SECOND));
  if (at > next && n > 0)
    {
      self->silence = (guint64) (MIN (at, MAX (last, next)) - next);
      if (at <= last)
        self->heard = gst_sample_ref (sample);
    }
  else if (n > skip)
    g_array_append_vals (self->samples, map.data + (gsize) skip * sizeof (float) * REEL_CLIP_CHANNELS,
                         (guint) ((n - skip) * REEL_CLIP_CHANNELS));
  gst_buffer_unmap (buffer, &map);
}

/* Has something to give, or the silence before it, in @samples or @silence: nothing where the sound is over. */
static gboolean
have_sound (ReelClipSource *self,
            GError        **error)
{
  while (self->samples->len == 0 && self->silence == 0 && (self->heard != NULL || self->sound != NULL))
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (GstSample) sample = g_steal_pointer (&self->heard);

      if (sample == NULL)
        sample = reel_raw_reader_pull (self->sound, &failure);
      if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      /* Sound that is broken, or that nobody can decode, is silence. */
      if (sample == NULL)
        g_clear_pointer (&self->sound, reel_raw_reader_free);
      else
        take_sound (self, sample);
    }
  return TRUE;
}

/**
 * reel_clip_source_read:
 * @self: a source
 * @samples: (array): gets @n_samples for each channel; silence where there is no sound
 * @n_samples: how many
 * @error: return location of %G_IO_ERROR_CANCELLED
 *
 * Reads on in the sound, which begins with the first picture.
 *
 * Returns: %FALSE with @error set
 */
gboolean
reel_clip_source_read (ReelClipSource *self,
                       float          *samples,
                       gsize           n_samples,
                       GError        **error)
{
  gsize done = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  while (done < n_samples)
    {
      gsize n = n_samples - done;

      if (!have_sound (self, error))
        return FALSE;
      if (self->samples->len > 0)
        {
          n = MIN (n, self->samples->len / REEL_CLIP_CHANNELS);
          memcpy (samples + done * REEL_CLIP_CHANNELS, self->samples->data, n * REEL_CLIP_CHANNELS * sizeof (float));
          g_array_remove_range (self->samples, 0, (guint) (n * REEL_CLIP_CHANNELS));
        }
      else
        {
          if (self->silence > 0)
            n = (gsize) MIN (n, self->silence);
          self->silence -= MIN (self->silence, n);
          memset (samples + done * REEL_CLIP_CHANNELS, 0, n * REEL_CLIP_CHANNELS * sizeof (float));
        }
      done += n;
      self->n_read += n;
    }
  return TRUE;
}

static gboolean
open_pictures (ReelClipSource       *self,
               const ReelCut        *cut,
               const ReelClipFormat *format,
               GCancellable         *cancellable,
               GError              **error)
{
  g_autofree char *chain = NULL;
  g_autoptr (GError) failure = NULL;
  GstClockTime first;

  /* Turned before it is scaled, as how a file is to be turned may be told late. */
  chain = g_strdup_printf (REEL_FIELDS " ! videoflip video-direction=auto ! "
                           "videoconvertscale n-threads=%u add-borders=true ! "
                           "capsfilter name=fitted caps=\"video/x-raw,format=" REEL_TONE_FIT_FORMAT ",width=%u,height=%u,"
                           "pixel-aspect-ratio=1/1,colorimetry=bt709,interlace-mode=progressive\" ! "
                           "videoconvert ! video/x-raw,format=" REEL_TONE_FIT_FORMAT,
                           g_get_num_processors (), format->width, format->height);
  self->pictures = reel_raw_reader_new (cut->uri, "video/x-raw", chain, cancellable, error);
  if (self->pictures == NULL)
    return FALSE;
  reel_raw_reader_fit_tones (self->pictures, "fitted");
  self->current = reel_raw_reader_pull (self->pictures, &failure);
  if (self->current == NULL)
    {
      g_propagate_error (error, failure != NULL ? g_steal_pointer (&failure) : reel_media_error_new_damaged (self->name));
      return FALSE;
    }
  first = reel_raw_reader_time (self->current);
  self->base = self->start = GST_CLOCK_TIME_IS_VALID (first) ? first : 0;
  self->end = cut->end > 0.0 ? self->base + (GstClockTime) (cut->end * GST_SECOND) : G_MAXINT64;
  if (cut->start > 0.0 && !go_to_start (self, self->base + (GstClockTime) (cut->start * GST_SECOND), error))
    return FALSE;
  return TRUE;
}

/**
 * reel_clip_source_open:
 * @cut: what to read
 * @format: what to make of it
 * @cancellable: (nullable): to stop early
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Opens the file, and decodes up to the first picture of the cut.
 *
 * Returns: (transfer full): a source, or %NULL with @error set
 */
ReelClipSource *
reel_clip_source_open (const ReelCut        *cut,
                       const ReelClipFormat *format,
                       GCancellable         *cancellable,
                       GError              **error)
{
  g_autoptr (ReelClipSource) self = NULL;
  g_autoptr (ReelMediaFile) file = NULL;

  g_return_val_if_fail (cut != NULL && format != NULL, NULL);

  file = reel_media_file_check (cut->uri, error);
  if (file == NULL)
    return NULL;
  self = g_new0 (ReelClipSource, 1);
  self->name = g_strdup (file->name);
  self->samples = g_array_new (FALSE, TRUE, sizeof (float));
  if (!open_pictures (self, cut, format, cancellable, error))
    return NULL;
  if (format->has_audio)
    {
      self->sound = reel_raw_reader_new (cut->uri, "audio/x-raw",
                                         "audioconvert ! audioresample ! audio/x-raw,format=F32LE"
                                         ",rate=48000,channels=2,layout=interleaved",
                                         cancellable, error);
      if (self->sound == NULL)
        return NULL;
      /* What is sought before anything has come is lost. */
      if (self->start > self->base + SOUND_LEAD)
        {
          g_autoptr (GstSample) first = reel_raw_reader_pull (self->sound, NULL);

          if (first != NULL)
            reel_raw_reader_seek (self->sound, self->start - SOUND_LEAD, TRUE);
        }
    }
  return g_steal_pointer (&self);
}

/**
 * reel_clip_source_free:
 * @self: (transfer full): a source
 */
void
reel_clip_source_free (ReelClipSource *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->pictures, reel_raw_reader_free);
  g_clear_pointer (&self->sound, reel_raw_reader_free);
  g_clear_pointer (&self->current, gst_sample_unref);
  g_clear_pointer (&self->ahead, gst_sample_unref);
  g_clear_pointer (&self->heard, gst_sample_unref);
  gst_clear_buffer (&self->shown);
  g_clear_pointer (&self->samples, g_array_unref);
  g_free (self->name);
  g_free (self);
}
