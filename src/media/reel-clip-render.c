/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "media/reel-clip-encoder.h"
#include "media/reel-clip-render.h"
#include "media/reel-clip-stamp.h"
#include "media/reel-media-error.h"

/* By how much later than it begins a picture is looked for, as containers keep times in milliseconds. */
#define TOLERANCE (2 * GST_MSECOND)

/* So long a picture is shown at the most before it is written again: the muxer keeps the sound until the next one. */
#define LONGEST_PICTURE (5 * GST_SECOND)

/* Samples that are read at once at the most. */
#define PIECE REEL_CLIP_SAMPLE_RATE

/* Samples that are written until @time. */
static guint64
samples_until (GstClockTime time)
{
  return gst_util_uint64_scale_round (time, REEL_CLIP_SAMPLE_RATE, GST_SECOND);
}

/* What is written of a clip. */
typedef struct
{
  ReelClipSource *source;   /* (owned) */
  ReelClipEncoder *encoder; /* (owned) */
  float *samples;           /* (owned) (nullable): room for a piece; NULL where there is no sound */
  guint64 n_samples;        /* written */
} Exact;

static void
exact_clear (Exact *self)
{
  g_clear_pointer (&self->source, reel_clip_source_free);
  g_clear_pointer (&self->encoder, reel_clip_encoder_free);
  g_clear_pointer (&self->samples, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Exact, exact_clear)

/* In pieces, as nobody knows how long a picture is shown. */
static gboolean
write_sound_until (Exact         *self,
                   GstClockTime   time,
                   GError       **error)
{
  while (self->samples != NULL && samples_until (time) > self->n_samples)
    {
      gsize n = (gsize) MIN (samples_until (time) - self->n_samples, PIECE);

      if (!reel_clip_source_read (self->source, self->samples, n, error) ||
          !reel_clip_encoder_push_sound (self->encoder, self->samples, n, error))
        return FALSE;
      self->n_samples += n;
    }
  return TRUE;
}

/**
 * reel_clip_render_exact:
 * @order: with one cut
 * @layout: of @order
 * @part: the file to write
 * @extension: what its name ends with at last
 * @position: (nullable): told how far it is
 * @data: for @position
 * @duration: (out): seconds that were written
 * @cancellable: (nullable): to stop early
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Decodes the cut and encodes it again, each picture for as long as it is shown in its file.
 *
 * Returns: whether the file is complete
 */
gboolean
reel_clip_render_exact (const ReelClipOrder  *order,
                        const ReelClipLayout *layout,
                        ReelPartFile         *part,
                        const char           *extension,
                        ReelClipPosition      position,
                        gpointer              data,
                        double               *duration,
                        GCancellable         *cancellable,
                        GError              **error)
{
  g_auto (Exact) self = { 0 };
  const ReelCut *cut = g_ptr_array_index (order->cuts, 0);
  GstClockTime end = 0;

  self.source = reel_clip_source_open (cut, &layout->format, cancellable, error);
  if (self.source == NULL)
    return FALSE;
  self.encoder = reel_clip_encoder_new (part, extension, &layout->format, layout->fps_n, layout->fps_d, cancellable, error);
  if (self.encoder == NULL)
    return FALSE;
  self.samples = layout->format.has_audio ? g_new (float, (gsize) PIECE * REEL_CLIP_CHANNELS) : NULL;
  for (;;)
    {
      g_autoptr (GstBuffer) picture = NULL;
      GstClockTime time, length;

      if (!reel_clip_source_next (self.source, &picture, &time, &length, error))
        return FALSE;
      if (picture == NULL)
        break;
      if (end == 0)
        picture = reel_clip_stamp (g_steal_pointer (&picture), cut, layout, cut->start, cancellable);
      while (length > 0)
        {
          GstClockTime part_length = length > 2 * LONGEST_PICTURE ? LONGEST_PICTURE : length;

          end = time + part_length;
          if (!reel_clip_encoder_push_picture (self.encoder, picture, time, part_length, error) ||
              !write_sound_until (&self, end, error))
            return FALSE;
          if (position != NULL)
            position ((double) end / GST_SECOND, data);
          time = end;
          length -= part_length;
        }
    }
  *duration = (double) end / GST_SECOND;
  return reel_clip_encoder_finish (self.encoder, error);
}

/* What is written of a reel. */
typedef struct
{
  const ReelClipOrder *order;
  const ReelClipLayout *layout;
  GCancellable *cancellable;
  ReelClipEncoder *encoder; /* (owned) */
  ReelClipSource *source;   /* (owned): of the cut that is shown */
  ReelClipSource *next;     /* (owned) (nullable): of the one that it fades into */
  GArray *samples;          /* (owned) */
  GArray *others;           /* (owned): of the next */
  guint64 n_frames;         /* written */
} Reel;

static void
reel_clear (Reel *self)
{
  g_clear_pointer (&self->encoder, reel_clip_encoder_free);
  g_clear_pointer (&self->source, reel_clip_source_free);
  g_clear_pointer (&self->next, reel_clip_source_free);
  g_clear_pointer (&self->samples, g_array_unref);
  g_clear_pointer (&self->others, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reel, reel_clear)

static GstClockTime
time_of_frame (Reel    *self,
               guint64  frame)
{
  return gst_util_uint64_scale (frame, self->layout->fps_d * GST_SECOND, self->layout->fps_n);
}

/* (transfer full): @weight of @two, and the rest of @one */
static GstBuffer *
blend (GstBuffer *one,
       GstBuffer *two,
       double     weight)
{
  guint parts = (guint) lround (CLAMP (weight, 0.0, 1.0) * 256.0);
  GstMapInfo from, to, out;
  GstBuffer *mixed;

  if (!gst_buffer_map (one, &from, GST_MAP_READ))
    return gst_buffer_ref (two);
  if (!gst_buffer_map (two, &to, GST_MAP_READ))
    {
      gst_buffer_unmap (one, &from);
      return gst_buffer_ref (one);
    }
  mixed = gst_buffer_new_allocate (NULL, MIN (from.size, to.size), NULL);
  gst_buffer_map (mixed, &out, GST_MAP_WRITE);
  for (gsize i = 0; i < out.size; i++)
    out.data[i] = (guint8) ((from.data[i] * (256 - parts) + to.data[i] * parts + 128) >> 8);
  gst_buffer_unmap (mixed, &out);
  gst_buffer_unmap (two, &to);
  gst_buffer_unmap (one, &from);
  return mixed;
}

/* Of one cut or of two, from weight @from to weight @to of the second. As loud all the time, where they are unlike. */
static gboolean
write_sound (Reel    *self,
             double   from,
             double   to,
             GError **error)
{
  gsize n = (gsize) (samples_until (time_of_frame (self, self->n_frames + 1)) -
                     samples_until (time_of_frame (self, self->n_frames)));
  float *samples, *others;

  g_array_set_size (self->samples, (guint) (n * REEL_CLIP_CHANNELS));
  samples = (float *) (gpointer) self->samples->data;
  if (!reel_clip_source_read (self->source, samples, n, error))
    return FALSE;
  if (self->next != NULL)
    {
      g_array_set_size (self->others, (guint) (n * REEL_CLIP_CHANNELS));
      others = (float *) (gpointer) self->others->data;
      if (!reel_clip_source_read (self->next, others, n, error))
        return FALSE;
      for (gsize i = 0; i < n * REEL_CLIP_CHANNELS; i++)
        {
          double angle = (from + (to - from) * (double) (i / REEL_CLIP_CHANNELS) / (double) n) * G_PI / 2.0;

          samples[i] = (float) (samples[i] * cos (angle) + others[i] * sin (angle));
        }
    }
  return reel_clip_encoder_push_sound (self->encoder, samples, n, error);
}

/* The next picture, and its sound. @fade: the how manieth of @n_fades of a fade, from 0; without one, 0 of 0 */
static gboolean
write_frame (Reel    *self,
             guint64  frame,
             guint64  fade,
             guint64  n_fades,
             GError **error)
{
  g_autoptr (GstBuffer) picture = NULL;
  GstClockTime time = time_of_frame (self, self->n_frames);
  double weight = (double) (fade + 1) / (double) (n_fades + 1);

  if (!reel_clip_source_frame_at (self->source, time_of_frame (self, frame) + TOLERANCE, &picture, error))
    return FALSE;
  if (self->next != NULL)
    {
      g_autoptr (GstBuffer) one = g_steal_pointer (&picture);
      g_autoptr (GstBuffer) two = NULL;

      if (!reel_clip_source_frame_at (self->next, time_of_frame (self, fade) + TOLERANCE, &two, error))
        return FALSE;
      picture = blend (one, two, weight);
    }
  if (!reel_clip_encoder_push_picture (self->encoder, picture, time, time_of_frame (self, self->n_frames + 1) - time, error))
    return FALSE;
  if (self->layout->format.has_audio &&
      !write_sound (self, (double) fade / (double) MAX (n_fades, 1), (double) (fade + 1) / (double) MAX (n_fades, 1), error))
    return FALSE;
  self->n_frames++;
  return TRUE;
}

static ReelClipSource *
open_cut (Reel    *self,
          guint    number,
          GError **error)
{
  return reel_clip_source_open (g_ptr_array_index (self->order->cuts, number), &self->layout->format, self->cancellable,
                                error);
}

/**
 * reel_clip_render_reel:
 * @order: one cut or more
 * @layout: of @order
 * @part: the file to write
 * @extension: what its name ends with at last
 * @position: (nullable): told how far it is
 * @data: for @position
 * @cancellable: (nullable): to stop early
 * @error: return location of a #ReelMediaError or %G_IO_ERROR_CANCELLED
 *
 * Decodes all cuts, one after the other and two at a time while one fades into the next, and encodes them as one.
 *
 * Returns: whether the file is complete
 */
gboolean
reel_clip_render_reel (const ReelClipOrder  *order,
                       const ReelClipLayout *layout,
                       ReelPartFile         *part,
                       const char           *extension,
                       ReelClipPosition      position,
                       gpointer              data,
                       GCancellable         *cancellable,
                       GError              **error)
{
  g_auto (Reel) self = { order, layout, cancellable };
  guint64 first = 0;

  self.samples = g_array_new (FALSE, FALSE, sizeof (float));
  self.others = g_array_new (FALSE, FALSE, sizeof (float));
  self.encoder = reel_clip_encoder_new (part, extension, &layout->format, layout->fps_n, layout->fps_d, cancellable, error);
  if (self.encoder == NULL)
    return FALSE;
  for (guint i = 0; i < layout->n_cuts; i++)
    {
      guint64 fades = layout->fades[i], plain = layout->frames[i] - fades;

      if (self.source == NULL)
        self.source = open_cut (&self, i, error);
      if (self.source == NULL)
        return FALSE;
      for (guint64 frame = first; frame < layout->frames[i]; frame++)
        {
          if (frame == plain && (self.next = open_cut (&self, i + 1, error)) == NULL)
            return FALSE;
          if (!write_frame (&self, frame, frame >= plain ? frame - plain : 0, frame >= plain ? fades : 0, error))
            return FALSE;
          if (position != NULL)
            position ((double) time_of_frame (&self, self.n_frames) / GST_SECOND, data);
        }
      g_clear_pointer (&self.source, reel_clip_source_free);
      self.source = g_steal_pointer (&self.next);
      first = fades;
    }
  return reel_clip_encoder_finish (self.encoder, error);
}
